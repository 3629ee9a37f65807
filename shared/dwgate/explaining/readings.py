"""What a rule read, as far as a record and a policy tell it, and as far as the person who was refused may be told.

A value of the message is the record's, so it is there by the allow-list ``DWGATE_RECORD_FIELDS``, and content never is:
what a record shows by the name of content is not told, whoever has written it.
A limit is a parameter of the policy.  A list or a text may name other people or give away what a policy looks for, so
it is shown only where the rule's own reason shows it whole; numbers, sizes such as 5MB, times, true and false always
are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from dwgate.events import catalogue
from dwgate.facts import functions, units
from dwgate.policy.case import texts_in
from dwgate.policy.filling import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.records import Known, Record

_EVENT, _PARAMETERS = "event.", "params."
_SHOWN_AS_THEY_ARE = (bool, int, float)
_ABOUT_A_SNAPSHOT = "snapshot.has"

Knowledge = Literal["recorded", "cut", "content", "unreadable", "absent", "unrecorded", "unknown"]
"""What a record tells of a field: ``absent``, it did not come; ``unknown``, not even whether it came."""


@dataclass(frozen=True, slots=True)
class Value:
    """A field that a rule read; ``text`` is its value where that is recorded, and of content its length."""

    field: str
    knowledge: Knowledge
    text: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A parameter that a rule read; ``text`` is None where it is not to be shown."""

    parameter: str
    text: str | None


def values_of(rule: Mapping[str, Any], record: Record, known: Known) -> tuple[Value, ...]:
    """Give what is known of each field that a compiled rule reads; who, where and when stand in every record."""
    names = [name.removeprefix(_EVENT) for name in rule["reads"] if name.startswith(_EVENT)]
    return tuple(_value(name, record, known) for name in names)


def limits_of(rule: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[Limit, ...]:
    """Give each parameter of a compiled policy that one of its rules reads."""
    names = [name.removeprefix(_PARAMETERS) for name in rule["reads"] if name.startswith(_PARAMETERS)]
    return tuple(Limit(name, _limit(name, rule, document)) for name in names)


def facts_of(rule: Mapping[str, Any]) -> tuple[str, ...]:
    """Name what a compiled rule asks of DataWorks, which no record keeps."""
    asked = [name for name in rule["asks"] if functions.ask_facts([name])]
    return tuple(f"{name}()" for name in asked if name != _ABOUT_A_SNAPSHOT or len(asked) == 1)


def _value(field: str, record: Record, known: Known) -> Value:
    is_shown, is_content = field in known.event.values, catalogue.holds_content(field)
    if is_shown and not is_content:
        return Value(field, "recorded", as_text(known.event.values[field]))
    if field in known.event.unreadable:
        return Value(field, "unreadable")
    match "content" if is_shown else known.loss(f"{_EVENT}{field}"):
        case "content":
            return _content(field, record)
        case "cut" if not is_content:
            shown = record.document.get("event", {}).get(field)
            return Value(field, "cut", as_text(shown)) if shown else Value(field, "unrecorded")
        case "unrecorded":
            return Value(field, "unrecorded")
        case None:
            return Value(field, "absent")
    return Value(field, "unknown")


def _content(field: str, record: Record) -> Value:
    """Tell how long content was; a record that had to be shortened may not say."""
    found = record.document.get("content", {}).get(field)
    length = found.get("length") if isinstance(found, dict) else None
    return Value(field, "content", str(length)) if isinstance(length, int) else Value(field, "unrecorded")


def _limit(name: str, rule: Mapping[str, Any], document: Mapping[str, Any]) -> str | None:
    value = document["params"][name]
    if name in document["timestamps"]:
        return as_text(datetime.fromisoformat(value))
    shown_whole = re.compile(r"\$\{\s*" + re.escape(f"{_PARAMETERS}{name}") + r"\s*\}")
    is_told = any(shown_whole.search(text) for text in rule["reason_text"].values())
    is_plain = isinstance(value, _SHOWN_AS_THEY_ARE) or units.is_size(value)
    return as_text(value, frozenset(texts_in(value))) if is_told or is_plain else None

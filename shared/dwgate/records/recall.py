"""The message that a record is of, as far as the record still knows it.

A record shows the fields of an allow-list, never content, and long values in part.  So of each name that a rule may
read there are three answers: what it was, that it did not come, and that nobody knows any more: it is *lost*.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from dwgate.events import catalogue
from dwgate.events.event import Event
from dwgate.records import documented

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.records.record import Record

Loss = Literal["unrecorded", "cut", "altered", "content", "unknown", "no-time"]
"""Why a name is lost.

- ``unrecorded``: the field came, and is not on the allow-list.
- ``cut``: it is shown in part, being too long.
- ``altered``: somebody took it out of the record on its way, or made it another type than the gate writes.
- ``content``: it came, and a record never shows it.
- ``unknown``: the record does not show it, nor whether it came.
- ``no-time``: neither the record nor the log says when its rules were judged.
"""

_CUT = "…"
_LONGEST_VALUE = 256
_WHO = ("tenant", "workspace", "operator")


@dataclass(frozen=True, slots=True)
class Known:
    """What a record knows of its message: the event with the values that are whole, and what else there was.

    ``names`` are all fields that came, where the record tells, else None; ``cut`` the names that it shows in part, and
    ``altered`` the paths of fields that it does not show as they were written.  ``names_are_all`` says that no field
    came which the catalogue names now and did not then.
    """

    event: Event
    names: frozenset[str] | None
    cut: frozenset[str]
    altered: frozenset[str]
    has_time: bool
    is_shortened: bool
    names_are_all: bool = True

    def loss(self, name: str) -> Loss | None:
        """Say why a name that a condition reads, such as ``event.fileName``, is lost; None where it is known."""
        if name.startswith("event."):
            return self._loss_of_field(name.removeprefix("event."))
        if name == "now":
            return None if self.has_time else "no-time"
        if name == "present":
            return None if self.names is not None and self.names_are_all else "unknown"
        return "cut" if name in self.cut else self._loss_of_who(name)

    def _loss_of_who(self, name: str) -> Loss | None:
        """Say why the tenant, the workspace or the operator is lost; a record shows them whenever they are known."""
        if getattr(self.event, name, None) is not None or name not in _WHO:
            return None
        if self.names is None:
            return "unknown" if name in self.altered else None
        return "altered" if name in self.names else None

    def _loss_of_field(self, path: str) -> Loss | None:
        event = self.event
        if path in event.values or path in event.unreadable:
            return None
        if path in self.altered:
            return "altered"
        if path not in (event.present if self.names is None else self.names):
            if self.names is None:
                return "unknown"
            return "unrecorded" if event.unknown and _is_newly_documented(path, event) else None
        if self.cut and f"event.{path}" in self.cut:
            return "cut"
        if path in documented.objects(event.point) or event.unknown.get(path) == "object":
            return None  # it is an object, of which a rule reads the fields: there is no value to lose
        if _holds_content(path):
            return "content"
        return "cut" if self.is_shortened else "unrecorded"


def event_of(record: Record) -> Known:
    """Give the message that a record is of: with the values that it shows whole, and the names of what came.

    The record is one of a message: its kind is not ``failure``, and it has a point.
    """
    document = record.document
    point = str(record.point)
    shown: Mapping[str, Any] = document.get("event", {})
    present = document.get("present")
    values: Mapping[str, Any]
    if present is None:
        values, cut = _of_an_earlier_version(record, point, shown)
        came = [*shown, *document.get("content", ()), *document.get("unreadable", ())]
    else:
        cut = frozenset(document.get("cut", ()))
        values = {name: value for name, value in shown.items() if f"event.{name}" not in cut} if cut else shown
        came = present
    values, altered = _as_written(point, values)
    if present is None:
        altered |= {name for name in _WHO if name not in document}
    tells = present is not None and "present" not in cut
    event = Event(
        message_id=record.message_id,
        point=point,
        tenant=None if "tenant" in cut else document.get("tenant"),
        workspace=None if "workspace" in cut else document.get("workspace"),
        operator=None if "operator" in cut else document.get("operator"),
        values=values,
        present=tuple(came),
        unreadable=document.get("unreadable", {}),
        unknown=document.get("unknown_fields", {}),
        envelope=document.get("envelope", "function-compute"),
        account=document.get("account"),
        published=None,
        is_trial=record.is_trial,
    )
    names = frozenset(came) if tells else None
    return Known(
        event=event,
        names=names,
        cut=cut,
        altered=altered,
        has_time=record.time is not None,
        is_shortened=record.is_shortened,
        names_are_all=not event.unknown or _names_are_all(event),
    )


def _as_written(point: str, values: Mapping[str, Any]) -> tuple[Mapping[str, Any], frozenset[str]]:
    """Give the values that are of the types which the gate writes, and the paths of the others."""
    altered = documented.altered_among(point, tuple(values), tuple([value.__class__ for value in values.values()]))
    if altered:
        values = {path: value for path, value in values.items() if path not in altered}
    return values, altered


def _is_newly_documented(path: str, event: Event) -> bool:
    """Whether a field was none of the catalogue's when the message came, and is now, so that it was not read by type.

    At a point of which no fields were published all that came is among the unknown, with the fields of objects.
    """
    first, _, within = path.partition(".")
    if first not in event.unknown or not documented.fields(event.point):
        return False
    return not (within and first in event.present and event.unknown[first] == "object")


def _names_are_all(event: Event) -> bool:
    """Whether none of the fields that came and were not documented is now."""
    if event.unknown.keys().isdisjoint(documented.tops(event.point)):
        return True
    paths = (path for path, _ in documented.paths(documented.fields(event.point)))
    return not any(path not in event.present and _is_newly_documented(path, event) for path in paths)


def _of_an_earlier_version(
    record: Record, point: str, shown: Mapping[str, Any]
) -> tuple[dict[str, Any], frozenset[str]]:
    """Read the values of a record that does not say what it cuts: of lists it shows the JSON, without content."""
    values: dict[str, Any] = {}
    cut = []
    unknown = record.document.get("unknown_fields", {})
    for path, value in shown.items():
        is_list = path in documented.lists(point) or unknown.get(path) == "list"
        if _is_cut(value, record):
            cut.append(f"event.{path}")
        elif is_list and isinstance(value, str):
            items = _json_list(value)
            if items is None:
                cut.append(f"event.{path}")
            else:
                values[path] = items
        else:
            values[path] = value
    cut += [name for name in _WHO if _is_cut(record.document.get(name), record)]
    return values, frozenset(cut)


def _is_cut(value: Any, record: Record) -> bool:
    """Whether a text ends where earlier versions cut one: no whole one is as long, but in a shortened line."""
    if not isinstance(value, str) or not value.endswith(_CUT):
        return False
    return record.is_shortened or len(value) == _LONGEST_VALUE + len(_CUT)


def _json_list(text: str) -> list[Any] | None:
    """Read a list; None where it is none, or holds objects, of which content may have been left out."""
    try:
        items = json.loads(text)
    except ValueError:
        return None
    plain = isinstance(items, list) and not any(isinstance(item, dict | list) for item in items)
    return items if plain else None


_holds_content = cache(catalogue.holds_content)

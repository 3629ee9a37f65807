"""The record: what an invocation did, as one line of JSON for Function Compute's log.

Fields of the event appear by an allow-list.  A field that holds content, such as SQL text, never does: its length and
SHA-256 do, so that two records can be told to be about the same text.

A record is read again, to judge the message by another policy.  So what it shows is as it came, or named in ``cut``.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.callback.delivery import Delivery
    from dwgate.events.event import Event
    from dwgate.policy.decision import Decision

_LONGEST_LINE = 100_000
_LONGEST_VALUE = 256
_MOST_NAMES = 64
_LIMITS = ((4000, 10_000), (256, 64), (80, 8))
"""The characters of a text and the entries of a list that a record may have, tried in turn until the line fits."""


def line(
    decision: Decision,
    event: Event | None,
    *,
    fields: tuple[str, ...],
    invocation: Mapping[str, Any],
    delivery: Delivery | None = None,
) -> str:
    """Write the record of one message; ``invocation`` holds what is known of the call, such as its request id.

    ``present`` names the fields that came, so that one which is not shown can be told from one that did not come.
    ``cut`` names what is shown and is not what came, by the names of conditions: ``event.fileName``, ``present``.

    Where ``DWGATE_BREAK_GLASS`` is set, ``break_glass`` is an object, and null elsewhere: its ``until``, ``who`` and
    ``why``, and its ``state``.  While that is ``open``, ``result`` and ``reasons`` are what was answered,
    ``instead_of`` is the result that they replace, and the level is ``error``; ``rules`` and ``problem`` are as ever.
    Once it is ``expired``, all is as ever, and ``instead_of`` is null.

    It is ASCII, so that no locale of a runtime can spoil it, and below the 128 KiB which a line may have: what would be
    longer is shortened, and says so.
    """
    record = {
        "kind": "decision" if decision.was_asked_for else "event",
        **decision.as_document(),
        **(_of_event(event, fields) if event else {}),
        "callback": delivery.as_document() if delivery else None,
        **invocation,
    }
    is_alarming = decision.problem or decision.is_overruled or record["rules"]["errors"]
    record["level"] = "error" if is_alarming or (delivery and delivery.has_failed) else "info"
    text = _text(_limited(record, *_LIMITS[0]), event)
    for characters, entries in _LIMITS[1:]:
        if len(text) > _LONGEST_LINE:
            shortened = {name: _limited(value, characters, entries) for name, value in record.items()}
            text = _text({**shortened, "shortened": True}, event)
    return text


def failure(problem: str, **more: Any) -> str:
    """Write a line about the function itself, such as a policy that does not load."""
    return json.dumps({"kind": "failure", "level": "error", "problem": problem, **more})


def log(text: str) -> None:
    """Write to Function Compute's log: in one piece, so that two invocations at a time do not mix their lines.

    A log that takes nothing must not cost the answer.
    """
    with contextlib.suppress(OSError, ValueError):
        print(f"{text}\n", end="", flush=True)  # noqa: T201 - standard output is that log


def _text(shown: dict[str, Any], event: Event | None) -> str:
    return json.dumps({**shown, "cut": _cut(shown, event)} if event else shown)


def _cut(shown: dict[str, Any], event: Event) -> list[str]:
    """Name what is shown of an event and is not what came."""
    known = {"tenant": event.tenant, "workspace": event.workspace, "operator": event.operator}
    whole = {**known, "present": list(event.present)}
    return [
        *(f"event.{name}" for name, value in shown["event"].items() if value != event.values.get(name)),
        *(name for name, value in whole.items() if value != shown[name]),
    ]


def _of_event(event: Event, fields: tuple[str, ...]) -> dict[str, Any]:
    contents = {name for name in event.values if catalogue.holds_content(name)}
    return {
        "tenant": event.tenant,
        "workspace": event.workspace,
        "operator": event.operator,
        "account": event.account,
        "envelope": event.envelope,
        "event": {
            name: _bounded(event.values[name]) for name in fields if name in event.values and name not in contents
        },
        "present": _limited(list(event.present), _LONGEST_VALUE, _MOST_NAMES),
        "content": {name: catalogue.fingerprint(event.values[name]) for name in sorted(contents)[:_MOST_NAMES]},
        "unreadable": _limited(dict(event.unreadable), _LONGEST_VALUE, _MOST_NAMES),
        "unknown_fields": _limited(dict(event.unknown), _LONGEST_VALUE, _MOST_NAMES),
    }


def _bounded(value: Any) -> Any:
    """Give a value as it is, or what of its text there is room for; of a list, as much of its JSON."""
    if isinstance(value, list | dict):
        shown = _without_content(value)
        text = json.dumps(shown)
        return shown if len(text) <= _LONGEST_VALUE else _limited(text, _LONGEST_VALUE, _MOST_NAMES)
    return _limited(value, _LONGEST_VALUE, _MOST_NAMES)


def _without_content(value: Any) -> Any:
    """Leave out of a list what must not be logged of the objects in it."""
    if isinstance(value, list):
        return [_without_content(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_content(item) for name, item in value.items() if not catalogue.holds_content(name)}
    return value


def _limited(value: Any, characters: int, entries: int) -> Any:
    """Give JSON with its texts and the names in it cut, and with no more than so many entries in a list or object."""
    if isinstance(value, str):
        return value if len(value) <= characters else f"{value[:characters]}…"
    if isinstance(value, list):
        return [_limited(item, characters, entries) for item in value[:entries]]
    if isinstance(value, dict):
        some = list(value.items())[:entries]
        return {_limited(name, characters, entries): _limited(item, characters, entries) for name, item in some}
    return value

"""The record: what an invocation did, as one line of JSON for Function Compute's log.

Fields of the event appear by an allow-list.  A field that holds content, such as SQL text, never does: its length and
SHA-256 do, so that two records can be told to be about the same text.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.events.event import Event
    from dwgate.policy.decision import Decision

_LONGEST_VALUE = 256
_LONGEST_REASON = 4000
_MOST_NAMES = 64


def line(decision: Decision, event: Event | None, *, fields: tuple[str, ...], invocation: Mapping[str, Any]) -> str:
    """Write the record of one message; ``invocation`` holds what is known of the call, such as its request id.

    It is ASCII, so that no locale of a runtime can spoil it, and far below the 128 KiB which a line may have.
    """
    record = {
        "kind": "decision",
        **decision.as_document(),
        **(_of_event(event, fields) if event else {}),
        **invocation,
    }
    record["reasons"] = [_shortened(reason) for reason in record["reasons"]]
    record["level"] = "error" if decision.problem or record["rules"]["errors"] else "info"
    return json.dumps(record)


def failure(problem: str, **more: Any) -> str:
    """Write a line about the function itself, such as a policy that does not load."""
    return json.dumps({"kind": "failure", "level": "error", "problem": problem, **more})


def _of_event(event: Event, fields: tuple[str, ...]) -> dict[str, Any]:
    contents = {field.name for field in catalogue.find(event.point).fields if field.holds_content}
    return {
        "tenant": event.tenant,
        "workspace": event.workspace,
        "operator": event.operator,
        "account": event.account,
        "envelope": event.envelope,
        "event": {
            name: _bounded(event.values[name]) for name in fields if name in event.values and name not in contents
        },
        "content": {name: _fingerprint(event.values[name]) for name in sorted(contents) if name in event.values},
        "unreadable": dict(list(event.unreadable.items())[:_MOST_NAMES]),
        "unknown_fields": {_bounded(name): kind for name, kind in list(event.unknown.items())[:_MOST_NAMES]},
    }


def _fingerprint(value: Any) -> dict[str, Any]:
    text = str(value)
    return {"length": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}


def _bounded(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _shortened(reason: dict[str, str]) -> dict[str, str]:
    return {key: text[:_LONGEST_REASON] for key, text in reason.items()}

"""Records of messages, as the gate logs them."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from dwgate import record
from dwgate.cli.events.new_message import new_message, usual_envelope
from dwgate.events import catalogue
from dwgate.events.event import Event, parse
from dwgate.learning import Lesson, Patch, learn, lesson_of, patch_of
from dwgate.policy.decision import BEIJING, CheckResult, Decision
from dwgate.policy_tests.message import body_of, written
from dwgate.records import Record
from dwgate.runtime.variables import DEFAULT_RECORD_FIELDS

NOW = datetime(2026, 11, 18, 10, tzinfo=BEIJING)


def logged(point: str, body: dict[str, Any] | None = None, fields: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    """The record of a message: the documented one with this in its body, or with this body at a point without one."""
    event_type = catalogue.find(point)
    document = new_message(event_type, usual_envelope(event_type), NOW)
    name, documented = body_of(document)
    document[name] = {**({} if event_type.is_open else documented), **(body or {})}
    (event,) = parse(written(document), [point])
    assert isinstance(event, Event), event
    decision = Decision("d-1", event.message_id, point, CheckResult.OK, reasons=(), policy_digest="sha256:0")
    text = record.line(decision, event, fields=(*DEFAULT_RECORD_FIELDS, *fields), invocation={"trial": False, **more})
    line: dict[str, Any] = json.loads(text)
    return line


def export(file: Path, *records: dict[str, Any]) -> str:
    """Write records into a file, one a line."""
    file.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return str(file)


def lesson(*records: dict[str, Any]) -> Lesson:
    """What the records of one event teach."""
    learned = learn(map(Record.of, records))
    (seen,) = learned.events.values()
    return lesson_of(seen)


def patch(*records: dict[str, Any]) -> Patch:
    """The patch that records make."""
    return patch_of(learn(map(Record.of, records)).events.values())

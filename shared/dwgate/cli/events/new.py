"""``dwgate events new``: a message of an event, as DataWorks would send it, to try a policy with."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.cli.events.message_values import assignment, typed
from dwgate.cli.events.new_message import documented, new_message, usual_envelope
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console, json_text, write
from dwgate.errors import MessageError
from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.policy_tests import message
from dwgate.policy_tests.fields import unknown_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from dwgate.cli.events.new_message import Envelope
    from dwgate.events.catalogue import EventType


@dataclass(frozen=True, slots=True)
class Options:
    """What differs from the documented message, in which envelope it comes, and where it is written.

    ``sets`` are written ``FIELD=VALUE``.
    """

    sets: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    envelope: Envelope | None = None
    file: Path | None = None


def chosen_envelope(*, eventbridge: bool, function_compute: bool) -> Envelope | None:
    """Give the envelope that options ask for, None where they ask for none."""
    if eventbridge and function_compute:
        raise UsageError("a message has one envelope; give --eventbridge or --function-compute")
    return "eventbridge" if eventbridge else "function_compute" if function_compute else None


def new_event(event: EventType, options: Options, now: datetime) -> None:
    """Write a message of the event, and say on standard error what is special about it."""
    envelope = options.envelope or usual_envelope(event)
    _check_envelope(event, envelope)
    document = _changed(new_message(event, envelope, now), event, options)
    notes = list(_notes(event, document))
    text = f"{json_text(document)}\n"
    if options.file:
        options.file.write_text(text, encoding="utf-8")
    else:
        write(text)
        sys.stdout.flush()
    errors = console(stderr=True)
    for note in notes:
        errors.print(f"dwgate: {note}", soft_wrap=True)


def _check_envelope(event: EventType, envelope: Envelope) -> None:
    if envelope == "function_compute" and not event.function_compute:
        raise UsageError(f"EventBridge alone brings {event.code}; leave --function-compute out")
    if envelope == "eventbridge" and event.type is None:
        raise UsageError(f"DataWorks does not publish the EventBridge type of {event.code}; leave --eventbridge out")


def _changed(document: dict[str, Any], event: EventType, options: Options) -> dict[str, Any]:
    """Take out of the body what is not to come, then set what is."""
    name, body = message.body_of(document)
    try:
        for path in options.unset:
            _check_known("--unset", path, event, body)
            message.take(body, path)
        for path, text in map(assignment, options.sets):
            _check_known("--set", path, event, body)
            message.put(body, path, typed(path, text, event.field_at(path)))
    except message.UnusablePathError as error:
        raise UsageError(f"{path}: {error}") from None
    return {**document, name: body}


def _check_known(option: str, path: str, event: EventType, body: dict[str, Any]) -> None:
    unknown = unknown_field(path, event, body)
    if unknown:
        raise UsageError(f"{option} {path}: {unknown.problem}; {unknown.hint}")


def _notes(event: EventType, document: dict[str, Any]) -> Iterator[str]:
    """Say what DataWorks does not publish of such messages, and what of this one cannot be read as it is."""
    if not event.is_documented:
        yield (
            f"DataWorks publishes no message of {event.code}: the names in the envelope are made up, and the fields "
            "are the least that is read; dwgate events learn finds the real ones in records"
        )
    elif not any(documented(event.code).values()):
        yield f"DataWorks documents no message of {event.code}: its fields are the least that is read"
    read = message.read(message.written(document), [event.code], DOCUMENTED_SPELLINGS)
    if isinstance(read, MessageError):
        raise UsageError(f"a message like this is not read: {read.problem}")
    for path, problem in read.unreadable.items():
        yield f"event.{path} {problem}: a rule that reads it cannot be judged"
    for path, value in read.values.items():
        field = event.field_at(path)
        if field and field.values and value not in field.values:
            yield f"DataWorks lists other values for {path}: {', '.join(map(str, field.values))}"

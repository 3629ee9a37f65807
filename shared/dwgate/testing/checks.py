"""The state of DataWorks as far as extensions see it: extensions, the checks of messages, options, snapshots."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dwgate.errors import MessageError
from dwgate.events import catalogue
from dwgate.events.envelope import open_envelopes
from dwgate.events.event import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from dwgate.events.catalogue import EventType
    from dwgate.events.event import Event

VALIDITY = timedelta(days=3)
"""How long a message is processed (documented)."""

STATUSES = {0: "testing", 1: "online", 3: "disabled", 4: "pending", 5: "approved", 6: "rejected"}
_ASKED_STATUSES = (0, 1)


@dataclass(frozen=True, slots=True)
class Result:
    """What an extension reported: the check result as it was sent, and the reason.

    ``is_returned`` says that it was read in what a function returned; every other came by a call.
    """

    check_result: str
    reason: str | None = None
    is_returned: bool = False

    @property
    def is_fail(self) -> bool:
        """Whether it blocks; the operation center documents it as ``Fail``, everything else as ``FAIL``."""
        return self.check_result.upper() == "FAIL"


class NotTakenError(ValueError):
    """A result that DataWorks does not take; ``parameter`` names what is wrong with it as the OpenAPI does."""

    def __init__(self, parameter: str, message: str) -> None:
        """Take the parameter, and a sentence about its value."""
        super().__init__(message)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that somebody registered in the console; ``workspaces`` None is all of them."""

    code: str
    name: str
    points: tuple[str, ...]
    status: int
    workspaces: tuple[str, ...] | None

    def is_asked(self, point: str, workspace: str | None) -> bool:
        """Whether DataWorks asks it; a tenant-level point asks whatever the workspace is (inferred)."""
        if self.status not in _ASKED_STATUSES or point not in self.points:
            return False
        is_everywhere = self.workspaces is None or catalogue.find(point).level == "tenant"
        return is_everywhere or workspace in (self.workspaces or ())


@dataclass(slots=True, eq=False)
class Message:
    """One message that DataWorks asks about.  It lives: its state is that of now, not that of the asking.

    ``asked`` are the codes of the extensions whose result DataWorks waits for.
    ``delivered`` is the time from which its three days count, ``published`` that which its envelope gives.
    """

    id: str
    event: Event = field(repr=False)
    asked: tuple[str, ...]
    delivered: datetime
    snapshot: Mapping[str, Any] = field(default_factory=dict, repr=False)
    _results: dict[str, Result] = field(default_factory=dict, repr=False)

    @property
    def point(self) -> str:
        """The code of its extension point."""
        return self.event.point

    @property
    def workspace(self) -> str | None:
        """The workspace in which it happens."""
        return self.event.workspace

    @property
    def published(self) -> datetime | None:
        """When EventBridge took it."""
        return self.event.published

    @property
    def is_direct(self) -> bool:
        """Whether DataWorks invokes the function with it itself, and so reads what that returns."""
        return not self.event.is_eventbridge

    @property
    def results(self) -> dict[str, Result]:
        """What was reported so far, by extension code."""
        return dict(self._results)

    @property
    def state(self) -> str:
        """BLOCKED as soon as one extension said FAIL, PASSED when all of them passed it, CHECKING until then."""
        results = self.results
        if any(result.is_fail for result in results.values()):
            return "BLOCKED"
        return "PASSED" if results.keys() == set(self.asked) else "CHECKING"

    def report(self, extension_code: str, result: Result) -> bool:
        """Take a result; false where the extension has said something else before, which then stands.

        What DataWorks does with a second, different result is not published.  Refusing it is inferred, and chosen
        because two verdicts on one message are a fault of the caller that a test must see.
        """
        first = self._results.setdefault(extension_code, result)
        return first.check_result.upper() == result.check_result.upper()


@dataclass(slots=True, eq=False)
class State:
    """All that a stub knows; whoever uses it holds the lock."""

    clock: Callable[[], datetime]
    extensions: dict[str, Extension] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    options: dict[tuple[str, str], str] = field(default_factory=dict)

    def open_check(self, payload: bytes, point: str | None, delivered: datetime | None) -> Message:
        """Open the check of a message; a message that comes again is the one that is known.

        Another message of the same id, as two of DataWorks's samples are, is refused.
        """
        event = read_message(payload, point)
        if event.message_id is None:
            raise ValueError("the message has no id, so no result could be reported for it")
        known = self.messages.get(event.message_id)
        if known is not None:
            if (known.event.point, known.event.values) != (event.point, event.values):
                raise ValueError(f"{event.message_id} is the id of another message; give this one its own")
            return known
        asked = tuple(code for code, it in self.extensions.items() if it.is_asked(event.point, event.workspace))
        if not asked:
            raise ValueError(
                f"no extension is asked at {event.point} in workspace {event.workspace}: register one that is"
            )
        message = Message(event.message_id, event, asked, delivered or self.clock())
        self.messages[message.id] = message
        return message

    def settle(self, message: Message, extension_code: str, result: Result | None) -> None:
        """Take an answer to a message, whichever way it came; NotTakenError where DataWorks would not.

        None is an answer that cannot be read, which leaves the check open.
        """
        if extension_code not in message.asked:
            raise NotTakenError("ExtensionCode", f"extension {extension_code} was not asked about this message")
        if self.is_expired(message):
            raise NotTakenError("MessageId", "the message is older than three days and is no longer processed")
        if result is not None and not message.report(extension_code, result):
            problem = f"extension {extension_code} has reported another result of this message"
            raise NotTakenError("CheckResult", problem)

    def is_expired(self, message: Message) -> bool:
        """Whether the message is too old to be processed."""
        return self.clock() - message.delivered > VALIDITY


def extension_point(code: str) -> EventType:
    """Give the extension point of this code; ValueError, with the nearest names, where there is none."""
    try:
        event = catalogue.find(code)
    except KeyError:
        points = [it.code for it in (catalogue.events() | catalogue.unpublished()).values() if it.is_extension_point]
        nearest = difflib.get_close_matches(code, points) or points
        raise ValueError(f"there is no extension point {code!r}; the nearest: {', '.join(nearest)}") from None
    if not event.is_extension_point:
        raise ValueError(f"{code} is no extension point: DataWorks waits for nobody's answer")
    return event


def read_message(payload: bytes, point: str | None) -> Event:
    """Read the one message in the payload; ``point`` names its extension point where the message itself does not.

    Raises MessageError where it cannot be read, ValueError where DataWorks would ask nobody about it.
    """
    messages = open_envelopes(payload)
    if len(messages) != 1:
        raise ValueError(f"DataWorks asks about one message at a time, and these are {len(messages)}")
    if isinstance(messages[0], MessageError):
        raise messages[0]
    names = [name.casefold() for name in messages[0].names]
    code = point or next(filter(None, map(catalogue.codes_by_spelling().get, names)), None)
    if code is None:
        unpublished = ", ".join(catalogue.unpublished())
        raise ValueError(f"the message names no documented event; say with point= whether it is of {unpublished}")
    (event,) = parse(payload, {extension_point(code).code})
    if isinstance(event, MessageError):
        raise event
    return event


def payload_of(message: bytes | Mapping[str, Any]) -> bytes:
    """Give a message as the bytes in which it comes."""
    return message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()

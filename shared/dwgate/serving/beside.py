"""DataWorks beside the functions: it asks about each message before its function is invoked, and takes the result.

So a whole round runs on one machine: the message, the decision, the callback, and the state that DataWorks is in then.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dwgate.errors import FactError, MessageError
from dwgate.events import catalogue
from dwgate.events.envelope import open_envelopes, read_payload
from dwgate.facts.snapshot import FACTS, OBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dwgate.events.envelope import RawMessage
    from dwgate.facts.given import GivenFacts
    from dwgate.testing import Message, Result, ServedDataWorks

_RENEWED_BY = "--as-new gives each message an id and a time of its own"
_NOT_PUBLISHED = "what it does then is not published, and here the check stays open"


@dataclass(frozen=True, slots=True)
class Beside:
    """What DataWorks is to do: ``facts`` are what it tells of messages, by message id.

    With ``as_new`` each message is handed over as DataWorks would send it now: under an id of its own, and, from
    EventBridge, published now.  A stored message can be answered only once.
    """

    facts: Mapping[str, GivenFacts]
    as_new: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """One invocation seen by DataWorks: the payload to invoke with, the messages it asks about, what is to be told.

    ``direct`` is the message with which DataWorks invokes the function itself, so that it reads what that returns.
    """

    payload: bytes
    messages: tuple[Message, ...] = ()
    notices: tuple[str, ...] = ()
    direct: Message | None = None

    def outcome(self) -> Iterator[str]:
        """Tell, after the invocation, what became of each message."""
        for message in self.messages:
            results = message.results
            told = ", ".join(_told(code, results.get(code)) for code in message.asked)
            yield f"DataWorks: message {message.id} is {message.state}: {told}"


class LocalDataWorks:
    """A DataWorks in which each function is the extension ``local_<function>`` for the points that it serves."""

    def __init__(
        self, served: ServedDataWorks, wanted: Beside, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Take the stub, and what it is to do."""
        self._served = served
        self._wanted = wanted
        self._clock = clock
        self._unnamed: dict[str, str] = {}

    def register(self, function: str, points: Iterable[str]) -> None:
        """Register a function for its points; a message of an asset point does not name it, so it is remembered."""
        asked = [point for point in points if catalogue.is_extension_point(point)]
        self._served.dataworks.register_extension(_code(function), points=asked)
        unnamed = [point for point in asked if point in catalogue.unpublished()]
        if unnamed:
            self._unnamed[function] = unnamed[0]

    def environment(self, function: str, *, calls_out: bool) -> dict[str, str]:
        """Give the variables by which a function finds it; options are not kept, as each sample has its own.

        A function that is deployed without a client calls nothing back, so that it is given no code, nor that of
        ``s.yaml``.
        """
        return {
            "DWGATE_ENDPOINT": self._served.url,
            "DWGATE_EXTENSION_CODE": _code(function) if calls_out else "",
            "DWGATE_OPTIONS_SECONDS": "0",
            **self._served.dataworks.environment(),
        }

    def ask(self, function: str, payload: bytes) -> Round:
        """Ask about the messages of a payload; what is no message, or a trial, is not asked about."""
        try:
            document, has_faults = read_payload(payload)
        except MessageError:
            return Round(payload)
        if has_faults:  # to write it anew would mend it, and the function is to see it as it is
            return Round(payload)
        elements = document if isinstance(document, list) else [document]
        now = self._clock()
        sent = [_renewed(element, now) if self._wanted.as_new else element for element in elements]
        messages: list[Message] = []
        notices: list[str] = []
        for element, original in zip(sent, elements, strict=True):
            try:
                message = self._ask(function, element)
            except (MessageError, ValueError) as error:
                notices.append(f"DataWorks does not ask: {error}")
                continue
            if message:
                messages.append(message)
                notices += _warnings(message)
                self._tell_facts(function, message, original)
        if self._wanted.as_new:
            payload = json.dumps(sent if isinstance(document, list) else sent[0], ensure_ascii=False).encode()
        is_direct = not isinstance(document, list) and any(message.is_direct for message in messages)
        return Round(payload, tuple(messages), tuple(notices), messages[0] if is_direct else None)

    def read(self, function: str, asked: Round, body: bytes) -> Iterator[str]:
        """Read what a function returned, where DataWorks invoked it itself; tell what it cannot take."""
        if asked.direct is None:
            return
        try:
            result = self._served.dataworks.returned(asked.direct.id, _code(function), body)
        except ValueError as error:
            yield f"DataWorks does not take what was returned: {error}"
        else:
            if result is None:
                yield f"DataWorks cannot read what was returned for message {asked.direct.id}; {_NOT_PUBLISHED}"

    def _ask(self, function: str, element: Any) -> Message | None:
        written = json.dumps(element).encode()
        message: RawMessage | MessageError
        try:
            (message,) = open_envelopes(written)
        except MessageError as error:
            message = error
        if message.is_trial:
            return None
        return self._served.dataworks.ask(written, point=self._unnamed.get(function))

    def _tell_facts(self, function: str, message: Message, original: Mapping[str, Any]) -> None:
        """Let DataWorks know of a message what was written down about it."""
        given = self._wanted.facts.get(str(original.get(_id_key(original))))
        if given is None:
            return
        dataworks = self._served.dataworks
        with contextlib.suppress(FactError):  # where nothing was written down of its file or table
            dataworks.set_snapshot(message.id, _detail(message.point, given.snapshot().values))
        with contextlib.suppress(FactError):  # nor of what its workspace has set
            dataworks.set_options(_code(function), message.workspace or "", given.options())


def _code(function: str) -> str:
    return f"local_{function}"


def _told(code: str, result: Result | None) -> str:
    if result is None:
        return f"it waits for {code}"
    return f"{code} {'returned' if result.is_returned else 'called back'} {result.check_result}"


def _id_key(message: Mapping[str, Any]) -> str:
    return "messageId" if "messageBody" in message else "id"


def _renewed(message: Any, now: datetime) -> Any:
    """Give a message as if DataWorks had sent it now; what is no message stays as it is."""
    if not isinstance(message, dict):
        return message
    key = _id_key(message)
    renewed = {**message, key: str(uuid.uuid4())}
    if key == "id":
        renewed["aliyunpublishtime"] = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return renewed


def _warnings(message: Message) -> Iterator[str]:
    if message.state != "CHECKING":
        yield f"message {message.id} was asked before and is {message.state}, which stays: {_RENEWED_BY}"


def _detail(point: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write facts as GetIDEEventDetail gives them, the way back from ``dwgate.facts.snapshot``."""
    name = OBJECTS.get(point, "")
    held: dict[str, Any] = {}
    for fact in FACTS:
        if fact.name in facts and name in fact.paths:
            *folders, last = fact.paths[name].split(".")
            place = held
            for folder in folders:
                place = place.setdefault(folder, {})
            place[last] = _spelled(facts[fact.name])
    return {name: held} if name else {}


def _spelled(value: Any) -> Any:
    """Give an object with its names as DataWorks spells them, ``CronExpress`` for ``cronExpress``."""
    if isinstance(value, list):
        return [_spelled(item) for item in value]
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: _spelled(item) for name, item in value.items()}
    return value

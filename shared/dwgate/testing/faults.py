"""What can go wrong between a caller and DataWorks, as values: one fault strikes one request.

The vendor's own errors, such as ``Throttled`` and ``Forbidden``, are faults as well.
A class with a method ``strike`` is a fault too, so a test may bring its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, get_type_hints

from dwgate.testing.error_replies import ErrorReply, Forbidden, MissingUserId, SystemFailure, Throttled
from dwgate.testing.wire import Answer, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.testing.wire import Exchange


class Fault(Protocol):
    """Whatever becomes of a request other than a proper answer."""

    def strike(self, exchange: Exchange) -> Answer:
        """Answer one request."""


@dataclass(frozen=True, slots=True)
class TimeOut:
    """No answer comes, until the caller gives up; ``after_effect`` does the operation first, so the answer is lost."""

    after_effect: bool = False

    def strike(self, exchange: Exchange) -> Answer:
        """Hold the connection."""
        if self.after_effect:
            exchange.operate()
        return Answer(None, ending="held")


@dataclass(frozen=True, slots=True)
class DroppedConnection:
    """The connection breaks without an answer; ``after_effect`` does the operation first, so the answer is lost."""

    after_effect: bool = False

    def strike(self, exchange: Exchange) -> Answer:
        """Drop the connection."""
        if self.after_effect:
            exchange.operate()
        return Answer(None, ending="dropped")


@dataclass(frozen=True, slots=True)
class Slow:
    """The proper answer, late: the operation is done at once."""

    milliseconds: int

    def strike(self, exchange: Exchange) -> Answer:
        """Answer late."""
        return Answer(exchange.operate(), self.milliseconds)


@dataclass(frozen=True, slots=True)
class BadGateway:
    """An HTML page, as a load balancer answers it."""

    status: int = 502

    def strike(self, exchange: Exchange) -> Answer:
        """Answer for a server that is not there."""
        page = f"<html><body><h1>{self.status} Bad Gateway</h1><!-- {exchange.request_id} --></body></html>"
        return Answer(Response(self.status, page.encode(), {"Content-Type": "text/html"}))


@dataclass(frozen=True, slots=True)
class Unsuccessful:
    """HTTP 200 with ``Success: false``, which the SDK does not raise on.

    The schema makes ``Success`` a string, newer samples a boolean: say which one.
    """

    success: str | bool = "false"

    def strike(self, exchange: Exchange) -> Answer:
        """Answer that the call failed, without doing anything."""
        return Answer(Response(200, json.dumps({"RequestId": exchange.request_id, "Success": self.success}).encode()))


@dataclass(frozen=True, slots=True)
class NotJson:
    """HTTP 200 with a body that is no JSON."""

    body: str = "OK"

    def strike(self, exchange: Exchange) -> Answer:
        """Answer what cannot be read; the operation is done."""
        exchange.operate()
        return Answer(Response(200, self.body.encode()))


FAULTS: Mapping[str, type[Fault]] = {
    kind.__name__: kind
    for kind in (
        BadGateway,
        DroppedConnection,
        Forbidden,
        MissingUserId,
        NotJson,
        Slow,
        SystemFailure,
        Throttled,
        TimeOut,
        Unsuccessful,
        ErrorReply,
    )
}
"""Every fault by its name, as the server's control plane takes it."""


def fault_of(name: str, settings: Mapping[str, Any]) -> Fault:
    """Make a fault from its name and its fields; ValueError where there is no such fault or field."""
    if name not in FAULTS:
        raise ValueError(f"there is no fault {name!r}; the faults are {', '.join(FAULTS)}")
    types = get_type_hints(FAULTS[name])
    for setting, value in settings.items():
        if not isinstance(value, types.get(setting, object)):
            raise ValueError(f"{setting} of {name} cannot be {value!r}")  # noqa: TRY004 - as any value that is wrong
    try:
        return FAULTS[name](**settings)
    except TypeError as error:
        raise ValueError(str(error)) from None

"""The delivery of a callback, and what came of it."""

from __future__ import annotations

import time

from dwgate.errors import CallError, CallRefused
from dwgate.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal

    from dwgate.callback.report import Report
    from dwgate.openapi.client import Reply
    from dwgate.openapi.operations import Operation

    State = Literal["delivered", "refused", "undelivered", "expired", "no-code", "no-id", "returned"]

_EXPIRED = "DataWorks refused the call: the message is older than three days, and no result is processed any more"


class Delivery(Value):
    """What became of the callback of one message.

    ``expired`` is a message that DataWorks takes no result for any more, ``no-code`` one of a point for which no
    extension is named, ``no-id`` one that no result can be for, and ``returned`` one of EventBridge whose result is
    only returned, by the settings, where nobody reads it.
    A refusal is final; an undelivered result is still awaited.
    """

    state: State
    operation: str | None = None
    result: str | None = None
    attempts: int = 0
    request_id: str | None = None
    code: str | None = None
    problem: str | None = None
    duration_ms: float = 0.0

    @property
    def has_failed(self) -> bool:
        """Whether DataWorks was to take the result, and has not."""
        return self.state not in {"delivered", "expired"}

    @property
    def is_settled(self) -> bool:
        """Whether to call back again would change nothing."""
        return self.state in {"delivered", "refused", "expired"}

    def of_an_expired_message(self) -> Delivery:
        """Give a refusal as what it was for a message that is too old."""
        return replace(self, state="expired", problem=_EXPIRED)

    def as_document(self) -> dict[str, Any]:
        """Give the delivery as JSON types, for the record."""
        return {
            "state": self.state,
            "operation": self.operation,
            "result": self.result,
            "attempts": self.attempts,
            "request_id": self.request_id,
            "code": self.code,
            "problem": self.problem,
            "duration_ms": self.duration_ms,
        }


def deliver(report: Report, call: Callable[[Operation, Mapping[str, str]], Reply]) -> Delivery:
    """Send the callback through ``call``, and say what became of it; only CallError is expected of a call."""
    started = time.monotonic()
    operation, result = report.operation.name, report.parameters["CheckResult"]
    try:
        reply = call(report.operation, report.parameters)
    except CallError as error:
        return Delivery(
            "refused" if isinstance(error, CallRefused) else "undelivered",
            operation,
            result,
            attempts=error.attempts,
            request_id=error.request_id,
            code=error.code,
            problem=error.problem,
            duration_ms=_since(started),
        )
    return Delivery(
        "delivered",
        operation,
        result,
        attempts=reply.attempts,
        request_id=reply.request_id,
        duration_ms=_since(started),
    )


def _since(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 3)

"""The errors that Alibaba Cloud answers with, as values that a test may ask for.

Codes and statuses of DataWorks's own errors are documented; those of the gateway are its common errors.

Source: https://www.alibabacloud.com/help/en/dataworks/developer-reference/api-dataworks-public-2020-05-18-updateideeventresult
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.testing.wire import Answer

if TYPE_CHECKING:
    from dwgate.testing.wire import Exchange

_MESSAGES = {
    "Forbidden.Access": "Access is forbidden. Please first activate DataWorks Enterprise Edition or Flagship Edition.",
    "InternalError.System": "An internal system error occurred. Try again later.",
    "InternalError.UserId.Missing": "An internal system error occurred. Try again later.",
    "Throttling.Api": "The request for this resource has exceeded your available limit.",
    "Throttling.System": "The DataWorks system is busy. Try again later.",
    "Throttling.User": "Your request is too frequent. Try again later.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReply:
    """An error in the vendor's shape, with any status and code.

    Without a ``message``, the documented one is given where there is one.
    ``retry_after`` in milliseconds becomes the header ``x-acs-retry-after``.
    """

    status: int
    code: str
    message: str = ""
    retry_after: int | None = None

    @property
    def text(self) -> str:
        """What the error says."""
        return self.message or _MESSAGES.get(self.code, self.code)

    def strike(self, exchange: Exchange) -> Answer:
        """Refuse the request without doing anything."""
        return Answer(exchange.refuse(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden(ErrorReply):
    """The account has no Enterprise Edition, or it has expired."""

    status: int = 403
    code: str = "Forbidden.Access"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingUserId(ErrorReply):
    """DataWorks does not know who calls."""

    status: int = 400
    code: str = "InternalError.UserId.Missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFailure(ErrorReply):
    """Something went wrong inside DataWorks."""

    status: int = 500
    code: str = "InternalError.System"


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttled(ErrorReply):
    """Too many requests: ``Throttling.User``, ``Throttling.Api`` or ``Throttling.System``, with status 429 or 400."""

    status: int = 429
    code: str = "Throttling.User"


class Refused(Exception):  # noqa: N818 - it is an answer, and no failure of the stub
    """The request is answered with an error."""

    def __init__(self, error: ErrorReply) -> None:
        """Carry the error as it is answered."""
        super().__init__(error.text)
        self.error = error


def missing(name: str) -> Refused:
    """Refuse a request without a parameter that it must have."""
    return Refused(ErrorReply(status=400, code=f"Missing{name}", message=f"{name} is mandatory for this action."))


def invalid(name: str, problem: str) -> Refused:
    """Refuse a parameter's value; the code is inferred, the vendor publishes none for it."""
    return Refused(ErrorReply(status=400, code=f"InvalidParameter.{name}", message=f"{name}: {problem}"))

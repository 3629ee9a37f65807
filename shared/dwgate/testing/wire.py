"""What crosses the wire, free of any transport: a request that came, and the answer that it gets.

``mock_dataworks`` and ``serve_dataworks`` turn their transport's requests into these values, and back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.testing.error_replies import ErrorReply

JSON_TYPE = "application/json;charset=utf-8"
_FORM_TYPE = "application/x-www-form-urlencoded"
_SECRET_HEADERS = frozenset({"authorization", "x-acs-security-token"})


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; ``query`` is raw, and ``headers`` go by their names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def action(self) -> str:
        """The name of the operation, empty where none is named."""
        return self.headers.get("x-acs-action", "")

    @property
    def in_query(self) -> dict[str, str]:
        """The parameters of the query string."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def in_form(self) -> dict[str, str]:
        """The parameters of the body, none where it is no form."""
        if not self.headers.get("content-type", "").startswith(_FORM_TYPE):
            return {}
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    @property
    def telling_headers(self) -> dict[str, str]:
        """The headers that a test may ask for: the vendor's own and the usual ones, without what proves who calls."""
        usual = {"host", "user-agent", "content-type", "accept"}
        return {
            name: value
            for name, value in self.headers.items()
            if (name in usual or name.startswith("x-acs-")) and name not in _SECRET_HEADERS
        }


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response; ``code`` is the vendor's error code that its body holds, for the record of calls."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": JSON_TYPE})
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of a request: a response after ``milliseconds``, or none.

    Without a response the connection is ``held`` open until the client gives up, or ``dropped`` at once.
    """

    response: Response | None
    milliseconds: int = 0
    ending: Literal["answered", "held", "dropped"] = "answered"


class Exchange(Protocol):
    """One request while it is answered, as a fault sees it."""

    @property
    def request_id(self) -> str:
        """The id that the response gives."""

    def operate(self) -> Response:
        """Do what the request asks for, and give the proper response."""

    def refuse(self, error: ErrorReply) -> Response:
        """Give the response that says this error."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request that arrived, as a test asks for it.

    ``parameters`` are those of the form and of the query together; ``in_form`` and ``in_query`` say where each was.
    ``headers`` leave out the signature and the security token.
    ``status`` is None where no answer went out, ``code`` the vendor's error code, None where all was well.
    """

    action: str
    in_query: Mapping[str, str]
    in_form: Mapping[str, str]
    headers: Mapping[str, str]
    request_id: str
    status: int | None
    code: str | None

    @property
    def parameters(self) -> dict[str, str]:
        """Every parameter, wherever it came."""
        return {**self.in_query, **self.in_form}

"""One attempt at a call: a signed request, sent, and its answer in dwgate's terms.

What signs and what sends are imported at the first call: a function that calls nothing must not wait for them.

An answer with a status of 4xx or 5xx has a code and a request id in its body, and where it is a throttle the header
``x-acs-retry-after``, in milliseconds.  A body that is no JSON is no answer of DataWorks, whatever its status.
"""

from __future__ import annotations

import json
import os
import time

from dwgate.errors import CallError, CallRefused, CallUnavailable, Problem
from dwgate.light import Pattern
from dwgate.openapi.endpoint import Timeouts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dwgate.openapi.connections import Answer
    from dwgate.openapi.endpoint import Credentials, Endpoint
    from dwgate.openapi.operations import Operation
    from dwgate.openapi.signing import Request

_IDENTIFIER = Pattern(r"[A-Za-z0-9_.-]{1,128}")
_LONGEST_ASKED_FOR = 86_400_000
"""The milliseconds to wait that are believed: no invocation lasts a day, and a longer number may be none at all."""
_REDIRECTION = 300
_ERROR = 400
_TOO_MANY = 429
_SERVER_ERROR = 500
_SHORTEST = 0.001
"""Seconds that are waited for at the least: none would mean not to wait at all."""

_NO_ANSWER = Problem("DataWorks gave no answer, or none that can be read", "DataWorks 没有应答，或应答无法读取")
_REFUSED = Problem("DataWorks refused the call", "DataWorks 拒绝了调用")
_SERVER_FAILED = Problem("DataWorks failed to answer", "DataWorks 未能应答")
_THROTTLED = Problem("DataWorks throttled the call", "DataWorks 对调用限流")

# What a code of DataWorks means, where that is more than "refused".
_MEANINGS = {
    "Forbidden.Access": Problem(
        "the Enterprise Edition of DataWorks is missing or has expired, so extensions are not in force:"
        " DataWorks ends the open check as passed, and the operation goes on unchecked",
        "DataWorks 企业版未开通或已过期，扩展程序不再生效：DataWorks 将未完成的检查视为通过，操作不受检查地继续",
    ),
    "InternalError.UserId.Missing": Problem(
        "DataWorks did not find out who calls: the function's role may lack access",
        "DataWorks 无法确认调用者：函数的角色可能没有权限",
    ),
}
# Beginnings of the codes of what passes by itself, whatever the status that they come with.
_PASSES = ("Throttling", "ServiceUnavailable", "InternalError.System")
_STATUS_PASSES = {408, _TOO_MANY}

# Beginnings of the codes that refuse the caller, not what is asked: another key or a permission mends that, so the
# message is not settled.
_CALLER_IS_REFUSED = (
    "Forbidden.RAM",
    "IncompleteSignature",
    "InternalError.UserId.Missing",
    "InvalidAccessKeyId",
    "InvalidSecurityToken",
    "InvalidTimeStamp",
    "MissingSecurityToken",
    "NoPermission",
    "SignatureDoesNotMatch",
    "SignatureNonceUsed",
)


class Transport:
    """Calls one endpoint with one set of keys, through the proxy at an address where there is one."""

    def __init__(self, endpoint: Endpoint, credentials: Credentials, proxy: str | None = None) -> None:
        """Import what signs and sends; CallUnavailable where a part of it is not shipped."""
        from dwgate.openapi.connections import Connections  # noqa: PLC0415 - see above
        from dwgate.openapi.signing import signed  # noqa: PLC0415 - as above

        self._connections = Connections(endpoint, proxy)
        self._signed = signed
        self._credentials = credentials

    def send(self, operation: Operation, parameters: Mapping[str, str], timeouts: Timeouts) -> dict[str, Any]:
        """Make one attempt and give the body of the answer; CallRefused or CallUnavailable for any other outcome."""
        patience = Timeouts(max(timeouts.connect, _SHORTEST), max(timeouts.read, _SHORTEST))
        try:
            answer = self._connections.exchange(self._request(operation, parameters), patience)
            body = json.loads(answer.body)
        except Exception as error:
            raise CallUnavailable(_NO_ANSWER) from error
        if answer.status >= _ERROR:
            raise _explained(answer, body)
        if answer.status >= _REDIRECTION:
            raise CallUnavailable(_NO_ANSWER)
        return _accepted(body)

    def _request(self, operation: Operation, parameters: Mapping[str, str]) -> Request:
        return self._signed(
            operation,
            parameters,
            self._credentials,
            host=self._connections.endpoint.host,
            date=_now(),
            nonce=os.urandom(16).hex(),
        )


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _explained(answer: Answer, body: Any) -> CallError:
    """Say what the answer to a failed call means: whether DataWorks refused, or could not be asked."""
    if not isinstance(body, dict):
        return CallUnavailable(_NO_ANSWER)
    code = identifier(str(body.get("Code") or body.get("code")))
    request_id = identifier(str(body.get("RequestId") or body.get("requestId")))
    retry_after = _asked_to_wait(answer.headers.get("x-acs-retry-after", ""))
    if retry_after:
        return CallUnavailable(_THROTTLED, code=code, request_id=request_id, retry_after=retry_after)
    if answer.status >= _SERVER_ERROR or answer.status in _STATUS_PASSES:
        return CallUnavailable(_passing(code, answer.status), code=code, request_id=request_id)
    return _refusal(code, request_id)


def _asked_to_wait(milliseconds: str) -> float:
    """Read how long DataWorks asks to wait, in seconds, and 0 where it asks for nothing that can be read."""
    try:
        asked = int(milliseconds)
    except ValueError:
        return 0.0
    return min(max(asked, 0), _LONGEST_ASKED_FOR) / 1000


def _accepted(body: Any) -> dict[str, Any]:
    """Give the body of an answer that says yes.

    ``Success`` is a text in the vendor's schema and a boolean in its samples.  Some operations have none: their answer
    is a yes unless it has the code of an error.
    """
    if not isinstance(body, dict) or not body.keys() & {"RequestId", "Success"}:
        raise CallUnavailable(_NO_ANSWER)
    code = identifier(body.get("ErrorCode", body.get("Code")))
    if str(body.get("Success", code is None)).lower() != "true":
        raise _refusal(code, identifier(body.get("RequestId")))
    return body


def _passing(code: str | None, status: int | None = None) -> Problem:
    return _THROTTLED if (code or "").startswith("Throttling") or status == _TOO_MANY else _SERVER_FAILED


def _refusal(code: str | None, request_id: str | None) -> CallError:
    if (code or "").startswith(_PASSES):
        return CallUnavailable(_passing(code), code=code, request_id=request_id)
    problem = _MEANINGS.get(code or "", _REFUSED)
    if (code or "").startswith(_CALLER_IS_REFUSED):
        return CallUnavailable(problem, code=code, request_id=request_id, is_transient=False)
    return CallRefused(problem, code=code, request_id=request_id)


def identifier(value: Any) -> str | None:
    """Give a code or a request id as the vendor writes them, and nothing that could be something else: it is logged."""
    return value if isinstance(value, str) and value != "None" and _IDENTIFIER().fullmatch(value) else None

"""One attempt at a call: the vendor's generic client, and its answers in dwgate's terms.

``alibabacloud-tea-openapi`` signs and sends.  It is imported at the first call, since a function that calls nothing
must not wait for it, and it is given its keys explicitly: its default chain of credentials reads the environment at
import and starts a thread.

Its errors are of four kinds: ``ClientException`` for a 4xx, ``ServerException`` for a 5xx, ``ThrottlingException`` for
either with the header ``x-acs-retry-after`` (milliseconds), and ``UnretryableException`` for whatever else went wrong,
a timeout, a broken connection, a body that is no JSON.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dwgate.errors import CallError, CallRefused, CallUnavailable, Problem
from dwgate.openapi.operations import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
    from dwgate.openapi.operations import Operation

_IDENTIFIER = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_LONGEST_ASKED_FOR = 86_400_000
"""The milliseconds to wait that are believed: no invocation lasts a day, and a longer number may be none at all."""
_TOO_MANY = 429
_SERVER_ERROR = 500

_NO_ANSWER = Problem("DataWorks gave no answer, or none that can be read", "DataWorks 没有应答，或应答无法读取")
_REFUSED = Problem("DataWorks refused the call", "DataWorks 拒绝了调用")
_SERVER_FAILED = Problem("DataWorks failed to answer", "DataWorks 未能应答")
_THROTTLED = Problem("DataWorks throttled the call", "DataWorks 对调用限流")
_NOT_INSTALLED = Problem(
    "the OpenAPI client alibabacloud-tea-openapi is not installed beside the function; where function.yaml says"
    " calls_back: true, dwgate build ships it",
    "函数旁没有安装 OpenAPI 客户端 alibabacloud-tea-openapi；"
    "在 function.yaml 中写 calls_back: true 后，dwgate build 会将其打包",
)

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
    """The vendor's generic client for one endpoint and one set of keys."""

    def __init__(self, endpoint: Endpoint, credentials: Credentials) -> None:
        """Import the client and set it up; CallUnavailable where it is not installed."""
        try:
            from alibabacloud_tea_openapi import client, utils_models  # noqa: PLC0415 - see above
            from darabonba.runtime import RuntimeOptions  # noqa: PLC0415 - as above
        except ImportError as error:
            raise CallUnavailable(_NOT_INSTALLED, is_transient=False) from error
        _silence()
        self._models = utils_models
        self._runtime_options = RuntimeOptions
        self._client = client.Client(
            utils_models.Config(
                access_key_id=credentials.access_key_id,
                access_key_secret=credentials.access_key_secret,
                security_token=credentials.security_token,
                endpoint=endpoint.host,
                protocol=endpoint.protocol,
            )
        )

    def send(self, operation: Operation, parameters: Mapping[str, str], timeouts: Timeouts) -> dict[str, Any]:
        """Make one attempt and give the body of the answer; CallRefused or CallUnavailable for any other outcome."""
        runtime = self._runtime_options(
            connect_timeout=_milliseconds(timeouts.connect), read_timeout=_milliseconds(timeouts.read)
        )
        request = self._models.OpenApiRequest(**{_PARTS[operation.parameters_in]: dict(sorted(parameters.items()))})
        try:
            answer = self._client.call_api(self._params(operation), request, runtime)
        except Exception as error:
            raise _explained(error) from error
        return _accepted(answer.get("body"))

    def _params(self, operation: Operation) -> Any:
        return self._models.Params(
            action=operation.name,
            version=VERSION,
            protocol="HTTPS",
            pathname="/",
            method="POST",
            auth_type="AK",
            style="RPC",
            req_body_type="formData",
            body_type="json",
        )


_PARTS = {"form": "body", "query": "query"}


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _silence() -> None:
    """Take away the loggers of what is below.

    The vendor's would print requests with their keys where the environment says ``DEBUG=sdk``.  That of ``urllib3``
    names addresses, with the reason where that goes by the query: each at the level of debugging, and that of an answer
    whose headers are broken as a warning, which Function Compute's runtime puts into the log.
    """
    import logging  # noqa: PLC0415 - only a function that calls out needs it

    logging.getLogger("darabonba-core").disabled = True
    logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)  # and so all below it


def _explained(error: Exception) -> CallError:
    """Say what an error of the client means: whether DataWorks refused, or could not be asked."""
    code, request_id = (identifier(getattr(error, name, None)) for name in ("code", "request_id"))
    retry_after = getattr(error, "retry_after", None)
    status = getattr(error, "status_code", None)
    if isinstance(retry_after, int):
        seconds = min(retry_after, _LONGEST_ASKED_FOR) / 1000
        return CallUnavailable(_THROTTLED, code=code, request_id=request_id, retry_after=seconds)
    if not isinstance(status, int):
        return CallUnavailable(_NO_ANSWER)
    if status >= _SERVER_ERROR or status in _STATUS_PASSES:
        return CallUnavailable(_passing(code, status), code=code, request_id=request_id)
    return _refusal(code, request_id)


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
    return value if isinstance(value, str) and value != "None" and _IDENTIFIER.fullmatch(value) else None

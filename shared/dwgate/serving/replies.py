"""The shapes of Function Compute's answers: headers, the errors of its API, a function as GetFunction describes it.

Documented are the headers, the errors ``InvalidArgument``, ``PathNotSupported``, ``EntityTooLarge`` and
``ResourceExhausted`` with their status, and the fields of a function.  Read in the vendor's tools are the names of the
fields of an error in version 3.0 of the API, and ``FunctionNotFound``.
Inferred: that version 3.0 gives the older errors the status that they had, and the error for an unknown qualifier.

Sources: https://www.alibabacloud.com/help/zh/fc/developer-reference/api-invokefunction,
https://www.alibabacloud.com/help/en/functioncompute/error-codes and
https://help.aliyun.com/zh/functioncompute/developer-reference/api-fc-2023-03-30-struct-function
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from dwgate.build.local import ACCOUNT_ID, VERSION
from dwgate.serving.environment import shown
from dwgate.testing.wire import Response

if TYPE_CHECKING:
    from dwgate.serving.function import Invocation, ServedFunction

JSON = "application/json; charset=utf-8"


def invoked(invocation: Invocation, request_id: str, *, with_log: bool) -> Response:
    """Give the answer to a synchronous invocation: status 200, also where the function has failed."""
    headers = {
        "Content-Type": "application/octet-stream" if invocation.is_ok else JSON,
        "X-Fc-Request-Id": request_id,
        "X-Fc-Instance-Id": invocation.instance_id,
        "X-Fc-Invocation-Duration": f"{invocation.milliseconds:.0f}",
        "X-Fc-Max-Memory-Usage": f"{invocation.memory:.2f}",
        "X-Fc-Invocation-Service-Version": VERSION,
    }
    if not invocation.is_ok:
        headers["X-Fc-Error-Type"] = "UnhandledInvocationError"
    if with_log:
        headers["X-Fc-Log-Result"] = b64encode(invocation.tail).decode()
    return Response(200, invocation.body, headers)


def accepted(request_id: str) -> Response:
    """Give the answer to an asynchronous invocation, which goes out before the function has run."""
    return Response(202, b"", {"X-Fc-Request-Id": request_id, "X-Fc-Async-Task-Id": request_id})


def document(content: dict[str, Any], request_id: str) -> Response:
    """Give the answer to an operation that describes something."""
    return Response(200, _json(content), {"Content-Type": JSON, "X-Fc-Request-Id": request_id})


def refused(status: int, code: str, message: str, request_id: str) -> Response:
    """Give an error of the API."""
    body = {"RequestId": request_id, "Code": code, "Message": message}
    return Response(status, _json(body), {"Content-Type": JSON, "X-Fc-Request-Id": request_id}, code)


def described(function: ServedFunction) -> dict[str, Any]:
    """Describe a function as GetFunction does.

    ``codeSize`` is that of the files as they lie, and there is no checksum: nothing is packed here.
    """
    it, files = function.deployed, function.fingerprint()
    modified = files.modified.isoformat(timespec="seconds").replace("+00:00", "Z")
    fields = {
        "functionName": it.function_name,
        "functionArn": f"acs:fc:{it.region}:{ACCOUNT_ID}:functions/{it.function_name}",
        "runtime": it.runtime,
        "handler": it.handler,
        "timeout": it.timeout,
        "memorySize": it.memory_size,
        "instanceConcurrency": it.instance_concurrency,
        "environmentVariables": shown(function.environment()),
        "role": it.role,
        "codeSize": files.size,
        "lastModifiedTime": modified,
        "lastUpdateStatus": "Successful",
        "state": "Active",
    }
    if it.initializer:
        initializer = {"handler": it.initializer, "timeout": it.initializer_timeout}
        fields["instanceLifecycleConfig"] = {"initializer": initializer}
    return {name: value for name, value in fields.items() if value is not None}


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()

"""Function Compute as the desk calls it: a function described, its triggers listed, a function invoked.

The vendor's client ``alibabacloud-fc20230330`` signs and sends.  It is imported when the first client is made, since
most commands need none, and it is given its keys explicitly: its default chain of credentials reads the environment at
import and starts a thread.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from dwgate.errors import CallUnavailable, DwgateError
from dwgate.openapi.client import within
from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
from dwgate.openapi.transport import identifier
from dwgate.operating.trouble import FUNCTION_COMPUTE, Trouble, diagnose
from dwgate.operating.unanswered import unanswered
from dwgate.runtime.connection import credentials_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TIMEOUTS = Timeouts(connect=5.0, read=10.0)
"""For what Function Compute answers by itself; the answer of a function may take the function's own time longer."""

ANY_KEYS = Credentials("local", "local")
"""For a server on this machine, which asks nobody who they are."""

_AT_ONCE = 100
"""How many triggers one answer may list, the most that there can be (documented)."""

_LOG_BYTES = 4000
"""From here on the end of a log is taken to be cut: Function Compute gives 4 KB, and does not say which."""

_T = TypeVar("_T")


class CloudError(DwgateError):
    """A call of Function Compute was not answered; ``trouble`` says why, and what to do."""

    def __init__(self, trouble: Trouble) -> None:
        """Say what is the matter."""
        super().__init__(trouble.what)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Description:
    """A function as it is deployed; times in seconds.

    ``role`` is an ARN.  ``state`` is ``Active`` where it can be invoked, ``last_update`` one of ``Successful``,
    ``Failed`` and ``InProgress``; both are empty where they are not told, and each has its reason.
    ``has_credentials`` is False where the keys of the role are kept from the function's environment.
    """

    runtime: str
    handler: str
    initializer: str | None
    timeout: int
    memory_size: int
    instance_concurrency: int
    role: str | None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    state: str = ""
    state_reason: str = ""
    last_update: str = ""
    last_update_reason: str = ""
    has_credentials: bool = True


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger of a function as it is deployed; ``config`` is what its type has, empty where it cannot be read."""

    name: str
    type: str
    config: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Invoked:
    """What came of an invocation; ``log`` is the end of its log, at most 4 KB, and may begin within a line.

    ``is_log_cut`` says that the log does not hold all that was written.
    ``error_type`` is Function Compute's name for the way in which the function failed, None where it did not.
    """

    body: bytes
    log: str
    is_log_cut: bool
    error_type: str | None
    request_id: str | None


class FunctionCompute:
    """Calls Function Compute in one region, or at one endpoint."""

    def __init__(self, credentials: Credentials, *, region: str, endpoint: Endpoint | None = None) -> None:
        """Import the vendor's client and set it up; without an endpoint it calls that of the region."""
        from alibabacloud_fc20230330 import client, models  # noqa: PLC0415 - see above
        from alibabacloud_tea_openapi.utils_models import Config  # noqa: PLC0415 - as above
        from darabonba.runtime import RuntimeOptions  # noqa: PLC0415 - as above

        # Where the environment says DEBUG=sdk, it would print requests with their keys.
        logging.getLogger("darabonba-core").disabled = True
        self._models = models
        self._runtime_options = RuntimeOptions
        self._client = client.Client(
            Config(
                access_key_id=credentials.access_key_id,
                access_key_secret=credentials.access_key_secret,
                security_token=credentials.security_token,
                region_id=region,
                endpoint=endpoint.host if endpoint else None,
                protocol=endpoint.protocol if endpoint else "https",
            )
        )
        # The vendor's client knows the hosts of the regions, and does not tell them otherwise.
        self._endpoint = endpoint or Endpoint(str(self._client._endpoint).strip())  # noqa: SLF001 - as said above

    def describe(self, function_name: str) -> Description:
        """Describe a function; CloudError where Function Compute does not."""
        request = self._models.GetFunctionRequest()
        options = self._options(TIMEOUTS)
        answer = self._answered(
            TIMEOUTS, lambda: self._client.get_function_with_options(function_name, request, {}, options)
        )
        return _description(answer.body)

    def triggers(self, function_name: str) -> tuple[Trigger, ...]:
        """List the triggers of a function; CloudError where Function Compute does not."""
        page = self._page_of_triggers(function_name, None)
        found = list(page.triggers)
        while page.next_token:
            page = self._page_of_triggers(function_name, page.next_token)
            found += page.triggers
        return tuple(_trigger(trigger) for trigger in found)

    def invoke(self, function_name: str, payload: bytes, *, seconds: float) -> Invoked:
        """Invoke a function and wait so many seconds for what it answers; CloudError where no answer comes."""
        timeouts = Timeouts(TIMEOUTS.connect, TIMEOUTS.read + seconds)
        request = self._models.InvokeFunctionRequest(body=io.BytesIO(payload))
        headers = self._models.InvokeFunctionHeaders(x_fc_invocation_type="Sync", x_fc_log_type="Tail")
        options = self._options(timeouts)
        answer = self._answered(
            timeouts,
            lambda: self._client.invoke_function_with_options(function_name, request, headers, options),
        )
        told = answer.headers or {}
        log = _log(told.get("x-fc-log-result", ""))
        return Invoked(
            body=answer.body.read() if answer.body else b"",
            log=log.decode(errors="replace"),
            is_log_cut=len(log) >= _LOG_BYTES,
            error_type=identifier(told.get("x-fc-error-type")),
            request_id=identifier(told.get("x-fc-request-id")),
        )

    def _page_of_triggers(self, function_name: str, token: str | None) -> Any:
        request = self._models.ListTriggersRequest(limit=_AT_ONCE, next_token=token)
        options = self._options(TIMEOUTS)
        answer = self._answered(
            TIMEOUTS, lambda: self._client.list_triggers_with_options(function_name, request, {}, options)
        )
        return answer.body

    def _answered(self, timeouts: Timeouts, call: Callable[[], _T]) -> _T:
        """Make a call, whose whole time is bounded too: the vendor's client bounds neither names nor slow answers."""
        try:
            return within(timeouts.connect + timeouts.read, call)
        except Exception as error:
            raise CloudError(_trouble(error, self._endpoint)) from error

    def _options(self, timeouts: Timeouts) -> Any:
        return self._runtime_options(
            connect_timeout=round(timeouts.connect * 1000), read_timeout=round(timeouts.read * 1000)
        )


def keys_of(environment: Mapping[str, str]) -> Credentials | None:
    """Read the access keys as the vendor's tools do; None where there are none."""
    try:
        return credentials_of(environment)
    except CallUnavailable:
        return None


def _trouble(error: Exception, endpoint: Endpoint) -> Trouble:
    """Say what an error of the vendor's client means; an older gateway calls the code ``ErrorCode``."""
    data = getattr(error, "data", None)
    older = data.get("ErrorCode") or data.get("errorCode") if isinstance(data, dict) else None
    code = identifier(getattr(error, "code", None)) or identifier(older)
    status = getattr(error, "status_code", None)
    request_id = identifier(getattr(error, "request_id", None))
    if not isinstance(status, int):  # nothing that came was an answer of Function Compute
        return unanswered(FUNCTION_COMPUTE, error, endpoint)
    return diagnose(FUNCTION_COMPUTE, code=code, status=status, request_id=request_id)


def _description(function: Any) -> Description:
    lifecycle = function.instance_lifecycle_config
    initializer = lifecycle.initializer if lifecycle else None
    return Description(
        runtime=function.runtime or "",
        handler=function.handler or "",
        initializer=(initializer.handler or None) if initializer else None,
        timeout=function.timeout or 0,
        memory_size=function.memory_size or 0,
        instance_concurrency=function.instance_concurrency or 1,
        role=function.role or None,
        environment=dict(function.environment_variables or {}),
        state=function.state or "",
        state_reason=function.state_reason_code or function.state_reason or "",
        last_update=function.last_update_status or "",
        last_update_reason=function.last_update_status_reason_code or function.last_update_status_reason or "",
        has_credentials=function.disable_inject_credentials not in {"Env", "All"},
    )


def _trigger(trigger: Any) -> Trigger:
    try:
        config = json.loads(trigger.trigger_config or "")
    except ValueError:
        config = None
    return Trigger(trigger.trigger_name or "", trigger.trigger_type or "", config if isinstance(config, dict) else {})


def _log(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded)
    except binascii.Error:
        return b""

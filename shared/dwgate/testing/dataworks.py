"""DataWorks in memory: it asks about messages, and answers the calls of extensions as its OpenAPI does."""

from __future__ import annotations

import json
import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dwgate.testing import api
from dwgate.testing.checks import STATUSES, Extension, State, extension_point, payload_of
from dwgate.testing.error_replies import ErrorReply, Refused
from dwgate.testing.returned import read_returned
from dwgate.testing.signature import CREDENTIALS, Credentials, Gatekeeper
from dwgate.testing.snapshots import check_snapshot
from dwgate.testing.wire import JSON_TYPE, Answer, Call, Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dwgate.testing.checks import Message, Result
    from dwgate.testing.faults import Fault


class DataWorks:
    """A DataWorks that lives in this process and touches no network.

    A test registers extensions, lets DataWorks ask about messages, and looks at what became of them;
    ``mock_dataworks`` and ``serve_dataworks`` put it where a client finds it.
    It may be used from several threads.
    """

    def __init__(
        self, credentials: Credentials = CREDENTIALS, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Know one access key; ``clock`` is for the age of messages, signatures are held against the real time."""
        self._state = State(clock)
        self._gatekeeper = Gatekeeper(credentials)
        self._faults: list[tuple[Fault, str | None]] = []
        self._calls: list[Call] = []
        self._lock = threading.RLock()

    def register_extension(
        self,
        code: str,
        *,
        points: Iterable[str],
        name: str = "",
        status: int = 1,
        workspaces: Iterable[int | str] | None = None,
    ) -> Extension:
        """Register an extension, or edit the one of this code, as a person does in the console.

        It is asked while its ``status`` is 1 (online) or 0 (testing), in ``workspaces``, or in all.
        Raises ValueError for a point that there is not, for a regular event, and for an unknown status.
        """
        if status not in STATUSES:
            raise ValueError(f"there is no status {status}; the statuses are {STATUSES}")
        extension = Extension(
            code=code,
            name=name or code,
            points=tuple(extension_point(point).code for point in points),
            status=status,
            workspaces=None if workspaces is None else tuple(str(workspace) for workspace in workspaces),
        )
        with self._lock:
            self._state.extensions[code] = extension
        return extension

    def ask(
        self, message: bytes | Mapping[str, Any], *, point: str | None = None, delivered: datetime | None = None
    ) -> Message:
        """Let DataWorks ask about a message, in either envelope: its check is open until every extension answers.

        ``point`` names the extension point of a message that does not, as those of the asset points.
        ``delivered`` is the time from which its three days count, now unless given: stored samples are old.
        A message that was asked before is not asked again.
        Raises MessageError for what is no message, ValueError where no extension would be asked about it.
        """
        with self._lock:
            return self._state.open_check(payload_of(message), point, delivered)

    def message(self, message_id: str) -> Message:
        """Give a message that was asked; KeyError where it was not."""
        with self._lock:
            return self._state.messages[message_id]

    def returned(self, message_id: str, extension_code: str, body: bytes | str) -> Result | None:
        """Hand over what a function returned that DataWorks invoked with a message, and give the result in it.

        None is a body that DataWorks cannot read.  What it does then is not published: here the check stays open.
        Raises KeyError for a message that was not asked, ValueError for one that EventBridge brought, since nobody
        reads what is returned there, and for a result that DataWorks would not take by a call either.
        """
        with self._lock:
            message = self.message(message_id)
            if not message.is_direct:
                raise ValueError(f"EventBridge brought {message_id}, so nobody reads what is returned: call back")
            result = read_returned(body)
            self._state.settle(message, extension_code, result)
            return result

    def set_options(self, extension_code: str, workspace: int | str, options: Mapping[str, Any]) -> None:
        """Set a workspace's options of an extension, as its administrator does in the console."""
        with self._lock:
            if extension_code not in self._state.extensions:
                raise ValueError(f"there is no extension {extension_code!r}")
            self._state.options[extension_code, str(workspace)] = json.dumps(options, ensure_ascii=False)

    def set_snapshot(self, message_id: str, detail: Mapping[str, Any]) -> None:
        """Set what GetIDEEventDetail gives of a message; ValueError for a name that its event does not have."""
        with self._lock:
            message = self.message(message_id)
            check_snapshot(message.point, detail)
            message.snapshot = dict(detail)

    def fail(self, fault: Fault, *, times: int = 1, action: str | None = None) -> None:
        """Let a fault strike the next ``times`` requests of ``action``, or of any; one fault a request, in order.

        A request whose signature is refused is refused, and uses up no fault.
        """
        if action not in (None, *api.OPERATIONS):
            raise ValueError(f"there is no operation {action!r}; the operations are {', '.join(api.OPERATIONS)}")
        if type(times) is not int or times < 1:  # which JSON may not keep to
            raise ValueError(f"a fault strikes once or more, not {times!r} times")
        with self._lock:
            self._faults += [(fault, action)] * times

    @property
    def unused_faults(self) -> tuple[Fault, ...]:
        """The faults that have struck nobody yet."""
        with self._lock:
            return tuple(fault for fault, _ in self._faults)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every request that arrived, in order."""
        with self._lock:
            return tuple(self._calls)

    @property
    def credentials(self) -> Credentials:
        """The access key that is valid now."""
        return self._gatekeeper.current

    def environment(self) -> dict[str, str]:
        """Give the ALIBABA_CLOUD_* variables that a caller needs now."""
        return self.credentials.environment()

    def rotate_credentials(self) -> Credentials:
        """Let the security token expire and give out a new access key; the environment stays as it is."""
        with self._lock:
            return self._gatekeeper.rotate()

    def answer(self, request: Request) -> Answer:
        """Answer one request: what a transport calls."""
        exchange = _Exchange(self._state, request, request_id=str(uuid.uuid4()).upper())
        with self._lock:
            try:
                _check_operation(request)
                self._gatekeeper.admit(request, datetime.now(UTC))
            except Refused as refused:
                answer = Answer(exchange.refuse(refused.error))
            else:
                fault = self._take_fault(request.action)
                answer = fault.strike(exchange) if fault else Answer(exchange.operate())
            self._calls.append(_record(request, exchange.request_id, answer.response))
        return answer

    def _take_fault(self, action: str) -> Fault | None:
        for position, (fault, wanted) in enumerate(self._faults):
            if wanted in (None, action):
                del self._faults[position]
                return fault
        return None


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One request while it is answered."""

    state: State
    request: Request
    request_id: str

    def operate(self) -> Response:
        parameters = api.Parameters({**self.request.in_query, **self.request.in_form})
        try:
            body = api.OPERATIONS[self.request.action](self.state, parameters)
        except Refused as refused:
            return self.refuse(refused.error)
        return Response(200, _json({"RequestId": self.request_id, **body}))

    def refuse(self, error: ErrorReply) -> Response:
        """Answer an error in the vendor's shape, as its gateways do."""
        query = f"q={error.code}&product=dataworks-public&requestId={self.request_id}"
        body = {
            "RequestId": self.request_id,
            "HostId": self.request.headers.get("host", ""),
            "Code": error.code,
            "Message": error.text,
            "Recommend": f"https://api.aliyun.com/troubleshoot?{query}",
        }
        headers = {"Content-Type": JSON_TYPE}
        if error.retry_after is not None:
            headers["x-acs-retry-after"] = str(error.retry_after)
        return Response(error.status, _json(body), headers, error.code)


def _check_operation(request: Request) -> None:
    version = request.headers.get("x-acs-version")
    if request.action not in api.OPERATIONS or request.path != "/":
        message = "Specified api is not found, please check your url and method."
        raise Refused(ErrorReply(status=404, code="InvalidAction.NotFound", message=message))
    if version != api.VERSION:
        raise Refused(
            ErrorReply(status=400, code="InvalidVersion", message="Specified parameter Version is not valid.")
        )


def _record(request: Request, request_id: str, response: Response | None) -> Call:
    return Call(
        action=request.action,
        in_query=request.in_query,
        in_form=request.in_form,
        headers=request.telling_headers,
        request_id=request_id,
        status=response.status if response else None,
        code=response.code if response else None,
    )


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()

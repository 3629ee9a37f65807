"""A Function Compute for tests: what is deployed is told to it, and what is sent to it is kept."""

import base64
import contextlib
import json
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs

LOG_BYTES = 4096
REQUEST_ID = "1-6f7c-fc"
_PATH = re.compile("/2023-03-30/functions/([^/]+)(/invocations|/triggers)?")
_OPERATIONS = {None: "GetFunction", "/invocations": "InvokeFunction", "/triggers": "ListTriggers"}


@dataclass
class Answer:
    """What an invocation gives: the body, the lines that the function logged, and how it failed, if it did.

    Without lines at all, None, no log comes with it.
    """

    body: bytes
    log: tuple[str, ...] | None = ()
    error_type: str | None = None


@dataclass
class Function:
    """A deployed function: what describes it, its triggers, and what it answers to the bytes that come."""

    description: dict[str, Any]
    triggers: list[dict[str, Any]]
    answer: Callable[[bytes], Answer]


@dataclass
class Reply:
    """One HTTP response."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Sent:
    """One request that came."""

    operation: str
    function: str
    headers: dict[str, str]
    body: bytes


def refusal(status: int, code: str) -> Reply:
    """An error in the way of Function Compute, whose message quotes what must not be shown."""
    error = {"Code": code, "Message": "near key-canary and secret-canary", "RequestId": "1-err"}
    return Reply(status, json.dumps(error).encode(), {"Content-Type": "application/json"})


class FunctionCompute:
    """Answers requests, of triggers one at a time; ``refuses`` may answer one instead, by its operation."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}
        self.refuses: dict[str, Reply] = {}
        self.sent: list[Sent] = []

    @property
    def payloads(self) -> list[bytes]:
        """The messages that were sent to functions."""
        return [sent.body for sent in self.sent if sent.operation == "InvokeFunction"]

    def respond(self, url: str, headers: dict[str, str], body: bytes) -> Reply:
        """Answer one request."""
        path, _, query = url.partition("?")
        found = _PATH.fullmatch(path)
        assert found, path
        name, operation = found[1], _OPERATIONS[found[2]]
        self.sent.append(Sent(operation, name, headers, body))
        if operation in self.refuses:
            return self.refuses[operation]
        if name not in self.functions:
            return refusal(404, "FunctionNotFound")
        function = self.functions[name]
        if operation == "GetFunction":
            return _json(function.description)
        if operation == "ListTriggers":
            return _page(function.triggers, int(parse_qs(query).get("nextToken", ["0"])[0]))
        return _invoked(function.answer(body), REQUEST_ID)

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        """Answer at an address on this machine."""
        with _Server(self) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()


def _json(document: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps(document).encode(), {"Content-Type": "application/json"})


def _page(triggers: list[dict[str, Any]], at: int) -> Reply:
    more = {"nextToken": str(at + 1)} if at + 1 < len(triggers) else {}
    return _json({"triggers": triggers[at : at + 1], **more})


def _invoked(answer: Answer, request_id: str) -> Reply:
    headers = {"X-Fc-Request-Id": request_id}
    if answer.log is not None:
        lines = [f"FC Invoke Start RequestId: {request_id}", *answer.log, f"FC Invoke End RequestId: {request_id}"]
        headers["X-Fc-Log-Result"] = base64.b64encode("\n".join(lines).encode()[-LOG_BYTES:]).decode()
    if answer.error_type:
        headers["X-Fc-Error-Type"] = answer.error_type
    return Reply(200, answer.body, headers)


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, function_compute: FunctionCompute) -> None:
        self.function_compute = function_compute
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        """Take a port without looking up a name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Hand the request to the stub."""
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.function_compute.respond(self.path, headers, body)
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST  # noqa: N815 - the name is http.server's

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def message(point: str, **body: Any) -> bytes:
    """A message of a point, as DataWorks hands it to a function."""
    return json.dumps({"messageId": str(uuid.UUID(int=7)), "eventType": point, "messageBody": body}).encode()

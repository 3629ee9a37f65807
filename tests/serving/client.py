"""The vendor's own client of Function Compute, and what else tests of the local one share."""

import fcntl
import http.client
import importlib
import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from dwgate.deployment import DeployedFunction
from dwgate.serving import Access, Journal
from testing.limits import PATIENCE

Write = Callable[..., DeployedFunction]
Serve = Callable[..., AbstractContextManager["FunctionCompute"]]


@dataclass(frozen=True)
class Reply:
    """What came back of an invocation."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def log(self) -> str:
        """The end of the log, where it was asked for."""
        return b64decode(self.headers["x-fc-log-result"]).decode()


class FunctionCompute:
    """The vendor's client of Function Compute 3.0, at a local address."""

    PACKAGE = "alibabacloud_fc20230330"

    def __init__(self, url: str) -> None:
        self.url = url
        config = importlib.import_module("alibabacloud_tea_openapi.utils_models").Config(
            access_key_id="any",
            access_key_secret="any",  # noqa: S106 - it is no secret
            endpoint=url.removeprefix("http://"),
            protocol="http",
        )
        self.client = importlib.import_module(f"{self.PACKAGE}.client").Client(config)
        self.models = importlib.import_module(f"{self.PACKAGE}.models")
        self.options = importlib.import_module("darabonba.runtime").RuntimeOptions(read_timeout=PATIENCE * 1000)

    def invoke(
        self, name: str, event: bytes = b"", *, kind: str | None = None, log: str | None = None, qualifier: str = ""
    ) -> Reply:
        """Call InvokeFunction."""
        request = self.models.InvokeFunctionRequest(body=BytesIO(event), qualifier=qualifier or None)
        headers = self.models.InvokeFunctionHeaders(x_fc_invocation_type=kind, x_fc_log_type=log)
        response = self.client.invoke_function_with_options(name, request, headers, self.options)
        return Reply(response.status_code, response.headers, response.body.read())

    def get(self, name: str) -> dict[str, Any]:
        """Call GetFunction."""
        found: dict[str, Any] = self.client.get_function(name, self.models.GetFunctionRequest()).body.to_map()
        return found

    def list(self, **query: Any) -> tuple[list[str], str | None]:
        """Call ListFunctions: the names, and the token of the next page."""
        body = self.client.list_functions(self.models.ListFunctionsRequest(**query)).body
        return [function.function_name for function in body.functions], body.next_token

    def send(self, method: str, path: str, body: bytes | Iterator[bytes] = b"") -> Reply:
        """Send a request that the client would not, in chunks where the body comes in pieces."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=PATIENCE)
        try:
            connection.request(method, path, body, encode_chunked=not isinstance(body, bytes))
            response = connection.getresponse()
            return Reply(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    def refusal(self, call: Callable[[], object]) -> tuple[int, str, str]:
        """Make a call that must be refused, and give the status, the code and the message."""
        with pytest.raises(importlib.import_module("alibabacloud_tea_openapi.exceptions").ClientException) as refused:
            call()
        return refused.value.status_code, refused.value.code, refused.value.message


@dataclass
class Told:
    """What a server told of its work; it may be asked while there is more to come."""

    lines: list[str] = field(default_factory=list)
    accesses: list[Access] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def journal(self) -> Journal:
        """Give what takes it."""
        return Journal(
            log=lambda _, line: self.lines.append(line), access=self.accesses.append, notice=self.notices.append
        )


def deployment(name: str, **changed: Any) -> DeployedFunction:
    """Describe a function as s.yaml would."""
    values: dict[str, Any] = {
        "name": name,
        "function_name": f"test-{name}",
        "region": "cn-shanghai",
        "runtime": "python3.12",
        "handler": "index.handler",
        "timeout": PATIENCE,
        "memory_size": 512,
        "instance_concurrency": 1,
        "code": f"./build/{name}",
        "role": None,
        "environment": {},
        "initializer": None,
        "initializer_timeout": PATIENCE,
        "triggers": (),
    }
    return DeployedFunction(**{**values, **changed})


def is_unlocked(path: Path) -> bool:
    """Whether no process has the lock on a file: it goes with the process that took it."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True

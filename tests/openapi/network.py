"""The network's place in the tests of the transport: what is sent is kept, and answered as a test wants it."""

import json as json_module
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from dwgate.openapi.connections import Answer, Connections
from dwgate.openapi.endpoint import Endpoint, Timeouts
from dwgate.openapi.signing import Request


@dataclass(frozen=True)
class Sent:
    """One request, where it was sent, and how long it was to be waited for."""

    endpoint: Endpoint
    request: Request
    timeouts: Timeouts


@dataclass
class Network:
    """Answers every request in the same way."""

    answer: Answer | Exception = Answer(200, {}, b'{"RequestId": "r-1", "Success": "true"}')  # noqa: RUF009 - it is frozen
    sent: list[Sent] = field(default_factory=list)

    def gives(
        self,
        *,
        json: Any = None,
        body: str | Exception | None = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer by JSON, by any other body, or by an error of the network."""
        if isinstance(body, Exception):
            self.answer = body
        else:
            text = json_module.dumps(json) if body is None else body
            self.answer = Answer(status, headers or {}, text.encode())

    def exchange(self, connections: Connections, request: Request, timeouts: Timeouts) -> Answer:
        """Stand in for the method of that name."""
        self.sent.append(Sent(connections.endpoint, request, timeouts))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@contextmanager
def in_its_place() -> Iterator[Network]:
    """Take the network's place within the block."""
    network = Network()

    def exchange(connections: Connections, request: Request, timeouts: Timeouts) -> Answer:
        return network.exchange(connections, request, timeouts)

    with mock.patch.object(Connections, "exchange", exchange):
        yield network

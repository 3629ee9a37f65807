"""Function Compute's API behind a local address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.serving.api import LONGEST_EVENT
from dwgate.testing.local_server import LocalHandler, LocalServer

if TYPE_CHECKING:
    from dwgate.serving.api import Api
    from dwgate.testing.wire import Request


class Endpoint(LocalServer):
    """The server of one API."""

    def __init__(self, api: Api, port: int) -> None:
        """Take the port; OSError where another has it."""
        self.api = api
        super().__init__(port, _Handler)


class _Handler(LocalHandler):
    protocol_version = "HTTP/1.1"  # a client that asks whether to send a long body waits for an answer to that
    longest_body = LONGEST_EVENT
    server: Endpoint

    def answer(self, request: Request) -> None:
        """Answer a request."""
        self.send(self.server.api.answer(request))

"""DataWorks behind a local address: the stub over HTTP, for callers in another process or with another client.

Below ``/_dwgate/`` the same server takes what a test would otherwise do in this process (``control``).
"""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING

from dwgate.testing import control
from dwgate.testing.dataworks import DataWorks
from dwgate.testing.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.testing.wire import Response

_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class ServedDataWorks:
    """A DataWorks and the address at which it answers, ``http://127.0.0.1:PORT``."""

    url: str
    dataworks: DataWorks


@contextlib.contextmanager
def serve_dataworks(dataworks: DataWorks | None = None, *, port: int = 0) -> Iterator[ServedDataWorks]:
    """Serve a DataWorks on 127.0.0.1 until the context is left; port 0 is any free one."""
    with _Server(dataworks or DataWorks(), port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(_POLL_SECONDS,), name="dataworks")
        thread.start()
        try:
            yield ServedDataWorks(f"http://127.0.0.1:{server.server_port}", server.dataworks)
        finally:
            server.shutdown()
            thread.join()
            server.end_connections()


class _Server(ThreadingHTTPServer):
    """One thread for each connection, all of which end when the server does."""

    daemon_threads = False  # so that they are waited for

    def __init__(self, dataworks: DataWorks, port: int) -> None:
        self.dataworks = dataworks
        self.is_ending = threading.Event()
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """Take the port without looking up a name, which takes seconds on a machine without a network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Remember the connection while it is open."""
        assert isinstance(request, socket.socket)  # noqa: S101 - a TCP server has no other
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Forget the connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def end_connections(self) -> None:
        """Let go of whoever still waits for an answer, or has not asked yet."""
        self.is_ending.set()
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):  # it ended by itself
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    """One connection, for one request: HTTP/1.0, so that no idle connection is left at the end."""

    server: _Server

    def do_POST(self) -> None:
        """Answer a call, or what steers the stub."""
        request = self._read()
        if request.path.startswith(control.PREFIX):
            self._send(control.answer(self.server.dataworks, request))
            return
        answer = self.server.dataworks.answer(request)
        if answer.ending == "held":
            self._wait_for_the_client_to_go()
        elif answer.response is not None:
            self.server.is_ending.wait(answer.milliseconds / 1000)
            self._send(answer.response)

    do_GET = do_POST  # noqa: N815 - the name is http.server's

    def log_message(self, *_: object) -> None:
        """Keep quiet: the calls are recorded."""

    def _read(self) -> Request:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = headers.get("content-length", "")
        body = self.rfile.read(int(length)) if length.isdecimal() else b""
        return Request(method=self.command, path=path, query=query, headers=headers, body=body)

    def _send(self, response: Response) -> None:
        with contextlib.suppress(ConnectionError):  # the client has gone
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)

    def _wait_for_the_client_to_go(self) -> None:
        with contextlib.suppress(ConnectionError):
            self.rfile.read()

"""HTTP on this machine alone: a server whose connections all end with it, and requests and responses as values.

The stub of DataWorks stands on it, and so does the local Function Compute of ``dwgate serve``.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING

from dwgate.testing.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.testing.wire import Response

_POLL_SECONDS = 0.01
_PIECE = 1 << 16


class LocalServer(ThreadingHTTPServer):
    """One thread for each connection, all of which end when the server does."""

    daemon_threads = False  # so that they are waited for
    request_queue_size = 1024
    """Connections that wait to be taken: one too many is dropped unseen, and its client tries again after a second."""

    def __init__(self, port: int, handler: type[LocalHandler]) -> None:
        """Take the port of 127.0.0.1, or any free one for 0; OSError where it is taken."""
        self.is_ending = threading.Event()
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), handler)

    @property
    def url(self) -> str:
        """The address at which it answers."""
        return f"http://127.0.0.1:{self.server_port}"

    @contextlib.contextmanager
    def answering(self, name: str) -> Iterator[None]:
        """Answer, in a thread of this name, until the context is left."""
        thread = threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), name=name)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            thread.join()
            self.end_connections()

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


class LocalHandler(BaseHTTPRequestHandler):
    """One connection, for one request, so that no idle connection is left at the end.

    ``longest_body`` is the size in bytes above which no more of a body is kept than shows that it is larger.
    """

    longest_body = 1 << 62

    def do_POST(self) -> None:
        """Answer the request, unless the client goes in the middle of it, or sends no body as its headers say."""
        self.close_connection = True
        with contextlib.suppress(ValueError):
            self.answer(self._read())

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815 - the names are http.server's

    def answer(self, request: Request) -> None:
        """Answer a request: what a server has to say for itself."""
        raise NotImplementedError

    def log_message(self, *_: object) -> None:
        """Keep quiet: what came is for the server to tell."""

    def _read(self) -> Request:
        """Read the request; ValueError where its body is not what its headers say."""
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        is_chunked = headers.get("transfer-encoding", "").lower() == "chunked"
        body = self._chunks() if is_chunked else self._pieces(headers.get("content-length", ""))
        kept = bytearray()
        for piece in body:  # to the end, as a client that still sends would not read the answer
            kept += piece[: self.longest_body + 1 - len(kept)]
        return Request(method=self.command, path=path, query=query, headers=headers, body=bytes(kept))

    def send(self, response: Response) -> None:
        """Send the response."""
        with contextlib.suppress(ConnectionError):  # the client has gone
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(response.body)

    def _pieces(self, length: str) -> Iterator[bytes]:
        left = int(length) if length.isdecimal() else 0
        while left:
            piece = self.rfile.read(min(left, _PIECE))
            if not piece:
                raise ValueError("the body ends before its length")
            left -= len(piece)
            yield piece

    def _chunks(self) -> Iterator[bytes]:
        """Read a body whose length is not known at its start, as Node's clients send what they stream."""
        while length := int(self.rfile.readline().partition(b";")[0], 16):
            yield from self._pieces(str(length))
            self.rfile.readline()
        while self.rfile.readline().strip():  # trailers
            pass

"""The server on this machine, where a client does not keep to what it has announced."""

import contextlib
import socket
from collections.abc import Iterator

import pytest

from dwgate.testing.local_server import LocalHandler, LocalServer
from dwgate.testing.wire import Request, Response
from testing.limits import PATIENCE


class Echo(LocalHandler):
    """Answers with the body, of which it keeps eight bytes and one more."""

    longest_body = 8

    def answer(self, request: Request) -> None:
        """Send it back."""
        self.send(Response(200, request.body))


@pytest.fixture
def server() -> Iterator[LocalServer]:
    """A server that answers with what it gets."""
    with LocalServer(0, Echo) as made, made.answering("echo"):
        yield made


def send(server: LocalServer, text: bytes) -> bytes:
    """Send some bytes, say that no more will come, and give the body of the answer."""
    with socket.create_connection(("127.0.0.1", server.server_port), PATIENCE) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(1000), b"")).rpartition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("request_text", "answer"),
    [
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nwhole", b"whole"),
        (b"POST / HTTP/1.1\r\nContent-Length: 12\r\n\r\nlonger than 8", b"longer th"),
        (b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nbroken", b""),
        (b"POST / HTTP/1.1\r\nContent-Length: none\r\n\r\nnothing", b""),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nDate: today\r\n\r\n", b"a"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", b""),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nabcde", b""),
    ],
)
def test_a_body_is_whole_or_is_not_answered(server: LocalServer, request_text: bytes, answer: bytes) -> None:
    """By its length or in chunks; of one that is too long there is no more than shows that it is."""
    assert send(server, request_text) == answer


def test_connections_that_come_at_once_wait_for_their_turn() -> None:
    """None is dropped before the server takes it: its client would try again a second later, and then two, and four."""
    with LocalServer(0, Echo) as made, contextlib.ExitStack() as connections:
        for _ in range(100):  # which nobody takes yet
            connections.enter_context(socket.create_connection(("127.0.0.1", made.server_port), PATIENCE))


def test_a_server_answers_for_itself(server: LocalServer) -> None:
    """The handler that it stands on says nothing."""
    assert server.url == f"http://127.0.0.1:{server.server_port}"
    with pytest.raises(NotImplementedError):
        LocalHandler.answer(object.__new__(Echo), Request("GET", "/", "", {}, b""))

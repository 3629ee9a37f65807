"""What signs and sends is imported where it is needed, and says nothing of its own: what it sends are keys."""

import contextlib
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dwgate.errors import CallError, CallUnavailable
from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
from dwgate.openapi.operations import CALLBACK_EXTENSION, UPDATE_WORKBENCH_EVENT_RESULT
from dwgate.openapi.transport import Transport
from openapi.network import Network, in_its_place

ENDPOINT = Endpoint("dataworks.cn-shanghai.aliyuncs.com")
KEYS = Credentials("LTAI-canary", "secret-canary", "token-canary")
PRIVATE = "select salary from hr"
PARAMETERS = {"MessageId": "m-1", "CheckMessage": PRIVATE}


@pytest.fixture
def network() -> Iterator[Network]:
    """Take the network's place."""
    with in_its_place() as network:
        yield network


def test_without_its_certificates_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that was staged without them cannot call, and says which one to install."""
    monkeypatch.setitem(sys.modules, "certifi", None)
    with pytest.raises(CallUnavailable, match=r"certifi, .* is not installed") as unavailable:
        Transport(ENDPOINT, KEYS)
    assert not unavailable.value.is_transient


@pytest.fixture
def loggers() -> Iterator[Callable[[], str]]:
    """Open every logger to everything, and give what was logged in the end."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    root, collector = logging.getLogger(), Collector()
    before = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(collector)
    yield lambda: "\n".join(lines)
    root.removeHandler(collector)
    root.setLevel(before)


@pytest.mark.parametrize(
    "answer", [{}, {"body": OSError("token-canary")}, {"json": "token-canary", "status": 400}], ids=str
)
def test_no_key_is_logged_even_where_the_environment_asks_for_it(
    answer: dict[str, Any],
    network: Network,
    loggers: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The vendor's client would print every request and its headers with DEBUG=sdk."""
    monkeypatch.setenv("DEBUG", "sdk")
    network.gives(**answer)
    with contextlib.suppress(CallError):
        Transport(ENDPOINT, KEYS).send(CALLBACK_EXTENSION, PARAMETERS, Timeouts())
    assert "token-canary" in network.sent[0].request.headers.values()
    out, err = capfd.readouterr()
    assert out + err + loggers() == ""


@pytest.fixture
def broken_headers() -> Iterator[Endpoint]:
    """A server on this machine that says yes once, with headers that are none."""
    body = b'{"RequestId": "r-1", "Success": true}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n: none\r\nno header\r\n\r\n%b" % (len(body), body)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(2**16)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield Endpoint(f"127.0.0.1:{server.getsockname()[1]}", "http")
        thread.join()


def test_an_answer_with_broken_headers_shows_no_address(broken_headers: Endpoint, loggers: Callable[[], str]) -> None:
    """Others would warn of it, and name the address with the reason in it."""
    parameters = {"MessageId": "m-1", "CheckResultTip": PRIVATE}
    timeouts = Timeouts(connect=60, read=60)
    body = Transport(broken_headers, KEYS).send(UPDATE_WORKBENCH_EVENT_RESULT, parameters, timeouts)
    assert body["RequestId"] == "r-1"
    assert loggers() == ""


def test_what_a_client_is_built_from_shows_no_key() -> None:
    """Neither in a log nor in a traceback."""
    assert "canary" not in repr(KEYS)
    assert "canary" not in str(KEYS)

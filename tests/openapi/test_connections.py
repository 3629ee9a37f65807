"""Connections are kept while they hold, believe who is to be believed, and end when their time is over."""

import gc
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import certifi
import pytest

from dwgate.openapi import connections
from dwgate.openapi.connections import Connections, certificates
from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
from dwgate.openapi.operations import CALLBACK_EXTENSION, UPDATE_WORKBENCH_EVENT_RESULT, Operation
from dwgate.openapi.proxies import ProxyError
from dwgate.openapi.signing import Request, signed
from openapi.servers import BODY, Served, certified, serving

PATIENT = Timeouts(connect=60, read=60)
PARAMETERS = {"MessageId": "m-1", "CheckResultTip": "a b"}


def request(endpoint: Endpoint, operation: Operation = CALLBACK_EXTENSION) -> Request:
    """A request for an endpoint."""
    keys = Credentials("key-id", "key-secret", "token")
    return signed(operation, PARAMETERS, keys, host=endpoint.host, date="2026-11-18T02:00:00Z", nonce="1")


def ask(through: Connections, operation: Operation = CALLBACK_EXTENSION) -> bytes:
    """Send a request, and give the body of the answer."""
    return through.exchange(request(through.endpoint, operation), PATIENT).body


@pytest.fixture
def served() -> Iterator[Served]:
    """A server that is spoken to in clear."""
    with serving() as server:
        yield server


@pytest.fixture
def through(served: Served) -> Connections:
    """Connections to it."""
    return Connections(Endpoint(f"127.0.0.1:{served.port}", "http"))


def test_what_was_signed_is_what_is_sent(served: Served, through: Connections) -> None:
    """Every header once, and nothing that would ask for another encoding of the answer."""
    answer = through.exchange(request(through.endpoint), PATIENT)
    assert (answer.status, answer.body, answer.headers["x-acs-request-id"]) == (200, BODY, "r-1")
    ((line, headers, body),) = served.requests
    sent = request(through.endpoint)
    assert (line, body) == ("POST / HTTP/1.1", sent.body)
    assert headers == {**sent.headers, "accept-encoding": "identity", "content-length": str(len(body))}


def test_a_query_stands_in_the_address(served: Served, through: Connections) -> None:
    """As it was signed."""
    ask(through, UPDATE_WORKBENCH_EVENT_RESULT)
    assert served.requests[0][0] == "POST /?CheckResultTip=a%20b&MessageId=m-1 HTTP/1.1"


def test_a_connection_serves_one_call_after_another(served: Served, through: Connections) -> None:
    """So that only the first waits for it."""
    assert [ask(through) for _ in range(3)] == [BODY] * 3
    assert (served.connections, len(served.requests)) == (1, 3)


def test_a_connection_that_an_answer_ends_is_not_kept(served: Served, through: Connections) -> None:
    """The next call has one of its own."""
    served.ends = True
    assert [ask(through) for _ in range(2)] == [BODY] * 2
    assert (served.connections, through._kept) == (2, [])


def test_a_connection_that_has_ended_meanwhile_is_not_used(served: Served, through: Connections) -> None:
    """An instance freezes between calls, and a server does not wait for it."""
    ask(through)
    served.hang_up()
    (kept,) = through._kept
    assert kept.sock.recv(1, socket.MSG_PEEK) == b""  # it has arrived
    assert ask(through) == BODY
    assert (served.connections, len(through._kept)) == (2, 1)


def test_threads_have_a_connection_each(served: Served, through: Connections) -> None:
    """And those that are done with one leave it to the others, up to a number."""
    start = threading.Barrier(4)
    bodies: list[bytes] = []

    def work() -> None:
        start.wait(60)
        bodies.extend(ask(through) for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert bodies == [BODY] * 20
    assert 1 <= served.connections <= 4
    assert len(through._kept) == served.connections


def test_no_more_are_kept_than_a_number(served: Served, through: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crowd passes, and its connections need not stay."""
    monkeypatch.setattr(connections, "MOST_KEPT", 0)
    assert [ask(through) for _ in range(2)] == [BODY] * 2
    assert (served.connections, through._kept) == (2, [])


def test_what_is_kept_ends_with_those_who_keep_it(served: Served) -> None:
    """With other keys there is another client, and no connection is left to the old one."""
    through = Connections(Endpoint(f"127.0.0.1:{served.port}", "http"))
    ask(through)
    (kept,) = through._kept
    del through
    gc.collect()
    assert kept.sock is None


@pytest.fixture
def silent() -> Iterator[tuple[str, Callable[[bytes], None]]]:
    """A server that takes a connection and says what it is told to, and its host."""
    said = [b""]
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                if said[0]:
                    connection.recv(2**16)
                    connection.sendall(said[0])
                else:
                    over.wait(60)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", lambda text: said.__setitem__(0, text)
        over.set()
        thread.join()


def test_an_answer_is_waited_for_no_longer_than_is_said(silent: tuple[str, Callable[[bytes], None]]) -> None:
    """Where none comes at all."""
    through = Connections(Endpoint(silent[0], "http"))
    with pytest.raises(TimeoutError):
        through.exchange(request(through.endpoint), Timeouts(connect=60, read=0.01))
    assert through._kept == []


def test_a_handshake_is_waited_for_no_longer_than_to_connect(silent: tuple[str, Callable[[bytes], None]]) -> None:
    """A server that takes a connection and does nothing with it."""
    through = Connections(Endpoint(silent[0]))
    with pytest.raises(TimeoutError):
        through.exchange(request(through.endpoint), Timeouts(connect=0.01, read=60))


@pytest.mark.parametrize(
    "said",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200, b"SSH-2.0\r\n"],
    ids=["cut off", "too many headers", "no HTTP"],
)
def test_an_answer_that_is_none_is_an_error(said: bytes, silent: tuple[str, Callable[[bytes], None]]) -> None:
    """And its connection is not kept."""
    host, say = silent
    say(said)
    through = Connections(Endpoint(host, "http"))
    with pytest.raises(http.client.HTTPException):
        ask(through)
    assert through._kept == []


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of an authority that this system believes."""
    _, authority = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    return tmp_path


def test_an_authority_that_the_system_believes_is_believed(trusted: Path) -> None:
    """And a connection is kept by TLS too."""
    context, _ = certified(trusted)
    with serving(context) as served:
        through = Connections(Endpoint(f"127.0.0.1:{served.port}"))
        assert [ask(through) for _ in range(2)] == [BODY] * 2
        assert served.connections == 1
        del through


def test_an_authority_that_certifi_lists_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system knows none."""
    context, authority = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    monkeypatch.setenv("SSL_CERT_DIR", "/dev/null")
    monkeypatch.setattr(connections, "certificates", lambda: str(authority))
    with serving(context) as served:
        assert ask(Connections(Endpoint(f"127.0.0.1:{served.port}"))) == BODY


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"], ids=["by nobody", "for another host"])
def test_a_server_that_is_not_certified_gets_nothing(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an authority that is believed, and for the host that is called: not even a byte of the request."""
    context, authority = certified(tmp_path, address)
    if address != "127.0.0.1":
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with serving(context) as served:
        with pytest.raises(ssl.SSLCertVerificationError):
            ask(Connections(Endpoint(f"127.0.0.1:{served.port}")))
        assert served.requests == []


def test_certifi_is_asked_nothing_and_found_all_the_same() -> None:
    """Its import takes as long as that of what sends."""
    assert Path(certificates()).samefile(certifi.where())


def test_a_tunnel_leads_through_a_proxy(served: Served, trusted: Path) -> None:
    """The proxy reads who calls it and where to, and nothing of the request."""
    context, _ = certified(trusted)
    with serving(context) as there:
        host = f"127.0.0.1:{there.port}"
        through = Connections(Endpoint(host), f"http://user:p%40ss@127.0.0.1:{served.port}")
        assert [ask(through) for _ in range(2)] == [BODY] * 2
        ((line, headers, _),) = served.requests
        assert line.startswith(f"CONNECT {host} HTTP/1.")
        assert headers["proxy-authorization"] == "Basic dXNlcjpwQHNz"
        assert not {name for name in headers if name.startswith("x-acs-") or name == "authorization"}
        assert len(there.requests) == 2
        assert "proxy-authorization" not in there.requests[0][1]
        del through


def test_a_request_in_clear_is_read_by_the_proxy(served: Served) -> None:
    """Which is told the whole address."""
    through = Connections(Endpoint("stub.example:8080", "http"), f"http://user@127.0.0.1:{served.port}")
    assert ask(through, UPDATE_WORKBENCH_EVENT_RESULT) == BODY
    ((line, headers, _),) = served.requests
    assert line == "POST http://stub.example:8080/?CheckResultTip=a%20b&MessageId=m-1 HTTP/1.1"
    assert (headers["host"], headers["proxy-authorization"]) == ("stub.example:8080", "Basic dXNlcjo=")


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_a_proxy_that_is_not_there_is_not_the_host(protocol: str) -> None:
    """Whoever reads the error is to look at the proxy."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        through = Connections(Endpoint("dataworks.cn-shanghai.aliyuncs.com", protocol), f"127.0.0.1:{port}")
        with pytest.raises(ProxyError) as raised:
            ask(through)
    assert isinstance(raised.value.__cause__, ConnectionRefusedError)


def test_a_proxy_that_does_not_connect_is_not_the_host(served: Served) -> None:
    """As where it wants to know who calls."""
    served.ends = True
    with pytest.raises(ProxyError):
        ask(Connections(Endpoint("dataworks.cn-shanghai.aliyuncs.com"), f"http://127.0.0.1:{served.port}"))


def test_a_server_behind_a_proxy_is_held_to_its_certificate(served: Served, tmp_path: Path) -> None:
    """A proxy could be anybody."""
    context, _ = certified(tmp_path)
    with serving(context) as there, pytest.raises(ssl.SSLCertVerificationError):
        ask(Connections(Endpoint(f"127.0.0.1:{there.port}"), f"http://127.0.0.1:{served.port}"))

"""The same backend behind a local address: for the SDK, for a process of its own, and for whoever steers it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from dwgate.testing import DataWorks, DroppedConnection, ServedDataWorks, Slow, Throttled, TimeOut, serve_dataworks
from dwgate.testing.server import main
from dwgate.testing.wire import Answer, Exchange
from testing.limits import PATIENCE, ended, join, started, wait_until

REPORT = {"ExtensionCode": "guard", "CheckResult": "FAIL", "CheckMessage": "太多", "MessageId": "m-1"}
MESSAGE = {"id": "m-1", "data": {"eventCode": "download-resources", "projectId": 7}}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the proxy of whoever runs the tests out of them: the SDK takes it even for this machine."""
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def served() -> Iterator[ServedDataWorks]:
    """A served DataWorks that has one extension on downloads."""
    with serve_dataworks() as made:
        made.dataworks.register_extension("guard", points=["download-resources"])
        yield made


@pytest.fixture
def call(sdk: Any, served: ServedDataWorks) -> Any:
    """The SDK of a caller of that DataWorks."""
    return caller(sdk, served)


def caller(sdk: Any, served: ServedDataWorks) -> Any:
    """The SDK without TLS, as it is used for a local address."""
    return sdk(served.dataworks.credentials, endpoint=served.url.removeprefix("http://"), protocol="HTTP")


def send(url: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Send a request to the control plane, and give the status and the document that come back."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
    try:
        connection.request(method, f"/_dwgate/{path}", None if body is None else json.dumps(body))
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def test_the_sdk_is_answered_over_http(call: Any, served: ServedDataWorks) -> None:
    """Form and query are signed and read as they are in process."""
    message = served.dataworks.ask(MESSAGE)
    assert call("CallbackExtension", **REPORT)["Success"] == "true"
    assert (message.state, message.results["guard"].reason) == ("BLOCKED", "太多")
    assert call("GetExtension", ExtensionCode="guard")["Extension"]["ExtensionName"] == "guard"
    assert call.refusal("GetExtension", ExtensionCode="a b+c&d=~*é") == (400, "InvalidParameter.ExtensionCode")
    assert served.dataworks.calls[-1].in_query == {"ExtensionCode": "a b+c&d=~*é"}


def test_a_given_backend_is_served() -> None:
    """So that one test may look at it while another process calls it."""
    backend = DataWorks()
    with serve_dataworks(backend) as served:
        assert served.dataworks is backend
        assert served.url.startswith("http://127.0.0.1:")


def test_a_port_may_be_chosen_and_is_free_again_afterwards() -> None:
    """The server can be started anew at once, at the same place."""
    with serve_dataworks() as first:
        port = int(first.url.rpartition(":")[2])
    with serve_dataworks(port=port) as second:
        assert second.url == first.url


def test_a_time_out_is_the_callers_patience(call: Any, served: ServedDataWorks) -> None:
    """The connection stays open until the caller goes, and a lost answer leaves its effect behind."""
    message = served.dataworks.ask(MESSAGE)
    served.dataworks.fail(TimeOut(after_effect=True))
    assert "Read timed out" in call.breakdown("CallbackExtension", read_timeout=10, **REPORT)
    wait_until(lambda: served.dataworks.calls)  # the caller was faster than the server
    assert message.state == "BLOCKED"
    assert call("CallbackExtension", **REPORT)["Success"] == "true"


def test_a_dropped_connection_has_no_answer(call: Any, served: ServedDataWorks) -> None:
    """The client sees the other side go."""
    served.dataworks.fail(DroppedConnection())
    assert "Connection aborted" in call.breakdown("GetExtension", ExtensionCode="guard")


def test_a_slow_answer_comes_in_the_end(call: Any, served: ServedDataWorks) -> None:
    """The caller gets what it asked for."""
    served.dataworks.fail(Slow(5))
    assert call("GetExtension", ExtensionCode="guard")["Extension"]["ExtensionCode"] == "guard"


def test_a_caller_that_does_not_wait_for_its_answer_harms_nobody(call: Any, served: ServedDataWorks) -> None:
    """The answer goes to a connection that is closed, and the next caller is served."""
    has_gone = threading.Event()

    class UntilItHasGone:
        def strike(self, exchange: Exchange) -> Answer:
            assert has_gone.wait(PATIENCE)
            return Answer(exchange.operate())

    served.dataworks.fail(UntilItHasGone())
    call.breakdown("GetExtension", read_timeout=10, ExtensionCode="guard")
    has_gone.set()
    assert call("GetExtension", ExtensionCode="guard")


@pytest.mark.parametrize("answer", [Answer(None, ending="held"), None])
def test_a_server_that_ends_lets_go_of_who_still_waits(sdk: Any, answer: Answer | None) -> None:
    """Neither a held connection nor a very slow answer keeps it from ending."""
    has_come = threading.Event()

    class Stuck:
        def strike(self, exchange: Exchange) -> Answer:
            has_come.set()
            return answer or Answer(exchange.operate(), milliseconds=3_600_000)

    outcome: list[str] = []
    with serve_dataworks() as served:
        served.dataworks.fail(Stuck())
        call = caller(sdk, served)

        def wait_for_ever() -> None:
            outcome.append(call.breakdown("GetExtension", read_timeout=3_600_000, ExtensionCode="guard"))

        thread = started(wait_for_ever)
        assert has_come.wait(PATIENCE)
    join(thread)
    assert "Connection aborted" in outcome[0]


def test_a_server_that_ends_lets_go_of_a_connection_that_asks_nothing() -> None:
    """A client that connects and is silent is none to wait for."""
    before = threading.active_count()
    with contextlib.ExitStack() as stack:
        with serve_dataworks() as served:
            address = ("127.0.0.1", int(served.url.rpartition(":")[2]))
            silent = stack.enter_context(socket.create_connection(address, PATIENCE))
            assert send(served.url, "GET", "calls") == (200, [])
        assert silent.recv(1) == b""
    assert threading.active_count() == before


def test_the_control_plane_asks_and_tells(call: Any, served: ServedDataWorks) -> None:
    """Another process does what a test does with a backend at hand."""
    status, message = send(served.url, "POST", "messages", MESSAGE)
    assert (status, message["state"], message["asked"], message["workspace"]) == (201, "CHECKING", ["guard"], "7")
    fault = {"fault": "Throttled", "times": 2, "retry_after": 5}
    assert send(served.url, "POST", "faults", fault) == (201, {"unused": 2})
    served.dataworks.fail(Throttled())
    call.refusal("CallbackExtension", **REPORT)
    call.refusal("CallbackExtension", **REPORT)
    call.refusal("CallbackExtension", **REPORT)
    call("CallbackExtension", **REPORT)
    status, message = send(served.url, "GET", "messages/m-1")
    assert (status, message["state"]) == (200, "BLOCKED")
    assert message["results"] == {"guard": {"check_result": "FAIL", "reason": "太多", "is_returned": False}}
    status, calls = send(served.url, "GET", "calls")
    assert (status, [made["code"] for made in calls]) == (200, ["Throttling.User"] * 3 + [None])
    assert calls[-1]["in_form"] == REPORT


def test_the_control_plane_takes_a_message_of_an_asset(served: ServedDataWorks) -> None:
    """Its point is named in the address, since the message cannot name it."""
    served.dataworks.register_extension("assets", points=["asset-publish"])
    status, message = send(
        served.url, "POST", "messages?point=asset-publish", {"id": "m/2", "data": {"name": "orders"}}
    )
    assert (status, message["point"]) == (201, "asset-publish")
    assert send(served.url, "GET", "messages/m%2F2")[0] == 200


def test_the_control_plane_takes_what_a_function_returned(served: ServedDataWorks) -> None:
    """The message and the extension stand in the address; what cannot be read leaves the check open."""
    served.dataworks.ask({"messageId": "m/1", "messageBody": {"eventCode": "download-resources"}})
    status, message = send(served.url, "POST", "returned?message=m%2F1&extension=guard", "nothing")
    assert (status, message["state"]) == (200, "CHECKING")
    answer = {"checkResult": "FAIL", "errorMessage": "太多"}
    status, message = send(served.url, "POST", "returned?message=m%2F1&extension=guard", answer)
    assert (status, message["state"]) == (200, "BLOCKED")
    assert message["results"] == {"guard": {"check_result": "FAIL", "reason": "太多", "is_returned": True}}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "problem"),
    [
        ("POST", "messages", [], 400, "empty list"),
        ("POST", "messages", {"id": "1", "data": {"eventCode": "commit-file"}}, 400, "no extension is asked"),
        ("GET", "messages/m-9", None, 404, "there is no message m-9"),
        ("GET", "messages", None, 404, "there is no GET /_dwgate/messages"),
        ("POST", "returned?message=m%2F9&extension=guard", {}, 404, "there is no message m/9"),
        ("POST", "returned", {}, 404, "there is no message"),
        ("POST", "calls", {}, 404, "there is no POST /_dwgate/calls"),
        ("POST", "faults", {"fault": "Slow"}, 400, "milliseconds"),
        ("POST", "faults", {"fault": "TimeOut", "times": "2"}, 400, "not '2' times"),
        ("POST", "faults", {"fault": "TimeOut", "action": ["GetExtension"]}, 400, "no operation"),
        ("POST", "faults", {"times": 2}, 400, 'its name under "fault"'),
        ("POST", "faults", "TimeOut", 400, 'its name under "fault"'),
        ("POST", "faults", None, 400, "Expecting value"),
    ],
)
def test_the_control_plane_says_what_is_wrong(  # noqa: PLR0913, PLR0917 - a case is a request and its answer
    served: ServedDataWorks, method: str, path: str, body: Any, status: int, problem: str
) -> None:
    """The error is a sentence, in JSON."""
    got, document = send(served.url, method, path, body)
    assert got == status
    assert problem in document["error"]


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    """The address and the key come out in the form of a shell."""
    seen: list[dict[str, str]] = []

    def wait() -> None:
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("# DataWorks answers at http://127.0.0.1:")
        seen.append(dict(line.removeprefix("export ").split("=", 1) for line in lines[1:]))
        assert send(seen[0]["DWGATE_ENDPOINT"], "POST", "messages", MESSAGE)[1]["asked"] == ["a", "b"]

    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    main(["--extension", "a=download-resources", "--extension", "b=commit-file,download-resources"], wait)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == mask
    assert {name: value for name, value in seen[0].items() if name != "DWGATE_ENDPOINT"} == DataWorks().environment()


@pytest.mark.parametrize(
    ("extension", "told"),
    [("guard=download-resource", "there is no extension point"), ("guard", "write guard=POINT[,POINT]")],
)
def test_the_command_refuses_a_point_that_there_is_not(
    capsys: pytest.CaptureFixture[str], extension: str, told: str
) -> None:
    """Wrong usage ends with status 2 and the nearest names."""
    with pytest.raises(SystemExit) as ended:
        main(["--extension", extension])
    assert ended.value.code == 2
    assert f"--extension {extension}: {told}" in capsys.readouterr().err


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_cleanly(end: signal.Signals) -> None:
    """Run as a user runs it, it answers until it is told to end, and leaves no trace of an error."""
    command = [sys.executable, "-W", "error", "-m", "dwgate.testing.server", "--extension", "guard=download-resources"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": os.environ.copy()}
    with subprocess.Popen(command, **pipes) as process, ended(process):  # type: ignore[call-overload] # one set of options for two pipes
        url = process.stdout.readline().split()[4]
        assert send(url, "POST", "messages", MESSAGE)[0] == 201
        process.send_signal(end)
        _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")


def test_the_command_says_that_a_port_is_taken() -> None:
    """In one line, and without a traceback."""
    with serve_dataworks() as served:
        port = served.url.rpartition(":")[2]
        with pytest.raises(SystemExit, match=f"port {port}: Address already in use"):
            main(["--port", port])

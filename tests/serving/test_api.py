"""The API of Function Compute, as the vendor's own client meets it."""

from collections.abc import Iterator

import pytest

from dwgate.serving.api import LONGEST_ASYNC_EVENT, LONGEST_EVENT
from serving.client import FunctionCompute, Serve, Told, Write, deployment
from testing.limits import wait_until

ECHO = """
def handler(event, context):
    print("got", len(event))
    return event
"""


@pytest.fixture
def cloud(serve: Serve, write: Write) -> Iterator[FunctionCompute]:
    """A server over two functions that answer with what they get."""
    environment = {"DWGATE_LANGUAGE": "zh", "TEAM": "data", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "hidden"}
    first = write(ECHO, "first", environment=environment, role="reader", timeout=7)
    with serve(first, write(ECHO, "second"), deployment("third", initializer="index.start")) as client:
        yield client


def test_the_body_goes_in_and_comes_out_as_it_is(cloud: FunctionCompute) -> None:
    """Bytes of any kind, and none."""
    assert cloud.invoke("test-first", b"\x00\xff{not json").body == b"\x00\xff{not json"
    assert cloud.invoke("test-first").body == b""


def test_an_answer_says_what_function_compute_says(cloud: FunctionCompute) -> None:
    """The documented headers are there, and an error's only where there is one."""
    reply = cloud.invoke("test-first", b"x", qualifier="LATEST")
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["x-fc-request-id"].startswith("1-")
    assert reply.headers["x-fc-instance-id"].startswith("c-")
    assert int(reply.headers["x-fc-invocation-duration"]) >= 0
    assert float(reply.headers["x-fc-max-memory-usage"]) >= 0
    assert reply.headers["x-fc-invocation-service-version"] == "LATEST"
    assert not {"x-fc-error-type", "x-fc-log-result"} & set(reply.headers)


def test_the_end_of_the_log_comes_on_demand(cloud: FunctionCompute) -> None:
    """Between the lines that Function Compute logs, and no longer than 4 KB."""
    reply = cloud.invoke("test-first", b"abc", log="Tail")
    request_id = reply.headers["x-fc-request-id"]
    assert reply.log == f"FC Invoke Start RequestId: {request_id}\ngot 3\nFC Invoke End RequestId: {request_id}\n"
    assert "x-fc-log-result" not in cloud.invoke("test-first", log="None").headers


def test_functions_are_listed_by_pages(cloud: FunctionCompute) -> None:
    """In the order of their names; the token leads to the next page, and a prefix chooses."""
    assert cloud.list() == (["test-first", "test-second", "test-third"], None)
    names, token = cloud.list(limit=2)
    assert names == ["test-first", "test-second"]
    assert cloud.list(limit=2, next_token=token) == (["test-third"], None)
    assert cloud.list(prefix="test-s") == (["test-second"], None)


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_a_page_has_its_limits(cloud: FunctionCompute, limit: str) -> None:
    """Those of Function Compute."""
    status, code, _ = cloud.refusal(lambda: cloud.list(limit=limit))
    assert (status, code) == (400, "InvalidArgument")


def test_a_function_is_described(cloud: FunctionCompute) -> None:
    """As s.yaml has it, with the size and the time of its files, and without any key."""
    described = cloud.get("test-first")
    assert described["environmentVariables"] == {"DWGATE_LANGUAGE": "zh", "TEAM": "data"}
    assert described["codeSize"] == len(ECHO)
    assert described["functionArn"].endswith(":functions/test-first")
    wanted = {"functionName": "test-first", "timeout": 7, "role": "reader", "memorySize": 512, "state": "Active"}
    assert wanted.items() <= described.items()
    third = cloud.get("test-third")
    assert third["instanceLifecycleConfig"]["initializer"]["handler"] == "index.start"
    assert (third["codeSize"], third["lastModifiedTime"]) == (0, "1970-01-01T00:00:00Z")


def test_what_there_is_not_is_refused(cloud: FunctionCompute) -> None:
    """A function, a version, a package, with the name of each error and what to do."""
    assert cloud.refusal(lambda: cloud.invoke("test-fourth"))[:2] == (404, "FunctionNotFound")
    assert cloud.refusal(lambda: cloud.get("test-fourth"))[:2] == (404, "FunctionNotFound")
    assert cloud.refusal(lambda: cloud.invoke("test-first", qualifier="7"))[:2] == (404, "VersionNotFound")
    status, code, message = cloud.refusal(lambda: cloud.invoke("test-third"))
    assert (status, code) == (409, "NotBuilt")
    assert "there is no index.py in ./build/third: run dwgate build third" in message


def test_an_error_names_its_request(cloud: FunctionCompute) -> None:
    """In the header and in the body, whose form the client knows."""
    reply = cloud.send("DELETE", "/2023-03-30/functions/test-first")
    assert (reply.status, reply.document["Code"]) == (400, "PathNotSupported")
    assert reply.document["Message"] == "'/2023-03-30/functions/test-first' against 'DELETE' is not supported"
    assert reply.document["RequestId"] == reply.headers["X-Fc-Request-Id"]


def test_an_event_has_a_longest_size(cloud: FunctionCompute) -> None:
    """The longest goes through; one byte more is refused, after it was sent.

    Not by the vendor's client, which takes minutes for such a body.
    """
    path = "/2023-03-30/functions/test-first/invocations"
    assert len(cloud.send("POST", path, b"x" * LONGEST_EVENT).body) == LONGEST_EVENT
    reply = cloud.send("POST", path, b"x" * (LONGEST_EVENT + 1))
    assert (reply.status, reply.document["Code"]) == (400, "EntityTooLarge")
    assert f"({LONGEST_EVENT} bytes)" in reply.document["Message"]


def test_an_event_that_is_streamed_is_whole(cloud: FunctionCompute) -> None:
    """Serverless Devs sends events in chunks, without their length."""
    path = "/2023-03-30/functions/test-first/invocations"
    assert cloud.send("POST", path, iter([b"one, ", b"two"])).body == b"one, two"


def test_an_asynchronous_invocation_is_answered_before_it_has_run(cloud: FunctionCompute, told: Told) -> None:
    """With 202 and no body; what the function says is in the log."""
    reply = cloud.invoke("test-first", b"later", kind="Async")
    assert (reply.status, reply.body) == (202, b"")
    assert reply.headers["x-fc-async-task-id"] == reply.headers["x-fc-request-id"]
    wait_until(lambda: "got 5" in told.lines)
    too_long = b"x" * (LONGEST_ASYNC_EVENT + 1)
    assert cloud.refusal(lambda: cloud.invoke("test-first", too_long, kind="Async"))[:2] == (400, "EntityTooLarge")


def test_an_asynchronous_invocation_that_cannot_be_is_told(cloud: FunctionCompute, told: Told) -> None:
    """Nobody waits for its answer, so the one who serves learns of it."""
    assert cloud.invoke("test-third", kind="Async").status == 202
    wait_until(lambda: told.notices)
    assert told.notices == ["test-third: there is no index.py in ./build/third: run dwgate build third"]


def test_there_are_two_types_of_invocation(cloud: FunctionCompute) -> None:
    """Another one is an error, not a synchronous one."""
    assert cloud.refusal(lambda: cloud.invoke("test-first", kind="Task"))[:2] == (400, "InvalidArgument")


def test_each_request_is_told(cloud: FunctionCompute, told: Told) -> None:
    """An invocation by the function's name and its result, anything else by what it is."""
    cloud.invoke("test-first", b'{"checkResult": "WARN"}')
    cloud.invoke("test-first", b'["checkResult"]')
    cloud.invoke("test-first", b"text")
    cloud.refusal(lambda: cloud.get("nobody"))
    cloud.list()
    assert [(access.what, access.result) for access in told.accesses] == [
        ("test-first", "WARN"),
        ("test-first", "200"),
        ("test-first", "200"),
        ("GET /2023-03-30/functions/nobody", "FunctionNotFound"),
        ("GET /2023-03-30/functions", "200"),
    ]
    assert [access.is_cold_start for access in told.accesses[:2]] == [True, False]


def test_a_machine_that_starts_no_process_is_an_error_of_the_server(
    cloud: FunctionCompute, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is answered as Function Compute's own failures are."""

    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("dwgate.serving.instance.subprocess.Popen", refuse)
    reply = cloud.send("POST", "/2023-03-30/functions/test-second/invocations")
    assert (reply.status, reply.document["Code"]) == (500, "InternalServerError")

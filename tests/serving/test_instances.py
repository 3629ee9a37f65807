"""Instances: one request each, in parallel as many as allowed, ended where they do not answer."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from serving.client import FunctionCompute, Reply, Serve, Told, Write, is_unlocked
from testing.limits import join, started, wait_until

WAITS = """
import fcntl, os, time

def handler(event, context):
    print("began", event.decode())
    file = open(os.environ["LOCK"] + event.decode(), "w")
    fcntl.flock(file, fcntl.LOCK_EX)
    while not os.path.exists(os.environ["GO"]):
        time.sleep(0.01)
    return context.request_id
"""
"""Each request locks a file of its own, and ends once there is another."""

FAILS = """
import os, subprocess, sys
from errors import Refused

calls = 0

def handler(event, context):
    global calls
    calls += 1
    if event == b"exit":
        print("goodbye", end="")
        os._exit(3)
    if event == b"raise":
        raise Refused("no more of this")
    if event == b"silent":
        os.close(1), os.close(2)
    return {"calls": calls, "began": os.environ["BEGAN"], "stdin": sys.stdin.read()}

def start(context):
    os.environ["BEGAN"] = context.function.name
    print("begins")
"""


@dataclass
class Background:
    """Invocations in threads, and what came of them."""

    client: FunctionCompute
    replies: list[Reply] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def invoke(self, event: bytes) -> None:
        """Invoke the small function."""
        self.threads.append(started(lambda: self.replies.append(self.client.invoke("test-small", event))))

    def all(self) -> list[Reply]:
        """Wait for all of them."""
        join(*self.threads)
        return self.replies


@pytest.fixture
def waits(write: Write, tmp_path: Path) -> Callable[..., object]:
    """Write the function that waits."""
    environment = {"GO": str(tmp_path / "go"), "LOCK": str(tmp_path / "lock-")}
    return lambda **deployed: write(WAITS, environment=environment, **deployed)


@pytest.fixture
def go(tmp_path: Path) -> Callable[[], object]:
    """Let the function that waits end."""
    return (tmp_path / "go").touch


def test_parallel_requests_have_parallel_instances(
    serve: Serve, waits: Callable[..., object], told: Told, go: Callable[[], object]
) -> None:
    """They are all at work at a time, and one that follows has one of them again."""
    with serve(waits()) as client:
        background = Background(client)
        for event in (b"a", b"b", b"c"):
            background.invoke(event)
        wait_until(lambda: {"began a", "began b", "began c"} <= set(told.lines))
        go()
        instances = {reply.headers["x-fc-instance-id"] for reply in background.all()}
        assert len(instances) == 3
        assert client.invoke("test-small", b"d").headers["x-fc-instance-id"] in instances
    assert sum(access.is_cold_start for access in told.accesses) == 3


def test_there_are_no_more_instances_than_allowed(
    serve: Serve, waits: Callable[..., object], told: Told, go: Callable[[], object]
) -> None:
    """A further request is refused at once; an asynchronous one waits for its turn."""
    with serve(waits(), max_instances=1) as client:
        background = Background(client)
        background.invoke(b"first")
        wait_until(lambda: "began first" in told.lines)
        assert client.refusal(lambda: client.invoke("test-small"))[:2] == (429, "ResourceExhausted")
        assert client.invoke("test-small", b"later", kind="Async").status == 202
        assert "began later" not in told.lines
        go()
        assert background.all()[0].status == 200
        wait_until(lambda: "began later" in told.lines)


def test_no_instance_outlives_the_server(
    serve: Serve, waits: Callable[..., object], told: Told, tmp_path: Path
) -> None:
    """Neither one at work, whose caller gets no more than an error, nor an invocation that waits for it."""
    with serve(waits(), max_instances=1) as client:
        client.invoke("test-small", b"work", kind="Async")
        wait_until(lambda: "began work" in told.lines)
        client.invoke("test-small", b"later", kind="Async")
    assert is_unlocked(tmp_path / "lock-work")
    assert "began later" not in told.lines


def test_a_function_that_takes_too_long_is_ended(serve: Serve, waits: Callable[..., object], tmp_path: Path) -> None:
    """After its timeout, with the error of Function Compute; the next request has a new instance."""
    with serve(waits(timeout=1)) as client:
        reply = client.invoke("test-small", b"long", log="Tail")
        assert (reply.status, reply.headers["x-fc-error-type"]) == (200, "UnhandledInvocationError")
        message = reply.document["errorMessage"]
        assert message.startswith("Function timed out after 1 seconds (maxMemoryUsage: ")
        assert reply.log.splitlines()[-1].endswith(f", Error: {message}")
        assert is_unlocked(tmp_path / "lock-long")
        again = client.invoke("test-small", b"again")
    assert again.headers["x-fc-instance-id"] != reply.headers["x-fc-instance-id"]


@pytest.fixture
def fails(serve: Serve, write: Write, tmp_path: Path) -> Callable[..., object]:
    """Write the function that fails on demand, with a module of its own beside it."""
    deployed = write(FAILS, initializer="index.start")
    (tmp_path / "build" / "small" / "errors.py").write_text("class Refused(Exception): pass\n")
    return lambda: serve(deployed)


def test_a_function_that_raises_has_failed(fails: Serve, told: Told) -> None:
    """With status 200, the error's type and stack in the body, the traceback in the log; the instance stays."""
    with fails() as client:
        reply = client.invoke("test-small", b"raise")
        assert (reply.status, reply.headers["x-fc-error-type"]) == (200, "UnhandledInvocationError")
        assert (reply.document["errorMessage"], reply.document["errorType"]) == ("no more of this", "Refused")
        ((file, line, name, text),) = reply.document["stackTrace"]
        assert file.endswith('/build/small/index.py"')
        assert (line, name, text) == ("line 14", "in handler", 'raise Refused("no more of this")')
        assert "errors.Refused: no more of this" in told.lines
        assert told.lines[-1].endswith(", Error: Unhandled function error")
        assert client.invoke("test-small").document["calls"] == 2
    assert [access.result for access in told.accesses] == ["Refused", "200"]


def test_a_process_that_exits_has_failed(fails: Serve, told: Told) -> None:
    """What it has logged is there to the last letter, and the next request has a new instance."""
    with fails() as client:
        reply = client.invoke("test-small", b"exit", log="Tail")
        assert reply.headers["x-fc-error-type"] == "UnhandledInvocationError"
        assert reply.document["errorMessage"].startswith(
            "Process exited unexpectedly before completing request (duration: "
        )
        assert "goodbye" in reply.log.splitlines()
        assert client.invoke("test-small").document["calls"] == 1
    assert [access.result for access in told.accesses] == ["UnhandledInvocationError", "200"]


def test_the_initializer_is_called_once(fails: Serve, told: Told) -> None:
    """Before the first request of an instance, with its own lines in the log; no input comes from the terminal."""
    with fails() as client:
        first = client.invoke("test-small", log="Tail")
        assert first.document == {"began": "test-small", "calls": 1, "stdin": ""}
        assert first.body.startswith(b'{\n    "began"')
        assert client.invoke("test-small").document["calls"] == 2
    started = first.headers["x-fc-request-id"]
    assert first.log.splitlines()[:4] == [
        f"FC Initialize Start RequestId: {started}",
        "begins",
        f"FC Initialize End RequestId: {started}",
        f"FC Invoke Start RequestId: {started}",
    ]
    assert told.lines.count("begins") == 1


def test_a_function_that_closes_its_log_is_still_answered(fails: Serve) -> None:
    """There is only nothing more to read of it."""
    with fails() as client:
        assert client.invoke("test-small", b"silent").document["calls"] == 1


@pytest.mark.parametrize(
    ("source", "message", "kind"),
    [
        ("import nothing_of_that_name", "No module named 'nothing_of_that_name'", "ModuleNotFoundError"),
        (
            "def start(context): raise ValueError('not now')",
            "module 'index' has no attribute 'handler'",
            "AttributeError",
        ),
        ("handler = print\ndef start(context): raise ValueError('not now')", "not now", "ValueError"),
    ],
)
def test_a_function_that_does_not_begin_has_failed(
    serve: Serve, write: Write, source: str, message: str, kind: str
) -> None:
    """Each request tries it anew."""
    with serve(write(source, initializer="index.start")) as client:
        first, second = client.invoke("test-small"), client.invoke("test-small")
    assert (first.document["errorMessage"], first.document["errorType"]) == (message, kind)
    assert first.headers["x-fc-error-type"] == "UnhandledInvocationError"
    assert first.headers["x-fc-instance-id"] != second.headers["x-fc-instance-id"]


def test_an_initializer_has_a_timeout_of_its_own(serve: Serve, write: Write) -> None:
    """The error says that it was the initialization."""
    source = "import time\nhandler = print\ndef start(context): time.sleep(3600)"
    with serve(write(source, initializer="index.start", initializer_timeout=1)) as client:
        message = client.invoke("test-small").document["errorMessage"]
    assert message.startswith("Function initialization timed out after 1 seconds (maxMemoryUsage: ")


def test_a_log_without_an_end_leaves_its_end(serve: Serve, write: Write) -> None:
    """The last 4 KB are kept, however much was written, and the last line needs no end."""
    source = """
def handler(event, context):
    for number in range(40000):
        print(number)
    print("last", end="")
    return ""
"""
    with serve(write(source)) as client:
        lines = client.invoke("test-small", log="Tail").log.splitlines()
    assert lines[-3:-1] == ["39999", "last"]
    assert 3900 < len("\n".join(lines)) <= 4096


def test_what_a_function_has_started_ends_with_it(serve: Serve, write: Write, tmp_path: Path) -> None:
    """A child process too, although the handler has answered."""
    source = """
import os, subprocess, sys, time
def handler(event, context):
    child = "import fcntl, sys, time; file = open(sys.argv[1], 'w'); fcntl.flock(file, 2); print('locked', flush=True)"
    command = [sys.executable, "-c", child + "; time.sleep(3600)", os.environ["LOCK"]]
    return subprocess.Popen(command, stdout=subprocess.PIPE).stdout.readline()
"""
    lock = tmp_path / "lock"
    with serve(write(source, environment={"LOCK": str(lock)})) as client:
        assert client.invoke("test-small").body == b"locked\n"
        assert not is_unlocked(lock)
    wait_until(lambda: is_unlocked(lock))

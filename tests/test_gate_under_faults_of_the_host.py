"""Whatever is thrown anywhere, and whatever the host takes away, each message is answered and none is lost."""

import functools
import io
import itertools
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from inspect import CO_GENERATOR
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock

import pytest

import calling_back
import dwgate
import truth
from calling_back import CODE, FREE, NOW, REFUSED, WATCHED, message, request
from dwgate import constructors, light
from dwgate.errors import PolicyError
from dwgate.gate import Gate
from dwgate.openapi.connections import Connections
from dwgate.policy.engine import Policy
from dwgate.runtime.connection import KEY_VARIABLES
from dwgate.testing import DataWorks, MissingUserId, serve_dataworks
from dwgate.testing.wire import Answer, Exchange
from truth import OPTIONS, POINTS, POLICY, SNAPSHOT, World, before_dataworks, hold, hold_unforeseen

pytestmark = pytest.mark.once

waits = calling_back.waits

LIBRARY = str(Path(dwgate.__file__).parent)
QUOTED = "select salary from hr"
STUB = str(Path(LIBRARY, "testing"))
STAND_INS = (constructors.__file__, light.__file__)
"""They do what the standard library did, in which nothing is thrown here either."""
THROWN: tuple[type[BaseException], ...] = (MemoryError, SystemExit, ValueError, KeyError, OSError, RuntimeError)
PAYLOADS: Mapping[str, list[dict[str, Any]]] = {
    "a request": [request("download-resources", "m-1", operator=WATCHED, queryDwProjectId=91864)],
    "an event": [message("commit-file", "m-2", operator=FREE)],
    "events": [message("freeze-node", "m-3", operator=FREE), message("delete-project", "m-4", operator=REFUSED)],
}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """Compile what is judged by once."""
    return truth.compiled(tmp_path_factory.mktemp("function"))


class Thrower:
    """Throws where a function of the library is called, in this thread, at the n-th such place that is reached.

    A place that is reached again counts once.  ``where`` says which function it was.
    """

    def __init__(self, number: int, thrown: type[BaseException]) -> None:
        self.number = number
        self.thrown = thrown
        self.reached: set[tuple[object, ...]] = set()
        self.where: str | None = None

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        code, caller = frame.f_code, frame.f_back
        is_ours = code.co_filename.startswith(LIBRARY) and not code.co_filename.startswith((STUB, *STAND_INS))
        is_the_handler = code.co_qualname.startswith("Gate.handler")
        if event != "call" or not is_ours or is_the_handler or code.co_flags & CO_GENERATOR or self.where:
            return
        self.reached.add((code, caller and caller.f_code, caller and caller.f_lineno))
        if len(self.reached) == self.number:
            self.where = code.co_qualname
            raise self.thrown(QUOTED)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Throw within the block."""
        before = sys.getprofile()
        sys.setprofile(self)
        try:
            yield
        finally:
            sys.setprofile(before)


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_is_thrown_anywhere_costs_no_answer_and_no_result(
    name: str, policy: Policy, waits: list[float], figures: Counter[str]
) -> None:
    """At the call of each function in turn, until there are no more; what is lost then is delivered again."""
    documents = PAYLOADS[name]
    for number in itertools.count(1):
        thrower = Thrower(number, THROWN[number % len(THROWN)])
        with before_dataworks(Gate(policy, clock=lambda: NOW), waits) as world:
            for document in documents:
                world.ask(document)
            seen = world.invoke(documents, as_list=len(documents) > 1, around=thrower.at_work)
            if thrower.where is None:
                break
            figures["errors thrown"] += 1
            hold_unforeseen(seen)
            assert QUOTED not in f"{seen.body}{seen.records}"
            if seen.body is None:
                hold(world.invoke(documents, as_list=len(documents) > 1))
                assert all(world.dataworks.message(truth.id_of(one)).results for one in documents)
    assert number > 100


class Broken:
    """A stream that throws at each write, or at each flush."""

    def __init__(self, thrown: BaseException, *, at: str) -> None:
        self._thrown = thrown
        self._at = at

    def write(self, text: str) -> int:
        """Write to nowhere."""
        if self._at == "write":
            raise self._thrown
        return len(text)

    def flush(self) -> None:
        """Flush nothing."""
        if self._at == "flush":
            raise self._thrown


def closed() -> io.StringIO:
    """A stream that was closed."""
    stream = io.StringIO()
    stream.close()
    return stream


STREAMS: Mapping[str, object] = {
    "none": None,
    "closed": closed(),
    "no stream": object(),
    "a broken pipe": Broken(BrokenPipeError(), at="write"),
    "a full disk": Broken(OSError(28, "No space left on device"), at="flush"),
    "not writable": Broken(io.UnsupportedOperation("not writable"), at="write"),
    "no characters": Broken(UnicodeEncodeError("ascii", "x", 0, 1, "no"), at="write"),
    "reentered": Broken(RuntimeError("reentrant call"), at="write"),
    "no memory": Broken(MemoryError(), at="write"),
}


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "untold"])
@pytest.mark.parametrize("name", STREAMS)
def test_a_log_that_is_gone_costs_no_answer_and_no_result(
    name: str,
    is_told: bool,  # noqa: FBT001 - a case
    policy: Policy,
    waits: list[float],
) -> None:
    """Standard output and standard error alike; and what is not called back is delivered again all the same."""

    def without_streams() -> AbstractContextManager[object]:
        return mock.patch.multiple(sys, stdout=STREAMS[name], stderr=STREAMS[name])

    for documents in PAYLOADS.values():
        with before_dataworks(Gate(policy, clock=lambda: NOW), waits) as world:
            for document in documents:
                world.ask(document)
            if not is_told:
                for callback in dict.fromkeys(truth.CALLBACKS.values()):
                    world.fail(MissingUserId(), callback, times=2)
            seen = world.invoke(documents, as_list=len(documents) > 1, around=without_streams)
            checks = [world.dataworks.message(truth.id_of(document)) for document in documents]
            assert seen.records == []
            assert (seen.body is None) is (not is_told and documents is not PAYLOADS["a request"])
            assert [check.state == "CHECKING" for check in checks] == [not is_told for _ in documents]
            world.gate.initialize(None)


def test_a_policy_that_does_not_load_is_told_to_nobody_without_a_log() -> None:
    """Neither a log that is gone nor a context that is broken ends the instance before its first message."""

    class BrokenContext:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(name)

    gate = Gate(PolicyError(["it does not load"]))
    with mock.patch.multiple(sys, stdout=None, stderr=None):
        gate.initialize()
    gate.initialize(BrokenContext())
    assert json.loads(gate.handler(b"{}"))["checkResult"] == "FAIL"


@dataclass
class KeysExpire:
    """The proper answer, after which the keys have expired; ``renewed`` are the variables that have new values then."""

    dataworks: DataWorks
    renewed: tuple[str, ...]

    def strike(self, exchange: Exchange) -> Answer:
        """Answer, let the keys expire, and put some of the new ones into the environment."""
        answer = Answer(exchange.operate())
        self.dataworks.rotate_credentials()
        renew(self.dataworks, self.renewed)
        return answer


def renew(dataworks: DataWorks, names: tuple[str, ...] = KEY_VARIABLES) -> None:
    """Put new keys into the environment, as Function Compute does."""
    fresh = dataworks.environment()
    os.environ.update({name: fresh[name] for name in names})


@pytest.mark.parametrize("renewed", [(), KEY_VARIABLES[:1], KEY_VARIABLES[:2], KEY_VARIABLES], ids=len)
@pytest.mark.parametrize("step", [SNAPSHOT, OPTIONS, "UpdateIDEEventResult", None], ids=str)
def test_keys_that_expire_between_two_calls_cost_no_result(
    step: str | None, renewed: tuple[str, ...], policy: Policy, waits: list[float]
) -> None:
    """Whether none, some or all of the new ones are there at once: the message comes again, and by then all are."""
    (first,) = PAYLOADS["an event"]
    second = message("commit-file", "m-9", operator=REFUSED)
    with before_dataworks(Gate(policy, clock=lambda: NOW), waits) as world:
        for document in (first, second):
            world.ask(document)
        if step:
            world.dataworks.fail(KeysExpire(world.dataworks, renewed), action=step)
        else:
            world.dataworks.rotate_credentials()
            renew(world.dataworks, renewed)
        for document in (first, second):
            hold(seen := world.invoke([document]))
            if seen.body is None:
                renew(world.dataworks)
                hold(seen := world.invoke([document]))
                assert seen.records[0]["callback"]["state"] in {"delivered", "refused"}
        assert [world.dataworks.message(one).state for one in ("m-2", "m-9")] == ["PASSED", "BLOCKED"]


@pytest.mark.parametrize("thrown", [RuntimeError("can't start new thread"), MemoryError(), SystemExit(1)], ids=repr)
@pytest.mark.parametrize("name", PAYLOADS)
def test_a_call_that_cannot_even_begin_costs_no_answer(
    name: str, thrown: BaseException, policy: Policy, waits: list[float]
) -> None:
    """Where there are no threads left, or what sends ends the process: the message is delivered again."""
    documents = PAYLOADS[name]
    with before_dataworks(Gate(policy, clock=lambda: NOW), waits) as world:
        for document in documents:
            world.ask(document)
        for owner, method in ((threading.Thread, "start"), (Connections, "exchange")):
            broken = functools.partial(mock.patch.object, owner, method, side_effect=thrown)
            seen = world.invoke(documents, as_list=len(documents) > 1, around=broken)
            hold_unforeseen(seen)
            assert (seen.body is None) is (name != "a request")
            assert {record["callback"]["state"] for record in seen.records} == {"undelivered"}
            assert {record["result"] for record in seen.records} == {"FAIL"}
        hold(world.invoke(documents, as_list=len(documents) > 1))
        assert all(world.dataworks.message(truth.id_of(document)).results for document in documents)


def test_whoever_stops_the_desk_is_heard(policy: Policy, waits: list[float]) -> None:
    """Ctrl-C is no error to be answered."""
    stopped = functools.partial(mock.patch.object, Policy, "decide", side_effect=KeyboardInterrupt)
    with before_dataworks(Gate(policy, clock=lambda: NOW), waits) as world:
        world.ask(PAYLOADS["a request"][0])
        with pytest.raises(KeyboardInterrupt):
            world.invoke(PAYLOADS["a request"], around=stopped)


ON_A_READ_ONLY_DISK = """
import errno, json, os, sys
from types import SimpleNamespace
context = SimpleNamespace(function=SimpleNamespace(timeout=600))
tried = []

def refuse(event, arguments):
    writes = event in {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
    if event == "open":
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) and path != os.devnull
    if writes:
        tried.append(str(arguments[0]))
        raise OSError(errno.EROFS, "Read-only file system", str(arguments[0]))

sys.addaudithook(refuse)
sys.path.insert(0, sys.argv[1])
import index
index.initialize(None)
bodies = [index.handler(message.encode(), context) for message in sys.argv[2:]]
print(json.dumps({"bodies": bodies, "tried": [path for path in tried if "__pycache__" not in path]}))
"""


def test_nothing_is_written_to_any_file(staged: Callable[..., Path]) -> None:
    """From the import on, with facts that are asked and results that are called back, on a disk that takes nothing."""
    index = staged(POLICY, *POINTS)
    documents = [PAYLOADS["a request"][0], PAYLOADS["an event"][0]]
    with serve_dataworks() as served:
        served.dataworks.register_extension(CODE, points=POINTS)
        world = World(Gate(PolicyError([])), served.dataworks)
        for document in documents:
            world.ask(document)
        ran = subprocess.run(
            [sys.executable, "-c", ON_A_READ_ONLY_DISK, index.parent, *map(json.dumps, documents)],
            check=True,
            capture_output=True,
            text=True,
            env={
                **served.dataworks.environment(),
                "PYTHONPATH": str(Path(LIBRARY).parent),
                "DWGATE_ENDPOINT": served.url,
                "DWGATE_EXTENSION_CODE": CODE,
                "DWGATE_CONNECT_TIMEOUT_MS": "60000",
                "DWGATE_READ_TIMEOUT_MS": "60000",
            },
        )
    *records, told = map(json.loads, ran.stdout.splitlines())
    assert told["tried"] == []
    assert [json.loads(body)["checkResult"] for body in told["bodies"]] == ["WARN", "OK"]
    assert [record["callback"]["state"] for record in records] == ["delivered", "delivered"]
    assert [served.dataworks.message(truth.id_of(one)).state for one in documents] == ["PASSED", "PASSED"]

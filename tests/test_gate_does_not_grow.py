"""An instance lives for days: what it keeps does not grow with the number of messages that it has answered."""

import gc
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import calling_back
from calling_back import GUARD, PATIENT, message, payload
from dwgate.build.library import NOT_SHIPPED
from dwgate.callback import answered
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.project import Project
from dwgate.gate import Gate
from dwgate.testing import DataWorks
from holdings import held

waits = calling_back.waits
dataworks = calling_back.dataworks

ROOT = Path(__file__).parents[1]
FUNCTIONS = tuple(function.name for function in Project(ROOT).functions())
AT_THE_DESK = tuple(f"dwgate.{path.removesuffix('.py').replace('/', '.')}" for path in NOT_SHIPPED)
"""Modules that are not shipped, and hold what tests give them."""
OF_ITS_OWN = {"messageId", "id", "operatorUid", "operatorBaseId", "operator", "fileName", "sqlText"}
"""What each message has of its own, beside its time."""


class Nowhere:
    """A standard output that keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None: ...


def kept(gate: Gate) -> Counter[str]:
    """Count what a gate holds, and what the modules of dwgate hold that are shipped with it."""
    modules = {name: vars(module) for name, module in sys.modules.items() if name.partition(".")[0] == "dwgate"}
    return held({"the gate": gate, **{name: it for name, it in modules.items() if not name.startswith(AT_THE_DESK)}})


def of_its_own(value: Any, number: int) -> Any:
    """Give a message, or what is in it, with names that never came before."""
    if isinstance(value, dict):
        return {
            key: f"{inner} {number}" if key in OF_ITS_OWN and isinstance(inner, str) else of_its_own(inner, number)
            for key, inner in value.items()
        }
    return [of_its_own(inner, number) for inner in value] if isinstance(value, list) else value


def another(sample: bytes, number: int) -> bytes:
    """Give another message like a sample; what is no message gets longer."""
    try:
        return json.dumps(of_its_own(json.loads(sample), number)).encode()
    except ValueError:
        return sample + b" " * number


def gate_of(name: str) -> tuple[Gate, list[bytes]]:
    """Give the gate of a function of the project, which calls nobody, and its samples."""
    function = Project(ROOT).function(name)
    gate = Gate(function.compile().policy(), clock=lambda: ORDINARY_TIME)
    gate.calls_back = False
    return gate, [sample.path.read_bytes() for sample in function.samples()]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_twice_as_many_messages_leave_no_more_behind(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the gate of each function, and in no module: of all its samples, under new ids and of other people."""
    monkeypatch.setattr(sys, "stdout", Nowhere())
    gate, samples = gate_of(name)

    def answer(numbers: range) -> Counter[str]:
        for number in numbers:
            for sample in samples:
                gate.handler(another(sample, number))
        return kept(gate)

    before = answer(range(2))
    assert before["the gate"] > 0
    assert answer(range(2, 4)) == before


@pytest.mark.parametrize("name", ["data_download", "data_upload"])
def test_the_same_messages_again_take_no_more_memory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds it: what CEL kept of each call could not be reached from anything.

    Python itself takes a block now and then, and less and less.  A message of data_download took 6 kB for good, and a
    megabyte where its SQL had 100 kB.
    """
    monkeypatch.setattr(sys, "stdout", Nowhere())
    gate, samples = gate_of(name)

    def answer(times: int) -> int:
        for _ in range(times):
            for sample in samples:
                gate.handler(sample)
        gc.collect()
        return sys.getallocatedblocks()

    before = answer(10)
    assert answer(20) - before < 2 * 20 * len(samples)


def test_twice_as_many_callbacks_leave_no_more_behind(
    gate: Callable[..., Gate], dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the memory of answered messages is full, which forgets the oldest; the client of DataWorks keeps none."""
    monkeypatch.setattr(sys, "stdout", Nowhere())
    monkeypatch.setattr(answered, "MOST_REMEMBERED", 4)
    guard = gate(GUARD, "commit-file")

    def answer(numbers: range) -> Counter[str]:
        for number in numbers:
            asked = payload(message("commit-file", f"m-{number}", operator="6"))
            dataworks.ask(asked)
            assert json.loads(guard.handler(asked, PATIENT))["checkResult"] == "WARN"
        return kept(guard)

    before = answer(range(8))
    after = answer(range(8, 16))
    for count in (before, after):
        del count["dwgate.openapi.connections"]  # in whose place the stub stands, which keeps all calls
    assert after == before
    assert len(dataworks.calls) == 16


def test_what_is_kept_is_seen(gate: Callable[..., Gate]) -> None:
    """One message more in a list that the gate leads to is one more in the count."""
    one, messages = gate(), [b"first"]
    one.observe = messages.append  # type: ignore[assignment] # a list takes what a decision is as well
    before = kept(one)
    messages.append(b"second")
    assert kept(one) - before == Counter({"the gate": 1})

"""The fuzzer finds what is broken, repeats what it did, and says how to do so."""

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate import answer, gate, record
from dwgate.events import strict_json
from dwgate.policy import engine
from dwgate.policy.decision import CheckResult, Decision, Outcome
from fuzzing import __main__ as command
from fuzzing import mutations, plain
from fuzzing.answered import invoke
from fuzzing.cases import LOOKS, Case
from fuzzing.gates import Target, nobody_called
from fuzzing.plain import MOST_BROKEN, attempt, run, shared_targets

pytestmark = pytest.mark.once

CASES = 400


@pytest.fixture(scope="module")
def targets() -> tuple[Target, ...]:
    """Every gate that is fuzzed."""
    return shared_targets()


def test_the_first_cases_keep_every_promise() -> None:
    """A few of those that are run before a change lands; they are of every kind."""
    tally = run(command.SEED, range(CASES))
    assert tally.broken == []
    assert tally.cases == CASES
    assert set(tally.outcomes) == {"judged OK", "judged WARN", "judged FAIL", "refused unread", "reported"}


def test_a_case_is_drawn_again_by_its_number(targets: tuple[Target, ...]) -> None:
    """In any process, in any order."""
    cases = [Case.drawn(targets, 5, number) for number in range(50)]
    assert cases == [Case.drawn(targets, 5, number) for number in range(50)]
    assert len({case.payload for case in cases}) > 40
    assert len({case.target.function for case in cases}) == 6


def test_a_case_survives_a_file(targets: tuple[Target, ...], tmp_path: Path) -> None:
    """Whatever bytes a guide makes are a case."""
    for case in (Case.drawn(targets, 5, number) for number in range(50)):
        assert Case.of_bytes(targets, case.save(targets, tmp_path).read_bytes()) == case
    for written in (b"", b"\xff", b"\xff\xff", bytes([0, LOOKS.index(0)])):
        assert Case.of_bytes(targets, written).payload == b""


def test_every_gate_and_every_change_is_used(targets: tuple[Target, ...]) -> None:
    """Of each sample something is made, and most of what is made is still a message."""
    generator = random.Random(5)  # noqa: S311 - the same messages are to be made each time
    for target in targets:
        assert target.seeds
        made = [mutations.case(generator, target.seeds) for _ in range(20)]
        assert [one for one in made if one not in target.seeds]
    whole = [mutations.mutated(generator, payload) for payload in targets[0].seeds]
    assert sum(1 for payload in whole if payload.startswith(b"{")) > len(whole) / 2
    assert isinstance(mutations.mutated(generator, b"s3cret"), bytes)


def raising(*_arguments: Any, **_more: Any) -> Any:
    """What nobody foresaw."""
    raise LookupError


def mild(policy: engine.Policy, event: Any, **_more: Any) -> Decision:
    """A policy that lets all pass and judges nothing."""
    return Decision("d", event.message_id, event.point, CheckResult.OK, (), policy_digest=policy.digest)


def silenced(rule: engine.Rule, error: str) -> Outcome:
    """An error that is taken for a condition that is not fulfilled."""
    return Outcome(rule.name, "passed", CheckResult.OK, error=error)


def lax(text: str) -> Any:
    """JSON as Python reads it."""
    return json.loads(text)


PLANTED: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "an exception": (gate, "strictest", raising),
    "a body out of shape": (answer, "body", lambda *_, **__: "{}"),
    "a record that is no JSON": (record, "line", lambda *_, **__: "{"),
    "a record too few": (record, "line", raising),
    "a record out of ASCII": (record, "line", lambda *_, **__: '{"name": "é"}'),
    "a policy that is not asked": (engine.Policy, "decide", mild),
    "an error that is passed over": (engine, "_error", silenced),
    "a reader of its own": (strict_json, "read", lax),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each promise is broken in its place, and some of the cases tell."""
    shared_targets()
    monkeypatch.setattr(*PLANTED[name])
    tally = run(command.SEED, range(CASES))
    assert tally.broken
    assert len(tally.broken) <= MOST_BROKEN


def test_a_case_that_breaks_a_promise_is_saved_and_can_be_run_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command is printed, and it tells the same."""
    with monkeypatch.context() as planted:
        planted.setattr(answer, "body", lambda *_, **__: "{}")
        tally = run(command.SEED, range(1))
        lines = list(tally.lines(command.SEED, tmp_path))
        assert lines[0].endswith(" 1 cases broke a promise")
        told = lines[-1].splitlines()
        path = Path(told[-1].partition("AGAIN=")[2])
        assert command.main(["--again", str(path)]) == 1
        assert told[1] in capsys.readouterr().out
    assert command.main(["--again", str(path)]) == 0
    assert capsys.readouterr().out.endswith("all is as promised\n")


def test_what_several_processes_did_is_added() -> None:
    """None of the cases is lost, and none of what they found."""
    whole = plain.Tally()
    for first in range(3):
        whole.add(run(command.SEED, range(first, 30, 3)))
    alone = run(command.SEED, range(30))
    assert (whole.cases, whole.outcomes) == (30, alone.outcomes)


def test_time_that_runs_out_is_told_by_the_rules_that_were_not_judged(targets: tuple[Target, ...]) -> None:
    """The later it runs out, the more rules are judged; the rest are errors, and the result says so."""
    target = next(target for target in targets if target.name == "data_download")
    payload = next(seed for seed in target.seeds if b"download-resources" in seed)
    late = []
    with nobody_called():
        for looks in (0, 2, 5, None):
            case, outcomes = Case(target, payload, looks), Counter[str]()
            assert attempt(case, outcomes) is None
            late.append(_out_of_time(target, payload, looks))
    assert late == sorted(late, reverse=True)
    assert (late[0] > late[1] > late[2], late[3]) == (True, 0)


def _out_of_time(target: Target, payload: bytes, looks: int | None) -> int:
    (found,) = invoke(target.gate, payload, looks=looks)
    return sum(1 for error in found["rules"]["errors"] if "time ran out" in error["error"])

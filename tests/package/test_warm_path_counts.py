"""What a warm decision does, from bytes to record, as counts: what grows here is slower on every machine."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from cel_expr_python import cel

import dwgate
from dwgate import record
from dwgate.events.event import Event, parse
from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.policy.engine import Policy, Rule
from dwgate.runtime import settings as runtime_settings
from dwgate.values import replace

HERE, ELSEWHERE = "download-resources", "download-resources-execute"
SAMPLE = Path(dwgate.__file__).parent / "testing" / "samples" / f"{HERE}.json"
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
PARAMETERS = ("params.most", "params.other")
MOST_CALLS = 200
"""Calls of functions in Python, for 20 rules that pass: it was 1034 once."""
MOST_TOGETHER = 175
"""Those for 20 rules whose conditions are evaluated together, of which the counting is one."""
MOST_FOR_A_RULE = 2
"""Those for each rule: to look at the clock, and to evaluate it."""

POLICY = """
params: {most: 1000000, other: 5}
rules:
  - {name: rows, when: event.dataRowSize > params.most, then: FAIL, reason: {en: "${event.fileName}", zh: "${now}"}}
  - {name: name, when: event.fileName == "none.csv", then: FAIL, reason: {en: "no", zh: "no"}}
"""
FIRING = """
  - {name: size, when: event.fileSize > 0, then: WARN, reason: {en: "${event.fileSize} ${now}", zh: "${params.other}"}}
"""


class Nowhere:
    """A standard output that keeps nothing."""

    def write(self, text: str) -> int:
        """Take it."""
        return len(text)

    def flush(self) -> None:
        """Do nothing."""


@dataclass
class Counted:
    """An expression of CEL of which evaluations and readings are counted."""

    expression: cel.Expression
    counts: Counter[str]

    def eval(self, activation: Any) -> Any:
        """Evaluate it."""
        self.counts["evaluated"] += 1
        return self.expression.eval(activation)

    def serialize(self) -> bytes:
        """Give its program."""
        self.counts["read"] += 1
        program: bytes = self.expression.serialize()
        return program


@dataclass
class Environment:
    """An environment of CEL that keeps the names which it was given with each message."""

    environment: cel.Env
    given: list[set[str]] = field(default_factory=list)

    def Activation(self, scope: dict[str, Any]) -> Any:  # noqa: N802 - it is CEL's
        """Take the names."""
        self.given.append(set(scope))
        return self.environment.Activation(scope)


def compiled(folder: Path, text: str) -> Policy:
    """Compile a policy of both points."""
    (folder / "policy").mkdir(parents=True)
    (folder / "function.yaml").write_text(f"description: {{en: x, zh: x}}\npoints: [{HERE}, {ELSEWHERE}]\n")
    (folder / "policy" / "counted.yaml").write_text(f"points: [{HERE}]\n{text}")
    return compile_function(folder).policy()


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """Two rules that pass and one that fires, and two parameters."""
    return compiled(tmp_path_factory.mktemp("function") / "counted", POLICY + FIRING)


@pytest.fixture(autouse=True)
def returned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is called, and no settings are kept from elsewhere."""
    monkeypatch.setenv("DWGATE_ANSWER", "return")
    monkeypatch.setattr(runtime_settings, "_LAST_READ", [])


def message(number: int = 0) -> bytes:
    """The documented message, under another id."""
    document = json.loads(SAMPLE.read_bytes())["function_compute"]
    return json.dumps({**document, "messageId": f"m-{number}"}).encode()


def answer(policy: Policy, times: int) -> Gate:
    """Answer so many messages."""
    gate = Gate(policy)
    with redirect_stdout(Nowhere()):
        for number in range(times):
            gate.handler(message(number))
    return gate


def many(policy: Policy, *, here: int, elsewhere: int = 0) -> Policy:
    """Give so many rules that pass, at this point and at another, each of the latter with a parameter of its own."""
    passing = policy.rules[:2]
    at_point = [replace(passing[number % 2], name=f"here-{number}") for number in range(here)]
    away = [replace(passing[0], name=f"away-{number}", points=frozenset({ELSEWHERE})) for number in range(elsewhere)]
    parameters = {**policy.parameters, **{f"p{number}": number for number in range(elsewhere)}}
    return replace(policy, rules=(*at_point, *away), parameters=parameters)


def counted(rule: Rule, counts: Counter[str]) -> Rule:
    """Give a rule of which all expressions are counted."""
    reason = {
        language: tuple(one if isinstance(one, str) else Counted(one, counts) for one in pieces)
        for language, pieces in rule.reason.items()
    }
    return replace(rule, when=Counted(rule.when, counts), reason=reason)


@contextmanager
def calls_counted() -> Iterator[Counter[str]]:
    """Count the calls of functions that are written in Python."""
    counts: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            counts[frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield counts
    finally:
        sys.setprofile(before)


def calls_of(policy: Policy) -> Counter[str]:
    """Count the calls of one warm decision."""
    gate = answer(policy, 3)
    asked = message(3)
    with redirect_stdout(Nowhere()), calls_counted() as counts:
        gate.handler(asked)
    return counts


def test_cel_is_called_once_for_each_rule_and_each_value_that_is_shown(policy: Policy) -> None:
    """For the rules of the point, and for the placeholders of those that fire."""
    counts: Counter[str] = Counter()
    watched = replace(policy, rules=tuple(counted(rule, counts) for rule in policy.rules))
    answer(watched, 1)
    assert counts == {"evaluated": 3 + 3}
    answer(watched, 5)
    assert counts["evaluated"] == (1 + 5) * (3 + 3)


def test_what_rules_read_is_found_out_with_the_second_message(policy: Policy) -> None:
    """Once; and what none of them reads is not given to CEL, which would copy it, SQL of megabytes as well."""
    environment, counts = Environment(policy.environment), Counter[str]()
    rules = tuple(counted(rule, counts) for rule in policy.rules)
    answer(replace(policy, environment=environment, rules=rules), 4)
    whole, *narrowed = environment.given
    assert {"event.sqlText", "present", "tenant", "params.most"} < whole
    assert narrowed == [{"event.dataRowSize", "event.fileName", "event.fileSize", "now", *PARAMETERS}] * 3
    assert counts["read"] == 3 + 2 + 2 + 1


def test_nothing_is_kept_for_points_of_others(policy: Policy) -> None:
    """A policy keeps what it made ready for its own points alone, of which there are few."""
    (event,) = parse(message(), {HERE})
    assert isinstance(event, Event)
    for points, kept in (({HERE}, {HERE}), ({ELSEWHERE}, set())):
        one = replace(policy, points=frozenset(points))
        decided = [one.decide(event, now=NOW).outcomes for _ in range(3)]
        assert [outcome.state for outcome in decided[0]] == ["passed", "passed", "fired"]
        assert decided == decided[:1] * 3
        assert set(one._by_point) == kept


def test_an_unchanged_environment_is_read_once(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    """And once more for each change, of whatever variable; a setting that there is not is found then."""
    read = Counter[str]()

    def counting(environment: Any, original: Callable[[Any], Any] = runtime_settings.read) -> Any:
        read["settings"] += 1
        return original(environment)

    monkeypatch.setattr(runtime_settings, "read", counting)
    answer(policy, 100)
    assert read["settings"] == 1
    monkeypatch.setenv("SOMEBODY_ELSES", "1")
    answer(policy, 2)
    assert read["settings"] == 2
    monkeypatch.setenv("DWGATE_LANGUGE", "zh")
    assert "DWGATE_LANGUGE" in (runtime_settings.current()[1] or "")


def test_a_record_is_written_as_json_once(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the line, which is hashed as it is; its link of the chain, and what is no list, takes no writer."""
    written = Counter[str]()

    def counting(name: str) -> Callable[[Any], str]:
        original: Callable[[Any], str] = getattr(record, name)

        def write(document: Any) -> str:
            written[name] += 1
            return original(document)

        return write

    for name in ("_encode", "write"):
        monkeypatch.setattr(record, name, counting(name))
    answer(policy, 10)
    assert written == {"_encode": 10}


def test_rules_of_other_points_cost_nothing(policy: Policy) -> None:
    """A thousand rules of which ten apply take the calls of ten, whatever parameters the others have."""
    assert calls_of(many(policy, here=10, elsewhere=990)) == calls_of(many(policy, here=10))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="before Python 3.12 each comprehension is a call")
def test_a_warm_decision_takes_few_calls(policy: Policy) -> None:
    """With what each rule adds."""
    twenty, thirty = (calls_of(many(policy, here=number)) for number in (20, 30))
    assert twenty.total() <= MOST_CALLS, twenty.most_common(20)
    assert thirty.total() - twenty.total() <= 10 * MOST_FOR_A_RULE


def test_twenty_compiled_rules_are_one_evaluation(tmp_path: Path) -> None:
    """And take few calls, since nothing is done for each of them alone."""
    one = '  - {{name: r{0}, when: event.dataRowSize > {0}000000, then: FAIL, reason: {{en: "no", zh: "no"}}}}\n'
    policy = compiled(tmp_path / "many", "rules:\n" + "".join(one.format(number) for number in range(1, 21)))
    counts: Counter[str] = Counter()
    (together,) = policy.together
    gate = answer(replace(policy, together=(replace(together, conditions=Counted(together.conditions, counts)),)), 3)
    with redirect_stdout(Nowhere()), calls_counted() as calls:
        gate.handler(message(3))
    assert counts["evaluated"] == 4
    assert calls.total() <= MOST_TOGETHER, calls.most_common(20)

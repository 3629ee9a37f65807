"""Conditions that are evaluated in one go: it is quicker, and must not be anything else."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dwgate.cli.project import Project
from dwgate.errors import MessageError, PolicyError
from dwgate.events.event import Event, parse
from dwgate.policy.compiler.together import MOST_CONDITIONS
from dwgate.policy.engine import Policy
from dwgate.policy.loading import digest, load
from dwgate.values import replace

ROOT = Path(__file__).parents[2]
ODD: tuple[Any, ...] = (None, "", "x" * 300, -1, 0, 10**30, 1.5, True, [], ["a"], {"a": 1})
LOOP = "[1, 2].exists(number, number == event.fileSize)"
SHORT = (
    'event.fileName == "a"',
    "event.fileSize > 5",
    'glob.matches(event.fileName, "*.csv")',
    "event.dataRowSize > 3",
)


def text_of(*conditions: str) -> str:
    """Write a policy of rules with these conditions."""
    reason = "reason: {en: 'no', zh: 'no'}"
    lines = (f"  - {{name: r{n}, when: {json.dumps(one)}, then: FAIL, {reason}}}" for n, one in enumerate(conditions))
    return "\n".join(["rules:", *lines, ""])


def names(document: dict[str, Any]) -> list[list[str]]:
    """Give the names of the rules that are judged together."""
    return [one["rules"] for one in document["together"]]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (SHORT, [["r0", "r1", "r2", "r3"]]),
        (SHORT[:1], []),
        ((SHORT[0], LOOP, SHORT[1]), [["r0", "r2"]]),
        ((SHORT[0], "sql.has_limit(event.sqlText)", SHORT[1]), [["r0", "r2"]]),
        ((SHORT[0], "event.sqlText.matches('(a|b)*c{1,9}')", SHORT[1]), [["r0", "r2"]]),
        (SHORT[:1] * (MOST_CONDITIONS + 2), [[f"r{n}" for n in range(MOST_CONDITIONS)], ["r50", "r51"]]),
    ],
)
def test_short_conditions_are_put_together(
    compiled: Callable[..., Any], conditions: tuple[str, ...], expected: list[list[str]]
) -> None:
    """Those without loops, facts and long texts; as many as can be done before the engine looks at the clock again."""
    assert names(compiled(text_of(*conditions)).document) == expected


def test_rules_of_other_points_are_not_judged_together(compiled: Callable[..., Any]) -> None:
    """A message is of one point."""
    here = "points: [download-resources]\n" + text_of(*SHORT[:2])
    both = text_of(*SHORT[:3]).replace("name: r", "name: both-")
    found = names(compiled({"policy/here.yaml": here, "policy/both.yaml": both, **FUNCTION}).document)
    assert sorted(found) == [["both-0", "both-1", "both-2"], ["r0", "r1"]]


FUNCTION = {"function.yaml": "points: [download-resources, download-resources-execute]\n"}


def odd(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a message, the same without each of its fields, and with something odd in the place of each."""
    yield message
    key = "messageBody" if "messageBody" in message else "data"
    body = message.get(key)
    if not isinstance(body, dict):
        return
    for name in body:
        yield {**message, key: {other: value for other, value in body.items() if other != name}}
        yield from ({**message, key: {**body, name: value}} for value in ODD[len(name) % 3 :: 3])


@pytest.mark.parametrize("name", [function.name for function in Project(ROOT).functions()])
def test_each_verdict_is_that_of_the_rule_alone(name: str, now: datetime, figures: Counter[str]) -> None:
    """For all samples of the shipped policies, with fields that lack or cannot be read: outcome, reason and error."""
    function = Project(ROOT).function(name)
    policy = function.compile().policy()
    alone = replace(policy, together=())
    assert policy.together
    for sample in function.samples():
        for message in odd(json.loads(sample.path.read_bytes())) if is_json(sample.path) else ():
            for event in read(message, policy):
                assert policy.decide(event, now=now) == alone.decide(event, now=now)
                figures["messages judged together and alone"] += 1


def is_json(path: Path) -> bool:
    """Whether a sample is an object of JSON."""
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except ValueError:
        return False


def read(message: dict[str, Any], policy: Policy) -> Iterator[Event]:
    """Give the events of a message that can be read."""
    try:
        yield from (one for one in parse(json.dumps(message).encode(), policy.points) if isinstance(one, Event))
    except MessageError:
        return


class Watched:
    """An expression of CEL whose evaluations are counted."""

    def __init__(self, expression: Any, counts: Counter[str], name: str) -> None:
        """Take the expression."""
        self._expression, self._counts, self._name = expression, counts, name

    def eval(self, activation: Any) -> Any:
        """Evaluate it."""
        self._counts[self._name] += 1
        return self._expression.eval(activation)

    def serialize(self) -> Any:
        """Give its program."""
        return self._expression.serialize()


def watched(policy: Policy, counts: Counter[str]) -> Policy:
    """Give a policy whose lists of conditions are counted, and its rules, which then are others."""
    rules = {rule.name: replace(rule, when=Watched(rule.when, counts, rule.name)) for rule in policy.rules}
    together = tuple(
        replace(
            one,
            rules=tuple(rules[rule.name] for rule in one.rules),
            conditions=Watched(one.conditions, counts, "together"),
        )
        for one in policy.together
    )
    return replace(policy, rules=tuple(rules.values()), together=together)


def test_what_is_judged_together_is_evaluated_once(policy: Callable[..., Policy], event: Any, now: datetime) -> None:
    """And by itself where one of the conditions is an error."""
    counts: Counter[str] = Counter()
    made = watched(policy(text_of(*SHORT)), counts)
    made.decide(event(fileName="b.csv", fileSize=1, dataRowSize=9), now=now)
    assert counts == {"together": 1}
    counts.clear()
    (outcomes,) = [made.decide(event(fileName="b.csv", fileSize=1, dataRowSize="many"), now=now).outcomes]
    assert [outcome.state for outcome in outcomes] == ["passed", "passed", "fired", "error"]
    assert counts == {"together": 1, "r0": 1, "r1": 1, "r2": 1, "r3": 1}


class Throwing:
    """An expression of CEL whose evaluation throws, as one does that loops for too long."""

    def eval(self, _: Any) -> Any:
        """Throw."""
        raise RuntimeError("budget")

    def serialize(self) -> bytes:
        """Give no program."""
        return b""


def test_what_is_thrown_for_all_of_them_is_found_out_for_each(
    policy: Callable[..., Policy], event: Any, now: datetime
) -> None:
    """As is an error that is no exception."""
    made = policy(text_of("event.fileSize > 5", "event.fileSize > 0"))
    (one,) = made.together
    broken = replace(made, together=(replace(one, conditions=Throwing()),))
    assert [one.state for one in broken.decide(event(fileSize=1), now=now).outcomes] == ["passed", "fired"]


def test_another_rule_in_the_place_of_one_is_judged_by_itself(
    policy: Callable[..., Policy], event: Any, now: datetime
) -> None:
    """As tests, mutants and explanations put one there."""
    made = policy(text_of("event.fileSize > 5", "event.fileSize > 6"))
    first, second = made.rules
    changed = replace(made, rules=(first, replace(second, when=made.environment.compile("true"))))
    assert [one.state for one in made.decide(event(fileSize=1), now=now).outcomes] == ["passed", "passed"]
    assert [one.state for one in changed.decide(event(fileSize=1), now=now).outcomes] == ["passed", "fired"]


def test_the_clock_is_looked_at_before_the_conditions(policy: Callable[..., Policy], event: Any, now: datetime) -> None:
    """All are in error where the time has run out before, and none that was judged before it did."""
    made = policy(text_of(*SHORT[:2]))
    asked = event(fileName="a", fileSize=1)
    for times, states in (([True] * 3, ["error", "error"]), ([False, True, True], ["fired", "passed"])):
        decision = made.decide(asked, now=now, is_out_of_time=iter(times).__next__)
        assert [one.state for one in decision.outcomes] == states


@pytest.mark.parametrize("together", [["r0", "r9"], ["r1", "r0"], ["r0", "elsewhere"]])
def test_a_list_that_is_not_of_its_rules_is_not_loaded(compiled: Callable[..., Any], together: list[str]) -> None:
    """It would tell of one rule what was found of another."""
    elsewhere = "points: [download-resources-execute]\n" + text_of("event.fileSize > 1").replace("r0", "elsewhere")
    document = compiled({"policy/here.yaml": text_of(*SHORT[:2]), "policy/there.yaml": elsewhere, **FUNCTION}).document
    assert load(document).together
    broken = {**document, "together": [{**document["together"][0], "rules": together}]}
    with pytest.raises(PolicyError, match="the compiled policy is broken: ValueError"):
        load({**broken, "digest": digest(broken)})


def test_a_policy_of_before_is_loaded(compiled: Callable[..., Any]) -> None:
    """One that was built when there were no lists."""
    document = {name: value for name, value in compiled(text_of(*SHORT)).document.items() if name != "together"}
    assert load({**document, "digest": digest(document)}).together == ()

"""The deadline of judging: nothing is begun once the time has run out, and everything that is left is answered."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.policy.compiler.cost import MOST_ROUNDS
from dwgate.policy.decision import CheckResult, Decision
from dwgate.policy.engine import Policy
from support import Events, Policies

RULES = 12
ON_ERROR = ("FAIL", "WARN", "OK")
MOST_LOOKS = 50
"""More than there are expressions in the policy below."""


@dataclass
class Clock:
    """A clock that has run out after so many looks, and counts what is begun before and after that."""

    looks_left: int
    looks: int = 0
    before: int = 0
    after: int = 0

    def is_out_of_time(self) -> bool:
        """Look at it."""
        self.looks += 1
        return self.looks > self.looks_left

    def begin(self) -> None:
        """Count an evaluation."""
        if self.looks > self.looks_left:
            self.after += 1
        else:
            self.before += 1


@dataclass(frozen=True)
class Counted:
    """An expression of CEL that tells the clock when it is evaluated."""

    expression: cel.Expression
    clock: Clock = field(compare=False)

    def eval(self, activation: Any) -> Any:
        """Evaluate it."""
        self.clock.begin()
        return self.expression.eval(activation)


def counted(policy: Policy, clock: Clock) -> Policy:
    """Give a policy of which every expression tells the clock."""
    return replace(
        policy,
        rules=tuple(
            replace(
                rule,
                when=Counted(rule.when, clock),
                reason={
                    language: tuple(one if isinstance(one, str) else Counted(one, clock) for one in pieces)
                    for language, pieces in rule.reason.items()
                },
                exemptions=tuple(replace(one, when=Counted(one.when, clock)) for one in rule.exemptions),
            )
            for rule in policy.rules
        ),
    )


@pytest.fixture(scope="module")
def decided(policy: Policies, event: Events, now: datetime) -> Callable[[Clock], Decision]:
    """Decide by a policy of a dozen rules, a third of which pass, until the clock has run out."""
    rules = [
        {
            "name": f"r-{number}",
            "when": "event.fileSize > 1" if number % 3 else "event.fileSize < 0",
            "then": "WARN",
            "on_error": ON_ERROR[number % 4 % 3],
            "reason": {"en": "${event.fileSize} bytes.", "zh": "${event.fileSize}"},
        }
        for number in range(RULES)
    ]
    exemption = {"rules": ["r-1", "r-5"], "reason": "audit", "owner": "me", "expires": "2027-01-01"}
    written = {"rules": rules, "exemptions": [{**exemption, "when": "event.fileSize < 0"}]}
    loaded, message = policy(written), event()
    return lambda clock: counted(loaded, clock).decide(message, now=now, is_out_of_time=clock.is_out_of_time)


@pytest.mark.parametrize("looks", range(MOST_LOOKS))
def test_nothing_is_begun_after_the_deadline(looks: int, decided: Callable[[Clock], Decision]) -> None:
    """Wherever it comes, all rules have an outcome, and those that were not reached are answered by their on_error."""
    clock = Clock(looks)
    decision = decided(clock)
    whole = decided(Clock(MOST_LOOKS))
    assert (clock.before, clock.after) == (min(looks, clock.looks), 0)
    assert [outcome.rule for outcome in decision.outcomes] == [f"r-{number}" for number in range(RULES)]
    unjudged = [one for one in decision.outcomes if one.state == "error"]
    assert list(decision.outcomes[RULES - len(unjudged) :]) == unjudged
    for outcome in unjudged:
        number = int(outcome.rule.removeprefix("r-"))
        assert (outcome.error, outcome.result.value) == ("the time ran out", ON_ERROR[number % 4 % 3])
    judged = RULES - len(unjudged)
    assert [(one.state, one.result) for one in decision.outcomes[:judged]] == [
        (one.state, one.result) for one in whole.outcomes[:judged]
    ]
    assert all(one.error is None for one in decision.outcomes[: max(judged - 1, 0)])


def test_every_expression_is_begun_with_a_look(decided: Callable[[Clock], Decision]) -> None:
    """There are as many looks as evaluations: a dozen rules, two exemptions, and two languages of eight reasons."""
    clock = Clock(MOST_LOOKS)
    decision = decided(clock)
    assert (clock.looks, clock.before) == (RULES + 2 + 2 * 8, RULES + 2 + 2 * 8)
    assert {outcome.result for outcome in decision.outcomes} == {CheckResult.OK, CheckResult.WARN}


@pytest.mark.parametrize("loops", [1, 2, 3, 4])
def test_no_evaluation_goes_round_more_often_than_cel_allows(loops: int) -> None:
    """What a loop does is counted: however many stand in one another, or beside each other, CEL stops them together."""
    calls = []

    def tick(number: int) -> bool:
        calls.append(number)
        return True

    overload = cel.Overload(id="tick", return_type=cel.Type.BOOL, parameters=[cel.Type.INT], impl=tick)
    environment = cel.NewEnv(
        variables={"items": cel.Type.List(cel.Type.INT)}, functions=[cel.FunctionDecl("tick", [overload])]
    )
    inner = "tick(x1)"
    for number in range(loops, 0, -1):
        inner = f"items.all(x{number}, {inner})"
    expression = environment.compile(f"{inner} && {inner}")
    with pytest.raises(RuntimeError, match="Iteration budget exceeded"):
        expression.eval(data={"items": list(range(MOST_ROUNDS if loops == 1 else 100))})
    assert MOST_ROUNDS // 2 < len(calls) < MOST_ROUNDS


def test_the_texts_of_parameters_are_gathered_once_for_all_reasons(
    policy: Policies, event: Events, now: datetime, executed: Callable[..., int]
) -> None:
    """A thousand rules over a long list would otherwise take a minute after the last look at the clock."""

    def decide(rules: int) -> Decision:
        return replace(loaded, rules=loaded.rules[:rules]).decide(message, now=now)

    reason = {"en": "${event.fileName} and ${params.texts[0]}"}
    rule = {"when": "true", "then": "FAIL", "reason": reason}
    written = {
        "params": {"texts": [f"<{number}>" for number in range(2000)]},
        "rules": [{**rule, "name": f"r-{number}"} for number in range(10)],
    }
    loaded, message = policy(written), event()
    (once, ten) = (executed(decide, rules) for rules in (1, 10))
    assert ten < 2 * once
    assert {one.text["en"] for one in decide(10).reasons} == {f"{message.values['fileName']} and <0>"}

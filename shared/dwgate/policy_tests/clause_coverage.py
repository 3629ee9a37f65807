"""Which outcomes the cases of a function see: each case's decision, and the clauses that were reached in it.

A clause is judged by the engine, as the condition of a rule, with the parameters and the facts of the case.
"""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from dwgate.policy.compiler.clauses import Clauses
from dwgate.policy.engine import Rule
from dwgate.policy_tests.covered import ClauseCoverage, Coverage, ExemptionCoverage, RuleCoverage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from dwgate.policy.compiler import Compilation
    from dwgate.policy.compiler.clauses import Judged, TakenApart, Truth
    from dwgate.policy.compiler.model import Sources
    from dwgate.policy.decision import Outcome
    from dwgate.policy.engine import Exemption, Policy
    from dwgate.policy_tests.model import Case

_USED, _EXPIRED = "used", "expired"
_TRUTHS: dict[str, Truth] = {"fired": True, "passed": False, "error": None}

_Seen = tuple[str, "str | Truth"]
"""A rule or an exemption and its state, or a clause and its truth."""


def coverage_of(compilation: Compilation, cases: Sequence[Case]) -> Coverage | None:
    """Give what cases cover of a compiled policy; None where it does not compile."""
    if compilation.document is None or compilation.sources is None:
        return None
    policy = compilation.policy()
    counting = _Counting(policy, _conditions(compilation.sources, policy), _exemptions(compilation.sources, policy))
    for case in cases:
        counting.add(case)
    return counting.coverage(compilation.function, compilation.sources)


@dataclass(frozen=True, slots=True)
class _Condition:
    """The condition of a rule or an exemption; ``rules`` has a rule for each clause, which fires where that is true."""

    parts: TakenApart
    rules: tuple[Rule, ...]

    def judge(self, truths: Mapping[str, Truth]) -> Judged:
        """Give what the condition comes to where each clause, as a rule, comes to this."""
        return self.parts.judge([truths[rule.name] for rule in self.rules])

    def reached(self, truths: Mapping[str, Truth]) -> Iterator[_Seen]:
        """Give the clauses that are reached then, as rules, and what each comes to."""
        for number in self.judge(truths).reached:
            name = self.rules[number].name
            yield name, truths[name]


def _key(number: int) -> str:
    """Name an exemption by its number in the policy, as no rule is named."""
    return f"exemption {number}"


def _conditions(sources: Sources, policy: Policy) -> dict[str, _Condition]:
    """Give the conditions of the rules by name, and those of the exemptions by key."""
    parameters = {parameter.name.value: parameter.value for parameter in sources.parameters}
    points_of = {rule.name.value: rule.points for rule in sources.rules}

    @cache
    def over(points: tuple[str, ...]) -> Clauses:
        return Clauses(points, parameters)

    def condition(name: str, text: str, points: tuple[str, ...]) -> _Condition:
        parts = over(points).of(text)
        rules = (_rule(f"{name} {number}", one.program, points, policy) for number, one in enumerate(parts.clauses))
        return _Condition(parts, tuple(rules))

    found = {rule.name.value: condition(rule.name.value, rule.when.value, rule.points) for rule in sources.rules}
    for number, exemption in enumerate(sources.exemptions):
        points = dict.fromkeys(point for name in exemption.rules for point in points_of[name.value])
        found[_key(number)] = condition(_key(number), exemption.when.value, tuple(points))
    return found


def _rule(name: str, program: str, points: tuple[str, ...], policy: Policy) -> Rule:
    return Rule.of_condition(name, policy.environment.deserialize(b64decode(program)), points)


def _exemptions(sources: Sources, policy: Policy) -> dict[str, tuple[tuple[str, Exemption], ...]]:
    """Give the exemptions of each rule by key, in the order in which they are tried."""
    numbers = sources.numbers_by_rule()
    return {rule.name: tuple(zip(map(_key, numbers[rule.name]), rule.exemptions, strict=True)) for rule in policy.rules}


@dataclass(frozen=True, slots=True)
class _Counting:
    """Counts in how many cases each outcome was seen: the states of rules and exemptions, the truths of clauses."""

    policy: Policy
    conditions: Mapping[str, _Condition]
    exemptions: Mapping[str, tuple[tuple[str, Exemption], ...]]
    counts: Counter[_Seen] = field(default_factory=Counter)

    def add(self, case: Case) -> None:
        """Judge a case by the rules and by their clauses, and count what was seen, each outcome once."""
        clauses = (clause for condition in self.conditions.values() for clause in condition.rules)
        policy = replace(self.policy.with_parameters(case.parameters), rules=(*self.policy.rules, *clauses))
        outcomes = policy.decide(case.event, now=case.now, facts=case.facts.at(case.event.point)).outcomes
        truths = {outcome.rule: _TRUTHS.get(outcome.state) for outcome in outcomes}
        of_rules = (outcome for outcome in outcomes if outcome.rule in self.exemptions)
        self.counts.update({seen for outcome in of_rules for seen in self._seen(outcome, case.now, truths)})

    def coverage(self, function: str, sources: Sources) -> Coverage:
        """Give what was counted, for each part of the policy."""
        rules = (
            RuleCoverage(
                source=rule,
                can_be=self.conditions[rule.name.value].parts.can_be,
                fired=self.counts[rule.name.value, "fired"],
                passed=self.counts[rule.name.value, "passed"],
                clauses=self._clauses(rule.name.value),
            )
            for rule in sources.rules
        )
        exemptions = (
            ExemptionCoverage(
                source=exemption,
                used=self.counts[_key(number), _USED],
                expired=self.counts[_key(number), _EXPIRED],
                clauses=self._clauses(_key(number)),
            )
            for number, exemption in enumerate(sources.exemptions)
        )
        return Coverage(function, tuple(rules), tuple(exemptions))

    def _seen(self, outcome: Outcome, now: datetime, truths: Mapping[str, Truth]) -> Iterator[_Seen]:
        """Give what became of a rule and of its exemptions, and what each clause came to that was reached for that."""
        yield outcome.rule, outcome.state
        yield from self.conditions[outcome.rule].reached(truths)
        for key, exemption in self._tried(outcome):
            if now < exemption.expires:
                yield from self.conditions[key].reached(truths)
            elif outcome.state == "fired" and self.conditions[key].judge(truths).truth:
                yield key, _EXPIRED
            if exemption.use is outcome.exemption:
                yield key, _USED

    def _tried(self, outcome: Outcome) -> Iterator[tuple[str, Exemption]]:
        """Give the exemptions that were tried in turn, up to the one that lifted the rule."""
        for key, exemption in self.exemptions[outcome.rule] if outcome.state in {"fired", "exempted"} else ():
            yield key, exemption
            if exemption.use is outcome.exemption:
                return

    def _clauses(self, name: str) -> tuple[ClauseCoverage, ...]:
        condition = self.conditions[name]
        return tuple(
            ClauseCoverage(
                clause=clause,
                true=self.counts[rule.name, True],
                false=self.counts[rule.name, False],
                unjudged=self.counts[rule.name, None],
            )
            for clause, rule in zip(condition.parts.clauses, condition.rules, strict=True)
        )

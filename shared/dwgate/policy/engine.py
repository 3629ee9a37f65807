"""The run-time engine: a compiled policy and an event in, a decision out.

It needs CEL and nothing else; it does no I/O and reads no clock.  Facts are asked of what it is handed.

What cannot be judged is never taken for false.  The rule is then in error, answered by its ``on_error`` and named in
the decision.
"""

from __future__ import annotations

from dwgate.errors import Problem
from dwgate.events import catalogue
from dwgate.facts.asking import Asking, NoFacts
from dwgate.json_text import writer
from dwgate.light import MappingProxyType
from dwgate.policy.case import AtPoint, Case, fired
from dwgate.policy.decision import (
    CheckResult,
    Decision,
    ExemptionUse,
    Outcome,
    could_not_judge_rules,
    decision_id,
    weigh,
)
from dwgate.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from typing import Any

    from cel_expr_python import cel

    from dwgate.events.event import Event
    from dwgate.facts.protocols import Facts

_NO_FACTS = NoFacts()
_NO_TRUTH = Problem("the condition is not true or false", "条件的结果不是布尔值")
_in_order = writer(sort_keys=True)


class Rule(Value):
    """A compiled rule; ``reason`` gives, by language, the pieces of text and the expressions between them."""

    name: str
    points: frozenset[str]
    when: cel.Expression
    then: CheckResult
    on_error: CheckResult
    shadow: bool
    reason: Mapping[str, tuple[str | cel.Expression, ...]]
    exemptions: tuple[Exemption, ...]

    @classmethod
    def of_condition(cls, name: str, when: cel.Expression, points: Iterable[str]) -> Rule:
        """Make a rule of a condition alone: it fires where that is true, and is in error where it cannot be judged."""
        return cls(
            name=name,
            points=frozenset(points),
            when=when,
            then=CheckResult.FAIL,
            on_error=CheckResult.FAIL,
            shadow=False,
            reason={},
            exemptions=(),
        )

    def expressions(self) -> Iterator[cel.Expression]:
        """Give the condition, those of the exemptions, and what a reason shows."""
        yield self.when
        yield from (exemption.when for exemption in self.exemptions)
        yield from (piece for pieces in self.reason.values() for piece in pieces if not isinstance(piece, str))


class Exemption(Value):
    """A compiled exemption; it holds until, and not at, ``expires``."""

    when: cel.Expression
    expires: datetime
    use: ExemptionUse


class Together(Value):
    """Rules of the same points whose conditions are evaluated in one go; ``conditions`` gives the list of all."""

    rules: tuple[Rule, ...]
    conditions: cel.Expression


class _Kept:
    """A place beside the fields of a policy for what it made ready; one that is changed makes its own."""

    __slots__ = ("_by_point",)
    _by_point: dict[str, AtPoint]


class Policy(_Kept, Value):
    """The compiled policy of one function, ready to decide; ``asks_facts`` says that a rule may need them.

    ``reference`` is what the build has read into the policy for the functions that its rules call, such as calendars.
    ``together`` says which conditions can be evaluated in one go; with other rules in their place, none is.
    """

    function: str
    points: frozenset[str]
    digest: str
    rules: tuple[Rule, ...]
    parameters: Mapping[str, Any]
    environment: cel.Env
    asks_facts: bool = False
    reference: Mapping[str, Any] = MappingProxyType({})
    together: tuple[Together, ...] = ()

    def decide(
        self,
        event: Event,
        *,
        now: datetime,
        facts: Facts = _NO_FACTS,
        is_out_of_time: Callable[[], bool] = lambda: False,
    ) -> Decision:
        """Judge every rule of the event's point.

        ``now`` has a time zone.  A rule that is reached out of time is in error, as one that reads a missing field;
        an exemption lifts nothing then, and what a reason shows is left out.
        """
        ready = self._ready_at(event.point)
        with Asking(facts, event, self.reference, is_out_of_time) as asking:
            activation = self.environment.Activation(ready.scope(event, now))
            case = Case(event, now, activation, asking, ready.own)
            outcomes, told = _judged(ready, case)
        result, reasons = weigh(told)
        return Decision(
            id=decision_id(_identity(event), event.point),
            message_id=event.message_id,
            point=event.point,
            result=result,
            reasons=reasons,
            outcomes=outcomes,
            policy_digest=self.digest,
        )

    def with_parameters(self, values: Mapping[str, Any]) -> Policy:
        """Give the policy with other values of some parameters."""
        return replace(self, parameters={**self.parameters, **values}) if values else self

    def scope(self, event: Event, now: datetime) -> dict[str, Any]:
        """Give every name that a condition can read; one that is missing makes the rule that reads it an error."""
        return AtPoint.of(event.point, (), self.parameters).scope(event, now)

    def _ready_at(self, point: str) -> AtPoint:
        """Give what is the same for all messages of a point; it is kept for the policy's own points.

        What its rules read is found out once a second message has come: the first one is waited for longest.
        """
        if not hasattr(self, "_by_point"):
            object.__setattr__(self, "_by_point", {})
        ready = self._by_point.get(point)
        if ready is None:
            ready = AtPoint.of(point, self.rules, self.parameters, self.together)
            if point in self.points:
                self._by_point[point] = ready
        elif not ready.is_narrow:
            ready = self._by_point[point] = ready.narrowed(catalogue.paths_of(point))
        return ready


def _judged(ready: AtPoint, case: Case) -> tuple[tuple[Outcome, ...], list[Outcome]]:
    """Judge every rule: by what its condition came to together with others, or by itself where that was an error.

    Gives all outcomes, and those of the rules that have not passed.
    """
    known: list[Any] = [None] * len(ready.rules)
    for positions, conditions in ready.together:
        for position, value in zip(positions, case.evaluate_all(conditions), strict=False):
            known[position] = value
    outcomes, told = [], []
    for rule, passed, always, found in zip(ready.rules, ready.passed, ready.always, known, strict=True):
        value, error = (found, None) if found is True or found is False else case.evaluate(rule.when)
        if value is False:
            outcomes.append(passed)
            continue
        outcome = always if always and value is True else _outcome(rule, case, value, error)
        outcomes.append(outcome)
        told.append(outcome)
    return tuple(outcomes), told


def _identity(event: Event) -> bytes:
    if event.message_id:
        return event.message_id.encode()
    return _in_order(event.values).encode()


def fires(rule: Rule, case: Case) -> tuple[bool, str | None]:
    """Say whether the rule's condition is true, or what went wrong: then the rule is in error."""
    return _truth(rule.when, case)


def lifts(exemption: Exemption, case: Case) -> tuple[bool, str | None]:
    """Say whether the exemption holds and applies, or what went wrong: then it lifts nothing."""
    if case.time >= exemption.expires:
        return False, None
    return _truth(exemption.when, case)


def _truth(condition: cel.Expression, case: Case) -> tuple[bool, str | None]:
    """Say whether a condition is true, or what went wrong; what an unpublished field holds may be no truth at all."""
    value, error = case.evaluate(condition)
    if error or not isinstance(value, bool):
        return False, error or _NO_TRUTH
    return value, None


def _outcome(rule: Rule, case: Case, value: Any, error: str | None) -> Outcome:
    """Say what becomes of a rule of which the condition came to this, or to what went wrong, and not to false."""
    if error or value is not True:
        return _error(rule, error or _NO_TRUTH)
    exemption, exemption_error = _exemption(rule, case)
    if exemption:
        return Outcome(rule.name, "exempted", CheckResult.OK, shadow=rule.shadow, exemption=exemption)
    texts, reason_error = _filled(rule, case)
    return fired(rule, texts, exemption_error or reason_error)


def _error(rule: Rule, error: str) -> Outcome:
    reason = None
    if rule.on_error is not CheckResult.OK:
        reason = could_not_judge_rules([rule.name], error, rule.on_error)
    return Outcome(rule.name, "error", rule.on_error, shadow=rule.shadow, reason=reason, error=error)


def _exemption(rule: Rule, case: Case) -> tuple[ExemptionUse | None, str | None]:
    """Give the first exemption that lifts the rule; one that cannot be judged lifts nothing."""
    problem = None
    for exemption in rule.exemptions:
        applies, error = lifts(exemption, case)
        if applies:
            return exemption.use, None
        if error:
            problem = f"the exemption of {exemption.use.owner} could not be judged: {error}"
    return None, problem


def _filled(rule: Rule, case: Case) -> tuple[dict[str, str], str | None]:
    """Fill in the reason; what cannot be filled in is a question mark, since the verdict stands without it."""
    known: dict[int, tuple[str, str | None]] = {}  # what stands in several languages is evaluated once
    texts = {
        language: "".join([piece if isinstance(piece, str) else _shown(piece, case, known) for piece in pieces])
        for language, pieces in rule.reason.items()
    }
    error = next((error for _, error in known.values() if error), None)
    return texts, f"the reason could not be filled in: {error}" if error else None


def _shown(piece: cel.Expression, case: Case, known: dict[int, tuple[str, str | None]]) -> str:
    if id(piece) not in known:
        known[id(piece)] = case.shown(piece)
    return known[id(piece)][0]

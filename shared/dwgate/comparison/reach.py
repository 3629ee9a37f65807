"""How far a change may reach, in each direction, of all messages that there can be: a proof, without any message.

The analysis gives the states in which a condition is true, in which it is false, and in which it cannot be judged.
Where no state of the old condition goes together with one of the new, no message is answered so by both.  What the
analysis does not understand may come to anything, so that a direction is left out only where it is impossible.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from dwgate.analysis.outcomes import ALWAYS_FALSE, Judge, Outcomes
from dwgate.analysis.states import ANYTHING, States, both
from dwgate.comparison.meaning import is_read_otherwise, lifting, of_program
from dwgate.comparison.model import Level, direction_of
from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.types import shape_of
from dwgate.policy.decision import CheckResult
from dwgate.policy.loading import parameters_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.comparison.model import Direction
    from dwgate.comparison.pairing import Pair
    from dwgate.comparison.side import Side

_UNKNOWN = Outcomes(ANYTHING, ANYTHING, ANYTHING)
_Asked = tuple[int, int]
"""How strict what is answered is, and how strict what the rule asks for, which in shadow nobody is answered."""
_NOTHING: _Asked = (CheckResult.OK.severity, CheckResult.OK.severity)


class _Condition(NamedTuple):
    """A compiled condition at a point: what it means, and what it can come to."""

    meaning: bytes
    outcomes: Outcomes


class _Lift(NamedTuple):
    """An exemption at a point."""

    condition: _Condition
    expires: datetime

    def is_covered(self, others: tuple[_Lift, ...]) -> bool:
        """Whether one of these lifts whatever this lifts."""
        true = self.condition.outcomes.true
        return any(
            other.expires >= self.expires
            and (
                self.condition.meaning == other.condition.meaning
                or not both(true, other.condition.outcomes.is_not_true)
            )
            for other in others
        )


class _Answer(NamedTuple):
    """One of the three things that a rule makes of messages, without its exemptions; ``is_fired`` can be lifted."""

    states: States
    asked: _Asked
    is_fired: bool = False


@dataclass(frozen=True, slots=True)
class _AtPoint:
    """A rule of one side at a point: its condition, what it answers by that, and what lifts it."""

    condition: _Condition
    answers: tuple[_Answer, _Answer, _Answer]
    lifts: tuple[_Lift, ...] = ()


_ABSENT = _AtPoint(
    _Condition(b"", ALWAYS_FALSE),
    (_Answer((), _NOTHING, is_fired=True), _Answer(ANYTHING, _NOTHING), _Answer((), _NOTHING)),
)


def reach_of(pair: Pair, old: Side | None, new: Side | None, at: datetime) -> dict[Direction, Level]:
    """Give how far a change of a rule may reach at most; a direction that is not there is impossible.

    What expired before ``at`` lifts nothing.
    """
    found: dict[Direction, Level] = {}
    for point in sorted({point for rule in pair if rule for point in rule["points"]}):
        before, after = _at(point, pair.old, old, at, new or old), _at(point, pair.new, new, at, old or new)
        for one, other in _steps(before, after):
            level = Level.SHADOW if one[0] == other[0] else Level.ANSWER
            if direction := direction_of(other[0] - one[0]) or direction_of(other[1] - one[1]):
                found[direction] = max(level, found.get(direction, level))
    return found


def _steps(before: _AtPoint, after: _AtPoint) -> Iterator[tuple[_Asked, _Asked]]:
    """Give from what to what the answer of the rule may go at a point."""
    is_same = before.condition.meaning == after.condition.meaning
    for number, one in enumerate(before.answers):
        for other_number, other in enumerate(after.answers):
            states = both(one.states, other.states)
            if not states or (is_same and number != other_number):
                continue
            yield one.asked, other.asked
            if other.is_fired and _may_lift(after.lifts, states, before.lifts if one.is_fired else ()):
                yield one.asked, _NOTHING
            if one.is_fired and _may_lift(before.lifts, states, after.lifts if other.is_fired else ()):
                yield _NOTHING, other.asked


def _may_lift(lifts: tuple[_Lift, ...], states: States, others: tuple[_Lift, ...]) -> bool:
    """Whether one of these may lift in such a state what none of the others lifts."""
    return any(both(states, lift.condition.outcomes.true) and not lift.is_covered(others) for lift in lifts)


def _at(point: str, rule: Mapping[str, Any] | None, side: Side | None, at: datetime, other: Side | None) -> _AtPoint:
    if rule is None or side is None or other is None or point not in rule["points"]:
        return _ABSENT
    condition = _condition(rule, tuple(rule["points"]), point, side.document, other.document)
    true, false, error = condition.outcomes.true, condition.outcomes.false, condition.outcomes.error
    answers = (
        _Answer(true, _asked(rule, "then"), is_fired=True),
        _Answer(false, _NOTHING),
        _Answer(error, _asked(rule, "on_error")),
    )
    lifts = (_lift(exemption, point, side.document, other.document) for exemption in lifting(rule, side.document))
    return _AtPoint(condition, answers, tuple(lift for lift in lifts if lift.expires > at))


def _asked(rule: Mapping[str, Any], where: str) -> _Asked:
    asked = CheckResult(rule[where]).severity
    return (CheckResult.OK.severity if rule["mode"] == "shadow" else asked), asked


def _lift(exemption: Mapping[str, Any], point: str, document: Mapping[str, Any], other: Mapping[str, Any]) -> _Lift:
    named = [rule for rule in document["rules"] if rule["name"] in exemption["rules"]]
    points = tuple(dict.fromkeys(point for rule in named for point in rule["points"]))
    condition = _condition(exemption, points, point, document, other)
    return _Lift(condition, datetime.fromisoformat(exemption["expires"]))


def _condition(
    compiled: Mapping[str, Any],
    points: tuple[str, ...],
    point: str,
    document: Mapping[str, Any],
    other: Mapping[str, Any],
) -> _Condition:
    """Read the condition of a rule or an exemption, as it is written where it still compiles to what is deployed.

    Nothing is known of one that says the same in the other policy and means something else there, as by a calendar.
    """
    parameters = parameters_of(document)
    conditions = Conditions(points, parameters)
    meaning = of_program(compiled["when"], document)
    is_of_another = conditions.program(compiled["condition"]) != compiled["when"]  # another dwgate has compiled it
    if is_of_another or is_read_otherwise(compiled["when"], document, other):
        return _Condition(meaning, _UNKNOWN)
    tree = conditions.tree(compiled["condition"])
    return _Condition(meaning, Judge(tree, point, shape_of(points), parameters).outcomes(tree.root))

"""A sweep: what each of several values of one parameter would have made of the past."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dwgate.policy.decision import CheckResult
from dwgate.policy_tests.refusals import refusals
from dwgate.replay.values import value_like

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dwgate.records import Record
    from dwgate.replay.candidate import AtPoint, Candidate
    from dwgate.replay.standing import JudgedRule, Message, Standing

_Changed = tuple["AtPoint", tuple[tuple[int, "JudgedRule"], ...]]


@dataclass(slots=True)
class Swept:
    """One value as it was given, and what it would have made of the records; ``new_fails`` were decided otherwise."""

    text: str
    results: Counter[CheckResult] = field(default_factory=Counter)
    new_fails: int = 0
    new_warns: int = 0
    unreplayable: int = 0


class Sweep:
    """The values of one parameter, each tried on all records of the functions that have the parameter.

    ``was`` are the results that were decided on them.
    """

    def __init__(self, name: str, candidates: Iterable[Candidate], values: Sequence[str]) -> None:
        """Take the values as they were given; ValueError for one that the policy could not be deployed with."""
        self.name = name
        self.was: Counter[CheckResult] = Counter()
        self.values = [Swept(text) for text in values]
        having = [candidate for candidate in candidates if name in candidate.policy.parameters]
        self._varied: list[dict[tuple[str, str], _Changed]] = [
            {
                (candidate.function, point): (at, _changed(candidate.points[point], at))
                for candidate in having
                for point, at in candidate.with_parameter(name, _value(text, name, candidate)).items()
            }
            for text in values
        ]

    def add(self, record: Record, function: str, message: Message, standings: Sequence[Standing] | None) -> None:
        """Judge a message by each value; ``standings`` are how the rules stand by the policy's own, None if untold."""
        at_point = (function, message.known.event.point)
        if at_point not in self._varied[0]:
            return
        self.was[record.decided] += 1
        if standings is None:
            for swept in self.values:
                swept.unreplayable += 1
            return
        for swept, varied in zip(self.values, self._varied, strict=True):
            at, changed = varied[at_point]
            varying = list(standings)
            for position, rule in changed:
                varying[position] = rule.stand(message)
            _count(swept, at.weigh(tuple(varying)).result, record.decided)


def _value(text: str, name: str, candidate: Candidate) -> Any:
    """Read a value for one policy; ValueError where it is of another type, or the policy does not compile with it."""
    value = value_like(text, candidate.policy.parameters[name])
    for _, finding in refusals(candidate.sources, {name: value}) if candidate.sources else ():
        raise ValueError(
            f"with {text!r} {candidate.function} does not compile: {finding.file}:{finding.line}:{finding.column}:"
            f" {finding.message}"
        )
    return value


def _count(swept: Swept, result: CheckResult | None, decided: CheckResult) -> None:
    if result is None:
        swept.unreplayable += 1
        return
    swept.results[result] += 1
    swept.new_fails += result is CheckResult.FAIL is not decided
    swept.new_warns += result is CheckResult.WARN and decided is CheckResult.OK


def _changed(before: AtPoint, after: AtPoint) -> tuple[tuple[int, JudgedRule], ...]:
    """Give the rules that read the parameter, each with its place."""
    pairs = enumerate(zip(before.rules, after.rules, strict=True))
    return tuple((position, new) for position, (old, new) in pairs if new is not old)

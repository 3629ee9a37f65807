"""What a replay found, counted while it goes on, so that it holds no record."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from dwgate.policy.decision import BEIJING, CheckResult
from dwgate.records.record import result_of
from dwgate.replay.flips import causes, flip_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dwgate.records import Record
    from dwgate.replay.flips import Flip, How
    from dwgate.replay.standing import Missing
    from dwgate.replay.verdict import Verdict, Want

Shadow = Literal["production", "candidate"]
NOBODY = "not known"
"""The workspace, the operator and the day of what a record does not tell them of."""


@dataclass(slots=True)
class Breakdown:
    """Flips by where they are; each counter has a flip beside what it counts by, so that both can be summed.

    ``days`` are Beijing's.
    """

    total: Counter[Flip] = field(default_factory=Counter)
    workspaces: Counter[tuple[str, Flip]] = field(default_factory=Counter)
    operators: Counter[tuple[str, Flip]] = field(default_factory=Counter)
    days: Counter[tuple[str, Flip]] = field(default_factory=Counter)

    def add(self, record: Record, flip: Flip) -> None:
        """Count a flip."""
        time = record.time
        self.total[flip] += 1
        self.workspaces[record.workspace or NOBODY, flip] += 1
        self.operators[record.operator or NOBODY, flip] += 1
        self.days[time.astimezone(BEIJING).date().isoformat() if time else NOBODY, flip] += 1


@dataclass(frozen=True, slots=True, eq=False)
class ShadowPattern:
    """What the rules in shadow of a function asked for together beside a decision; there are few, and one of each.

    ``unknown`` are those that could not be judged again, ``errors`` those that asked because they were in error.
    """

    shadow: Shadow
    function: str
    decided: CheckResult
    asks: tuple[tuple[str, CheckResult], ...]
    errors: frozenset[str]
    unknown: frozenset[str] = frozenset()

    @property
    def felt(self) -> Flip | None:
        """What enforcing them would have made of the decision; None where it would have been the same."""
        strictest = max((result for _, result in self.asks), key=lambda result: result.severity, default=self.decided)
        return flip_of(self.decided, strictest) if strictest.severity > self.decided.severity else None


@dataclass(slots=True)
class ShadowRule:
    """A rule in shadow: how often it asked for something, in error or not, and what that would have made of it."""

    asked: int = 0
    errors: int = 0
    unknown: int = 0
    flips: Counter[Flip] = field(default_factory=Counter)


@dataclass(slots=True)
class Report:
    """What became of the records: the same, flipped, or not to be told.

    ``rules`` counts the rules that make flips, by function, rule, how and flip; ``patterns`` what rules in shadow asked
    for, and ``enforced`` where enforcing them would have been felt.
    ``wants`` counts the records that cannot be replayed, by function and what is missing, and ``wanting`` names the
    rules that miss it; ``unjudged`` counts those which no policy here is for, by why.
    """

    replayed: Counter[str] = field(default_factory=Counter)
    same: int = 0
    flips: Breakdown = field(default_factory=Breakdown)
    rules: Counter[tuple[str, str, How, Flip]] = field(default_factory=Counter)
    patterns: Counter[ShadowPattern] = field(default_factory=Counter)
    enforced: dict[Shadow, Breakdown] = field(default_factory=lambda: defaultdict(Breakdown))
    unreplayable: int = 0
    wants: Counter[tuple[str, Missing]] = field(default_factory=Counter)
    wanting: dict[tuple[str, Missing], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unjudged: Counter[str] = field(default_factory=Counter)
    by_log_time: int = 0
    under_break_glass: int = 0

    @property
    def read(self) -> int:
        """The decisions that were looked at."""
        return self.replayed.total() + self.unreplayable

    @property
    def new_fails(self) -> int:
        """The decisions that become FAIL and were not."""
        return sum(count for flip, count in self.flips.total.items() if flip.would_be is CheckResult.FAIL)

    def shadow(self) -> dict[tuple[Shadow, str, str], ShadowRule]:
        """Give what became of each rule in shadow, by whose records or policy it is, function and rule."""
        found: dict[tuple[Shadow, str, str], ShadowRule] = defaultdict(ShadowRule)
        for pattern, count in self.patterns.items():
            for rule, result in pattern.asks:
                counted = found[pattern.shadow, pattern.function, rule]
                counted.asked += count
                counted.errors += count * (rule in pattern.errors)
                if result.severity > pattern.decided.severity:
                    counted.flips[flip_of(pattern.decided, result)] += count
            for rule in pattern.unknown:
                found[pattern.shadow, pattern.function, rule].unknown += count
        return found

    def add(self, record: Record, function: str, verdict: Verdict, rules: Collection[str]) -> None:
        """Count a record of a function; ``rules`` are those that the policy has at its point."""
        decided = record.decided
        self.by_log_time += not record.has_own_time and record.time is not None
        self.under_break_glass += decided is not record.answered
        for pattern, felt in _patterns(record, decided, function, verdict):
            self.patterns[pattern] += 1
            if felt:
                self.enforced[pattern.shadow].add(record, felt)
        if verdict.result is None:
            self._add_unreplayable(function, verdict.wants)
            return
        self.replayed[function] += 1
        if verdict.result is decided:
            self.same += 1
            return
        flip = flip_of(decided, verdict.result)
        self.flips.add(record, flip)
        for rule, how in causes(record, flip, verdict, rules):
            self.rules[function, rule, how, flip] += 1

    def add_unjudged(self, why: str) -> None:
        """Count a record which no policy here is for."""
        self.unreplayable += 1
        self.unjudged[why] += 1

    def _add_unreplayable(self, function: str, wants: tuple[Want, ...]) -> None:
        self.unreplayable += 1
        for missing in {want.missing for want in wants}:
            self.wants[function, missing] += 1
        for want in wants:
            self.wanting[function, want.missing][want.rule] += 1


def _patterns(
    record: Record, decided: CheckResult, function: str, verdict: Verdict
) -> Iterator[tuple[ShadowPattern, Flip | None]]:
    """Give what the rules in shadow asked for beside the decision, in the record and by the policy that is tried."""
    if asks := tuple(_shadow_of(record)):
        errors = frozenset([str(error["rule"]) for error in record.errors])
        yield _pattern("production", function, decided, asks, errors)
    if verdict.shadow or verdict.shadow_wants:
        yield _of_verdict(function, decided, verdict)


@cache
def _pattern(*what: Any) -> tuple[ShadowPattern, Flip | None]:
    pattern = ShadowPattern(*what)
    return pattern, pattern.felt


@lru_cache(maxsize=2**14)
def _of_verdict(function: str, decided: CheckResult, verdict: Verdict) -> tuple[ShadowPattern, Flip | None]:
    unknown = frozenset(want.rule for want in verdict.shadow_wants)
    return _pattern("candidate", function, decided, tuple(verdict.shadow.items()), verdict.errors, unknown)


def _shadow_of(record: Record) -> Iterator[tuple[str, CheckResult]]:
    """Give what the rules in shadow of a record asked for; one that was lifted asked for nothing."""
    for item in record.shadow:
        result = result_of(item.get("result"))
        if result and result is not CheckResult.OK:
            yield str(item["rule"]), result

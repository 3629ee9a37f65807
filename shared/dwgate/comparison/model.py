"""What comes of a comparison: the rules that differ, in what, and the messages that show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Any, Literal

from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.comparison.side import Side
    from dwgate.comparison.written import Difference
    from dwgate.policy.decision import Decision, Outcome
    from dwgate.witnesses import Candidate


class Direction(Enum):
    """What became of a rule, or of the answers of a function."""

    LOOSENED = "loosened"
    TIGHTENED = "tightened"


def direction_of(severer: int) -> Direction | None:
    """Give the direction of a step from one severity to another; None of none."""
    return (Direction.TIGHTENED if severer > 0 else Direction.LOOSENED) if severer else None


class Level(IntEnum):
    """How far a difference reaches: the record alone, the rule, or what DataWorks is answered."""

    SHADOW = 1
    RULE = 2
    ANSWER = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one side says of a message: what becomes of the rule, and what is decided.

    ``lack`` is what it has not: the ``function``, such a ``point``, the ``rule``, or the rule at this point, ``here``.
    Without the first two nothing is decided, and without any of them nothing becomes of the rule.
    """

    outcome: Outcome | None
    decision: Decision | None
    lack: Literal["function", "point", "rule", "here"] | None = None

    @property
    def severity(self) -> int:
        """How strict the answer is; what is not served is not refused."""
        return (self.decision.result if self.decision else CheckResult.OK).severity


@dataclass(frozen=True, slots=True)
class Witness:
    """A message that one side answers more strictly than the other, and what the engine said on each."""

    candidate: Candidate
    level: Level
    old: Verdict
    new: Verdict


@dataclass(frozen=True, slots=True)
class Effect:
    """What a search found; that it found nothing among the messages that it tried is no proof.

    ``possible`` is the proof: how far each direction may reach at most, of all messages that there can be.  One that
    is not there is impossible.
    """

    witnesses: Mapping[Direction, Witness]
    tried: int
    possible: Mapping[Direction, Level]

    @property
    def reach(self) -> Level | None:
        """How far it reaches at most; None where nothing was found."""
        return max((witness.level for witness in self.witnesses.values()), default=None)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Give the directions of what is answered; of what is recorded alone where nothing answered differs."""
        least = Level.SHADOW if self.reach is Level.SHADOW else Level.RULE
        return tuple(one for one in Direction if one in self.witnesses and self.witnesses[one].level >= least)


class Change(Enum):
    """What became of a rule as it is written.

    One is ``renamed`` that has another name on the other side, ``reworded`` where only what it says differs, and
    ``rewritten`` where what it is made of differs and it is proven to judge the same.
    """

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"
    REWORDED = "reworded"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """A rule that is not the same on both sides, as it is compiled on each; None where it is not there.

    ``effect`` is None where both compile to the same, which proves without a search that they judge alike.
    """

    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    differences: tuple[Difference, ...]
    effect: Effect | None

    @property
    def change(self) -> Change:
        """Say what became of it."""
        if self.old is None or self.new is None:
            return Change.ADDED if self.old is None else Change.REMOVED
        if self.old["name"] != self.new["name"]:
            return Change.RENAMED
        if self.effect is None:
            return Change.REWORDED
        return Change.REWRITTEN if self.meaning == "same" else Change.CHANGED

    @property
    def rule(self) -> Mapping[str, Any]:
        """Give the rule as it is now, or as it was last."""
        rule = self.new or self.old
        if rule is None:
            raise ValueError("a rule is on one side at least")
        return rule

    @property
    def meaning(self) -> str:
        """Say what that means: ``same``, ``loosened``, ``tightened``, ``both``, or ``unknown``."""
        if self.effect is None or not (self.effect.witnesses or self.effect.possible):
            return "same"
        directions = self.effect.directions
        return "both" if len(directions) > 1 else directions[0].value if directions else "unknown"

    @property
    def is_in_shadow(self) -> bool:
        """Whether the difference reaches no further than the record, as far as is known."""
        if self.effect is None or self.effect.reach is None:
            return all(rule["mode"] == "shadow" for rule in (self.old, self.new) if rule)
        return self.effect.reach is Level.SHADOW

    def goes(self, direction: Direction) -> bool:
        """Whether what DataWorks is answered is loosened or tightened by this rule.

        A rule that is gone loosens, and one that came tightens, also where no message was found that shows it.
        """
        if self.effect is None or self.is_in_shadow:
            return False
        by_nature = Change.REMOVED if direction is Direction.LOOSENED else Change.ADDED
        witness = self.effect.witnesses.get(direction)
        return self.change is by_nature or (witness is not None and witness.level is Level.ANSWER)

    def may_go(self, direction: Direction) -> bool:
        """Whether it is neither known nor proven impossible that what DataWorks is answered goes there by this rule."""
        if self.effect is None or self.goes(direction):
            return False
        return self.effect.possible.get(direction, Level.SHADOW) > Level.SHADOW


@dataclass(frozen=True, slots=True)
class ChangedParameter:
    """A parameter whose value is another, with the rules that it touches, by name; None where it is not there."""

    name: str
    old: Any
    new: Any
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One function on both sides; None on the one that does not have it.

    ``differences`` are those of the function itself: its points, what it says that it is for.
    """

    function: str
    old: Side | None
    new: Side | None
    differences: tuple[Difference, ...]
    parameters: tuple[ChangedParameter, ...]
    rules: tuple[ChangedRule, ...]

    @property
    def is_same(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.differences or self.rules) and (self.old is None) == (self.new is None)

    @property
    def answers(self) -> tuple[Direction, ...]:
        """Give the directions in which a message was found that the function as a whole answers otherwise."""
        found = set(self._of_answers())
        return tuple(direction for direction in Direction if direction in found)

    def _of_answers(self) -> Iterator[Direction]:
        for rule in self.rules:
            for direction, witness in rule.effect.witnesses.items() if rule.effect else ():
                if witness.level is Level.ANSWER:
                    yield direction

"""What a difference comes to: messages that one side answers more strictly than the other, found by trying."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from dwgate.comparison.model import Direction, Effect, Level, Verdict, Witness, direction_of
from dwgate.policy.decision import CheckResult
from dwgate.witnesses import find, interests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from dwgate.comparison.side import Side
    from dwgate.policy.engine import Policy
    from dwgate.witnesses import Candidate, Interests

_BUDGET = 500
"""How many variations of one message are tried, so that no other rule answers it."""
_OK = CheckResult.OK.severity
_Asked = tuple[int, int]
"""How strict the answer of a rule is, and how strict what it asks for, which in shadow nobody is answered."""
_Step = tuple[Direction, str | None, str | None]
"""A direction, and from what to what a rule goes on a message, such as from ``fired`` to ``exempted``."""


@dataclass(frozen=True, slots=True)
class RuleOfSide:
    """A rule of one side: by itself, and the same without the exemptions that have expired; None of no rule."""

    side: Side | None
    name: str | None
    alone: Policy | None
    lasting: Policy | None

    @classmethod
    def of(cls, side: Side | None, rule: Mapping[str, Any] | None, at: datetime) -> RuleOfSide:
        """Take a rule of a side, as it is from a time on."""
        if side is None or rule is None:
            return cls(side, None, None, None)
        (loaded,) = (one for one in side.policy.rules if one.name == rule["name"])
        exemptions = tuple(exemption for exemption in loaded.exemptions if exemption.expires > at)
        alone = replace(side.policy, rules=(loaded,))
        is_all = len(exemptions) == len(loaded.exemptions)
        lasting = alone if is_all else replace(side.policy, rules=(replace(loaded, exemptions=exemptions),))
        return cls(side, loaded.name, alone, lasting)

    def verdict(self, candidate: Candidate) -> Verdict:
        """Say what the whole policy answers, and what the rule makes of it there."""
        if self.side is None:
            return Verdict(None, None, "function")
        if candidate.event.point not in self.side.policy.points:
            return Verdict(None, None, "point")
        decision = candidate.decide(self.side.policy)
        outcome = next((one for one in decision.outcomes if one.rule == self.name), None)
        return Verdict(outcome, decision, None if outcome else "here" if self.name else "rule")


def effect_of(
    old: RuleOfSide,
    new: RuleOfSide,
    messages: Sequence[Candidate],
    compared_with: Interests,
    possible: Mapping[Direction, Level],
) -> Effect:
    """Look for a message that the new rule answers more strictly, and for one that it answers less strictly.

    Where another rule answers the message all the same, one is looked for that the other lets pass.  It is looked for
    whatever is proven ``possible``: a message outweighs a proof, and the engine has judged it.
    """
    hunt = _Hunt(old, new)
    find(messages, compared_with, hunt.take)
    for (direction, *_), witness in list(hunt.covered.items()):
        if not hunt.has_answer(direction):
            others = _of_the_others(witness, old, new)
            find([witness.candidate], others, partial(hunt.take_for, direction), _BUDGET)
    return Effect({one: hunt.found[one] for one in Direction if one in hunt.found}, hunt.tried, possible)


def _of_the_others(witness: Witness, old: RuleOfSide, new: RuleOfSide) -> Interests:
    """Give what the rules compare with that also ask for something there."""
    return interests.merged(
        interests.of_rule(judge.side.rules[outcome.rule], judge.side.document)
        for judge, verdict in ((old, witness.old), (new, witness.new))
        for outcome in (verdict.decision.outcomes if verdict.decision else ())
        if judge.side and outcome.rule != judge.name and outcome.state in {"fired", "error"} and not outcome.shadow
    )


@dataclass(slots=True)
class _Hunt:
    """A search for both directions at once; of each the first is kept that reaches furthest.

    ``covered`` has one message for each step that the rule takes where another rule answers all the same.
    """

    old: RuleOfSide
    new: RuleOfSide
    found: dict[Direction, Witness] = field(default_factory=dict)
    covered: dict[_Step, Witness] = field(default_factory=dict)
    tried: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing that reaches further can come; a rule that is not there refuses nothing."""
        return all(
            judge.alone is None or self.has_answer(direction)
            for judge, direction in ((self.old, Direction.LOOSENED), (self.new, Direction.TIGHTENED))
        )

    def has_answer(self, direction: Direction) -> bool:
        """Whether a message is found that is answered otherwise, in this direction."""
        return direction in self.found and self.found[direction].level is Level.ANSWER

    def take(self, candidate: Candidate) -> bool:
        """Try a candidate, and keep it where it reaches further; whether the search is over."""
        self.tried += 1
        direction = self._direction(candidate)
        if direction and not self.has_answer(direction):
            self._keep(candidate, direction)
        return self.is_over

    def take_for(self, direction: Direction, candidate: Candidate) -> bool:
        """Try a candidate; whether a message for this direction is found."""
        self.take(candidate)
        return self.has_answer(direction)

    def _direction(self, candidate: Candidate) -> Direction | None:
        """Compare the rules by themselves, which is soon judged; what has expired must not be all that differs."""
        lasting = _compared(self.old.lasting, self.new.lasting, candidate)
        if lasting is None or (self.old.lasting is self.old.alone and self.new.lasting is self.new.alone):
            return lasting
        return lasting if _compared(self.old.alone, self.new.alone, candidate) is lasting else None

    def _keep(self, candidate: Candidate, direction: Direction) -> None:
        old, new = self.old.verdict(candidate), self.new.verdict(candidate)
        level = Level.RULE if _answered(old) != _answered(new) else Level.SHADOW
        if level is Level.RULE and direction_of(new.severity - old.severity) is direction:
            level = Level.ANSWER
        witness = Witness(candidate, level, old, new)
        if direction not in self.found or self.found[direction].level < level:
            self.found[direction] = witness
        if level is Level.RULE:
            self.covered.setdefault((direction, _state(old), _state(new)), witness)


def _compared(old: Policy | None, new: Policy | None, candidate: Candidate) -> Direction | None:
    before, after = _asked(old, candidate), _asked(new, candidate)
    return direction_of(after[0] - before[0]) or direction_of(after[1] - before[1])


def _asked(policy: Policy | None, candidate: Candidate) -> _Asked:
    outcomes = candidate.decide(policy).outcomes if policy else ()
    asked = max((one.result.severity for one in outcomes), default=_OK)
    return (_OK if any(one.shadow for one in outcomes) else asked), asked


def _answered(verdict: Verdict) -> int:
    """Give how strict the answer of the rule is."""
    outcome = verdict.outcome
    return _OK if outcome is None or outcome.shadow else outcome.result.severity


def _state(verdict: Verdict) -> str | None:
    return verdict.outcome.state if verdict.outcome else None

"""The comparison of one function on both sides, rule by rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.comparison.effect import RuleOfSide, effect_of
from dwgate.comparison.meaning import of_rule, reference_of
from dwgate.comparison.model import ChangedParameter, ChangedRule, Comparison
from dwgate.comparison.pairing import pairs
from dwgate.comparison.reach import reach_of
from dwgate.comparison.written import difference, differences, parameters_of
from dwgate.witnesses import interests
from dwgate.witnesses.times import of_changes
from dwgate.witnesses.variables import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from dwgate.comparison.model import Effect
    from dwgate.comparison.pairing import Pair
    from dwgate.comparison.side import Side
    from dwgate.comparison.written import Difference
    from dwgate.events.event import Spellings
    from dwgate.witnesses import Candidate, Interests


def compare(function: str, old: Side | None, new: Side | None, *, at: datetime, spellings: Spellings) -> Comparison:
    """Compare a function on both sides, None where it is not on one.

    What expired before ``at`` makes no difference.  Messages are read by ``spellings``, as the function's handler does.
    """
    return _Comparing(function, old, new, at, spellings).comparison()


@dataclass(slots=True)
class _Comparing:
    """A comparison in the making; the messages of both sides are gathered once, where any rule needs them."""

    function: str
    old: Side | None
    new: Side | None
    at: datetime
    spellings: Spellings
    _messages: tuple[Candidate, ...] | None = None

    def comparison(self) -> Comparison:
        rules = (self._rule(pair) for pair in pairs(self.old, self.new, self.at))
        return Comparison(
            self.function,
            self.old,
            self.new,
            differences=tuple(self._of_the_function()),
            parameters=tuple(self._parameters()),
            rules=tuple(rule for rule in rules if rule),
        )

    def _rule(self, pair: Pair) -> ChangedRule | None:
        """Compare a rule with what it was; None where there is nothing to tell."""
        found = differences(pair, self.old, self.new, self.at)
        if self._means_the_same(pair):
            is_renamed = pair.old and pair.new and pair.old["name"] != pair.new["name"]
            return ChangedRule(pair.old, pair.new, found, None) if found or is_renamed else None
        return ChangedRule(pair.old, pair.new, found, self._effect(pair))

    def _means_the_same(self, pair: Pair) -> bool:
        if self.old is None or self.new is None or pair.old is None or pair.new is None:
            return False
        before, after = of_rule(pair.old, self.old.document, self.at), of_rule(pair.new, self.new.document, self.at)
        return before == after

    def _effect(self, pair: Pair) -> Effect:
        points = {point for rule in pair if rule for point in rule["points"]}
        messages = [message for message in self._gathered() if message.event.point in points]
        compared_with = interests.merged(
            [
                self._changed_days(pair),
                *(
                    interests.of_rule(rule, side.document)
                    for rule, side in ((pair.new, self.new), (pair.old, self.old))
                    if rule and side
                ),
            ]
        )
        rules = RuleOfSide.of(self.old, pair.old, self.at), RuleOfSide.of(self.new, pair.new, self.at)
        return effect_of(*rules, messages, compared_with, reach_of(pair, self.old, self.new, self.at))

    def _changed_days(self, pair: Pair) -> Interests:
        """Give days of which the calendars that the rule asks on both sides say something else."""
        if not (self.old and self.new and pair.old and pair.new):
            return {}
        before = reference_of(pair.old["when"], self.old.document)
        after = reference_of(pair.new["when"], self.new.document)
        both = (
            name for name in before if name.startswith("calendar ") and after.get(name, before[name]) != before[name]
        )
        days: list[Any] = [day for name in both for day in of_changes(before[name], after[name])]
        return {NOW: days} if days else {}

    def _gathered(self) -> tuple[Candidate, ...]:
        """Give the messages of both sides, those of the new one first: a test of it can begin with them."""
        if self._messages is None:
            sides = [side for side in (self.new, self.old) if side]
            points = tuple(dict.fromkeys(point for side in sides for point in side.document["points"]))
            every = [message for side in sides for message in side.messages(points, self.spellings)]
            self._messages = tuple({message.key: message for message in reversed(every)}.values())[::-1]
        return self._messages

    def _of_the_function(self) -> Iterator[Difference]:
        if self.old is None or self.new is None:
            return
        before, after = self.old.document, self.new.document
        yield from difference("points", before["points"], after["points"])
        for language in sorted({*before["description"], *after["description"]}):
            texts = (one["description"].get(language) for one in (before, after))
            yield from difference(f"description.{language}", *texts)

    def _parameters(self) -> Iterator[ChangedParameter]:
        """Give the parameters that are on both sides with other values, and those that are on one."""
        if self.old is None or self.new is None:
            return
        before, after = self.old.document["params"], self.new.document["params"]
        for name in dict.fromkeys([*after, *before]):
            if not list(difference(name, before.get(name), after.get(name))):
                continue
            rules = dict.fromkeys([*_reading(name, self.new.document), *_reading(name, self.old.document)])
            yield ChangedParameter(name, before.get(name), after.get(name), tuple(rules))


def _reading(name: str, document: Mapping[str, Any]) -> Iterator[str]:
    for rule in document["rules"]:
        if name in parameters_of(rule, document):
            yield rule["name"]

"""The messages that mutants of some rules are tried with, and what the rules say of each without a mutation.

Many mutants are of the same rules.  So a message is made once, when it is first needed, and judged once by the rules as
they are; a mutant is then judged by its own rules alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain, count, islice
from typing import TYPE_CHECKING, NamedTuple

from dwgate.witnesses.search import candidates, variations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from dwgate.policy.decision import Outcome
    from dwgate.policy.engine import Policy
    from dwgate.witnesses import Candidate, Interests

_MOST_MADE = 3500
"""How many messages are made for the mutants of the same rules, those aside that come to one that there is."""
_MOST_COMING_TO_OTHERS = 3500
_MOST_VARIED = 4
_NEIGHBOURS = 3
_MOST_BESIDE = 500


@dataclass(slots=True)
class Budget:
    """With how many messages mutants can be tried in one run, all together: some twenty seconds of work."""

    total: int = 250_000
    spent: int = 0

    @property
    def is_spent(self) -> bool:
        """Whether there is nothing left."""
        return self.spent >= self.total


class Message(NamedTuple):
    """A message, its number, and what some rules say of it as they are."""

    number: int
    candidate: Candidate
    outcomes: tuple[Outcome, ...]

    def differs(self, mutated: Policy) -> bool:
        """Whether these rules, of which this is the policy with a mutation, say anything else of it."""
        return self.candidate.decide(mutated).outcomes != self.outcomes


@dataclass(slots=True)
class Messages:
    """The messages for some rules, of which ``alone`` is the policy; ``made`` are those that were needed so far."""

    alone: Policy
    bases: Sequence[Candidate]
    compared: Interests
    made: list[Message] = field(default_factory=list)
    _sources: list[Iterator[Candidate]] = field(init=False)
    _keys: set[object] = field(default_factory=set)
    _repeated: int = 0
    _varied: int = 0
    _last: int = 0

    def __post_init__(self) -> None:
        """Begin with the bases."""
        self._sources = [candidates(self.bases, self.compared)]

    @classmethod
    def of(cls, policy: Policy, rules: Collection[str], bases: Sequence[Candidate], compared: Interests) -> Messages:
        """Take the rules of a policy, what to begin with, and what the rules compare with."""
        return cls(replace(policy, rules=tuple(rule for rule in policy.rules if rule.name in rules)), bases, compared)

    def in_turn(self) -> Iterator[Message]:
        """Give each message, those first that come after the last one that showed something.

        What is written one behind the other, as the members of a list, is changed so, and the messages come so.
        """
        near = range(self._last, self._last + _NEIGHBOURS)
        others = (number for number in count() if number not in near)
        for number in chain(near, others):
            if number < len(self.made) or self._make():
                yield self.made[number]
            elif number not in near:
                return

    def note(self, message: Message) -> None:
        """Note that a message showed something: what is a little beside it may show something else."""
        self._last = message.number
        if self._varied < _MOST_VARIED:
            self._varied += 1
            self._sources.append(variations(message.candidate, self.bases, self.compared))

    def beside(self, message: Message, compared: Interests) -> Iterator[Message]:
        """Give a few messages beside one, by what other rules compare with."""
        for candidate in islice(candidates([message.candidate], compared), _MOST_BESIDE):
            yield Message(message.number, candidate, candidate.decide(self.alone).outcomes)

    def _make(self) -> bool:
        """Make another message; whether there is one."""
        while self._sources and len(self.made) < _MOST_MADE and self._repeated < _MOST_COMING_TO_OTHERS:
            candidate = next(self._sources[-1], None)
            if candidate is None:
                self._sources.pop()
            elif (key := candidate.key) in self._keys:
                self._repeated += 1
            else:
                self._keys.add(key)
                outcomes = candidate.decide(self.alone).outcomes
                self.made.append(Message(len(self.made), candidate, outcomes))
                return True
        return False

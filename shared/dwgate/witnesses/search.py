"""The search: bases first as they are, then with one variable changed, then with two, until the goal is reached.

It tries no more than ``budget`` candidates, so that what it does not find may still be there.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from dwgate.witnesses.candidate import Candidate, listed_values
from dwgate.witnesses.interests import UNREADABLE
from dwgate.witnesses.variables import Absent, WithPart, WithPartOfGuid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dwgate.witnesses.interests import Interests, Value
    from dwgate.witnesses.variables import Variable

BUDGET = 3000
_MOST_SEEN = 12
_MOST_BASES_OF_PAIRS = 12

Change = tuple["Variable", "Value"]


def find(
    bases: Sequence[Candidate], interests: Interests, goal: Callable[[Candidate], bool], budget: int = BUDGET
) -> Candidate | None:
    """Give the first candidate that reaches the goal, the least changed ones first; None where none is found."""
    seen = set()
    tried = 0
    for candidate in candidates(bases, interests):
        if candidate.key in seen:
            continue
        seen.add(candidate.key)
        tried += 1
        if goal(candidate):
            return candidate
        if tried >= budget:
            return None
    return None


def candidates(bases: Sequence[Candidate], interests: Interests) -> Iterator[Candidate]:
    """Give the bases, then their variations."""
    yield from bases
    changes = _changes(bases, interests)
    for base in bases:
        yield from _singly(base, changes)
    for base in _apart(bases):
        for pair in combinations(changes, 2):
            if _go_together(*pair):
                yield from _changed(base, pair)


def variations(candidate: Candidate, bases: Sequence[Candidate], interests: Interests) -> Iterator[Candidate]:
    """Give the candidates that differ from one in one variable, as those do that are made of the bases."""
    return _singly(candidate, _changes(bases, interests))


def _singly(base: Candidate, changes: Iterable[Change]) -> Iterator[Candidate]:
    for change in changes:
        yield from _changed(base, [change])


def _go_together(one: Change, other: Change) -> bool:
    """Whether the second change leaves something of the first: two parts of a time do, two values of a field do not."""
    return one[0] != other[0] or isinstance(other[1], WithPart | WithPartOfGuid)


def _changes(bases: Sequence[Candidate], interests: Interests) -> list[Change]:
    """Give what can be changed: each variable to what conditions compare it with, and to what it is elsewhere."""
    points = dict.fromkeys(base.event.point for base in bases)
    found: list[Change] = []
    for variable, values in interests.items():
        seen = _seen(variable, bases)
        every = [*values, *listed_values(variable, tuple(points)), *seen]
        known: set[str] = set()
        for value in sorted(every, key=_strangeness):
            if repr(value) not in known:
                known.add(repr(value))
                found.append((variable, value))
    return found


def _strangeness(value: Value) -> int:
    """Put a part behind the wholes that it is set in, then what does not come, then what cannot be read."""
    if isinstance(value, WithPart | WithPartOfGuid):
        return 1
    return 2 if isinstance(value, Absent) else 3 if value == UNREADABLE else 0


def _seen(variable: Variable, bases: Iterable[Candidate]) -> list[Value]:
    """Give the first few values that the bases themselves have."""
    found: dict[str, Value] = {}
    for base in bases:
        value = base.value_of(variable)
        if value is not None and len(found) < _MOST_SEEN:
            found.setdefault(repr(value), value)
    return list(found.values())


def _apart(bases: Sequence[Candidate]) -> Sequence[Candidate]:
    """Give a few bases that differ as much as can be had cheaply: those of each point in turn."""
    by_point: dict[str, list[Candidate]] = {}
    for base in bases:
        by_point.setdefault(base.event.point, []).append(base)
    rounds = max((len(group) for group in by_point.values()), default=0)
    mixed = [group[number] for number in range(rounds) for group in by_point.values() if number < len(group)]
    return mixed[: max(_MOST_BASES_OF_PAIRS, len(by_point))]


def _changed(base: Candidate, changes: Iterable[Change]) -> Iterator[Candidate]:
    candidate: Candidate | None = base
    for variable, value in changes:
        candidate = candidate.with_value(variable, value) if candidate else None
    if candidate:
        yield candidate

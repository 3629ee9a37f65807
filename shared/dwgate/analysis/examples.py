"""Examples: for each finding a message that shows it, found by trying, and shown by the engine.

What a finding says of all messages is proven without one.  The states that the proof is about say which message to try:
each value is taken from its domain, and set in a message that the project has.  Where that does not do, what conditions
compare with is tried; where nothing does, the finding stands without an example.  Where the engine says of a message
that was tried that the finding is wrong, there is no finding.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue
from dwgate.policy.compiler.diagnostics import Example
from dwgate.witnesses import as_case, as_yaml, find
from dwgate.witnesses.interests import merged, of_rule
from dwgate.witnesses.variables import Absent, OfLength, Variable, WithPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from dwgate.analysis.domains import Domain
    from dwgate.analysis.states import Key, State, States, Way
    from dwgate.analysis.subject import Subject
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.engine import Policy
    from dwgate.witnesses import Candidate, Desk

    Goal = Callable[[Candidate], bool]

_MOST_STATES = 20
_MOST_TRIED = 1500
_MOST_DENYING = 200
_LONGEST = 1_000_000
_PLAIN = {"Long": 1, "Integer": 1, "Double": 1.0, "String": "x", "Boolean": True, "List": []}
# A day is looked for before an hour of it.
_PARTS = ("getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getHours", "getMinutes", "getSeconds")


class DeniedError(Exception):
    """The engine says of a message that what a finding says of all messages is not so of this one."""


@dataclass(frozen=True, slots=True)
class Search:
    """What an example is to show, and what would show that there is nothing to be shown.

    ``says`` is what it is to show in words, and ``goal`` by the engine; ``denies`` is the contrary of what the finding
    says.  ``where`` has the states to try, by point; ``documents`` are compiled rules whose values are tried after
    them.  With a time, ``at``, messages of that time are tried first.
    """

    says: str
    where: Mapping[str, States]
    documents: Iterable[Mapping[str, Any]]
    goal: Goal
    denies: Goal
    at: datetime | None = None

    def reached(self, candidate: Candidate) -> bool:
        """Whether a message shows what is to be shown; raises :class:`DeniedError` where it shows the contrary."""
        if self.denies(candidate):
            raise DeniedError
        return self.goal(candidate)


class Examples:
    """The search for the examples of one policy; the desk is asked for where there is something to show."""

    def __init__(self, subject: Subject, desk: Callable[[], Desk]) -> None:
        """Take what is analysed, and the messages that there are."""
        self.subject = subject
        self._desk = desk

    def show(self, search: Search) -> Example | None:
        """Find a message for which the engine says what it is to show; raises :class:`DeniedError`."""
        bases = self._desk().at([point for point in search.where if search.where[point]])
        plain = [replace(base, now=search.at or base.now, parameters={}) for base in bases]
        interests = merged(of_rule(document, self.subject.document) for document in search.documents)
        if find(plain, interests, search.denies, _MOST_DENYING):
            raise DeniedError
        made = (one for base in plain for one in _made(search.where[base.event.point], base))
        found = next((candidate for candidate in chain(plain, made) if search.reached(candidate)), None)
        found = found or find(plain, interests, search.reached, _MOST_TRIED)
        if found is None:
            return None
        case = as_case(found, found.decide(self.subject.policy))
        return Example(search.says, case, as_yaml(case, indent=0))


def undenied(make: Callable[[], Diagnostic]) -> Iterator[Diagnostic]:
    """Give the finding that is made, or none where a message denies it."""
    with suppress(DeniedError):
        yield make()


def became(policy: Policy, candidate: Candidate, expected: Mapping[str, str]) -> bool:
    """Whether of each of these rules became what is expected: ``passed``, ``fired``, ``error`` or ``exempted``."""
    states = {one.rule: one.state for one in candidate.decide(policy).outcomes}
    return all(states.get(rule) == state for rule, state in expected.items())


def _made(states: States, base: Candidate) -> Iterator[Candidate]:
    """Give the base with what each state asks for."""
    for state in states[:_MOST_STATES]:
        made = _in_state(state, base)
        if made:
            yield made


def _in_state(state: State, base: Candidate) -> Candidate | None:
    candidate: Candidate | None = base
    for key, domain in sorted(state.items(), key=_turn):
        if candidate is None:
            return None
        candidate = _with(key, domain, candidate)
    return candidate


def _turn(item: tuple[Key, Domain]) -> int:
    """Give the turn of a part of a state: a field comes before its value is set, the day before its hour.

    What stands to another value as is asked for comes last.
    """
    key, _ = item
    if key.role == "order":
        return 2 + len(_PARTS)
    if key.way and key.way.function in _PARTS:
        return 2 + _PARTS.index(key.way.function)
    return 1 if key.way else 0


def _with(key: Key, domain: Domain, candidate: Candidate) -> Candidate | None:
    if key.role == "order":
        return _ordered(key, domain, candidate)
    if key.role == "present" and isinstance(key.name, str):
        return _coming(Variable("event", key.name), candidate, comes=domain.has(value=True))
    if key.role != "value" or key.way is None or _fits(key.way, domain, candidate):
        return candidate
    values = (value for value in domain.some() if key.way.function != "size" or 0 <= value <= _LONGEST)
    value = next(values, None)
    return None if value is None else candidate.with_value(key.way.variable, _for(key.way, value))


def _ordered(key: Key, domain: Domain, candidate: Candidate) -> Candidate | None:
    """Give the second of two values one that stands to the first as is asked for, where both can be set."""
    if key.way is None or key.other is None or key.way.function or key.other.function:
        return candidate
    second = _beside(candidate.value_of(key.way.variable), domain)
    return candidate if second is None else candidate.with_value(key.other.variable, second)


def _beside(first: Any, domain: Domain) -> Any:
    """Give a value to which the first stands as is asked for; None where it has no order."""
    is_less = domain.has("<")
    if domain.has("="):
        return first
    if isinstance(first, str):
        return f"{first}x" if is_less else first[:-1]
    return first + (1 if is_less else -1) if isinstance(first, int | float) else None


def _coming(field: Variable, candidate: Candidate, *, comes: bool) -> Candidate | None:
    if comes == (field.name in candidate.event.present):
        return candidate
    documented = catalogue.find(candidate.event.point).field_at(field.name)
    plain = _PLAIN.get(documented.type) if documented else "x"
    return candidate.with_value(field, plain if comes else Absent())


def _fits(way: Way, domain: Domain, candidate: Candidate) -> bool:
    """Whether what the message has is in the domain already."""
    held = candidate.value_of(way.variable)
    if way.function is None:
        return held is not None and domain.has(held)
    return way.function == "size" and isinstance(held, str | list) and domain.has(len(held))


def _for(way: Way, value: Any) -> Any:
    """Give what is set so that what a function makes of it has the value."""
    if way.function is None:
        return value
    return OfLength(value) if way.function == "size" else WithPart(way.function, way.zone, value)

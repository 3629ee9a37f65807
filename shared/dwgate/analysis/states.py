"""Situations: what must hold of a message for a condition to come out as it does, as a list of states.

A list of states is a disjunction, and a state a conjunction: of each value that it knows of, in which domain it is.
Such a list may say less than the condition does, never more: a message that makes the condition come out so is in one
of its states.  So it is only ever concluded that there is no such message, from a list that is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from dwgate.analysis.domains import Domain, Known, known_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dwgate.witnesses.variables import Variable

_MOST = 120
"""The states that a list may have; one that would have more says nothing."""


class Way(NamedTuple):
    """How a value can be given to a message: to a variable, or to what a function makes of one."""

    variable: Variable
    function: str | None = None
    zone: str | None = None


class Key(NamedTuple):
    """What a state knows something of.

    A ``value`` goes by its name or by the expression that gives it; ``present`` is whether a field came; ``judged``
    whether what goes by the name could be evaluated; ``order`` how two values stand to each other, the second of which
    is ``other``.
    """

    role: Literal["value", "present", "judged", "order"]
    name: str | bytes
    way: Way | None = None
    other: Way | None = None


State = dict[Key, Domain]
States = tuple[State, ...]

ANYTHING: States = ({},)
NEVER: States = ()

_TRUE = Domain(only=frozenset({Known("bool", value=True)}))
_FALSE = Domain(only=frozenset({Known("bool", value=False)}))


def holds(key: Key, *, as_: bool = True) -> State:
    """Give the state in which something that is true or false is so."""
    return {key: _TRUE if as_ else _FALSE}


def is_unjudged(key: Key, domain: Domain) -> bool:
    """Whether a part of a state says that something could not be judged."""
    return key.role == "judged" and domain == _FALSE


def among(key: Key, symbols: Iterable[str]) -> State:
    """Give the state in which something is one of some symbols."""
    return {key: Domain(only=frozenset(known for symbol in symbols if (known := known_of(symbol))))}


def met(*states: Mapping[Key, Domain]) -> State | None:
    """Give the state in which all of these hold; None where there is none."""
    found: State = {}
    for state in states:
        for key, domain in state.items():
            narrowed = found[key].also(domain) if key in found else domain
            if narrowed.is_empty:
                return None
            found[key] = narrowed
    return found


def both(one: States, other: States) -> States:
    """Give the states in which both lists hold; of too many, those of the shorter list, which say less."""
    if ANYTHING in (one, other):
        return other if one == ANYTHING else one
    if len(one) * len(other) > _MOST:
        return min(one, other, key=len)
    return _united(merged for first in one for second in other if (merged := met(first, second)) is not None)


def exclude(one: States, other: States) -> bool:
    """Whether no message is in a state of each list; of too many states it is not asked, and may be."""
    if len(one) * len(other) > _MOST and ANYTHING not in (one, other):
        return False
    return not any(_agree(first, second) for first in one for second in other)


def either(one: States, other: States) -> States:
    """Give the states of both lists."""
    return _united([*one, *other])


def _agree(one: State, other: State) -> bool:
    common = one.keys() & other.keys()
    return not any(one[key] is not other[key] and one[key].also(other[key]).is_empty for key in common)


def _united(states: Iterable[State]) -> States:
    found = {frozenset(state.items()): state for state in states}
    return ANYTHING if frozenset() in found or len(found) > _MOST else tuple(found.values())

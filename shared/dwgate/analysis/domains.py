"""Domains: what a value that a condition reads can be, as far as comparisons with known values say."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dwgate.events.convert import INT64_MAX, INT64_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["bool", "number", "string", "time"]
Order = Literal["<", "<=", ">", ">="]

_STEP = timedelta(seconds=1)


class Known(NamedTuple):
    """A known value with its kind: to CEL true is not 1, to Python it is."""

    kind: Kind
    value: Any


class Bound(NamedTuple):
    """An end of an interval, which belongs to it or not."""

    value: Any
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Domain:
    """A set of values: those of a kind between two bounds, or a few alone; and not those in ``but``.

    Without a kind there are no bounds.  ``is_whole`` says that there are no fractions.
    """

    kind: Kind | None = None
    low: Bound | None = None
    high: Bound | None = None
    only: frozenset[Known] | None = None
    but: frozenset[Known] = frozenset()
    is_whole: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is no such value; of a text and a fraction this says no where it is not sure."""
        if self.only is not None:
            return not self.only
        if self.low is None or self.high is None:
            return False
        if self.low.value == self.high.value:
            return not (self.low.is_closed and self.high.is_closed) or not self.has(self.low.value)
        return bool(self.low.value > self.high.value)

    def has(self, value: Any) -> bool:
        """Whether a value is one of them."""
        known = known_of(value)
        if known is None or known in self.but or (self.kind and self.kind != known.kind):
            return False
        if self.only is not None:
            return known in self.only
        if self.is_whole and value != math.floor(value):
            return False
        return _is_above(value, self.low) and _is_below(value, self.high)

    def also(self, other: Domain) -> Domain:
        """Give the values that are in both."""
        if self is other:
            return self
        for one, two in ((self, other), (other, self)):
            if one.only is not None:
                return Domain(only=frozenset(known for known in one.only if two.has(known.value)))
        if self.kind and other.kind and self.kind != other.kind:
            return NOTHING
        return _trimmed(
            Domain(
                kind=self.kind or other.kind,
                low=_higher(self.low, other.low),
                high=_lower(self.high, other.high),
                but=self.but | other.but,
                is_whole=self.is_whole or other.is_whole,
            )
        )

    def some(self) -> Iterator[Any]:
        """Give some of the values, the plainest first: the ends, what is next to them, those that are written."""
        if self.only is not None:
            yield from sorted((known.value for known in self.only), key=repr)
            return
        ends = [bound.value for bound in (self.low, self.high) if bound]
        written = [value for value in ends if value not in {INT64_MIN, INT64_MAX}] + [one.value for one in self.but]
        near = (value for one in written for value in _near(one))
        yield from (value for value in [*near, *_plain(self.kind), *ends] if self.has(value))


ANY = Domain()
NOTHING = Domain(only=frozenset())
TRUTH = Domain(only=frozenset({Known("bool", value=True), Known("bool", value=False)}))
TEXT = Domain("string")
TIME = Domain("time")
NUMBER = Domain("number")
WHOLE = Domain("number", Bound(INT64_MIN, is_closed=True), Bound(INT64_MAX, is_closed=True), is_whole=True)


def whole(low: int, high: int = INT64_MAX) -> Domain:
    """Give the whole numbers from one to another."""
    return Domain("number", Bound(low, is_closed=True), Bound(high, is_closed=True), is_whole=True)


def one_of(values: Iterable[Any]) -> Domain | None:
    """Give the domain of these values alone; None where one of them is no single value."""
    known = [known_of(value) for value in values]
    return None if None in known else Domain(only=frozenset(one for one in known if one))


def none_of(values: Iterable[Any]) -> Domain | None:
    """Give the domain of all other values; None where one of these is no single value."""
    alone = one_of(values)
    return Domain(but=alone.only) if alone and alone.only is not None else None


def on_side(order: Order, limit: Any) -> Domain | None:
    """Give the values that are under or over a limit; None where the limit has no order."""
    known = known_of(limit)
    if known is None or known.kind == "bool":
        return None
    bound = Bound(limit, is_closed=order in {"<=", ">="})
    return Domain(known.kind, high=bound) if order in {"<", "<="} else Domain(known.kind, low=bound)


def known_of(value: Any) -> Known | None:
    """Give a value with its kind; None for a list, an object, bytes, and what is no finite number."""
    if isinstance(value, bool):
        return Known("bool", value)
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return Known("number", value)
    if isinstance(value, str):
        return Known("string", value)
    return Known("time", value) if isinstance(value, datetime) else None


def _trimmed(domain: Domain) -> Domain:
    """Move the bounds of whole numbers to the first and the last that are there."""
    low, high = domain.low, domain.high
    if not domain.is_whole or low is None or high is None:
        return domain
    excluded = {known.value for known in domain.but if known.kind == "number"}
    first = math.ceil(low.value) + (not low.is_closed and low.value == math.ceil(low.value))
    while first in excluded:
        first += 1
    last = math.floor(high.value) - (not high.is_closed and high.value == math.floor(high.value))
    while last in excluded:
        last -= 1
    return replace(domain, low=Bound(first, is_closed=True), high=Bound(last, is_closed=True))


def _higher(one: Bound | None, other: Bound | None) -> Bound | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda bound: (bound.value, not bound.is_closed))


def _lower(one: Bound | None, other: Bound | None) -> Bound | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda bound: (bound.value, bound.is_closed))


def _is_above(value: Any, low: Bound | None) -> bool:
    return low is None or value > low.value or (low.is_closed and value == low.value)


def _is_below(value: Any, high: Bound | None) -> bool:
    return high is None or value < high.value or (high.is_closed and value == high.value)


def _near(value: Any) -> list[Any]:
    if isinstance(value, datetime):
        return [value, value + _STEP, value - _STEP]
    if isinstance(value, str):
        return [value, f"{value}x"]
    return [value, value + 1, value - 1]


def _plain(kind: Kind | None) -> list[Any]:
    match kind:
        case "number":
            return [1, 0, -1]
        case "time":
            return []
    return ["x", "y", ""]

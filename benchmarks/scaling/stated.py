"""Stated numbers: a number with its unit, its reason and where it is from, so that a page can show it beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as the page shows it.

    ``source`` is an address, or nothing where nobody has published it; ``dated`` is the day of that page, if it has
    one.
    """

    name: str
    value: float
    unit: str
    why: str
    source: str
    dated: str


def stated(value: float, unit: str, why: str, source: str = "", dated: str = "") -> Any:
    """Declare a field of a frozen value with its default, and what is to be said of it."""
    return field(default=value, metadata={"unit": unit, "why": why, "source": source, "dated": dated})


def stated_in(values: Any) -> Iterator[Stated]:
    """Give the numbers of a value, in the order in which they were declared."""
    for one in fields(values):
        if one.metadata:
            yield Stated(one.name, getattr(values, one.name), **one.metadata)

"""A calendar with nothing left to look up: it has its own days, and those of the calendar that it extends."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from dwgate.facts.calendar.days import RANGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class WholeCalendar:
    """A calendar: what each day is called that is closed, and which are worked nevertheless.

    ``first`` is None where it has no beginning.  ``week`` has the days of the week that are worked otherwise.
    """

    zone: str
    first: date | None
    until: date
    week: tuple[str, ...]
    closed: Mapping[date, str]
    open: frozenset[date]

    def as_document(self) -> dict[str, Any]:
        """Give the calendar as :class:`dwgate.facts.calendar.days.Calendar` reads it."""
        return {
            "zone": self.zone,
            "first": self.first.isoformat() if self.first else None,
            "until": self.until.isoformat(),
            "week": list(self.week),
            "closed": dict(_spans(self.closed.items())),
            "open": [written for written, _ in _spans((day, "") for day in self.open)],
        }


def _spans(days: Iterable[tuple[date, str]]) -> Iterator[tuple[str, str]]:
    """Write days in order, those that follow each other under one name as one span."""
    numbered = enumerate(sorted(days))
    # Days that follow each other are as far from their numbers as each other.
    for (_, name), run in groupby(numbered, key=lambda one: (one[1][0].toordinal() - one[0], one[1][1])):
        span = [day for _, (day, _) in run]
        yield (str(span[0]) if len(span) == 1 else f"{span[0]}{RANGE}{span[-1]}"), name

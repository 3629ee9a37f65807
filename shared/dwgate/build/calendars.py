"""When the calendars of a built policy end: from then on the rules that ask them cannot be judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dwgate.facts.calendar.days import CHINA

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTICE = 60
"""The days before its end within which a calendar ends soon: the next year is announced in the November before it."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a calendar: the last day that it knows, and the days until then, negative where it has ended."""

    calendar: str
    until: date
    days_left: int

    @property
    def advice(self) -> str:
        """What makes it go on."""
        return "install a newer chinesecalendar" if self.calendar == CHINA else "give it a later until"


def endings(reference: Mapping[str, Any], today: date) -> list[Ending]:
    """Give the end of each calendar that the build has read into a policy, by name."""
    found = {name: date.fromisoformat(one["until"]) for name, one in reference.get("calendars", {}).items()}
    return [Ending(name, until, (until - today).days) for name, until in sorted(found.items())]

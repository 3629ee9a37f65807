"""Days: which are worked and which are holidays, by a calendar that the build has read into the policy.

In the policy a calendar is one object, whatever it was made of::

    {"zone": "Asia/Shanghai", "first": "2004-01-01", "until": "2026-12-31", "week": ["mon", "tue", …],
     "closed": {"2026-10-01..2026-10-07": "National Day", …}, "open": ["2026-10-10", …]}

``week`` has the days of the week that are worked where the day itself is neither closed nor open.  No day is both.
``first`` is null in a calendar that has no beginning.
"""

from __future__ import annotations

from bisect import bisect_right

from dwgate.errors import FactError, Problem
from dwgate.facts.calendar.windows import WEEK
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from typing import Any

CHINA = "china"
"""The calendar of the State Council, which dwgate brings."""
RANGE = ".."
"""What stands between the first and the last day of a range."""
_MOST_KEPT = 64


class Spans(Value):
    """Spans of days that do not meet, in order: where they begin and end, as in 2026-10-01, and what they are called.

    Such texts are in the order of their days.
    """

    begins: tuple[str, ...]
    ends: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, spans: Iterable[tuple[str, str]]) -> Spans:
        """Take spans as the policy holds them, each with its name."""
        read = sorted((*_ends(written), name) for written, name in spans)
        return cls(tuple(one[0] for one in read), tuple(one[1] for one in read), tuple(one[2] for one in read))

    def name_of(self, day: str) -> str | None:
        """Give the name of the span in which a day lies; None where it lies in none."""
        place = bisect_right(self.begins, day) - 1
        return self.names[place] if place >= 0 and day <= self.ends[place] else None


def _ends(written: str) -> tuple[str, str]:
    first, _, last = written.partition(RANGE)
    return first, last or first


class Calendar(Value):
    """A calendar: what it says of a day is an error outside of the days that it knows."""

    name: str
    zone: str
    first: str | None
    until: str
    week: frozenset[str]
    closed: Spans
    open: Spans

    @classmethod
    def of(cls, name: str, document: Mapping[str, Any]) -> Calendar:
        """Take a calendar as the policy holds it."""
        return cls(
            name=name,
            zone=document["zone"],
            first=document["first"],
            until=document["until"],
            week=frozenset(document["week"]),
            closed=Spans.of(document["closed"].items()),
            open=Spans.of((written, "") for written in document["open"]),
        )

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked."""
        written = self._known(day)
        if self.open.name_of(written) is not None:
            return True
        return self.closed.name_of(written) is None and WEEK[day.weekday()] in self.week

    def holiday(self, day: date) -> str | None:
        """Give the name of the holiday, which may be empty; None of a day that is none, as of a mere weekend."""
        return self.closed.name_of(self._known(day))

    def _known(self, day: date) -> str:
        """Write a day that the calendar knows; FactError where it does not."""
        written = day.isoformat()
        if written > self.until:
            raise FactError(_over(self.name, self.until))
        if self.first is not None and written < self.first:
            raise FactError(
                Problem(
                    f"the calendar {self.name} begins on {self.first}, and knows no day before it",
                    f"日历 {self.name} 从 {self.first} 开始，更早的日期无法判断",
                )
            )
        return written


def _over(name: str, until: str) -> Problem:
    if name == CHINA:
        return Problem(
            f"the calendar {name} ends on {until}; install a newer chinesecalendar, or use a calendar of your own that"
            " goes on, and build the function again",
            f"日历 {name} 截止到 {until}；请升级 chinesecalendar，或改用有效期更长的自定义日历，然后重新构建函数",
        )
    return Problem(
        f"the calendar {name} ends on {until}; give it a later day as until, and build the function again",
        f"日历 {name} 截止到 {until}；请在该日历中写入更晚的 until，然后重新构建函数",
    )


_kept: dict[int, tuple[Mapping[str, Any], Calendar]] = {}


def calendar_of(reference: Mapping[str, Any], name: str) -> Calendar:
    """Give a calendar of a policy, which is read once; FactError where the policy was built without it."""
    document = reference.get("calendars", {}).get(name)
    if document is None:
        raise FactError(Problem(f"the policy was built without the calendar {name}", f"策略构建时未包含日历 {name}"))
    # By its identity, which is no other's as long as it is kept here.
    found = _kept.get(id(document))
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[id(document)] = (document, Calendar.of(name, document))
    return found[1]

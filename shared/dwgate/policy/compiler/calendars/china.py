"""The calendar of the State Council: holidays, and the days at weekends that make up for them.

The State Council announces a year's holidays in the November before it, and chinesecalendar brings them in a version of
its own, https://github.com/LKI/chinese-calendar.  A holiday has all days that are off together, the days that are moved
to it and the weekend among them.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from dwgate.facts.calendar.windows import WEEK
from dwgate.policy.compiler.calendars.whole import WholeCalendar

ZONE = "Asia/Shanghai"


@cache
def china() -> WholeCalendar:
    """Give the calendar, for the whole years that chinesecalendar knows."""
    # Only a policy that asks for it waits for it; it has no types.
    from chinese_calendar import constants  # type: ignore[import-untyped]  # noqa: PLC0415

    return WholeCalendar(
        zone=ZONE,
        first=date(min(constants.holidays).year, 1, 1),
        until=date(max(constants.holidays).year, 12, 31),
        week=WEEK[:5],
        closed=dict(constants.holidays),
        open=frozenset(constants.workdays),
    )

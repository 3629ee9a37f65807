"""Times at which what a condition asks of a calendar or of hours can come out otherwise.

A time that is whole, such as noon of a holiday, and a part of one, such as the minute at which hours begin, go
together: the part is set in the time.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from dwgate.errors import FactError
from dwgate.facts.calendar.days import CHINA, RANGE, Calendar, calendar_of
from dwgate.facts.calendar.windows import OF_A_CALENDAR, WEEK, WHOLE_DAY, not_windows, windows_of
from dwgate.facts.calendar.zones import zone_of
from dwgate.policy.decision import BEIJING
from dwgate.witnesses.variables import CLOCK, WithPart, zone_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

_DAY = timedelta(days=1)
_NOON = time(12)
_LAST_DAYS = 40
"""The days before the end of a calendar, among which there is one of each kind."""
_MOST_CHANGES = 12
_WEEKDAY = "getDayOfWeek"
"""Of CEL, by which Sunday is 0."""


def of_call(function: str, arguments: Sequence[Any], reference: Mapping[str, Any]) -> list[datetime | WithPart]:
    """Give the times of interest to a function of calendars, of which these arguments behind the time are known."""
    match function, [*arguments]:
        case "calendar.within", [str(windows), str(zone), *names] if not_windows(windows) is None:
            asks = any(window.day in OF_A_CALENDAR for window in windows_of(windows))
            days = _of_calendar(reference, *names) if asks else []
            return [*days, *_of_windows(windows, zone)]
        case "calendar.is_workday" | "calendar.is_holiday" | "calendar.holiday", names:
            return [*_of_calendar(reference, *names)]
    return []


def around_date(written: Any, zone: Any) -> list[datetime]:
    """Give noon of a date in a zone, and of the days beside it; nothing for what is no date."""
    try:
        day = date.fromisoformat(written)
        return [_noon(one, zone_named(zone)) for one in (day - _DAY, day, day + _DAY)]
    except (TypeError, ValueError, OverflowError):
        return []


def of_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[datetime]:
    """Give noon of days of which two calendars say something else, as the policy holds them: the last ones."""
    days = {day for kind in ("closed", "open") for day in _listed(old, kind) ^ _listed(new, kind)}
    begins = sorted({day.partition(RANGE)[0] for _, day in days}, reverse=True)[:_MOST_CHANGES]
    found = [date.fromisoformat(day) for day in begins]
    if old["until"] != new["until"]:
        found.append(date.fromisoformat(min(old["until"], new["until"])) + _DAY)
    return [_noon(day, BEIJING) for day in found]


def _listed(calendar: Mapping[str, Any], kind: str) -> set[tuple[str, str]]:
    return {(kind, day) for day in calendar[kind]}


def _of_calendar(reference: Mapping[str, Any], name: Any = CHINA) -> list[datetime]:
    """Give noon of a day of each kind that a calendar tells apart, and of one that it does not know."""
    try:
        calendar = calendar_of(reference, str(name))
        zone = zone_of(reference, calendar.zone)
        return [_noon(day, zone) for day in _days(calendar)]
    except FactError:
        return []


def _days(calendar: Calendar) -> Iterator[date]:
    """Give the last holiday of each name, the last day that makes up for one, and plain days before the end."""
    closed = dict(zip(calendar.closed.names, calendar.closed.begins, strict=True))
    for written in (*closed.values(), *calendar.open.begins[-1:]):
        yield date.fromisoformat(written)
    until = date.fromisoformat(calendar.until)
    last = [until - number * _DAY for number in range(_LAST_DAYS)]
    plain = [day for day in last if calendar.holiday(day) is None]
    for is_worked in (True, False):
        yield from [day for day in plain if calendar.is_workday(day) is is_worked][:1]
    # A day before the beginning stays unknown, whatever a newer calendar brings.
    if calendar.first is not None:
        yield date.fromisoformat(calendar.first) - _DAY
    elif until < date.max:
        yield until + _DAY


def _of_windows(windows: str, zone: str) -> Iterator[WithPart]:
    """Give the minutes at which hours begin and end, and those before, and days of the week on which that changes."""
    read = windows_of(windows)
    limits = [limit for window in read for limit in (window.begin, window.end)]
    minutes = dict.fromkeys(minute for limit in limits for minute in (limit, limit - 1) if 0 <= minute < WHOLE_DAY)
    yield from (WithPart(CLOCK, zone, minute) for minute in minutes)
    hours = [{(window.begin, window.end) for window in read if window.day == day} for day in WEEK]
    for number in range(len(WEEK)):
        if hours[number] != hours[number - 1]:
            yield from (WithPart(_WEEKDAY, zone, (one + 1) % len(WEEK)) for one in (number, number - 1))


def _noon(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, _NOON, zone).astimezone(BEIJING)

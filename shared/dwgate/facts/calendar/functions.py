"""The functions by which a condition asks what day and time it is.

Calendars and time zones come with the policy, see :mod:`dwgate.facts.calendar.days` and
:mod:`dwgate.facts.calendar.zones`.  What needs neither is answered without them: hours on days of the week never run
out.
"""

from __future__ import annotations

from datetime import timedelta

from dwgate.errors import FactError, Problem
from dwgate.facts.asking import asking
from dwgate.facts.calendar.days import CHINA, calendar_of
from dwgate.facts.calendar.windows import WEEK, WindowsError, not_windows, windows_of
from dwgate.facts.calendar.zones import zone_of
from dwgate.facts.function import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from dwgate.facts.asking import Asking
    from dwgate.facts.calendar.windows import Window

_TIME = ("timestamp",)
_CALENDAR = ("string",)
_DAY = timedelta(days=1)


def _day(current: Asking, moment: datetime, zone: str) -> date:
    return moment.astimezone(zone_of(current.reference, zone)).date()


def _is_workday(current: Asking, moment: datetime, name: str = CHINA) -> bool:
    calendar = calendar_of(current.reference, name)
    return calendar.is_workday(_day(current, moment, calendar.zone))


def _holiday_or_none(current: Asking, moment: datetime, name: str) -> str | None:
    calendar = calendar_of(current.reference, name)
    return calendar.holiday(_day(current, moment, calendar.zone))


def _is_holiday(current: Asking, moment: datetime, name: str = CHINA) -> bool:
    return _holiday_or_none(current, moment, name) is not None


def _holiday(current: Asking, moment: datetime, name: str = CHINA) -> str:
    return _holiday_or_none(current, moment, name) or ""


def _date(current: Asking, moment: datetime, zone: str) -> str:
    return _day(current, moment, zone).isoformat()


def _within(current: Asking, moment: datetime, windows: str, zone: str, name: str = CHINA) -> bool:
    """Whether the clock on the wall of a zone shows one of the hours of one of the days."""
    local = moment.astimezone(zone_of(current.reference, zone))
    minute = local.hour * 60 + local.minute
    return any(
        _is_on(window, day, lambda day, kind: _is_of_kind(current, day, kind, name))
        for window in _read(windows)
        for day in _days_on_which_it_began(window, local.date(), minute)
    )


def _read(windows: str) -> tuple[Window, ...]:
    try:
        return windows_of(windows)
    except WindowsError:
        raise FactError(Problem("the hours of days cannot be read", "无法读取时间窗口")) from None


def _days_on_which_it_began(window: Window, today: date, minute: int) -> tuple[date, ...]:
    """Give the day on which a window must have begun to hold this minute; none where it holds it on no day."""
    if window.is_over_midnight:
        return (today,) if minute >= window.begin else (today - _DAY,) if minute < window.end else ()
    return (today,) if window.begin <= minute < window.end else ()


def _is_on(window: Window, day: date, is_of_kind: Callable[[date, str], bool]) -> bool:
    return WEEK[day.weekday()] == window.day if window.day in WEEK else is_of_kind(day, window.day)


def _is_of_kind(current: Asking, day: date, kind: str, name: str) -> bool:
    calendar = calendar_of(current.reference, name)
    if kind == "holidays":
        return calendar.holiday(day) is not None
    return calendar.is_workday(day) is (kind == "workdays")


def _of_a_day(name: str, result: str, answer: Callable[..., object], meaning: str) -> tuple[Function, Function]:
    """Declare a function of a day, with and without the name of a calendar."""
    implementation = asking(answer)
    return (
        Function(name, _TIME, result, implementation, meaning),
        Function(name, (*_TIME, *_CALENDAR), result, implementation, meaning, known=frozenset({1})),
    )


_MEANING_OF_WITHIN = "whether the time lies in one of the windows, by the clock of the zone"
_WITHIN = asking(_within)

FUNCTIONS: tuple[Function, ...] = (
    *_of_a_day(
        "calendar.is_workday", "bool", _is_workday, "whether the day of the time is worked, make-up workdays among them"
    ),
    *_of_a_day(
        "calendar.is_holiday", "bool", _is_holiday, "whether it is a day of a holiday, which a mere weekend is not"
    ),
    *_of_a_day("calendar.holiday", "string", _holiday, "the name of that holiday, empty where there is none"),
    Function(
        name="calendar.within",
        parameters=("timestamp", "string", "string"),
        result="bool",
        implementation=_WITHIN,
        meaning=_MEANING_OF_WITHIN,
        checks={1: not_windows},
        known=frozenset({1, 2}),
    ),
    Function(
        name="calendar.within",
        parameters=("timestamp", "string", "string", "string"),
        result="bool",
        implementation=_WITHIN,
        meaning=_MEANING_OF_WITHIN,
        checks={1: not_windows},
        known=frozenset({1, 2, 3}),
    ),
    Function(
        name="calendar.date",
        parameters=("timestamp", "string"),
        result="string",
        implementation=asking(_date),
        meaning="the date of the time in the zone, as in 2026-11-18",
        known=frozenset({1}),
    ),
)

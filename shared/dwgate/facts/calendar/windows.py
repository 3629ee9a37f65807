"""Windows: hours of days, as a policy writes them, ``mon-fri 09:00-12:00, 13:00-18:00, sat 10:00-12:00``.

Words of days and hours stand in a list with commas: the hours are those of the days before them, and a day behind hours
begins the next window.  Hours end where their end begins: 18:00 is outside.  Those that run over midnight belong to
the day on which they begin.
"""

from __future__ import annotations

from dwgate.light import are_digits, remembered
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of the week, from Monday."""
OF_A_CALENDAR = ("workdays", "restdays", "holidays")
"""The kinds of days that a calendar tells apart; every day is a workday or a rest day."""
WHOLE_DAY = 24 * 60

_OF_HOURS = frozenset("0123456789:")
_MINUTES, _DIGITS = 60, 2
_EXAMPLE = 'hours of days, such as "mon-fri 09:00-18:00"'


class Window(Value):
    """Hours that begin on a kind of day, in minutes from its midnight; over midnight where they do not end later."""

    day: str
    begin: int
    end: int

    @property
    def is_over_midnight(self) -> bool:
        """Whether the hours end on the day after."""
        return self.end <= self.begin


class WindowsError(ValueError):
    """A text is no list of windows; its own text says what is the matter."""


@remembered(256)
def windows_of(text: str) -> tuple[Window, ...]:
    """Read windows, one for each day and its hours, those first that need no calendar; WindowsError where it cannot."""
    days: dict[str, None] = {}
    has_hours = True
    found: dict[Window, None] = {}
    for word in _words(text):
        begins, _, ends = word.partition("-")
        if begins and ends and _OF_HOURS.issuperset(begins + ends):
            if not days:
                raise WindowsError(f"no day stands before {word}; daily is every day")
            begin, end = _span(word, begins, ends)
            found |= dict.fromkeys(Window(day, begin, end) for day in days)
            has_hours = True
        else:
            days = dict.fromkeys(_days(word)) if has_hours else {**days, **dict.fromkeys(_days(word))}
            has_hours = False
    if not has_hours:
        raise WindowsError(f"no hours stand behind {', '.join(days)}; 00:00-24:00 is the whole day")
    return tuple(sorted(found, key=lambda window: window.day in OF_A_CALENDAR))


def ask_a_calendar(text: str) -> bool:
    """Whether windows hang on what a calendar says; False for what are no windows."""
    return not_windows(text) is None and any(window.day in OF_A_CALENDAR for window in windows_of(text))


def not_windows(text: str) -> str | None:
    """Say what a text is not that should be windows, and why; None where it is."""
    try:
        windows_of(text)
    except WindowsError as error:
        return f"{_EXAMPLE}: {error}"
    return None


def _words(text: str) -> Iterator[str]:
    for part in text.lower().split(","):
        words = part.split()
        if not words:
            raise WindowsError("something is missing beside a comma" if text.strip() else "it is empty")
        yield from words


def _days(word: str) -> tuple[str, ...]:
    """Give the days of a word: a day, a range of days, which may run over the weekend, or a kind of days."""
    if word == "daily":
        return WEEK
    if word in WEEK or word in OF_A_CALENDAR:
        return (word,)
    first, dash, last = word.partition("-")
    if dash and first in WEEK and last in WEEK:
        if first == last:
            raise WindowsError(f"{word} is no range; write {first}, or daily")
        begin, end = WEEK.index(first), WEEK.index(last)
        return WEEK[begin : end + 1] if begin < end else (*WEEK[begin:], *WEEK[: end + 1])
    raise WindowsError(_no_day(word))


def _no_day(word: str) -> str:
    if ";" in word:
        return "windows are parted by commas"
    if word[0].isdigit():
        return f"{word} are no hours; write them as in 09:00-18:00"
    known = {"weekdays": "mon-fri", "weekend": "sat-sun", "weekends": "sat-sun"}
    means = known.get(word) or (word[:3] if word[:3] in WEEK and word.endswith("day") else None)
    valid = f"the days are {' '.join(WEEK)}, daily, {', '.join(OF_A_CALENDAR)}"
    return f"there is no day {word}; {f'write {means}' if means else valid}"


def _span(word: str, begin: str, end: str) -> tuple[int, int]:
    first, last = _time(begin), _time(end)
    if first == WHOLE_DAY:
        raise WindowsError(f"{word} begins where the day ends; write 00:00 of the day after")
    if first == last:
        raise WindowsError(f"{word} ends where it begins; 00:00-24:00 is the whole day")
    return first, last


def _time(text: str) -> int:
    minutes = minutes_in(text)
    if minutes is None or minutes > WHOLE_DAY:
        raise WindowsError(f"{text} is no time; write it as in 09:00, up to 24:00")
    return minutes


def minutes_in(text: str) -> int | None:
    """Give the minutes of hours and minutes, written as in 09:00; None where it is something else."""
    hours, _, minutes = text.partition(":")
    if not all(len(part) == _DIGITS and are_digits(part, _DIGITS) for part in (hours, minutes)):
        return None
    return int(hours) * _MINUTES + int(minutes) if int(minutes) < _MINUTES else None

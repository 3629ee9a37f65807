"""The calendar of the State Council is that of chinesecalendar, day by day."""

from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]  # it has no types

from dwgate.facts.calendar.days import Calendar
from dwgate.policy.compiler.calendars.china import china


def test_every_day_is_what_chinesecalendar_says() -> None:
    """Read in spans, asked by the run time."""
    document = china().as_document()
    calendar = Calendar.of("china", document)
    day, until = date.fromisoformat(document["first"]), date.fromisoformat(document["until"])
    assert (day, until) >= (date(2004, 1, 1), date(2026, 12, 31))
    while day <= until:
        is_off, name = chinese_calendar.get_holiday_detail(day)
        assert calendar.is_workday(day) is not is_off
        assert calendar.holiday(day) == (name if is_off else None)
        day += timedelta(days=1)


def test_the_document_is_small_and_in_order() -> None:
    """A line for each holiday of a year, so that a newer version shows what it adds."""
    document = china().as_document()
    assert document["zone"] == "Asia/Shanghai"
    assert document["closed"]["2026-10-01..2026-10-07"] == "National Day"
    assert "2026-10-10" in document["open"]
    assert list(document["closed"]) == sorted(document["closed"])
    assert len(document["closed"]) < 10 * (int(document["until"][:4]) - 2003)

"""A calendar answers for the days that it knows, and for no other."""

from datetime import date
from typing import Any

import pytest

from dwgate.errors import FactError, in_chinese
from dwgate.facts.calendar import days
from dwgate.facts.calendar.days import Calendar, Spans, calendar_of

DOCUMENT: dict[str, Any] = {
    "zone": "+08:00",
    "first": "2026-01-01",
    "until": "2026-12-31",
    "week": ["mon", "tue", "wed", "thu", "fri"],
    "closed": {"2026-10-01..2026-10-07": "National Day", "2026-01-01": "", "2026-05-01": "Labour Day"},
    "open": ["2026-10-10", "2026-09-19..2026-09-20"],
}
NEWER = "install a newer chinesecalendar, or use a calendar of your own that goes on"


def day(text: str) -> date:
    """A day of 2026 by its month and day."""
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("text", "is_workday", "holiday"),
    [
        ("09-18", True, None),
        ("09-19", True, None),
        ("09-20", True, None),
        ("09-21", True, None),
        ("09-26", False, None),
        ("09-30", True, None),
        ("10-01", False, "National Day"),
        ("10-04", False, "National Day"),
        ("10-07", False, "National Day"),
        ("10-08", True, None),
        ("10-10", True, None),
        ("10-11", False, None),
        ("05-01", False, "Labour Day"),
        ("01-01", False, ""),
        ("12-31", True, None),
    ],
)
def test_a_day_is_worked_or_not(text: str, holiday: str | None, *, is_workday: bool) -> None:
    """What it says of the day itself goes before the day of the week; a holiday may have no name."""
    calendar = Calendar.of("china", DOCUMENT)
    assert calendar.is_workday(day(text)) is is_workday
    assert calendar.holiday(day(text)) == holiday


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        (
            "china",
            f"the calendar china ends on 2026-12-31; {NEWER}, and build the function again",
            "日历 china 截止到 2026-12-31；请升级 chinesecalendar，或改用有效期更长的自定义日历，然后重新构建函数",
        ),
        (
            "company",
            "the calendar company ends on 2026-12-31; give it a later day as until, and build the function again",
            "日历 company 截止到 2026-12-31；请在该日历中写入更晚的 until，然后重新构建函数",
        ),
    ],
)
def test_past_its_end_it_cannot_answer(name: str, english: str, chinese: str) -> None:
    """It says which one, until when it holds, and what to do."""
    calendar = Calendar.of(name, DOCUMENT)
    for ask in (calendar.is_workday, calendar.holiday):
        with pytest.raises(FactError) as raised:
            ask(date(2027, 1, 1))
        assert (raised.value.problem, in_chinese(raised.value.problem)) == (english, chinese)


def test_before_its_beginning_it_cannot_answer() -> None:
    """One that has none answers for every day up to its end."""
    with pytest.raises(FactError) as raised:
        Calendar.of("china", DOCUMENT).is_workday(date(2025, 12, 31))
    assert raised.value.problem == "the calendar china begins on 2026-01-01, and knows no day before it"
    assert in_chinese(raised.value.problem) == "日历 china 从 2026-01-01 开始，更早的日期无法判断"
    assert Calendar.of("company", {**DOCUMENT, "first": None}).is_workday(date(2025, 12, 31))


def test_no_spans_hold_no_day() -> None:
    """A calendar may be its week alone."""
    assert Spans.of([]).name_of("2026-01-01") is None


def test_a_calendar_is_read_once_for_a_policy() -> None:
    """Not for each call; of a policy that was built again it is another."""
    reference = {"calendars": {"china": DOCUMENT}}
    once = calendar_of(reference, "china")
    assert calendar_of(reference, "china") is once
    assert calendar_of({"calendars": {"china": dict(DOCUMENT)}}, "china") is not once


def test_no_more_calendars_are_kept_than_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk reads many policies in one process."""
    monkeypatch.setattr(days, "_kept", {})
    monkeypatch.setattr(days, "_MOST_KEPT", 2)
    policies = [{"calendars": {"china": dict(DOCUMENT)}} for _ in range(5)]
    for reference in policies:
        assert calendar_of(reference, "china").name == "china"
        assert len(days._kept) <= 2


@pytest.mark.parametrize("reference", [{}, {"calendars": {}}])
def test_a_calendar_that_was_not_built_in_cannot_answer(reference: dict[str, Any]) -> None:
    """A parameter may name another one than the policy was built with."""
    with pytest.raises(FactError) as raised:
        calendar_of(reference, "company")
    assert raised.value.problem == "the policy was built without the calendar company"
    assert in_chinese(raised.value.problem) == "策略构建时未包含日历 company"

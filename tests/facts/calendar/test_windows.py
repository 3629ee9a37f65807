"""Windows are read by one grammar, and what is none of them is told in words."""

import re

import pytest

from dwgate.facts.calendar.windows import Window, WindowsError, ask_a_calendar, not_windows, windows_of

WORKING = ("mon", "tue", "wed", "thu", "fri")
DAYS = "the days are mon tue wed thu fri sat sun, daily, workdays, restdays, holidays"


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("mon 09:00-18:00", {("mon", 540, 1080)}),
        ("MON  09:00-18:00 ", {("mon", 540, 1080)}),
        ("mon-fri 09:00-18:00", {(day, 540, 1080) for day in WORKING}),
        ("fri-mon 00:00-24:00", {(day, 0, 1440) for day in ("fri", "sat", "sun", "mon")}),
        ("mon, wed 09:00-10:00", {("mon", 540, 600), ("wed", 540, 600)}),
        ("mon,wed 09:00-10:00,11:00-12:00", {(d, *h) for d in ("mon", "wed") for h in ((540, 600), (660, 720))}),
        ("mon 09:00-10:00, sat 11:00-12:00", {("mon", 540, 600), ("sat", 660, 720)}),
        ("mon 09:00-10:00, mon 09:00-10:00", {("mon", 540, 600)}),
        ("daily 22:00-06:00", {(day, 1320, 360) for day in (*WORKING, "sat", "sun")}),
        ("workdays 00:00-00:01, restdays, holidays 23:59-00:00", None),
    ],
)
def test_days_and_hours_are_read(text: str, windows: set[tuple[str, int, int]] | None) -> None:
    """Days, ranges over the weekend, lists of days and of hours, in any letter case."""
    read = {(window.day, window.begin, window.end) for window in windows_of(text)}
    assert read == (windows or {("workdays", 0, 1), ("restdays", 1439, 0), ("holidays", 1439, 0)})
    assert not_windows(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("mon 09:00-10:00,", "something is missing beside a comma"),
        ("mon,, tue 09:00-10:00", "something is missing beside a comma"),
        ("mon-fri", "no hours stand behind mon, tue, wed, thu, fri; 00:00-24:00 is the whole day"),
        ("09:00-18:00", "no day stands before 09:00-18:00; daily is every day"),
        ("mon 9:00-18:00", "9:00 is no time; write it as in 09:00, up to 24:00"),
        ("mon 09:00-25:00", "25:00 is no time; write it as in 09:00, up to 24:00"),
        ("mon 09:00-17:60", "17:60 is no time; write it as in 09:00, up to 24:00"),
        ("mon 9-18", "9 is no time; write it as in 09:00, up to 24:00"),
        ("mon 09:00", "09:00 are no hours; write them as in 09:00-18:00"),
        ("mon 09:00–18:00", "09:00–18:00 are no hours; write them as in 09:00-18:00"),
        ("mon 24:00-02:00", "24:00-02:00 begins where the day ends; write 00:00 of the day after"),
        ("mon 09:00-09:00", "09:00-09:00 ends where it begins; 00:00-24:00 is the whole day"),
        ("mon-mon 09:00-10:00", "mon-mon is no range; write mon, or daily"),
        ("mon 09:00-10:00; tue 09:00-10:00", "windows are parted by commas"),
        ("weekdays 09:00-10:00", "there is no day weekdays; write mon-fri"),
        ("weekend 09:00-10:00", "there is no day weekend; write sat-sun"),
        ("Wednesday 09:00-10:00", "there is no day wednesday; write wed"),
        ("workdays-sun 09:00-10:00", f"there is no day workdays-sun; {DAYS}"),
    ],
)
def test_what_are_no_windows_is_said(text: str, problem: str) -> None:
    """With what to write in its place."""
    assert not_windows(text) == f'hours of days, such as "mon-fri 09:00-18:00": {problem}'
    with pytest.raises(WindowsError, match=re.escape(problem)):
        windows_of(text)


def test_windows_that_need_no_calendar_are_asked_first() -> None:
    """Where one of them holds, the calendar may have ended."""
    assert [window.day for window in windows_of("workdays 09:00-10:00, mon 09:00-10:00")] == ["mon", "workdays"]


@pytest.mark.parametrize(
    ("text", "asks"),
    [("mon-sun 00:00-24:00", False), ("mon, restdays 00:00-24:00", True), ("holidays 00:00-01:00", True), ("x", False)],
)
def test_only_kinds_of_days_ask_a_calendar(text: str, *, asks: bool) -> None:
    """Days of the week never run out."""
    assert ask_a_calendar(text) is asks


def test_hours_that_end_no_later_run_over_midnight() -> None:
    """Up to midnight itself they do not."""
    assert [Window("mon", *hours).is_over_midnight for hours in ((1320, 360), (1320, 0), (1320, 1440))] == [
        True,
        True,
        False,
    ]

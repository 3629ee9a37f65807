"""When a built policy's calendars end is known before they do."""

from datetime import date

from dwgate.build.calendars import Ending, endings

REFERENCE = {"calendars": {"company": {"until": "2027-06-30"}, "china": {"until": "2026-12-31"}}}


def test_each_calendar_has_an_end_and_days_until_then() -> None:
    """By name; none are left on the last day, and fewer than none after it."""
    assert endings(REFERENCE, date(2026, 11, 23)) == [
        Ending("china", date(2026, 12, 31), 38),
        Ending("company", date(2027, 6, 30), 219),
    ]
    assert [one.days_left for one in endings(REFERENCE, date(2026, 12, 31))] == [0, 181]
    assert [one.days_left for one in endings(REFERENCE, date(2027, 1, 2))] == [-2, 179]


def test_a_policy_without_calendars_has_no_end() -> None:
    """Nothing is read into it."""
    assert endings({}, date(2026, 11, 23)) == []


def test_what_makes_a_calendar_go_on_is_said() -> None:
    """That of the State Council comes in a package, one's own is written."""
    assert [one.advice for one in endings(REFERENCE, date(2026, 11, 23))] == [
        "install a newer chinesecalendar",
        "give it a later until",
    ]

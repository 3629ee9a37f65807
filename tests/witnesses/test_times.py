"""Times at which what a calendar or hours say can change are known, so that a search comes upon them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate.policy.compiler import compile_function
from dwgate.witnesses import Desk, find
from dwgate.witnesses.interests import of_rule
from dwgate.witnesses.times import around_date, of_call, of_changes
from dwgate.witnesses.variables import CLOCK, WithPart

CALENDAR: dict[str, Any] = {
    "zone": "+08:00",
    "first": "2026-01-01",
    "until": "2026-12-31",
    "week": ["mon", "tue", "wed", "thu", "fri"],
    "closed": {"2026-01-01": "New Year", "2026-05-01": "Labour Day", "2026-10-01..2026-10-07": "Labour Day"},
    "open": ["2026-02-14", "2026-10-10"],
}


def told(times: list[Any]) -> list[str]:
    """Write whole times by their dates, and parts by their number in a zone."""
    return [
        f"{one.part} {one.zone} {one.number}" if isinstance(one, WithPart) else one.isoformat()[:13] for one in times
    ]


def test_a_calendar_is_asked_for_a_day_of_each_kind() -> None:
    """The last holiday of each name, a day that makes up for one, plain days, and one that it does not know."""
    known = ["2026-01-01T12", "2026-10-01T12", "2026-10-10T12", "2026-12-31T12", "2026-12-27T12"]
    reference = {"calendars": {"china": CALENDAR, "company": {**CALENDAR, "first": None, "open": []}}}
    assert told(of_call("calendar.is_workday", [], reference)) == [*known, "2025-12-31T12"]
    company = told(of_call("calendar.holiday", ["company"], reference))
    assert company == ["2026-01-01T12", "2026-10-01T12", "2026-12-31T12", "2026-12-27T12", "2027-01-01T12"]


@pytest.mark.parametrize(
    "reference",
    [
        {},
        {"calendars": {"china": {**CALENDAR, "zone": "Asia/Shanghai"}}},
        {"calendars": {"china": {**CALENDAR, "first": "2026-12-30"}}},
    ],
)
def test_of_a_calendar_that_cannot_be_asked_there_is_nothing(reference: dict[str, Any]) -> None:
    """Where the policy lacks it or its zone, or it knows hardly a day."""
    assert of_call("calendar.is_workday", [], reference) == []


def test_a_calendar_that_never_ends_has_no_day_after() -> None:
    """There is none that could be asked for."""
    endless = {**CALENDAR, "first": None, "until": "9999-12-31", "closed": {}, "open": [], "week": []}
    assert told(of_call("calendar.is_workday", [], {"calendars": {"china": endless}})) == ["9999-12-31T12"]


def test_hours_are_asked_for_at_their_ends() -> None:
    """At the minutes before them, and on the days of the week where they change."""
    found = told(of_call("calendar.within", ["mon-fri 09:00-18:00, sat, sun 00:00-24:00", "UTC"], {}))
    assert found == [
        *(f"{CLOCK} UTC {minute}" for minute in (540, 539, 1080, 1079, 0, 1439)),
        *(f"getDayOfWeek UTC {day}" for day in (1, 0, 6, 5)),
    ]
    reference = {"calendars": {"china": CALENDAR}}
    assert len(of_call("calendar.within", ["workdays 09:00-18:00", "UTC"], reference)) == 6 + 4


@pytest.mark.parametrize(
    ("function", "arguments"),
    [("calendar.within", ["nine", "UTC"]), ("calendar.within", [None, "UTC"]), ("calendar.date", ["UTC"])],
)
def test_what_is_not_known_says_nothing(function: str, arguments: list[Any]) -> None:
    """A date is of interest where it is compared with one."""
    assert of_call(function, arguments, {}) == []


def test_a_date_is_tried_with_the_days_beside_it() -> None:
    """By the zone that is asked for; what is no date or no zone says nothing."""
    assert told(around_date("2026-12-25", "-10:00")) == ["2026-12-25T06", "2026-12-26T06", "2026-12-27T06"]
    for written, zone in (("2026-12", "UTC"), (5, "UTC"), ("2026-12-25", None), ("0001-01-01", "UTC")):
        assert around_date(written, zone) == []


def test_days_of_which_two_calendars_say_something_else_are_tried() -> None:
    """The last ones first, and the first day that only one of them knows."""
    other = {**CALENDAR, "closed": {"2026-12-24..2026-12-25": "Christmas"}, "open": [], "until": "2027-12-31"}
    assert told(of_changes(CALENDAR, other)) == [
        *("2026-12-24T12", "2026-10-10T12", "2026-10-01T12", "2026-05-01T12", "2026-02-14T12", "2026-01-01T12"),
        "2027-01-01T12",
    ]
    assert of_changes(CALENDAR, CALENDAR) == []


CONDITIONS = [
    "calendar.is_workday(now)",
    'calendar.is_holiday(now) && !calendar.within(now, "daily 00:00-18:00", "+08:00")',
    'calendar.holiday(now) == "Mid-autumn Festival"',
    'calendar.within(now, "mon-fri 09:00-09:01", "America/New_York")',
    'calendar.within(now, "sat 23:30-00:30", "Asia/Shanghai") && calendar.date(now, "+08:00") >= "2026-06-01"',
    'calendar.within(now, "restdays 00:00-24:00", "+08:00") && !calendar.is_holiday(now)',
    'calendar.date(now, "Asia/Shanghai") in ["2027-11-11", "2028-11-11"]',
    'calendar.date(now, "Asia/Shanghai") == "2027-11-11"',
]


@pytest.mark.parametrize("state", ["fired", "passed"])
@pytest.mark.parametrize("when", CONDITIONS)
def test_a_search_finds_a_time_at_which_the_rule_fires_and_one_at_which_it_does_not(
    when: str, state: str, function: Callable[..., Path]
) -> None:
    """Among few messages."""
    policy = f"rules:\n- name: closed\n  when: |\n    {when}\n  then: FAIL\n  reason: {{en: No.}}\n"
    compilation = compile_function(function(policy, "download-resources"))
    assert compilation.document, compilation.diagnostics
    engine, desk = compilation.policy(), Desk.of(None, ["download-resources"])
    interests = of_rule(compilation.document["rules"][0], compilation.document)
    found = find(desk.candidates, interests, lambda one: one.decide(engine).outcomes[0].state == state, 300)
    assert found

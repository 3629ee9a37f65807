"""The functions of calendars, as CEL calls them."""

from datetime import datetime
from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.errors import Problem
from dwgate.facts.asking import Asking, NoFacts
from dwgate.facts.calendar.functions import FUNCTIONS
from dwgate.facts.functions import declarations
from dwgate.policy.compiler.calendars.zones import in_base64

NAMES = sorted({function.name for function in FUNCTIONS})
ZONES = ("Asia/Shanghai", "America/New_York", "Europe/London")
CHINA: dict[str, Any] = {
    "zone": "Asia/Shanghai",
    "first": "2004-01-01",
    "until": "2026-12-31",
    "week": ["mon", "tue", "wed", "thu", "fri"],
    "closed": {"2026-10-01..2026-10-07": "National Day"},
    "open": ["2026-10-10"],
}
COMPANY = {**CHINA, "zone": "+00:00", "closed": {"2026-11-18": ""}, "open": []}
REFERENCE = {
    "calendars": {"china": CHINA, "company": COMPANY},
    "zones": {zone: in_base64(zone) for zone in ZONES},
}


@pytest.fixture(scope="module")
def environment() -> Any:
    """CEL with the functions of calendars, and with the time by name."""
    return cel.NewEnv(variables={"now": cel.Type.TIMESTAMP}, functions=declarations(cel, NAMES))


def ask(environment: Any, expression: str, now: str, reference: dict[str, Any] = REFERENCE) -> Any:
    """Give what an expression comes to at a time, or the problem that it is an error by."""
    with Asking(NoFacts(), reference=reference) as asking:
        value = environment.compile(expression).eval(data={"now": datetime.fromisoformat(now)})
    if value.type().name() == "ERROR":
        return asking.problem_in(str(value.value()))
    return value.plain_value()


@pytest.mark.parametrize(
    ("expression", "now", "answer"),
    [
        ("calendar.is_workday(now)", "2026-11-18T10:00:00+08:00", True),
        ("calendar.is_workday(now)", "2026-10-10T23:59:59+08:00", True),
        ("calendar.is_workday(now)", "2026-10-09T15:59:59Z", True),
        ("calendar.is_workday(now)", "2026-09-30T16:00:00Z", False),
        ("calendar.is_workday(now)", "2026-09-30T15:59:59Z", True),
        ("calendar.is_holiday(now)", "2026-10-04T10:00:00+08:00", True),
        ("calendar.is_holiday(now)", "2026-10-11T10:00:00+08:00", False),
        ("calendar.holiday(now)", "2026-10-04T10:00:00+08:00", "National Day"),
        ("calendar.holiday(now)", "2026-10-11T10:00:00+08:00", ""),
        ('calendar.is_workday(now, "company")', "2026-11-18T07:59:59+08:00", True),
        ('calendar.is_workday(now, "company")', "2026-11-18T08:00:00+08:00", False),
        ('calendar.is_holiday(now, "company")', "2026-11-18T08:00:00+08:00", True),
        ('calendar.holiday(now, "company")', "2026-11-18T08:00:00+08:00", ""),
        ('calendar.date(now, "Asia/Shanghai")', "2026-12-31T16:00:00Z", "2027-01-01"),
        ('calendar.date(now, "America/New_York")', "2026-12-31T16:00:00Z", "2026-12-31"),
        ('calendar.date(now, "-12:00")', "2027-01-01T11:59:59Z", "2026-12-31"),
    ],
)
def test_a_day_is_that_of_its_zone(expression: str, now: str, answer: object, environment: Any) -> None:
    """Of the calendar's, where the calendar is asked."""
    assert ask(environment, expression, now) == answer


@pytest.mark.parametrize(
    ("windows", "now", "is_within"),
    [
        ("mon-fri 09:00-18:00", "2026-11-18T08:59:59.999999+08:00", False),
        ("mon-fri 09:00-18:00", "2026-11-18T09:00:00+08:00", True),
        ("mon-fri 09:00-18:00", "2026-11-18T17:59:59.999999+08:00", True),
        ("mon-fri 09:00-18:00", "2026-11-18T18:00:00+08:00", False),
        ("mon-fri 09:00-18:00", "2026-11-18T01:00:00Z", True),
        ("mon-fri 09:00-18:00", "2026-11-21T10:00:00+08:00", False),
        ("mon-fri 09:00-18:00", "2026-10-01T10:00:00+08:00", True),
        ("fri 22:00-24:00", "2026-11-20T23:59:59+08:00", True),
        ("fri 22:00-24:00", "2026-11-21T00:00:00+08:00", False),
        ("fri 22:00-06:00", "2026-11-20T22:00:00+08:00", True),
        ("fri 22:00-06:00", "2026-11-21T05:59:59+08:00", True),
        ("fri 22:00-06:00", "2026-11-21T06:00:00+08:00", False),
        ("fri 22:00-06:00", "2026-11-20T05:59:59+08:00", False),
        ("fri 22:00-06:00", "2026-11-20T21:59:59+08:00", False),
        ("fri 22:00-06:00", "2026-11-21T22:00:00+08:00", False),
        ("workdays 09:00-18:00", "2026-10-10T10:00:00+08:00", True),
        ("workdays 09:00-18:00", "2026-10-01T10:00:00+08:00", False),
        ("workdays 22:00-06:00", "2026-10-01T05:00:00+08:00", True),
        ("workdays 22:00-06:00", "2026-10-01T22:00:00+08:00", False),
        ("restdays 00:00-24:00", "2026-10-01T10:00:00+08:00", True),
        ("restdays 00:00-24:00", "2026-10-11T10:00:00+08:00", True),
        ("restdays 00:00-24:00", "2026-10-10T10:00:00+08:00", False),
        ("holidays 00:00-24:00", "2026-10-01T10:00:00+08:00", True),
        ("holidays 00:00-24:00", "2026-10-11T10:00:00+08:00", False),
        ("sat 10:00-12:00, holidays 00:00-01:00, mon-fri 09:00-18:00", "2026-11-18T10:00:00+08:00", True),
    ],
)
def test_a_time_lies_in_a_window_or_not(windows: str, now: str, environment: Any, *, is_within: bool) -> None:
    """Begin and end, over midnight, and by the calendar."""
    assert ask(environment, f'calendar.within(now, "{windows}", "Asia/Shanghai")', now) is is_within
    assert ask(environment, f'calendar.within(now, "{windows}", "+08:00", "china")', now) is is_within


@pytest.mark.parametrize(
    ("zone", "windows", "now", "is_within"),
    [
        # New York puts its clocks from 02:00 to 03:00 on 2026-03-08, at 07:00 UTC.
        ("America/New_York", "sun 02:00-03:00", "2026-03-08T06:59:59Z", False),
        ("America/New_York", "sun 02:00-03:00", "2026-03-08T07:00:00Z", False),
        ("America/New_York", "sun 03:00-04:00", "2026-03-08T07:00:00Z", True),
        ("America/New_York", "mon-fri 09:00-18:00", "2026-03-06T13:59:59Z", False),
        ("America/New_York", "mon-fri 09:00-18:00", "2026-03-09T13:00:00Z", True),
        # And from 02:00 back to 01:00 on 2026-11-01, at 06:00 UTC.
        ("America/New_York", "sun 01:00-02:00", "2026-11-01T05:00:00Z", True),
        ("America/New_York", "sun 01:00-02:00", "2026-11-01T06:59:59Z", True),
        ("America/New_York", "sun 01:00-02:00", "2026-11-01T07:00:00Z", False),
        ("America/New_York", "sat 22:00-01:30", "2026-11-01T05:29:59Z", True),
        ("America/New_York", "sat 22:00-01:30", "2026-11-01T05:30:00Z", False),
        ("America/New_York", "sat 22:00-01:30", "2026-11-01T06:29:59Z", True),
        # London goes from 01:00 to 02:00 on 2026-03-29, and back on 2026-10-25, both at 01:00 UTC.
        ("Europe/London", "sun 01:00-02:00", "2026-03-29T01:00:00Z", False),
        ("Europe/London", "sun 02:00-03:00", "2026-03-29T01:00:00Z", True),
        ("Europe/London", "sun 01:00-02:00", "2026-10-25T00:00:00Z", True),
        ("Europe/London", "sun 01:00-02:00", "2026-10-25T01:59:59Z", True),
        ("Europe/London", "sun 01:00-02:00", "2026-10-25T02:00:00Z", False),
        # Beyond what a database lists, its rules go on.
        ("Europe/London", "daily 13:00-14:00", "2060-07-01T12:00:00Z", True),
    ],
)
def test_the_clock_on_the_wall_counts(zone: str, windows: str, now: str, environment: Any, *, is_within: bool) -> None:
    """An hour that a zone leaves out does not come, and one that it repeats comes twice."""
    assert ask(environment, f'calendar.within(now, "{windows}", "{zone}")', now) is is_within


ENDED = "2027-01-04T10:00:00+08:00"
"""A Monday that the calendar does not know."""


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ('calendar.within(now, "mon 09:00-18:00", "+08:00")', True),
        ('calendar.within(now, "tue 09:00-18:00", "+08:00")', False),
        ('calendar.within(now, "workdays, mon 09:00-18:00", "+08:00")', True),
        ('calendar.within(now, "workdays 11:00-18:00", "+08:00")', False),
        ('calendar.date(now, "+08:00")', "2027-01-04"),
    ],
)
def test_what_hangs_on_no_calendar_never_ends(expression: str, answer: object, environment: Any) -> None:
    """Nor does it where the hours or another window decide."""
    assert ask(environment, expression, ENDED) == answer


@pytest.mark.parametrize(
    "expression",
    [
        "calendar.is_workday(now)",
        "calendar.is_holiday(now)",
        'calendar.holiday(now) == ""',
        'calendar.within(now, "workdays 09:00-18:00", "+08:00")',
        'calendar.within(now, "workdays, tue 09:00-18:00", "+08:00")',
        'calendar.within(now, "holidays 00:00-24:00", "Asia/Shanghai")',
    ],
)
def test_past_the_end_of_a_calendar_nothing_is_guessed(expression: str, environment: Any) -> None:
    """Neither true nor false."""
    problem = ask(environment, expression, ENDED)
    assert isinstance(problem, Problem)
    assert problem.startswith("the calendar china ends on 2026-12-31; ")


def test_the_night_into_the_first_unknown_day_is_known(environment: Any) -> None:
    """It belongs to the day on which it begins."""
    nights = 'calendar.within(now, "workdays 22:00-06:00", "+08:00")'
    assert ask(environment, nights, "2027-01-01T05:59:59+08:00") is True
    assert isinstance(ask(environment, nights, "2027-01-01T22:00:00+08:00"), Problem)


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("calendar.is_workday(now)", "the policy was built without the calendar china"),
        ('calendar.date(now, "Asia/Shanghai")', "the policy was built without the time zone Asia/Shanghai"),
        ('calendar.within(now, "at nine", "+08:00")', "the hours of days cannot be read"),
    ],
)
def test_what_the_policy_was_not_built_with_cannot_be_told(expression: str, problem: str, environment: Any) -> None:
    """As where a parameter is tried with another value."""
    assert ask(environment, expression, ENDED, {}) == problem


def test_what_must_be_known_is_declared() -> None:
    """Everything behind the time is, so that it can be checked and read into the policy."""
    assert [sorted(function.known) for function in FUNCTIONS] == [
        list(range(1, len(function.parameters))) for function in FUNCTIONS
    ]

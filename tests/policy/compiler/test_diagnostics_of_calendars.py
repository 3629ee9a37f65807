"""Every finding about a calendar, in a file or in a condition: its name, its place, its text, its hint.

A ‸ in a text stands before the character at which the finding is expected.  Each is the only one.
"""

from collections.abc import Callable

import pytest

COMPANY = "company: {extends: china}\n"
RULES = """\
rules:
- name: closed
  when: calendar.is_workday(now, "company")
  then: FAIL
  reason: {en: No.}
"""
KEYS = "closed, extends, open, until, week, zone"
DAYS = "write 2026-12-24, or 2026-12-31..2027-01-02"


def a_calendar(text: str) -> str:
    """Give a policy with a calendar of these keys."""
    return f"calendars:\n  company: {text}\n{RULES}"


def over(calendars: str, when: str = 'calendar.is_workday(now, "company")') -> str:
    """Give a policy with these calendars, of one rule with this condition."""
    rule = f"- name: closed\n  when: |\n    {when}\n  then: FAIL\n  reason: {{en: No.}}\n"
    return f"calendars:\n  {calendars}rules:\n{rule}"


@pytest.mark.parametrize(
    ("name", "policy", "message", "hint"),
    [
        pytest.param(
            "wrong-type", f"calendars: ‸[company]\n{RULES}", "calendars is a mapping of names to calendars", None
        ),
        pytest.param(
            "wrong-type",
            a_calendar("‸china"),
            "a calendar is a mapping with the keys extends, zone, week, closed, open, until",
            None,
        ),
        pytest.param(
            "unknown-key",
            a_calendar("{extends: china, ‸holidays: [2026-12-24]}"),
            "a calendar has no key holidays",
            f"the keys of a calendar: {KEYS}",
        ),
        pytest.param(
            "unknown-key", a_calendar("{‸extend: china}"), "a calendar has no key extend", "did you mean extends?"
        ),
        pytest.param(
            "bad-value",
            a_calendar("{extends: china, zone: ‸Asia/Shangai}"),
            "there is no time zone Asia/Shangai",
            "did you mean Asia/Shanghai?",
        ),
        pytest.param(
            "bad-value",
            a_calendar("{extends: china, week: [mon, ‸Tuesday]}"),
            "Tuesday cannot stand here",
            "did you mean tue?",
        ),
        pytest.param("bad-value", a_calendar("{extends: china, week: [mon, ‸mon]}"), "mon is listed twice", None),
        pytest.param(
            "wrong-type",
            a_calendar("{extends: china, week: ‸[]}"),
            "week lists nothing",
            "list the days that are worked: [mon, tue, wed, thu, fri]",
        ),
        pytest.param(
            "wrong-type",
            a_calendar("{extends: china, closed: ‸{}}"),
            "closed lists nothing",
            "take the key away, or list days",
        ),
        pytest.param(
            "wrong-type",
            a_calendar("{extends: china, open: ‸[]}"),
            "open lists nothing",
            "take the key away, or list days",
        ),
        pytest.param(
            "wrong-type",
            a_calendar("{extends: china, open: ‸2026-12-24}"),
            "open is a list",
            "begin each item with '- ', or write [a, b]",
        ),
        pytest.param(
            "wrong-type", a_calendar("{extends: china, closed: {2026-12-24:‸ }}"), "there is no text here", None
        ),
        pytest.param(
            "duplicate-key",
            a_calendar("{extends: china, closed: {2026-12-24: a, ‸2026-12-24: b}}"),
            "2026-12-24 stands on line 2 already",
            None,
        ),
        pytest.param("bad-date", a_calendar("{extends: china, closed: [‸2026-02-30]}"), "2026-02-30 is no date", DAYS),
        pytest.param("bad-date", a_calendar("{extends: china, closed: {‸2026-1-1: a}}"), "2026-1-1 is no date", DAYS),
        pytest.param("bad-date", a_calendar("{extends: china, closed: [‸20261224]}"), "20261224 is no date", DAYS),
        pytest.param("bad-date", a_calendar("{extends: china, closed: [‸2026-12-24..]}"), "this is no date", DAYS),
        pytest.param(
            "bad-date",
            a_calendar("{extends: china, open: [‸2026-12-31..2026-12-24]}"),
            "2026-12-31..2026-12-24 does not end after it begins",
            "write 2026-12-24..2026-12-31",
        ),
        pytest.param(
            "bad-date",
            a_calendar("{extends: china, open: [‸2026-12-24..2026-12-24]}"),
            "2026-12-24..2026-12-24 does not end after it begins",
            "write 2026-12-24",
        ),
        pytest.param(
            "bad-date",
            a_calendar("{extends: china, closed: [‸2025-01-01..2026-01-02]}"),
            "2025-01-01..2026-01-02 is longer than 366 days",
            "write it in parts",
        ),
        pytest.param(
            "bad-date",
            a_calendar("{until: ‸next year}"),
            "next year is no date",
            "write the last day that it knows, as in 2027-12-31",
        ),
    ],
)
def test_a_calendar_of_another_form_is_found(
    name: str, policy: str, message: str, hint: str | None, assert_finds: Callable[..., None]
) -> None:
    """It is refused where it stands, and nothing that would follow from it is."""
    assert_finds(name, policy, message, hint)


@pytest.mark.parametrize("name", ["Company", "the company", "2027", "a.b", "a--b"])
def test_what_is_no_name_of_a_calendar_is_found(name: str, assert_finds: Callable[..., None]) -> None:
    """A condition would write it as text, in which a slip is easy."""
    rules = RULES.replace(', "company"', "")
    policy = f"calendars:\n  ‸{name}: {{extends: china}}\n{rules}"
    assert_finds("bad-name", policy, f"{name} is no name of a calendar", "write it as in company")


@pytest.mark.parametrize(
    ("name", "policy", "message", "hint"),
    [
        pytest.param(
            "duplicate-calendar",
            over("‸china: {until: 2027-12-31}\n", "calendar.is_workday(now)"),
            "china is the calendar that dwgate brings",
            "choose another name, and extend china",
        ),
        pytest.param(
            "missing-key",
            over("‸company: {week: [mon]}\n"),
            "company does not say until when it holds",
            "write until: and the last day that it knows",
        ),
        pytest.param(
            "unknown-calendar",
            over("company: {extends: ‸chinna}\n"),
            "there is no calendar chinna",
            "did you mean china?",
        ),
        pytest.param(
            "unknown-calendar",
            over("company: {extends: ‸holding}\n  home: {extends: company}\n"),
            "there is no calendar holding",
            "the calendars that there are: china, home",
        ),
        pytest.param(
            "bad-value",
            over("company: {extends: ‸company}\n"),
            "company extends itself",
            "let one of them extend china",
        ),
        pytest.param(
            "bad-date",
            over("company: {until: 2026-12-31, closed: [‸2026-12-31..2027-01-01]}\n"),
            "2027-01-01 is after 2026-12-31, where the calendar ends",
            "write a later until",
        ),
        pytest.param(
            "bad-value",
            over("company: {extends: china, closed: [2026-12-20..2026-12-24, ‸2026-12-24]}\n"),
            "2026-12-24 is listed twice",
            "it stands in 2026-12-20..2026-12-24 already",
        ),
        pytest.param(
            "bad-value",
            over("company: {extends: china, closed: [2026-12-20..2026-12-24], open: [‸2026-12-23..2026-12-26]}\n"),
            "2026-12-23 is closed and open",
            "take it from one of them",
        ),
        pytest.param(
            "unused-calendar",
            over("‸company: {extends: china}\n", "calendar.is_workday(now)"),
            "no condition and no reason uses the calendar company",
            "remove it, or use it",
        ),
        pytest.param(
            "unknown-calendar",
            over(COMPANY, 'calendar.is_workday(now, ‸"compny") || calendar.is_workday(now, "company")'),
            "there is no calendar compny",
            "did you mean company?",
        ),
        pytest.param(
            "unknown-calendar",
            over(COMPANY, 'calendar.is_workday(now, "company")').replace("No.", "'${calendar.holiday(now, ‸\"x\")}'"),
            "there is no calendar x",
            "the calendars that there are: china, company",
        ),
    ],
)
def test_what_is_wrong_with_calendars_is_found(
    name: str, policy: str, message: str, hint: str, assert_finds: Callable[..., None]
) -> None:
    """Where it stands, once, and with what to do."""
    assert_finds(name, policy, message, hint)


PARAMS = "params: {hours: 9 to 6, zone: Beijing}\n"


def policy_of(when: str) -> str:
    """Give a policy of one rule with this condition, over parameters that are no windows and no zone."""
    used = PARAMS if "params." in when else ""
    return f"{used}rules:\n- name: closed\n  when: |\n    {when}\n  then: FAIL\n  reason: {{en: No.}}\n"


KNOWN = "must be known when the policy is compiled"
WRITE = "write it as text, or as a parameter"
HOURS = 'is not hours of days, such as "mon-fri 09:00-18:00": '


@pytest.mark.parametrize(
    ("when", "message", "hint"),
    [
        ("calendar.is_workday(now, ‸operator)", f"the second argument of calendar.is_workday {KNOWN}", WRITE),
        ('calendar.within(now, ‸operator, "+08:00")', f"the second argument of calendar.within {KNOWN}", WRITE),
        ('calendar.within(now, "mon 09:00-10:00", ‸operator)', f"the third argument of calendar.within {KNOWN}", WRITE),
        (
            'calendar.within(now, "mon 09:00-10:00", "+08:00", ‸operator)',
            f"the fourth argument of calendar.within {KNOWN}",
            WRITE,
        ),
        ('calendar.date(now, ‸operator) == ""', f"the second argument of calendar.date {KNOWN}", WRITE),
        (
            'calendar.within(now, ‸"mon", "+08:00")',
            f"'mon' {HOURS}no hours stand behind mon; 00:00-24:00 is the whole day",
            None,
        ),
        ('calendar.date(now, ‸"Shanghai") == ""', "'Shanghai' is no time zone", "did you mean Asia/Shanghai?"),
        ('calendar.date(now, ‸"new_york") == ""', "'new_york' is no time zone", "did you mean America/New_York?"),
        (
            'calendar.date(now, ‸"+8") == ""',
            "'+8' is no time zone",
            'write a time zone, such as "Asia/Shanghai" or "+08:00"',
        ),
    ],
)
def test_what_a_calendar_is_asked_by_is_checked(
    when: str, message: str, hint: str | None, assert_finds: Callable[..., None]
) -> None:
    """Windows, zones, and what is not known before a message comes."""
    assert_finds("bad-argument", policy_of(when), message, hint)


def test_all_that_is_wrong_with_a_call_is_said_at_once(compiled: Callable[..., object]) -> None:
    """Also of parameters."""
    found = compiled(policy_of('calendar.within(now, params.hours, params.zone) || calendar.is_workday(now, "x")'))
    assert [finding.message for finding in found.diagnostics] == [  # type: ignore[attr-defined]  # a Compilation
        f"'9 to 6' {HOURS}9 are no hours; write them as in 09:00-18:00",
        "'Beijing' is no time zone",
    ]


def test_a_function_is_called_by_its_name_in_a_finding(assert_finds: Callable[..., None]) -> None:
    """Its underscore is part of it, as an operator's is not."""
    when = policy_of('calendar.is_workday‸("2026-01-01")')
    assert_finds("type-mismatch", when, "calendar.is_workday does not take (string)")

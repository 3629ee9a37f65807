"""The calendars of a whole policy: made of each other, asked by name, and read into the document."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dwgate.facts.calendar.days import Calendar
from dwgate.policy.compiler import Compilation

COMPANY = "company: {extends: china}\n"


def policy_of(calendars: str, when: str = 'calendar.is_workday(now, "company")') -> str:
    """Give a policy with these calendars, of one rule with this condition."""
    return (
        f"calendars:\n  {calendars}rules:\n- name: closed\n  when: |\n    {when}\n  then: FAIL\n  reason: {{en: No.}}\n"
    )


@pytest.fixture(scope="module")
def built(document: Callable[..., dict[str, Any]]) -> Callable[..., Calendar]:
    """Give the calendar ``company`` as the run time reads it."""
    return lambda calendars: Calendar.of("company", document(policy_of(calendars))["reference"]["calendars"]["company"])


def test_a_calendar_has_its_own_days_and_those_that_it_extends(built: Callable[..., Calendar]) -> None:
    """Its own come first, and holidays keep their names."""
    calendar = built(
        "company: {extends: china, closed: {2026-10-10: Outing, 2026-11-18..2026-11-19: Fair}, open: [2026-10-02, "
        "2026-11-21]}\n"
    )
    days = {
        "2026-10-01": (False, "National Day"),
        "2026-10-02": (True, None),
        "2026-10-03": (False, "National Day"),
        "2026-10-10": (False, "Outing"),
        "2026-02-14": (True, None),
        "2026-11-18": (False, "Fair"),
        "2026-11-19": (False, "Fair"),
        "2026-11-20": (True, None),
        "2026-11-21": (True, None),
        "2026-11-22": (False, None),
    }
    found = {
        day: (calendar.is_workday(date.fromisoformat(day)), calendar.holiday(date.fromisoformat(day))) for day in days
    }
    assert found == days
    assert (calendar.zone, calendar.first) == ("Asia/Shanghai", "2004-01-01")


def test_a_calendar_goes_on_after_the_one_that_it_extends(built: Callable[..., Calendar]) -> None:
    """By its week and its own days; and it can end before."""
    longer = built("company: {extends: china, until: 2030-12-31, closed: {2030-10-01: National Day}}\n")
    assert longer.until == "2030-12-31"
    assert [longer.is_workday(date(2030, 10, day)) for day in (1, 2, 5)] == [False, True, False]
    shorter = built("company: {extends: china, until: 2026-09-30}\n")
    assert shorter.until == "2026-09-30"
    assert max(shorter.closed.ends) < "2026-09-30"
    assert max(shorter.open.ends) < "2026-09-30"


def test_a_calendar_alone_has_a_week_and_an_end(built: Callable[..., Calendar]) -> None:
    """No beginning, and Monday to Friday in Beijing unless it says otherwise."""
    plain = built("company: {until: 2027-12-31}\n")
    assert (plain.first, plain.zone) == (None, "Asia/Shanghai")
    assert [plain.is_workday(date(2026, 10, day)) for day in (1, 2, 3)] == [True, True, False]
    other = built("company: {until: 2027-12-31, week: [sun], zone: '+01:00', closed: [2026-10-11]}\n")
    assert other.zone == "+01:00"
    assert [other.is_workday(date(2026, 10, day)) for day in (1, 4, 11)] == [False, True, False]
    assert other.holiday(date(2026, 10, 11)) == ""


def test_a_calendar_extends_one_that_extends_another(built: Callable[..., Calendar]) -> None:
    """In whichever order they stand."""
    calendar = built(
        "company: {extends: group, open: [2026-11-19]}\n"
        "  group: {extends: china, week: [mon], closed: {2026-11-18..2026-11-19: Fair}, zone: Europe/Berlin}\n"
    )
    days = [date(2026, 11, day) for day in (16, 17, 18, 19)]
    assert [calendar.is_workday(day) for day in days] == [True, False, False, True]
    assert calendar.zone == "Europe/Berlin"


def test_the_last_day_that_there_is_can_be_in_a_calendar(built: Callable[..., Calendar]) -> None:
    """And is no trouble to whoever counts on."""
    calendar = built("company: {until: 9999-12-31, closed: [9999-12-30..9999-12-31]}\n")
    assert calendar.holiday(date.max) == ""


@pytest.mark.parametrize(
    ("when", "calendars", "zones"),
    [
        ("calendar.is_workday(now)", ["china"], ["Asia/Shanghai"]),
        ("calendar.is_holiday(now) || calendar.is_workday(now)", ["china"], ["Asia/Shanghai"]),
        ('calendar.within(now, "mon 09:00-10:00", "+08:00")', [], []),
        ('calendar.within(now, "mon 09:00-10:00", "Europe/London")', [], ["Europe/London"]),
        ('calendar.within(now, "workdays 09:00-10:00", "+08:00")', ["china"], ["Asia/Shanghai"]),
        ('calendar.date(now, "UTC") == "2026-01-01"', [], ["UTC"]),
        ("event.fileSize > 1", [], []),
    ],
)
def test_only_what_is_asked_for_is_read_into_the_policy(
    when: str, calendars: list[str], zones: list[str], document: Callable[..., dict[str, Any]]
) -> None:
    """A policy that asks nothing is as it was before there were calendars."""
    rules = policy_of("", when).removeprefix("calendars:\n  ")
    found = document(rules)
    reference = found.get("reference", {})
    assert (list(reference.get("calendars", {})), list(reference.get("zones", {}))) == (calendars, zones)
    assert ("reference" in found) is bool(calendars or zones)


def test_exemptions_reasons_and_parameters_ask_too(document: Callable[..., dict[str, Any]]) -> None:
    """Whatever the policy evaluates finds what it needs."""
    found = document(
        """\
params: {zone: Europe/London, calendar: company, hours: workdays 09:00-10:00}
calendars: {company: {extends: china, zone: Europe/Berlin}, home: {extends: china, zone: '+01:00'}}
rules:
- name: large
  when: event.fileSize > 1
  then: FAIL
  reason: {en: "${calendar.holiday(now, 'home')} ${calendar.date(now, params.zone)}"}
exemptions:
- rules: [large]
  when: calendar.within(now, params.hours, "UTC", params.calendar)
  reason: audit
  owner: me
  expires: 2027-01-01
"""
    )["reference"]
    assert list(found["calendars"]) == ["company", "home"]
    assert list(found["zones"]) == ["Europe/Berlin", "Europe/London", "UTC"]


def test_a_circle_of_calendars_is_told_of_each_of_them(compiled: Callable[..., Compilation]) -> None:
    """And not of one that only leads into it."""
    policy = policy_of("company: {extends: a}\n  a: {extends: b}\n  b: {extends: a}\n")
    found = [(finding.line, finding.name, finding.message) for finding in compiled(policy).diagnostics]
    assert found == [(3, "bad-value", "b extends itself"), (4, "bad-value", "a extends itself")]


def test_files_share_their_calendars(compiled: Callable[..., Compilation]) -> None:
    """A name stands once, and one that a broken file may hold is not missed."""
    files = {
        "function.yaml": "points: [download-resources]",
        "policy/a.yaml": policy_of(COMPANY),
        "policy/b.yaml": policy_of("home: {extends: company}\n", 'calendar.is_workday(now, "home")').replace(
            "name: closed", "name: at-home"
        ),
    }
    assert compiled(files).diagnostics == ()
    (found,) = compiled({**files, "policy/c.yaml": files["policy/b.yaml"].replace("at-home", "c")}).diagnostics
    assert (found.file, found.name) == ("data_download/policy/c.yaml", "duplicate-calendar")
    assert found.message == "the calendar home stands in data_download/policy/b.yaml:2 already"
    for broken in ("calendars: [company]\n", "calendar: {company: {extends: china}}\n"):
        lost = {**files, "policy/a.yaml": broken + files["policy/a.yaml"].partition("rules:")[2].join(["rules:", ""])}
        assert "unknown-calendar" not in {finding.name for finding in compiled(lost).diagnostics}


def test_a_long_chain_of_calendars_is_made_once(
    compiled: Callable[..., Compilation], executed: Callable[..., int]
) -> None:
    """Each calendar is made when the first one asks for it, so that twice the chain takes twice the lines."""

    def compile_chain(length: int) -> None:
        chain = "".join(f"  c{number}: {{extends: c{number + 1}}}\n" for number in range(length))
        policy = policy_of(f"{chain.lstrip()}  c{length}: {{until: 2100-12-31}}\n", 'calendar.is_workday(now, "c0")')
        assert compiled(policy).diagnostics == ()

    alone, once, twice = (executed(compile_chain, length) for length in (0, 20, 40))
    assert (twice - alone) <= 2.1 * (once - alone)

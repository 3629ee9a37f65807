"""The key ``calendars:`` of a policy file: what is written there, and everything that can be wrong with its form."""

from datetime import date

import pytest

from dwgate.policy.compiler.calendars.form import calendars_of
from dwgate.policy.compiler.yaml_source import YamlSource


def test_a_calendar_is_read_as_it_is_written() -> None:
    """Days by name or in a list, ranges with blanks around their dots, the week in its order."""
    source = YamlSource.of(
        "a.yaml",
        """\
company:
  extends: china
  zone: Europe/Berlin
  week: [fri, mon]
  closed: {2026-12-24: ' Christmas Eve ', 2026-12-31 .. 2027-01-02: Year end}
  open: [2026-12-26, "2026-12-28..2026-12-29"]
  until: 2027-12-31
other: {closed: [2026-12-24]}
""",
    )
    company, other = calendars_of(source.root, source)
    assert source.findings == []
    assert (company.name.value, company.extends and company.extends.value) == ("company", "china")
    assert (company.zone, company.week, company.until) == ("Europe/Berlin", ("mon", "fri"), date(2027, 12, 31))
    assert [(one.first, one.last, one.name) for one in company.closed] == [
        (date(2026, 12, 24), date(2026, 12, 24), "Christmas Eve"),
        (date(2026, 12, 31), date(2027, 1, 2), "Year end"),
    ]
    assert [(one.first, one.last, one.name) for one in company.open] == [
        (date(2026, 12, 26), date(2026, 12, 26), ""),
        (date(2026, 12, 28), date(2026, 12, 29), ""),
    ]
    assert [one.name for one in other.closed] == [""]
    assert (other.extends, other.zone, other.week, other.open, other.until) == (None, None, None, (), None)


def test_no_calendars_are_none() -> None:
    """The key need not be there."""
    assert list(calendars_of(None, YamlSource.of("a.yaml", ""))) == []


@pytest.mark.parametrize("days", ["2025-01-01..2026-01-01", "2024-01-01..2024-12-31"])
def test_a_range_may_be_a_year_long(days: str) -> None:
    """366 days are not too many."""
    source = YamlSource.of("a.yaml", f"company: {{extends: china, closed: [{days}]}}\n")
    assert [len(calendar.closed) for calendar in calendars_of(source.root, source)] == [1]
    assert source.findings == []

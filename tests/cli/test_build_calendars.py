"""What ``dwgate build`` says of calendars that end soon."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dwgate.build.files import Size
from dwgate.build.package import Package
from dwgate.cli.build import _document, _ending

ENDS = {"company": "2026-12-30", "china": "2030-12-31"}


def package(**ends: str) -> Package:
    """A package with calendars that end on these days."""
    reference: dict[str, Any] = {"calendars": {name: {"until": until} for name, until in ends.items()}}
    folder = Path("build", "data_download")
    return Package(
        "data_download",
        folder,
        Path("build", "data_download.cdx.json"),
        Size(1, 2, 3),
        "sha256:0",
        calls_out=False,
        reference=reference,
    )


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 10, 31), "company ends in 60 days, on 2026-12-30"),
        (date(2026, 12, 29), "company ends in 1 day, on 2026-12-30"),
        (date(2026, 12, 30), "company ends today, 2026-12-30"),
        (date(2026, 12, 31), "company ended on 2026-12-30"),
        (date(2030, 11, 23), "china ends in 38 days, on 2030-12-31, company ended on 2026-12-30"),
    ],
)
def test_calendars_that_end_soon_are_told_in_one_line_for_each_function(today: date, told: str) -> None:
    """With what to do about each."""
    advice = "install a newer chinesecalendar and give it a later until" if "china" in told else "give it a later until"
    what = "and rules that ask it for a later day cannot be judged"
    assert list(_ending([package(**ENDS)], today)) == [
        f"data_download: the calendar {told}, {what}; {advice}, and build again"
    ]


def test_a_calendar_that_ends_later_is_not_told() -> None:
    """Nor is a function without any."""
    assert list(_ending([package(**ENDS), package()], date(2026, 10, 30))) == []


def test_programs_are_told_the_ends_of_all_calendars() -> None:
    """However far away they are."""
    assert _document(package(**ENDS), Path(), date(2026, 10, 30))["calendars"] == [
        {"name": "china", "until": "2030-12-31", "days_left": 1523},
        {"name": "company", "until": "2026-12-30", "days_left": 61},
    ]

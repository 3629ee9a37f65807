"""The page on calendars shows what there is, and what it shows works."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from dwgate.build.files import Size
from dwgate.build.package import Package
from dwgate.cli.build import _ending
from dwgate.events.event import Event
from dwgate.facts.calendar.functions import FUNCTIONS
from dwgate.facts.calendar.windows import OF_A_CALENDAR, WEEK, not_windows
from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy.compiler.calendars.form import CALENDAR_KEYS
from dwgate.policy.decision import BEIJING
from dwgate.policy_tests import run_tests

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs" / "calendars.md").read_text(encoding="utf-8")
YAML = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TEXT = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
OFFICE_HOURS, OWN, TESTS = YAML
WINDOWS, FINDING, REASON, WARNING = TEXT
TODAY = date(2026, 11, 23)

Compile = Callable[..., Compilation]


def first_cells(heading: str) -> list[str]:
    """Give what stands in backquotes in the first cells of the tables below a heading."""
    below = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in below.splitlines() if line.startswith("| `")]
    return [name for line in lines for name in re.findall(r"`([^`]+)`", line.split(" | ")[0])]


def test_the_page_names_every_function_word_and_key() -> None:
    """As they are called."""
    head = PAGE.partition("\n## ")[0]
    shown = set(re.findall(r"`(calendar\.\w+\([^)`]*\))`", head))
    assert {(one.partition("(")[0], one.count(",") + 1) for one in shown} == {
        (function.name, len(function.parameters)) for function in FUNCTIONS
    }
    assert {*WEEK, "daily", *OF_A_CALENDAR} <= set(first_cells("Windows"))
    assert first_cells("A calendar of your own") == list(CALENDAR_KEYS)
    assert not_windows(WINDOWS.strip()) is None


@pytest.mark.parametrize("policy", [OFFICE_HOURS, OWN])
def test_the_policies_on_the_page_compile(policy: str, compiled: Compile) -> None:
    """As they stand."""
    assert [finding.render() for finding in compiled(policy).diagnostics] == []


def test_the_tests_on_the_page_pass(write: Callable[..., Path]) -> None:
    """With a message that the project ships; each rule fires in one case and not in another."""
    allowed = ROOT / "functions" / "data_download" / "events" / "allowed.json"
    folder = write(
        {
            "function.yaml": "points: [download-resources, download-resources-execute]\n",
            "policy/office_hours.yaml": OFFICE_HOURS,
            "policy/office_hours_test.yaml": TESTS,
            "events/allowed.json": allowed.read_bytes(),
        }
    )
    report = run_tests(folder, compile_function(folder), "data_download")
    assert (report.failures, report.diagnostics, report.untested) == ((), (), ())
    assert len(report.results) == TESTS.count("- name:")


def test_the_finding_on_the_page_is_what_is_found(compiled: Compile) -> None:
    """By its place and its words."""
    policy = (
        "calendars:\n  company:\n    extends: china\n    closed: {2026-12-24: Christmas Eve}\n    open: [2026-12-24]\n"
        "rules:\n- name: closed\n  when: calendar.is_workday(now, 'company')\n  then: FAIL\n  reason: {en: No.}\n"
    )
    files = {"function.yaml": "points: [download-resources]", "policy/office_hours.yaml": policy}
    (found,) = compiled(files).diagnostics
    assert f"functions/{found.render()}\n" == FINDING


def test_the_reason_on_the_page_is_what_is_answered(compiled: Compile, event: Callable[..., Event]) -> None:
    """Word by word, for the first day that is not known."""
    engine = compiled(OFFICE_HOURS).policy()
    until = engine.reference["calendars"]["china"]["until"]
    now = datetime.combine(date.fromisoformat(until) + timedelta(days=1), time(8), BEIJING)
    decision = engine.decide(event(), now=now)
    (reason,) = (one for one in decision.reasons if "on-a-holiday" in one.text["en"])
    assert f"{reason.text['en']}\n" == REASON.replace("2026-12-31", until)


def test_the_warning_on_the_page_is_what_a_build_says() -> None:
    """38 days before the end of 2026."""
    reference = {"calendars": {"china": {"until": "2026-12-31"}}}
    built = Package("data_download", Path(), Path(), Size(1, 2, 3), "", calls_out=False, reference=reference)
    assert [f"dwgate: {line}\n" for line in _ending([built], TODAY)] == [WARNING]

"""Cases that hold nothing: they pass whatever the rules say that they are the tests of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import Report, Selection, run_tests
from policy_tests.tested import POINTS, POLICY

ELSEWHERE = """\
points: [download-resources-execute]
rules:
  - name: no-address
    when: |
      !("ip" in present)
    then: FAIL
    reason: {en: "No address."}
"""
HEAD = """\
event: {sample: download-resources}
now: 2026-11-18T10:00:00+08:00
set: {dataRowSize: 5, fileSize: 1000}
cases:
"""
ADDRESS = """\
  - name: an address came
    point: download-resources-execute
    set: {ip: 10.0.0.1}
    expect: OK
  - name: none came
    point: download-resources-execute
    unset: [ip]
    expect: FAIL
    rules: [no-address]
"""
VACUOUS = "  - name: no address is needed here\n    expect: OK\n"

Run = Callable[..., Report]


@pytest.fixture
def run(function: Callable[..., Path]) -> Run:
    """Run tests, by their file's name, beside the policies of limits and of an address."""

    def run_files(selection: Selection | None = None, **files: str) -> Report:
        folder = function(POLICY, *POINTS)
        (folder / "policy" / "address.yaml").write_text(ELSEWHERE)
        for name, cases in files.items():
            (folder / "policy" / f"{name}.yaml").write_text(HEAD + cases)
        compilation = compile_function(folder, "functions/f")
        return run_tests(folder, compilation, "functions/f", selection=selection or Selection())

    return run_files


def vacuous(report: Report) -> list[tuple[str, int]]:
    """Give the file and the line of each vacuous case; no case may have failed."""
    assert [result.case.name for result in report.failures] == []
    return [(finding.file, finding.line) for finding in report.vacuous]


def test_a_case_that_no_rule_of_its_file_can_change_is_a_finding(run: Run) -> None:
    """At its name, with what to do; and nothing is clean with one."""
    report = run(address_test=ADDRESS + VACUOUS)
    (finding,) = report.vacuous
    assert finding.render() == (
        "functions/f/policy/address_test.yaml:14:11: vacuous-case: this passes whatever the rules of address.yaml say\n"
        "  14 |   - name: no address is needed here\n"
        "     |           ^\n"
        "     = none of them is judged at download-resources: make it a case of another point, or of other rules"
    )
    assert finding in report.findings
    assert not report.is_clean


@pytest.mark.parametrize(
    "case",
    [
        "{name: x, expect: OK}",
        "{name: x, set: {dataRowSize: 100001}, expect: FAIL, rules: [too-many-rows]}",
        "{name: x, set: {dataRowSize: 100001, operatorUid: '7'}, expect: OK, exempted: [too-many-rows]}",
        "{name: x, set: {dataRowSize: x, fileSize: x}, expect: FAIL, errors: [too-many-rows, large-file]}",
        "{name: x, point: download-resources-execute, set: {ip: 1.2.3.4}, expect: OK, shadow: [outside]}",
    ],
)
def test_a_case_that_some_rule_could_change_is_none(case: str, run: Run) -> None:
    """Whatever it expects: each rule that it does not name must not have fired, erred or been lifted."""
    assert vacuous(run(limits_test=f"  - {case}\n")) == []


def test_a_test_without_a_policy_beside_it_is_of_all_rules(run: Run) -> None:
    """There the same case holds the limits."""
    assert vacuous(run(whole_test=ADDRESS + VACUOUS)) == []


def test_a_case_of_a_point_without_rules_holds_nothing(function: Callable[..., Path]) -> None:
    """Not even where all rules of the function count."""
    folder = function(ELSEWHERE, *POINTS)
    (folder / "policy" / "whole_test.yaml").write_text(HEAD + VACUOUS)
    (finding,) = run_tests(folder, compile_function(folder, "functions/f"), "functions/f").vacuous
    assert finding.message == "this passes whatever the rules of the function say"


def test_a_case_that_fails_or_is_skipped_is_told_once(run: Run) -> None:
    """It is no finding beside that."""
    wrong = VACUOUS.replace("expect: OK", "expect: FAIL\n    rules: [no-address]")
    report = run(address_test=ADDRESS + wrong + VACUOUS.replace("no address", "none") + "    skip: later\n")
    assert (len(report.failures), len(report.skipped), report.vacuous) == (1, 1, ())


@pytest.mark.parametrize(("name", "lines"), [("an address", []), ("is needed", [14])])
def test_only_cases_that_are_asked_for_are_looked_at(name: str, lines: list[int], run: Run) -> None:
    """By their names, here."""
    report = run(Selection(names=(name,)), address_test=ADDRESS + VACUOUS)
    assert [line for _, line in vacuous(report)] == lines


def test_a_row_of_a_table_can_be_vacuous(run: Run) -> None:
    """The finding stands at its row, also where that has no name."""
    table = """\
  - name: addresses
    expect: OK
    table:
      - {point: download-resources-execute, set: {ip: 10.0.0.1}}
      - {set: {fileSize: 7}}
      - name: here
"""
    report = run(address_test=table)
    places = [(finding.line, finding.column) for finding in report.vacuous]
    assert places == [(9, 9), (10, 9)]

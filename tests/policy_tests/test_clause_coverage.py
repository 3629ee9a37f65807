"""What cases see of the rules, the exemptions and their clauses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import run_tests
from dwgate.policy_tests.clause_coverage import coverage_of
from dwgate.policy_tests.coverage_gaps import gaps
from dwgate.policy_tests.covered import Coverage, Share
from policy_tests.tested import POINTS

SHIPPED = sorted(path.parent for path in (Path(__file__).parents[2] / "functions").glob("*/function.yaml"))

RULE = """\
params: {{max_rows: 10}}
rules:
  - name: refused
    when: {when}
    then: FAIL
    mode: shadow
    reason: {{en: "No."}}
"""
EXEMPTION = """\
  - rules: [refused]
    when: {when}
    reason: audit
    owner: audit@example.com
    expires: {expires}
"""
HEAD = """\
event: {sample: download-resources}
now: 2026-11-18T10:00:00+08:00
set: {dataRowSize: 5, fileSize: 5}
cases:
"""

Cover = Callable[..., Coverage]


@pytest.fixture
def cover(function: Callable[..., Path]) -> Cover:
    """Cover a policy of one rule by cases, each given as what it sets; whether they pass does not matter."""

    def cover_by(when: str, *changes: str, exemptions: str = "") -> Coverage:
        policy = RULE.format(when=when) + (f"exemptions:\n{exemptions}" if exemptions else "")
        folder = function(policy, *POINTS)
        cases = (f"  - {{name: case {number}, expect: OK, {change}}}\n" for number, change in enumerate(changes))
        (folder / "policy" / "limits_test.yaml").write_text(HEAD + "".join(cases))
        compilation = compile_function(folder, "functions/f")
        report = run_tests(folder, compilation, "functions/f")
        assert report.diagnostics == ()
        coverage = coverage_of(compilation, [result.case for result in report.results])
        assert coverage is not None
        return coverage

    return cover_by


def clauses(covered: Any) -> list[tuple[int, int, int]]:
    """Give of each clause how often it was true, false, and not to be judged."""
    return [(clause.true, clause.false, clause.unjudged) for clause in covered.clauses]


BOTH = "event.dataRowSize > params.max_rows && event.fileSize > 10"
ROWS, BYTES, MANY = "set: {dataRowSize: 11}", "set: {fileSize: 11}", "set: {dataRowSize: 11, fileSize: 11}"


@pytest.mark.parametrize(
    ("when", "cases", "seen", "share"),
    [
        (BOTH, [BYTES], [(0, 1, 0), (0, 0, 0)], Share(2, 6)),
        (BOTH, [MANY, BYTES], [(1, 1, 0), (1, 0, 0)], Share(5, 6)),
        (BOTH, [MANY, ROWS, BYTES], [(2, 1, 0), (1, 1, 0)], Share(6, 6)),
        (BOTH, ["set: {dataRowSize: x}"], [(0, 0, 1), (0, 1, 0)], Share(2, 6)),
        (BOTH, ["unset: [fileSize]"], [(0, 1, 0), (0, 0, 0)], Share(2, 6)),
        (BOTH, ["set: {dataRowSize: 6}, params: {max_rows: 5}"], [(1, 0, 0), (0, 1, 0)], Share(3, 6)),
        (BOTH, [f"{MANY}, skip: later"], [(0, 0, 0), (0, 0, 0)], Share(0, 6)),
        ("event.fileSize > params.max_rows || event.dataRowSize > 10", [BYTES], [(1, 0, 0), (0, 0, 0)], Share(2, 6)),
        ("event.fileSize > params.max_rows && true", [BYTES], [(1, 0, 0), (1, 0, 0)], Share(3, 5)),
        ("true || event.fileSize > params.max_rows", [BYTES], [(1, 0, 0), (0, 0, 0)], Share(2, 2)),
    ],
)
def test_an_outcome_is_seen_where_its_clause_is_reached(
    when: str, cases: list[str], seen: list[tuple[int, int, int]], share: Share, cover: Cover
) -> None:
    """Also of a rule in shadow, and by the parameters of the case; what it cannot come to does not count."""
    coverage = cover(when, *cases)
    (rule,) = coverage.rules
    assert clauses(rule) == seen
    assert coverage.share == rule.share == share


def test_a_rule_fires_passes_or_has_done_neither(cover: Cover) -> None:
    """Neither where it cannot be judged, and neither where it is lifted."""
    exemption = EXEMPTION.format(when='operator == "7"', expires="2027-01-01")
    lifted = "set: {dataRowSize: 11, fileSize: 11, operatorUid: '7'}"
    coverage = cover(BOTH, MANY, ROWS, BYTES, "set: {dataRowSize: x, fileSize: 11}", lifted, exemptions=exemption)
    (rule,) = coverage.rules
    assert (rule.fired, rule.passed) == (1, 2)


ONE = "event.fileSize > params.max_rows"
AUDIT = EXEMPTION.format(when='operator == "7" && event.dataRowSize < 100', expires="2027-01-01")
SECOND = EXEMPTION.format(when='workspace == "8"', expires="2027-01-01")
OTHER = "set: {fileSize: 11, operatorUid: '6'}"
AUDITOR = "set: {fileSize: 11, operatorUid: '7'}"
LARGE = "set: {fileSize: 11, dataRowSize: 111, operatorUid: '7'}"
UNREADABLE = "set: {fileSize: 11, dataRowSize: x, operatorUid: '7'}"
WORKSPACE = "set: {fileSize: 11, operatorUid: '6', queryDwProjectId: 8}"
LATER = "now: 2027-01-01T00:00:00+08:00, "


@pytest.mark.parametrize(
    ("cases", "used", "expired", "seen"),
    [
        ([OTHER], 0, 0, [(0, 1, 0), (0, 0, 0)]),
        ([AUDITOR], 1, 0, [(1, 0, 0), (1, 0, 0)]),
        ([LARGE], 0, 0, [(1, 0, 0), (0, 1, 0)]),
        ([LATER + AUDITOR], 0, 1, [(0, 0, 0), (0, 0, 0)]),
        ([LATER + OTHER], 0, 0, [(0, 0, 0), (0, 0, 0)]),
        (["set: {operatorUid: '7'}"], 0, 0, [(0, 0, 0), (0, 0, 0)]),
        (["set: {fileSize: x, operatorUid: '7'}"], 0, 0, [(0, 0, 0), (0, 0, 0)]),
        ([UNREADABLE], 0, 0, [(1, 0, 0), (0, 0, 1)]),
    ],
)
def test_an_exemption_is_used_or_has_expired_where_its_rule_would_fire(
    cases: list[str], used: int, expired: int, seen: list[tuple[int, int, int]], cover: Cover
) -> None:
    """One that has expired is not looked at, and has shown its end only where it would have lifted the rule."""
    (exemption,) = cover(ONE, *cases, exemptions=AUDIT).exemptions
    assert (exemption.used, exemption.expired, clauses(exemption)) == (used, expired, seen)


@pytest.mark.parametrize(
    ("case", "used", "seen"),
    [
        (AUDITOR, [1, 0], [[(1, 0, 0), (1, 0, 0)], [(0, 0, 0)]]),
        (WORKSPACE, [0, 1], [[(0, 1, 0), (0, 0, 0)], [(1, 0, 0)]]),
        (OTHER, [0, 0], [[(0, 1, 0), (0, 0, 0)], [(0, 1, 0)]]),
    ],
)
def test_an_exemption_behind_the_one_that_lifts_is_not_reached(
    case: str, used: list[int], seen: list[list[tuple[int, int, int]]], cover: Cover
) -> None:
    """They are tried in their order."""
    found = cover(ONE, case, exemptions=AUDIT + SECOND).exemptions
    assert [exemption.used for exemption in found] == used
    assert [clauses(exemption) for exemption in found] == seen


def test_a_case_counts_once_for_an_exemption_of_several_rules(function: Callable[..., Path]) -> None:
    """Which it lifts at a time; a rule that is named twice is one."""
    rule = '  - {name: NAME, when: event.fileSize > 10, then: FAIL, reason: {en: "No."}}\n'
    exemption = AUDIT.replace("[refused]", "[one, two, one]")
    folder = function(f"rules:\n{rule.replace('NAME', 'one')}{rule.replace('NAME', 'two')}exemptions:\n{exemption}")
    case = f"  - {{name: both, expect: OK, exempted: [one, two], {AUDITOR}}}\n"
    (folder / "policy" / "limits_test.yaml").write_text(HEAD + case)
    compilation = compile_function(folder)
    coverage = coverage_of(compilation, [result.case for result in run_tests(folder, compilation, "f").results])
    assert coverage is not None
    assert (coverage.exemptions[0].used, clauses(coverage.exemptions[0])) == (1, [(1, 0, 0), (1, 0, 0)])
    assert [(covered.fired, covered.passed) for covered in coverage.rules] == [(0, 0), (0, 0)]


def test_a_policy_that_does_not_compile_has_no_coverage(function: Callable[..., Path]) -> None:
    """There is nothing to cover."""
    assert coverage_of(compile_function(function("rules: []\n")), []) is None


def test_the_numbers_are_given_as_json_types(cover: Cover) -> None:
    """By rule, exemption and clause, each clause with what it has not come to."""
    document = cover(ONE, OTHER, AUDITOR, exemptions=AUDIT).as_document()
    one = {"clause": ONE, "true": 2, "false": 0, "unjudged": 0, "unseen": [False]}
    operator = {"clause": 'operator == "7"', "true": 1, "false": 1, "unjudged": 0, "unseen": []}
    small = {"clause": "event.dataRowSize < 100", "true": 1, "false": 0, "unjudged": 0, "unseen": [False]}
    assert document == {
        "function": "data_download",
        "seen": 6,
        "total": 10,
        "percent": 60.0,
        "rules": [{"rule": "refused", "fired": 1, "passed": 0, "clauses": [one]}],
        "exemptions": [
            {
                "rules": ["refused"],
                "owner": "audit@example.com",
                "expires": "2027-01-01T00:00:00+08:00",
                "used": 1,
                "expired": 0,
                "clauses": [operator, small],
            }
        ],
    }


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_the_tests_of_the_shipped_policies_see_everything(folder: Path) -> None:
    """Every rule fire and pass, every exemption used and expired, every clause true and false; and none is vacuous."""
    compilation = compile_function(folder)
    report = run_tests(folder, compilation, folder.name)
    assert report.is_clean
    coverage = coverage_of(compilation, [result.case for result in report.results])
    assert coverage is not None
    assert [gap.render() for gap in gaps(coverage)] == []
    assert coverage.share.percent == 100

"""What a file says for its cases, a case for the rows of its table, and a row: the last word counts."""

from collections.abc import Callable

import pytest

from dwgate.policy_tests import Report, written
from policy_tests.tested import HEAD

Run = Callable[..., Report]

TABLE = """\
  - name: rows
    set: {fileSize: 1}
    expect: FAIL
    rules: [too-many-rows]
    table:
      - {set: {dataRowSize: 100001}}
      - {set: {dataRowSize: "100001"}, reason: {en: 100001 rows are over the limit of 100000.}}
      - name: with a large file
        set: {dataRowSize: 100001, fileSize: 1000001}
        rules: [too-many-rows, large-file]
      - {set: {dataRowSize: 100000}, expect: OK}
"""


def test_the_rows_of_a_table_are_cases_of_their_own(run: Run) -> None:
    """Each has its line, and the case's name with its own, or with what it changes."""
    report = run(HEAD + TABLE)
    assert report.diagnostics == ()
    assert [(result.case.line, result.case.name, result.differences) for result in report.results] == [
        (9, "rows (dataRowSize: 100001)", ()),
        (10, 'rows (dataRowSize: "100001")', ()),
        (11, "rows (with a large file)", ()),
        (14, "rows (dataRowSize: 100000)", ()),
    ]


def values(report: Report, *fields: str) -> list[list[object]]:
    """Give some fields of each case's message, None where one did not come."""
    assert report.diagnostics == ()
    return [[result.case.event.values.get(field) for field in fields] for result in report.results]


def test_what_a_row_changes_comes_after_what_its_case_does(run: Run) -> None:
    """As a case's changes come after those of the file: what a case sets a row can take out, and the other way."""
    report = run("""\
event: ../events/allowed.json
now: 2026-11-18T10:00:00+08:00
set: {fileName: of the file, fileSize: 1}
cases:
  - name: one
    set: {fileSize: 2, dataRowSize: 2}
    unset: [moduleType]
    expect: OK
    table:
      - {}
      - {set: {fileSize: 3, moduleType: DataIntegration}}
      - {unset: [fileName], set: {dataRowSize: 3}}
""")
    assert values(report, "fileName", "fileSize", "dataRowSize", "moduleType") == [
        ["of the file", 2, 2, None],
        ["of the file", 3, 2, "DataIntegration"],
        [None, 2, 3, None],
    ]


def test_a_row_has_the_last_word_on_point_time_event_and_facts(run: Run) -> None:
    """What it does not say its case says, or its file."""
    report = run(f"""{HEAD}\
  - name: one
    point: download-resources-execute
    set: {{dataRowSize: 100001, fileSize: 1, ip: 10.0.0.1, operatorUid: "7"}}
    now: 2026-12-31
    table:
      - {{expect: OK, exempted: [too-many-rows]}}
      - {{now: 2027-01-01, expect: FAIL, rules: [too-many-rows]}}
      - {{event: {{sample: download-resources}}, expect: OK, exempted: [too-many-rows]}}
      - {{point: download-resources, unset: [ip], expect: OK, exempted: [too-many-rows]}}
""")
    assert [finding.name for finding in report.diagnostics] == ["unknown-field", "unknown-field"]
    assert [(result.case.name, result.has_passed) for result in report.results] == [
        ("one", True),
        ("one (now: 2027-01-01)", True),
        ("one (event.sample: download-resources)", True),
    ]


def test_a_row_that_says_expect_says_all_that_is_expected(run: Run) -> None:
    """The rules and the reason of its case lead to the case's result, and would make another impossible."""
    report = run(f"""{HEAD}\
  - name: one
    expect: FAIL
    rules: [too-many-rows]
    reason: {{en: {{contains: over the limit}}}}
    table:
      - {{set: {{dataRowSize: 5}}, expect: OK}}
      - {{set: {{fileSize: 1000001}}, expect: WARN, rules: [large-file]}}
""")
    assert report.diagnostics == ()
    assert report.failures == ()


@pytest.mark.parametrize(
    ("case", "findings"),
    [
        ("{name: one, expect: OK, table: []}", ["4:36: wrong-type: table lists nothing"]),
        ("{name: one, table: {set: {}}}", ["4:24: wrong-type: table is a list"]),
        ("{name: one, table: [{sett: {}, expect: OK}]}", ["4:26: unknown-key: a row has no key sett"]),
        (
            "{name: one, table: [{table: [], expect: OK}]}",
            ["4:26: unknown-key: a row has no key table"],
        ),
        ("{name: one, table: [{fileSize: 1, expect: OK}]}", ["4:26: unknown-key: a row has no key fileSize"]),
        ("{name: one, table: [{}, {expect: OK}]}", ["4:25: missing-key: a row needs the key expect"]),
        ("{name: one, expct: OK, table: [{}]}", ["4:17: unknown-key: a case has no key expct"]),
        ("{expect: OK, table: [{}]}", ["4:5: missing-key: a case needs the key name"]),
        (
            "{name: one, expect: OK, table: [x]}",
            ["4:37: wrong-type: a row is a mapping with the keys name, event, point, now, facts, set, unset, params,"],
        ),
        (
            "{name: one, expect: OK, table: [{}, {set: {fileSize: 1}}, {}]}",
            ["4:63: duplicate-case: a case of this name stands on line 4 already"],
        ),
        (
            "{name: one, expect: OK, table: [{name: a}, {name: a}]}",
            ["4:55: duplicate-case: a case of this name stands on line 4 already"],
        ),
        (
            "{name: one, set: {fileSise: 1}, expect: OK, table: [{}, {set: {fileSize: 1}}]}",
            ["4:23: unknown-field: DataWorks documents no field fileSise at download-resources"],
        ),
    ],
)
def test_what_is_wrong_with_a_table_is_found(case: str, findings: list[str], run: Run) -> None:
    """Once, at its place; what is wrong with the case is wrong with all its rows."""
    report = run(f"{HEAD}  - {case}\n")
    found = [f"{one.line}:{one.column}: {one.name}: {one.message}" for one in report.diagnostics]
    assert [one[: len(wanted)] for one, wanted in zip(found, findings, strict=True)] == findings


@pytest.mark.parametrize(
    ("cases", "hint"),
    [
        ("  - {name: one, expect: OK, table: [{}, {}]}", "give the row a name"),
        ("  - {name: one, expect: OK, table: [{name: a}, {name: a}]}", "say what is special about each"),
        ("  - {name: one (a), expect: OK}\n  - {name: one, expect: OK, table: [{name: a}]}", "say what is special"),
    ],
)
def test_a_name_that_stands_twice_is_to_be_another(cases: str, hint: str, run: Run) -> None:
    """A row can have one of its own; the first is run."""
    report = run(f"{HEAD}{cases}\n")
    (finding,) = report.diagnostics
    assert (finding.hint or "").startswith(hint)
    assert (len(report.results), report.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("cases", "left_out"),
    [
        ("{name: one, expect: OK, table: [{}, {sett: 1}, x]}", 2),
        ("{name: one, expct: OK, table: [{}, {}, {}]}", 3),
        ("{name: one, expect: OK, table: []}", 1),
        ("{name: one, expect: OK, table: x}", 1),
    ],
)
def test_the_rows_that_are_not_run_are_counted(cases: str, left_out: int, run: Run) -> None:
    """A table without rows is one case that is not run."""
    assert run(f"{HEAD}  - {cases}\n").left_out == left_out


def test_a_row_without_event_and_time_is_found(run: Run) -> None:
    """Neither it, nor its case, nor the file says them."""
    report = run("cases: [{name: one, expect: OK, table: [{now: 2026-11-18}]}]")
    assert [(one.column, one.name, one.message) for one in report.diagnostics] == [
        (41, "missing-key", "a case needs the key event")
    ]


@pytest.mark.parametrize(
    ("case", "skipped"),
    [
        ("skip: until the limit is agreed\nexpect: FAIL\nrules: [too-many-rows]", ["until the limit is agreed"]),
        ("skip: >-\n  until the limit\n  is agreed\nexpect: OK", ["until the limit is agreed"]),
        ("skip: later\nexpect: OK\ntable: [{}, {name: a, skip: or never}]", ["later", "or never"]),
        ("expect: OK\ntable: [{}, {name: a, skip: never}]", ["never"]),
    ],
)
def test_a_case_that_says_why_is_skipped(case: str, skipped: list[str], run_case: Run) -> None:
    """It has neither passed nor failed, and what it would have tested is not tested."""
    report = run_case(case)
    assert report.diagnostics == ()
    assert [one.skip for one in report.skipped] == skipped
    assert report.failures == ()
    assert report.is_whole
    assert "outside" in {rule.name for rule in report.untested}


@pytest.mark.parametrize(
    ("skip", "finding"),
    [
        ("", "5:10: wrong-type: a case is skipped for a reason"),
        ("true", "5:11: wrong-type: a case is skipped for a reason"),
        ("' '", "5:11: wrong-type: there is no text here"),
        ("[a]", "5:11: wrong-type: this is a text, not a list or a mapping"),
    ],
)
def test_a_case_is_skipped_for_a_reason(skip: str, finding: str, run_case: Run) -> None:
    """Whoever finds it asks for it."""
    (found,) = run_case(f"skip: {skip}\nexpect: OK").diagnostics
    assert f"{found.line}:{found.column}: {found.name}: {found.message}" == finding


def test_a_case_that_is_skipped_is_read(run_case: Run) -> None:
    """What is wrong with it is found, before the day on which it is to be run."""
    report = run_case("skip: later\nset: {fileSise: 1}\nexpect: OK")
    assert [finding.name for finding in report.diagnostics] == ["unknown-field"]
    assert (report.skipped, report.left_out) == ((), 1)


def test_aliases_do_not_stand_for_a_million_rows(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row is a case, however it is written; of too many none is read."""
    monkeypatch.setattr(written, "MOST_CASES", 3)
    row = "{set: &s {dataRowSize: 1}, name: a, expect: OK}, {set: *s, name: b, expect: OK}"
    table = f"  - name: rows\n    table: [{row}]\n  - {{name: one, expect: OK}}\n"
    (finding,) = run(HEAD + table + "  - {name: two, expect: OK}\n").diagnostics
    assert (finding.name, finding.message, finding.line) == ("too-many", "a file has at most 3 cases", 4)

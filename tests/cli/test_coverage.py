"""``dwgate test --coverage``: what it shows, and how it ends."""

import json
import shutil
from pathlib import Path

import pytest

from cli.ran import Run
from cli.test_test import CLEAN

LIFTED = """\
  - name: the auditor may
    set: {operatorUid: "7"}
    expect: OK
    exempted: [too-many-rows]
    shadow: [outside-the-office]
"""
OVER = """\
  - name: the auditor may not any more
    now: 2027-01-01T00:00:00+08:00
    set: {operatorUid: "7"}
    expect: FAIL
    rules: [too-many-rows]
    shadow: [outside-the-office]
"""
NO_ADDRESS = """\
  - name: no address is no fault
    point: download-resources
    unset: [ip]
    set: {dataRowSize: 5}
    expect: OK
"""
GAPS = """\
data_download: 2 cases of 2 rules, all passed

2 cases in 1 function; all passed

data_download: 10 of 14 outcomes seen, 71.4 %

rule                fires  passes  clauses
too-many-rows           1       1   1 of 1
outside-the-office      1       1   1 of 2

exemption of   used  expired  clauses
too-many-rows     0        0   0 of 1

functions/data_download/policy/limits.yaml:14:7: uncovered-clause: no case makes this false: "ip" in present
  14 |       "ip" in present && !ip.within(event.ip, params.office)
     |       ^
     = add a case to policy/limits_test.yaml in which it is false

functions/data_download/policy/limits.yaml:21:13: uncovered-exemption: this exemption lifts a rule in no case
  21 |   - rules: [too-many-rows]
     |             ^
     = add a case to policy/limits_test.yaml in which too-many-rows fires and this lifts it

functions/data_download/policy/limits.yaml:21:13: uncovered-exemption: no case shows that this exemption expires
  21 |   - rules: [too-many-rows]
     |             ^
     = add a case to policy/limits_test.yaml that it would lift, with now: 2027-01-01T00:00:00+08:00

functions/data_download/policy/limits.yaml:22:11: uncovered-clause: no case makes this true: operator == "7"
  22 |     when: operator == "7"
     |           ^
     = add a case to policy/limits_test.yaml in which it is true, where too-many-rows fires

coverage of 1 function: 10 of 14 outcomes seen, 71.4 %; under 100 %: data_download
"""


@pytest.fixture(autouse=True)
def test_file(project: Path) -> Path:
    """The test of the project's one function, whose cases pass and leave gaps."""
    path = project / "functions" / "data_download" / "policy" / "limits_test.yaml"
    path.write_text(CLEAN)
    return path


def test_what_no_case_sees_is_shown_with_its_place_and_what_to_add(run: Run) -> None:
    """Below a table of the rules and one of the exemptions; the command ends with 1."""
    done = run("test", "--coverage")
    assert (done.stdout.decode(), done.returncode) == (GAPS, 1)


def test_where_all_is_covered_there_are_the_tables_alone(run: Run, test_file: Path) -> None:
    """And the command ends with 0."""
    test_file.write_text(CLEAN + LIFTED + OVER + NO_ADDRESS)
    done = run("test", "data_download", "--coverage")
    assert (
        done.stdout.decode().partition("all passed\n\ndata_download: ")[2]
        == """\
14 of 14 outcomes seen, 100 %

rule                fires  passes  clauses
too-many-rows           2       2   1 of 1
outside-the-office      3       2   2 of 2

exemption of   used  expired  clauses
too-many-rows     1        1   1 of 1

coverage of 1 function: 14 of 14 outcomes seen, 100 %
"""
    )
    assert done.returncode == 0


@pytest.mark.parametrize(("threshold", "code"), [("71", 0), ("71.5", 1), ("0", 0)])
def test_the_threshold_is_what_each_function_must_reach(threshold: str, code: int, run: Run) -> None:
    """The gaps are shown all the same."""
    done = run("test", "--coverage", "--threshold", threshold)
    told = done.stdout.decode()
    assert told.count("uncovered-") == 4
    assert ("under" in told) == bool(code)
    assert done.returncode == code


def test_a_function_that_is_covered_does_not_make_up_for_one_that_is_not(run: Run, project: Path) -> None:
    """Both together reach what one of them does not."""
    first = project / "functions" / "data_download"
    second = project / "functions" / "other"
    for path in first.rglob("*"):
        if path.is_file():
            copy = second / path.relative_to(first)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (second / "policy" / "limits_test.yaml").write_text(CLEAN + LIFTED + OVER + NO_ADDRESS)
    done = run("test", "--coverage", "--threshold", "80")
    assert done.stdout.decode().endswith(
        "\ncoverage of 2 functions: 24 of 28 outcomes seen, 85.7 %; under 80 %: data_download\n"
    )
    assert done.returncode == 1


def test_a_case_that_is_skipped_covers_nothing(run: Run, test_file: Path) -> None:
    """Although nothing else is wrong with it."""
    test_file.write_text(CLEAN + (LIFTED + OVER + NO_ADDRESS).replace("    expect", "    skip: later\n    expect"))
    assert "10 of 14 outcomes seen" in run("test", "--coverage").stdout.decode()


def test_coverage_is_not_known_where_cases_cannot_be_read(run: Run, test_file: Path) -> None:
    """What they would cover is not known either; the finding ends the command with 1."""
    test_file.write_text(CLEAN.replace("expect: OK", "expect: KO"))
    done = run("test", "--coverage", "--threshold", "0")
    assert done.stdout.decode().endswith(
        "\ndata_download: coverage is not known until the findings above are mended\n"
        "\ncoverage of 1 function: not known of data_download\n"
    )
    assert done.returncode == 1


def test_of_a_policy_that_does_not_compile_no_number_is_told(run: Run, project: Path) -> None:
    """Not even in the JSON, where null is no number; without tests it is the same."""
    policy = project / "functions" / "data_download" / "policy" / "limits.yaml"
    policy.write_text("rules: []\n")
    (policy.parent / "limits_test.yaml").unlink()
    done = run("test", "--coverage", "--format", "json", "--threshold", "0")
    assert json.loads(done.stdout)["coverage"] == {
        "threshold": 0.0,
        "seen": None,
        "total": None,
        "percent": None,
        "below": None,
        "unknown": ["data_download"],
        "functions": [],
    }
    assert done.returncode == 1
    assert "%" not in run("test", "--coverage").stdout.decode()


def test_where_one_function_is_not_known_the_others_are_told(run: Run, project: Path) -> None:
    """Each for itself, and what is under the threshold."""
    first, second = (project / "functions" / name for name in ("data_download", "other"))
    shutil.copytree(first, second)
    (second / "policy" / "limits.yaml").write_text("rules: []\n")
    told = run("test", "--coverage").stdout.decode()
    assert "\ndata_download: 10 of 14 outcomes seen, 71.4 %\n" in told
    assert told.endswith("\ncoverage of 2 functions: not known of other; under 100 %: data_download\n")
    coverage = json.loads(run("test", "--coverage", "--format", "json").stdout)["coverage"]
    assert (coverage["percent"], [one["percent"] for one in coverage["functions"]]) == (None, [71.4])


ALWAYS = """\
rules:
  - {name: nothing-leaves, when: true, then: FAIL, reason: {en: No.}}
"""
REFUSED = """\
event: ../events/refused.json
now: 2026-11-18T10:00:00+08:00
cases:
  - {name: all is refused, expect: FAIL, rules: [nothing-leaves], reason: {en: No.}}
"""


def test_a_rule_that_always_fires_is_covered_by_one_case(run: Run, test_file: Path) -> None:
    """No other can be written; every mutant is noticed by it, and so is that the rule was removed."""
    test_file.write_text(REFUSED)
    (test_file.parent / "limits.yaml").write_text(ALWAYS)
    done = run("test", "--coverage", "--mutate", "--threshold", "100")
    told = done.stdout.decode()
    assert "\nnothing-leaves      1       -   1 of 1\n" in told
    assert "\ncoverage of 1 function: 2 of 2 outcomes seen, 100 %\n" in told
    assert done.returncode == 0
    document = json.loads(run("test", "--coverage", "--mutate", "--format", "json").stdout)
    assert document["coverage"]["functions"][0]["rules"][0]["passed"] == 0
    assert ("rule", "noticed") in [(one["kind"], one["state"]) for one in document["mutation"]["mutants"]]


def test_a_policy_without_exemptions_has_no_table_of_them(run: Run, project: Path) -> None:
    """Only that of its rules."""
    policy = project / "functions" / "data_download" / "policy" / "limits.yaml"
    policy.write_text(policy.read_text().partition("exemptions:")[0])
    assert "exemption of" not in run("test", "--coverage").stdout.decode()


def test_the_json_has_the_coverage(run: Run) -> None:
    """The numbers and the gaps of each function, where that is asked for."""
    assert json.loads(run("test", "--format", "json").stdout)["coverage"] is None
    done = run("test", "--format", "json", "--coverage")
    coverage = json.loads(done.stdout)["coverage"]
    (function,) = coverage.pop("functions")
    assert coverage == {
        "threshold": 100.0,
        "seen": 10,
        "total": 14,
        "percent": 71.4,
        "below": ["data_download"],
        "unknown": [],
    }
    assert [gap["name"] for gap in function["gaps"]] == [
        "uncovered-clause",
        "uncovered-exemption",
        "uncovered-exemption",
        "uncovered-clause",
    ]
    assert function["rules"][0]["rule"] == "too-many-rows"
    assert done.returncode == 1


def test_the_junit_stands_beside_the_coverage(run: Run, project: Path) -> None:
    """In a file of its own."""
    done = run("test", "--format", "junit", "--output", "tests.xml", "--coverage")
    assert done.stdout.decode() == GAPS
    assert "uncovered" not in (project / "tests.xml").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--threshold", "90"], "--threshold is for --coverage and --mutate"),
        (["--coverage", "--rule", "too-many-rows"], "--coverage is of all cases; leave out --rule and --case"),
        (["--coverage", "--case", "rows"], "--coverage is of all cases; leave out --rule and --case"),
        (
            ["--coverage", "--format", "junit"],
            "--coverage is not in the JUnit; give --output FILE for that, and the text has the coverage",
        ),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(arguments: list[str], said: str, run: Run) -> None:
    """It is told in one line, and nothing is run."""
    done = run("test", *arguments)
    assert (done.stdout, done.stderr.decode(), done.returncode) == (b"", f"dwgate: {said}\n", 2)


@pytest.mark.parametrize("threshold", ["101", "-1", "all"])
def test_a_threshold_that_is_no_percentage_is_wrong_usage(threshold: str, run: Run) -> None:
    """It lies between 0 and 100."""
    assert run("test", "--coverage", "--threshold", threshold).returncode == 2

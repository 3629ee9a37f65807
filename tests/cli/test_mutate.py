"""``dwgate test --mutate``: what it shows, and how it ends."""

import json
import re
from pathlib import Path

import pytest

from cli.ran import Run
from dwgate.cli.testing import mutate
from dwgate.mutation import Budget

FILE = "functions/data_download/policy/limits.yaml"
TEST = "functions/data_download/policy/limits_test.yaml"
CASES = """\
event: ../events/allowed.json
now: 2026-11-18T10:00:00+08:00
set: {ip: 10.0.0.1}
cases:
  - name: the limit itself passes
    set: {dataRowSize: 100000}
    expect: OK
  - name: one row more is refused
    set: {dataRowSize: 100001}
    expect: FAIL
    rules: [too-many-rows]
  - name: where no rows are named, nothing is downloaded
    unset: [dataRowSize]
    expect: FAIL
    errors: [too-many-rows]
  - name: another address is seen in shadow
    set: {ip: 203.0.113.77}
    expect: OK
    shadow: [outside-the-office]
  - name: the auditor may to the last instant
    now: 2026-12-31T23:59:59+08:00
    set: {dataRowSize: 100001, operatorUid: "7"}
    expect: OK
    exempted: [too-many-rows]
"""
LAST = """\
  - name: the auditor may not from the first instant after
    now: 2027-01-01T00:00:00+08:00
    set: {dataRowSize: 100001, operatorUid: "7"}
    expect: FAIL
    rules: [too-many-rows]
"""
SURVIVED = """\
data_download: 5 cases of 2 rules, all passed

5 cases in 1 function; all passed

functions/data_download/policy/limits.yaml:25:14: date: no case notices 2027-01-01 → 2027-01-01T00:00:01+08:00
  25 |     expires: 2027-01-01
     |              ^
     = this case would, in limits_test.yaml:

"""
SCORES = """\

policy                                      mutants  noticed   score
functions/data_download/policy/limits.yaml       19       18  94.7 %

18 of 19 mutants noticed, 94.7 %; under 95 %: functions/data_download/policy/limits.yaml
"""


@pytest.fixture(autouse=True)
def test_file(project: Path) -> Path:
    """The test of the project's one function, which does not notice that the exemption lasts a second longer."""
    path = project / TEST
    path.write_text(CASES)
    return path


def test_a_change_that_no_case_notices_is_shown_with_the_case_that_is_missing(run: Run, test_file: Path) -> None:
    """Its place, the change, the case; pasted below the others, it notices the change."""
    done = run("test", "--mutate")
    told = done.stdout.decode()
    assert told.startswith(SURVIVED)
    assert told.endswith(SCORES)
    assert (done.stderr, done.returncode) == (b"", 1)
    missing = told.removeprefix(SURVIVED).removesuffix(SCORES)
    assert missing.startswith("  - name: ")
    test_file.write_text(CASES + missing)
    done = run("test", "--mutate")
    assert done.stdout.decode().endswith("\n19 of 19 mutants noticed, 100 %\n")
    assert done.returncode == 0


def test_a_case_that_would_notice_several_changes_is_shown_once(run: Run, test_file: Path) -> None:
    """The others name it."""
    limit, _, others = CASES.partition("  - name: one row more")
    test_file.write_text(limit.partition("  - name: ")[0] + "  - name: one row more" + others + LAST)
    told = run("test", "--mutate").stdout.decode()
    assert told.count("no case notices") == 2
    assert told.count("  - name: ") == 1
    assert "     = the case '" in told.replace("    = the case '", "     = the case '")
    assert told.count("' above would\n") == 1


def test_a_change_without_a_missing_case_says_so(run: Run, project: Path, test_file: Path) -> None:
    """None was found, among so many messages, so that it may change nothing: here the limit is far above five."""
    policy = project / FILE
    policy.write_text(policy.read_text().replace("params.max_rows\n", "params.max_rows && event.dataRowSize > 5\n"))
    test_file.write_text(CASES + LAST)
    told = run("test", "--mutate").stdout.decode()
    assert re.search(r"= no case that would was found among [1-9][0-9]* messages\n", told)


def test_a_search_that_ends_for_all_says_so(run: Run, test_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where policies have very many changes that nobody notices; what was found before is shown."""
    monkeypatch.setattr(mutate, "Budget", lambda: Budget(total=3))
    test_file.write_text(CASES.partition("  - name: one row more")[0])
    told = run("test", "--mutate").stdout.decode()
    assert "messages, where the search ended\n" in told
    assert "    = no case was looked for: the search has ended\n" in told
    assert "\nthe search ended before every missing case was looked for; add those above, and run it again\n" in told
    assert told.endswith(f"under 95 %: {FILE}\n")


def test_the_threshold_is_what_each_file_must_have(run: Run) -> None:
    """At it is enough."""
    assert run("test", "--mutate", "--threshold", "94.7").returncode == 0
    assert run("test", "--mutate", "--threshold", "94.8").returncode == 1


def test_mutants_are_written_as_json(run: Run, project: Path) -> None:
    """Each with what became of it, to standard output or to a file."""
    done = run("test", "--mutate", "--format", "json")
    mutation = json.loads(done.stdout)["mutation"]
    assert (mutation["score"], mutation["threshold"], done.returncode) == (94.7, 95.0, 1)
    assert mutation["files"] == [{"file": FILE, "mutants": 19, "noticed": 18, "score": 94.7}]
    (survivor,) = [one for one in mutation["mutants"] if one["state"] == "survived"]
    assert survivor["missing_case"].startswith("  - name: ")
    assert (survivor["kind"], survivor["line"], survivor["column"]) == ("date", 25, 14)
    done = run("test", "--mutate", "--format", "json", "--output", "tests.json")
    assert done.stdout.decode().endswith(SCORES)
    assert json.loads((project / "tests.json").read_text())["mutation"] == mutation
    assert json.loads(run("test", "--format", "json").stdout)["mutation"] is None


def test_nothing_is_mutated_while_a_case_fails(run: Run, test_file: Path) -> None:
    """It would notice every change, and none."""
    test_file.write_text(CASES.replace("{dataRowSize: 100000}", "{dataRowSize: 100002}"))
    done = run("test", "--mutate")
    assert done.stdout.decode().endswith(
        "\nnot mutated: without a change in the policies, every case must pass first\n"
    )
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("policy", "test"),
    [("rules: []\n", CASES), (None, CASES.replace("expect: OK", "expect: OKAY")), (None, "cases: {\n")],
)
def test_nothing_is_mutated_while_something_cannot_be_run(
    policy: str | None, test: str, run: Run, project: Path, test_file: Path
) -> None:
    """A policy that does not compile, a case with a finding, a file that cannot be read."""
    if policy:
        (project / FILE).write_text(policy)
    test_file.write_text(test)
    done = run("test", "--mutate")
    assert "not mutated" in done.stdout.decode()
    assert done.returncode == 1


def test_a_rule_can_be_mutated_alone(run: Run) -> None:
    """By every case, also of other rules."""
    done = run("test", "--mutate", "--rule", "outside-the-office")
    assert done.stdout.decode().endswith("4 of 4 mutants noticed, 100 %\n")
    assert done.returncode == 0


def test_a_function_without_tests_has_every_case_missing(run: Run, test_file: Path) -> None:
    """It notices nothing."""
    test_file.unlink()
    told = run("test", "--mutate").stdout.decode()
    assert told.endswith(f"\n0 of 19 mutants noticed, 0 %; under 95 %: {FILE}\n")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ["--mutate", "--case", "limit"],
            "--mutate tries every case; choose what to change by --rule, not the cases by --case",
        ),
        (
            ["--mutate", "--format", "junit"],
            "--mutate is not in the JUnit; give --output FILE for that, and the text has the mutants",
        ),
        (["--threshold", "90"], "--threshold is for --coverage and --mutate"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(arguments: list[str], problem: str, run: Run) -> None:
    """They say what to do instead."""
    done = run("test", *arguments)
    assert (done.stderr.decode(), done.stdout, done.returncode) == (f"dwgate: {problem}\n", b"", 2)

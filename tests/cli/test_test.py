"""``dwgate test``: what it shows, and how it ends."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from cli.ran import Run

TEST = "functions/data_download/policy/limits_test.yaml"
CLEAN = """\
event: ../events/refused.json
now: 2026-11-18T10:00:00+08:00
cases:
  - name: many rows from outside are refused
    expect: FAIL
    rules: [too-many-rows]
    shadow: [outside-the-office]
  - name: a few rows from the office pass
    set: {dataRowSize: 5, ip: 10.0.0.1}
    expect: OK
"""
WRONG = CLEAN.replace("dataRowSize: 5", "dataRowSize: 100001")
NAMES = """\
rules:
  - {name: unnamed, when: event.fileName == "", then: WARN, mode: shadow, reason: {en: No.}}
  - {name: another, when: event.fileName == "-", then: WARN, mode: shadow, reason: {en: No.}}
"""
FAILED = """\
data_download: 2 cases of 2 rules, 1 failed

functions/data_download/policy/limits_test.yaml:8: a few rows from the office pass
  expect  expected  OK
          got       FAIL
  rules   expected  none
          got       too-many-rows

2 cases in 1 function; 1 failed
to see what the rules read: dwgate test data_download --explain
"""


@pytest.fixture(autouse=True)
def test_file(project: Path) -> Path:
    """The test of the project's one function, in which all is as it should be."""
    path = project / TEST
    path.write_text(CLEAN)
    return path


def test_a_project_whose_cases_pass_is_clean(run: Run) -> None:
    """Each function has a line, and all of them have one."""
    done = run("test")
    assert (
        done.stdout.decode() == "data_download: 2 cases of 2 rules, all passed\n\n2 cases in 1 function; all passed\n"
    )
    assert (done.stderr, done.returncode) == (b"", 0)


def test_a_case_that_fails_shows_what_was_expected_and_what_came(run: Run, test_file: Path) -> None:
    """With its place, its name, both sides of each difference, and how to see why."""
    test_file.write_text(WRONG)
    done = run("test")
    assert (done.stdout.decode(), done.returncode) == (FAILED, 1)


def test_explain_shows_what_the_rules_of_a_failing_case_read(run: Run, test_file: Path) -> None:
    """Those that the case names and those that did not simply pass, with the values of its changed message."""
    test_file.write_text(WRONG)
    told = run("test", "data_download", "--explain").stdout.decode()
    assert "too-many-rows  fired  policy/limits.yaml:5" in told
    assert "event.dataRowSize = 100001" in told
    assert "outside-the-office" not in told
    assert "--explain" not in told
    test_file.write_text(WRONG.replace("expect: OK", "expect: OK\n    shadow: [outside-the-office]"))
    assert "outside-the-office  did not fire, in shadow" in run("test", "--explain").stdout.decode()


def test_explain_shows_no_content(run: Run, project: Path, test_file: Path) -> None:
    """The log of a build is a log: of SQL it has the length, and the SHA-256 by which a record knows it too."""
    policy = project / "functions" / "data_download" / "policy" / "limits.yaml"
    when = "when: event.dataRowSize > params.max_rows"
    policy.write_text(policy.read_text().replace(when, f"{when} && event.sqlText.contains('sku')"))
    test_file.write_text(WRONG)
    told = run("test", "--explain").stdout.decode()
    sql = b"select sku_code, sku_name from dim_sku"
    assert f"event.sqlText = {len(sql)} characters, SHA-256 {hashlib.sha256(sql).hexdigest()}\n" in told
    assert "sku_code" not in told


def test_the_settings_say_which_field_names_the_operator(run: Run, project: Path) -> None:
    """A test passes or fails by what ``dwgate invoke`` answers with the same settings: here, that a rule is lifted."""
    sent = project / "functions" / "data_download" / "events" / "refused.json"
    message = json.loads(sent.read_text())
    message["messageBody"] |= {"operatorUid": "7", "publisher": "8"}
    sent.write_text(json.dumps(message))
    invoke = ("invoke", "data_download", "-e", str(sent), "--at", "2026-11-18T10:00:00+08:00")

    assert json.loads(run(*invoke).stdout)["checkResult"] == "OK"
    done = run("test")
    assert "expected  FAIL\n            got       OK\n" in done.stdout.decode()
    assert done.returncode == 1

    setting = {"DWGATE_OPERATOR_FIELDS": "publisher"}
    assert json.loads(run(*invoke, **setting).stdout)["checkResult"] == "FAIL"
    done = run("test", **setting)
    assert done.stdout.decode().endswith("; all passed\n")
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"DWGATE_LANGUAGE": "de"}, "DWGATE_LANGUAGE: 'de' is none of en, zh, both"),
        (
            {"DWGATE_OPERATOR_FIELD": "publisher"},
            "DWGATE_OPERATOR_FIELD: there is no such setting; did you mean DWGATE_OPERATOR_FIELDS?",
        ),
    ],
)
def test_a_wrong_setting_is_wrong_usage(settings: dict[str, str], said: str, run: Run) -> None:
    """Nothing is tested then: a handler with such settings is not what is to be deployed."""
    done = run("test", **settings)
    assert done.stderr.decode().startswith(f"dwgate: {said}")
    assert done.stderr.decode().endswith("; nothing is tested by settings that are wrong\n")
    assert (done.stdout, done.returncode) == (b"", 2)


def test_a_finding_is_shown_with_its_place(run: Run, test_file: Path) -> None:
    """As those of ``dwgate check``; where no case could be run, none has passed."""
    test_file.write_text(CLEAN.replace("../events/refused.json", "../events/refusd.json"))
    done = run("test")
    told = done.stdout.decode()
    assert told.startswith("data_download: 0 of 2 cases of 2 rules ran, 1 finding\n\n")
    assert "limits_test.yaml:1:8: missing-file: there is no file ../events/refusd.json" in told
    assert "= did you mean refused.json?" in told
    assert told.endswith("\n0 cases in 1 function ran; not run: 2 cases; 1 finding in 1 file\n")
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (CLEAN, "1 case in 1 function ran, and passed; not run: 1 case; 1 finding in 1 file\n"),
        (WRONG, "1 case in 1 function ran, 1 failed; not run: 1 case; 1 finding in 1 file\n"),
    ],
)
def test_a_case_that_was_not_run_has_not_passed(case: str, told: str, run: Run, test_file: Path) -> None:
    """Nobody is told that all have passed, where one was left out for what is wrong with it."""
    test_file.write_text(case.replace("refused\n    expect: FAIL", "refused\n    expect: FIAL"))
    done = run("test", "data_download")
    assert done.stdout.decode().startswith("data_download: 1 of 2 cases of 2 rules ran, ")
    assert told in done.stdout.decode()
    assert done.returncode == 1


def test_a_file_whose_cases_cannot_be_counted_is_told(run: Run, test_file: Path) -> None:
    """Beside another, whose cases were run; and all files of a policy that does not compile."""
    (test_file.parent / "more_test.yaml").write_text("cases: {\n")
    assert (
        run("test")
        .stdout.decode()
        .endswith("\n2 cases in 1 function ran, and passed; not run: all of 1 file; 1 finding in 1 file\n")
    )
    (test_file.parent / "limits.yaml").write_text("rules: []\n")
    assert (
        run("test")
        .stdout.decode()
        .endswith("\n0 cases in 1 function ran; not run: all of 2 files; 1 finding in 1 file\n")
    )


def test_a_function_without_tests_has_a_finding_for_each_rule(run: Run, test_file: Path) -> None:
    """It is not clean, although no case fails."""
    test_file.unlink()
    done = run("test")
    assert done.stdout.decode().count("untested-rule") == 2
    assert done.returncode == 1


def test_a_policy_that_does_not_compile_shows_the_compilers_findings(run: Run, project: Path) -> None:
    """Nothing can be tested then, with --explain either."""
    (project / "functions" / "data_download" / "policy" / "limits.yaml").write_text("rules: []\n")
    for arguments in (["test"], ["test", "--explain"]):
        done = run(*arguments)
        assert done.stdout.decode().startswith("data_download: the policy does not compile\n\n")
        assert "wrong-type" in done.stdout.decode()
        assert done.returncode == 1


def test_a_name_that_is_no_function_is_wrong_usage(run: Run) -> None:
    """Nothing that matched is no success."""
    done = run("test", "data_downlod")
    assert done.stderr.decode() == "dwgate: there is no function data_downlod; did you mean data_download?\n"
    assert (done.stdout, done.returncode) == (b"", 2)


def test_a_project_without_functions_is_wrong_usage(run: Run, project: Path) -> None:
    """There is nothing to test."""
    (project / "functions" / "data_download").rename(project / "elsewhere")
    done = run("test")
    assert done.stderr.decode() == "dwgate: there is no function to test: a function is a folder of functions/\n"
    assert done.returncode == 2


def test_a_case_that_is_skipped_is_named_with_its_reason(run: Run, test_file: Path) -> None:
    """It is counted, and is not said to have passed."""
    test_file.write_text(f"{CLEAN}  - name: on Sundays\n    skip: until it is agreed\n    expect: OK\n")
    done = run("test")
    assert done.stdout.decode() == (
        "data_download: 2 of 3 cases of 2 rules ran, 1 skipped, the others passed\n"
        "\n"
        f"{TEST}:11: on Sundays\n"
        "  skipped  until it is agreed\n"
        "\n"
        "3 cases in 1 function; 2 passed, 1 skipped\n"
    )
    assert done.returncode == 0


def test_what_a_case_says_reaches_no_terminal_raw(run: Run, test_file: Path) -> None:
    """Its name and why it is skipped are one line each, whatever YAML writes into them."""
    name, why = r'"on\nSundays\e[2J\u202e"', r'"not\n\nyet\e[1A"'
    test_file.write_text(f"{CLEAN}  - name: {name}\n    skip: {why}\n    expect: OK\n")
    told = run("test").stdout.decode()
    assert f"\n{TEST}:11: on Sundays\ufffd[2J\ufffd\n  skipped  not yet\ufffd[1A\n" in told
    test_file.write_text(f"{WRONG}  - name: {name}\n    expect: FAIL\n    rules: [too-many-rows]\n")
    told = run("test").stdout.decode()
    assert [line for line in told.split("\n") if not line.isprintable()] == []
    test_file.write_text(CLEAN.replace("many rows from outside are refused", name))
    told = run("test", "--case", "nothing").stderr.decode()
    assert "there are: “on Sundays\ufffd[2J\ufffd”, “a few rows" in told


def test_a_skipped_case_beside_one_that_fails_and_one_that_is_left_out(run: Run, test_file: Path) -> None:
    """Each is counted for what it is."""
    skipped = "  - {name: on Sundays, skip: until it is agreed, expect: OK}\n"
    test_file.write_text(WRONG + skipped)
    told = run("test").stdout.decode()
    assert told.startswith("data_download: 2 of 3 cases of 2 rules ran, 1 skipped, 1 failed\n")
    assert "\n3 cases in 1 function; 1 failed, 1 passed, 1 skipped\n" in told
    test_file.write_text(CLEAN + skipped + "  - {name: x, expect: MAYBE}\n")
    assert (
        run("test")
        .stdout.decode()
        .endswith("\n2 cases in 1 function ran, and passed; 1 skipped; not run: 1 case; 1 finding in 1 file\n")
    )


def test_where_all_is_skipped_nothing_has_passed(run: Run, test_file: Path) -> None:
    """Not even with a filter, by which no rule is said to be untested."""
    test_file.write_text(CLEAN.replace("    expect:", "    skip: later\n    expect:"))
    done = run("test", "--case", "rows")
    told = done.stdout.decode()
    assert told.startswith("data_download: 2 of 2 cases selected, 2 skipped\n")
    assert told.endswith("\n2 of 2 cases in 1 function selected; none ran, 2 skipped\n")
    assert done.returncode == 1
    assert "\n2 cases in 1 function; none ran, 2 skipped; 2 findings in 1 file\n" in run("test").stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--case", "MANY"], "1 of 2 cases selected, all passed\n\n1 of 2 cases in 1 function selected; all passed\n"),
        (["--case", "many", "--case", "few"], "2 of 2 cases selected, all passed\n\n2 of 2 cases in 1 function"),
        (["--rule", "too-many-rows"], "2 of 2 cases selected, all passed\n\n2 of 2 cases in 1 function selected; all"),
        (["--rule", "outside-the-office", "--case", "office", "data_download"], "1 of 2 cases selected, all passed\n"),
    ],
)
def test_cases_are_selected_by_rule_and_by_name(arguments: list[str], told: str, run: Run) -> None:
    """It is told how many, of how many; rules that the others test are not said to be untested."""
    done = run("test", *arguments)
    assert done.stdout.decode().startswith(f"data_download: {told}")
    assert (done.stderr, done.returncode) == (b"", 0)


def test_a_function_without_a_selected_case_is_not_shown(run: Run, project: Path) -> None:
    """Unless there is a finding about it: a case may be left out that was asked for."""
    folder = project / "functions"
    shutil.copytree(folder / "data_download", folder / "data_upload")
    (project / TEST).write_text(CLEAN.replace("a few rows", "hardly a row"))
    done = run("test", "--case", "hardly")
    assert done.stdout.decode() == (
        "data_download: 1 of 2 cases selected, all passed\n\n1 of 4 cases in 2 functions selected; all passed\n"
    )
    (folder / "data_upload" / "policy" / "limits_test.yaml").write_text("cases: {")
    done = run("test", "--case", "hardly")
    assert "data_upload: 0 of 0 cases selected, 1 finding\n" in done.stdout.decode()
    assert "\n1 of 2 cases in 2 functions selected; 1 passed; not run: all of 1 file; 1 fin" in done.stdout.decode()
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rule", "too-many-row"], "--rule: there is no rule too-many-row; did you mean too-many-rows?"),
        (
            ["--case", "nothing"],
            "--case: no case has “nothing” in its name; there are: “many rows from outside are refused”, “a few rows",
        ),
        (["--case", ""], "--case: the text is empty; give a part of a case's name"),
        (["--case", "few", "--case", " "], "--case: the text is empty; give a part of a case's name"),
        (["--rule", ""], "--rule: the name is empty; give that of a rule"),
        (["--watch", "--case", ""], "--case: the text is empty; give a part of a case's name"),
        (["--rule", "too-many-rows", "--case", "x"], "--case: no case has “x” in its name; there are: “many rows"),
        (["--case", "few", "--case", "x"], "--case: no case has “x” in its name; there are: “many rows from"),
        (["--explain", "--format", "json"], "--explain is for the text; give --output FILE for the json beside it"),
        (["--output", "a.xml"], "--output is for --format json or junit; the text goes to standard output"),
        (["--output", "no/a.xml", "--format", "junit"], "no/a.xml: No such file or directory"),
        (["--watch", "--format", "json"], "--watch is for a person; it takes neither --format nor --output"),
        (["--watch", "--case", "nothing"], "--case: no case has “nothing” in its name; there are: “many rows"),
    ],
)
def test_what_matches_nothing_is_wrong_usage(arguments: list[str], said: str, run: Run) -> None:
    """It says what there is."""
    done = run("test", *arguments)
    assert done.stderr.decode().startswith(f"dwgate: {said}")
    assert done.stderr.count(b"\n") == 1
    assert (done.stdout, done.returncode) == (b"", 2)


def test_a_rule_and_a_name_must_be_those_of_one_case(run: Run, test_file: Path) -> None:
    """Each is there, and not together; of many names the first are told."""
    (test_file.parent / "names.yaml").write_text(NAMES)
    (test_file.parent / "names_test.yaml").write_text(CLEAN + "".join(f"  - {{name: {i}, expect: OK}}\n" for i in "ab"))
    done = run("test", "--rule", "unnamed", "--rule", "another", "--case", "few")
    assert done.stdout.decode().startswith("data_download: 1 of 6 cases selected")
    test_file.write_text(CLEAN.replace("a few rows", "hardly a row"))
    done = run("test", "--rule", "unnamed", "--case", "hardly")
    assert done.stderr.decode() == (
        "dwgate: no case is of such a rule and has such a name; there are: “many rows from outside are refused”, "
        "“hardly a row from the office pass”, “many rows from outside are refused”, 3 others\n"
    )
    assert done.returncode == 2
    (test_file.parent / "names_test.yaml").unlink()
    done = run("test", "--rule", "unnamed")
    assert done.stderr.decode().startswith("dwgate: --rule: no case is about unnamed; there are: “many rows from")


def test_a_filter_does_not_hide_a_case_that_was_left_out(run: Run, test_file: Path) -> None:
    """It may be the one that was asked for, so that its finding is told, and nothing is said of a filter."""
    test_file.write_text(CLEAN.replace("expect: OK", "expect: MAYBE"))
    done = run("test", "--case", "few")
    assert "bad-value: MAYBE cannot stand here" in done.stdout.decode()
    assert done.stdout.decode().endswith("0 of 2 cases in 1 function selected; not run: 1 case; 1 finding in 1 file\n")
    assert done.returncode == 1


def test_explain_shows_the_parameters_of_the_case(run: Run, test_file: Path) -> None:
    """They are what the rule read."""
    test_file.write_text(CLEAN.replace("    expect: OK", "    params: {max_rows: 4}\n    expect: OK"))
    told = run("test", "--explain").stdout.decode()
    assert "params.max_rows = 4\n" in told


def test_a_function_that_is_named_twice_is_tested_once(run: Run) -> None:
    """Each case counts once, in the JSON too."""
    assert run("test", "data_download", "data_download").stdout == run("test", "data_download").stdout
    document = json.loads(run("test", "data_download", "data_download", "--format", "json").stdout)
    assert document["totals"]["passed"] == len(document["cases"]) == 2


SKIPPED = CLEAN.replace("    expect: FAIL", "    skip: until it is agreed\n    expect: FAIL")


def test_a_rule_is_not_shown_by_the_neighbours_of_its_skipped_cases(run: Run, test_file: Path) -> None:
    """That nothing is shown of it is a finding, in every output."""
    test_file.write_text(SKIPPED)
    done = run("test", "--rule", "too-many-rows")
    told = done.stdout.decode()
    assert told.startswith("data_download: 2 of 2 cases selected, 1 skipped, 1 finding\n")
    assert "limits.yaml:5:11: untested-rule: every case that names too-many-rows is skipped\n" in told
    assert "outside-the-office is skipped" not in told
    assert "= run one, or add another to policy/limits_test.yaml\n" in told
    assert done.returncode == 1
    (finding,) = json.loads(run("test", "--rule", "too-many-rows", "--format", "json").stdout)["findings"]
    assert finding["message"] == "every case that names too-many-rows is skipped"
    assert 'errors="1"' in run("test", "--rule", "too-many-rows", "--format", "junit").stdout.decode()


def test_what_cannot_be_read_as_a_test_is_told_in_every_output(run: Run, test_file: Path) -> None:
    """A link to a test that was moved hides no cases."""
    (test_file.parent / "more_test.yaml").symlink_to("moved.yaml")
    done = run("test")
    assert done.stdout.decode().endswith(
        "\n2 cases in 1 function ran, and passed; not run: all of 1 file; 1 finding in 1 file\n"
    )
    assert "more_test.yaml:1:1: unread-file: this cannot be read as a test\n" in done.stdout.decode()
    assert done.returncode == 1
    document = json.loads(run("test", "--format", "json").stdout)
    assert (document["totals"]["unread_files"], document["totals"]["findings"]) == (1, 1)
    assert 'tests="3" failures="0" errors="1"' in run("test", "--format", "junit").stdout.decode()

"""What is wrong with a test: everything at once, each with its place and with what to do about it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import Report, run_tests
from policy_tests.tested import HEAD

Run = Callable[..., Report]
FILE = "functions/f/policy/limits_test.yaml"

FIELDS = (
    "dataRowSize, datasourceId, datasourceName, eventCode, fileName, fileSize, moduleType, operatorBaseId, "
    "operatorUid, queryDwProjectId, queryDwProjectName, sqlText, tenantId"
)


ASKING = """\
rules:
  - name: too-large
    when: event.fileSize > option("most", 1)
    then: FAIL
    reason: {en: No.}
"""


def found(report: Report) -> list[str]:
    """Give the findings as a terminal shows them, below the place and without those that follow."""
    return [finding.render().removeprefix(f"{FILE}:") for finding in report.diagnostics]


@pytest.mark.parametrize(
    ("case", "finding"),
    [
        (
            "expect: OK\nsett: {fileSize: 1}",
            """\
6:5: unknown-key: a case has no key sett
  6 |     sett: {fileSize: 1}
    |     ^
    = did you mean set?""",
        ),
        (
            "expect: OK\nexpect: OK",
            """\
6:5: duplicate-key: expect stands on line 5 already
  6 |     expect: OK
    |     ^""",
        ),
        (
            "expect: BLOCK",
            """\
5:13: bad-value: BLOCK cannot stand here
  5 |     expect: BLOCK
    |             ^
    = it can be: FAIL, OK, WARN""",
        ),
        (
            "now: 2026-11-18T10:00:00\nexpect: OK",
            """\
5:10: bad-date: 2026-11-18T10:00:00 says no time zone
  5 |     now: 2026-11-18T10:00:00
    |          ^
    = write 2026-12-31, or 2026-12-31T18:00:00+08:00""",
        ),
        (
            "expect: FAIL",
            """\
5:13: missing-key: a case that expects FAIL says which rules make it so
  5 |     expect: FAIL
    |             ^
    = add rules: […], or errors: […] for rules that cannot be judged""",
        ),
        (
            "expect: FAIL\nrules: [too-many-row]",
            """\
6:13: unknown-rule: there is no rule too-many-row
  6 |     rules: [too-many-row]
    |             ^
    = did you mean too-many-rows?""",
        ),
        (
            "expect: FAIL\nrules: [outside]",
            """\
6:13: bad-value: outside runs in shadow
  6 |     rules: [outside]
    |             ^
    = name it under shadow""",
        ),
        (
            "expect: OK\nshadow: [large-file]",
            """\
6:14: bad-value: large-file does not run in shadow
  6 |     shadow: [large-file]
    |              ^
    = name it under rules""",
        ),
        (
            "expect: OK\nrules: []",
            """\
6:12: wrong-type: rules lists nothing
  6 |     rules: []
    |            ^
    = name a rule, or remove the key: what is not named must not happen""",
        ),
        (
            "expect: OK\nreason: {}",
            """\
6:13: missing-key: a reason is expected in en, zh or both
  6 |     reason: {}
    |             ^""",
        ),
        (
            "expect: OK\nreason: {en: {contain: x}}",
            """\
6:19: unknown-key: a text has no key contain
  6 |     reason: {en: {contain: x}}
    |                   ^
    = did you mean contains?""",
        ),
        (
            "expect: OK\nreason: too many",
            """\
6:13: wrong-type: a reason is a mapping with the keys en, zh
  6 |     reason: too many
    |             ^""",
        ),
        (
            "event: ../events/alowed.json\nexpect: OK",
            """\
5:12: missing-file: there is no file ../events/alowed.json
  5 |     event: ../events/alowed.json
    |            ^
    = did you mean allowed.json?""",
        ),
        (
            "event: ../samples/allowed.json\nexpect: OK",
            """\
5:12: missing-file: there is no file ../samples/allowed.json
  5 |     event: ../samples/allowed.json
    |            ^
    = in that folder there are: none""",
        ),
        (
            "event: {sample: commitfile}\nexpect: OK",
            """\
5:21: unknown-sample: no documented message goes by commitfile
  5 |     event: {sample: commitfile}
    |                     ^
    = did you mean commit-file?""",
        ),
        (
            "event: {smaple: commit-file}\nexpect: OK",
            """\
5:13: unknown-key: an event has no key smaple
  5 |     event: {smaple: commit-file}
    |             ^
    = did you mean sample?""",
        ),
        (
            "event: [a]\nexpect: OK",
            """\
5:12: wrong-type: this is a text, not a list or a mapping
  5 |     event: [a]
    |            ^
    = quote it whole""",
        ),
        (
            "event: {sample: commit-file}\nexpect: OK",
            """\
5:12: bad-event: the message is of commit-file; this function serves download-resources, download-resources-execute
  5 |     event: {sample: commit-file}
    |            ^""",
        ),
        (
            "event: ../events/broken.json\nexpect: OK",
            """\
5:12: bad-event: the message is not JSON: Expecting property name enclosed in double quotes at line 1, column 2
  5 |     event: ../events/broken.json
    |            ^""",
        ),
        (
            "event: ../events/several.json\nexpect: OK",
            """\
5:12: bad-event: the file holds a list of messages, and a case is about one
  5 |     event: ../events/several.json
    |            ^
    = put each message into a file of its own""",
        ),
        (
            "point: download-resource\nexpect: OK",
            """\
5:12: unknown-point: the function does not serve download-resource
  5 |     point: download-resource
    |            ^
    = did you mean download-resources?""",
        ),
        (
            "set: {dataRowSise: 1}\nexpect: OK",
            """\
5:11: unknown-field: DataWorks documents no field dataRowSise at download-resources
  5 |     set: {dataRowSise: 1}
    |           ^
    = did you mean dataRowSize?""",
        ),
        (
            "unset: [ip]\nexpect: OK",
            f"""\
5:13: unknown-field: DataWorks documents no field ip at download-resources
  5 |     unset: [ip]
    |             ^
    = there are: {FIELDS}""",
        ),
        (
            "set: {fileName.length: 1}\nexpect: OK",
            """\
5:20: bad-path: fileName is neither an object nor a list in this message
  5 |     set: {fileName.length: 1}
    |                    ^""",
        ),
        (
            "unset: [fileName.length]\nexpect: OK",
            """\
5:22: bad-path: fileName is neither an object nor a list in this message
  5 |     unset: [fileName.length]
    |                      ^""",
        ),
        (
            "set: [fileSize]\nexpect: OK",
            """\
5:10: wrong-type: set is a mapping of fields to values
  5 |     set: [fileSize]
    |          ^
    = write set: {fileSize: 1}""",
        ),
        (
            "set: {fileSize: }\nexpect: OK",
            """\
5:20: wrong-type: there is no value here
  5 |     set: {fileSize: }
    |                    ^
    = give one, or remove the line""",
        ),
        (
            "expect: FAIL\nrules: [[x]]",
            """\
6:13: wrong-type: this is a text, not a list or a mapping
  6 |     rules: [[x]]
    |             ^
    = quote it whole""",
        ),
        (
            "facts: {}\nexpect: OK",
            """\
5:12: unused-facts: no rule of the function asks for facts
  5 |     facts: {}
    |            ^
    = take them away: they would change nothing""",
        ),
        (
            "facts: {fiel: {content: x}}\nexpect: OK",
            """\
5:12: unused-facts: no rule of the function asks for facts
  5 |     facts: {fiel: {content: x}}
    |            ^
    = take them away: they would change nothing""",
        ),
    ],
)
def test_a_case_with_something_wrong_is_found_and_not_run(case: str, finding: str, run_case: Run) -> None:
    """The place is that of the word that is wrong, and the hint says what to do."""
    message = json.dumps([{"messageBody": {}}])
    report = run_case(case, broken_json="{oops", several_json=message)
    assert found(report) == [finding]
    assert (report.results, report.untested, report.is_clean) == ((), (), False)
    assert (report.left_out, report.unread, report.is_whole) == (1, 0, False)


@pytest.mark.parametrize(
    ("case", "finding"),
    [
        (
            "facts: {fiel: {content: x}}\nexpect: OK",
            """\
5:13: unknown-fact: there are no facts of fiel
  5 |     facts: {fiel: {content: x}}
    |             ^
    = did you mean file?""",
        ),
        (
            "facts: ../events/alowed.yaml\nexpect: OK",
            """\
5:12: missing-file: there is no file ../events/alowed.yaml
  5 |     facts: ../events/alowed.yaml
    |            ^
    = did you mean allowed.json?""",
        ),
        (
            "facts: {file: [content]}\nexpect: OK",
            """\
5:19: wrong-type: facts are a mapping of names to values
  5 |     facts: {file: [content]}
    |                   ^""",
        ),
        (
            "facts: {options: [most]}\nexpect: OK",
            """\
5:22: wrong-type: the options are a mapping of names to values
  5 |     facts: {options: [most]}
    |                      ^
    = write {} for none""",
        ),
        (
            "facts: {file: {schedule: {cronExpres: x}}}\nexpect: OK",
            """\
5:31: unknown-field: file.schedule has no field cronExpres
  5 |     facts: {file: {schedule: {cronExpres: x}}}
    |                               ^
    = did you mean cronExpress?""",
        ),
        (
            "facts: [file]\nexpect: OK",
            """\
5:12: wrong-type: this is a text, not a list or a mapping
  5 |     facts: [file]
    |            ^
    = quote it whole""",
        ),
    ],
)
def test_facts_with_something_wrong_are_found(case: str, finding: str, run_case: Run) -> None:
    """What is misspelt would not be had, and the rule that asks for it would be in error for no reason."""
    assert found(run_case(case, policy=ASKING)) == [finding]


IN_SHADOW = "point: download-resources-execute\nset: {ip: nowhere}\n"


@pytest.mark.parametrize(
    ("case", "place", "message", "hint"),
    [
        ("expect: OK\nrules: [too-many-rows]", "5:13", "OK: too-many-rows says FAIL where it fires", "FAIL"),
        ("expect: WARN\nrules: [large-file, too-many-rows]", "5:13", "WARN: too-many-rows says FAIL where it", "FAIL"),
        ("expect: OK\nrules: [large-file]", "5:13", "OK: large-file says WARN where it fires", "WARN"),
        ("expect: FAIL\nrules: [large-file]", "5:13", "FAIL: none of the rules that are named says so", "WARN"),
        ("expect: OK\nerrors: [too-many-rows]", "5:13", "OK: too-many-rows says FAIL where it cannot be", "FAIL"),
        ("expect: FAIL\nerrors: [large-file]", "5:13", "FAIL: none of the rules that are named says so", "WARN"),
        (
            "expect: WARN\nrules: [large-file]\nerrors: [large-file, too-many-rows]",
            "5:13",
            "WARN: too-many-rows says FAIL where it cannot be judged",
            "FAIL",
        ),
        (f"{IN_SHADOW}expect: FAIL\nerrors: [outside]", "7:13", "FAIL: none of the rules that are named says", "OK"),
    ],
)
def test_a_result_that_the_rules_cannot_make_is_found(
    case: str, place: str, message: str, hint: str, run_case: Run
) -> None:
    """What each rule says where it fires, and where it cannot be judged, stands in the policy."""
    (finding,) = found(run_case(case))
    assert finding.startswith(f"{place}: impossible-case: this is never {message}")
    assert finding.endswith(f"= expect {hint}, or name other rules: what is not named must not happen")


@pytest.mark.parametrize(
    "case",
    [
        "set: {dataRowSize: x, fileSize: 1000001}\nexpect: FAIL\nrules: [large-file]\nerrors: [too-many-rows]",
        "unset: [fileName]\nset: {fileSize: 1000001}\nexpect: WARN\nrules: [large-file]\nerrors: [large-file]",
        f"{IN_SHADOW}expect: OK\nerrors: [outside]",
    ],
)
def test_a_result_that_the_rules_make_together_is_no_finding(case: str, run_case: Run) -> None:
    """A rule whose reason has a gap is an error that says what it says where it fires; one in shadow says nothing."""
    report = run_case(case)
    assert (report.diagnostics, report.failures, len(report.results)) == ((), (), 1)


@pytest.mark.parametrize(
    ("test", "left_out", "unread"),
    [
        ("", 0, 0),
        ("cases: []", 0, 0),
        ("cases: [{}, a]", 2, 0),
        ("case: [{}, a]", 0, 1),
        ("cases: {", 0, 1),
        ("cases: a", 0, 1),
        ("- a", 0, 1),
        (f"{HEAD}  - {{name: one, expect: OK}}\n  - {{name: two, expect: MAYBE}}", 1, 0),
    ],
)
def test_cases_that_are_not_run_are_counted(test: str, left_out: int, unread: int, run: Run) -> None:
    """Where they cannot be, their file is."""
    report = run(test)
    assert (report.left_out, report.unread) == (left_out, unread)


@pytest.mark.parametrize(
    ("test", "finding"),
    [
        ("", "1:1: missing-key: the file holds no test\n    = remove it, or write a case"),
        (
            "- a",
            "1:1: wrong-type: a policy test is a mapping with the keys event, point, now, facts, set, unset, params, ",
        ),
        ("now: 2026-11-18", "1:1: missing-key: a policy test needs the key cases"),
        ("case: []", "1:1: unknown-key: a policy test has no key case"),
        ("cases: []", "1:8: wrong-type: cases lists nothing"),
        (
            "cases: [a]",
            "1:9: wrong-type: a case is a mapping with the keys name, event, point, now, facts, set, unset,",
        ),
        (f"{HEAD}  - expect: OK", "4:5: missing-key: a case needs the key name"),
        (f"{HEAD}  - name: one", "4:5: missing-key: a case needs the key expect"),
        ("cases:\n\t- {}", "2:1: tab: YAML does not take a tab here"),
        ("cases: [{name: a, now: 2026-11-18, expect: OK}]", "1:16: missing-key: a case needs the key event"),
        (
            "cases: [{name: a, event: ../events/allowed.json, expect: OK}]",
            "1:16: missing-key: a case needs the key now",
        ),
        (
            f"{HEAD}  - {{name: a, expect: OK}}\n  - {{name: a, expect: OK}}",
            "5:12: duplicate-case: a case of this name stands on line 4 already",
        ),
    ],
)
def test_a_file_with_something_wrong_is_found(test: str, finding: str, run: Run) -> None:
    """A file that holds no case is one, since its rules would be thought tested."""
    (first, *others) = found(run(test))
    assert first.replace("\n  1 | \n    | ^", "").startswith(finding)
    assert others == []


def test_all_findings_come_at_once(run: Run) -> None:
    """Those of several cases, and of what they share, which is told once."""
    report = run("""\
event: ../events/allowed.json
now: tomorrow
set: {fileSise: 1}
cases:
  - {name: one, expect: MAYBE}
  - {name: two, set: {sqlTxt: x}, expect: FAIL, rules: [x]}
""")
    assert [(finding.line, finding.name) for finding in report.diagnostics] == [
        (2, "bad-date"),
        (5, "bad-value"),
        (3, "unknown-field"),
        (6, "unknown-rule"),
        (6, "unknown-field"),
    ]
    assert report.results == ()


def test_a_case_without_findings_is_run_beside_one_with(run: Run) -> None:
    """It can fail, and both are told."""
    report = run(f"{HEAD}  - {{name: one, expect: MAYBE}}\n  - {{name: two, expect: WARN, rules: [large-file]}}\n")
    assert [finding.name for finding in report.diagnostics] == ["bad-value"]
    assert [result.case.name for result in report.failures] == ["two"]


def test_a_finding_in_a_file_of_facts_names_that_file(run_case: Run) -> None:
    """The case that asks for it is not run."""
    report = run_case("facts: ../events/given.yaml\nexpect: OK", policy=ASKING, given_yaml="file: {contnt: x}\n")
    (finding,) = report.diagnostics
    assert finding.render().startswith("functions/f/events/given.yaml:1:8: unknown-fact: there is no fact file.contnt")
    assert report.results == ()


def test_a_file_outside_the_function_goes_by_its_name(run_case: Run, tmp_path: Path) -> None:
    """A path of the machine it is on helps nobody."""
    (tmp_path / "given.yaml").write_text("table: x\n")
    report = run_case("facts: ../../given.yaml\nexpect: OK", policy=ASKING)
    assert [(finding.file, finding.name) for finding in report.diagnostics] == [("given.yaml", "wrong-type")]


def test_a_file_of_facts_that_is_empty_gives_none(run_case: Run) -> None:
    """As {} does."""
    case = "facts: ../events/given.yaml\nexpect: FAIL\nerrors: [too-large]"
    report = run_case(case, policy=ASKING, given_yaml="")
    assert (report.diagnostics, report.failures, len(report.results)) == ((), (), 1)


def test_a_change_that_makes_the_message_another_functions_is_found(tmp_path: Path) -> None:
    """An asset's message says nowhere else of which event it is."""
    folder = tmp_path / "asset_publish"
    (folder / "policy").mkdir(parents=True)
    (folder / "function.yaml").write_text("points: [asset-publish]\n")
    (folder / "policy" / "a.yaml").write_text(
        "rules: [{name: a, when: event.size > 1, then: FAIL, reason: {en: No.}}]\n"
    )
    (folder / "event.json").write_text(json.dumps({"messageId": "1", "messageBody": {"size": 2}}))
    (folder / "policy" / "a_test.yaml").write_text("""\
event: ../event.json
now: 2026-11-18
cases:
  - {name: any field can be set, set: {sise.of.it: 1, size: 1}, expect: OK}
  - {name: and named as the point, point: asset-publish, expect: FAIL, rules: [a]}
  - {name: and another event, set: {eventCode: commit-file}, expect: OK}
""")
    report = run_tests(folder, compile_function(folder), "f")
    assert [(finding.line, finding.column, finding.name) for finding in report.diagnostics] == [(6, 36, "bad-event")]
    assert [result.has_passed for result in report.results] == [True, True]


def test_a_path_that_no_file_system_takes_is_found(run_case: Run) -> None:
    """As one that leads to no file: the other cases are run, and no folder of this machine is told."""
    (finding,) = run_case(f"event: ../events/{'x' * 300}.json\nexpect: OK").findings
    assert finding.name == "missing-file"
    assert finding.message.startswith("there ")
    assert "/data_download/" not in finding.message
    assert (finding.line, finding.column) == (5, 12)


BOMB = "a: &a0 [1]\n" + "".join(f"b{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))


def test_aliases_that_stand_for_more_than_can_be_read_are_found(run: Run) -> None:
    """At once, before anything is made of them."""
    report = run(f"{BOMB}cases: []\n")
    (finding,) = report.findings
    assert finding.name == "yaml-syntax"
    assert finding.message.endswith("repeat more than 100000 values")
    assert (report.results, report.unread) == ((), 1)

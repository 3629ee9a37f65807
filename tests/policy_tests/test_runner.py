"""What a case can say of a message and of a decision, and what comes of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate import answer
from dwgate.build.local import running
from dwgate.events.event import DOCUMENTED_SPELLINGS, Spellings
from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import Report, run_tests
from dwgate.runtime.settings import Settings

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "functions").glob("*/policy"))

RunCase = Callable[..., Report]


@pytest.mark.parametrize(
    "case",
    [
        "expect: OK",
        "set: {dataRowSize: 100000}\nexpect: OK",
        "set: {dataRowSize: 100001}\nexpect: FAIL\nrules: [too-many-rows]",
        "set: {dataRowSize: '100001'}\nexpect: FAIL\nrules: [too-many-rows]",
        "set: {fileSize: 1000001}\nexpect: WARN\nrules: [large-file]",
        "set: {dataRowSize: 100001, fileSize: 1000001}\nexpect: FAIL\nrules: [large-file, too-many-rows]",
        "set: {dataRowSize: many}\nexpect: FAIL\nerrors: [too-many-rows]",
        "unset: [fileSize]\nexpect: WARN\nerrors: [large-file]",
        "unset: [fileSize]\nset: {fileSize: 1}\nexpect: OK",
        "point: download-resources-execute\nset: {ip: 198.51.100.1}\nexpect: OK\nshadow: [outside]",
        "point: download-resources-execute\nset: {ip: nowhere}\nexpect: OK\nerrors: [outside]",
        "set: {dataRowSize: 100001, operatorUid: '7'}\nexpect: OK\nexempted: [too-many-rows]",
        "set: {dataRowSize: 100001, operatorUid: '7'}\nnow: 2027-01-01\nexpect: FAIL\nrules: [too-many-rows]",
        "event: {sample: download-resources}\nexpect: FAIL\nrules: [too-many-rows, large-file]",
        "event: {sample: download-resources-execute}\nset: {dataRowSize: 1, fileSize: 1, ip: 10.0.0.1}\nexpect: OK",
    ],
)
def test_a_case_passes_that_says_what_comes_of_its_message(case: str, run_case: RunCase) -> None:
    """The result, and exactly the rules that fired, erred and were lifted, those in shadow apart."""
    report = run_case(case)
    assert report.diagnostics == ()
    assert [result.differences for result in report.results] == [()]
    assert report.results[0].has_passed
    assert report.failures == ()


@pytest.mark.parametrize(
    ("case", "differences"),
    [
        ("set: {dataRowSize: 100001}\nexpect: OK", [("expect", "OK", "FAIL"), ("rules", "none", "too-many-rows")]),
        ("expect: FAIL\nrules: [too-many-rows]", [("expect", "FAIL", "OK"), ("rules", "too-many-rows", "none")]),
        (
            "set: {dataRowSize: 100001, fileSize: 1000001}\nexpect: FAIL\nrules: [too-many-rows]",
            [("rules", "too-many-rows", "too-many-rows, large-file")],
        ),
        (
            "unset: [dataRowSize]\nexpect: FAIL\nrules: [too-many-rows]",
            [
                ("rules", "too-many-rows", "none"),
                ("errors", "none", "too-many-rows (event.dataRowSize did not come with the message)"),
            ],
        ),
        (
            "point: download-resources-execute\nset: {ip: 198.51.100.1}\nexpect: OK",
            [("shadow", "none", "outside")],
        ),
        (
            "set: {dataRowSize: 100001}\nexpect: FAIL\nrules: [too-many-rows]\nexempted: [too-many-rows]",
            [("exempted", "too-many-rows", "none")],
        ),
        (
            "unset: [fileName]\nset: {fileSize: 1000001}\nexpect: WARN\nrules: [large-file]",
            [
                (
                    "errors",
                    "none",
                    "large-file (the reason could not be filled in: event.fileName did not come with the message)",
                )
            ],
        ),
    ],
)
def test_a_case_fails_by_each_thing_that_is_not_as_it_says(
    case: str, differences: list[tuple[str, str, str]], run_case: RunCase
) -> None:
    """What a case does not name must not happen; both sides of each difference are told."""
    report = run_case(case)
    (failure,) = report.failures
    assert list(failure.differences) == differences
    assert (failure.case.name, failure.case.file, failure.case.line) == (
        "one",
        "functions/f/policy/limits_test.yaml",
        4,
    )
    assert not report.is_clean


BOTH = "set: {dataRowSize: 100001, fileSize: 1000001}\nexpect: FAIL\nrules: [large-file, too-many-rows]\n"
SHADOW = "point: download-resources-execute\nset: {ip: 198.51.100.1}\nexpect: OK\nshadow: [outside]\n"
ENFORCED_AND_SHADOW = """\
point: download-resources-execute
set: {dataRowSize: 100001, ip: 198.51.100.1}
expect: FAIL
rules: [too-many-rows]
"""


@pytest.mark.parametrize(
    "case",
    [
        BOTH + "reason: {en: 100001 rows are over the limit of 100000.}",
        BOTH + "reason: {en: {contains: over the limit}, zh: 100001 行超过了 100000 行的上限。}",
        BOTH + "reason:\n  en: >-\n    The file File Name.csv\n    has 1000001 bytes.",
        SHADOW + "reason: {en: 198.51.100.1 is outside.}",
        ENFORCED_AND_SHADOW + "shadow: [outside]\nreason: {en: 198.51.100.1 is outside.}",
        "set: {dataRowSize: many}\nexpect: FAIL\nerrors: [too-many-rows]\nreason: {en: {contains: could not judge}}",
    ],
)
def test_a_reason_is_as_expected_if_one_of_them_is(case: str, run_case: RunCase) -> None:
    """The whole of it or a part, in each language that the case names; that of a rule named in shadow is one too."""
    assert run_case(case).failures == ()


@pytest.mark.parametrize(
    ("case", "differences"),
    [
        (
            BOTH + "reason: {en: over the limit}",
            [
                (
                    "reason, en",
                    "over the limit",
                    "100001 rows are over the limit of 100000. The file File Name.csv has 1000001 bytes.",
                )
            ],
        ),
        (
            BOTH + "reason: {en: {contains: File Name.csv}, zh: {contains: 上限}}",
            [
                (
                    "reason, en",
                    "… File Name.csv …",
                    "100001 rows are over the limit of 100000. The file File Name.csv has 1000001 bytes.",
                ),
                ("reason, zh", "… 上限 …", "100001 行超过了 100000 行的上限。"),
            ],
        ),
        ("expect: OK\nreason: {en: {contains: x}}", [("reason, en", "… x …", "none")]),
        (
            ENFORCED_AND_SHADOW + "reason: {en: 198.51.100.1 is outside.}",
            [
                ("shadow", "none", "outside"),
                ("reason, en", "198.51.100.1 is outside.", "100001 rows are over the limit of 100000."),
            ],
        ),
        (
            SHADOW.replace("shadow:", "errors:").replace("198.51.100.1", "nowhere")
            + "reason: {en: {contains: could not judge}}",
            [("reason, en", "… could not judge …", "none")],
        ),
    ],
)
def test_a_reason_that_is_not_as_expected_is_told(
    case: str, differences: list[tuple[str, str, str]], run_case: RunCase
) -> None:
    """Both languages are those of one reason that somebody reads, and a text without ``contains`` is the whole."""
    (failure,) = run_case(case).failures
    assert list(failure.differences) == differences


FACTS = """\
rules:
  - name: too-long
    when: size(file.content()) > option("most", 10)
    then: FAIL
    reason: {en: "${size(file.content())} characters are too many."}
"""
COMMIT = """\
event: {sample: commit-file}
now: 2026-11-18T10:00:00+08:00
facts: ../events/given.yaml
cases:
  - name: the file's facts
    expect: FAIL
    rules: [too-long]
  - name: facts of the case's own
    facts: {file: {content: {repeat: x, times: 11}}, options: {most: 11}}
    expect: OK
  - name: no facts
    facts: {}
    expect: FAIL
    errors: [too-long]
  - name: facts of another object
    facts: {table: {name: x}}
    expect: FAIL
    errors: [too-long]
"""


def test_facts_are_given_by_the_file_or_by_the_case(run: Callable[..., Report]) -> None:
    """Those of a case take the place of the file's, and what neither gives cannot be had."""
    given = "file: {content: select 1 from t}\noptions: {}\n"
    report = run(COMMIT, FACTS, ("commit-file",), given_yaml=given)
    assert [(result.case.name, result.differences) for result in report.results] == [
        ("the file's facts", ()),
        ("facts of the case's own", ()),
        ("no facts", ()),
        ("facts of another object", ()),
    ]
    assert report.is_clean


def test_without_a_word_about_facts_none_can_be_had(run: Callable[..., Report]) -> None:
    """A test calls nobody."""
    report = run(
        COMMIT.replace("facts: ../events/given.yaml\n", "").replace("rules: [too-long]", "errors: [too-long]", 1),
        FACTS,
        ("commit-file",),
    )
    assert report.failures == ()


TWO_NAMES = """\
event: ../events/both.json
now: 2026-11-18T10:00:00+08:00
cases:
  - {name: one, expect: OK, exempted: [too-many-rows]}
"""


@pytest.mark.parametrize(
    ("spellings", "result"),
    [(DOCUMENTED_SPELLINGS, "OK"), (Spellings(operator=("publisher", *DOCUMENTED_SPELLINGS.operator)), "FAIL")],
)
def test_a_message_names_the_operator_as_the_settings_spell_it(
    spellings: Spellings, result: str, run: Callable[..., Report], sample: Callable[..., Any]
) -> None:
    """As the handler reads it with the same settings: the field that they add is trusted first."""
    message = sample("download-resources", "function_compute")
    message["messageBody"] |= {"dataRowSize": 100001, "fileSize": 1, "operatorUid": "7", "publisher": "8"}
    report = run(TWO_NAMES, spellings=spellings, both_json=json.dumps(message))
    assert report.diagnostics == ()
    assert [one.decision.result.value for one in report.results] == [result]


SHARED = """\
event: ../events/allowed.json
point: download-resources-execute
now: 2026-11-18T10:00:00+08:00
set: {ip: 198.51.100.1, dataRowSize: 100001}
unset: [fileName]
cases:
  - name: as the file says
    expect: FAIL
    rules: [too-many-rows]
    shadow: [outside]
  - name: the case changes more
    set: {ip: 10.0.0.1, fileSize: 1000001, fileName: a.csv}
    expect: FAIL
    rules: [too-many-rows, large-file]
    reason: {en: The file a.csv has 1000001 bytes.}
  - name: the case takes away what the file sets
    unset: [dataRowSize, ip]
    expect: FAIL
    errors: [too-many-rows]
"""


def test_all_cases_share_what_the_file_says(run: Callable[..., Report]) -> None:
    """A case's own changes come after those of the file."""
    report = run(SHARED)
    assert report.diagnostics == ()
    assert [result.differences for result in report.results] == [(), (), ()]


def test_a_policy_that_does_not_compile_runs_no_case(run_case: RunCase) -> None:
    """Its findings are the report, and its files of cases are counted as those that were not run."""
    report = run_case("expect: OK", policy="rules: []\n")
    assert [finding.name for finding in report.findings] == ["wrong-type"]
    assert (report.results, report.is_clean) == ((), False)
    assert (report.unread, report.is_whole) == (1, False)


def test_the_files_of_a_function_are_run_in_the_order_of_their_names(function: Callable[..., Path]) -> None:
    """Each holds the cases of one concern, and all of them together test the rules."""
    folder = function()
    case = "{{name: {0}, event: {{sample: download-resources}}, now: 2026-11-18, set: {1}, expect: {2}}}"
    fired = "FAIL, rules: [too-many-rows, large-file]"
    (folder / "policy" / "b_test.yaml").write_text(
        "cases: [" + case.format("fires", "{fileSize: 1000001}", fired) + "]"
    )
    (folder / "policy" / "a_test.yaml").write_text(
        "cases: [" + case.format("passes", "{dataRowSize: 1, fileSize: 1}", "OK") + "]"
    )
    report = run_tests(folder, compile_function(folder), "f")
    assert [(result.case.file, result.case.name) for result in report.results] == [
        ("f/policy/a_test.yaml", "passes"),
        ("f/policy/b_test.yaml", "fires"),
    ]
    assert report.is_clean


@pytest.mark.parametrize(
    "lead", [Path.mkdir, lambda path: path.symlink_to("nowhere"), lambda path: path.symlink_to(path)]
)
def test_what_is_called_like_a_test_and_is_no_file_is_a_finding(
    lead: Callable[[Path], None], function: Callable[..., Path]
) -> None:
    """Cases may stand behind a link that leads nowhere: what they would have tested is not known."""
    folder = function()
    lead(folder / "policy" / "more_test.yaml")
    report = run_tests(folder, compile_function(folder), "f")
    (finding,) = report.findings
    assert finding.render() == (
        "f/policy/more_test.yaml:1:1: unread-file: this cannot be read as a test\n"
        "    = the tests of a policy file are a file; name it otherwise, or take it away"
    )
    assert (report.unread, report.is_clean) == (1, False)


def test_a_function_without_tests_is_not_clean(function: Callable[..., Path]) -> None:
    """Its rules are untested, each of them."""
    folder = function()
    report = run_tests(folder, compile_function(folder), "f")
    assert [rule.name for rule in report.untested] == ["too-many-rows", "large-file"]
    assert not report.is_clean


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_test_decides_as_the_deployed_function_does(folder: Path) -> None:
    """The handler answers the message of every case with the case's decision, to the byte.

    One with parameters of its own is about a policy that is not deployed.
    """
    compilation = compile_function(folder)
    with running(folder, compilation) as local:
        for result in run_tests(folder, compilation, folder.name).results:
            case, decision = result.case, result.decision
            if case.parameters:
                continue
            invocation = local.invoke(case.message, at=case.now, facts=case.facts)
            assert invocation.body == answer.body(decision, Settings())
            (line,) = invocation.log
            assert decision.as_document().items() <= json.loads(line).items()

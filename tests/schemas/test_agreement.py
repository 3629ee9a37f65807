"""What a reader refuses for its form, the schema refuses too; and what the one takes, the other takes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate.cli.project import Function, UsageError
from dwgate.policy.compiler import compile_function
from dwgate.policy.compiler.reader import read_function, read_policy
from dwgate.policy_tests import run_tests
from dwgate.policy_tests.facts import facts_of
from schemas.reading import problems, source_of

SERVED = ("download-resources", "download-resources-execute")
RULE = {"name": "name: large", "when": "when: event.fileSize > 1", "then": "then: FAIL", "reason": "reason: {en: No.}"}
EXEMPTION = {
    "rules": "rules: [large]",
    "when": "when: operator == '7'",
    "reason": "reason: audit",
    "owner": "owner: me",
    "expires": "expires: 2026-12-31",
}
POLICY = "rules:\n  - {name: large, when: event.fileSize > 9, then: FAIL, reason: {en: No.}}\n"
CASE = {"name": "name: one", "set": "set: {fileSize: 10}", "expect": "expect: FAIL", "rules": "rules: [large]"}
HEAD = "event: ../events/allowed.json\nnow: 2026-11-18\n"
PASSES = "  - {name: passes, set: {fileSize: 9}, expect: OK}\n"


def item(lines: dict[str, str], *others: str) -> str:
    """An item of a list, in which each of the others stands for the line of its key; ``key:-`` takes one away."""
    changed = {**lines, **{line.split(":")[0]: line for line in others}}
    return "  - " + "\n    ".join(line for line in changed.values() if not line.endswith(":-")) + "\n"


def rule(*lines: str) -> str:
    """A policy of one rule with these lines in it."""
    return f"rules:\n{item(RULE, *lines)}"


def exemption(*lines: str) -> str:
    """A policy with an exemption with these lines in it."""
    return f"{rule()}exemptions:\n{item(EXEMPTION, *lines)}"


def case(*lines: str, head: str = HEAD) -> str:
    """A test with a case with these lines in it."""
    return f"{head}cases:\n{PASSES}{item(CASE, *lines)}"


POLICIES_TAKEN = [
    rule(),
    rule("mode: shadow", "on_error: WARN", "description: Why.", "reason: {zh: 不}"),
    rule("description: {zh: 为何。, en: Why.}"),
    rule("when: true"),
    rule('reason: {en: "${event.fileSize} bytes", zh: 不行}'),
    exemption(),
    exemption("expires: 2026-12-31T18:00:00+08:00"),
    exemption("expires: 2026-12-31 18:00:00.5Z"),
    f"points: [download-resources]\ndescription: Large files.\ncontact: data@example.com\n{rule()}",
    f"contact: {{en: data@example.com, zh: 数据组}}\n{rule()}",
    f"params: {{a: 1, b: x, c: true, d: 2026-12-31, e: [1, [2]], f: {{g: 1.5}}}}\n{rule()}",
    f"calendars: {{a: {{extends: china}}, b-c: {{until: 2027-12-31, week: [sat, sun], zone: '+08:00'}}}}\n{rule()}",
    f"calendars: {{a: {{extends: b, closed: {{2026-12-24: Eve, 2026-12-31..2027-01-02: 1}}}}}}\n{rule()}",
    f"calendars: {{a: {{extends: b, closed: [2026-12-24], open: ['2026-12-26 .. 2026-12-27']}}}}\n{rule()}",
]
POLICIES_REFUSED = [
    "[]",
    "a text",
    "description: no rules",
    f"severity: 1\n{rule()}",
    "rules: []",
    "rules: {}",
    "rules: [large]",
    rule("severity: high"),
    rule("name:-"),
    rule("when:-"),
    rule("then:-"),
    rule("reason:-"),
    rule("name: Large Files"),
    rule("name: [large]"),
    rule("name:"),
    rule("when: [a]"),
    rule("when: ''"),
    rule("when:"),
    rule("then: BLOCK"),
    rule("then: OK"),
    rule("then: [FAIL]"),
    rule("mode: dark"),
    rule("on_error: IGNORE"),
    rule("reason: No."),
    rule("reason: {}"),
    rule("reason: {de: Nein.}"),
    rule("reason: {en: [No.]}"),
    rule("reason: {en: }"),
    rule("description: {zh: 为何。}"),
    rule("description: {en: Why., de: Warum.}"),
    rule("description: [Why.]"),
    f"description: [a]\n{rule()}",
    f"contact: [a]\n{rule()}",
    f"contact: {{zh: 数据组}}\n{rule()}",
    f"points: download-resources\n{rule()}",
    f"points: []\n{rule()}",
    f"points: [download-resource]\n{rule()}",
    f"points: [download-resources, download-resources]\n{rule()}",
    f"params: [a]\n{rule()}",
    f"params: {{max rows: 1}}\n{rule()}",
    f"params: {{a: null}}\n{rule()}",
    f"params: {{a: [null]}}\n{rule()}",
    f"params: {{a: {{b: null}}}}\n{rule()}",
    f"calendars: [a]\n{rule()}",
    f"calendars: {{A: {{extends: china}}}}\n{rule()}",
    f"calendars: {{a: china}}\n{rule()}",
    f"calendars: {{a: {{extends: china, holidays: [2026-12-24]}}}}\n{rule()}",
    f"calendars: {{a: {{extends: china, week: [monday]}}}}\n{rule()}",
    f"calendars: {{a: {{extends: china, week: [mon, mon]}}}}\n{rule()}",
    f"calendars: {{a: {{extends: china, week: []}}}}\n{rule()}",
    f"calendars: {{a: {{extends: china, closed: {{}}}}}}\n{rule()}",
    f"calendars: {{a: {{extends: china, closed: {{2026-12-24: }}}}}}\n{rule()}",
    f"calendars: {{a: {{extends: china, closed: [24 December]}}}}\n{rule()}",
    f"calendars: {{a: {{extends: china, open: {{2026-12-24: Eve}}}}}}\n{rule()}",
    f"calendars: {{a: {{extends: china, open: []}}}}\n{rule()}",
    f"calendars: {{a: {{until: 2027}}}}\n{rule()}",
    f"exemptions: []\n{rule()}",
    f"exemptions: {{}}\n{rule()}",
    exemption("rules:-"),
    exemption("when:-"),
    exemption("reason:-"),
    exemption("owner:-"),
    exemption("expires:-"),
    exemption("expires: never"),
    exemption("expires: 2026-13-01"),
    exemption("expires: 2026-12-31T18:00:00"),
    exemption("expires: [2026-12-31]"),
    exemption("rules: large"),
    exemption("rules: []"),
    exemption("granted: 2026-01-01"),
]


@pytest.mark.parametrize("text", POLICIES_TAKEN)
def test_a_policy_that_is_read_is_not_underlined(text: str) -> None:
    """What can be written in several ways is taken in all of them."""
    source = source_of(text)
    read_policy(source, SERVED)
    assert [finding.render() for finding in source.findings] == []
    assert problems("policy", text) == []


@pytest.mark.parametrize("text", POLICIES_REFUSED)
def test_a_policy_of_a_wrong_form_is_underlined(text: str) -> None:
    """Keys that there are not, that are needed, choices and types, at every level."""
    source = source_of(text)
    read_policy(source, SERVED)
    assert source.findings
    assert problems("policy", text)


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("points: [asset-publish]", True),
        ("points: [commit-file]\ndescription: Files.\ncalls_back: true", True),
        ("points: [commit-file]\ndescription: {en: Files., zh: 文件}", True),
        ("points: [asset-publish]\ncalls_back: false", True),
        ("description: Files.", False),
        ("points: []", False),
        ("points: commit-file", False),
        ("points: [commit-files]", False),
        ("points: [commit-file, commit-file]", False),
        ("points: [commit-file]\ndescription: {zh: 文件}", False),
        ("points: [commit-file]\ndescription: {de: Dateien}", False),
        ("points: [commit-file]\ndescription: [Files]", False),
        ("points: [commit-file]\ncalls_back: maybe", False),
        ("points: [commit-file]\ncalls_back: [true]", False),
        ("points: [commit-file]\ntimeout: 3", False),
        ("[commit-file]", False),
    ],
)
def test_a_function_file_is_underlined_where_it_is_refused(text: str, *, is_taken: bool) -> None:
    """And nowhere else."""
    source = source_of(text)
    read_function(source)
    assert (not source.findings) is is_taken
    assert (not problems("function", text)) is is_taken


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("file: {content: select 1, schedule: {cronExpress: x, CycleType: DAY}, inputs: [{input: a}]}", True),
        ("file: {content: {repeat: x, times: 20001}}\noptions: {}", True),
        ("file: {content: [1], schedule: no object, inputs: {input: a}}", True),
        ("table: {columns: [{columnName: a, isPartitionColumn: true}], lifecycle: 7}\noptions: {max: [a]}", True),
        ("files: {content: x}", False),
        ("file: {contnt: x}", False),
        ("file: {content: null}", False),
        ("file: [content]", False),
        ("file: {schedule: {cornExpress: x}}", False),
        ("file: {inputs: [{inptu: x}]}", False),
        ("file: {content: {repeat: x}}", False),
        ("file: {content: {repeat: x, times: many}}", False),
        ("file: {content: {repeat: x, times: -1}}", False),
        ("file: {content: {repeat: x, times: 2, of: y}}", False),
        ("file: {content: {repeat: 1, times: 2}}", False),
        ("options: [a]", False),
        ("options: {a: null}", False),
        ("[file]", False),
    ],
)
def test_facts_are_underlined_where_they_are_refused(text: str, *, is_taken: bool) -> None:
    """And nowhere else."""
    source = source_of(text)
    facts_of(source.root, source)
    assert (not source.findings) is is_taken
    assert (not problems("facts", text)) is is_taken


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("allowed: 2026-11-18", True),
        ("allowed: 2026-11-18T23:30:00+08:00", True),
        ("allowed: 2026-11-18T23:30:00", False),
        ("allowed: tonight", False),
        ("allowed: [2026-11-18]", False),
    ],
)
def test_times_are_underlined_where_they_are_refused(text: str, tmp_path: Path, *, is_taken: bool) -> None:
    """And nowhere else."""
    events = tmp_path / "events"
    events.mkdir()
    (events / "allowed.json").write_text("{}")
    (events / "times.yaml").write_text(text)
    try:
        Function("f", tmp_path).samples()
    except UsageError:
        assert not is_taken
    else:
        assert is_taken
    assert (not problems("times", text)) is is_taken


TABLE = f"""\
{HEAD}cases:
{PASSES}  - name: sizes
    table:
      - {{set: {{fileSize: 10}}, expect: FAIL, rules: [large]}}
      - {{set: {{fileSize: 9}}, expect: OK}}
"""
TABLE_OF_EVENTS = """\
now: 2026-11-18
cases:
  - {name: passes, event: ../events/allowed.json, expect: OK}
  - name: sizes
    expect: FAIL
    rules: [large]
    table:
      - {set: {fileSize: 10}, event: ../events/allowed.json}
"""
TESTS_TAKEN = [
    case(),
    case("reason: {en: {contains: No}}"),
    case("reason: {en: No.}"),
    case(head="event: {sample: download-resources}\nnow: 2026-11-18T10:00:00Z\n"),
    case("point: download-resources-execute", "unset: [dataRowSize]"),
    case("set: {fileName: {repeat: x, times: 3}, fileSize: 10, operatorUid: '7'}"),
    case("skip: waits for the next release"),
    TABLE,
    TABLE_OF_EVENTS,
]
TESTS_REFUSED = [
    "[]",
    HEAD,
    f"{HEAD}cases: []",
    f"{HEAD}cases: {{}}",
    f"{HEAD}cases: [one]",
    f"{HEAD}sets: {{}}\ncases:\n{PASSES}",
    case(head="now: 2026-11-18\n"),
    case(head="event: ../events/allowed.json\n"),
    case("name:-"),
    case("expect:-"),
    case("expect: PASS"),
    case("expect: [FAIL]"),
    case("rules:-"),
    case("rules: large"),
    case("rules: []"),
    case("sett: {fileSize: 10}"),
    case("set: [fileSize]"),
    case("set: {fileSize: null}"),
    case("set: {fileName: {repeat: x}}"),
    case("unset: fileSize"),
    case("unset: []"),
    case("point: download-resource"),
    case("point: [download-resources]"),
    case("event: {samples: download-resources}"),
    case("event: {sample: download-resource}"),
    case("event: [a]"),
    case("now: tomorrow"),
    case("now: 2026-11-18T10:00:00"),
    case("facts: [a]"),
    case("params: [a]"),
    case("params: {a: null}"),
    case("reason: No."),
    case("reason: {}"),
    case("reason: {de: Nein.}"),
    case("reason: {en: {has: No}}"),
    case("reason: {en: [No.]}"),
    case("exempted: {large: true}"),
    case("skip: [a]"),
    case("table: []"),
    case("table: {}"),
    case("table: [a]"),
    case("table: [{expect: PASS}]"),
    case("table: [{table: []}]"),
    case("table: [{set: {fileSize: 11}, sett: 1}]"),
    f"{HEAD}cases:\n{PASSES}  - name: sizes\n    table:\n      - {{set: {{fileSize: 9}}}}\n",
    f"{HEAD}cases:\n{PASSES}  - name: sizes\n    table:\n      - {{set: {{fileSize: 10}}, expect: FAIL}}\n",
]


@pytest.fixture
def findings(tmp_path: Path, sample: Callable[..., dict[str, Any]]) -> Callable[[str], list[str]]:
    """Write a test beside a policy, and give what is wrong with it."""
    (tmp_path / "policy").mkdir()
    (tmp_path / "events").mkdir()
    message = sample("download-resources", "function_compute")
    message["messageBody"]["fileSize"] = 5
    (tmp_path / "events" / "allowed.json").write_text(json.dumps(message))
    (tmp_path / "function.yaml").write_text(f"points: [{', '.join(SERVED)}]\n")
    (tmp_path / "policy" / "sizes.yaml").write_text(POLICY)
    compilation = compile_function(tmp_path, "f")
    assert compilation.document

    def found(text: str) -> list[str]:
        (tmp_path / "policy" / "sizes_test.yaml").write_text(text)
        report = run_tests(tmp_path, compilation, "f")
        wrong = [finding.render() for finding in report.diagnostics if finding.name != "untested-rule"]
        return [*wrong, *(result.case.name for result in report.failures)]

    return found


@pytest.mark.parametrize("text", TESTS_TAKEN)
def test_a_test_that_is_read_is_not_underlined(text: str, findings: Callable[[str], list[str]]) -> None:
    """With what stands in the file, in a case, or in a row of its table."""
    assert findings(text) == []
    assert problems("policy-test", text) == []


@pytest.mark.parametrize("text", TESTS_REFUSED)
def test_a_test_of_a_wrong_form_is_underlined(text: str, findings: Callable[[str], list[str]]) -> None:
    """Keys that there are not, that are needed, choices and types, at every level."""
    assert findings(text)
    assert problems("policy-test", text)

"""Findings: how they are shown, that all come at once, and that every one is tested."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import dwgate.policy.compiler
from dwgate.policy.compiler import Compilation
from dwgate.policy.compiler.diagnostics import Diagnostic, did_you_mean, nearest

CODE = Path(dwgate.policy.compiler.__file__).parent
TESTS = Path(__file__).parent
PAGE = TESTS.parents[2] / "docs" / "policies.md"
RULES = "rules:\n- {name: large, when: event.fileSize > 1, then: FAIL, reason: {en: 'No.'}}\n"


def names_in(path: Path) -> Iterator[str]:
    """Give every text in a module that is written as the name of a finding is."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"^(?:tab|[a-z]+(?:-[a-z]+)+)$", node.value)


def names_asserted_in(path: Path) -> Iterator[str]:
    """Give the name of the finding of every case in a module of tests."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"param", "assert_finds"}:
                yield str(node.args[0].value)


def test_every_finding_of_the_code_is_tested() -> None:
    """The names that the code gives are those which the tests of findings expect."""
    given = {name for path in CODE.rglob("*.py") for name in names_in(path)}
    expected = {name for path in TESTS.glob("test_diagnostics_of_*.py") for name in names_asserted_in(path)}
    assert {name for name in expected if re.fullmatch(r"tab|[a-z]+(-[a-z]+)+", name)} == given


def test_every_finding_of_the_code_stands_on_the_page() -> None:
    """Under its own address; what else has one is seen where all findings are, in the tests of ``dwgate check``."""
    given = {name for path in CODE.rglob("*.py") for name in names_in(path)}
    _, _, findings = PAGE.read_text().partition("\n## Findings\n")
    assert {name for name in given if f'<a id="{name}"></a>' not in findings} == {"never-fires"}
    assert "\n#### `never-fires`\n" in findings


def test_a_finding_is_shown_with_its_line_a_caret_and_a_hint() -> None:
    """A Chinese character takes two columns of a terminal, and a tab is one."""
    finding = Diagnostic("f/policy/a.yaml", 12, 14, "unknown-field", "no", '\t"数据": event.x', "did you mean y?")
    assert finding.render() == (
        "f/policy/a.yaml:12:14: unknown-field: no\n"
        '  12 | \t"数据": event.x\n'
        "     | \t" + " " * 14 + "^\n"
        "     = did you mean y?"
    )


def test_a_finding_without_a_line_is_shown_alone() -> None:
    """A file that is not there has nothing to show."""
    assert Diagnostic("f/policy", 1, 1, "no-rules", "there is none").render() == "f/policy:1:1: no-rules: there is none"


def test_a_finding_is_a_document() -> None:
    """A program reads every part of a finding."""
    finding = Diagnostic("a.yaml", 1, 2, "tab", "no", "x", "do")
    assert finding.as_document() == {field.name: getattr(finding, field.name) for field in fields(finding)}


@pytest.mark.parametrize(
    ("name", "valid", "meant"),
    [
        ("dataRowSise", ["dataRowSize", "fileSize"], "dataRowSize"),
        ("MAXCOMPUTE", ["MaxCompute", "EMR"], "MaxCompute"),
        ("x", ["dataRowSize"], None),
        ("x", [], None),
    ],
)
def test_the_nearest_name_is_found_in_whatever_case(name: str, valid: list[str], meant: str | None) -> None:
    """A typo has a nearest name; what is far from all has none."""
    assert nearest(name, valid) == meant


@pytest.mark.parametrize(
    ("name", "valid", "hint"),
    [
        ("aple", ["pear", "apple"], "did you mean apple?"),
        ("x", ["pear", "apple"], "fruits: apple, pear"),
        ("x", [], "fruits: none"),
    ],
)
def test_a_hint_gives_the_nearest_name_or_lists_all(name: str, valid: list[str], hint: str) -> None:
    """Where nothing is near, the valid names are listed in order."""
    assert did_you_mean(name, valid, listing="fruits") == hint


def places(compilation: Compilation) -> list[str]:
    """Give each finding's file, line and name."""
    assert compilation.document is None
    return [
        f"{one.file.removeprefix('data_download/')}:{one.line}:{one.column} {one.name}"
        for one in compilation.diagnostics
    ]


def test_all_findings_of_all_files_come_at_once_and_in_order(compiled: Callable[..., Compilation]) -> None:
    """Nothing hides anything else, and the order is that of files, lines and columns."""
    broken = """\
points: [download-resources-execute]
params: {old: 2026-13-45, spare: 007}
rules:
- name: first
  when: event.rows > 1 && event.fileNam == params.old
  then: DENY
  reason: {en: "${event.nme} ${params.limit}", zh: "${"}
- name: second
  when: event.fileSize > "1"
  reason: {en: No.}
- name: third
  when: event.moduleType == "excel" && event.user == 1
  then: WARN
exemptions:
- rules: [first, forth]
  when: operater == "1"
  reason: audit
  owner: me
  expires: tomorrow
"""
    files = {
        "function.yaml": "points: [download-resources, download-resources-execute]",
        "policy/b.yaml": broken,
        "policy/a.yaml": RULES.replace("large", "third") + "severity: 1\n",
        "policy/c.yml": RULES,
        "policy/d.yaml": "- {name: 'x\n",
    }
    assert places(compiled(files)) == [
        "policy/a.yaml:3:1 unknown-key",
        "policy/b.yaml:2:15 bad-date",
        "policy/b.yaml:2:34 bad-number",
        "policy/b.yaml:5:15 unknown-field",
        "policy/b.yaml:5:33 unknown-field",
        "policy/b.yaml:6:9 bad-value",
        "policy/b.yaml:7:25 unknown-field",
        "policy/b.yaml:7:53 bad-reason",
        "policy/b.yaml:8:3 missing-key",
        "policy/b.yaml:9:24 type-mismatch",
        "policy/b.yaml:11:3 missing-key",
        "policy/b.yaml:11:9 duplicate-rule",
        "policy/b.yaml:12:46 unknown-field",
        "policy/b.yaml:16:9 unknown-name",
        "policy/b.yaml:19:12 bad-date",
        "policy/c.yml:1:1 unread-file",
        "policy/d.yaml:2:1 yaml-syntax",
    ]


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        pytest.param("params: {max: 1\n", ["policy/a.yaml:2:1 yaml-syntax"], id="a file that cannot be read"),
        pytest.param(f"parms: {{max: 1}}\n{RULES}", ["policy/a.yaml:1:1 unknown-key"], id="a key that there is not"),
        pytest.param(f"params: [max]\n{RULES}", ["policy/a.yaml:1:9 wrong-type"], id="parameters of another form"),
        pytest.param("rules: {large: 1}\n", ["policy/a.yaml:1:8 wrong-type"], id="rules of another form"),
        pytest.param(RULES.replace("name:", "nmae:"), ["policy/a.yaml:2:4 unknown-key"], id="a rule without a name"),
        pytest.param(f"params: {{max: 010}}\n{RULES}", ["policy/a.yaml:1:15 bad-number"], id="a parameter's value"),
        pytest.param(
            f"params: {{max: 1}}\npoints: [download]\n{RULES.replace('No.', '${event.ip}')}",
            ["policy/a.yaml:2:10 unknown-point"],
            id="a point",
        ),
        pytest.param(
            f"params: {{max: 1}}\n{RULES.replace('event.fileSize > 1', 'event.rows > 1')}",
            ["policy/a.yaml:3:29 unknown-field"],
            id="a rule that does not compile",
        ),
    ],
)
def test_what_only_follows_from_a_finding_is_none(
    broken: str, found: list[str], compiled: Callable[..., Compilation]
) -> None:
    """Another file that uses what is lost in this one is not blamed for it."""
    other = (
        "rules:\n- {name: more, when: event.fileSize > params.max, then: FAIL, reason: {en: 'over ${params.max}'}}\n"
        "exemptions:\n- {rules: [large], when: operator == 'x', reason: audit, owner: me, expires: 2026-12-31}\n"
    )
    files = {"function.yaml": "points: [download-resources]", "policy/a.yaml": broken, "policy/b.yaml": other}
    assert places(compiled(files)) == found


@pytest.mark.parametrize(
    "when",
    ["has(event.ip) && event.fileNam == 'x'", "has(event.ip) && event.moduleType == 'x'", "has(event.ip) && false"],
)
def test_a_reason_is_not_blamed_for_its_condition(when: str, compiled: Callable[..., Compilation]) -> None:
    """Where a condition is refused it is not known what guards its reason, and nothing is said of that."""
    policy = f'rules:\n- {{name: far, when: "{when}", then: FAIL, reason: {{en: "from ${{event.ip}}"}}}}\n'
    assert len(compiled(policy).diagnostics) == 1


def test_a_field_without_a_guard_is_found_once_for_all_points(compiled: Callable[..., Compilation]) -> None:
    """Two points that lack a field are one finding."""
    points = ("download-resources", "upload-data-to-table", "download-resources-execute")
    policy = "rules:\n- {name: far, when: event.ip == 'x', then: FAIL, reason: {en: 'from ${event.ip}'}}\n"
    assert places(compiled(policy, *points)) == ["policy/limits.yaml:2:21 unguarded-field"]


def test_two_mistakes_in_one_condition_are_two_findings(compiled: Callable[..., Compilation]) -> None:
    """Also where CEL says more of one than is needed."""
    policy = "rules:\n- name: a\n  when: foo(evnt) && ip.witin(evnt, [bar(1)])\n  then: FAIL\n  reason: {en: No.}\n"
    assert places(compiled(policy)) == [
        "policy/limits.yaml:3:9 unknown-function",
        "policy/limits.yaml:3:13 unknown-name",
        "policy/limits.yaml:3:22 unknown-function",
        "policy/limits.yaml:3:31 unknown-name",
        "policy/limits.yaml:3:38 unknown-function",
    ]


def test_findings_name_the_files_as_they_are_asked_to(write: Callable[..., Path]) -> None:
    """A command says where the function lies; without that it is the folder's own name."""
    folder = write("rules: []\n")
    (named,) = dwgate.policy.compiler.compile_function(folder, "functions/data_download").diagnostics
    (unnamed,) = dwgate.policy.compiler.compile_function(folder).diagnostics
    assert (named.file, unnamed.file) == (
        "functions/data_download/policy/limits.yaml",
        "data_download/policy/limits.yaml",
    )

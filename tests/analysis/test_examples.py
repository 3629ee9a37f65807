"""Examples: each is a case that comes out as it says, and where none is found the finding stands alone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.conftest import AT, Analyse
from dwgate.analysis import analyse
from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import run_tests

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
FINDINGS = PAGE.partition("\n## Findings\n")[2].partition("\n## ")[0]
SECTIONS = dict(re.findall(r"^#### `([a-z-]+)`\n(.*?)(?=^#|\Z)", FINDINGS, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", SECTIONS)
def test_the_page_shows_each_finding(name: str, function: Callable[..., Path]) -> None:
    """Its policy has that finding and no other, and its example can be pasted into a test and passes there."""
    (policy,) = re.findall(r"```yaml\n(.*?)```", SECTIONS[name], re.DOTALL)
    folder = function(policy)
    compilation = compile_function(folder, "functions/f")
    (finding,) = analyse(folder, compilation, "functions/f", AT)
    assert finding.name == name
    assert finding.example is not None
    (folder / "policy" / "limits_test.yaml").write_text(f"cases:\n{finding.example.text}")
    (result,) = run_tests(folder, compile_function(folder), "functions/f").results
    assert result.has_passed


def test_every_finding_of_the_analysis_has_a_section() -> None:
    """A section for each name that its modules give."""
    modules = (ROOT / "shared" / "dwgate" / "analysis").glob("*.py")
    names = {name for path in modules for name in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text())}
    assert set(SECTIONS) == names - {"download-resources"}


RULE = "rules:\n  - name: odd\n    when: {}\n    then: FAIL\n    reason: {{en: no}}\n"


@pytest.mark.parametrize(
    ("condition", "point", "changed"),
    [
        ("event.fileName in ['x'] && !(event.fileName in ['x'])", "download-resources", {"set": {"fileName": "x"}}),
        ("!has(event.fileName) && event.fileName == 'x'", "download-resources", {"unset": ["fileName"]}),
        ("size(event.fileName) > 50 && size(event.fileName) < 9", "download-resources", {}),
        ("has(event.sqlText) && !has(event.sqlText)", "download-resources-execute", {}),
        ("tenant == '7' && tenant == '8'", "download-resources", {"set": {"tenantId": "7"}}),
        ("event.fileName.matches('^ab$') && !event.fileName.matches('^ab$')", "download-resources", {}),
        ("now.getDayOfWeek('+08:00') == 6 && now.getDayOfWeek('+08:00') == 0", "download-resources", {}),
        ("now.getMonth() == 1 && now.getDate() == 3 && now.getMonth() == 2", "download-resources", {}),
        ("event.fileSize == event.dataRowSize && event.fileSize < event.dataRowSize", "download-resources", {}),
        ("event.fileSize < event.dataRowSize && event.fileSize > event.dataRowSize", "download-resources", {}),
        ("event.fileName < operator && event.fileName > operator", "download-resources", {}),
        ("event.fileName > operator && event.fileName < operator", "download-resources", {}),
        ("file.type() == 10 && file.type() == 11", "commit-file", {"facts": {"file": {"type": 10}}}),
        ("option('rows', 5) > 7 && option('rows', 5) < 3", "commit-file", {"facts": {"options": {"rows": 8}}}),
        (
            "event.order.projectMeta.envCode == 1 && event.order.projectMeta.envCode == 0",
            "approval-change-before-create",
            {},
        ),
    ],
)
def test_the_nearest_message_is_made(condition: str, point: str, changed: dict[str, object], analysed: Analyse) -> None:
    """By what must hold of it: values, sizes, parts of the time, who, facts, and what comes at all."""
    (finding,) = analysed(RULE.format(f"|\n      {condition}"), point)
    assert finding.name == "never-fires"
    assert finding.example is not None
    assert {key: finding.example.case[key] for key in changed} == changed


@pytest.mark.parametrize(
    "condition",
    [
        "size(event.fileName) > 2000000 && now.getHours() == 3 && size(event.fileName) < 5",
        "event.dataRowSize == size(event.sqlText) * 3 && event.dataRowSize != size(event.sqlText) * 3",
        "event.fileName.matches('^a[0-9]b$') && !event.fileName.matches('^a[0-9]b$')",
    ],
)
def test_without_an_example_a_finding_stands_alone(condition: str, analysed: Analyse) -> None:
    """A text of two million characters is not made, nor is one that a regular expression takes."""
    (finding,) = analysed(RULE.format(f"|\n      {condition}"))
    assert (finding.name, finding.example) == ("never-fires", None)
    assert "for example" not in finding.render()


def test_the_messages_of_a_project_are_tried_first(function: Callable[..., Path]) -> None:
    """Those of its tests, with their facts, and its samples."""
    folder = function(RULE.format("event.whatever == 'x' && event.whatever == 'y'"), "asset-publish")
    compilation = compile_function(folder, "functions/f")
    (without,) = analyse(folder, compilation, "functions/f", AT)
    assert without.example is None
    (folder / "events").mkdir()
    sample = ROOT / "functions" / "asset_publish" / "events" / "allowed.json"
    (folder / "events" / "published.json").write_text(sample.read_text())
    (found,) = analyse(folder, compilation, "functions/f", AT)
    assert found.example is not None
    assert found.example.case["event"] == "../events/published.json"
    assert found.example.case["set"] == {"whatever": "x"}


def test_a_case_with_other_parameters_is_tried_without_them(function: Callable[..., Path]) -> None:
    """With them it would show what another policy does."""
    params = "params:\n  rows: 5\n"
    folder = function(params + RULE.format("event.dataRowSize > params.rows || event.dataRowSize <= params.rows"))
    (folder / "policy" / "limits_test.yaml").write_text(
        "event: {sample: download-resources}\nnow: 2026-11-18\nparams: {rows: 7}\n"
        "cases:\n  - name: one\n    expect: FAIL\n    rules: [odd]\n"
    )
    (finding,) = analyse(folder, compile_function(folder, "functions/f"), "functions/f", AT)
    assert finding.example is not None
    assert "params" not in finding.example.case

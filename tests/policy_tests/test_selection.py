"""Which cases are run of all that there are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import Report, Selection, run_tests

OTHER = """\
rules:
  - {name: unnamed, when: event.fileName == "", then: FAIL, reason: {en: No.}}
"""
HEAD = "event: {sample: download-resources}\nnow: 2026-11-18\nset: {dataRowSize: 1, fileSize: 1}\ncases:\n"
LIMITS_TEST = f"""{HEAD}\
  - {{name: few rows, expect: OK}}
  - {{name: Many rows, set: {{dataRowSize: 100001}}, expect: FAIL, rules: [too-many-rows]}}
"""
NAMES_TEST = f"""{HEAD}\
  - {{name: no name, set: {{fileName: ""}}, expect: FAIL, rules: [unnamed]}}
  - {{name: many rows and no name, set: {{fileName: "", dataRowSize: 100001}}, expect: FAIL,
     rules: [unnamed, too-many-rows]}}
  - {{name: rows that are none, set: {{dataRowSize: x}}, expect: FAIL, errors: [too-many-rows]}}
  - {{name: a name, skip: later, expect: OK}}
"""
EVERY = ["few rows", "Many rows", "no name", "many rows and no name", "rows that are none", "a name"]


@pytest.fixture
def run(function: Callable[..., Path]) -> Callable[[Selection], Report]:
    """Run the tests of two concerns."""
    folder = function()
    policy = folder / "policy"
    (policy / "names.yaml").write_text(OTHER)
    (policy / "limits_test.yaml").write_text(LIMITS_TEST)
    (policy / "names_test.yaml").write_text(NAMES_TEST)
    compilation = compile_function(folder)
    return lambda selection: run_tests(folder, compilation, "f", selection=selection)


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(), EVERY),
        (Selection(rules=("too-many-rows",)), ["few rows", "Many rows", "many rows and no name", "rows that are none"]),
        (Selection(rules=("unnamed",)), ["no name", "many rows and no name", "rows that are none", "a name"]),
        (Selection(rules=("unnamed", "too-many-rows")), EVERY),
        (Selection(rules=("nobody",)), []),
        (Selection(names=("MANY",)), ["Many rows", "many rows and no name"]),
        (Selection(names=("few", "no name")), ["few rows", "no name", "many rows and no name"]),
        (Selection(rules=("unnamed",), names=("rows",)), ["many rows and no name", "rows that are none"]),
    ],
)
def test_a_case_is_selected_by_its_rules_and_its_name(
    selection: Selection, names: list[str], run: Callable[[Selection], Report]
) -> None:
    """One that names a rule, and one of the rule's concern, which may be that which lets it pass."""
    report = run(selection)
    assert report.diagnostics == ()
    ran = {result.case.name for result in report.results} | {case.name for case in report.skipped}
    assert ran == set(names)
    assert {case.name for case in report.unselected} == set(EVERY) - ran
    assert {case.name for case in report.cases} == set(EVERY)


def test_of_a_selection_it_is_not_told_which_rules_are_untested(run: Callable[[Selection], Report]) -> None:
    """The cases that are not selected may test them."""
    assert [rule.name for rule in run(Selection()).untested] == ["large-file"]
    assert run(Selection(rules=("too-many-rows",))).untested == ()

"""What ``dwgate test`` writes for a program, as JSON.

A message is not in it: a case has its name, its place and what came of it, and reasons hold no content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.cli.terminal import json_text
from dwgate.policy_tests.differences import rules_by_key

if TYPE_CHECKING:
    from typing import Any

    from dwgate.cli.testing.tested import Run, Tested
    from dwgate.policy_tests import Case, CaseResult, Report


def as_json(run: Run) -> str:
    """Write everything that was run and found."""
    document = {
        "functions": [_function(tested) for tested in run.functions],
        "cases": [case for report in run.reports for case in _cases(report)],
        "findings": [finding.as_document() for finding in run.findings],
        "totals": _totals(run),
        "coverage": run.coverage.as_document() if run.coverage else None,
        "mutation": run.mutation.as_document() if run.mutation else None,
    }
    return json_text(document)


def _function(tested: Tested) -> dict[str, Any]:
    document = tested.document
    return {
        "function": tested.report.function,
        "digest": document["digest"] if document else None,
        "rules": [rule["name"] for rule in document["rules"]] if document else None,
    }


def _cases(report: Report) -> list[dict[str, Any]]:
    """Give the cases that were asked for, in the order of their files."""
    ran = [(result.case, _came_of(result)) for result in report.results]
    skipped = [(case, {"state": "skipped", "skip": case.skip}) for case in report.skipped]
    cases = sorted([*ran, *skipped], key=lambda item: (item[0].file, item[0].line))
    return [{"function": report.function, **_place(case), **came} for case, came in cases]


def _place(case: Case) -> dict[str, Any]:
    return {"file": case.file, "line": case.line, "name": case.name}


def _came_of(result: CaseResult) -> dict[str, Any]:
    return {
        "state": "passed" if result.has_passed else "failed",
        "result": result.decision.result.value,
        **rules_by_key(result.decision),
        "differences": [difference._asdict() for difference in result.differences],
    }


def _totals(run: Run) -> dict[str, int]:
    """Count the cases; ``left_out`` are those with a finding, ``unread_files`` have others that cannot be counted."""
    passed = sum(result.has_passed for result in run.results)
    return {
        "passed": passed,
        "failed": len(run.results) - passed,
        "skipped": len(run.skipped),
        "not_selected": sum(len(report.unselected) for report in run.reports),
        "left_out": sum(report.left_out for report in run.reports),
        "unread_files": sum(report.unread for report in run.reports),
        "findings": len(run.findings),
    }

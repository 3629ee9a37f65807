"""``dwgate test``: the policy tests of every function, and everything that did not come out as expected."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from rich.text import Text

from dwgate.cli.check import summary
from dwgate.cli.invoke import show_rule
from dwgate.cli.project import FUNCTIONS_FOLDER, UsageError
from dwgate.cli.terminal import command, console, counted, show_hanging
from dwgate.errors import SettingError
from dwgate.policy.compiler import canonical
from dwgate.policy.explanation import explain_rules
from dwgate.policy.loading import load
from dwgate.policy_tests import run_tests
from dwgate.runtime import settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from rich.console import Console

    from dwgate.cli.project import Function
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.explanation import RuleExplanation
    from dwgate.policy_tests import CaseResult, Report


def test(functions: Sequence[Function], *, explain: bool = False) -> bool:  # noqa: PT028 - a command, not a test
    """Run the functions' policy tests and write to standard output what is wrong; whether nothing is."""
    if not functions:
        raise UsageError(f"there is no function to test: a function is a folder of {FUNCTIONS_FOLDER}/")
    out = console()
    tested: list[tuple[Report, dict[str, Any] | None]] = []
    for function in functions:
        compilation = function.compile()
        report = report_of(function, compilation)
        tested.append((report, compilation.document))
        out.print(_counts(report, compilation.document), soft_wrap=True)
    for report, document in tested:
        for finding in report.findings:
            out.print(Text(f"\n{finding.render()}"), soft_wrap=True)
        for result in report.failures:
            _show_failure(out, result)
            if explain and document:
                for rule in _explained(result, document):
                    show_rule(out, rule)
    reports = [report for report, _ in tested]
    out.print(f"\n{_summary(reports)}", soft_wrap=True)
    if not explain and any(report.failures for report in reports):
        broken = " ".join(report.function for report in reports if report.failures)
        out.print(f"to see what the rules read: {command()} test {broken} --explain", soft_wrap=True)
    return all(report.is_clean for report in reports)


def report_of(function: Function, compilation: Compilation) -> Report:
    """Run a function's policy tests; messages are read by the settings of the environment, as its handler does.

    Raises UsageError for a setting that is wrong.
    """
    try:
        spellings = settings.read(os.environ).spellings
    except SettingError as error:
        raise UsageError(f"{error}; nothing is tested by settings that are wrong") from None
    return run_tests(function.folder, compilation, f"{FUNCTIONS_FOLDER}/{function.name}", spellings)


def _counts(report: Report, document: dict[str, Any] | None) -> Text:
    """Say in one line how a function's tests went."""
    if document is None:
        return Text.assemble((report.function, "name"), ": ", ("the policy does not compile", "fail"))
    run, of_rules = len(report.results), f"of {counted(len(document['rules']), 'rule')}"
    line = f"{counted(run, 'case')} {of_rules}"
    if report.left_out:
        line = f"{run} of {counted(run + report.left_out, 'case')} {of_rules} ran"
    wrong = [f"{len(report.failures)} failed"] * bool(report.failures)
    wrong += [counted(len(report.findings), "finding")] * bool(report.findings)
    return Text.assemble(
        (report.function, "name"), f": {line}, ", (", ".join(wrong), "fail") if wrong else ("all passed", "ok")
    )


def _show_failure(out: Console, result: CaseResult) -> None:
    """Show a case that failed: where it stands, and of each thing that is not as expected both sides."""
    out.print(Text(f"\n{result.case.file}:{result.case.line}: {result.case.name}", "fail"), soft_wrap=True)
    width = max(len(difference.key) for difference in result.differences)
    for key, expected, got in result.differences:
        show_hanging(out, f"  {key:{width}}  expected  ", expected)
        show_hanging(out, f"  {'':{width}}  got       ", got)


def _explained(result: CaseResult, document: dict[str, Any]) -> Iterator[RuleExplanation]:
    """Explain the rules that a failed case is about: those that it names, and those that did not simply pass."""
    case, expected = result.case, result.case.expected
    named = expected.rules | expected.shadow | expected.errors | expected.exempted
    scope = load(json.loads(canonical(document))).scope(case.event, case.now)
    facts = case.facts.at(case.event.point)
    for rule in explain_rules(document, result.decision, case.event, scope, facts):
        if rule.name in named or rule.state != "passed":
            yield rule


def _summary(reports: Sequence[Report]) -> str:
    """Say how all tests went, and never of cases that were not run that they passed."""
    results = [result for report in reports for result in report.results]
    failed = sum(not result.has_passed for result in results)
    findings = [finding for report in reports for finding in report.findings]
    told = [f"{counted(len(results), 'case')} in {counted(len(reports), 'function')}"]
    if not all(report.is_whole for report in reports):
        told[0] += f" ran, {failed} failed" if failed else " ran, and passed" if results else " ran"
        told.append(_not_run(reports))
    elif results:
        told.append(f"{failed} failed" if failed else "all passed")
    return "; ".join([*told, summary(findings)] if findings else told)


def _not_run(reports: Sequence[Report]) -> str:
    left_out, unread = sum(report.left_out for report in reports), sum(report.unread for report in reports)
    told = [counted(left_out, "case")] * bool(left_out) + [f"all of {counted(unread, 'file')}"] * bool(unread)
    return f"not run: {', '.join(told)}"

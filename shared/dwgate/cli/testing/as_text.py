"""What ``dwgate test`` writes for a person: a line for each function, what went wrong, and how all of it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dwgate.cli.checking.summary import summary
from dwgate.cli.invoke import show_rule
from dwgate.cli.terminal import command, counted, show_hanging, shown
from dwgate.policy.compiler import load_document
from dwgate.policy.explanation import explain_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from rich.console import Console

    from dwgate.cli.testing.tested import Run, Tested
    from dwgate.policy.explanation import RuleExplanation
    from dwgate.policy_tests import Case, CaseResult


def show(out: Console, run: Run, *, explain: bool) -> None:
    """Write everything; ``explain`` adds to each case that failed what its rules read."""
    for tested in run.functions:
        if run.selection.is_all or tested.is_concerned:
            out.print(_counts(tested, is_selection=not run.selection.is_all), soft_wrap=True)
    for tested in run.functions:
        _show_details(out, tested, explain=explain)
    out.print(f"\n{_summary(run)}", soft_wrap=True)
    if not explain and any(report.failures for report in run.reports):
        broken = " ".join(report.function for report in run.reports if report.failures)
        out.print(f"to see what the rules read: {command()} test {broken} --explain", soft_wrap=True)


def _show_details(out: Console, tested: Tested, *, explain: bool) -> None:
    """Show the findings of a function, its cases that failed, and those that are skipped."""
    for finding in tested.report.findings:
        out.print(Text(f"\n{finding.render()}"), soft_wrap=True)
    for result in tested.report.failures:
        _show_failure(out, result)
        if explain and tested.document:
            for rule in _explained(result, tested.document):
                show_rule(out, rule)
    for case in tested.report.skipped:
        out.print(Text(f"\n{_heading(case)}", "warn"), soft_wrap=True)
        show_hanging(out, "  skipped  ", _line(case.skip or ""))


def _counts(tested: Tested, *, is_selection: bool) -> Text:
    """Say in one line how a function's tests went."""
    report, document = tested.report, tested.document
    if document is None:
        return Text.assemble((report.function, "name"), ": ", ("the policy does not compile", "fail"))
    run, of_rules = len(report.results), f"of {counted(len(document['rules']), 'rule')}"
    every = len(report.cases) + report.left_out
    if is_selection:
        line = f"{run + len(report.skipped)} of {counted(every, 'case')} selected"
    elif run < every:
        line = f"{run} of {counted(every, 'case')} {of_rules} ran"
    else:
        line = f"{counted(run, 'case')} {of_rules}"
    wrong = [f"{len(report.failures)} failed"] * bool(report.failures)
    wrong += [counted(len(report.findings), "finding")] * bool(report.findings)
    skipped = f", {len(report.skipped)} skipped" if report.skipped else ""
    passed = ("all passed" if not skipped else "the others passed") if run else ""
    told = (", ".join(wrong), "fail") if wrong else (passed, "ok")
    return Text.assemble((report.function, "name"), f": {line}", (skipped, "warn"), ", " if told[0] else "", told)


def _heading(case: Case) -> str:
    return f"{case.file}:{case.line}: {_line(case.name)}"


def _line(text: str) -> str:
    """Give what a case says as one line, also where its YAML has several."""
    return shown(" ".join(text.split()))


def _show_failure(out: Console, result: CaseResult) -> None:
    """Show a case that failed: where it stands, and of each thing that is not as expected both sides."""
    out.print(Text(f"\n{_heading(result.case)}", "fail"), soft_wrap=True)
    width = max(len(difference.key) for difference in result.differences)
    for key, expected, got in result.differences:
        show_hanging(out, f"  {key:{width}}  expected  ", expected)
        show_hanging(out, f"  {'':{width}}  got       ", got)


def _explained(result: CaseResult, document: Mapping[str, Any]) -> Iterator[RuleExplanation]:
    """Explain the rules that a failed case is about: those that it names, and those that did not simply pass."""
    case, expected = result.case, result.case.expected
    named = expected.rules | expected.shadow | expected.errors | expected.exempted
    scope = load_document(document).with_parameters(case.parameters).scope(case.event, case.now)
    facts = case.facts.at(case.event.point)
    for rule in explain_rules(document, result.decision, case.event, scope, facts):
        if rule.name in named or rule.state != "passed":
            yield rule


def _summary(run: Run) -> str:
    """Say how all tests went, and never of cases that were not run that they passed."""
    reports = run.reports
    told = [_of_all(run) if run.selection.is_all else _of_selected(run)]
    left_out, unread = sum(report.left_out for report in reports), sum(report.unread for report in reports)
    not_run = [counted(left_out, "case")] * bool(left_out) + [f"all of {counted(unread, 'file')}"] * bool(unread)
    told += [f"not run: {', '.join(not_run)}"] * bool(not_run)
    return "; ".join([*told, summary(run.findings)] if run.findings else told)


def _of_all(run: Run) -> str:
    functions, ran, failed, skipped = _functions(run), len(run.results), _failed(run), len(run.skipped)
    if _is_whole(run):
        return "; ".join(filter(None, [f"{counted(ran + skipped, 'case')} in {functions}", _came_of(run)]))
    came = f", {failed} failed" if failed else ", and passed" if ran else ""
    return f"{counted(ran, 'case')} in {functions} ran{came}" + (f"; {skipped} skipped" if skipped else "")


def _of_selected(run: Run) -> str:
    every = sum(len(report.cases) + report.left_out for report in run.reports)
    selected = len(run.results) + len(run.skipped)
    told = f"{selected} of {counted(every, 'case')} in {_functions(run)} selected"
    return "; ".join(filter(None, [told, _came_of(run)]))


def _came_of(run: Run) -> str:
    """Say what came of the cases that were to be run."""
    ran, failed, skipped = len(run.results), _failed(run), len(run.skipped)
    if not ran and not skipped:
        return ""
    if not skipped and _is_whole(run):
        return f"{failed} failed" if failed else "all passed"
    counts = {"failed": failed, "passed": ran - failed, "skipped": skipped}
    told = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
    return told if ran else f"none ran, {told}"


def _functions(run: Run) -> str:
    return counted(len(run.reports), "function")


def _is_whole(run: Run) -> bool:
    return all(report.is_whole for report in run.reports)


def _failed(run: Run) -> int:
    return sum(not result.has_passed for result in run.results)

"""The runner: the policy tests of a function, judged by the policy as it is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.policy.compiler.diagnostics import Diagnostic
from dwgate.policy.compiler.function import POLICY_FOLDER, paths_of_tests
from dwgate.policy_tests.differences import differences
from dwgate.policy_tests.reader import FileOfCases, read_cases
from dwgate.policy_tests.report import CaseResult, Report
from dwgate.policy_tests.selection import Selection, tests_by_rule
from dwgate.policy_tests.under_test import FunctionUnderTest
from dwgate.policy_tests.untested import skipped_rules, untested_rules
from dwgate.policy_tests.vacuous import vacuous_cases

if TYPE_CHECKING:
    from pathlib import Path

    from dwgate.events.event import Spellings
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.engine import Policy
    from dwgate.policy_tests.model import Case


_EVERY_CASE = Selection()


def run_tests(
    folder: Path,
    compilation: Compilation,
    name: str,
    spellings: Spellings = DOCUMENTED_SPELLINGS,
    selection: Selection = _EVERY_CASE,
) -> Report:
    """Run the selected cases of the function in this folder; findings name its files below ``name``.

    ``spellings`` are those of the settings by which its handler reads messages.
    Of a policy that does not compile the report has the compiler's findings, and no case.
    """
    document, sources = compilation.document, compilation.sources
    paths = paths_of_tests(folder)
    if document is None or sources is None:
        return Report(compilation.function, (), compilation.diagnostics, (), unread=len(paths))
    tested = FunctionUnderTest.of(folder, name, document, sources, spellings)
    files = [read_cases(path, tested) if path.is_file() else _unread(path, name) for path in paths]
    diagnostics = tuple(finding for file in files for finding in file.findings)
    cases = [case for file in files for case in file.cases]
    tests = tests_by_rule(document, name)
    selected = [case for case in cases if selection.takes(case, tests)]
    policy = compilation.policy()
    results = tuple(run_case(case, policy) for case in selected if case.skip is None)
    skipped = tuple(case for case in selected if case.skip is not None)
    # What the cases would test that are not asked for is not known, nor what those of a file with a finding would.
    if selection.is_all:
        untested = untested_rules(results, sources)
    else:
        untested = skipped_rules(selection.rules, results, skipped, sources)
    return Report(
        compilation.function,
        results,
        diagnostics,
        () if diagnostics else tuple(untested),
        left_out=sum(file.left_out or 0 for file in files),
        unread=sum(file.left_out is None for file in files),
        skipped=skipped,
        unselected=tuple(case for case in cases if not selection.takes(case, tests)),
        vacuous=tuple(vacuous_cases(results, policy, tests, tested)),
    )


def _unread(path: Path, name: str) -> FileOfCases:
    """Give what is found of a folder, or of a link that leads to no file: there may be cases in it."""
    file = f"{name}/{POLICY_FOLDER}/{path.name}"
    hint = "the tests of a policy file are a file; name it otherwise, or take it away"
    return FileOfCases((), None, (Diagnostic(file, 1, 1, "unread-file", "this cannot be read as a test", hint=hint),))


def run_case(case: Case, policy: Policy) -> CaseResult:
    """Decide on a case's message, and hold the decision against what the case expects."""
    facts = case.facts.at(case.event.point)
    decision = policy.with_parameters(case.parameters).decide(case.event, now=case.now, facts=facts)
    return CaseResult(case, decision, differences(case.expected, decision))

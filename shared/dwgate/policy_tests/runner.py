"""The runner: the policy tests of a function, judged by the policy as it is deployed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.policy.compiler.function import POLICY_FOLDER, TEST_SUFFIX, canonical
from dwgate.policy.loading import load
from dwgate.policy_tests.coverage import untested_rules
from dwgate.policy_tests.differences import differences
from dwgate.policy_tests.reader import read_cases
from dwgate.policy_tests.report import CaseResult, Report
from dwgate.policy_tests.selection import Selection, tests_by_rule
from dwgate.policy_tests.under_test import FunctionUnderTest
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
    paths = [path for path in sorted((folder / POLICY_FOLDER).glob(f"*{TEST_SUFFIX}")) if path.is_file()]
    if document is None or sources is None:
        return Report(compilation.function, (), compilation.diagnostics, (), unread=len(paths))
    tested = FunctionUnderTest.of(folder, name, document, sources, spellings)
    files = [read_cases(path, tested) for path in paths]
    diagnostics = tuple(finding for file in files for finding in file.findings)
    cases = [case for file in files for case in file.cases]
    tests = tests_by_rule(document, name)
    selected = [case for case in cases if selection.takes(case, tests)]
    policy = load(json.loads(canonical(document)))
    results = tuple(run_case(case, policy) for case in selected if case.skip is None)
    return Report(
        compilation.function,
        results,
        diagnostics,
        # What a file with a finding would have tested is not known, nor what the cases would that are not asked for.
        () if diagnostics or not selection.is_all else tuple(untested_rules(results, sources)),
        left_out=sum(file.left_out or 0 for file in files),
        unread=sum(file.left_out is None for file in files),
        skipped=tuple(case for case in selected if case.skip is not None),
        unselected=tuple(case for case in cases if not selection.takes(case, tests)),
        vacuous=tuple(vacuous_cases(results, policy, tests, tested, run_case)),
    )


def run_case(case: Case, policy: Policy) -> CaseResult:
    """Decide on a case's message, and hold the decision against what the case expects."""
    facts = case.facts.at(case.event.point)
    decision = for_case(policy, case).decide(case.event, now=case.now, facts=facts)
    return CaseResult(case, decision, differences(case.expected, decision))


def for_case(policy: Policy, case: Case) -> Policy:
    """Give the policy by which a case is judged: that with the values that the case gives to parameters."""
    return replace(policy, parameters={**policy.parameters, **case.parameters}) if case.parameters else policy

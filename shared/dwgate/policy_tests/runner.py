"""The runner: the policy tests of a function, judged by the policy as it is deployed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.policy.compiler.function import POLICY_FOLDER, TEST_SUFFIX, canonical
from dwgate.policy.loading import load
from dwgate.policy_tests.coverage import untested_rules
from dwgate.policy_tests.differences import differences
from dwgate.policy_tests.reader import read_cases
from dwgate.policy_tests.report import CaseResult, Report
from dwgate.policy_tests.under_test import FunctionUnderTest

if TYPE_CHECKING:
    from pathlib import Path

    from dwgate.events.event import Spellings
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.engine import Policy
    from dwgate.policy_tests.model import Case


def run_tests(folder: Path, compilation: Compilation, name: str, spellings: Spellings = DOCUMENTED_SPELLINGS) -> Report:
    """Run every case of the function in this folder; findings name its files below ``name``.

    ``spellings`` are those of the settings by which its handler reads messages.
    Of a policy that does not compile the report has the compiler's findings, and no case.
    """
    document = compilation.document
    paths = [path for path in sorted((folder / POLICY_FOLDER).glob(f"*{TEST_SUFFIX}")) if path.is_file()]
    if document is None:
        return Report(compilation.function, (), compilation.diagnostics, (), unread=len(paths))
    tested = FunctionUnderTest.of(folder, name, document, spellings)
    files = [read_cases(path, tested) for path in paths]
    diagnostics = tuple(finding for file in files for finding in file.findings)
    policy = load(json.loads(canonical(document)))
    results = tuple(run_case(case, policy) for file in files for case in file.cases)
    return Report(
        compilation.function,
        results,
        diagnostics,
        # What a file with a finding would have tested is not known.
        () if diagnostics else tuple(untested_rules(document, results, tested)),
        left_out=sum(file.left_out or 0 for file in files),
        unread=sum(file.left_out is None for file in files),
    )


def run_case(case: Case, policy: Policy) -> CaseResult:
    """Decide on a case's message, and hold the decision against what the case expects."""
    decision = policy.decide(case.event, now=case.now, facts=case.facts.at(case.event.point))
    return CaseResult(case, decision, differences(case.expected, decision))

"""Vacuous cases: those in which none of the rules is judged that they are the tests of.

A rule is judged at its points only.  A case of another point would stay green were the rules turned into their
contrary, and looks as if it held them.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dwgate.policy.compiler.diagnostics import Diagnostic
from dwgate.policy.compiler.function import file_of_policy, paths_of_tests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dwgate.policy.engine import Policy
    from dwgate.policy_tests.model import Case
    from dwgate.policy_tests.report import CaseResult
    from dwgate.policy_tests.under_test import FunctionUnderTest

_BEFORE_A_CASE = re.compile(r"[\s-]*")


def vacuous_cases(
    results: Sequence[CaseResult], policy: Policy, tests: Mapping[str, str], tested: FunctionUnderTest
) -> Iterator[Diagnostic]:
    """Give the cases that pass, and of whose rules none is judged at their points, each at its name.

    ``tests`` gives the file of tests of each rule.  Those of a file without a policy beside it are of all rules.
    """
    paths = {tested.name_of(path): path for path in paths_of_tests(tested.folder) if path.is_file()}
    for result in results:
        case = result.case
        rules = [rule for rule in policy.rules if tests[rule.name] == case.file] or policy.rules
        if result.has_passed and not any(case.event.point in rule.points for rule in rules):
            source = paths[case.file].read_text(encoding="utf-8-sig").split("\n")[case.line - 1].rstrip("\r")
            yield _at_case(case, source, is_of_one_file=case.file in tests.values())


def _at_case(case: Case, source: str, *, is_of_one_file: bool) -> Diagnostic:
    before = source.find(case.name)
    if before < 0:  # it is a row's, or folded
        before = len((_BEFORE_A_CASE.match(source) or [""])[0])
    policy = PurePosixPath(file_of_policy(case.file)).name
    rules = f"the rules of {policy}" if is_of_one_file else "the rules of the function"
    return Diagnostic(
        file=case.file,
        line=case.line,
        column=before + 1,
        name="vacuous-case",
        message=f"this passes whatever {rules} say",
        source=source,
        hint=f"none of them is judged at {case.event.point}: make it a case of another point, or of other rules",
    )

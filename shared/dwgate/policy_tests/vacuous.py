"""Vacuous cases: those that pass whatever the rules say that they are the tests of.

Each of these rules is made to fire, to pass and to be in error, all else as it is.  A case that passes every time holds
none of them: it would stay green were the rules turned into their contrary.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dwgate.policy.compiler.diagnostics import Diagnostic
from dwgate.policy.compiler.function import POLICY_FOLDER, TEST_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dwgate.policy.engine import Policy
    from dwgate.policy_tests.model import Case
    from dwgate.policy_tests.report import CaseResult
    from dwgate.policy_tests.under_test import FunctionUnderTest

_FORCED = ("true", "false", "1 / 0 == 1")
"""The conditions of a rule that fires, of one that passes, and of one that cannot be judged."""
_BEFORE_A_CASE = re.compile(r"[\s-]*")


def vacuous_cases(
    results: Sequence[CaseResult],
    policy: Policy,
    tests: Mapping[str, str],
    tested: FunctionUnderTest,
    judge: Callable[[Case, Policy], CaseResult],
) -> Iterator[Diagnostic]:
    """Give the cases that pass, and would whatever their rules said, each at its name.

    ``tests`` gives the file of tests of each rule.  Those of a file without a policy beside it are of all rules.
    """
    forced = [policy.environment.compile(condition) for condition in _FORCED]
    paths = {tested.name_of(path): path for path in (tested.folder / POLICY_FOLDER).glob(f"*{TEST_SUFFIX}")}

    @cache
    def variants(file: str, point: str) -> tuple[Policy, ...]:
        concerned = [rule for rule in policy.rules if tests[rule.name] == file] or policy.rules
        return tuple(
            replace(policy, rules=tuple(replace(one, when=when) if one is rule else one for one in policy.rules))
            for rule in concerned
            if point in rule.points
            for when in forced
        )

    for result in results:
        case = result.case
        if result.has_passed and all(judge(case, one).has_passed for one in variants(case.file, case.event.point)):
            source = paths[case.file].read_text(encoding="utf-8-sig").split("\n")[case.line - 1].rstrip("\r")
            yield _at_case(case, source, is_of_one_file=case.file in tests.values())


def _at_case(case: Case, source: str, *, is_of_one_file: bool) -> Diagnostic:
    before = source.find(case.name)
    if before < 0:  # it is a row's, or folded
        before = len((_BEFORE_A_CASE.match(source) or [""])[0])
    policy = PurePosixPath(case.file).name.removesuffix(TEST_SUFFIX) + ".yaml"
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

"""Which rules the cases leave untested: every rule must fire in one case, and pass in another, as far as it can."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dwgate.policy.compiler.clauses import Clauses
from dwgate.policy.compiler.function import file_of_tests
from dwgate.policy_tests.report import UntestedRule
from dwgate.policy_tests.selection import names_rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from dwgate.policy.compiler.model import RuleSource, Sources
    from dwgate.policy.compiler.yaml_source import Text
    from dwgate.policy_tests.model import Case
    from dwgate.policy_tests.report import CaseResult

_States = set[tuple[str, str]]
"""Rules, and what became of them."""


def untested_rules(results: Sequence[CaseResult], policy: Sources) -> Iterator[UntestedRule]:
    """Give the rules of a policy that no case makes fire, or none lets pass.

    A rule that a case's exemption lifts, or that cannot be judged in it, has done neither there.  What a condition
    cannot come to is not asked for: ``when: true`` passes nothing.
    """
    states = _states(results)
    for rule in policy.rules:
        name = rule.name.value
        missing = {"fired", "passed"} - {state for of, state in states if of == name}
        missing &= _possible(rule, policy) if missing else set()  # this takes a while, and mostly nothing is missing
        if missing:
            problem, hint = _problem(name, missing), f"add it to {tests_of(rule.name)}"
            yield _untested(rule, states, problem, hint)


def skipped_rules(
    rules: Collection[str], results: Sequence[CaseResult], skipped: Sequence[Case], policy: Sources
) -> Iterator[UntestedRule]:
    """Give the rules, of those that were asked for, of which nothing is shown: each case that names one is skipped."""
    for rule in policy.rules:
        name = rule.name.value
        is_shown = any(names_rule(result.case, name) for result in results)
        if name in rules and not is_shown and any(names_rule(case, name) for case in skipped):
            hint = f"run one, or add another to {tests_of(rule.name)}"
            yield _untested(rule, _states(results), f"every case that names {name} is skipped", hint)


def tests_of(text: Text) -> str:
    """Give the file in which the tests of a part of a policy belong, from the function's folder."""
    return "/".join(PurePosixPath(file_of_tests(text.source.name)).parts[-2:])


def _states(results: Sequence[CaseResult]) -> _States:
    """Give what became of rules in the cases, and in one that fails also what was expected: it is told already."""
    return {state for result in results for state in _states_in(result)}


def _states_in(result: CaseResult) -> Iterator[tuple[str, str]]:
    expected = result.case.expected
    for outcome in result.decision.outcomes:
        yield outcome.rule, outcome.state
        if outcome.rule in expected.rules | expected.shadow:
            yield outcome.rule, "fired"
        elif outcome.rule not in expected.errors | expected.exempted:
            yield outcome.rule, "passed"


def _possible(rule: RuleSource, policy: Sources) -> set[str]:
    """Give what can become of a rule by what its condition can come to."""
    parameters = {parameter.name.value: parameter.value for parameter in policy.parameters}
    can_be = Clauses(rule.points, parameters).of(rule.when.value).can_be
    return {"fired" if truth else "passed" for truth in can_be}


def _problem(name: str, missing: Collection[str]) -> str:
    if "fired" not in missing:
        return f"no case lets {name} pass"
    return f"no case makes {name} fire" + (", and none lets it pass" if "passed" in missing else "")


def _untested(rule: RuleSource, states: _States, problem: str, hint: str) -> UntestedRule:
    name, diagnostic = rule.name.value, rule.name.diagnostic("untested-rule", problem, hint=hint)
    return UntestedRule(name, (name, "fired") in states, (name, "passed") in states, diagnostic)

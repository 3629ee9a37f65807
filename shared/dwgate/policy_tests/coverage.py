"""Which rules the cases leave untested: every rule must fire in one case, and pass in another."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dwgate.policy.compiler.function import TEST_SUFFIX
from dwgate.policy_tests.report import UntestedRule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.model import RuleSource, Sources
    from dwgate.policy_tests.report import CaseResult


def untested_rules(results: Sequence[CaseResult], policy: Sources) -> Iterator[UntestedRule]:
    """Give the rules of a policy that no case makes fire, or none lets pass.

    A rule that a case's exemption lifts, or that cannot be judged in it, has done neither there.
    """
    states = {state for result in results for state in _states(result)}
    for rule in policy.rules:
        name = rule.name.value
        has_fired, has_passed = (name, "fired") in states, (name, "passed") in states
        if not (has_fired and has_passed):
            yield UntestedRule(name, has_fired, has_passed, _at_rule(rule, _problem(name, states)))


def _states(result: CaseResult) -> Iterator[tuple[str, str]]:
    """Give the state of each rule in a case, and in one that fails also that which was expected: it is told already."""
    expected = result.case.expected
    for outcome in result.decision.outcomes:
        yield outcome.rule, outcome.state
        if outcome.rule in expected.rules | expected.shadow:
            yield outcome.rule, "fired"
        elif outcome.rule not in expected.errors | expected.exempted:
            yield outcome.rule, "passed"


def _problem(name: str, states: Collection[tuple[str, str]]) -> str:
    if (name, "fired") in states:
        return f"no case lets {name} pass"
    return f"no case makes {name} fire" + ("" if (name, "passed") in states else ", and none lets it pass")


def _at_rule(rule: RuleSource, message: str) -> Diagnostic:
    path = PurePosixPath(rule.name.source.name)
    hint = f"add it to {path.parent.name}/{path.stem}{TEST_SUFFIX}"
    return rule.name.diagnostic("untested-rule", message, hint=hint)

"""What a case expected of a decision, against what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dwgate.policy.decision import Decision, Reason
    from dwgate.policy_tests.model import Expected


class Difference(NamedTuple):
    """One thing that is not as expected: the key of the case that says it, and both sides as text."""

    key: str
    expected: str
    got: str


def differences(expected: Expected, decision: Decision) -> tuple[Difference, ...]:
    """Compare; nothing is given where all is as expected."""
    return (*_result(expected, decision), *_rules(expected, decision), *_reason(expected, decision))


def _result(expected: Expected, decision: Decision) -> Iterator[Difference]:
    if decision.result is not expected.result:
        yield Difference("expect", expected.result.value, decision.result.value)


def _rules(expected: Expected, decision: Decision) -> Iterator[Difference]:
    wanted = {
        "rules": expected.rules,
        "shadow": expected.shadow,
        "errors": expected.errors,
        "exempted": expected.exempted,
    }
    errors = {outcome.rule: outcome.error for outcome in decision.outcomes if outcome.error}
    for key, got in rules_by_key(decision).items():
        names = wanted[key]
        if names != set(got):
            shown = [f"{name} ({errors[name]})" for name in got] if key == "errors" else got
            yield Difference(key, _listed(sorted(names)), _listed(shown))


def rules_by_key(decision: Decision) -> dict[str, list[str]]:
    """Give the rules of a decision as a case would name them, in the policy's order."""
    fired = [outcome for outcome in decision.outcomes if outcome.state == "fired"]
    return {
        "rules": [outcome.rule for outcome in fired if not outcome.shadow],
        "shadow": [outcome.rule for outcome in fired if outcome.shadow],
        "errors": [outcome.rule for outcome in decision.outcomes if outcome.error],
        "exempted": [outcome.rule for outcome in decision.outcomes if outcome.state == "exempted"],
    }


def _reason(expected: Expected, decision: Decision) -> Iterator[Difference]:
    """Look for a reason that says what is expected, among those that somebody reads.

    They are those of the answer.  Nobody is told that of a rule in shadow, but a case that names the rule asks for it.
    """
    in_shadow = [one.reason for one in decision.outcomes if one.rule in expected.shadow and one.reason]
    reasons = [*decision.reasons, *in_shadow]
    if expected.reason and not any(expected.fits_reason(reason) for reason in reasons):
        for language, text in expected.reason.items():
            yield Difference(f"reason, {language}", str(text), _said(language, reasons))


def _said(language: str, reasons: Collection[Reason]) -> str:
    return " ".join(reason.text.get(language, "") for reason in reasons).strip() or "none"


def _listed(names: Collection[str]) -> str:
    return ", ".join(names) or "none"

"""Rules that another makes pointless: whatever message comes, the result would be the same without them.

A rule is pointless beside another one where all of this holds:

- Each message that makes it fire makes the other fire too, or leaves it in an error that asks for as much.
- Each message that leaves it in an error leaves the other in one that asks for as much, or makes it fire.
- The other asks for as much, and both are enforced, or both in shadow.
- Whatever exemption lifts the other lifts it too.

Its reason is lost without it, so that two rules that differ in nothing but their reasons are worth being made one.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from dwgate.analysis.examples import Search, became, undenied
from dwgate.analysis.states import both, exclude
from dwgate.analysis.variants import without_exemptions
from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dwgate.analysis.examples import Examples
    from dwgate.analysis.outcomes import Outcomes
    from dwgate.analysis.subject import Rule, Subject
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.witnesses import Candidate


MOST_COMPARED = 30_000_000
"""The pairs of states that are compared: each rule of a thousand with each other one."""


def pointless(rules: Sequence[Rule], examples: Examples) -> Iterator[Diagnostic]:
    """Find each rule that another one makes pointless; of two that are so by each other, the one that stands last.

    Where there is too much to compare, the rules that come late are not.
    """
    subject = examples.subject
    order = {rule.name: number for number, rule in enumerate(rules)}
    states = {rule.name: sum(map(_states, map(rule.when.at, rule.when.points))) for rule in rules}
    left = MOST_COMPARED
    for rule in rules:
        for other in rules:
            left -= states[rule.name] * states[other.name]
            if left < 0:
                return
            if rule is other or not is_pointless(subject, rule, other):
                continue
            if order[rule.name] < order[other.name] and is_pointless(subject, other, rule):
                continue
            yield from undenied(partial(_finding, rule, other, examples))
            break


def is_pointless(subject: Subject, rule: Rule, other: Rule) -> bool:
    """Whether no result would change without a rule, since the other one asks for as much wherever it asks."""
    if rule.source.mode != other.source.mode or other.then.severity < rule.then.severity:
        return False
    if not set(rule.when.fires_at) <= set(other.source.points) or not _is_lifted_with(subject, rule, other):
        return False
    return all(_is_covered(subject, rule, other, point) for point in rule.source.points)


def _states(outcomes: Outcomes) -> int:
    return len(outcomes.true) + len(outcomes.false) + len(outcomes.error)


def _is_lifted_with(subject: Subject, rule: Rule, other: Rule) -> bool:
    """Whether each exemption of the other rule lifts this one too."""
    return all(exemption.lifts(rule) for exemption in subject.exemptions if exemption.lifts(other))


def _is_covered(subject: Subject, rule: Rule, other: Rule, point: str) -> bool:
    """Whether at a point the other rule asks for as much as this one, whether that fires or cannot be judged."""
    one = rule.when.at(point)
    asks_in_error = one.error if rule.on_error is not CheckResult.OK else ()
    if point not in other.source.points:
        return not one.true and not asks_in_error
    two = other.when.at(point)
    is_lifted = any(exemption.lifts(other) for exemption in subject.exemptions)
    fires_for_error = other.then.severity >= rule.on_error.severity and not is_lifted
    return (
        exclude(one.true, two.false)
        and (other.on_error.severity >= rule.then.severity or exclude(one.true, two.error))
        and exclude(asks_in_error, two.false)
        and (fires_for_error or exclude(asks_in_error, two.true))
        and (other.on_error.severity >= rule.on_error.severity or exclude(asks_in_error, two.error))
    )


def _finding(rule: Rule, other: Rule, examples: Examples) -> Diagnostic:
    policy = examples.subject.only([rule.name, other.name])
    bare = without_exemptions(policy)

    def denies(candidate: Candidate) -> bool:
        results = {one.rule: one.result for one in candidate.decide(policy).outcomes}
        return results.get(rule.name, CheckResult.OK).severity > results.get(other.name, CheckResult.OK).severity

    example = examples.show(
        Search(
            f"{rule.name} fires on this, and so does {other.name}",
            {point: both(rule.when.at(point).true, other.when.at(point).true) for point in rule.when.fires_at},
            [rule.document, other.document],
            goal=lambda candidate: became(bare, candidate, {rule.name: "fired", other.name: "fired"}),
            denies=denies,
        )
    )
    message = f"wherever this rule asks for something, {other.name} ({other.place}) asks for {other.then.value}"
    hint = f"remove it, or narrow {other.name}"
    return replace(rule.source.name.diagnostic("pointless-rule", message, hint=hint), example=example)

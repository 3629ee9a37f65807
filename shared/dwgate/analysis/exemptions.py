"""Exemptions that lift nothing, or lift their rule wherever it fires."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dwgate.analysis.examples import Search, became, undenied
from dwgate.analysis.states import States, both
from dwgate.analysis.values import identity
from dwgate.analysis.variants import asking, bare_policy
from dwgate.policy.decision import BEIJING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from dwgate.analysis.examples import Examples
    from dwgate.analysis.subject import Exemption, Rule
    from dwgate.policy.compiler.diagnostics import Diagnostic, Example
    from dwgate.policy.compiler.yaml_source import Node, Text
    from dwgate.policy.engine import Policy
    from dwgate.witnesses import Candidate

_SECOND = timedelta(seconds=1)


def exemptions(at: datetime, examples: Examples) -> Iterator[Diagnostic]:
    """Find the exemptions that have expired at a time, and of the others those that lift nothing, or everything."""
    for exemption in examples.subject.exemptions:
        if exemption.source.expires <= at:
            yield _expired(exemption, at, examples)
            continue
        for name, rule in exemption.rules:
            if rule.when.fires_at:
                yield from _wrong(exemption, rule, name, examples)


def _wrong(exemption: Exemption, rule: Rule, name: Text, examples: Examples) -> Iterator[Diagnostic]:
    """Find what is wrong with what an exemption does to one of its rules."""
    points = rule.when.fires_at
    lifted = {point: both(rule.when.at(point).true, exemption.when.at(point).true) for point in points}
    kept = {point: both(rule.when.at(point).true, exemption.when.at(point).is_not_true) for point in points}
    if not any(lifted.values()):
        yield from undenied(lambda: _in_vain(exemption, rule, name, examples))
    elif not any(kept.values()):
        yield from undenied(lambda: _too_wide(exemption, rule, name, lifted, examples))


def _too_wide(
    exemption: Exemption, rule: Rule, name: Text, lifted: dict[str, States], examples: Examples
) -> Diagnostic:
    policy, before = examples.subject.only([rule.name]), exemption.source.expires - _SECOND

    def goal(candidate: Candidate) -> bool:
        return candidate.now <= before and became(policy, candidate, {rule.name: "exempted"})

    bare, exempt = _judges(exemption, rule, examples)

    def denies(candidate: Candidate) -> bool:
        is_exempt = became(exempt, candidate, {rule.name: "fired"})
        return not is_exempt and became(bare, candidate, {rule.name: "fired"})

    says = "the rule would stop this as any other, and it is lifted"
    example = examples.show(Search(says, lifted, [rule.document], goal, denies))
    message = f"the exemption lifts {rule.name} wherever it fires: until it expires there is no such rule"
    hint = "say in its condition who or what is exempt; to only watch a rule, give it mode: shadow"
    return replace(name.diagnostic("exemption-too-wide", message, hint=hint), example=example)


def _in_vain(exemption: Exemption, rule: Rule, name: Text, examples: Examples) -> Diagnostic:
    bare, exempt = _judges(exemption, rule, examples)

    def goal(candidate: Candidate) -> bool:
        return became(exempt, candidate, {rule.name: "fired"}) and became(bare, candidate, {rule.name: "passed"})

    def denies(candidate: Candidate) -> bool:
        return became(exempt, candidate, {rule.name: "fired"}) and became(bare, candidate, {rule.name: "fired"})

    where = {point: exemption.when.at(point).true for point in rule.source.points}
    says = "this is exempt, and the rule lets it pass anyway"
    example = examples.show(Search(says, where, [rule.document], goal, denies))
    if any(where.values()):
        message = f"no message that {rule.name} stops is exempt by this, so it lifts nothing"
        hint = f"compare the condition with that of the rule ({rule.place}), or take the rule off the list"
    else:
        message = f"no message makes the condition of this exemption true, so it lifts nothing of {rule.name}"
        hint = "its condition contradicts itself: mend it, or remove the exemption"
    return replace(name.diagnostic("exemption-in-vain", message, hint=hint), example=example)


def _judges(exemption: Exemption, rule: Rule, examples: Examples) -> tuple[Policy, Policy]:
    """Give two policies whose rule fires where the rule would without exemptions, and where the exemption holds."""
    return bare_policy(examples.subject, rule), asking(examples.subject, rule, exemption.document["when"])


def _expired(exemption: Exemption, at: datetime, examples: Examples) -> Diagnostic:
    source = exemption.source
    message = f"this exemption expired at {_shown(source.expires)}, and now, at {_shown(at)}, it lifts nothing"
    hint = f"remove it, or ask {source.owner} whether it is still needed"
    if any(_replaces(other, exemption, at) for other in examples.subject.exemptions):
        hint = "another exemption of the same condition has replaced it: remove this one"
    file = source.when.source
    found = file.at(file.locate(_end_of(source.when), 0), "expired-exemption", message, hint)
    shown = (_stopped_again(exemption, rule, at, examples) for _, rule in exemption.rules)
    return replace(found, example=next((example for example in shown if example), None))


def _replaces(other: Exemption, exemption: Exemption, at: datetime) -> bool:
    """Whether another exemption lifts at a time whatever this one did."""
    is_same = identity(other.when.tree.root) == identity(exemption.when.tree.root)
    return is_same and other.source.expires > at and all(other.lifts(rule) for _, rule in exemption.rules)


def _stopped_again(exemption: Exemption, rule: Rule, at: datetime, examples: Examples) -> Example | None:
    """Find a message that the exemption would have lifted before it expired, and that its rule stops now."""
    policy, before = examples.subject.only([rule.name]), exemption.source.expires - _SECOND

    def goal(candidate: Candidate) -> bool:
        earlier = replace(candidate, now=before)
        was_lifted = became(policy, earlier, {rule.name: "exempted"})
        return candidate.now == at and was_lifted and became(policy, candidate, {rule.name: "fired"})

    where = {point: both(rule.when.at(point).true, exemption.when.at(point).true) for point in rule.source.points}
    says = f"{rule.name} stops this, and did not before {_shown(exemption.source.expires)}"
    return examples.show(Search(says, where, [rule.document], goal, denies=lambda _: False, at=at))


def _end_of(when: Text) -> Node:
    """Find where the exemption with this condition says when it ends."""
    root: Any = when.source.root
    written = [item for key, items in root.value if key.value == "exemptions" for item in items.value]
    found = ({key.value: value for key, value in item.value} for item in written)
    end: Node = next(keys["expires"] for keys in found if keys["when"] is when.node)
    return end


def _shown(time: datetime) -> str:
    return time.astimezone(BEIJING).isoformat(timespec="seconds")

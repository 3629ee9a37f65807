"""Rules that never fire, and rules that always do."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

from dwgate.analysis.contradictions import contradiction
from dwgate.analysis.examples import Search, became, undenied
from dwgate.analysis.states import ANYTHING, States, both, is_unjudged
from dwgate.analysis.values import conjuncts
from dwgate.analysis.variants import asked, asking, bare_policy, program_of
from dwgate.policy.compiler.syntax import Node, constant
from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dwgate.analysis.examples import Examples
    from dwgate.analysis.subject import Condition, Rule
    from dwgate.policy.compiler.diagnostics import Diagnostic, Example
    from dwgate.witnesses import Candidate

_MOST_PARTS = 8


def never_and_always(rule: Rule, examples: Examples) -> Iterator[Diagnostic]:
    """Find whether a rule never fires, by itself or by its parameters, or fires on whatever can be judged."""
    if not rule.when.fires_at:
        yield from undenied(lambda: contradiction(rule, examples) or _never(rule, examples))
    elif always(rule.when) and not isinstance(constant(rule.when.tree.root), bool):
        yield from undenied(lambda: _always(rule, examples))


def always(condition: Condition) -> bool:
    """Whether no message makes a condition false."""
    return not any(condition.at(point).false for point in condition.points)


def _never(rule: Rule, examples: Examples) -> Diagnostic:
    when = rule.when
    parts = conjuncts(when.tree.root)
    kept = _kept(when, parts)
    dropped = [part for part in parts if part not in kept]
    asks = _asks_in_error(rule)
    if kept:
        hint = "no message meets this part together with all the others" + (f"; {asks}" if asks else "")
    else:
        hint = f"compare it with what can come; {asks}" if asks else "compare it with what can come, or remove the rule"
    message = f"no message makes this true at {', '.join(rule.source.points)}"
    found = when.text.diagnostic("never-fires", message, offset=when.tree.start(dropped[0]), hint=hint)
    return replace(found, example=_nearest(rule, kept, examples))


def _asks_in_error(rule: Rule) -> str | None:
    """Say what a rule that never fires asks for all the same, where it cannot be judged; None for nothing."""
    states = [state for point in rule.source.points for state in rule.when.at(point).error]
    if not states or rule.on_error is CheckResult.OK:
        return None
    unread = {key.name: None for state in states for key, domain in state.items() if is_unjudged(key, domain)}
    names = [name for name in unread if isinstance(name, str)]
    where = f"{' or '.join(names)} does not come or cannot be read" if names else "it cannot be judged"
    return f"where {where} it still asks for {rule.on_error.value}, which it would not if it were removed"


def _kept(when: Condition, parts: Sequence[Node]) -> list[Node]:
    """Give the most parts of a condition that a message may meet together, those that stand first before others."""
    true = {point: [when.of(part, point).true for part in parts] for point in when.points}
    numbers = range(len(parts))
    sizes = range(len(parts) - 1, 0, -1) if len(parts) <= _MOST_PARTS else ()
    choices = (kept for size in sizes for kept in combinations(numbers, size))
    met = (kept for kept in choices if any(_all(states[number] for number in kept) for states in true.values()))
    return [parts[number] for number in next(met, ())]


def _all(several: Iterable[States]) -> States:
    """Give the states in which several conditions are true."""
    return reduce(both, several)


def _nearest(rule: Rule, kept: Sequence[Node], examples: Examples) -> Example | None:
    """Find a message that meets the larger part of a rule's condition, on which the rule passes, or is in error."""
    bare = bare_policy(examples.subject, rule)

    def denies(candidate: Candidate) -> bool:
        return became(bare, candidate, {rule.name: "fired"})

    if not kept:
        where = dict.fromkeys(rule.source.points, ANYTHING)
        return examples.show(Search("", where, [rule.document], lambda _: False, denies))
    program = program_of(rule.when, kept)
    without = asking(examples.subject, rule, program)
    where = {point: _all(rule.when.of(part, point).true for part in kept) for point in rule.source.points}
    documents = [rule.document, asked(rule.document, program)]

    def search(says: str, state: str) -> Example | None:
        def goal(candidate: Candidate) -> bool:
            is_met = became(without, candidate, {rule.name: "fired"})
            return is_met and became(bare, candidate, {rule.name: state})

        return examples.show(Search(says, where, documents, goal, denies))

    return search("this meets all the rest, and the rule does not fire", "passed") or search(
        f"this meets all the rest, and the rule, which cannot be judged, asks for {rule.on_error.value}", "error"
    )


def _always(rule: Rule, examples: Examples) -> Diagnostic:
    bare = bare_policy(examples.subject, rule)
    where = {point: rule.when.at(point).true for point in rule.source.points}
    example = examples.show(
        Search(
            "this fires as any other does",
            where,
            [rule.document],
            goal=lambda candidate: became(bare, candidate, {rule.name: "fired"}),
            denies=lambda candidate: became(bare, candidate, {rule.name: "passed"}),
        )
    )
    message = f"no message makes this false at {', '.join(rule.source.points)}: it fires wherever it can be judged"
    hint = "compare it with what can come; where the rule is to fire always, write when: true"
    return replace(rule.when.text.diagnostic("always-fires", message, hint=hint), example=example)

"""Rules that never fire, and rules that always do."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

from dwgate.analysis.contradictions import contradiction
from dwgate.analysis.examples import became
from dwgate.analysis.states import States, both
from dwgate.analysis.values import conjuncts
from dwgate.analysis.variants import asked, asking, program_of
from dwgate.policy.compiler.syntax import Node, constant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dwgate.analysis.examples import Examples
    from dwgate.analysis.subject import Condition, Rule
    from dwgate.policy.compiler.diagnostics import Diagnostic, Example

_MOST_PARTS = 8


def never_and_always(rule: Rule, examples: Examples) -> Iterator[Diagnostic]:
    """Find whether a rule never fires, by itself or by its parameters, or fires on whatever can be judged."""
    if not rule.when.fires_at:
        yield contradiction(rule, examples) or _never(rule, examples)
    elif always(rule.when) and not isinstance(constant(rule.when.tree.root), bool):
        yield _always(rule, examples)


def always(condition: Condition) -> bool:
    """Whether no message makes a condition false."""
    return not any(condition.at(point).false for point in condition.points)


def _never(rule: Rule, examples: Examples) -> Diagnostic:
    when = rule.when
    parts = conjuncts(when.tree.root)
    kept = _kept(when, parts)
    dropped = [part for part in parts if part not in kept]
    points = ", ".join(rule.source.points)
    if not kept:
        hint, example = "compare it with what can come, or remove the rule", None
    else:
        hint = "no message meets this part together with all the others"
        example = _nearest(rule, kept, examples)
    offset = when.tree.start(dropped[0])
    found = when.text.diagnostic("never-fires", f"no message makes this true at {points}", offset=offset, hint=hint)
    return replace(found, example=example)


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
    """Find a message that meets the larger part of a rule's condition, on which the rule does not fire."""
    program = program_of(rule.when, kept)
    without = asking(examples.subject, rule, program)
    where = {point: _all(rule.when.of(part, point).true for part in kept) for point in rule.source.points}
    documents = [rule.document, asked(rule.document, program)]
    says = "this meets all the rest, and the rule does not fire"
    return examples.show(says, where, documents, lambda candidate: became(without, candidate, {rule.name: "fired"}))


def _always(rule: Rule, examples: Examples) -> Diagnostic:
    policy = examples.subject.only([rule.name])
    where = {point: rule.when.at(point).true for point in rule.source.points}
    example = examples.show(
        "this fires as any other does",
        where,
        [rule.document],
        lambda candidate: became(policy, candidate, {rule.name: "fired"}),
    )
    message = f"no message makes this false at {', '.join(rule.source.points)}: it fires wherever it can be judged"
    hint = "compare it with what can come; where the rule is to fire always, write when: true"
    return replace(rule.when.text.diagnostic("always-fires", message, hint=hint), example=example)

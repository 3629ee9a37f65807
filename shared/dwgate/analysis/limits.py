"""Limits that no value can be on the other side of: a comparison that comes out the same whatever message comes.

Only what holds of every message that dwgate can read is said: the parts of a time, sizes, and the 64 bits of a whole
number.  That DataWorks lists the values of a field proves nothing, since a message may bring another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from dwgate.analysis.domains import Domain, whole
from dwgate.analysis.examples import Search, became, undenied
from dwgate.analysis.terms import Reader, Term, written
from dwgate.analysis.values import with_values
from dwgate.analysis.variants import asked, asking, equality_of, program_of
from dwgate.events.convert import INT64_MAX, INT64_MIN
from dwgate.policy.compiler.known import known_value, of_parameters
from dwgate.policy.compiler.syntax import COMPARISONS, IN, Node, call, children, parameters_read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.analysis.examples import Examples
    from dwgate.analysis.states import States
    from dwgate.analysis.subject import Condition, Rule
    from dwgate.policy.compiler.diagnostics import Diagnostic, Example
    from dwgate.witnesses import Candidate

_COMPARISONS = COMPARISONS | {IN}
_LOGIC = {"_&&_", "_||_", "!_", "_?_:_"}


@dataclass(frozen=True, slots=True)
class _Limit:
    """A comparison of a term with a value that always comes out the same, or a list with a value that is never met."""

    node: Node
    compared: Node
    term: Term
    value: Any
    comes_to: bool | None


def limits(rule: Rule, condition: Condition, examples: Examples) -> Iterator[Diagnostic]:
    """Find the limits of a condition, of a rule or of an exemption of that rule, that a value cannot reach."""
    for node in _comparisons(condition.tree.root):
        limit = _limit(condition, node)
        if limit:
            yield from undenied(partial(_finding, rule, condition, limit, examples))


def _comparisons(node: Node) -> Iterator[Node]:
    """Give the comparisons of a condition that stand outside of loops."""
    function, _ = call(node) or ("", ())
    if function in _COMPARISONS:
        yield node
    for child in children(node) if function in _LOGIC else ():
        yield from _comparisons(child)


def _limit(condition: Condition, node: Node) -> _Limit | None:
    """Look at both sides of a comparison for one that has ends; None where it can be true and false."""
    reader = Reader(condition.tree, condition.language.shape)
    _, operands = call(with_values(node, of_parameters(condition.parameters))) or ("", ())
    for one, other in (operands, operands[::-1]):
        term, value = reader.term(one), known_value(other)
        if value is None or known_value(one) is not None or term.domain.low is None or written(term) is None:
            continue
        outcomes = [condition.of(node, point) for point in condition.points]
        can_be = {True for found in outcomes if found.true} | {False for found in outcomes if found.false}
        if len(can_be) == 1:
            return _Limit(node, one, term, value, can_be.pop())
        outside = [item for item in value if not term.domain.has(item)] if isinstance(value, list) else []
        if outside:
            return _Limit(node, one, term, outside[0], comes_to=None)
    return None


def _finding(rule: Rule, condition: Condition, limit: _Limit, examples: Examples) -> Diagnostic:
    told = {True: "so this is always true", False: "so this is never true", None: f"and never {limit.value}"}
    values = ", ".join(f"{name} is {condition.parameters[name]}" for name in parameters_read(limit.node))
    message = f"{written(limit.term)} is {_range(limit.term.domain, limit.value)}, {told[limit.comes_to]}"
    hint = "compare it with what it can be, or take the comparison away"
    found = condition.text.diagnostic(
        "limit-out-of-range",
        f"{message} ({values})" if values else message,
        offset=condition.tree.position(limit.node),
        hint=hint,
    )
    return replace(found, example=_at_the_end(rule, condition, limit, examples))


def _at_the_end(rule: Rule, condition: Condition, limit: _Limit, examples: Examples) -> Example | None:
    """Find a message with the value that comes nearest to the limit, on which the comparison is as it is on all."""
    end, domain = _nearest(limit.term.domain, limit.value), limit.term.domain
    programs = [program_of(condition, [limit.node]), equality_of(condition, limit.compared, end)]
    comparison, has_end = (asking(examples.subject, rule, program) for program in programs)
    comes_to = {None: "", True: "true", False: "false"}[limit.comes_to]
    where: dict[str, States] = dict.fromkeys(rule.source.points, ({limit.term.key: domain.also(whole(end, end))},))
    says = f"this comes nearest, with {end}" + (f", and there the comparison is {comes_to}" if comes_to else "")

    state, contrary = {None: ("", ""), True: ("fired", "passed"), False: ("passed", "fired")}[limit.comes_to]

    def goal(candidate: Candidate) -> bool:
        is_shown = not state or became(comparison, candidate, {rule.name: state})
        return is_shown and became(has_end, candidate, {rule.name: "fired"})

    def denies(candidate: Candidate) -> bool:
        return bool(contrary) and became(comparison, candidate, {rule.name: contrary})

    return examples.show(Search(says, where, [asked(rule.document, program) for program in programs], goal, denies))


def _nearest(domain: Domain, value: Any) -> int:
    """Give the end of a domain that is nearest to a value, or to the first of a list that is outside."""
    held = next((item for item in value if not domain.has(item)), 0) if isinstance(value, list) else value
    ends: list[int] = [bound.value for bound in (domain.low, domain.high) if bound]
    return min(ends, key=lambda end: abs(end - held) if isinstance(held, int | float) else 0)


def _range(domain: Domain, limit: Any) -> str:
    """Say what a value can be, as far as a limit needs it."""
    low, high = (bound.value if bound else None for bound in (domain.low, domain.high))
    if high != INT64_MAX:
        return f"from {low} to {high}"
    is_counted = low != INT64_MIN and not (isinstance(limit, int) and limit >= high)
    return f"never under {low}" if is_counted else "a whole number of 64 bits"

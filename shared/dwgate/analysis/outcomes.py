"""What a condition can come to at a point, each with what must then hold: true, false, or an error.

It is as CEL judges: ``&&`` and ``||`` take an error for nothing where the other side decides, and a loop over a known
list is the same as its steps written one by one.  What is not understood is a name for itself: it can be true and it
can be false, and is the same wherever the condition says it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.analysis import comparisons
from dwgate.analysis.evaluation import evaluated
from dwgate.analysis.states import ANYTHING, NEVER, Key, States, both, either, holds
from dwgate.analysis.terms import Reader
from dwgate.analysis.values import is_of_one_type, with_values
from dwgate.policy.compiler.analysis import FALSE, MISSING, TRUE, PointAnalysis, presence_tested
from dwgate.policy.compiler.known import known_value, of_parameters
from dwgate.policy.compiler.syntax import Node, call, constant, identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.policy.compiler.syntax import SyntaxTree
    from dwgate.policy.compiler.types import Shape

_MOST_STEPS = 300
"""The steps of loops that are followed; a loop beyond them is not understood."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The states in which a condition is true, in which it is false, and in which it cannot be judged."""

    true: States
    false: States
    error: States

    @property
    def negated(self) -> Outcomes:
        """What the negation comes to."""
        return Outcomes(self.false, self.true, self.error)

    @property
    def is_not_true(self) -> States:
        """The states in which it is false or cannot be judged."""
        return either(self.false, self.error)

    def and_(self, other: Outcomes) -> Outcomes:
        """What both joined by ``&&`` come to."""
        error = either(
            both(self.error, either(other.true, other.error)),
            both(self.true, other.error),
        )
        return Outcomes(both(self.true, other.true), either(self.false, other.false), error)

    def or_(self, other: Outcomes) -> Outcomes:
        """What both joined by ``||`` come to."""
        return self.negated.and_(other.negated).negated


ALWAYS_TRUE = Outcomes(ANYTHING, NEVER, NEVER)
ALWAYS_FALSE = ALWAYS_TRUE.negated
_EVALUATED = {"true": ALWAYS_TRUE, "false": ALWAYS_FALSE, "error": Outcomes(NEVER, NEVER, ANYTHING)}


class Judge:
    """The judging of the expressions of one tree at one point."""

    def __init__(self, tree: SyntaxTree, point: str, shape: Shape, parameters: Mapping[str, Any]) -> None:
        """Take what is known before a message comes."""
        self._reader = Reader(tree, shape)
        self._analysis = PointAnalysis(point, shape, {})
        self._values = of_parameters(parameters)
        self._steps = 0

    def outcomes(self, node: Node) -> Outcomes:
        """Give what a part of the tree, as it is written, can come to."""
        return self._outcomes(with_values(node, self._values))

    def _outcomes(self, node: Node) -> Outcomes:
        found = self._logic(node) or self._atom(node)
        possible = self._analysis.possible(node)
        return Outcomes(
            found.true if TRUE in possible else NEVER,
            found.false if FALSE in possible else NEVER,
            ANYTHING if MISSING in possible else found.error,
        )

    def _logic(self, node: Node) -> Outcomes | None:
        """Give what comes of the parts of a condition; None for one that has none."""
        known = evaluated(node)
        if known is not None:
            return _EVALUATED[known]
        if node.WhichOneof("choice") == "comprehension_expr":
            return self._loop(node.comprehension_expr)
        function, operands = call(node) or ("", ())
        match function:
            case "_&&_":
                return self._outcomes(operands[0]).and_(self._outcomes(operands[1]))
            case "_||_":
                return self._outcomes(operands[0]).or_(self._outcomes(operands[1]))
            case "!_":
                return self._outcomes(operands[0]).negated
            case "_?_:_":
                return self._choice(*(self._outcomes(operand) for operand in operands))
            case "_!=_":
                return self._equal(node, operands).negated
            case "_==_":
                return self._equal(node, operands)
        return None

    def _choice(self, condition: Outcomes, then: Outcomes, otherwise: Outcomes) -> Outcomes:
        def of(one: States, other: States) -> States:
            return either(both(condition.true, one), both(condition.false, other))

        error = either(condition.error, of(then.error, otherwise.error))
        return Outcomes(of(then.true, otherwise.true), of(then.false, otherwise.false), error)

    def _equal(self, node: Node, operands: tuple[Node, ...]) -> Outcomes:
        """Give what an equality comes to; that of a condition with true or false is the condition, or its negation."""
        for one, other in (operands, operands[::-1]):
            if isinstance(constant(other), bool) and _is_condition(one):
                found = self._outcomes(one)
                return found if constant(other) else found.negated
        return self._of_judged(node, *comparisons.equality(self._reader, *operands))

    def _loop(self, loop: Any) -> Outcomes | None:
        """Give what a loop over a known list comes to, of its steps one by one; None for any other loop."""
        items, (step, operands) = known_value(loop.iter_range), call(loop.loop_step) or ("", ())
        begins = constant(loop.accu_init)
        kinds = {("_||_", False): Outcomes.or_, ("_&&_", True): Outcomes.and_}
        join = kinds.get((step, begins)) if isinstance(begins, bool) else None
        is_plain = (
            join is not None
            and not loop.iter_var2
            and identifier(operands[0]) == identifier(loop.result) == loop.accu_var
        )
        is_known = isinstance(items, list) and is_of_one_type(items) and self._steps + len(items) <= _MOST_STEPS
        if not join or not is_plain or not is_known:
            return None
        self._steps += len(items)
        found = ALWAYS_TRUE if begins else ALWAYS_FALSE
        for item in items:
            found = join(found, self._outcomes(with_values(operands[1], {loop.iter_var: item})))
        return found

    def _atom(self, node: Node) -> Outcomes:
        presence = presence_tested(node)
        if presence is not None:
            key = Key("present", presence)
            return Outcomes((holds(key),), (holds(key, as_=False),), NEVER)
        found = comparisons.comparison(self._reader, node)
        if found is not None:
            return self._of_judged(node, *found)
        return self._of_judged(node, *comparisons.truth(self._reader, node), is_open=not self._is_truth(node))

    def _of_judged(self, node: Node, true: States, false: States, *, is_open: bool = False) -> Outcomes:
        """Add what must have been judged for a part to be true or false, and the states in which it was not."""
        keys = self._reader.judged(node)
        judged = (self._reader.is_judged(node),)
        error: States = tuple(holds(key, as_=False) for key in keys)
        return Outcomes(both(true, judged), both(false, judged), ANYTHING if is_open else error)

    def _is_truth(self, node: Node) -> bool:
        """Whether what can be judged is true or false for certain, whatever message comes."""
        return _is_condition(node) or self._reader.term(node).domain.only is not None


def _is_condition(node: Node) -> bool:
    """Whether an expression can be nothing but true, false, or an error."""
    function, operands = call(node) or ("", ())
    if function == "_?_:_":
        return all(_is_condition(operand) or isinstance(constant(operand), bool) for operand in operands[1:])
    if node.WhichOneof("choice") == "comprehension_expr":
        return isinstance(constant(node.comprehension_expr.accu_init), bool)
    return function in comparisons.CONDITIONS or presence_tested(node) is not None

"""What a condition can come to at one point, decided without a message.

Of the point it is known what ``point`` is and which fields the point does not have.  From that follows what a part of
the condition can come to: true, false, or an error because it reads a field that the point lacks.  CEL's logic absorbs
an error, ``false && error`` is false, and so a guarded read is no error here either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.facts import functions
from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.syntax import (
    Node,
    call,
    children,
    constant,
    identifier,
    is_presence_test,
    selected_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dwgate.policy.compiler.types import Shape

TRUE, FALSE, MISSING = "true", "false", "missing"
KNOWN_NAMES = ("tenant", "workspace", "operator")
"""What a message of any point may bring, in whichever field."""

Possible = frozenset[str]
_UNKNOWN: Possible = frozenset({TRUE, FALSE})


class PointAnalysis:
    """The analysis of expressions at one point of a shape."""

    def __init__(self, point: str, shape: Shape, parameters: Mapping[str, Any]) -> None:
        """Take what is known before a message comes: the point, its fields, the parameters."""
        self._point = point
        self._shape = shape
        self._parameters = parameters

    def possible(self, node: Node) -> Possible:
        """Give all that the node can come to; a value that is not a truth value counts as true or false."""
        if self._cannot_be_asked(node):
            return frozenset({MISSING})
        held = fact_tested(node)
        if held is not None and not self._can_be_asked(held):
            return frozenset({FALSE})
        presence = presence_tested(node)
        if presence is not None:
            can_come = presence in KNOWN_NAMES or not self._shape.lacks(presence, self._point)
            return _UNKNOWN if can_come else frozenset({FALSE})
        path = selected_path(node, "event")
        if path is not None:
            return frozenset({MISSING}) if self._shape.lacks(path, self._point) else _UNKNOWN
        match node.WhichOneof("choice"):
            case "const_expr":
                return _of(constant(node)) if isinstance(constant(node), bool) else _UNKNOWN
            case "comprehension_expr":
                return self._loop(node.comprehension_expr)
            case "call_expr":
                return self._call(node)
        return _strict(self.possible(child) for child in children(node))

    def missing_read(self, node: Node) -> Node:
        """Give the first read of a field, or asking of a fact, that makes a node come to ``MISSING``, as it must."""
        while selected_path(node, "event") is None and not self._cannot_be_asked(node):
            node = next(part for part in self._judged(node) if MISSING in self.possible(part))
        return node

    def _cannot_be_asked(self, node: Node) -> bool:
        """Whether the node asks for a fact that there is not at the point."""
        function, _ = call(node) or ("", ())
        return function in functions.every() and not self._can_be_asked(function)

    def _can_be_asked(self, name: str) -> bool:
        points = functions.every()[name][0].points if name in functions.every() else None
        return points is None or self._point in points

    def _judged(self, node: Node) -> Iterable[Node]:
        """Give the parts of a node that are evaluated at the point: of a choice only what can be chosen."""
        function, operands = call(node) or ("", ())
        if function != "_?_:_":
            return children(node)
        condition, then, otherwise = operands
        can_be = self.possible(condition)
        return [condition, *([then] if TRUE in can_be else []), *([otherwise] if FALSE in can_be else [])]

    def _call(self, node: Node) -> Possible:
        function, operands = call(node) or ("", ())
        known = self._known(function, operands)
        if known is not None:
            return _of(known)
        parts = [self.possible(operand) for operand in operands]
        match function:
            case "_&&_":
                return _product(parts[0], parts[1], decisive=FALSE)
            case "_||_":
                return _product(parts[0], parts[1], decisive=TRUE)
            case "!_":
                return frozenset({TRUE: FALSE, FALSE: TRUE}.get(part, part) for part in parts[0])
            case "_?_:_":
                return _conditional(*parts)
            case "@not_strictly_false":
                return _UNKNOWN
        return _strict(parts)

    def _known(self, function: str, operands: tuple[Node, ...]) -> bool | None:
        """Decide a comparison of ``point`` with constants or parameters."""
        if function not in {"_==_", "_!=_", "@in"}:
            return None
        left, right = (self._value(operand) for operand in operands)
        if left is None or right is None or "point" not in {identifier(operand) for operand in operands}:
            return None
        if function == "@in":
            return left in right
        return bool((left == right) is (function == "_==_"))

    def _value(self, node: Node) -> Any:
        return self._point if identifier(node) == "point" else known_value(node, self._parameters)

    def _loop(self, loop: Any) -> Possible:
        over = self.possible(loop.iter_range)
        body = self.possible(loop.loop_step) & {MISSING}
        return over if over == {MISSING} else over | body | _UNKNOWN


def presence_tested(node: Node) -> str | None:
    """Give the path whose presence the node tests, by ``"path" in present`` or by ``has(event.path)``."""
    if is_presence_test(node):
        return selected_path(node, "event")
    function, operands = call(node) or ("", ())
    if function == "@in" and identifier(operands[1]) == "present" and isinstance(constant(operands[0]), str):
        return str(constant(operands[0]))
    return None


def fact_tested(node: Node) -> str | None:
    """Give the name of the fact that the node looks for in the snapshot, by ``snapshot.has("table.lifecycle")``."""
    function, operands = call(node) or ("", ())
    return str(constant(operands[0])) if function == "snapshot.has" and constant(operands[0]) is not None else None


def _of(value: object) -> Possible:
    return frozenset({TRUE if value else FALSE})


def _strict(parts: Iterable[Possible]) -> Possible:
    """Combine the operands of what is an error as soon as one of them is."""
    found = list(parts)
    return frozenset({MISSING}) if {MISSING} in found else _UNKNOWN.union(*found)


def _product(left: Possible, right: Possible, *, decisive: str) -> Possible:
    def combine(one: str, other: str) -> str:
        if decisive in {one, other}:
            return decisive
        return MISSING if MISSING in {one, other} else one

    return frozenset(combine(one, other) for one in left for other in right)


def _conditional(condition: Possible, then: Possible, otherwise: Possible) -> Possible:
    result: Possible = condition & {MISSING}
    if TRUE in condition:
        result |= then
    if FALSE in condition:
        result |= otherwise
    return result

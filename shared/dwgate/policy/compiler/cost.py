"""What an expression costs: the most steps that CEL can take to evaluate it, whatever message comes.

CEL stops a condition after ten thousand rounds of its loops, and stops it for nothing else: a loop within a loop that
puts a text together with itself makes a text of gigabytes in a few rounds, and to compare a list that holds another one
thirty times, which holds a third one thirty times, takes years.  Nobody can interrupt an evaluation.  So what it can
come to is counted before a policy is built, and what may take too many steps does not compile.

A step is what CEL takes to compare two numbers, about a tenth of a microsecond.  What is counted is an upper bound for
messages whose texts are as long as :mod:`dwgate.policy.compiler.extents` says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

from dwgate.events.convert import MOST_ITEMS
from dwgate.facts import functions
from dwgate.facts.globs import written_out
from dwgate.policy.compiler import regular
from dwgate.policy.compiler.extents import ANY, NAME, SCALAR, TEXT, Extent, list_of, of_answer, of_field, of_value
from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.syntax import Node, call, children, constant, identifier, selected_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.facts.function import Function
    from dwgate.policy.compiler.syntax import SyntaxTree
    from dwgate.policy.compiler.types import Shape

MOST_STEPS = 30_000_000
"""The most steps of one expression: some three seconds."""
MOST_ROUNDS = 10_000
"""The rounds of all loops of an expression, together, after which CEL stops it."""

_COLLECTED = 8
"""The items that CEL copies in a step; it copies a list that a loop collects whenever it adds an item."""
_LONG = 2
"""The steps of such an item where the list may be longer than those of messages: each copy stays in memory."""
_JOINED, _COPIED = 8, 5
"""The steps of an item of two lists that are put together, and the characters of two texts in a step.

These and what a loop collects keep an evaluation under 400 MB.
"""
_CALL, _ARGUMENT = 20, 3
"""The steps of a call into Python, and of each value that it is given."""
_READ = {"glob": 100, "ip": 10}
"""The steps of reading one character of a pattern or a network, which is then kept."""
_HELD = {"glob": 10, "sql": 1000}
"""The steps of holding a name against one pattern, and of a question about SQL, which has a budget of its own."""
_AS_TEXT = 30
"""The steps in which a value that is shown is made a text."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The most steps of an expression, and the part of it that takes most of them."""

    steps: int
    dearest: Node


def cost_of(tree: SyntaxTree, shape: Shape, parameters: Mapping[str, Any], *, is_shown: bool) -> Cost:
    """Count what a checked expression takes, before it is lowered; ``is_shown`` says that a reason shows it."""
    costing = _Costing(tree, shape, parameters)
    extent = costing.extent(tree.root, 1, {})
    if is_shown:
        costing.spend(tree.root, _AS_TEXT * extent.weight + extent.all_chars // _COPIED)
    return Cost(costing.steps, costing.dearest or tree.root)


@dataclass(slots=True)
class _Costing:
    """Counts the steps of one expression."""

    tree: SyntaxTree
    shape: Shape
    parameters: Mapping[str, Any]
    steps: int = 0
    most: int = -1
    dearest: Node = None
    known: dict[str, Extent] = field(default_factory=dict)

    def spend(self, node: Node, steps: int) -> None:
        """Count the steps of one part."""
        self.steps += steps
        if steps > self.most:
            self.most, self.dearest = steps, node

    def extent(self, node: Node, times: int, loops: Mapping[str, Extent]) -> Extent:
        """Give how large a part can be, and count what it takes to evaluate it so many times."""
        self.steps += times
        name = identifier(node)
        if name is not None:
            return loops[name] if name in loops else self._read(name)
        path = selected_path(node, "event")
        if path is not None:
            return of_field(self.shape.fields[path]) if path in self.shape.fields else ANY
        match node.WhichOneof("choice"):
            case "const_expr":
                return of_value(constant(node))
            case "comprehension_expr":
                return self._loop(node, times, loops)
            case "call_expr":
                return self._call(node, times, loops)
        parts = [self.extent(child, times, loops) for child in children(node)]
        if node.WhichOneof("choice") == "select_expr":
            return parts[0].named(node.select_expr.field)
        return list_of(parts, len(parts))

    def _read(self, name: str) -> Extent:
        """Give the extent of a variable: a parameter, or a name of the scope."""
        if name not in self.known:
            parameter = name.removeprefix("params.")
            is_parameter = parameter != name and self.parameters.get(parameter) is not None
            of_scope = {"now": SCALAR, "present": ANY}.get(name, TEXT)
            self.known[name] = of_value(self.parameters[parameter]) if is_parameter else of_scope
        return self.known[name]

    def _loop(self, node: Node, times: int, loops: Mapping[str, Extent]) -> Extent:
        """Count a loop with its rounds; one that collects makes a list."""
        loop = node.comprehension_expr
        over = self.extent(loop.iter_range, times, loops)
        begins = self.extent(loop.accu_init, times, loops)
        rounds = min(times * over.items, MOST_ROUNDS)
        inner = {**loops, loop.iter_var: over.member, loop.accu_var: begins}
        self.extent(loop.loop_condition, rounds, inner)
        made = self.extent(loop.loop_step, rounds, inner)
        if loop.accu_init.WhichOneof("choice") == "list_expr":
            is_long = over.items > MOST_ITEMS
            self.spend(node, rounds * over.items * _LONG if is_long else rounds * over.items // _COLLECTED)
            made = (made.item or SCALAR).collected(over.items, MOST_ROUNDS)
        return self.extent(loop.result, times, {**loops, loop.accu_var: made})

    def _call(self, node: Node, times: int, loops: Mapping[str, Extent]) -> Extent:
        """Count a call, and give how large what it makes can be."""
        function, operands = call(node) or ("", ())
        extents = [self.extent(operand, times, loops) for operand in operands]
        if function in functions.every():
            overloads = self._overloads(node, function)
            once = self._read_once(function, operands)
            self.spend(node, once + times * max(_asked(one, extents) for one in overloads))
            return reduce(Extent.or_, map(of_answer, overloads))
        pattern = self._known(operands[1]) if function == "matches" else None
        self.spend(node, times * _steps(function, extents, pattern))
        return _made(function, extents)

    def _overloads(self, node: Node, name: str) -> list[Function]:
        """Give the functions that a call may come to, one alone where its types are known."""
        ids = self.tree.overloads(node)
        return [one for one in functions.find(name) if functions.overload_id(one) in ids]

    def _read_once(self, function: str, operands: tuple[Node, ...]) -> int:
        """Give the steps of reading patterns or networks that are known, which is done once."""
        namespace = function.partition(".")[0]
        known = self._known(operands[-1]) if namespace in _READ else None
        texts = [known] if isinstance(known, str) else known or []
        return _READ.get(namespace, 0) * sum(written_out(text) for text in texts)

    def _known(self, node: Node) -> Any:
        return known_value(node, self.parameters)


def _asked(function: Function, extents: list[Extent]) -> int:
    """Give the steps of one call of a function of dwgate."""
    taken = [
        Extent(chars=extent.longest) if parameter == "string" else extent
        for parameter, extent in zip(function.parameters, extents, strict=True)
    ]
    given = sum(_ARGUMENT * extent.leaves + extent.all_chars // NAME for extent in taken)
    held = _HELD.get(function.name.partition(".")[0], 0) * taken[-1].leaves if taken else 0
    return _CALL + given + held


def _steps(function: str, extents: list[Extent], pattern: str | None) -> int:
    """Give the steps of one call of a function of CEL, beside the one that any part takes."""
    match function, extents:
        case "_+_", [one, other]:
            whole = one.and_(other)
            return whole.chars // _COPIED + _JOINED * whole.items
        case "_==_" | "_!=_" | "_<_" | "_<=_" | "_>_" | "_>=_", [one, other]:
            return min(one.weight, other.weight)
        case "@in", [one, many]:
            return many.items * min(one.weight, many.member.weight)
        case "matches", [text, given]:
            size = given.longest * given.repeats if pattern is None else regular.size_of(pattern)
            return regular.steps(text.chars, size)
        case "contains", [text, part]:
            return text.chars // NAME * part.weight
        case "size" | "string" | "bytes" | "timestamp" | "duration" | "int" | "double" | "uint", [one]:
            return one.chars // NAME
    return 0


def _made(function: str, extents: list[Extent]) -> Extent:
    """Give how large what a function of CEL makes can be; what is not named here is a number, a time or a truth."""
    match function, extents:
        case "_+_", [one, other]:
            return one.and_(other)
        case "_[_]", [one, _]:
            return one.member
        case "_?_:_", [_, then, otherwise]:
            return then.or_(otherwise)
        case "string" | "bytes" | "dyn" | "type", [one]:
            return one.or_(TEXT)
    return SCALAR

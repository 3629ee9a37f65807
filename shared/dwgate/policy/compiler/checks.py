"""What CEL's type checker lets pass and a message would never meet: names and values that are only text to CEL.

A typo in ``"dataRowSise" in present`` or in ``event.writeType == "OVERWRTE"`` is of the right type, and would make a
rule silent.  So a text that a field or a fact is compared with, also in a loop over it, is held against the catalogue;
what has gone through a ``map`` or a choice before is not followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

from dwgate.events.convert import folded
from dwgate.facts import functions
from dwgate.policy.compiler.analysis import KNOWN_NAMES, fact_tested, presence_tested
from dwgate.policy.compiler.cel_messages import Finding
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.syntax import (
    Node,
    call,
    children,
    identifier,
    is_null,
    is_presence_test,
    selected_path,
    walk,
)
from dwgate.policy.compiler.types import SCOPE, flat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.events.catalogue import Field
    from dwgate.policy.compiler.syntax import SyntaxTree
    from dwgate.policy.compiler.types import Shape

_COMPARISONS = {"_==_", "_!=_", "@in"}
# fmt: off
_TIME_PARTS = (
    "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours",
    "getMinutes", "getSeconds", "getMilliseconds",
)
# fmt: on

_ORDINALS = ("the first", "the second", "the third", "the fourth")

# Calls that fail for some texts, each with the operand that holds such a text and a call to try the text in.
_PROBES: dict[str, tuple[int, str, str]] = {
    "matches": (1, '"".matches(text)', "a regular expression (RE2)"),
    "timestamp": (0, "timestamp(text) == timestamp(0)", "a time, such as 2026-12-31T00:00:00+08:00"),
    "duration": (0, 'duration(text) == duration("0s")', "a duration, such as 90m"),
    **{
        part: (1, f"timestamp(0).{part}(text) == 0", 'a time zone, such as "+08:00" or "Asia/Shanghai"')
        for part in _TIME_PARTS
    },
}


class TextChecks:
    """The checks of an expression's texts against the shape and the parameters it is compiled for."""

    def __init__(self, tree: SyntaxTree, shape: Shape, parameters: Mapping[str, Any]) -> None:
        """Take a checked expression before it is lowered."""
        self._tree = tree
        self._shape = shape
        self._parameters = parameters
        self._selected = {
            node.select_expr.operand.id for node in walk(tree.root) if node.WhichOneof("choice") == "select_expr"
        }
        self._fields = {f"event.{path}": field for path, field in shape.fields.items()} | _fields_of_facts()

    def findings(self) -> Iterator[Finding]:
        """Give every finding, in the order of the expression."""
        yield from self._reads(self._tree.root)
        for node, loops in _walk_loops(self._tree.root, {"event": "event"}):
            function, operands = call(node) or ("", ())
            presence = presence_tested(node)
            if presence is not None and not is_presence_test(node):
                yield from self._presence(node, presence)
            elif function in _COMPARISONS:
                yield from self._comparison(operands, loops)
            if function in _PROBES:
                yield from self._probe(function, operands)
            if function in functions.every():
                yield from self._arguments(node, function, operands)
            if function == "snapshot.has":
                yield from self._fact(node)
            yield from self._made_of_nothing(node)

    def _reads(self, node: Node) -> Iterator[Finding]:
        """Refuse what reads more than a field, or a field of which it is not known what type it has."""
        path = selected_path(node, "event")
        if path is None:
            if identifier(node) == "event":
                yield self._finding(node, "unknown-field", "the event is no value", "read one field, event.<name>")
            for child in children(node):
                yield from self._reads(child)
            return
        field = self._shape.fields.get(path)
        if is_presence_test(node) or field is None:
            return
        if path in self._shape.conflicts:
            types = f"event.{path} is of another type at another point of {', '.join(self._shape.points)}"
            yield self._finding(node, "conflicting-types", types, "narrow the points of this file")
        elif field.type == "Object" and field.fields:
            nested = ", ".join(f"event.{path}.{item.name}" for item in field.fields)
            yield self._finding(node, "type-mismatch", f"event.{path} is an object", f"read one of {nested}")

    def _presence(self, node: Node, path: str) -> Iterator[Finding]:
        valid = [*(field for field in self._shape.fields if not self._shape.is_in_list(field)), *KNOWN_NAMES]
        if path not in valid and not self._shape.is_open:
            hint = did_you_mean(path, valid, listing="the fields that can come")
            yield self._finding(node, "unknown-field", f"no field {path} can come at {self._points()}", hint)

    def _made_of_nothing(self, node: Node) -> Iterator[Finding]:
        """Refuse what a message would never be: null, an object that a condition makes, a whole object of a fact."""
        if is_null(node):
            yield self._finding(node, "type-mismatch", "nothing is null here", "what did not come is found with has(…)")
        elif node.WhichOneof("choice") == "struct_expr" and node.struct_expr.message_name:
            yield self._finding(node, "type-mismatch", "a condition cannot make an object of DataWorks")
        function, _ = call(node) or ("", ())
        if _is_object(function) and node.id not in self._selected:
            hint = "read one of its fields, such as file.schedule().cronExpress"
            yield self._finding(node, "type-mismatch", f"{function}() is an object", hint)

    def _fact(self, node: Node) -> Iterator[Finding]:
        facts = [name for name, (function, *_) in functions.every().items() if function.field]
        name = fact_tested(node)
        if name is None:
            message = "what is looked for in a snapshot must be known when the policy is compiled"
            yield self._finding(node, "unknown-fact", message, 'write it as text, snapshot.has("table.lifecycle")')
        elif name not in facts:
            hint = did_you_mean(name, facts, listing="the facts of snapshots")
            yield self._finding(node, "unknown-fact", f"no snapshot holds {name}", hint)

    def _comparison(self, operands: tuple[Node, ...], loops: Mapping[str, str | None]) -> Iterator[Finding]:
        for one, other in (operands, operands[::-1]):
            written = _written(one, loops)
            if identifier(one) == "point":
                yield from self._points_named(other)
            elif written in self._fields and self._fields[written].values:
                yield from self._listed(other, written, self._fields[written])

    def _points_named(self, node: Node) -> Iterator[Finding]:
        for text, place in self._constants(node):
            if text not in self._shape.points:
                hint = did_you_mean(str(text), self._shape.points, listing="the points of this file")
                yield self._finding(place, "unknown-point", f"{text} is no point of this file", hint)

    def _listed(self, node: Node, written: str, field: Field) -> Iterator[Finding]:
        listed = [str(value) for value in field.values]
        for value, place in self._constants(node):
            text = str(value)
            if text in listed:
                continue
            hint = next(
                (f"write {value}: that is how DataWorks lists it" for value in listed if folded(value) == folded(text)),
                did_you_mean(text, listed, listing="DataWorks lists")
                + (' (for a value that it does not list: matches("^…$"))' if field.type == "String" else ""),
            )
            yield self._finding(place, "unlisted-value", f"{written} is never {text}", hint)

    def _probe(self, function: str, operands: tuple[Node, ...]) -> Iterator[Finding]:
        index, probe, wanted = _PROBES[function]
        for text, place in self._constants(operands[index]) if index < len(operands) else ():
            if isinstance(text, str) and not _succeeds(probe, text):
                yield self._finding(place, "bad-argument", f"{text!r} is not {wanted}")

    def _arguments(self, node: Node, name: str, operands: tuple[Node, ...]) -> Iterator[Finding]:
        """Check the arguments of a function of dwgate, as far as they are known."""
        findings = list(self._checked_arguments(name, operands))
        yield from findings
        if not findings and functions.is_pure(name) and known_value(node, self._parameters) is None:
            values = [known_value(operand, self._parameters) for operand in operands]
            if None not in values:
                yield self._finding(node, "bad-argument", f"{name} has no answer for what it is given here")

    def _checked_arguments(self, name: str, operands: tuple[Node, ...]) -> Iterator[Finding]:
        overloads = [one for one in functions.find(name) if len(one.parameters) == len(operands)]
        for index in sorted({index for one in overloads for index in one.known}):
            if not list(self._constants(operands[index])):
                message = f"{_ORDINALS[index]} argument of {name} must be known when the policy is compiled"
                yield self._finding(operands[index], "bad-argument", message, "write it as text, or as a parameter")
        for index, check in sorted({index: one.checks[index] for one in overloads for index in one.checks}.items()):
            for text, place in self._constants(operands[index]):
                wanted = check(text) if isinstance(text, str) else None
                if wanted is not None:
                    yield self._finding(place, "bad-argument", f"{text!r} is not {wanted}")

    def _constants(self, node: Node) -> Iterator[tuple[str | int, Node]]:
        """Give the texts and whole numbers that a node is known to hold, or a list of them, each with its place."""
        for place in node.list_expr.elements if node.WhichOneof("choice") == "list_expr" else [node]:
            value = known_value(place, self._parameters)
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, str | int) and not isinstance(item, bool):
                    yield item, place

    def _finding(self, node: Node, name: str, message: str, hint: str | None = None) -> Finding:
        return Finding(self._tree.start(node), name, message, hint)

    def _points(self) -> str:
        return ", ".join(self._shape.points)


def shadowed_name(tree: SyntaxTree) -> Finding | None:
    """Find a loop variable that has the name of something else, which the loop would then seem to read."""
    for node in walk(tree.root):
        name = node.comprehension_expr.iter_var
        if name in {*SCOPE, "event", "params"}:
            message = f"{name} cannot be the name of a loop's variable, since it names something else"
            return Finding(tree.position(node), "bad-name", message, "choose another, such as x")
    return None


def _walk_loops(node: Node, loops: Mapping[str, str | None]) -> Iterator[tuple[Node, Mapping[str, str | None]]]:
    """Give this node and all below it, each with the loop variables that it can read and the fields they run over."""
    yield node, loops
    if node.WhichOneof("choice") != "comprehension_expr":
        for child in children(node):
            yield from _walk_loops(child, loops)
        return
    over, *body = children(node)
    yield from _walk_loops(over, loops)
    inner = {**loops, node.comprehension_expr.iter_var: _written(over, loops)}
    for part in body:
        yield from _walk_loops(part, inner)


def _written(node: Node, loops: Mapping[str, str | None]) -> str | None:
    """Give the field or fact that a node reads as a condition writes it, for an element of a list as for the list."""
    name = identifier(node)
    if name is not None:
        return loops.get(name)
    if node.WhichOneof("choice") == "select_expr":
        owner = _written(node.select_expr.operand, loops)
        return None if owner is None else f"{owner}.{node.select_expr.field}"
    function, operands = call(node) or ("", ())
    if function == "_[_]":
        return _written(operands[0], loops)
    return f"{function}()" if function in functions.every() else None


def _is_object(function: str) -> bool:
    return function in functions.every() and functions.every()[function][0].result == "object"


def _fields_of_facts() -> dict[str, Field]:
    """Give what facts hold, as a condition writes it: ``file.change()``, ``file.schedule().cycleType``."""
    held = {f"{name}()": function.field for name, (function, *_) in functions.every().items() if function.field}
    inner = {
        f"{written}.{path}": field for written, holder in held.items() for path, field in flat(holder.fields).items()
    }
    return held | inner


def _succeeds(probe: str, text: str) -> bool:
    environment = cel.NewEnv(variables={"text": cel.Type.STRING})
    return bool(environment.compile(probe).eval(data={"text": text}).type().name() == "BOOL")

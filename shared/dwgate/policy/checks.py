"""What CEL's type checker lets pass and a message would never meet: names and values that are only text to CEL.

A typo in ``"dataRowSise" in present`` or in ``event.writeType == "OVERWRTE"`` is of the right type, and would make a
rule silent.  So each such text is held against the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

from dwgate.events.convert import folded
from dwgate.facts import functions
from dwgate.policy.analysis import presence_tested
from dwgate.policy.cel_messages import Finding
from dwgate.policy.diagnostics import did_you_mean
from dwgate.policy.syntax import Node, call, children, constant, identifier, is_presence_test, selected_path, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.policy.syntax import SyntaxTree
    from dwgate.policy.types import Shape

_COMPARISONS = {"_==_", "_!=_", "@in"}
_KNOWN_NAMES = ("tenant", "workspace", "operator")
# fmt: off
_TIME_PARTS = (
    "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours",
    "getMinutes", "getSeconds", "getMilliseconds",
)
# fmt: on

# Calls that fail for some texts, each with the operand that holds such a text and a call to try the text in.
_PROBES: dict[str, tuple[int, str, str]] = {
    "matches": (1, '"".matches(text)', "a regular expression (RE2)"),
    "timestamp": (0, "timestamp(text) == timestamp(0)", "a time, such as 2026-12-31T00:00:00+08:00"),
    "duration": (0, 'duration(text) == duration("0s")', "a duration, such as 90m"),
    "ip.within": (1, 'ip.within("127.0.0.1", [text])', "a network, such as 10.0.0.0/8"),
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

    def findings(self) -> Iterator[Finding]:
        """Give every finding, in the order of the expression."""
        yield from self._reads(self._tree.root)
        for node in walk(self._tree.root):
            function, operands = call(node) or ("", ())
            presence = presence_tested(node)
            if presence is not None and not is_presence_test(node):
                yield from self._presence(node, presence)
            elif function in _COMPARISONS:
                yield from self._comparison(operands)
            if function in _PROBES:
                yield from self._probe(function, operands)

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
        valid = [*self._shape.fields, *_KNOWN_NAMES]
        if path not in valid and not self._shape.is_open:
            hint = did_you_mean(path, valid, listing="the fields that can come")
            yield self._finding(node, "unknown-field", f"no field {path} can come at {self._points()}", hint)

    def _comparison(self, operands: tuple[Node, ...]) -> Iterator[Finding]:
        for one, other in (operands, operands[::-1]):
            path = selected_path(one, "event")
            if identifier(one) == "point":
                yield from self._points_named(other)
            elif path is not None and path in self._shape.fields and self._shape.fields[path].values:
                yield from self._listed(other, path, self._shape.fields[path].values)

    def _points_named(self, node: Node) -> Iterator[Finding]:
        for text, place in self._texts(node):
            if text not in self._shape.points:
                hint = did_you_mean(text, self._shape.points, listing="the points of this file")
                yield self._finding(place, "unknown-point", f"{text} is no point of this file", hint)

    def _listed(self, node: Node, path: str, values: tuple[str | int, ...]) -> Iterator[Finding]:
        listed = [str(value) for value in values]
        for text, place in self._texts(node):
            if text in listed:
                continue
            hint = next(
                (f"write {value}: that is how DataWorks lists it" for value in listed if folded(value) == folded(text)),
                did_you_mean(text, listed, listing="DataWorks lists")
                + f' (a value that it does not list: event.{path}.matches("^…$"))',
            )
            yield self._finding(place, "unlisted-value", f"event.{path} is never {text}", hint)

    def _probe(self, function: str, operands: tuple[Node, ...]) -> Iterator[Finding]:
        index, probe, wanted = _PROBES[function]
        if index >= len(operands):
            return
        for text, place in self._texts(operands[index]):
            if not _succeeds(probe, text):
                yield self._finding(place, "bad-argument", f"{text!r} is not {wanted}")

    def _texts(self, node: Node) -> Iterator[tuple[str, Node]]:
        """Give the texts that a node is known to hold: a constant, a list of them, or a parameter."""
        name = identifier(node)
        if name is not None and name.startswith("params."):
            value = self._parameters.get(name.removeprefix("params."))
            yield from (
                (text, node) for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)
            )
        for element in node.list_expr.elements if node.WhichOneof("choice") == "list_expr" else [node]:
            if isinstance(constant(element), str):
                yield constant(element), element

    def _finding(self, node: Node, name: str, message: str, hint: str | None = None) -> Finding:
        return Finding(self._tree.start(node), name, message, hint)

    def _points(self) -> str:
        return ", ".join(self._shape.points)


def content_read(tree: SyntaxTree, shape: Shape) -> Node | None:
    """Give the first node that reads a field which must not be logged, other than to take its size."""
    sized = {
        operands[0].id
        for node in walk(tree.root)
        if (called := call(node))
        for operands in [called[1]]
        if called[0] == "size"
    }
    for node in walk(tree.root):
        path = None if is_presence_test(node) else selected_path(node, "event")
        if path is not None and path in shape.fields and shape.fields[path].holds_content and node.id not in sized:
            return node
    return None


def _succeeds(probe: str, text: str) -> bool:
    environment = cel.NewEnv(
        variables={"text": cel.Type.STRING},
        functions=functions.declarations(cel, [function.name for function in functions.FUNCTIONS]),
    )
    return bool(environment.compile(probe).eval(data={"text": text}).type().name() == "BOOL")

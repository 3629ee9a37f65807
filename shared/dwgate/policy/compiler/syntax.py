"""The syntax tree of a checked CEL expression: read it, walk it, write it back.

CEL serialises an expression as the protobuf message ``cel.expr.CheckedExpr``.  The wheel of CEL brings no Python
classes for it, so the part that is needed is declared here; the numbers are those of ``cel/expr/syntax.proto`` and
``cel/expr/checked.proto`` in https://github.com/google/cel-spec.

Written back, an expression has no positions and no types, which the run time does not need, and its maps are sorted:
the same source gives the same bytes.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

AND, OR, NOT, CHOICE = "_&&_", "_||_", "!_", "_?_:_"
"""How CEL calls the operators that join clauses."""
COMPARISONS = frozenset({"_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_"})
"""How CEL calls the operators that compare two values."""
IN = "@in"
"""How CEL calls ``in``."""

_PACKAGE = "cel.expr"
_SCALARS = {"int64": 3, "uint64": 4, "int32": 5, "bool": 8, "string": 9, "bytes": 12, "double": 1}

# name: (number, type, field, repeated or member of the message's one choice)
_MESSAGES: dict[str, tuple[tuple[int, str, str, str], ...]] = {
    "Any": ((1, "string", "type_url", ""), (2, "bytes", "value", "")),
    "Constant": (
        (1, "int32", "null_value", "choice"),
        (2, "bool", "bool_value", "choice"),
        (3, "int64", "int64_value", "choice"),
        (4, "uint64", "uint64_value", "choice"),
        (5, "double", "double_value", "choice"),
        (6, "string", "string_value", "choice"),
        (7, "bytes", "bytes_value", "choice"),
    ),
    "Ident": ((1, "string", "name", ""),),
    "Select": ((1, "Expr", "operand", ""), (2, "string", "field", ""), (3, "bool", "test_only", "")),
    "Call": ((1, "Expr", "target", ""), (2, "string", "function", ""), (3, "Expr", "args", "repeated")),
    "CreateList": ((1, "Expr", "elements", "repeated"), (2, "int32", "optional_indices", "repeated")),
    "Entry": (
        (1, "int64", "id", ""),
        (2, "string", "field_key", "choice"),
        (3, "Expr", "map_key", "choice"),
        (4, "Expr", "value", ""),
        (5, "bool", "optional_entry", ""),
    ),
    "CreateStruct": ((1, "string", "message_name", ""), (2, "Entry", "entries", "repeated")),
    "Comprehension": (
        (1, "string", "iter_var", ""),
        (2, "Expr", "iter_range", ""),
        (3, "string", "accu_var", ""),
        (4, "Expr", "accu_init", ""),
        (5, "Expr", "loop_condition", ""),
        (6, "Expr", "loop_step", ""),
        (7, "Expr", "result", ""),
        (8, "string", "iter_var2", ""),
    ),
    "Expr": (
        (2, "int64", "id", ""),
        (3, "Constant", "const_expr", "choice"),
        (4, "Ident", "ident_expr", "choice"),
        (5, "Select", "select_expr", "choice"),
        (6, "Call", "call_expr", "choice"),
        (7, "CreateList", "list_expr", "choice"),
        (8, "CreateStruct", "struct_expr", "choice"),
        (9, "Comprehension", "comprehension_expr", "choice"),
    ),
    "Reference": ((1, "string", "name", ""), (3, "string", "overload_id", "repeated"), (4, "Constant", "value", "")),
    "ReferenceEntry": ((1, "int64", "key", ""), (2, "Reference", "value", "")),
    "PositionEntry": ((1, "int64", "key", ""), (2, "int32", "value", "")),
    "SourceInfo": ((4, "PositionEntry", "positions", "repeated"),),
    "CheckedExpr": (
        (2, "ReferenceEntry", "reference_map", "repeated"),
        (4, "Expr", "expr", ""),
        (5, "SourceInfo", "source_info", ""),
        (6, "string", "expr_version", ""),
    ),
}


def _message_class() -> Callable[[str], Any]:
    file = descriptor_pb2.FileDescriptorProto(name="dwgate/cel.proto", package=_PACKAGE, syntax="proto3")
    for message_name, fields in _MESSAGES.items():
        message = file.message_type.add(name=message_name)
        if any(role == "choice" for *_, role in fields):
            message.oneof_decl.add(name="choice")
        for number, kind, name, role in fields:
            field = message.field.add(name=name, number=number, label=3 if role == "repeated" else 1)
            if kind in _SCALARS:
                field.type = _SCALARS[kind]  # type: ignore[assignment]  # the stubs want the enum's own type
            else:
                field.type = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE
                field.type_name = f".{_PACKAGE}.{kind}"
            if role == "choice":
                field.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return lambda name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))


_class = _message_class()
_Any, _CheckedExpr = _class("Any"), _class("CheckedExpr")

Node = Any
"""One ``cel.expr.Expr``."""


class SyntaxTree:
    """A checked expression whose nodes can be walked and changed."""

    def __init__(self, serialized: bytes) -> None:
        """Read what ``Expression.serialize`` wrote."""
        self._envelope = _Any.FromString(serialized)
        self._checked = _CheckedExpr.FromString(self._envelope.value)
        self._checked.DiscardUnknownFields()
        self._positions = {entry.key: entry.value for entry in self._checked.source_info.positions}
        self._overloads = {entry.key: entry.value.overload_id for entry in self._checked.reference_map}
        self.root: Node = self._checked.expr

    @property
    def references(self) -> Any:
        """What identifiers and calls refer to, by the ids of nodes."""
        return self._checked.reference_map

    @classmethod
    def of_list(cls, trees: Sequence[SyntaxTree]) -> SyntaxTree:
        """Make the expression of a list whose items are these, the nodes of which get ids of their own."""
        whole = cls(trees[0].serialize())
        whole.root.Clear()
        del whole.references[:]
        ids = itertools.count(1)
        whole.root.id = next(ids)
        for tree in trees:
            item, numbers = whole.root.list_expr.elements.add(), {}
            item.CopyFrom(tree.root)
            for node in walk(item):
                numbers[int(node.id)] = number = next(ids)
                node.id = number
            for entry in tree.references:
                if entry.key in numbers:
                    whole.references.add(key=numbers[entry.key], value=entry.value)
        return whole

    def position(self, node: Node) -> int:
        """Give the offset of the node in the source, in characters; of a call, that of its operator."""
        return int(self._positions.get(node.id, 0))

    def overloads(self, node: Node) -> tuple[str, ...]:
        """Give the ids of the overloads that a call may come to, one alone where all its types are known."""
        return tuple(self._overloads.get(node.id, ()))

    def start(self, node: Node) -> int:
        """Give the offset of the node's first character; of a name with dots, CEL knows only that of the last dot."""
        return min(
            (self.position(inner) - _named_before(inner) for inner in walk(node) if inner.id in self._positions),
            default=0,
        )

    def serialize(self) -> bytes:
        """Write the tree without what only a compiler needs."""
        checked = _CheckedExpr()
        checked.CopyFrom(self._checked)
        checked.ClearField("source_info")
        used = {node.id for node in walk(checked.expr)}
        references = sorted(
            (entry for entry in checked.reference_map if entry.key in used), key=lambda entry: int(entry.key)
        )
        del checked.reference_map[:]
        checked.reference_map.extend(references)
        envelope = _Any(type_url=self._envelope.type_url, value=checked.SerializeToString(deterministic=True))
        serialized: bytes = envelope.SerializeToString(deterministic=True)
        return serialized


def _named_before(node: Node) -> int:
    """Give how many characters of a name stand before the position that CEL gives it: its last dot, or its bracket."""
    function = node.call_expr.function if node.WhichOneof("choice") == "call_expr" else ""
    if function[:1].isalpha() and not node.call_expr.HasField("target"):
        return len(function)
    return len((identifier(node) or "").rpartition(".")[0])


def children(node: Node) -> Iterator[Node]:
    """Give the nodes directly below this one, in the order of the source."""
    match node.WhichOneof("choice"):
        case "select_expr":
            yield node.select_expr.operand
        case "call_expr":
            if node.call_expr.HasField("target"):
                yield node.call_expr.target
            yield from node.call_expr.args
        case "list_expr":
            yield from node.list_expr.elements
        case "struct_expr":
            for entry in node.struct_expr.entries:
                if entry.HasField("map_key"):
                    yield entry.map_key
                yield entry.value
        case "comprehension_expr":
            loop = node.comprehension_expr
            yield from (loop.iter_range, loop.accu_init, loop.loop_condition, loop.loop_step, loop.result)


def walk(node: Node) -> Iterator[Node]:
    """Give this node and all below it, each before those below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def identifier(node: Node) -> str | None:
    """Give the name of an identifier, or None for another node."""
    return str(node.ident_expr.name) if node.WhichOneof("choice") == "ident_expr" else None


def constant(node: Node) -> Any:
    """Give the value of a constant, or None for another node, and for null."""
    if node.WhichOneof("choice") != "const_expr":
        return None
    kind = node.const_expr.WhichOneof("choice")
    return getattr(node.const_expr, kind) if kind and kind != "null_value" else None


def parameters_read(node: Node) -> list[str]:
    """Give the names of the parameters that an expression reads, in its order."""
    names = (identifier(inner) or "" for inner in walk(node))
    return list(dict.fromkeys(name.removeprefix("params.") for name in names if name.startswith("params.")))


def is_null(node: Node) -> bool:
    """Whether the node is the constant null."""
    return node.WhichOneof("choice") == "const_expr" and bool(node.const_expr.WhichOneof("choice") == "null_value")


def call(node: Node) -> tuple[str, tuple[Node, ...]] | None:
    """Give a call's function and operands, the target of a method first; None for another node."""
    if node.WhichOneof("choice") != "call_expr":
        return None
    return str(node.call_expr.function), tuple(children(node))


def selected_path(node: Node, root: str) -> str | None:
    """Give ``a.b`` for a node that reads ``root.a.b``, or None for another node."""
    names: list[str] = []
    while node.WhichOneof("choice") == "select_expr":
        names.append(node.select_expr.field)
        node = node.select_expr.operand
    return ".".join(reversed(names)) if names and identifier(node) == root else None


def is_presence_test(node: Node) -> bool:
    """Whether the node is a ``has(…)``."""
    return node.WhichOneof("choice") == "select_expr" and bool(node.select_expr.test_only)

"""Expressions as values: with what is known in the places of names, in their parts, and when two are the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.syntax import (
    Node,
    call,
    children,
    identifier,
    is_presence_test,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


_MICROSECOND = timedelta(microseconds=1)


def with_values(node: Node, values: Mapping[str, Any]) -> Node:
    """Copy a node with the values of some names in their places; its calls keep the ids by which their types go."""
    copied = type(node)()
    copied.CopyFrom(node)
    _put(copied, values)
    return copied


def identity(node: Node) -> bytes:
    """Give what two expressions have in common that always have the same value: the expression without its place."""
    copied = type(node)()
    copied.CopyFrom(node)
    for inner in walk(copied):
        inner.ClearField("id")
        for entry in inner.struct_expr.entries if inner.WhichOneof("choice") == "struct_expr" else ():
            entry.ClearField("id")
    written: bytes = copied.SerializeToString(deterministic=True)
    return written


def container_of(node: Node) -> Node | None:
    """Give the list or mapping that a node takes a member of; None for another node."""
    if node.WhichOneof("choice") == "select_expr":
        return None if is_presence_test(node) else node.select_expr.operand
    function, operands = call(node) or ("", ())
    return operands[0] if function == "_[_]" else None


def is_of_one_type(container: Any) -> bool:
    """Whether all members of a known list or mapping are of one type, also in what they themselves hold."""
    return container is not None and len({_type_of(member) for member in _members(container)}) <= 1


def conjuncts(node: Node) -> list[Node]:
    """Give the parts of a condition that must all be true, in the order of the source."""
    function, operands = call(node) or ("", ())
    return [part for operand in operands for part in conjuncts(operand)] if function == "_&&_" else [node]


def _type_of(value: Any) -> object:
    if isinstance(value, list | dict):
        return type(value), frozenset(map(_type_of, _members(value)))
    return type(value)


def _members(container: Any) -> list[Any]:
    return list(container.values()) if isinstance(container, dict) else list(container)


def _put(node: Node, values: Mapping[str, Any]) -> None:
    """Write the values in the places of their names, but for where a loop gives a name to something else."""
    name = identifier(node)
    if name is not None and name in values:
        _write(node, values[name])
        return
    loop = node.comprehension_expr if node.WhichOneof("choice") == "comprehension_expr" else None
    bound = {loop.iter_var, loop.iter_var2, loop.accu_var} if loop else set()
    outside = [loop.iter_range, loop.accu_init] if loop else []
    inside = {name: value for name, value in values.items() if name not in bound} if bound else values
    for part in outside:
        _put(part, values)
    for part in [loop.loop_condition, loop.loop_step, loop.result] if loop else children(node):
        _put(part, inside)


def _write(node: Node, value: Any) -> None:
    """Make a node the literal of a value."""
    if isinstance(value, list):
        node.list_expr.SetInParent()
        for item in value:
            _write(node.list_expr.elements.add(), item)
    elif isinstance(value, dict):
        node.struct_expr.SetInParent()
        for name, item in value.items():
            entry = node.struct_expr.entries.add()
            entry.map_key.const_expr.string_value = name
            _write(entry.value, item)
    elif isinstance(value, datetime):
        node.call_expr.function = "timestamp"
        node.call_expr.args.add().const_expr.string_value = value.isoformat()
    elif isinstance(value, timedelta):
        node.call_expr.function = "duration"
        node.call_expr.args.add().const_expr.string_value = f"{Decimal(value // _MICROSECOND) / 1_000_000:f}s"
    else:
        kinds = {bool: "bool_value", int: "int64_value", float: "double_value", str: "string_value"}
        setattr(node.const_expr, kinds[type(value)], value)

"""What is known of an expression before a message comes: its value where it reads none, and when two are the same."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dwgate.events.convert import INT64_MAX, INT64_MIN
from dwgate.policy.compiler.syntax import (
    Node,
    call,
    children,
    constant,
    identifier,
    is_presence_test,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARAMS = "params."
_FINER = re.compile(r"[.][0-9]{7}")
"""In a time that is finer than the microseconds of Python."""


def with_values(node: Node, values: Mapping[str, Any]) -> Node:
    """Copy a node with the values of some names in their places; its calls keep the ids by which their types go."""
    copied = type(node)()
    copied.CopyFrom(node)
    _put(copied, values)
    return copied


def of_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of parameters by the names that a condition has for them."""
    return {f"{_PARAMS}{name}": value for name, value in parameters.items()}


def value_of(node: Node) -> Any:
    """Give the value of an expression that reads nothing; None where it reads something, or is not worked out here."""
    if node.WhichOneof("choice") == "list_expr":
        items = [value_of(element) for element in node.list_expr.elements]
        return None if None in items else items
    if node.WhichOneof("choice") == "struct_expr":
        return _mapping(node)
    if node.WhichOneof("choice") == "select_expr" and not is_presence_test(node):
        return _member(value_of(node.select_expr.operand), node.select_expr.field)
    function, operands = call(node) or ("", ())
    if not operands:
        return constant(node)
    values = [value_of(operand) for operand in operands]
    return None if None in values else _result(function, values)


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


def _mapping(node: Node) -> dict[str, Any] | None:
    """Give a mapping from texts to known values."""
    entries = {constant(entry.map_key): value_of(entry.value) for entry in node.struct_expr.entries}
    is_known = None not in entries.values() and all(isinstance(name, str) for name in entries)
    return entries if is_known else None


def _member(mapping: Any, name: str) -> Any:
    return mapping.get(name) if isinstance(mapping, dict) else None


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
    else:
        kinds = {bool: "bool_value", int: "int64_value", float: "double_value", str: "string_value"}
        setattr(node.const_expr, kinds[type(value)], value)


def _result(function: str, values: list[Any]) -> Any:
    """Work out a call; None where it is not known here what comes of it, or whether an error does."""
    match function, values:
        case "timestamp", [str(text)]:
            return _time(text)
        case "_+_", [str(one), str(other)]:
            return one + other
        case "_+_", [list(items), list(others)]:
            return items + others
        case "_+_" | "_-_" | "_*_", [one, other] if _is_whole(one) and _is_whole(other):
            results = {"_+_": one + other, "_-_": one - other, "_*_": one * other}
            return results[function] if INT64_MIN <= results[function] <= INT64_MAX else None
        case "_[_]", [list(items), int(index)] if 0 <= index < len(items):
            return items[index]
        case "_[_]", [dict(mapping), str(name)]:
            return _member(mapping, name)
        case "size", [str() | list() | dict() as sized]:
            return len(sized)
    return None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _time(text: str) -> datetime | None:
    if _FINER.search(text):
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else None

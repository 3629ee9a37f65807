"""What is known of an expression before a message comes: the value of one that reads nothing but parameters.

Whoever compares limits, here or in what is built on the compiler, asks here.  What is worked out is what CEL would make
of it; what CEL makes an error of, or what is not worked out here, is not known.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dwgate.events.convert import INT64_MAX, INT64_MIN
from dwgate.policy.compiler.folding import folded
from dwgate.policy.compiler.syntax import Node, call, constant, identifier, is_presence_test

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARAMS = "params."
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_FINER = re.compile(r"[.][0-9]{7}")
"""In a time that is finer than the microseconds of Python."""
_SECONDS = {"h": Decimal(3600), "m": Decimal(60), "s": Decimal(1), "ms": Decimal("0.001")}
_PART = re.compile(r"([0-9.]+)(ms|h|m|s)")
_DURATION = re.compile(r"-?(?:[0-9]+(?:[.][0-9]+)?(?:ms|h|m|s))+")
_MICROSECONDS = 1_000_000


def of_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of parameters by the names that a condition has for them."""
    return {f"{_PARAMS}{name}": value for name, value in parameters.items()}


def known_value(node: Node, parameters: Mapping[str, Any] = _NOTHING, variables: Mapping[str, Any] = _NOTHING) -> Any:
    """Give the value that a node has whatever message comes; None where it reads one, or is not worked out here.

    ``variables`` are those of loops around the node whose values are known.
    """
    name = identifier(node)
    if name is not None:
        return parameters.get(name.removeprefix(_PARAMS)) if name.startswith(_PARAMS) else variables.get(name)

    def known(inner: Node) -> Any:
        return known_value(inner, parameters, variables)

    match node.WhichOneof("choice"):
        case "list_expr":
            items = [known(element) for element in node.list_expr.elements]
            return None if None in items else items
        case "struct_expr":
            entries = {constant(entry.map_key): known(entry.value) for entry in node.struct_expr.entries}
            is_known = None not in entries.values() and all(isinstance(key, str) for key in entries)
            return entries if is_known else None
        case "select_expr" if not is_presence_test(node):
            return _member(known(node.select_expr.operand), node.select_expr.field)
    function, operands = call(node) or ("", ())
    if not operands:
        return constant(node)
    values = [known(operand) for operand in operands]
    return None if None in values else _result(function, values)


def written_time(text: str) -> datetime | None:
    """Give the time that a text names as CEL reads it; None where it is written otherwise, or finer than Python's."""
    if _FINER.search(text):
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else None


def written_seconds(text: str) -> Decimal | None:
    """Give the seconds of a duration as CEL reads it, such as ``1h30m``; None where it is written otherwise."""
    if not _DURATION.fullmatch(text):
        return None
    seconds = sum((Decimal(number) * _SECONDS[unit] for number, unit in _PART.findall(text)), Decimal(0))
    return -seconds if text.startswith("-") else seconds


def _result(function: str, values: list[Any]) -> Any:
    """Work out a call; None where it is not known here what comes of it, or whether an error does."""
    match function, values:
        case "timestamp", [str(text)]:
            return written_time(text)
        case "duration", [str(text)]:
            return _written_duration(text)
        case "_[_]", [list(items), int(index)] if 0 <= index < len(items):
            return items[index]
        case "_[_]", [dict(mapping), str(name)]:
            return _member(mapping, name)
        case "size", [str() | list() | dict() as sized]:
            return len(sized)
        case _, [one, other] if function in _OPERATORS:
            return _calculated(function, one, other)
    return folded(function, values)


def _written_duration(text: str) -> timedelta | None:
    seconds = written_seconds(text)
    microseconds = None if seconds is None else seconds * _MICROSECONDS
    try:
        is_whole = microseconds is not None and microseconds == int(microseconds)
        return timedelta(microseconds=int(microseconds or 0)) if is_whole else None
    except OverflowError:
        return None


def _member(mapping: Any, name: str) -> Any:
    return mapping.get(name) if isinstance(mapping, dict) else None


def _calculated(function: str, one: Any, other: Any) -> Any:
    """Give what an operator makes of two values; None where they do not go together, or the result has no place."""
    kinds = {_kind(one), _kind(other)}
    if kinds <= {"number"} and type(one) is type(other):
        result = _OPERATORS[function](one, other)
        if isinstance(result, float):
            return result if math.isfinite(result) else None
        return result if result is None or INT64_MIN <= result <= INT64_MAX else None
    is_sum = function == "_+_" and kinds in ({"text"}, {"list"})
    if is_sum or (function in {"_+_", "_-_"} and kinds and kinds <= {"time", "duration"}):
        try:
            return _OPERATORS[function](one, other)
        except (OverflowError, TypeError):  # beyond the years of Python; two times added
            return None
    return None


def _kind(value: Any) -> str | None:
    kinds = {int: "number", float: "number", str: "text", list: "list", datetime: "time", timedelta: "duration"}
    return kinds.get(type(value))


def _quotient(one: Any, other: Any) -> Any:
    """Divide as CEL does: whole numbers towards zero."""
    if not other:
        return None
    if isinstance(one, float):
        return one / other
    quotient = abs(one) // abs(other)
    return quotient if (one < 0) == (other < 0) else -quotient


_OPERATORS = {
    "_+_": lambda one, other: one + other,
    "_-_": lambda one, other: one - other,
    "_*_": lambda one, other: one * other,
    "_/_": _quotient,
}

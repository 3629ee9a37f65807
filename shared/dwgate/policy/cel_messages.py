"""CEL's compile errors in the words of a policy: which name is wrong, where it begins, which one is valid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.facts import functions
from dwgate.policy.diagnostics import did_you_mean
from dwgate.policy.types import SCOPE, message_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.policy.types import Shape

_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
_FIELD = re.compile(r"undefined field '(\w+)' not found in struct 'dataworks\.(\w+)'")
_NAME = re.compile(r"undeclared reference to '([\w.]+)'")
_OVERLOAD = re.compile(r"found no matching overload for '(.+)' applied to '\((.*)\)'")
_SELECT = re.compile(r"expression of type '(.+)' cannot be the operand of a select operation")
_EXPECTING = re.compile(r" expecting (\{.*\}|'.*')$")

# fmt: off
_STANDARD_FUNCTIONS = (
    "all", "bool", "bytes", "contains", "double", "duration", "dyn", "endsWith", "exists", "exists_one", "filter",
    "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds",
    "getMinutes", "getMonth", "getSeconds", "has", "int", "map", "matches", "size", "startsWith", "string",
    "timestamp", "type", "uint",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with an expression, at an offset in characters."""

    offset: int
    name: str
    message: str
    hint: str | None = None


def explain(error: str, expression: str, shape: Shape, parameters: Mapping[str, object]) -> Iterator[Finding]:
    """Give each error of CEL's text as a finding; those that only follow from another are left out."""
    namespaces = {function.name.partition(".")[0] for function in functions.FUNCTIONS}
    for line, column, text in _ERROR.findall(error):
        offset = _offset(expression, int(line), int(column))
        if "*error*" in text:
            continue
        if match := _FIELD.match(text):
            yield _unknown_field(offset + 1, match[1], match[2], shape)
        elif match := _NAME.match(text):
            if match[1] in namespaces and re.match(rf"{match[1]}\s*\.\s*\w+\s*\(", expression[offset:]):
                continue
            yield _unknown_name(offset, match[1], expression, shape, parameters)
        elif match := _OVERLOAD.match(text):
            yield _mismatch(offset, match[1], match[2])
        elif match := _SELECT.match(text):
            yield Finding(offset, "type-mismatch", f"a value of type {type_name(match[1])} has no fields")
        elif text.startswith("Syntax error"):
            message = _EXPECTING.sub("", text.removeprefix("Syntax error: "))
            yield Finding(min(offset, len(expression.rstrip()) - 1), "condition-syntax", f"this is not CEL: {message}")
            return  # what the parser says after its first stumble helps nobody
        else:
            yield Finding(offset, "condition-error", text)


def _unknown_field(offset: int, name: str, message: str, shape: Shape) -> Finding:
    path = message_paths(shape)[message]
    prefix = f"{path}." if path else ""
    valid = [field.removeprefix(prefix) for field in shape.fields if field.startswith(prefix)]
    valid = [field for field in valid if "." not in field]
    owner = f"event.{path}" if path else "event"
    hint = did_you_mean(name, valid, listing="its fields")
    return Finding(offset, "unknown-field", f"{owner} has no field {name} at {', '.join(shape.points)}", hint)


def _unknown_name(offset: int, name: str, expression: str, shape: Shape, parameters: Mapping[str, object]) -> Finding:
    if expression[offset : offset + 1] == "(":
        called = re.search(r"[\w.]*$", expression[:offset])
        spelled = called[0] if called else name
        namespace = spelled.rpartition(".")[0]
        own = [function.name for function in functions.FUNCTIONS if function.name.startswith(f"{namespace}.")]
        wanted = spelled if own else name
        hint = did_you_mean(wanted, own or _STANDARD_FUNCTIONS, listing="the functions")
        return Finding(offset - len(wanted), "unknown-function", f"there is no function {wanted}", hint)
    if name.startswith("params."):
        wanted = name.removeprefix("params.")
        hint = did_you_mean(wanted, parameters, listing="the parameters of the function")
        return Finding(offset + 1, "unknown-parameter", f"there is no parameter {wanted}", hint)
    start = offset - len(name.rpartition(".")[0])
    if name in shape.fields:
        return Finding(start, "unknown-name", f"there is no name {name}", f"did you mean event.{name}?")
    valid = [*SCOPE, "event", "params"]
    hint = did_you_mean(name, valid, listing="a condition reads")
    if name in {"params", "event"}:
        hint = f"read one of its values, {name}.<name>"
    return Finding(start, "unknown-name", f"there is no value {name}", hint)


def _mismatch(offset: int, function: str, types: str) -> Finding:
    given = [type_name(one) for one in re.split(r", (?![^<(]*[>)])", types)]
    operator = function.replace("_", "").replace("@", "") if re.search(r"^@|_", function) else function
    between = " and ".join(given) if operator != function else f"({', '.join(given)})"
    hint = None
    if set(given) == {"int", "double"}:
        hint = "compare whole numbers with whole numbers, or convert one with double(…)"
    elif set(given) == {"string", "int"}:
        hint = "ids are texts: quote the number; a number that is text is converted with int(…)"
    return Finding(offset, "type-mismatch", f"{operator} does not take {between}", hint)


def type_name(name: str) -> str:
    """Give a CEL type as a policy's author knows it."""
    return re.sub(r"dataworks\.\w+", "object", name)


def _offset(expression: str, line: int, column: int) -> int:
    lines = expression.split("\n")
    return min(sum(len(text) + 1 for text in lines[: line - 1]) + column - 1, len(expression))

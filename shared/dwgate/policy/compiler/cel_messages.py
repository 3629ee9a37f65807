"""CEL's compile errors in the words of a policy: which name is wrong, where it begins, which one is valid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.facts import functions
from dwgate.policy.compiler import cel_stumbles
from dwgate.policy.compiler.diagnostics import did_you_mean, nearest
from dwgate.policy.compiler.types import SCOPE, owners

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dwgate.policy.compiler.types import Shape

_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
_STATUS = re.compile(r" \[[A-Z_]+\]$")
_FIELD = re.compile(r"undefined field '(\w+)' not found in struct 'dataworks\.(\w+)'")
_NAME = re.compile(r"undeclared reference to '\.?([\w.]+)'")
_OVERLOAD = re.compile(r"found no matching overload for '(.+)' applied to '\((.*)\)'")
_SELECT = re.compile(r"expression of type '(.+)' cannot be the operand of a select operation")
_OPERATOR = re.compile(r"@|[!-]?_")
_SYNTAX = "Syntax error: "
_CALLED = re.compile(r"(?:(\w+)\s*\.\s*)?(\w+)\s*\($")
_FACT_WITHOUT_BRACKETS = re.compile(r"(?P<name>\w+\.\w+)")
_FIRST_ARGUMENT = re.compile(r"\s*(\w+)\s*[,)]")

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


TOO_DEEP = Finding(0, "condition-error", "this is nested too deeply for CEL")


def explain(error: str, expression: str, shape: Shape, parameters: Mapping[str, object]) -> list[Finding]:
    """Give each error of CEL's text as a finding; those that only follow from another are left out."""
    errors = [
        (_offset(expression, int(line), int(column)), _STATUS.sub("", text))
        for line, column, text in _ERROR.findall(error)
        if "*error*" not in text
    ]
    if not errors:
        return [TOO_DEEP if "recursion" in error else Finding(0, "condition-error", " ".join(error.split()))]
    stumble = next(((offset, text) for offset, text in errors if text.startswith(_SYNTAX)), None)
    if stumble:  # what the parser says after its first stumble helps nobody
        offset, message, hint = cel_stumbles.explain(stumble[0], stumble[1].removeprefix(_SYNTAX), expression)
        return [Finding(offset, "condition-syntax", f"this is not CEL: {message}", hint)]
    undeclared = {offset: match[1] for offset, text in errors if (match := _NAME.match(text))}
    called = {
        offset: called
        for offset, name in undeclared.items()
        if (called := _CALLED.search(expression, 0, offset + 1)) and called[2] == name
    }
    calls = [_unknown_call(match, undeclared) for match in called.values()]
    follow = {call.follows for call in calls}
    return [
        *(call.finding for call in calls),
        *(
            _unknown_name(offset, name, expression, shape, parameters)
            for offset, name in undeclared.items()
            if offset not in called and name.partition(".")[0] not in follow
        ),
        *(_explain(offset, text, expression, shape) for offset, text in errors if not _NAME.match(text)),
    ]


def _explain(offset: int, text: str, expression: str, shape: Shape) -> Finding:
    if match := _FIELD.match(text):
        return _unknown_field(offset, match[1], match[2], expression, shape)
    if match := _OVERLOAD.match(text):
        return _mismatch(offset, match[1], match[2])
    if match := _SELECT.match(text):
        return Finding(offset, "type-mismatch", f"a value of type {type_name(match[1])} has no fields")
    return Finding(offset, "condition-error", text)


def _unknown_field(offset: int, name: str, message: str, expression: str, shape: Shape) -> Finding:
    owner = owners(shape)[message]
    hint = did_you_mean(name, owner.fields, listing="its fields")
    selected = re.compile(rf"\.\s*({name})\b").search(expression, offset)
    place = selected.start(1) if selected else offset
    return Finding(place, "unknown-field", f"{owner.written} has no field {name} at {', '.join(shape.points)}", hint)


@dataclass(frozen=True, slots=True)
class _UnknownCall:
    """A call of a function that there is not; because of it CEL does not know the name ``follows`` either.

    That is what stands before the function, which CEL takes for a value, ``ip`` in ``ip.witin(…)``; or what would be
    the variable of a macro, ``x`` in ``.exits(x, …)``.
    """

    finding: Finding
    follows: str | None


def _unknown_call(called: re.Match[str], undeclared: Mapping[int, str]) -> _UnknownCall:
    before, function = called.groups()
    start, follows = called.start(2), None
    if before and undeclared.get(called.start(1)) == before:
        function, start, follows = f"{before}.{function}", called.start(1), before
    elif called.string[:start].rstrip().endswith(".") and (
        argument := _FIRST_ARGUMENT.match(called.string, called.end())
    ):
        follows = argument[1]
    own = {name: overloads[0].signature for name, overloads in functions.every().items()}
    if function in own or function in _STANDARD_FUNCTIONS:
        message = f"{function} takes another number of values"
        return _UnknownCall(Finding(start, "type-mismatch", message, own.get(function)), follows)
    hint = cel_stumbles.LOGIC if function.lower() in cel_stumbles.WORDS else _other_function(function, own)
    return _UnknownCall(Finding(start, "unknown-function", f"there is no function {function}", hint), follows)


def _other_function(name: str, own: Collection[str]) -> str:
    """Hint at the function that was meant, or list those of its namespace; of all others the namespaces are listed."""
    near = nearest(name, [*own, *_STANDARD_FUNCTIONS])
    namespace = name.partition(".")[0]
    beside = [one for one in own if one.startswith(f"{namespace}.")]
    if near is None and beside:
        return f"{namespace} has {', '.join(sorted(beside))}"
    namespaces = {one.partition(".")[0] + ".…" if "." in one else one for one in own}
    listed = [near] if near else [*namespaces, *_STANDARD_FUNCTIONS]
    return did_you_mean(name, listed, listing="the functions")


def _unknown_name(offset: int, path: str, expression: str, shape: Shape, parameters: Mapping[str, object]) -> Finding:
    """Explain a name, or a path with a dot at ``offset`` or, inside has(), after it."""
    name, *rest = path.split(".")
    spelled = re.compile(r"(?<![\w.])" + r"\s*\.\s*".join(f"({part})" for part in path.split(".")) + r"\b")
    found = next((match for match in spelled.finditer(expression) if match.end() > offset), None)
    if name == "params" and rest:
        hint = did_you_mean(rest[0], parameters, listing="the parameters of the function")
        place = found.start(2) if found else offset
        return Finding(place, "unknown-parameter", f"there is no parameter {rest[0]}", hint)
    fact = _FACT_WITHOUT_BRACKETS.match(expression, found.start() if found else offset)
    if fact and fact["name"] in functions.every():
        hint = f"did you mean {fact['name']}()?"
    elif name in shape.fields:
        hint = f"did you mean event.{name}?"
    elif name in parameters:
        hint = f"did you mean params.{name}?"
    elif name in {"params", "event"}:
        hint = f"read one of its values, {name}.<name>"
    else:
        hint = did_you_mean(name, [*SCOPE, "event", "params"], listing="a condition reads")
    place = found.start() if found else offset
    return Finding(place, "unknown-name", f"there is no value {name}", hint)


def _mismatch(offset: int, function: str, types: str) -> Finding:
    given = [type_name(one) for one in re.split(r", (?![^<(]*[>)])", types)]
    operator = function.replace("_", "").replace("@", "") if _OPERATOR.match(function) else function
    between = " and ".join(given) if operator != function else f"({', '.join(given)})"
    is_comparison = operator in {"==", "!=", "<", "<=", ">", ">="}
    hint = None
    if is_comparison and set(given) == {"int", "double"}:
        hint = "compare whole numbers with whole numbers, or convert one with double(…)"
    elif is_comparison and set(given) == {"string", "int"}:
        hint = "an id is a text and is quoted, a number is not; a number that is text is converted with int(…)"
    return Finding(offset, "type-mismatch", f"{operator} does not take {between}", hint)


def type_name(name: str) -> str:
    """Give a CEL type as a policy's author knows it."""
    known = {"google.protobuf.Timestamp": "timestamp", "google.protobuf.Duration": "duration", "null_type": "null"}
    for cel_name, own_name in known.items():
        name = name.replace(cel_name, own_name)
    return re.sub(r"dataworks\.\w+", "object", name)


def _offset(expression: str, line: int, column: int) -> int:
    lines = expression.split("\n")
    return min(sum(len(text) + 1 for text in lines[: line - 1]) + column - 1, len(expression))

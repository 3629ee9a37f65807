"""What conditions compare with: for each variable, the values at which a verdict can change.

A limit is tried itself, one below and one above; a list by each of its members and a stranger; a field also by its not
coming.  Arithmetic with what is known is followed backwards.  What a condition does to a variable beyond that is not:
the values that the bases hold are tried too.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.syntax import (
    COMPARISONS,
    Node,
    SyntaxTree,
    call,
    children,
    identifier,
)
from dwgate.policy.loading import parameters_of
from dwgate.witnesses import arithmetic, times
from dwgate.witnesses.arithmetic import OPERATORS, STRANGER, around
from dwgate.witnesses.fitting import fitting
from dwgate.witnesses.variables import (
    NOW,
    PARTS_OF_GUIDS,
    TRANSPARENT,
    Absent,
    OfLength,
    Variable,
    WithPart,
    WithPartOfGuid,
    variable_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Value = Any
"""A JSON value, a time, or one of :class:`Absent`, :class:`OfLength`, :class:`WithPart` and :class:`WithPartOfGuid`."""

Interests = dict[Variable, list[Value]]

UNREADABLE = {"of": "another type"}
"""What no field takes that is not an object."""
_LONGEST = 1_000_000


def of_rule(rule: Mapping[str, Any], document: Mapping[str, Any]) -> Interests:
    """Give what a compiled rule compares with, and the exemptions that lift it."""
    scope = _Scope(parameters_of(document), document.get("reference", {}), {}, {})
    found: Interests = {}
    _add(found, _of_program(rule["when"], scope))
    for exemption in document["exemptions"]:
        if rule["name"] in exemption["rules"]:
            _add(found, _of_program(exemption["when"], scope))
            _add(found, [(NOW, value) for value in around(datetime.fromisoformat(exemption["expires"]))])
    return found


def merged(several: Iterable[Interests]) -> Interests:
    """Unite what several rules compare with."""
    found: Interests = {}
    for one in several:
        _add(found, ((variable, value) for variable, values in one.items() for value in values))
    return found


def _add(found: Interests, pairs: Iterable[tuple[Variable, Value]]) -> None:
    for variable, value in pairs:
        values = found.setdefault(variable, [])
        if not any(type(value) is type(other) and value == other for other in values):
            values.append(value)


def _of_program(program: str, scope: _Scope) -> Iterator[tuple[Variable, Value]]:
    yield from _read(SyntaxTree(b64decode(program)).root, scope)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a node can read: ``loops`` has the loop variables over a field, ``members`` those over what is known."""

    parameters: Mapping[str, Any]
    reference: Mapping[str, Any]
    loops: Mapping[str, Variable]
    members: Mapping[str, Any]

    def variable(self, node: Node) -> Variable | None:
        return variable_of(node, self.parameters, self.loops)

    def known(self, node: Node) -> Any:
        """Give the value that a node has whatever message comes."""
        return known_value(node, self.parameters, self.members)


def _read(node: Node, scope: _Scope) -> Iterator[tuple[Variable, Value]]:
    """Give the values of interest in a node and below it."""
    variable = scope.variable(node)
    if variable is not None:
        yield from _of_any(variable)
    if node.WhichOneof("choice") == "comprehension_expr":
        yield from _of_loop(node.comprehension_expr, scope)
        return
    function, operands = call(node) or ("", ())
    if operands:
        yield from _of_call(function, operands, scope)
    for child in children(node):
        yield from _read(child, scope)


def _of_loop(loop: Any, scope: _Scope) -> Iterator[tuple[Variable, Value]]:
    yield from _read(loop.iter_range, scope)
    over, known = scope.variable(loop.iter_range), scope.known(loop.iter_range)
    if over is not None:
        element = Variable(over.kind, f"{over.name}.0")
        yield from _read(loop.loop_step, replace(scope, loops={**scope.loops, loop.iter_var: element}))
    elif isinstance(known, list | dict):
        for member in known:
            yield from _read(loop.loop_step, replace(scope, members={**scope.members, loop.iter_var: member}))
    else:
        yield from _read(loop.loop_step, scope)


def _of_call(function: str, operands: tuple[Node, ...], scope: _Scope) -> Iterator[tuple[Variable, Value]]:
    if function.startswith("calendar."):
        arguments = [scope.known(operand) for operand in operands[1:]]
        yield from _each(scope.variable(operands[0]), times.of_call(function, arguments, scope.reference))
        return
    if len(operands) == 1:
        return
    one, other = operands[:2]
    if function in COMPARISONS:
        for limited, limiting in ((one, other), (other, one)):
            for limit in _limits(limiting, scope):
                yield from _compared(limited, limit, scope)
    elif function == "@in":
        yield from _looked_for(one, other, scope)
    elif function == "_[_]" and isinstance(known := scope.known(one), dict):
        yield from _each(scope.variable(other), [*known, STRANGER])
    else:
        yield from _made_of(one, fitting(function, scope.known(other)), scope)


def _looked_for(one: Node, among: Node, scope: _Scope) -> Iterator[tuple[Variable, Value]]:
    """Give what is of interest where something is looked for in a list: its members, or lists with it and without."""
    known = scope.known(among)
    if identifier(among) == "present" and isinstance(name := scope.known(one), str):
        yield Variable("event", name), Absent()
    elif isinstance(known, list | dict) and (variable := scope.variable(one)):
        yield from _each(variable, [*known, STRANGER])
    elif isinstance(known, list | dict):
        for member in known:
            yield from _compared(one, member, scope)
    else:
        member = scope.known(one)
        yield from _each(scope.variable(among), [[], *([] if member is None else [[member]])])


def _each(variable: Variable | None, values: Iterable[Value]) -> Iterator[tuple[Variable, Value]]:
    if variable is not None:
        for value in values:
            yield variable, value


def _made_of(node: Node, values: Iterable[Value], scope: _Scope) -> Iterator[tuple[Variable, Value]]:
    """Give what is of interest where a node is a variable, or a part of the GUID that one holds."""
    function, operands = call(node) or ("", ())
    if function in PARTS_OF_GUIDS:
        part = PARTS_OF_GUIDS[function]
        held = (WithPartOfGuid(part, value) for value in values if isinstance(value, str))
        yield from _each(scope.variable(operands[0]), held)
    else:
        yield from _each(scope.variable(node), values)


def _limits(node: Node, scope: _Scope) -> Iterator[Any]:
    """Give what is known of a limit: its value, or those that it has for each key by which it is looked up."""
    known = scope.known(node)
    if known is not None:
        yield known
        return
    for name, key in _keys(node, scope):
        limit = replace(scope, members={**scope.members, name: key}).known(node)
        if limit is not None:
            yield limit


def _keys(node: Node, scope: _Scope) -> Iterator[tuple[str, str]]:
    """Give the keys of known mappings in which a variable is looked up, with its name."""
    function, operands = call(node) or ("", ())
    if function == "_[_]" and isinstance(known := scope.known(operands[0]), dict) and (name := identifier(operands[1])):
        yield from ((name, key) for key in known)
    for child in children(node):
        yield from _keys(child, scope)


def _compared(node: Node, limit: Any, scope: _Scope) -> Iterator[tuple[Variable, Value]]:
    """Give what is of interest in a node that is compared with a limit."""
    variable = scope.variable(node)
    if variable is not None:
        yield from _each(variable, around(limit))
        return
    function, operands = call(node) or ("", ())
    if function in OPERATORS and len(operands) == len(("left", "right")):
        yield from _calculated(function, operands, limit, scope)
    elif function in TRANSPARENT:
        yield from _compared(operands[0], limit, scope)
    elif function in PARTS_OF_GUIDS:
        yield from _made_of(node, around(limit), scope)
    elif function == "calendar.date":
        yield from _each(scope.variable(operands[0]), times.around_date(limit, scope.known(operands[1])))
    elif operands and isinstance(limit, int):
        yield from _each(scope.variable(operands[0]), _before(function, operands[1:], limit, scope))


def _calculated(
    function: str, operands: tuple[Node, ...], limit: Any, scope: _Scope
) -> Iterator[tuple[Variable, Value]]:
    """Give what is of interest in something that is calculated, where all but one operand is known."""
    left, right = (scope.known(operand) for operand in operands)
    if (left is None) == (right is None):
        return
    is_first, other = left is None, right if left is None else left
    for near in around(limit):
        for value in arithmetic.operand(function, other, near, is_first=is_first):
            yield from _compared(operands[0 if is_first else 1], value, scope)


def _before(function: str, arguments: tuple[Node, ...], limit: int, scope: _Scope) -> list[Value]:
    """Give the values of which a function makes something near a limit."""
    argument = scope.known(arguments[0]) if arguments else None
    if function == "size":
        return [OfLength(value) for value in around(limit) if 0 <= value <= _LONGEST]
    if function.startswith("get"):
        return [WithPart(function, argument, value) for value in around(limit)]
    return []


def _of_any(variable: Variable) -> Iterator[tuple[Variable, Value]]:
    if variable != NOW and not variable.name.rpartition(".")[2].isdecimal():
        yield variable, Absent()
        if variable.kind == "event":
            yield variable, UNREADABLE

"""Terms: what a condition compares, such as a field, its size, or the hour; and what must be judged to have it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

from dwgate.analysis import domains
from dwgate.analysis.states import Key, State, Way, holds, met
from dwgate.analysis.values import container_of, identity, is_of_one_type
from dwgate.facts import functions
from dwgate.policy.compiler.analysis import KNOWN_NAMES, presence_tested
from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.syntax import Node, call, children, identifier, selected_path
from dwgate.policy.compiler.types import SCOPE
from dwgate.witnesses.variables import NOW, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.analysis.domains import Domain
    from dwgate.policy.compiler.syntax import SyntaxTree
    from dwgate.policy.compiler.types import Shape

PARTS = {
    "getMonth": domains.whole(0, 11),
    "getDate": domains.whole(1, 31),
    "getDayOfMonth": domains.whole(0, 30),
    "getDayOfWeek": domains.whole(0, 6),
    "getDayOfYear": domains.whole(0, 365),
    "getHours": domains.whole(0, 23),
    "getMinutes": domains.whole(0, 59),
    "getSeconds": domains.whole(0, 59),
    "getMilliseconds": domains.whole(0, 999),
}
"""What the parts of a time can be: https://github.com/google/cel-spec/blob/master/doc/langdef.md#timestamps."""

EVENT = "event."

_FIELDS = {
    "Long": domains.WHOLE,
    "Integer": domains.WHOLE,
    "Double": domains.NUMBER,
    "String": domains.TEXT,
    "Boolean": domains.TRUTH,
}
_RESULTS = {"int": domains.WHOLE, "double": domains.NUMBER, "string": domains.TEXT, "bool": domains.TRUTH}
_ALWAYS_JUDGED = {"_==_", "_!=_"}
_JUDGED_WHERE_TYPED = {"_<_", "_<=_", "_>_", "_>=_", "!_", "@in", "size", "startsWith", "endsWith", "contains"}
_JOINS = {"add_string", "add_list"}
_LAZY = {"_&&_", "_||_", "_?_:_", "@not_strictly_false"}


@dataclass(frozen=True, slots=True)
class Term:
    """What is compared: its key, what it can be, and whether it may be no number although it is of that type."""

    key: Key
    domain: Domain
    may_be_nan: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """The reading of terms of one expression, whose parameters have been replaced by their values."""

    tree: SyntaxTree
    shape: Shape

    def term(self, node: Node) -> Term:
        """Give the term that a node is."""
        path, name = selected_path(node, "event"), identifier(node)
        if path is not None:
            domain = self._domain_of_field(path)
            return Term(Key("value", f"{EVENT}{path}", Way(Variable("event", path))), domain)
        if name in KNOWN_NAMES:
            return Term(Key("value", name, Way(Variable("who", name))), domains.TEXT)
        if name == "now":
            return Term(Key("value", name, Way(NOW)), domains.TIME)
        return self._of_call(node)

    def judged(self, node: Node) -> list[Key]:
        """Give all that must be judged for the node to be anything but an error; that of a lazy part is the part."""
        found: dict[Key, None] = {}
        for key in self._judged(node):
            found[key] = None
        return list(found)

    def is_judged(self, node: Node) -> State:
        """Give the state in which the node could be judged; a field that could be read came."""
        keys = self.judged(node)
        came = [name.removeprefix(EVENT) for key in keys if isinstance(name := key.name, str)]
        return met(*(holds(key) for key in keys), *(holds(Key("present", path)) for path in came)) or {}

    def is_typed_call(self, node: Node) -> bool:
        """Whether the types of a call's operands are known before a message comes.

        One overload alone does not say so: CEL gives one also where an operand is of any type and the other is not.
        """
        _, operands = call(node) or ("", ())
        return len(self.tree.overloads(node)) == 1 and all(self.is_typed(operand) for operand in operands)

    def is_typed(self, node: Node) -> bool:
        """Whether the type of what can be judged is known before a message comes."""
        path, name = selected_path(node, "event"), identifier(node)
        if path is not None:
            return self._type_of_field(path) in {*_FIELDS, "List"}
        if name is not None:
            return name in SCOPE
        if node.WhichOneof("choice") in {"const_expr", "list_expr", "struct_expr"}:
            return True
        if (container := container_of(node)) is not None:
            return self.is_typed(container) and is_of_one_type(known_value(container))
        function, operands = call(node) or ("", ())
        if function in functions.every():
            return self._answer(function, node) != domains.ANY
        return function not in {"", "dyn"} and all(self.is_typed(operand) for operand in operands)

    def _type_of_field(self, path: str) -> str:
        """Give the type that a field has wherever it can be judged; empty where a point may bring another."""
        field = self.shape.fields.get(path)
        is_sure = field and not self.shape.is_open and path not in self.shape.conflicts
        return field.type if field and is_sure else ""

    def _domain_of_field(self, path: str) -> Domain:
        kind = self._type_of_field(path)
        minimum = self.shape.fields[path].minimum if kind else None
        return _FIELDS.get(kind, domains.ANY) if minimum is None else domains.whole(minimum)

    def _of_call(self, node: Node) -> Term:
        function, operands = call(node) or ("", ())
        key = Key("value", identity(node))
        if function in PARTS and self._is_part_of_time(node):
            return Term(key._replace(way=_part(function, operands)), PARTS[function])
        if function == "size" and operands:
            inner = self.term(operands[0]).key.way
            return Term(key._replace(way=Way(inner.variable, "size") if inner else None), domains.whole(0))
        if function in functions.every():
            return Term(key._replace(way=_asked(function, operands)), self._answer(function, node))
        return Term(key, domains.ANY, may_be_nan=True)

    def _is_part_of_time(self, node: Node) -> bool:
        """Whether all that the call can be takes a part of a time, not of a duration, whose hours are without end."""
        overloads = self.tree.overloads(node)
        return bool(overloads) and all(overload.startswith("timestamp_to_") for overload in overloads)

    def _answer(self, function: str, node: Node) -> Domain:
        results = {overload.result for overload in functions.find(function)}
        if len(results) > 1:
            held = known_value((call(node) or ("", ()))[1][1])
            return domains.WHOLE if isinstance(held, int) and not isinstance(held, bool) else domains.ANY
        return _RESULTS.get(results.pop(), domains.ANY)

    def _judged(self, node: Node) -> Iterator[Key]:
        path, name = selected_path(node, "event"), identifier(node)
        if presence_tested(node) is not None:
            return
        if path is not None:
            yield Key("judged", f"{EVENT}{path}")
            return
        if name in KNOWN_NAMES:
            yield Key("judged", name)
        function, _ = call(node) or ("", ())
        if known_value(node) is not None:
            return
        if function in _LAZY or node.WhichOneof("choice") in {"comprehension_expr", "struct_expr", "select_expr"}:
            yield Key("judged", identity(node))
            return
        for child in children(node):
            yield from self._judged(child)
        if function and not self._is_total(function, node):
            yield Key("judged", identity(node))

    def _is_total(self, function: str, node: Node) -> bool:
        """Whether a call gives a value for whatever operands there are."""
        _, operands = call(node) or ("", ())
        if function in _ALWAYS_JUDGED:
            return True
        if function == "matches":
            pattern = known_value(operands[1])
            return self.is_typed_call(node) and isinstance(pattern, str) and _is_pattern(pattern)
        if function in PARTS or function == "getFullYear":
            is_known = self.is_typed(operands[0]) and all(known_value(zone) is not None for zone in operands[1:])
            return is_known and self._is_part_of_time(node)
        if function == "_+_":
            return set(self.tree.overloads(node)) <= _JOINS and self.is_typed_call(node)
        if function == "@in" and operands[1].WhichOneof("choice") == "list_expr":
            return True
        return function in _JUDGED_WHERE_TYPED and self.is_typed_call(node)


def written(term: Term) -> str | None:
    """Give a term as a condition writes it; None for one that has no name and is no size and no part of a time."""
    if isinstance(term.key.name, str):
        return term.key.name
    way = term.key.way
    if way is None:
        return None
    kind, name = way.variable
    shown = {"event": f"{EVENT}{name}", "fact": f"{name}()"}.get(kind, name)
    if way.function is None:
        return shown
    zone = f'"{way.zone}"' if way.zone else ""
    return f"size({shown})" if way.function == "size" else f"{shown}.{way.function}({zone})"


def _part(function: str, operands: tuple[Node, ...]) -> Way | None:
    """Give the way to a part of the time of the decision; None of another time."""
    if identifier(operands[0]) != NOW.name:
        return None
    zone = known_value(operands[1]) if operands[1:] else None
    return Way(NOW, function, zone) if not operands[1:] or isinstance(zone, str) else None


def _asked(function: str, operands: tuple[Node, ...]) -> Way | None:
    if function == "option":
        name: Any = known_value(operands[0])
        return Way(Variable("option", name)) if isinstance(name, str) else None
    return Way(Variable("fact", function)) if not operands else None


@cache
def _is_pattern(text: str) -> bool:
    environment = cel.NewEnv(variables={"text": cel.Type.STRING})
    return bool(environment.compile('"".matches(text)').eval(data={"text": text}).type().name() == "BOOL")

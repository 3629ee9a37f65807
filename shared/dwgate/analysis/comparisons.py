"""Comparisons: in which states one is true, and in which it is false, where it can be judged at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.analysis.domains import Domain, Order, known_of, none_of, on_side, one_of
from dwgate.analysis.states import NEVER, Key, States, among, both, holds
from dwgate.analysis.values import identity
from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.syntax import Node, call

if TYPE_CHECKING:
    from dwgate.analysis.terms import Reader, Term

TrueAndFalse = tuple[States, States]

_ORDERS: dict[str, Order] = {"_<_": "<", "_<=_": "<=", "_>_": ">", "_>=_": ">="}
_TURNED: dict[str, Order] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE: dict[Order, Order] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_WHERE: dict[str, str] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "="}
_UNORDERED = "?"
"""How a number stands to what is no number."""
_EXACT = 2**53
"""From here on CEL rounds a whole number before it compares it with a fraction."""

CONDITIONS = frozenset(
    {"_&&_", "_||_", "!_", "_==_", "_!=_", "@in", *_ORDERS, "matches", "startsWith", "endsWith", "contains"}
    | {"ip.within", "glob.matches", "snapshot.has"}
)
"""The functions and operators that give true or false."""


def equality(reader: Reader, one: Node, other: Node) -> TrueAndFalse:
    """Give the states in which two expressions are equal, and in which they are not."""
    for node, held in ((one, other), (other, one)):
        value = known_value(held)
        if known_of(value) is not None:
            found = _among(reader, node, [value])
            if found is not None:
                return found
    return _stand(reader, one, other, "==", is_typed=False)


def comparison(reader: Reader, node: Node) -> TrueAndFalse | None:
    """Give the states in which a comparison by order or with a list is true, and is false; None for another node."""
    function, operands = call(node) or ("", ())
    if function == "@in":
        items = known_value(operands[1])
        return _among(reader, operands[0], items) if isinstance(items, list) else None
    return _ordered(reader, node, _ORDERS[function], *operands) if function in _ORDERS else None


def truth(reader: Reader, node: Node) -> TrueAndFalse:
    """Give the states in which an expression that is no comparison is true, and is false."""
    term = reader.term(node)
    return _in_domain(term, one_of([True])), _in_domain(term, one_of([False]))


def _among(reader: Reader, node: Node, values: list[Any]) -> TrueAndFalse | None:
    """Give the states in which a node is one of some values, and in which it is none; None where CEL would round."""
    term = reader.term(node)
    if not _is_exact(term, values):
        return None
    return _in_domain(term, one_of(values)), _in_domain(term, none_of(values))


def _ordered(reader: Reader, node: Node, order: Order, one: Node, other: Node) -> TrueAndFalse | None:
    if known_value(one) is not None:
        one, other, order = other, one, _TURNED[order]
    limit = known_value(other)
    is_typed = reader.is_typed_call(node) and not reader.tree.overloads(node)[0].endswith("_double")
    if limit is None:
        return _stand(reader, one, other, order, is_typed=is_typed)
    term = reader.term(one)
    if not _is_exact(term, [limit]):
        return None
    true, false = _in_domain(term, on_side(order, limit)), _in_domain(term, on_side(_OPPOSITE[order], limit))
    if is_typed or not term.may_be_nan:
        return true, false
    itself = Key("value", identity(node))
    return both(true, (holds(itself),)), (holds(itself, as_=False),)


def _stand(reader: Reader, one: Node, other: Node, order: str, *, is_typed: bool) -> TrueAndFalse:
    """Give the states in which one of two expressions stands to the other as an order says, and in which it does not.

    Both are told by a symbol for how they stand, whichever is named first.
    """
    first, second, sign = identity(one), identity(other), _WHERE[order]
    if first > second:
        return _stand(reader, other, one, _TURNED.get(order, order), is_typed=is_typed)
    every = {"="} if first == second else {"<", "=", ">"}
    is_number = is_typed or not (reader.term(one).may_be_nan or reader.term(other).may_be_nan)
    every |= set() if is_number else {_UNORDERED}
    ways = reader.term(one).key.way, reader.term(other).key.way
    key = Key("order", len(first).to_bytes(4, "big") + first + second, *ways)
    true, false = every.intersection(sign), every.difference(sign)
    return tuple((among(key, true),) if true else NEVER), tuple((among(key, false),) if false else NEVER)


def _in_domain(term: Term, domain: Domain | None) -> States:
    """Give the state in which a term is in a domain, in whichever where that is not known."""
    narrowed = term.domain.also(domain) if domain else term.domain
    return NEVER if narrowed.is_empty else ({term.key: narrowed},)


def _is_exact(term: Term, values: list[Any]) -> bool:
    """Whether CEL compares the term with these values without rounding, so that they are in one order."""
    return term.domain.is_whole or not any(isinstance(value, int | float) and abs(value) >= _EXACT for value in values)

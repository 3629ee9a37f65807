"""Edits of a CEL expression: each a change in its text that could be a slip of whoever wrote it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from dwgate.mutation.kinds import Kind
from dwgate.mutation.shifts import beside_fraction, beside_whole, beside_written_duration, beside_written_time
from dwgate.mutation.tokens import Tokens
from dwgate.policy.compiler.cel_tokens import Span
from dwgate.policy.compiler.syntax import AND, CHOICE, IN, NOT, OR, call, children, constant, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.policy.compiler.syntax import Node, SyntaxTree

_BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_LOGIC = {"&&": "||", "||": "&&"}
_SIZE = "units.bytes"
_NUMBER = re.compile(r"-?\.?[0-9]")
_OPERATORS = {f"_{sign}_": sign for sign in (*_OPPOSITE, *_LOGIC)}


class Edit(NamedTuple):
    """A change of an expression: ``became`` in place of ``span``, of which ``was`` is what the change is about."""

    kind: Kind
    span: Span
    was: str
    became: str

    def of(self, expression: str) -> str:
        """Give the expression with the change."""
        return self.span.replaced(expression, self.became)


def edits(expression: str, tree: SyntaxTree) -> Iterator[Edit]:
    """Give the edits of an expression; its tree is as it was before it was lowered, with positions.

    What a macro adds to the tree is written nowhere, and not edited.
    """
    tokens = Tokens(expression)
    unread = _unread(tree)
    for node in walk(tree.root):
        if node.id in unread:
            continue
        offset = tree.position(node)
        yield from _of_operator(node, offset, expression)
        yield from _of_constant(node, offset, expression, tokens)
        yield from _of_written_time(node, expression, tokens, tree)
        yield from _of_size(node, offset, expression, tokens)
        yield from _without_members(node, offset, expression, tokens)
    for clause in _clauses(tree.root):
        span = tokens.clause(tree.position(clause))
        yield Edit(Kind.NEGATION, span, was := span.of(expression), f"!({was})")


def _of_operator(node: Node, offset: int, expression: str) -> Iterator[Edit]:
    function, _ = call(node) or ("", ())
    if function == NOT and expression.startswith("!", offset):
        yield Edit(Kind.NEGATION, Span(offset, offset + 1), "!", "")
    sign = _OPERATORS.get(function, "")
    if not sign or not expression.startswith(sign, offset):
        return
    span = Span(offset, offset + len(sign))
    for kind, others in ((Kind.BOUNDARY, _BOUNDARY), (Kind.COMPARISON, _OPPOSITE), (Kind.LOGIC, _LOGIC)):
        if sign in others:
            yield Edit(kind, span, sign, others[sign])


def _of_constant(node: Node, offset: int, expression: str, tokens: Tokens) -> Iterator[Edit]:
    value = constant(node)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    span = tokens.at(offset)
    was = "".join(span.of(expression).split())  # a sign may stand apart from its number
    if not _NUMBER.match(was):
        return
    near = beside_whole(value) if isinstance(value, int) else beside_fraction(was)
    unsigned = "u" * was.endswith(("u", "U"))
    for number in near:
        yield Edit(Kind.LIMIT, span, was, f"{number}{unsigned}")


def _of_written_time(node: Node, expression: str, tokens: Tokens, tree: SyntaxTree) -> Iterator[Edit]:
    function, operands = call(node) or ("", ())
    ways = {"timestamp": (Kind.DATE, beside_written_time), "duration": (Kind.LIMIT, beside_written_duration)}
    text = constant(operands[0]) if function in ways else None
    if isinstance(text, str):
        span = tokens.at(tree.position(operands[0]))
        kind, beside = ways[function]
        for near in beside(text):
            yield Edit(kind, span, span.of(expression), json.dumps(near))


def _of_size(node: Node, offset: int, expression: str, tokens: Tokens) -> Iterator[Edit]:
    """Move a size that is written with its unit by one byte, wherever its text comes from."""
    function, _ = call(node) or ("", ())
    start = offset - len(_SIZE)
    if function == _SIZE and expression.startswith(f"{_SIZE}(", start):  # not with blanks in its name
        _, closing = tokens.items(offset)
        span = Span(start, closing + 1)
        was = span.of(expression)
        for step in ("- 1", "+ 1"):
            yield Edit(Kind.LIMIT, span, was, f"{was} {step}")


def _unread(tree: SyntaxTree) -> frozenset[int]:
    """Give the ids of what no condition reads: the values of a mapping in whose keys something is looked for."""
    calls = (call(node) or ("", ()) for node in walk(tree.root))
    mappings = [operands[1] for function, operands in calls if function == IN]
    values = (entry.value for mapping in mappings for entry in mapping.struct_expr.entries)
    return frozenset(node.id for value in values for node in walk(value))


def _without_members(node: Node, offset: int, expression: str, tokens: Tokens) -> Iterator[Edit]:
    """Take out each item of a list or a mapping, with the comma behind it.

    CEL takes one that is left before the bracket, but not two.
    """
    opening = {"list_expr": "[", "struct_expr": "{"}.get(node.WhichOneof("choice") or "")
    if opening is None or not expression.startswith(opening, offset):
        return
    items, closing = tokens.items(offset)
    ends = [*(item.start for item in items[1:]), closing]
    for item, end in zip(items, ends, strict=False):
        yield Edit(Kind.MEMBER, Span(item.start, end), item.of(expression), "")


def _clauses(node: Node) -> Iterator[Node]:
    """Give the clauses of a condition, and of those in its loops, but for what an edit of an operator negates."""
    function, operands = call(node) or ("", ())
    if function in {AND, OR, CHOICE}:
        for operand in operands:
            yield from _clauses(operand)
        return
    if function == NOT and (call(operands[0]) or ("",))[0] in {AND, OR, CHOICE}:
        yield from _clauses(operands[0])
        return
    if function != NOT and function not in _OPERATORS:
        yield node
    yield from _inner_clauses(node)


def _inner_clauses(node: Node) -> Iterator[Node]:
    """Give the clauses of the conditions of loops below a node."""
    if node.WhichOneof("choice") == "comprehension_expr":
        loop = node.comprehension_expr
        yield from _inner_clauses(loop.iter_range)
        yield from (clause for operand in _body(loop.loop_step) for clause in _clauses(operand))
        return
    for child in children(node):
        yield from _inner_clauses(child)


def _body(step: Node) -> tuple[Node, ...]:
    """Give what stands in a macro: what its step combines with what came before."""
    function, operands = call(step) or ("", ())
    return operands[1:] if function in {AND, OR} else operands[:1] if function == CHOICE else ()

"""Content: what an expression reads that must never be logged, such as SQL text or the code in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.events import catalogue
from dwgate.facts import functions
from dwgate.policy.compiler.syntax import Node, call, constant, is_presence_test, walk

if TYPE_CHECKING:
    from dwgate.policy.compiler.syntax import SyntaxTree

_SQL = "sql."


def content_read(tree: SyntaxTree) -> Node | None:
    """Give the first node that reads a field, or asks for a fact, which must not be logged, but for what tells no text.

    That is its size, and what it does as SQL: names of tables, columns and functions, and numbers.
    """
    untold = {
        operands[0].id
        for node in walk(tree.root)
        if (called := call(node))
        for function, operands in [called]
        if function == "size" or function.startswith(_SQL)
    }
    for node in walk(tree.root):
        if node.id not in untold and _is_content(node):
            return node
    return None


def _is_content(node: Node) -> bool:
    """Whether the node reads what goes by the name of content, of the event, of a fact, or of what a loop runs over."""
    if node.WhichOneof("choice") == "select_expr":
        return not is_presence_test(node) and catalogue.holds_content(node.select_expr.field)
    function, operands = call(node) or ("", ())
    if function == "_[_]":
        return catalogue.holds_content(str(constant(operands[1])))
    return function in functions.every() and functions.every()[function][0].is_content

"""Content: what an expression reads that must never be logged, such as SQL text or the code in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.events import catalogue
from dwgate.facts import functions
from dwgate.policy.compiler.syntax import Node, call, is_presence_test, selected_path, walk

if TYPE_CHECKING:
    from dwgate.policy.compiler.syntax import SyntaxTree


def content_read(tree: SyntaxTree) -> Node | None:
    """Give the first node that reads a field, or asks for a fact, which must not be logged, but to take its size."""
    sized = {
        operands[0].id
        for node in walk(tree.root)
        if (called := call(node))
        for operands in [called[1]]
        if called[0] == "size"
    }
    for node in walk(tree.root):
        if node.id not in sized and _is_content(node):
            return node
    return None


def _is_content(node: Node) -> bool:
    path = None if is_presence_test(node) else selected_path(node, "event")
    if path is not None:
        return catalogue.holds_content(path)
    function, _ = call(node) or ("", ())
    return function in functions.every() and functions.every()[function][0].is_content

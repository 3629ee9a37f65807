"""Lowering: what is checked as a field of a message becomes a variable of its own.

At run time each field is a variable, ``event.setting.timeZone``, so that a field which did not come, or which cannot be
read, spoils only what reads it.  ``has(event.ip)`` becomes ``"ip" in present``: a field that came and cannot be read is
present, and reading it is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.policy.compiler.syntax import (
    Node,
    SyntaxTree,
    call,
    children,
    identifier,
    is_presence_test,
    selected_path,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEW_IDS = 1_000_000  # far above those that CEL counts out itself


def lower(tree: SyntaxTree) -> frozenset[str]:
    """Rewrite the reads of the event in place, and give the names of all variables that the expression reads."""
    ids = iter(range(_NEW_IDS, 2 * _NEW_IDS))
    _lower(tree.root, ids)
    local = {loop for node in walk(tree.root) for loop in _loop_variables(node)}
    names = {name for node in walk(tree.root) if (name := identifier(node))}
    return frozenset(names - local)


def functions_called(tree: SyntaxTree) -> frozenset[str]:
    """Give the names of all functions and operators that the expression calls."""
    return frozenset(called[0] for node in walk(tree.root) if (called := call(node)))


def _lower(node: Node, ids: Iterator[int]) -> None:
    path = selected_path(node, "event")
    if path is None:
        for child in children(node):
            _lower(child, ids)
        return
    if is_presence_test(node):
        node.call_expr.function = "@in"  # a node is one thing: it is no selection any more
        name, names = node.call_expr.args.add(id=next(ids)), node.call_expr.args.add(id=next(ids))
        name.const_expr.string_value = path
        names.ident_expr.name = "present"
    else:
        node.ident_expr.name = f"event.{path}"


def _loop_variables(node: Node) -> tuple[str, ...]:
    if node.WhichOneof("choice") != "comprehension_expr":
        return ()
    loop = node.comprehension_expr
    return loop.iter_var, loop.iter_var2, loop.accu_var

"""Evaluation: what a condition that reads nothing comes to, by CEL itself."""

from __future__ import annotations

from functools import cache
from typing import Literal

from cel_expr_python import cel

from dwgate.analysis.values import identity
from dwgate.facts import functions
from dwgate.facts.asking import Asking, NoFacts
from dwgate.policy.compiler.syntax import Node, SyntaxTree, call, children, constant, identifier, walk

Truth = Literal["true", "false", "error"]


def evaluated(node: Node) -> Truth | None:
    """Give what a condition comes to whatever message comes; None where it reads something."""
    known = constant(node)
    if isinstance(known, bool):
        return "true" if known else "false"
    is_part = node.WhichOneof("choice") in {"call_expr", "comprehension_expr", "select_expr"}
    return _evaluated(identity(node)) if is_part and not _reads(node, frozenset()) else None


def _reads(node: Node, bound: frozenset[str]) -> bool:
    """Whether an expression reads a name that is not of one of its own loops, or asks for what comes with a message."""
    function, _ = call(node) or ("", ())
    name = identifier(node)
    is_asking = function in functions.every() and not functions.is_pure(function)
    if is_asking or (name is not None and name not in bound):
        return True
    if node.WhichOneof("choice") == "comprehension_expr":
        loop = node.comprehension_expr
        bound |= {loop.iter_var, loop.iter_var2, loop.accu_var}
    return any(_reads(child, bound) for child in children(node))


@cache
def _environment() -> cel.Env:
    return cel.NewEnv(functions=functions.declarations(cel, list(filter(functions.is_pure, functions.every()))))


@cache
def _evaluated(written: bytes) -> Truth:
    """Evaluate an expression as it was written down; what is neither true nor false is an error in a condition."""
    tree = SyntaxTree(_environment().compile("true").serialize())
    tree.root.CopyFrom(type(tree.root).FromString(written))
    for number, node in enumerate(walk(tree.root), start=1):
        node.id = number
    with Asking(NoFacts()):
        result = _environment().deserialize(tree.serialize()).eval(data={})
    if result.type().name() != "BOOL":
        return "error"
    return "true" if result.value() else "false"

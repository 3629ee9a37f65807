"""Together: conditions that the engine evaluates in one go, as a list of what each comes to.

To evaluate an expression takes far longer than what most conditions do in it, so that twenty of them in one take as
long as four alone.  Where one of them is an error, so is the list, and each is evaluated by itself.

Conditions that take long stay alone: between evaluations the engine looks at the clock, and a loop has its share of
what CEL grants to an expression for itself.  So do those that ask for facts, which are had one by one.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from dwgate.facts import functions
from dwgate.policy.compiler.syntax import SyntaxTree, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_STEPS = 10_000
"""The most steps of a condition that is evaluated with others: a millisecond."""
MOST_CONDITIONS = 50
"""The most conditions of one list."""


def together(rules: Iterable[Mapping[str, Any]], steps: Mapping[str, int]) -> list[dict[str, Any]]:
    """Give the lists for a policy's rules: the names of some rules of the same points, and the ``program`` of all.

    ``rules`` are entries of a policy's document, and ``steps`` says what the condition of each takes at the most.
    """
    by_points: dict[tuple[str, ...], list[tuple[str, SyntaxTree]]] = {}
    for rule in rules:
        if steps.get(rule["name"], MOST_STEPS + 1) <= MOST_STEPS and all(map(functions.is_pure, rule["asks"])):
            condition = SyntaxTree(b64decode(rule["when"]))
            if not _loops(condition):
                by_points.setdefault(tuple(rule["points"]), []).append((rule["name"], condition))
    return [_list(some) for alike in by_points.values() for some in _parted(alike) if len(some) > 1]


def _parted(rules: Sequence[tuple[str, SyntaxTree]]) -> Iterator[Sequence[tuple[str, SyntaxTree]]]:
    for start in range(0, len(rules), MOST_CONDITIONS):
        yield rules[start : start + MOST_CONDITIONS]


def _list(rules: Sequence[tuple[str, SyntaxTree]]) -> dict[str, Any]:
    program = SyntaxTree.of_list([condition for _, condition in rules]).serialize()
    return {"rules": [name for name, _ in rules], "program": b64encode(program).decode()}


def _loops(condition: SyntaxTree) -> bool:
    return any(node.WhichOneof("choice") == "comprehension_expr" for node in walk(condition.root))

"""Aliases of YAML: whether a file could be read in full, with what an anchor names in the place of each of its aliases.

A few lines of aliases, each of a list of others, stand for billions of values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_REPEATED = 100_000
"""How many values aliases may repeat in one file."""


class Endless(NamedTuple):
    """What is wrong with the aliases of a file, at the node that they repeat, and what to do about it."""

    node: Node
    problem: str
    hint: str


def endless(root: Node) -> Endless | None:
    """Find what aliases repeat too often, or within itself; None where the file can be read in full."""
    counting = _Counting()
    try:
        counting.count(root)
    except _EndlessError as error:
        return error.found
    return None


class _EndlessError(Exception):
    def __init__(self, found: Endless) -> None:
        super().__init__(found.problem)
        self.found = found


@dataclass(slots=True)
class _Counting:
    """Counts the values of a file, each node once; ``repeated`` are those that are there through aliases."""

    counts: dict[int, int | None] = field(default_factory=dict)
    repeated: int = 0

    def count(self, node: Node) -> int:
        """Count a node and all in it; raises _EndlessError."""
        key = id(node)
        if key not in self.counts:
            self.counts[key] = None
            self.counts[key] = count = 1 + sum(self.count(child) for child in _children(node))
            return count
        known = self.counts[key]
        if known is None:
            raise _EndlessError(Endless(node, "this holds itself, by an alias", "take the alias away"))
        self.repeated += known
        if self.repeated > MOST_REPEATED:
            problem = f"aliases of this and others repeat more than {MOST_REPEATED} values"
            raise _EndlessError(Endless(node, problem, "write out what is needed"))
        return known


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, SequenceNode):
        yield from node.value
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value

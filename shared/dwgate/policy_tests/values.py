"""Values in a test as JSON would hold them: there a date is a text, and what is long is said by what it repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.scalars import value_of
from dwgate.policy.compiler.yaml_reading import mapping_of
from dwgate.policy.compiler.yaml_source import MappingNode, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from dwgate.policy.compiler.yaml_source import Node, YamlSource

_DEEPEST = 16
_LONGEST = 10_000_000
"""How many characters and items repetitions may come to in one value."""
MOST_TIMES = 1_000_000
REPEATED = ("repeat", "times")


def json_value(node: Node, source: YamlSource) -> Any:
    """Give what a node says, or None after reporting what is wrong with it.

    ``{repeat: x, times: 3}`` is ``xxx``, and ``{repeat: [1], times: 3}`` is ``[1, 1, 1]``.
    """
    return _Reading(source).value(node, _DEEPEST)


def is_repetition(node: MappingNode) -> bool:
    """Whether a mapping stands for what it repeats."""
    return any(key.value in REPEATED for key, _ in node.value)


@dataclass(slots=True)
class _Reading:
    """Reads one value; ``left`` is what its repetitions may still come to."""

    source: YamlSource
    left: int = _LONGEST

    def value(self, node: Node, depth: int) -> Any:
        """Read a node, and what is in it to this depth."""
        if depth == 0:
            self.source.report(node, "wrong-type", f"a value is nested at most {_DEEPEST} levels deep")
            return None
        if isinstance(node, SequenceNode):
            return [self.value(item, depth - 1) for item in node.value]
        if isinstance(node, MappingNode):
            if is_repetition(node):
                return self._repeated(node, depth)
            return {str(key.value): self.value(value, depth - 1) for key, value in self.source.pairs(node)}
        if isinstance(node, ScalarNode) and str(node.tag).endswith(":timestamp"):
            return str(node.value)
        return value_of(node, self.source)

    def _repeated(self, node: MappingNode, depth: int) -> str | list[Any] | None:
        report = self.source.report
        keys = mapping_of(node, self.source, REPEATED, needs=REPEATED, what="a repetition")
        if len(keys) < len(REPEATED):
            return None
        one, times = (self.value(keys[key], depth - 1) for key in REPEATED)
        if one is not None and not isinstance(one, str | list):
            report(keys["repeat"], "wrong-type", "a text or a list can be repeated", "quote a number, or write [1]")
        elif isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= MOST_TIMES:
            report(keys["times"], "bad-number", f"times is a whole number from 0 to {MOST_TIMES}")
        elif one is not None and self._has_room(_length(one) * times, node):
            return one * times
        return None

    def _has_room(self, length: int, node: Node) -> bool:
        """Whether a repetition of this length fits in beside the others; the first that does not is a finding."""
        had_room = self.left >= 0
        self.left -= length
        if had_room and self.left < 0:
            problem = f"repetitions come to at most {_LONGEST} characters and items in one value"
            self.source.report(node, "bad-number", problem)
        return self.left >= 0


def _length(value: Any) -> int:
    """Count the characters of all texts in a value, and the items and the keys that hold them."""
    if isinstance(value, list):
        return sum(1 + _length(item) for item in value)
    if isinstance(value, dict):
        return sum(1 + len(key) + _length(item) for key, item in value.items())
    return len(value) if isinstance(value, str) else 1

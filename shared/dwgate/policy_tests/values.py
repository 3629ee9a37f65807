"""Values in a test as JSON would hold them: there a date is a text, and what is long is said by what it repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.scalars import value_of
from dwgate.policy.compiler.yaml_reading import mapping_of
from dwgate.policy.compiler.yaml_source import MappingNode, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from dwgate.policy.compiler.yaml_source import Node, YamlSource

_DEEPEST = 16
MOST_TIMES = 1_000_000
REPEATED = ("repeat", "times")


def json_value(node: Node, source: YamlSource, depth: int = _DEEPEST) -> Any:
    """Give what a node says, or None after reporting what is wrong with it.

    ``{repeat: x, times: 3}`` is ``xxx``, and ``{repeat: [1], times: 3}`` is ``[1, 1, 1]``.
    """
    if depth == 0:  # as one that holds itself, by an alias
        source.report(node, "wrong-type", f"a value is nested at most {_DEEPEST} levels deep")
        return None
    if isinstance(node, SequenceNode):
        return [json_value(item, source, depth - 1) for item in node.value]
    if isinstance(node, MappingNode):
        if is_repetition(node):
            return _repeated(node, source, depth)
        return {str(key.value): json_value(value, source, depth - 1) for key, value in source.pairs(node)}
    if isinstance(node, ScalarNode) and str(node.tag).endswith(":timestamp"):
        return str(node.value)
    return value_of(node, source)


def is_repetition(node: MappingNode) -> bool:
    """Whether a mapping stands for what it repeats."""
    return any(key.value in REPEATED for key, _ in node.value)


def _repeated(node: MappingNode, source: YamlSource, depth: int) -> str | list[Any] | None:
    keys = mapping_of(node, source, REPEATED, needs=REPEATED, what="a repetition")
    if len(keys) < len(REPEATED):
        return None
    one, times = (json_value(keys[key], source, depth - 1) for key in REPEATED)
    if one is not None and not isinstance(one, str | list):
        source.report(keys["repeat"], "wrong-type", "a text or a list can be repeated", "quote a number, or write [1]")
    elif isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= MOST_TIMES:
        source.report(keys["times"], "bad-number", f"times is a whole number from 0 to {MOST_TIMES}")
    elif one is not None:
        return one * times
    return None

"""The name of a row that has none: what it changes, as it is written, without what a log may not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.events import catalogue
from dwgate.facts.snapshot import FACTS
from dwgate.policy.compiler.yaml_source import MappingNode, ScalarNode, SequenceNode
from dwgate.policy_tests.values import is_repetition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.policy.compiler.yaml_source import Node, YamlSource

_LONGEST_VALUE = 40
_PREFIXES = {"event": "event", "point": "point", "now": "now", "facts": "facts", "set": "", "params": "params"}
_CONTENT = {f"facts.{fact.name}" for fact in FACTS if fact.is_content}


def changes_of(row: Mapping[str, Node], source: YamlSource) -> str:
    """Say what the keys of a row change, such as ``dataRowSize: 100001, without ip``; nothing where none does.

    Of content, such as SQL text, it says only that there is some.
    """
    told = [part for key, node in row.items() if key in _PREFIXES for part in _told(_PREFIXES[key], node, source)]
    unset = row.get("unset")
    names = unset.value if isinstance(unset, SequenceNode) else ()
    return ", ".join([*told, *(f"without {_as_written(name, source)}" for name in names)])


def _told(path: str, node: Node, source: YamlSource) -> Iterator[str]:
    if isinstance(node, MappingNode) and node.value and not is_repetition(node):
        for key, value in node.value:
            yield from _told(f"{path}.{key.value}".removeprefix("."), value, source)
    else:
        is_content = path in _CONTENT or _holds_content(path) or _has_content(node)
        yield f"{path}: {'…' if is_content else _as_written(node, source)}"


def _holds_content(name: str) -> bool:
    """Whether content goes by this name, also where facts spell it with a capital, as DataWorks does."""
    return catalogue.holds_content(".".join(part[:1].lower() + part[1:] for part in name.split(".")))


def _has_content(node: Node) -> bool:
    if isinstance(node, SequenceNode):
        return any(_has_content(item) for item in node.value)
    pairs = node.value if isinstance(node, MappingNode) else ()
    return any(_holds_content(str(key.value)) or _has_content(value) for key, value in pairs)


def _as_written(node: Node, source: YamlSource) -> str:
    """Give the text of a node in one line: a number that is quoted is another value than one that is not."""
    text = " ".join(source.text[int(node.start_mark.index) : int(node.end_mark.index)].split())
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        text = " ".join(str(node.value).split())
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"

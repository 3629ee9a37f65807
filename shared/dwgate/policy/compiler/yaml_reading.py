"""Reading YAML nodes: mappings of known keys, lists, texts and choices; what is wrong with one becomes a finding."""

from __future__ import annotations

from dwgate.policy.compiler.diagnostics import did_you_mean, nearest
from dwgate.policy.compiler.yaml_source import MappingNode, Node, ScalarNode, SequenceNode, Text, YamlSource

LONGEST = 10_000
"""The most characters of a text, be it a condition, a reason or a name: what is longer, nobody reads over."""
_NULL = "tag:yaml.org,2002:null"


def mapping_of(
    node: Node | None, source: YamlSource, keys: tuple[str, ...], *, needs: tuple[str, ...], what: str
) -> dict[str, Node]:
    """Give the values of a mapping by key, reporting unknown, duplicate and missing keys."""
    if not isinstance(node, MappingNode):
        if node is not None:
            source.report(node, "wrong-type", f"{what} is a mapping with the keys {', '.join(keys)}")
        return {}
    found: dict[str, Node] = {}
    meant: set[str | None] = set()
    for key, value in source.pairs(node):
        if key.value in keys:
            found[key.value] = value
        else:
            hint = did_you_mean(str(key.value), keys, listing=f"the keys of {what}")
            source.report(key, "unknown-key", f"{what} has no key {key.value}", hint)
            meant.add(nearest(str(key.value), keys))
    for missing in needs:
        if missing not in found and missing not in meant:
            source.report(node, "missing-key", f"{what} needs the key {missing}")
    return found


def items_of(node: Node | None, source: YamlSource, what: str, hint: str) -> list[Node]:
    """Give the items of a list, which must have some; ``hint`` says what to put into an empty one."""
    if node is None:
        return []
    if not isinstance(node, SequenceNode):
        source.report(node, "wrong-type", f"{what} is a list", "begin each item with '- ', or write [a, b]")
        return []
    if not node.value:
        source.report(node, "wrong-type", f"{what} lists nothing", hint)
    return list(node.value)


def text_of(node: Node | None, source: YamlSource) -> Text | None:
    """Give a scalar as the text it is written as; a condition may be a plain true."""
    if node is None:
        return None
    if not isinstance(node, ScalarNode):
        source.report(node, "wrong-type", "this is a text, not a list or a mapping", "quote it whole")
        return None
    if not node.value.strip() or str(node.tag) == _NULL:
        source.report(node, "wrong-type", "there is no text here")
        return None
    if len(node.value) > LONGEST:
        message = f"a text has at most {LONGEST} characters, and this has {len(node.value)}"
        source.report(node, "too-long", message, "make several rules of one, and a parameter of a long list")
        return None
    return Text(str(node.value), source, node)


def text_or(node: Node | None, source: YamlSource, default: str) -> str:
    """Give a text as ``text_of`` does, or the default where there is none."""
    text = text_of(node, source)
    return text.value if text else default


def choice_of(node: Node | None, source: YamlSource, valid: tuple[str, ...], default: str) -> str:
    """Give one of the texts that can stand here, or the default where there is none of them."""
    text = text_of(node, source)
    if text is None:
        return default
    if text.value in valid:
        return text.value
    hint = did_you_mean(text.value, valid, listing="it can be")
    source.report(text.node, "bad-value", f"{text.value} cannot stand here", hint)
    return default

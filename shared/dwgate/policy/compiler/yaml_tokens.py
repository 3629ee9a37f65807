"""What YAML takes and a policy cannot mean, found in the tokens of a file: tags, directives, and values too deep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ruamel.yaml.tokens import (
    BlockEndToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    DirectiveToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    ScalarToken,
    TagToken,
)

from dwgate.policy.compiler.yaml_stumbles import QUOTE_IT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEEPEST = 64
"""How deep lists and mappings may stand in one another: whoever reads a file goes as deep, and Python not far."""
_VERSION = ("YAML", (1, 2))
_OPENING = (BlockMappingStartToken, BlockSequenceStartToken, FlowMappingStartToken, FlowSequenceStartToken)
_CLOSING = (BlockEndToken, FlowMappingEndToken, FlowSequenceEndToken)


class Refused(NamedTuple):
    """What is wrong with a token, at an offset of the file."""

    offset: int
    name: str
    message: str
    hint: str | None = None


def refused(tokens: Iterable[Any]) -> Iterator[Refused]:
    """Find what a policy cannot mean; nothing behind what stands too deep.

    A tag is one: ``when: ! event.x`` would lose its negation, since YAML takes the ! for a tag.  A directive is
    another, but for that of YAML's own version: below ``%YAML 1.1`` a ``yes`` is no text, and 010 is eight.
    """
    depth = 0
    for token in tokens:
        place = int(token.start_mark.index)
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > DEEPEST:
            message = f"lists and mappings stand at most {DEEPEST} deep in one another"
            yield Refused(place, "yaml-syntax", message, "write it flatter")
            return
        if isinstance(token, TagToken):
            message = "YAML takes what begins with ! for a tag, and drops it"
            yield Refused(place, "yaml-syntax", message, QUOTE_IT)
        elif isinstance(token, DirectiveToken) and (token.name, token.value) != _VERSION:
            message = "by this directive the file would be read otherwise than it looks"
            yield Refused(place, "yaml-syntax", message, "take the line away, and the --- below it")
        elif isinstance(token, ScalarToken) and any("\ud800" <= char <= "\udfff" for char in token.value):
            yield Refused(place, "yaml-syntax", "half a surrogate pair is no character")

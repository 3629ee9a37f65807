"""Reasons: text with ``${…}`` in it, each a CEL expression; ``$${`` stands for ``${`` itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placeholder:
    """The expression between the braces, and the offset at which it begins in the text."""

    expression: str
    offset: int


class UnclosedPlaceholder(ValueError):  # noqa: N818 - it is named for what it finds
    """A ``${`` without its ``}``, at ``offset``."""

    def __init__(self, offset: int) -> None:
        """Keep the place of the opening."""
        super().__init__("this ${ is not closed")
        self.offset = offset


def split(text: str) -> list[str | Placeholder]:
    """Take a reason apart; UnclosedPlaceholder where a brace is missing."""
    pieces: list[str | Placeholder] = []
    literal = ""
    position = 0
    while position < len(text):
        if text.startswith("$${", position):
            literal += "${"
            position += 3
        elif text.startswith("${", position):
            end = _closing(text, position + 2)
            if end is None:
                raise UnclosedPlaceholder(position)
            pieces += [literal, Placeholder(text[position + 2 : end], position + 2)]
            literal = ""
            position = end + 1
        else:
            literal += text[position]
            position += 1
    return [piece for piece in (*pieces, literal) if piece != ""]


def _closing(text: str, start: int) -> int | None:
    """Find the brace that closes the one before ``start``, passing over strings and inner braces."""
    depth, quote, position = 1, "", start
    while position < len(text):
        char = text[position]
        if quote:
            position += char == "\\"
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        else:
            depth += {"{": 1, "}": -1}.get(char, 0)
            if depth == 0:
                return position
        position += 1
    return None

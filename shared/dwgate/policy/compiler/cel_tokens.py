"""The tokens of a CEL expression: where each stands, and how deep in brackets.

CEL says of a part of an expression where it begins, or where its operator stands, and never where it ends: brackets
leave no trace in a syntax tree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
    (?P<blank>\s+|//[^\n]*)
  | (?:[rR][bB]?|[bB][rR])(?:"{3}[\s\S]*?"{3}|'{3}[\s\S]*?'{3}|"[^"]*"|'[^']*')
  | [bB]?(?:"{3}(?:\\[\s\S]|[^\\])*?"{3}|'{3}(?:\\[\s\S]|[^\\])*?'{3}|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*')
  | 0[xX][0-9a-fA-F]+[uU]?
  | (?:[0-9]*\.)?[0-9]+(?:[eE][+-]?[0-9]+)?[uU]?
  | \w+
  | && | \|\| | [<>=!]=
  | [\s\S]
    """,
    re.VERBOSE,
)
OPENING, CLOSING = "([{", ")]}"
_QUOTES = ("'", '"')


class Span(NamedTuple):
    """A part of a text, from the character at ``start`` to the one before ``end``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Give the part."""
        return text[self.start : self.end]

    def replaced(self, text: str, new: str) -> str:
        """Give the whole text with something else in place of the part."""
        return text[: self.start] + new + text[self.end :]


class Token(NamedTuple):
    """A token; ``depth`` says in how many brackets it stands, and a bracket stands outside of its own."""

    span: Span
    text: str
    depth: int


def tokens(expression: str) -> Iterator[Token]:
    """Give the tokens of an expression that compiles, without the blanks and comments between them."""
    depth = 0
    for match in _TOKEN.finditer(expression):
        if match["blank"]:
            continue
        depth -= match[0] in CLOSING
        yield Token(Span(*match.span()), match[0], depth)
        depth += match[0] in OPENING


def comments(expression: str) -> Iterator[Span]:
    """Give where each comment of an expression stands, up to the end of its line; none behind a text without an end."""
    for match in _TOKEN.finditer(expression):
        if match[0].startswith("//"):
            yield Span(*match.span())
        if match[0] in _QUOTES:
            return

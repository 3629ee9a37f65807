"""The tokens of a CEL expression, so that a part of its text can be taken out, or put into brackets.

CEL says of a part of an expression where it begins, or where its operator stands, and never where it ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile
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
_OPENING, _CLOSING = "([{", ")]}"
_BETWEEN_CLAUSES = ("&&", "||", "?", ":", ",")


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


@dataclass(frozen=True, slots=True)
class _Token:
    """A token; ``depth`` says in how many brackets it stands, and a bracket stands outside of its own."""

    span: Span
    text: str
    depth: int


class Tokens:
    """An expression as tokens, without the blanks and comments between them."""

    def __init__(self, expression: str) -> None:
        """Take an expression that compiles."""
        self._tokens = list(_tokens(expression))
        self._starts = [token.span.start for token in self._tokens]

    def at(self, offset: int) -> Span:
        """Give the token that begins at an offset; of a number its sign too."""
        token = self._token(offset)
        return Span(offset, self._token(token.span.end).span.end) if token.text == "-" else token.span

    def items(self, offset: int) -> list[Span]:
        """Give the items of the list whose bracket stands at an offset, each from its first token to its last."""
        depth = self._token(offset).depth + 1
        items: list[list[_Token]] = [[]]
        within = self._tokens[self._index(offset) + 1 :]
        for token in takewhile(lambda token: token.depth >= depth, within):
            if token.text == "," and token.depth == depth:
                items.append([])
            else:
                items[-1].append(token)
        return [Span(item[0].span.start, item[-1].span.end) for item in items if item]

    def clause(self, offset: int) -> Span:
        """Give the clause that the token at an offset is of: all between two of ``&& || ? : ,`` or the brackets."""
        index = self._index(offset)
        depth = self._tokens[index].depth

        def goes_on(token: _Token) -> bool:
            return token.depth > depth or (token.depth == depth and token.text not in _BETWEEN_CLAUSES)

        first, last = index, index
        while first > 0 and goes_on(self._tokens[first - 1]):
            first -= 1
        while last + 1 < len(self._tokens) and goes_on(self._tokens[last + 1]):
            last += 1
        return Span(self._tokens[first].span.start, self._tokens[last].span.end)

    def _token(self, offset: int) -> _Token:
        return self._tokens[self._index(offset)]

    def _index(self, offset: int) -> int:
        """Find the first token that does not begin before an offset."""
        return bisect_left(self._starts, offset)


def _tokens(expression: str) -> Iterator[_Token]:
    depth = 0
    for match in _TOKEN.finditer(expression):
        if match["blank"]:
            continue
        depth -= match[0] in _CLOSING
        yield _Token(Span(*match.span()), match[0], depth)
        depth += match[0] in _OPENING

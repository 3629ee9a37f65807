"""An expression as it is written: where its brackets, texts, blanks and comments stand.

A syntax tree knows where an operator stands, and not where its operands begin and end: brackets leave no trace in it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PIECE = re.compile(
    r"""(?:[rR][bB]?|[bB][rR])(?P<raw>\"{3}|'{3}|"|')[\s\S]*?(?P=raw)"""
    r"""|(?P<quote>\"{3}|'{3}|"|')(?:\\[\s\S]|[^\\])*?(?P=quote)"""
    r"|(?P<blank>(?:\s|//[^\n]*)+)"
    r"|(?P<mark>[()\[\]{}:])"
)


class Span(NamedTuple):
    """A part of an expression, from an offset up to another."""

    start: int
    end: int


class Written:
    """The text of an expression that compiles."""

    def __init__(self, expression: str) -> None:
        """Find the brackets and colons that stand in no text and in no comment."""
        self._expression = expression
        self._pairs: set[Span] = set()
        self._colons: list[int] = []
        opened: list[int] = []
        for piece in _PIECE.finditer(expression):
            mark = piece["mark"]
            if mark == ":":
                self._colons.append(piece.start())
            elif mark in {"(", "[", "{"}:
                opened.append(piece.end())
            elif mark:
                self._pairs.add(Span(opened.pop(), piece.start()))

    @property
    def whole(self) -> Span:
        """All of it."""
        return Span(0, len(self._expression))

    def around(self, offset: int) -> Span:
        """Give what stands in the innermost brackets around an offset, or all of it."""
        return max((pair for pair in self._pairs if pair.start <= offset < pair.end), default=self.whole)

    def colon_after(self, offset: int) -> int:
        """Give the offset of the colon that belongs to the ``?`` at this one."""
        return next(colon for colon in self._colons if colon > offset and self.around(colon) == self.around(offset))

    def bare(self, span: Span) -> Span:
        """Leave out the blanks and comments around a part, and the brackets around all of it."""
        bare = self._trimmed(span)
        inner = Span(bare.start + 1, bare.end - 1)
        is_bracketed = self._expression[bare.start] == "(" and inner in self._pairs
        return self.bare(inner) if is_bracketed else bare

    def text(self, span: Span) -> str:
        """Give a part on one line: blanks and comments become one blank, but for blanks that stand in a text."""
        part = self._expression[span.start : span.end]
        return _PIECE.sub(lambda piece: " " if piece["blank"] else piece[0], part)

    def _trimmed(self, span: Span) -> Span:
        start, end = span
        for piece in _PIECE.finditer(self._expression, start, end):
            if piece["blank"] and piece.start() == start:
                start = piece.end()
            elif piece["blank"] and piece.end() == end:
                end = piece.start()
        return Span(start, end)

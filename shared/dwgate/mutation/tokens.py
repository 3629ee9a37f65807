"""An expression by its tokens, so that a part of its text can be taken out, or put into brackets."""

from __future__ import annotations

from bisect import bisect_left
from itertools import takewhile

from dwgate.policy.compiler.cel_tokens import Span, Token, tokens

_BETWEEN_CLAUSES = ("&&", "||", "?", ":", ",")


class Tokens:
    """An expression as tokens, without the blanks and comments between them."""

    def __init__(self, expression: str) -> None:
        """Take an expression that compiles."""
        self._tokens = list(tokens(expression))
        self._starts = [token.span.start for token in self._tokens]

    def at(self, offset: int) -> Span:
        """Give the token that begins at an offset; of a number its sign too."""
        token = self._token(offset)
        return Span(offset, self._token(token.span.end).span.end) if token.text == "-" else token.span

    def items(self, offset: int) -> tuple[list[Span], int]:
        """Give the items between the bracket at an offset and its closing one, and the offset of that.

        Each goes from its first token to its last.
        """
        depth = self._token(offset).depth + 1
        items: list[list[Token]] = [[]]
        first = self._index(offset) + 1
        within = list(takewhile(lambda token: token.depth >= depth, self._tokens[first:]))
        for token in within:
            if token.text == "," and token.depth == depth:
                items.append([])
            else:
                items[-1].append(token)
        return [Span(item[0].span.start, item[-1].span.end) for item in items if item], self._tokens[
            first + len(within)
        ].span.start

    def clause(self, offset: int) -> Span:
        """Give the clause that the token at an offset is of: all between two of ``&& || ? : ,`` or the brackets."""
        index = self._index(offset)
        depth = self._tokens[index].depth

        def goes_on(token: Token) -> bool:
            return token.depth > depth or (token.depth == depth and token.text not in _BETWEEN_CLAUSES)

        first, last = index, index
        while first > 0 and goes_on(self._tokens[first - 1]):
            first -= 1
        while last + 1 < len(self._tokens) and goes_on(self._tokens[last + 1]):
            last += 1
        return Span(self._tokens[first].span.start, self._tokens[last].span.end)

    def _token(self, offset: int) -> Token:
        return self._tokens[self._index(offset)]

    def _index(self, offset: int) -> int:
        """Find the first token that does not begin before an offset."""
        return bisect_left(self._starts, offset)

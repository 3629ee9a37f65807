"""An expression as it is written: what stands in which brackets, and a part of it as it can be shown."""

from __future__ import annotations

from dwgate.policy.compiler.cel_tokens import CLOSING, OPENING, Span, tokens


class Written:
    """The text of an expression that compiles."""

    def __init__(self, expression: str) -> None:
        """Find the brackets and colons that stand in no text and in no comment."""
        self._expression = expression
        self._tokens = list(tokens(expression))
        self._pairs: set[Span] = set()
        opened: list[int] = []
        for token in self._tokens:
            if token.text in OPENING:
                opened.append(token.span.end)
            elif token.text in CLOSING:
                self._pairs.add(Span(opened.pop(), token.span.start))

    @property
    def whole(self) -> Span:
        """All of it."""
        return Span(0, len(self._expression))

    def around(self, offset: int) -> Span:
        """Give what stands in the innermost brackets around an offset, or all of it."""
        return max((pair for pair in self._pairs if pair.start <= offset < pair.end), default=self.whole)

    def colon_after(self, offset: int) -> int:
        """Give the offset of the colon that belongs to the ``?`` at this one."""
        colons = (token.span.start for token in self._tokens if token.text == ":" and token.span.start > offset)
        return next(colon for colon in colons if self.around(colon) == self.around(offset))

    def bare(self, span: Span) -> Span:
        """Leave out the blanks and comments around a part, and the brackets around all of it."""
        within = [token.span for token in self._tokens if span.start <= token.span.start and token.span.end <= span.end]
        bare = Span(within[0].start, within[-1].end)
        inner = Span(bare.start + 1, bare.end - 1)
        is_bracketed = self._expression[bare.start] == "(" and inner in self._pairs
        return self.bare(inner) if is_bracketed else bare

    def text(self, span: Span) -> str:
        """Give a part on one line: blanks and comments become one blank, but for blanks that stand in a text."""
        shown, end = "", span.start
        for token in self._tokens:
            if span.start <= token.span.start and token.span.end <= span.end:
                shown += " " * (bool(shown) and token.span.start > end) + token.text
                end = token.span.end
        return shown

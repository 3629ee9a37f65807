"""Scripts: what MaxCompute's script mode puts around statements, ``@orders := …`` and ``IF (…) BEGIN … END``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot.tokenizer_core import TokenType

from dwgate.facts.sql.heads import QUERIES
from dwgate.facts.sql.tokens import as_word, end_of_parenthesis, holds_query, word_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlglot.tokenizer_core import Token

_FRAME = ("begin", "end", "else", "loop")


def without_frame(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """Give the condition of an ``IF``, as a query of its own, and the tokens of the statement in it."""
    condition: list[Token] = []
    while tokens:
        word = word_of(tokens[0])
        if word == "if" and not condition and [word_of(token) for token in tokens[1:2]] == ["("]:
            end = end_of_parenthesis(tokens, 1)
            condition, tokens = _selected(tokens[0], tokens[1:end]), tokens[end:]
        elif word in _FRAME:
            tokens = tokens[1:]
        else:
            break
    return condition, tokens


def assignment(tokens: list[Token]) -> tuple[Token | None, list[Token]]:
    """Give the variable that is set and, as a query, what it is set to; of a mere declaration nothing is left.

    ``@orders TABLE (id BIGINT) := CACHE ON SELECT …`` has a type before and a word about how it is kept behind.
    """
    if not tokens or not tokens[0].text.startswith("@"):
        return None, tokens
    variable = tokens[0]
    at = next((index for index, token in enumerate(tokens) if token.token_type is TokenType.COLON_EQ), None)
    if at is None:
        return (None, tokens) if holds_query(tokens) else (variable, [])
    value = tokens[at + 1 :]
    if [word_of(token) for token in value[:2]] == ["cache", "on"]:
        value = value[2:]
    first = word_of(value[0]) if value else ""
    is_wrapped = first == "(" and holds_query(value) and end_of_parenthesis(value, 0) == len(value)
    return variable, value if is_wrapped or first in QUERIES else _selected(variable, value)


def _selected(first: Token, tokens: Sequence[Token]) -> list[Token]:
    """Make a query of an expression."""
    return [as_word(first, TokenType.SELECT, "SELECT"), *tokens]

"""MaxCompute: what its SQL has beyond Hive's, as rules for sqlglot's tokenizer and parser."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

if TYPE_CHECKING:
    from collections.abc import Mapping

_IN_NAMES = frozenset("@$")
"""What begins a name: a variable of a script, ``@orders``."""
_FULL_WIDTH = {"（": "(", "）": ")", "，": ",", "；": ";", "：": ":"}
"""The signs that may be typed in full width, as MaxCompute takes them."""

KEYWORDS: dict[str, TokenType] = {"ZORDER BY": TokenType.SORT_BY}

_LENGTH = 4
"""The tokens of ``project:function(``."""


def rules(base: Any) -> dict[str, Any]:
    """Give what a parser of Hive's SQL lacks, as attributes of a class derived from it."""
    properties = {
        **base.PROPERTY_PARSERS,
        "AUTO": _auto_partitioned_by,
        "LIFECYCLE": _lifecycle,
        "RANGE": _range_clustered_by,
    }
    return {"PROPERTY_PARSERS": properties, "STRING_ALIASES": True}


def signs(base: Mapping[str, TokenType]) -> dict[str, TokenType]:
    """Give the signs that are a token each."""
    narrow = {sign: kind for sign, kind in base.items() if sign not in _IN_NAMES}
    return {**narrow, **{wide: narrow[sign] for wide, sign in _FULL_WIDTH.items()}}


def joined(tokens: list[Token]) -> list[Token]:
    """Give the tokens with what is one thing as one: ``project:function(``, and literals side by side.

    sqlglot joins literals in expressions alone, and not where a comment is declared, ``COMMENT 'it''s'``.
    """
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        group = tokens[index : index + _LENGTH]
        if _is_function_of_project(group):
            first, _, last, _ = group
            text = f"{first.text}:{last.text}"
            result.append(Token(TokenType.VAR, text, last.line, last.col, first.start, last.end))
            index += _LENGTH - 1
        else:
            token = tokens[index]
            if token.token_type is TokenType.STRING and result and result[-1].token_type is TokenType.STRING:
                first = result.pop()
                text = first.text + token.text
                token = Token(TokenType.STRING, text, token.line, token.col, first.start, token.end)
            result.append(token)
            index += 1
    return result


def _is_function_of_project(group: list[Token]) -> bool:
    kinds = [token.token_type for token in group]
    if kinds != [TokenType.VAR, TokenType.COLON, TokenType.VAR, TokenType.L_PAREN]:
        return False
    return all(after.start == before.end + 1 for before, after in pairwise(group[:-1]))


def _lifecycle(parser: Any) -> Any:
    return parser.expression(exp.Property(this=exp.var("lifecycle"), value=parser._parse_field()))  # noqa: SLF001 - a rule of it


def _auto_partitioned_by(parser: Any) -> Any:
    if not parser._match(TokenType.PARTITION_BY):  # noqa: SLF001 - as above
        return parser._parse_auto_property()  # noqa: SLF001 - as above
    columns = parser._parse_wrapped_csv(parser._parse_expression)  # noqa: SLF001 - as above
    return parser.expression(exp.PartitionedByProperty(this=exp.Schema(expressions=columns)))


def _range_clustered_by(parser: Any) -> Any:
    if not parser._match_text_seq("CLUSTERED"):  # noqa: SLF001 - as above
        parser.raise_error("")
    return parser._parse_clustered_by()  # noqa: SLF001 - as above

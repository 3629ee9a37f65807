"""Grammars: sqlglot's tokenizers and parsers, bounded, and made to keep what is asked of a text.

A function stays what it is called in the text, a comment is gone before the tokenizer comes, and what sqlglot would
only wrap as a command is an error.  sqlglot writes to its log what it does not know, with the SQL, so its log is shut.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from sqlglot import exp, parser
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from dwgate.facts.sql import maxcompute
from dwgate.facts.sql.problems import unreadable

if TYPE_CHECKING:
    from sqlglot.tokens import Tokenizer

    from dwgate.facts.sql.budget import Budget
    from dwgate.facts.sql.text import Text

logging.getLogger("sqlglot").disabled = True

_CALLED = "called"
_BASES = {
    "maxcompute": "hive",
    "hive": "hive",
    "spark": "spark",
    "hologres": "postgres",
    "postgres": "postgres",
    "mysql": "mysql",
    "clickhouse": "clickhouse",
    "starrocks": "starrocks",
    "doris": "doris",
    "oracle": "oracle",
    "sqlserver": "tsql",
    "presto": "presto",
    "trino": "trino",
}
_NO_LAMBDAS = frozenset({"hologres", "postgres", "mysql", "oracle", "sqlserver"})
"""The dialects in which ``f(tags -> 'a')`` hands over a part of a column, and no function with a parameter ``tags``."""
_NO_KEYWORDS = {TokenType.COMMAND, TokenType.HINT, TokenType.BLOCK_START, TokenType.BLOCK_END, TokenType.EXECUTE}
"""The words behind which sqlglot reads no further, and those of hints and templates, which are gone."""


def called(node: exp.Expr) -> tuple[str, int] | None:
    """Give what a function is called in the text, and where; None for what is no call."""
    found: tuple[str, int] | None = node.meta.get(_CALLED)
    return found


def place_of(error: ParseError) -> int | None:
    """Give where in the text a parser stumbled, where that is known."""
    return error.errors[0].get("start") if error.errors else None


class Bounded(parser.Parser):
    """A parser that takes its steps from a budget, and notes on a node what it is called in the text."""

    # sqlglot turns the functions that it knows into others, and array(a)[0] into ARRAY[0].
    FUNCTIONS = {}  # noqa: RUF012 - sqlglot declares it so
    ARRAY_CONSTRUCTORS = {}  # noqa: RUF012 - as above

    budget: Budget

    def _advance(self, times: int = 1) -> None:
        self.budget.step()
        super()._advance(times)

    def raise_error(self, message: str, token: Token | None = None) -> NoReturn:
        """Raise what sqlglot catches where it tries another way, with the place alone: its messages quote the text."""
        at = token or self._curr or self._prev
        raise ParseError("", [{"start": at.start if at else None, "what": message}])

    def _parse_as_command(self, start: Token) -> NoReturn:
        self.raise_error("a command", start)

    def _parse_command(self) -> NoReturn:
        self.raise_error("a command", self._prev)

    def _parse_exists(self, not_: bool = False) -> bool | None:  # noqa: FBT001, FBT002 - as sqlglot declares it
        """Parse ``IF NOT EXISTS`` also behind the partition of an INSERT."""
        return super()._parse_exists(not_) or self._match_text_seq("IF", "NOT", "EXISTS")

    def _parse_expressions(self) -> list[exp.Expr]:
        """Parse a list in which nothing is left out: sqlglot passes over ``a,, b`` and ``a,``."""
        first = self._parse_expression()
        items = [] if first is None else [first]
        while items and self._match(TokenType.COMMA):
            item = self._parse_expression()
            if item is None:
                self.raise_error("nothing behind a comma")
            items.append(item)
        return items

    def _parse_function_call(self, *arguments: Any, **named: Any) -> exp.Expr | None:
        token = self._curr
        return _as_called(super()._parse_function_call(*arguments, **named), token)

    def _parse_function(self, *arguments: Any, **named: Any) -> exp.Expr | None:
        """Parse a call; ClickHouse's parser makes another node of some here, ``sumIf`` and ``quantile(0.9)(a)``."""
        token = self._curr
        return _as_called(super()._parse_function(*arguments, **named), token)


def _as_called(result: exp.Expr | None, token: Token) -> exp.Expr | None:
    """Note on the node of a call what it is called, where it is one and does not know yet."""
    is_call = result is not None and not isinstance(result, exp.SubqueryPredicate) and token.text.upper() != "CASE"
    if result is not None and is_call and token.text[:1] != "{":
        result.meta.setdefault(_CALLED, (token.text, token.start))
    return result


class Grammar:
    """The tokenizer and the parser of one dialect."""

    def __init__(self, dialect: str) -> None:
        """Derive both from sqlglot's dialect that is nearest."""
        base = Dialect.get_or_raise(_BASES[dialect])
        is_maxcompute = dialect == "maxcompute"
        words = {key: kind for key, kind in base.tokenizer_class.KEYWORDS.items() if kind not in _NO_KEYWORDS}
        signs = base.tokenizer_class.SINGLE_TOKENS
        lexis = {
            "KEYWORDS": {**words, **(maxcompute.KEYWORDS if is_maxcompute else {})},
            "SINGLE_TOKENS": maxcompute.signs(signs) if is_maxcompute else signs,
            "COMMANDS": set(),
            "COMMENTS": [],
        }
        self._base = base
        self._tokenizer: type[Tokenizer] = type("_Tokenizer", (base.tokenizer_class,), lexis)
        self._tokenizer._COMMENTS = {}  # noqa: SLF001 - sqlglot has one more, of templates, which no engine knows
        rules = maxcompute.rules(base.parser_class) if is_maxcompute else {}
        if dialect in _NO_LAMBDAS:
            lambdas = base.parser_class.LAMBDAS.items()
            rules["LAMBDAS"] = {kind: rule for kind, rule in lambdas if kind is not TokenType.ARROW}
        self._parser: type[Bounded] = type("_Parser", (Bounded, base.parser_class), rules)

    def tokens(self, text: Text) -> list[Token]:
        """Give the tokens; FactError where they cannot be told apart, or where literals are read in two ways."""
        try:
            tokens: list[Token] = self._tokenizer(dialect=self._base).tokenize(text.sql)
        except SqlglotError:
            raise unreadable("its words cannot be told apart", "无法划分词法单元") from None
        starts = {token.end: token.start for token in tokens}
        for start, end in text.quoted:
            if starts.get(end, end) > start:
                place = text.place(start)
                raise unreadable("where a literal ends can be read in two ways", "引号的结束位置有歧义", *place)
        return tokens

    def parser(self, budget: Budget) -> Bounded:
        """Give a parser that takes its steps from a budget."""
        made = self._parser(dialect=self._base)
        made.budget = budget
        return made


grammar = cache(Grammar)

"""Statements: a text in one dialect to its reading, statement by statement.

Queries, and what is built on one, are for sqlglot's grammar.  Of the rest, such as SHOW and ALTER, sqlglot knows few
and wraps the others unread: those are read by their first words, and what is not known is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp
from sqlglot.errors import ParseError
from sqlglot.tokenizer_core import TokenType

from dwgate.facts.sql import heads, maxcompute, scripts, text, whole
from dwgate.facts.sql.budget import Budget
from dwgate.facts.sql.changes import Changes
from dwgate.facts.sql.grammar import grammar, place_of
from dwgate.facts.sql.notes import Notes
from dwgate.facts.sql.problems import unreadable
from dwgate.facts.sql.queries import Queries
from dwgate.facts.sql.reading import Limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlglot.tokenizer_core import Token

    from dwgate.errors import FactError
    from dwgate.facts.sql.grammar import Bounded
    from dwgate.facts.sql.reading import Reading
    from dwgate.facts.sql.sources import Shared

_OF_HIVE = frozenset({"maxcompute", "hive"})
_LARGEST = 2**63 - 1
"""The largest number of CEL."""


def read(sql: str, dialect: str, is_out_of_time: Callable[[], bool]) -> Reading:
    """Read a text; FactError where a part of it cannot be read."""
    cleaned = text.clean(sql, dialect)
    rules = grammar(dialect)
    tokens = rules.tokens(cleaned)
    if dialect in _OF_HIVE:
        tokens = maxcompute.joined(tokens)
    budget = Budget(is_out_of_time)
    notes = Notes(cleaned, budget)
    queries = Queries(notes, dialect)
    reader = _Statements(notes, dialect, rules.parser(budget), queries)
    for statement in _split(tokens):
        reader.read(statement)
    queries.narrow()
    if not notes.statements:
        raise unreadable("there is no statement in it", "其中没有任何语句")
    return notes.reading()


def _split(tokens: list[Token]) -> Iterator[list[Token]]:
    """Give the tokens of each statement; a semicolon ends one wherever it stands, as engines have it."""
    statement: list[Token] = []
    for token in tokens:
        if token.token_type is not TokenType.SEMICOLON:
            statement.append(token)
        elif statement:
            yield statement
            statement = []
    if statement:
        yield statement


class _Statements:
    """Reads statements one after the other into notes."""

    def __init__(self, notes: Notes, dialect: str, parser: Bounded, queries: Queries) -> None:
        self._notes = notes
        self._dialect = dialect
        self._parser = parser
        self._queries = queries
        self._variables: dict[str, Shared] = {}

    def read(self, tokens: list[Token]) -> None:
        """Read one statement: by its first words where they tell all, else by its syntax tree."""
        if self._dialect == "maxcompute":
            tokens = self._without_script(tokens)
        if not tokens:
            return
        head = heads.read(tokens, self._notes, self._dialect)
        if head is None:
            self._tree(self._parsed(tokens), tokens[0].start)
            return
        self._notes.statements.append(head.kind)
        if head.rest:
            self._held(list(head.rest))

    def _held(self, tokens: list[Token]) -> None:
        """Read the statement that one holds: what it does is done under the name of the outer one."""
        kinds, limits = len(self._notes.statements), len(self._notes.limits)
        self.read(tokens)
        del self._notes.statements[kinds:], self._notes.limits[limits:]

    def _without_script(self, tokens: list[Token]) -> list[Token]:
        """Take the frame of MaxCompute's script mode away: ``IF (…) BEGIN … END``, and ``@orders := …``."""
        condition, tokens = scripts.without_frame(tokens)
        if condition:
            self._queries.outermost(self._parsed(condition), self._variables)
        variable, tokens = scripts.assignment(tokens)
        if variable is None or not tokens:
            return tokens
        self._notes.statements.append("select")
        name = self._notes.name(variable.text, variable.start)
        shared = self._queries.variable(self._parsed(tokens), self._variables)
        self._variables = {**self._variables, name: shared}
        return []

    def _parsed(self, tokens: Sequence[Token]) -> exp.Expr:
        try:
            trees = self._parser.parse(list(tokens), self._notes.text.sql)
        except ParseError as error:
            start = place_of(error)
            place = self._notes.text.place(tokens[0].start if start is None else start)
            raise unreadable("its grammar is not that of the dialect", "语法与该方言不符", *place) from None
        tree = trees[0]
        if tree is None:
            raise self._unknown(tokens[0].start)
        if lost := whole.missing(tokens, tree):
            place = self._notes.text.place(lost.start)
            raise unreadable("a part that the grammar does not keep", "语法分析未保留的部分", *place)
        return tree

    def _tree(self, tree: exp.Expr, start: int) -> None:
        if isinstance(tree, exp.Select | exp.SetOperation | exp.Subquery | exp.Values):
            self._notes.statements.append("values" if isinstance(tree, exp.Values) else "select")
            self._queries.outermost(tree, self._variables)
            self._notes.limits.append(_limit(tree))
        elif not Changes(self._notes, self._queries, self._variables).read(tree):
            raise self._unknown(start)

    def _unknown(self, start: int) -> FactError:
        return unreadable("a statement that is not known", "无法识别的语句", *self._notes.text.place(start))


def _limit(tree: exp.Expr) -> Limit:
    """Give the limit of a query that stands alone."""
    node: Any = tree
    while isinstance(node, exp.Subquery) and not node.args.get("limit"):
        node = node.this
    limit = node.args.get("limit")
    if limit is None or limit.expressions:  # LIMIT … BY limits each group
        return Limit("unbounded")
    options = limit.args.get("limit_options")
    if options and (options.args.get("percent") or options.args.get("with_ties")):
        return Limit("unbounded")
    if isinstance(limit, exp.Fetch):
        return _rows(limit.args.get("count") or exp.Literal.number(1))
    return _rows(limit.expression)


def _rows(value: exp.Expr) -> Limit:
    if isinstance(value, exp.Null) or value.name.upper() == "ALL":
        return Limit("unbounded")
    is_number = isinstance(value, exp.Literal) and not value.is_string and value.name.isdecimal()
    return Limit(int(value.name)) if is_number and int(value.name) <= _LARGEST else Limit("unknown")

"""Projections: which columns come out of a query, from where, and of which tables all do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from dwgate.facts.sql import filters, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.facts.sql.expressions import Expressions
    from dwgate.facts.sql.notes import Notes
    from dwgate.facts.sql.sources import Query, Source

_PATTERN = re.compile(r"[()*+?|\[\]{}.^\\]")
_BACKQUOTED_PATTERNS = frozenset({"maxcompute", "hive", "spark"})


class Projections:
    """Reads the list of a query."""

    def __init__(self, notes: Notes, dialect: str, expressions: Expressions) -> None:
        """Take where to note what is found."""
        self._notes = notes
        self._has_patterns = dialect in _BACKQUOTED_PATTERNS
        self._expressions = expressions

    def read(self, select: exp.Select, query: Query) -> None:
        """Note what comes out, and all that is read for it; the sources are known."""
        for item in select.expressions:
            column = item.this if isinstance(item, exp.Alias) else item
            if column.is_star and isinstance(column, exp.Star | exp.Column):
                self._star(select, column, query, self._starred(column, query))
            elif self._is_pattern(column):
                self._star(select, column, query, self._owners(column, query))
            elif name := self._notes.text.restored(item.alias or item.name).lower():
                query.outputs[name] = _unchanged(column, query)
        self._expressions.read((item for item in select.expressions if not self._is_pattern(item)), query)

    def _star(self, select: exp.Expr, column: exp.Expr, query: Query, sources: list[Source]) -> None:
        if not isinstance(select.parent, exp.Exists):  # which looks whether there are rows, and at none of them
            self._notes.star(
                self._expressions.place(column), (table for source in sources for table in source.tables())
            )
        query.stars += [source for source in sources if source not in query.stars]
        for source in sources:
            if source.is_closed():
                query.outputs.update((name, (source, name)) for name in source.names())

    def _starred(self, column: exp.Expr, query: Query) -> list[Source]:
        if isinstance(column, exp.Column):
            return self._owners(column, query)
        unseen = {join.source for join in query.joins if join.kind in ("SEMI", "ANTI")}
        return [source for source in query.sources if source not in unseen]

    def _owners(self, column: exp.Expr, query: Query) -> list[Source]:
        """Give the sources that a qualified name may be of: all of them where its qualifier is no source."""
        qualifier = self._notes.text.restored(column.text("table")).lower()
        owners = query.find(qualifier) if qualifier else []
        return list(owners or query.sources)

    def _is_pattern(self, column: exp.Expr) -> bool:
        """Whether it is a regular expression in backquotes, which stands for each column that it matches."""
        name = column.this if self._has_patterns and isinstance(column, exp.Column) else None
        return isinstance(name, exp.Identifier) and bool(name.quoted) and bool(_PATTERN.search(name.name))


def outputs_of(branches: Iterable[Query]) -> dict[str, tuple[Source, str] | None]:
    """Give the columns that come out of several queries in a row: they have the names of the first."""
    first = next(iter(branches))
    return dict.fromkeys(first.outputs)


def _unchanged(column: exp.Expr, query: Query) -> tuple[Source, str] | None:
    """Give where a column comes from which comes out as it is."""
    if not isinstance(column, exp.Column) or text.is_parameter(column.name):
        return None
    source = filters.source_of(column, query)
    return (source, column.name.lower()) if source else None

"""Expressions: the columns that they read and the functions that they call, and the queries that stand in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from dwgate.facts.sql import filters, text
from dwgate.facts.sql.grammar import called
from dwgate.facts.sql.problems import unreadable
from dwgate.facts.sql.reading import ColumnRead
from dwgate.facts.sql.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dwgate.errors import FactError
    from dwgate.facts.sql.notes import Notes
    from dwgate.facts.sql.sources import Query, Source

_WHOLE_ROWS = frozenset({"hologres", "postgres"})
"""The dialects in which the name of a table, as a column, is a whole row of it."""
_AROUND_CALLS = (exp.Window, exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)
_TAKE_UNITS = vocabulary(
    "dateadd datediff datediff_big datename datepart datetrunc date_trunc timestampadd timestampdiff"
)
_UNITS = vocabulary("year quarter month week day hour minute second millisecond microsecond weekday yy mm dd hh")
_HIDE_TABLES = vocabulary(
    "identifier table openquery openrowset opendatasource dblink cursor_to_xml table_to_xml schema_to_xml",
    "database_to_xml query_to_xml query_to_xmlschema query_to_xml_and_xmlschema",
)
"""The functions that take a query, or the name of a table, as a text."""
_HIDE_TABLES_OF_CLICKHOUSE = vocabulary(
    "columns distributed merge buffer dictionary joinget joingetornull dicthas dictisin dictgethierarchy"
)
"""The functions and engines that take a table, or a pattern of columns, as a text; beside those that begin dictGet."""
_ARROW_IS_BOTH = frozenset({"starrocks", "doris"})
"""The dialects in which ``f(tags -> 'a')`` hands over a part of a column, and ``f(x -> x + 1)`` a function."""
_UNITS_ARE_TEXTS = frozenset({"maxcompute", "hive"})


class Expressions:
    """Notes what expressions read and call; ``inner`` is called for each query that stands in one."""

    def __init__(self, notes: Notes, dialect: str, inner: Callable[[exp.Expr, Query], None]) -> None:
        """Take where to note what is found."""
        self._notes = notes
        self._dialect = dialect
        self._inner = inner

    def read(self, nodes: Iterable[exp.Expr], query: Query, *, aliases: frozenset[str] = frozenset()) -> None:
        """Note all that is read; ``aliases`` are names of the query's own results that can be used here."""
        for node in _outside_of_queries(nodes):
            self._notes.budget.step()
            if called(node):
                self._call(node)
            match node:
                case exp.Query():
                    self._inner(node, query)
                case exp.Column():
                    self._column(node, query, aliases)
                case exp.Dot():
                    self._field(node, query)
                case exp.Lambda() if self._dialect in _ARROW_IS_BOTH:
                    self._arrow(node, query, aliases)
                case exp.In() if self._dialect == "clickhouse" and node.args.get("field"):
                    raise self._unnamed(self.place(node.args["field"]))
                case exp.Star() if not isinstance(node.parent, exp.Select):
                    self._star(node, query)

    def calls(self, nodes: Iterable[exp.Expr]) -> None:
        """Note the functions alone that are called, where columns are declared and none is read."""
        for node in _outside_of_queries(nodes):
            if isinstance(node, exp.Query):
                place = self._notes.text.place(self.place(node))
                raise unreadable("a query where none is known", "此处不应有查询", *place)
            if called(node) and not isinstance(node.parent, exp.PartitionedByProperty):  # BY LIST (…) calls nothing
                self._call(node)

    def place(self, node: exp.Expr) -> int:
        """Give where a name begins in the text."""
        parts = node.parts if isinstance(node, exp.Column | exp.Table) else [node]
        return min((part.meta["start"] for part in parts if "start" in part.meta), default=0)

    def shared_column(self, node: exp.Expr, query: Query) -> None:
        """Note a column that both sides of a join have."""
        self._note(node.name, self.place(node), query.tables())

    def _call(self, node: exp.Expr) -> None:
        """Note a function, with what it is qualified by: ``project.function``."""
        name, at = called(node) or ("", 0)
        inner: exp.Expr = node
        while isinstance(inner, _AROUND_CALLS):
            inner = inner.this
        outer = node.parent
        path = inner.this if isinstance(inner, exp.Dot) else None
        if isinstance(outer, exp.Dot) and outer.expression is node:
            path = outer.this
        if path is not None and not path.find(exp.Func):
            name = ".".join((*(part.name for part in path.find_all(exp.Identifier, bfs=False)), name))
        if self._hides_tables(name.lower()):
            raise self._unnamed(at)
        self._notes.functions.append((at, self._notes.name(name, at)))

    def _hides_tables(self, path: str) -> bool:
        name = path.rpartition(".")[2]
        if self._dialect == "clickhouse" and (name in _HIDE_TABLES_OF_CLICKHOUSE or name.startswith("dictget")):
            return True
        return path in _HIDE_TABLES

    def _unnamed(self, at: int) -> FactError:
        place = self._notes.text.place(at)
        return unreadable("a function that reads tables which it does not name", "函数读取的表无法得知", *place)

    def _arrow(self, node: exp.Lambda, query: Query, aliases: frozenset[str]) -> None:
        """Note what stands before an arrow and is not used behind it: a column, of which a part is taken."""
        used = {part.name.lower() for part in node.this.find_all(exp.Identifier)}
        for part in node.expressions:
            if part.name.lower() not in used:
                self._bare(part.name, self.place(part), query, aliases)

    def _star(self, node: exp.Star, query: Query) -> None:
        """Note a star that stands for all columns elsewhere than in the list of a query; COUNT takes none of them."""
        holder = node.parent
        if isinstance(holder, exp.Column | exp.Distinct):
            holder = holder.parent
        if holder is not None and not isinstance(holder, exp.Select) and holder.name.lower() != "count":
            self._notes.star(self.place(node), query.own_tables())

    def _field(self, node: exp.Dot, query: Query) -> None:
        """Note the field of a value, ``(u).mobile``, which may be a column; the path to a function is none."""
        outer: exp.Expr = node
        while isinstance(outer.parent, exp.Dot):
            self._notes.budget.step()
            outer = outer.parent
        if isinstance(node.expression, exp.Identifier) and not outer.expression.find(exp.Func):
            self._note(node.expression.name, self.place(node.expression), query.tables())

    def _column(self, node: exp.Column, query: Query, aliases: frozenset[str]) -> None:
        if isinstance(node.this, exp.Star) or filters.is_constructor(node) or self._is_unit(node):
            return
        at = self.place(node)
        qualifiers = [self._lower(node.text(key)) for key in ("table", "db", "catalog") if node.text(key)]
        if qualifiers:
            self._qualified(node.name, at, qualifiers, query)
        elif not text.is_parameter(node.name):
            self._bare(node.name, at, query, aliases)

    def _qualified(self, written: str, at: int, qualifiers: list[str], query: Query) -> None:
        """Note a column with its table; what qualifies it and is no table is a column, of which it is a field."""
        owners = next((found for qualifier in qualifiers if (found := query.find(qualifier))), [])
        alias = owners[0].alias if owners else None
        of_owners = dict.fromkeys(table for owner in owners for table in owner.tables())
        tables = tuple(of_owners) if owners else query.tables()
        if qualifiers[0] != alias:
            for qualifier in qualifiers:
                if qualifier != alias:
                    self._note(qualifier, at, tables)
        if not owners or not all(owner.is_closed() for owner in owners):
            self._note(written, at, tables)

    def _bare(self, written: str, at: int, query: Query, aliases: frozenset[str]) -> None:
        name = self._lower(written)
        if name in aliases or name.startswith(("@", ":")) or self._is_result(name, query):
            return
        if self._dialect in _WHOLE_ROWS and (rows := query.find(name)):
            self._notes.star(at, (table for row in rows for table in row.tables()))
        self._note(written, at, query.tables())

    def _is_result(self, name: str, query: Query) -> bool:
        """Whether a bare name is that of a result of a query within, or of a function, and can be of no table."""
        if any(name in source.renamed for source in query.sources):
            return True
        around: list[Source] = [source for level in query.around() for source in level.sources]
        return all(source.is_closed() for source in around) and any(source.has(name) for source in query.sources)

    def _note(self, written: str, at: int, tables: tuple[str, ...]) -> None:
        self._notes.columns.append((at, ColumnRead(self._notes.name(written, at), tables)))

    def _is_unit(self, node: exp.Column) -> bool:
        """Whether it is a unit of time, which some engines write as a bare word: ``DATEADD(day, 1, paid_at)``."""
        if self._dialect in _UNITS_ARE_TEXTS or node.args.get("table") or node.name.lower() not in _UNITS:
            return False
        function = called(node.parent) if node.parent else None
        return bool(function) and function is not None and function[0].lower() in _TAKE_UNITS

    def _lower(self, name: str) -> str:
        return self._notes.text.restored(name).lower()


def _outside_of_queries(nodes: Iterable[exp.Expr]) -> Iterator[exp.Expr]:
    """Give all nodes, and the queries among them without what is in them."""
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, exp.Star):  # what it leaves out is not read
            waiting.extend(node.args.get("replace") or ())
        elif not isinstance(node, exp.Query):
            waiting.extend(reversed(list(node.iter_expressions())))

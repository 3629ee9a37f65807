"""Rows: what stands in FROM and behind JOIN, as the sources of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from dwgate.facts.sql import filters
from dwgate.facts.sql.problems import unreadable
from dwgate.facts.sql.sources import Join, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from dwgate.facts.sql.expressions import Expressions
    from dwgate.facts.sql.notes import Notes
    from dwgate.facts.sql.sources import Query

_NO_FUNCTIONS = frozenset({"maxcompute", "hive"})
_HARMLESS_OF_CLICKHOUSE = frozenset({"numbers", "zeros", "generaterandom", "values", "generate_series"})
_BLIND_TO_CASE = frozenset({"maxcompute", "hive", "spark", "presto", "trino", "sqlserver"})
_FOLDS = {"hologres": str.lower, "postgres": str.lower, "oracle": str.upper}
"""What a dialect makes of a name without quotes; with them it stays as it is."""
_BESIDE = ("sample", "pivots", "when", "version")


class Rows:
    """Adds sources to queries; ``build`` builds the query of a derived table, from its node and what is around it."""

    def __init__(
        self,
        notes: Notes,
        dialect: str,
        expressions: Expressions,
        build: Callable[[exp.Expr, Query, bool], Query],
    ) -> None:
        """Take where to note what is found."""
        self._notes = notes
        self._dialect = dialect
        self._expressions = expressions
        self._build = build

    def add(self, node: exp.Expr, query: Query) -> None:
        """Add what stands here, with what is joined to it; FactError where it is not known."""
        match node:
            case exp.Table() if isinstance(node.this, exp.Identifier | exp.Dot):
                query.add(self._table(node, query))
            case exp.Subquery() if not isinstance(innermost(node), exp.Table):
                query.add(self._derived(node, query))
            case exp.Subquery():
                self._group(node, query)
            case exp.Lateral() if isinstance(node.this, exp.Subquery):
                query.add(self._derived(node.this, query, alias=node, sees_others=True))
            case exp.Table() | exp.Lateral() | exp.Unnest() | exp.Values():
                query.add(self._function(node, query))
            case _:
                raise unreadable("rows from something that is not known", "无法识别的数据来源")
        for lateral in node.args.get("laterals") or ():
            self.add(lateral, query)
        for join in node.args.get("joins") or ():
            self.join(join, query)
        self._expressions.read(parts_of(node, _BESIDE), query)
        self._expressions.calls(parts_of(node, ("partition",)))

    def join(self, join: exp.Expr, query: Query) -> None:
        """Add what is joined, and note whether anything joins it."""
        before = tuple(query.sources)
        self.add(join.args["this"], query)
        added = query.sources[len(before) :]
        self._notes.joins += 1
        side, kind, method = (str(join.args.get(key) or "").upper() for key in ("side", "kind", "method"))
        condition, shared = join.args.get("on"), join.args.get("using") or ()
        using = tuple(self._notes.name(column.name) for column in shared)
        query.joins += [Join(source, before, side, kind, condition, using) for source in added]
        compared = [*filters.compared(condition), *query.compared]
        has_rows = any(source.has_rows for source in added)
        if has_rows and not using and method != "NATURAL" and not filters.links(added, before, compared):
            self._notes.cross_joins += 1
        for column in shared:
            self._expressions.shared_column(column, query)
        self._expressions.read(parts_of(join, ("on", "match_condition")), query)

    def name(self, node: exp.Expr) -> tuple[str, int]:
        """Give the name of a table as it is told, and where it stands; FactError where it has none."""
        table = node.find(exp.Table)
        parts = [part for part in table.parts if part.name] if table else []
        is_named = all(isinstance(part, exp.Identifier) for part in parts)
        # Which schema it is that ``hr..salary`` leaves out, the engine alone knows.
        if not table or not parts or not is_named or (table.catalog and not table.db):
            raise unreadable("a table without a name", "没有名称的表")
        at = self._expressions.place(table)
        return self._notes.name(".".join(part.name for part in parts), at), at

    def spelled(self, name: exp.Expr) -> str:
        """Give a name as its engine tells it from others: some tell capital letters, and some those in quotes."""
        if self._dialect in _BLIND_TO_CASE:
            return name.name.lower()
        fold = None if name.args.get("quoted") else _FOLDS.get(self._dialect)
        return fold(name.name) if fold else name.name

    def _table(self, node: exp.Table, query: Query) -> Source:
        name, at = self.name(node)
        alias = self._lower(node.alias) or name.rpartition(".")[2]
        columns = self._columns(node)
        if name in query.visible:
            if query.visible[name].spelled not in (None, self.spelled(node.parts[-1])):
                english = "a name that is one of WITH but for its letters or quotes"
                raise unreadable(english, "名称与 WITH 中的名称仅大小写或引号不同", *self._notes.text.place(at))
            query.visible[name].is_used = True
            return Source(alias, shared=query.visible[name], columns=columns)
        if name.startswith("@"):
            return Source(alias, columns=columns)
        if columns:  # each of its columns is named anew, by their order
            self._notes.star(at, (name,))
        return Source(alias, scan=self._notes.read(name, at), columns=columns)

    def _derived(
        self, node: exp.Expr, query: Query, *, alias: exp.Expr | None = None, sees_others: bool = False
    ) -> Source:
        inner = self._build(node, query, sees_others)
        inner.hides = inner.hides or bool(node.args.get("pivots"))
        named = alias or node
        return Source(self._lower(named.alias), query=inner, columns=self._columns(named))

    def _group(self, node: exp.Expr, query: Query) -> None:
        if node.alias:
            raise unreadable("a name for several tables in parentheses", "括号内多个表的别名")
        self.add(node.args["this"], query)

    def _function(self, node: exp.Expr, query: Query) -> Source:
        """Give the rows that a function gives, or that are written out."""
        if node.args.get("rows_from"):
            raise unreadable("rows from something that is not known", "无法识别的数据来源")
        if isinstance(node, exp.Table):
            is_harmless = self._dialect != "clickhouse" or node.this.name.lower() in _HARMLESS_OF_CLICKHOUSE
            if self._dialect in _NO_FUNCTIONS or not is_harmless:
                place = self._notes.text.place(self._expressions.place(node))
                raise unreadable("a function in place of a table", "表的位置上是函数", *place)
        parts: list[Any] = [node.args.get("this"), *node.expressions, node.args.get("offset")]
        self._expressions.read([part for part in parts if isinstance(part, exp.Expr)], query)
        return Source(self._lower(node.alias), columns=self._columns(node))

    def _columns(self, node: exp.Expr) -> tuple[str, ...]:
        alias = node.args.get("alias")
        columns = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
        return tuple(self._lower(column.name) for column in columns or ())

    def _lower(self, name: str) -> str:
        return self._notes.text.restored(name).lower()


def innermost(node: exp.Expr) -> exp.Expr:
    """Give what stands in parentheses, however many there are."""
    while isinstance(node, exp.Subquery):
        node = node.this
    return node


def parts_of(node: exp.Expr, keys: tuple[str, ...]) -> list[exp.Expr]:
    """Give the parts of a node by these names, each of a list by itself."""
    values = (node.args.get(key) for key in keys)
    listed = (value if isinstance(value, list) else [value] for value in values)
    return [item for value in listed for item in value if isinstance(item, exp.Expr)]

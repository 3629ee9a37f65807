"""Queries: a syntax tree to the tables that it reads, under the names that are visible where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from dwgate.facts.sql import filters
from dwgate.facts.sql.expressions import Expressions
from dwgate.facts.sql.problems import unreadable
from dwgate.facts.sql.projections import Projections, outputs_of
from dwgate.facts.sql.rows import Rows, parts_of
from dwgate.facts.sql.sources import MOST_SHARED, Query, Shared, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.facts.sql.notes import Notes
    from dwgate.facts.sql.sources import Visible

_READ_ITSELF = frozenset({"oracle", "sqlserver"})
"""The dialects in which a query of WITH reads itself without a word that says so."""
_BEFORE_LIST = (
    "where",
    "prewhere",
    "group",
    "connect",
    "match",
    "sample",
    "windows",
    "limit",
    "offset",
    "distinct",
)
_AFTER_LIST = ("having", "qualify", "order", "sort", "distribute", "cluster")
_HIDING = ("limit", "offset", "qualify", "connect", "match")


class Queries:
    """Builds queries, and notes what they read; filters reach the scans at the end, by :meth:`narrow`."""

    def __init__(self, notes: Notes, dialect: str) -> None:
        """Take where to note what is found."""
        self._notes = notes
        self._dialect = dialect
        self._expressions = Expressions(notes, dialect, self._inner)
        self._projections = Projections(notes, dialect, self._expressions)
        self.rows = Rows(notes, dialect, self._expressions, self._derived)
        self._shared: list[Shared] = []
        self._outermost: list[Query] = []

    def narrow(self) -> None:
        """Hand the filters to the scans: those of a shared query last, when all who use it have said theirs."""
        for query in self._outermost:
            query.narrow(frozenset())
        for shared in reversed(self._shared):
            shared.narrow()

    def outermost(self, node: exp.Expr, visible: Visible) -> Query:
        """Build a query that stands in no other."""
        query = self._query(node, None, visible, 1)
        self._outermost.append(query)
        return query

    def variable(self, node: exp.Expr, visible: Visible) -> Shared:
        """Build a query from which the statements after it take rows, by a name."""
        return self._share(Source("", query=self._query(node, None, visible, 1)))

    def change(self, sources: Iterable[exp.Expr], condition: exp.Expr | None, visible: Visible) -> Query:
        """Build the query that a statement is which changes a table: from where it takes rows, and which."""
        query = Query(visible=visible)
        self._outermost.append(query)
        for source in sources:
            self.rows.add(source, query)
        query.condition = condition
        filters.find(query, self._notes.budget)
        return query

    def merge(self, target: exp.Expr, source: exp.Expr, condition: exp.Expr, visible: Visible) -> Query:
        """Build the query that MERGE is: its condition narrows the table that it changes, and nothing the other one."""
        query = self.change([target, source], condition, visible)
        query.filtered = {first: query.filtered.get(first, frozenset()) for first in query.sources[:1]}
        return query

    def read(self, nodes: Iterable[exp.Expr], query: Query) -> None:
        """Note what expressions read that stand beside a query."""
        self._expressions.read(nodes, query)

    def calls(self, nodes: Iterable[exp.Expr]) -> None:
        """Note the functions that are called where columns are declared."""
        self._expressions.calls(nodes)

    def taken_by_all(self, node: exp.Expr, visible: Visible) -> Query:
        """Build what several statements take rows from, ``FROM orders INSERT … INSERT …``."""
        query = Query(visible=visible, depth=1)
        self.rows.add(node, query)
        for source in query.sources:
            shared = self._share(Source(source.alias, source.scan, source.query, source.shared))
            source.scan, source.query, source.shared = None, None, shared
        return query

    def over(self, taken: Query, select: exp.Select) -> None:
        """Build one of the queries over rows that several statements take."""
        query = Query(visible=self.visible_of(select, None, taken.visible), depth=1, joins=list(taken.joins))
        for source in taken.sources:
            query.add(source)
        self._outermost.append(query)
        self._select(select, query)

    def visible_of(self, node: exp.Expr, parent: Query | None, visible: Visible, depth: int = 1) -> Visible:
        """Give the shared queries that a statement can name: those around it, and those of its own WITH."""
        with_ = node.args.get("with_")
        if not with_:
            return visible
        seen = dict(visible)
        reads_itself = bool(with_.args.get("recursive")) or self._dialect in _READ_ITSELF
        for cte in with_.expressions:
            name, spelled = self._notes.name(cte.alias), self.rows.spelled(cte.args["alias"].this)
            if "." in cte.alias:  # in quotes, and told as a table would be that has a project
                raise unreadable("a name of WITH that holds a dot", "WITH 的名称中包含点号")
            columns = tuple(self._notes.name(column.name) for column in cte.args["alias"].columns)
            own = {**seen, name: Shared(columns=columns, spelled=spelled)} if reads_itself else seen
            query = self._query(cte.this, parent, own, depth + 1)
            # Under no filter, rows of its own come back to one that reads itself.
            asked = [frozenset[str]()] if reads_itself and own[name].is_used else []
            seen[name] = shared = self._share(Source(name, query=query), columns, asked)
            shared.spelled = spelled
        return seen

    def _share(
        self, source: Source, columns: tuple[str, ...] = (), asked: list[frozenset[str]] | None = None
    ) -> Shared:
        if len(self._shared) >= MOST_SHARED:
            raise unreadable(f"more than {MOST_SHARED} queries with names", f"命名的查询超过 {MOST_SHARED} 个")
        shared = Shared(source, columns, asked or [])
        self._shared.append(shared)
        return shared

    def _derived(self, node: exp.Expr, around: Query, sees_others: bool) -> Query:  # noqa: FBT001 - of a callable
        return self._query(node, around if sees_others else around.parent, around.visible, around.depth + 1)

    def _inner(self, node: exp.Expr, around: Query) -> None:
        around.inner.append(self._query(node, around, around.visible, around.depth + 1))

    def _query(self, node: exp.Expr, parent: Query | None, visible: Visible, depth: int) -> Query:
        self._notes.nesting = max(self._notes.nesting, depth)
        query = Query(parent=parent, visible=self.visible_of(node, parent, visible, depth), depth=depth)
        match node:
            case exp.Select():
                self._select(node, query)
            case exp.SetOperation():
                self._in_a_row(node, query)
            case exp.Subquery():
                self._wrapped(node, query)
            case exp.Table() | exp.Values():
                self.rows.add(node, query)
                query.stars = list(query.sources)
                if isinstance(node, exp.Table):  # ``INSERT INTO copies TABLE orders``
                    self._notes.star(self.rows.name(node)[1], query.starred_tables)
            case _:
                raise unreadable("a query of a kind that is not known", "无法识别的查询")
        return query

    def _select(self, node: exp.Select, query: Query) -> None:
        if not node.expressions:
            raise unreadable("a query that selects nothing", "查询没有选择任何列")
        query.condition = _condition(node)
        query.compared = filters.compared(query.condition)
        if from_ := node.args.get("from_"):
            self.rows.add(from_.this, query)
        for lateral in node.args.get("laterals") or ():
            self.rows.add(lateral, query)
        for join in node.args.get("joins") or ():
            self.rows.join(join, query)
        query.hides = _hides(node) or any(item.find(exp.Window) for item in node.expressions)
        self._projections.read(node, query)
        self._expressions.read(parts_of(node, _BEFORE_LIST), query)
        self._expressions.read(parts_of(node, _AFTER_LIST), query, aliases=frozenset(query.outputs))
        if into := node.args.get("into"):
            self._notes.create(*self.rows.name(into), frozenset())
        filters.find(query, self._notes.budget)

    def _in_a_row(self, node: exp.SetOperation, query: Query) -> None:
        """Build the branches of UNION and its like, which sqlglot nests to the left."""
        branches: list[exp.Expr] = []
        operations: list[exp.Expr] = []
        operation: exp.Expr = node
        while isinstance(operation, exp.SetOperation) and (operation is node or not operation.args.get("with_")):
            operations.append(operation)
            branches.append(operation.expression)
            operation = operation.this
        branches.append(operation)
        query.branches = tuple(
            self._query(branch, query.parent, query.visible, query.depth) for branch in reversed(branches)
        )
        query.outputs = outputs_of(query.branches)
        for one in operations:
            self._modified(one, query)

    def _wrapped(self, node: exp.Subquery, query: Query) -> None:
        query.branches = (self._query(node.this, query.parent, query.visible, query.depth),)
        query.outputs = outputs_of(query.branches)
        self._modified(node, query)

    def _modified(self, node: exp.Expr, query: Query) -> None:
        """Read what stands behind several queries in a row, or behind one in parentheses: it reads what comes out."""
        if node.args.get("joins") or node.args.get("laterals"):
            raise unreadable("a join behind a query in parentheses or behind several", "括号内或多个查询之后的连接")
        query.hides = query.hides or _hides(node)
        behind = Query(parent=query.parent, visible=query.visible, depth=query.depth)
        behind.add(Source("", query=query))
        parts = parts_of(node, (*_BEFORE_LIST, *_AFTER_LIST))
        self._expressions.read(parts, behind, aliases=frozenset(query.outputs))
        query.inner += behind.inner


def _condition(node: exp.Expr) -> exp.Expr | None:
    parts = [part.this for part in parts_of(node, ("where", "prewhere"))]
    return exp.and_(*parts, copy=False) if len(parts) > 1 else next(iter(parts), None)


def _hides(node: exp.Expr) -> bool:
    """Whether a filter outside leaves out rows that a query has already counted, numbered or chosen from."""
    distinct = node.args.get("distinct")
    chooses = isinstance(distinct, exp.Distinct) and distinct.args.get("on")
    return bool(chooses) or any(node.args.get(key) for key in _HIDING)

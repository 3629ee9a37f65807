"""Changes: statements with a syntax tree that create tables or change what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from dwgate.facts.sql.problems import unreadable
from dwgate.facts.sql.rows import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.facts.sql.notes import Notes
    from dwgate.facts.sql.queries import Queries
    from dwgate.facts.sql.sources import Visible

_DECLARED: dict[type[exp.Expr], str] = {
    exp.SchemaCommentProperty: "comment",
    exp.PartitionedByProperty: "partitions",
    exp.PartitionedOfProperty: "partitions",
    exp.PartitionByListProperty: "partitions",
    exp.PartitionByRangeProperty: "partitions",
}
TAKEN_OVER = frozenset({"comment", "partitions"})
"""What a table has from the one that it is made like."""


class Changes:
    """Reads one statement; ``visible`` are the variables of the script that it stands in."""

    def __init__(self, notes: Notes, queries: Queries, visible: Visible) -> None:
        """Take where to note what is found."""
        self._notes = notes
        self._queries = queries
        self._visible = visible

    def read(self, tree: exp.Expr) -> bool:
        """Read a statement; False where it is none of these."""
        match tree:
            case exp.Insert():
                self._insert(tree)
            case exp.MultitableInserts() if tree.args.get("source") is not None:
                self._inserts(tree)
            case exp.Create():
                self._create(tree)
            case exp.Merge():
                self._merge(tree)
            case exp.Update() | exp.Delete():
                self._rows(tree)
            case exp.Cache():
                self._cache(tree)
            case _:
                return False
        return True

    def _visible_of(self, tree: exp.Expr) -> Visible:
        return self._queries.visible_of(tree, None, self._visible)

    def _insert(self, tree: exp.Insert) -> None:
        target = tree.this
        kind = "insert overwrite" if tree.args.get("overwrite") else "insert into"
        is_directory = isinstance(target, exp.Directory)
        self._notes.statements.append("insert overwrite directory" if is_directory else kind)
        if not is_directory:
            self._notes.write(*self._queries.rows.name(target))
        visible = self._visible_of(tree)
        queries = parts_of(tree, ("expression", "source"))
        if not queries and not tree.args.get("default"):
            raise unreadable("an INSERT of nothing", "INSERT 没有数据来源")
        for query in queries:
            self._queries.outermost(query, visible)
        self._queries.calls([target])
        beside = self._queries.change([], None, visible)
        self._queries.read(parts_of(tree, ("conflict", "returning", "where")), beside)

    def _inserts(self, tree: exp.MultitableInserts) -> None:
        taken = self._queries.taken_by_all(tree.args["source"], self._visible_of(tree))
        for insert in tree.expressions:
            select = insert.args.get("expression")
            if not isinstance(insert, exp.Insert) or not isinstance(select, exp.Select) or select.args.get("from_"):
                raise unreadable("an INSERT that takes rows from elsewhere", "INSERT 的数据来源无法识别")
            self._notes.statements.append("insert overwrite" if insert.args.get("overwrite") else "insert into")
            self._notes.write(*self._queries.rows.name(insert.this))
            self._queries.calls([insert.this])
            self._queries.over(taken, select)

    def _create(self, tree: exp.Create) -> None:
        kind, body = str(tree.args["kind"]).lower(), tree.args.get("expression")
        if kind not in ("table", "view") or not (body is None or isinstance(body, exp.Query)):
            raise unreadable("something is created that is not known", "无法识别的 CREATE 语句")
        name, at = self._queries.rows.name(tree.this)
        properties = tree.args.get("properties")
        declared = list(properties.expressions) if properties else []
        self._notes.statements.append(f"create {_full(kind, declared)}{' as' if body and kind == 'table' else ''}")
        has = {_DECLARED[type(item)] for item in declared if type(item) in _DECLARED}
        has |= {"lifecycle" for item in declared if item.name.lower() == "lifecycle"}
        for like in tree.find_all(exp.LikeProperty):
            self._notes.mention(*self._queries.rows.name(like.this))
            has |= TAKEN_OVER
        if kind == "table":
            self._notes.create(name, at, frozenset(has))
        else:
            self._notes.write(name, at)
        self._queries.calls([tree.this, *declared])
        if body:
            self._queries.outermost(body, self._visible_of(tree))

    def _merge(self, tree: exp.Merge) -> None:
        self._notes.statements.append("merge")
        self._notes.write(*self._queries.rows.name(tree.this))
        query = self._queries.merge(tree.this, tree.args["using"], tree.args["on"], self._visible_of(tree))
        whens = tree.args.get("whens")
        self._queries.read([tree.args["on"], *_read_by(whens.expressions if whens else ())], query)

    def _rows(self, tree: exp.Update | exp.Delete) -> None:
        """Read UPDATE and DELETE: the rows that they change are rows that they read."""
        self._notes.statements.append(tree.key)
        if not isinstance(tree.this, exp.Table) or tree.args.get("tables") or _changes_others(tree):
            raise unreadable("several tables that are changed at once", "一次变更多个表")
        self._notes.write(*self._queries.rows.name(tree.this))
        from_ = [part.this for part in parts_of(tree, ("from_",))]
        condition = next((part.this for part in parts_of(tree, ("where",))), None)
        sources = [tree.this, *from_, *parts_of(tree, ("using",))]
        query = self._queries.change(sources, condition, self._visible_of(tree))
        self._queries.read([*_values(tree), *parts_of(tree, ("where", "order", "returning"))], query)

    def _cache(self, tree: exp.Cache) -> None:
        self._notes.statements.append("cache table")
        name, at = self._queries.rows.name(tree.this)
        if query := tree.args.get("expression"):
            self._notes.write(name, at)
            self._queries.outermost(query, self._visible)
        else:
            self._notes.mention(name, at)


def _full(kind: str, declared: list[exp.Expr]) -> str:
    is_materialized = any(isinstance(item, exp.MaterializedProperty) for item in declared)
    return f"materialized {kind}" if is_materialized else kind


def _changes_others(tree: exp.Expr) -> bool:
    """Whether a column is set of another table than the first, ``UPDATE orders o JOIN users u … SET u.name = …``."""
    names = {"", tree.this.alias_or_name}
    changed = [item.this for item in tree.expressions if isinstance(item, exp.EQ)]
    return bool(tree.this.args.get("joins")) and any(column.text("table") not in names for column in changed)


def _values(tree: exp.Expr) -> list[Any]:
    """Give what columns are set to, and by what their places are told: what is set is written, and not read."""
    values: list[Any] = []
    for item in tree.expressions:
        is_set = isinstance(item, exp.EQ)
        elements = item.this.find_all(exp.Bracket) if is_set else ()
        values += [place for element in elements for place in element.expressions]
        values.append(item.expression if is_set else item)
    return values


def _read_by(whens: Iterable[exp.Expr]) -> list[exp.Expr]:
    """Give what the branches of MERGE read: their conditions, and the values that they write."""
    found: list[exp.Expr] = []
    for when in whens:
        found += parts_of(when, ("condition",))
        then = when.args.get("then")
        if isinstance(then, exp.Update):
            found += _values(then)
        elif isinstance(then, exp.Insert):
            found += parts_of(then, ("expression",))
    return found

"""Filters: which columns of a table a query narrows, so that an engine need not read every partition of it.

What counts is a condition that must hold, on the bare column, against something that is known without reading rows:
``ds = '20261118'``, ``ds >= '${bizdate}'``, ``ds = max_pt('orders')``.  It passes over an equality of a join to the
other table.  A filter behind OR counts where both sides have one; none counts behind NOT or within a function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from dwgate.facts.sql import text
from dwgate.facts.sql.grammar import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dwgate.facts.sql.budget import Budget
    from dwgate.facts.sql.sources import Join, Query, Source

_COMPARISONS = (exp.EQ, exp.NullSafeEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
_EQUALITIES = (exp.EQ, exp.NullSafeEQ)
_BY_CHANCE = frozenset({"rand", "random", "randn", "uuid", "newid", "gen_random_uuid", "generateuuidv4", "unique_id"})
_Named = tuple["Source", str]


def find(query: Query, budget: Budget) -> None:
    """Find which columns of its sources a query filters: the conditions of joins, too, for each who takes from them."""
    filtered: set[_Named] = set()
    equal: set[tuple[_Named, _Named]] = set()
    if query.condition:
        filtered |= _filtered(query.condition, query)
        equal |= {pair for one in _equal(query.condition, query) for pair in (one, one[::-1])}
    for join in query.joins:
        for _ in conjuncts(join.condition):
            budget.step()  # for what it narrows
            budget.step()  # and for what it makes equal
        filtered |= {named for named in _filtered(join.condition, query) if _narrows(join, named[0])}
        pairs = [*_equal(join.condition, query), *_using(join)]
        equal |= {
            (known, other)
            for one in pairs
            for known, other in (one, one[::-1])
            if _narrows(join, other[0]) and known[0] is not other[0]
        }
    for source, column in _spread(filtered, equal):
        query.filtered[source] = query.filtered.get(source, frozenset()) | {column}


def source_of(column: exp.Column, query: Query) -> Source | None:
    """Give the source of a column where it is certain: by its qualifier, or since there is no other."""
    qualifier = column.text("table").lower()
    if qualifier:
        named = query.by_alias.get(qualifier, [])
        return named[0] if len(named) == 1 else None
    name = column.name.lower()
    open_ones = [source for source in query.sources if source.has(name) or not source.is_closed()]
    rows = [source for source in open_ones if source.has_rows]
    others = (source for source in query.sources if source not in rows)
    return rows[0] if len(rows) == 1 and not any(name in source.renamed for source in others) else None


def compared(condition: exp.Expr | None) -> list[frozenset[str]]:
    """Give the qualifiers that each part of a condition compares which must hold, "" for a bare column."""
    found = ([column.text("table").lower() for column in part.find_all(exp.Column)] for part in conjuncts(condition))
    return [frozenset(qualifiers) for qualifiers in found if len(qualifiers) > 1]


def links(added: Sequence[Source], before: Sequence[Source], qualifiers: Iterable[frozenset[str]]) -> bool:
    """Whether a condition compares what is joined with what it is joined to; a bare column may be of both."""
    ours = {"", *(source.alias for source in added)}
    theirs = {"", *(source.alias for source in before)}
    return any(not ours.isdisjoint(one) and not theirs.isdisjoint(one) for one in qualifiers)


def conjuncts(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """Give the parts of a condition that must all hold."""
    return _parts(condition, exp.And)


def _parts(condition: exp.Expr | None, connector: type[exp.Connector]) -> Iterator[exp.Expr]:
    waiting = [condition] if condition else []
    while waiting:
        part = _bare(waiting.pop())
        if isinstance(part, connector):
            waiting += [part.expression, part.this]
        else:
            yield part


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _filtered(condition: exp.Expr | None, query: Query) -> set[_Named]:
    found: set[_Named] = set()
    for part in conjuncts(condition):
        if isinstance(part, exp.Or):
            found |= set.intersection(*(_filtered(side, query) for side in _parts(part, exp.Or)))
        else:
            found |= {named for column in _columns_of(part) if (named := _named(column, query))}
    return found


def _columns_of(part: exp.Expr) -> list[exp.Column]:
    """Give the columns that a condition narrows: one, or several where tuples are compared with a list of tuples."""
    this = _bare(part.this) if isinstance(part.this, exp.Expr) else None
    match part:
        case exp.In() if part.expressions and not part.args.get("query"):
            others = part.expressions
        case exp.Between():
            others = [part.args["low"], part.args["high"]]
        case exp.Like() if _begins(part.expression) and not part.args.get("negate"):
            others = [part.expression]
        case exp.EQ() | exp.NullSafeEQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
            other = _bare(part.expression)
            if not is_column(this):
                this, other = other, this
            others = [other]
        case _:
            return []
    columns = this.expressions if isinstance(this, exp.Tuple) else [this]
    found = [column for column in columns if isinstance(column, exp.Column) and is_column(column)]
    return found if len(found) == len(columns) and all(_is_known(other) for other in others) else []


def is_column(node: exp.Expr | None) -> bool:
    """Whether it is a column, and no value that DataWorks or a script fills in under a name."""
    if not isinstance(node, exp.Column) or isinstance(node.this, exp.Star) or is_constructor(node):
        return False
    return bool(node.args.get("table")) or not (text.is_parameter(node.name) or node.name.startswith("@"))


def is_constructor(node: exp.Column) -> bool:
    """Whether it is no column, but the word of ``ARRAY[1, 2]``."""
    return node.arg_key == "this" and isinstance(node.parent, exp.Bracket) and node.name.upper() == "ARRAY"


def _begins(pattern: exp.Expr) -> bool:
    return isinstance(pattern, exp.Literal) and bool(pattern.is_string) and pattern.name[:1] not in ("", "%", "_")


def _is_known(value: exp.Expr | None) -> bool:
    """Whether a value is known without reading the rows that are filtered."""
    if value is None or isinstance(value, exp.Null):
        return False
    waiting: list[exp.Expr] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, exp.Query):
            if _reads_around(node):
                return False
        elif is_column(node) or isinstance(node, exp.Star) or _is_by_chance(node):
            return False
        else:
            waiting.extend(node.iter_expressions())
    return True


def _is_by_chance(node: exp.Expr) -> bool:
    """Whether a function gives another value for each row that it is asked for."""
    function = called(node)
    return function is not None and function[0].lower() in _BY_CHANCE


def _reads_around(subquery: exp.Expr) -> bool:
    """Whether a query may read columns of those around it: its qualified columns are of none of its own sources."""
    sources = subquery.find_all(exp.Table, exp.Subquery, exp.Lateral, exp.Unnest)
    own = {"", *(source.alias_or_name.lower() for source in sources)}
    return any(column.text("table").lower() not in own for column in subquery.find_all(exp.Column))


def _named(column: exp.Column, query: Query) -> _Named | None:
    source = source_of(column, query)
    return (source, column.name.lower()) if source else None


def _equal(condition: exp.Expr | None, query: Query) -> Iterator[tuple[_Named, _Named]]:
    for part in conjuncts(condition):
        if not isinstance(part, _EQUALITIES):
            continue
        left, right = _bare(part.this), _bare(part.expression)
        if isinstance(left, exp.Column) and isinstance(right, exp.Column) and is_column(left) and is_column(right):
            named, other = _named(left, query), _named(right, query)
            if named and other:
                yield named, other


def _using(join: Join) -> Iterator[tuple[_Named, _Named]]:
    for name in join.using if len(join.before) == 1 else ():
        yield (join.before[0], name), (join.source, name)


def _narrows(join: Join, source: Source) -> bool:
    """Whether the condition of a join leaves out rows of a source: never of the side that an outer join keeps whole."""
    if join.side == "FULL":
        return False
    if source is join.source:
        return join.side != "RIGHT" or join.kind in ("SEMI", "ANTI")
    if source not in join.before:
        return False
    return join.kind == "SEMI" or (join.kind != "ANTI" and join.side != "LEFT")


def _spread(filtered: set[_Named], equal: set[tuple[_Named, _Named]]) -> set[_Named]:
    """Give what is filtered, and what is equal to it."""
    others: dict[_Named, list[_Named]] = {}
    for known, other in equal:
        others.setdefault(known, []).append(other)
    done: set[_Named] = set()
    waiting = list(filtered)
    while waiting:
        named = waiting.pop()
        if named not in done:
            done.add(named)
            waiting += others.get(named, ())
    return done

"""Sources: what a query takes rows from, and what a name of a column in it may mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from dwgate.facts.sql.problems import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlglot import exp

    from dwgate.facts.sql.notes import Narrowed

Visible: TypeAlias = "Mapping[str, Shared]"
"""The shared queries that can be named where a query stands, by their names."""
MOST_SOURCES = 300
"""The most tables of one query: more than anybody joins, and few enough to compare each with each."""

MOST_SHARED = 1000
"""The most queries of a text that have names, each of which knows those before it: few enough for the memory of all."""


@dataclass(eq=False)
class Source:
    """Rows under a name: of a table, of a query, of what several share, or of a function, which is none of these.

    ``columns`` are the names that an alias gives to its columns.
    """

    alias: str
    scan: Narrowed | None = None
    query: Query | None = None
    shared: Shared | None = None
    columns: tuple[str, ...] = ()

    def tables(self) -> tuple[str, ...]:
        """Give the tables whose columns come out of it under their own names."""
        if self.scan:
            return (self.scan.table,)
        if self.shared:
            return self.shared.tables
        return self.query.starred_tables if self.query else ()

    @property
    def has_rows(self) -> bool:
        """Whether it has rows of a table or of a query, and not those alone that a function gives."""
        return bool(self.scan or self.query or self.shared)

    def is_closed(self) -> bool:
        """Whether all its columns are known by name."""
        if self.columns:
            return True
        if self.shared:
            return self.shared.is_closed
        return bool(self.query and self.query.is_closed)

    def has(self, column: str) -> bool:
        """Whether a column of this name is known to come out of it."""
        if self.shared and not self.columns:
            return column in self.shared.outputs
        return column in (self.query.outputs if self.query and not self.columns else self.renamed)

    @cached_property
    def renamed(self) -> frozenset[str]:
        """The names that an alias gives to its columns, of which there may be thousands."""
        return frozenset(self.columns)

    def names(self) -> tuple[str, ...]:
        """Give the names of its columns, as far as they are known."""
        if self.columns:
            return self.columns
        if self.shared:
            return self.shared.names
        return self.query.names if self.query else ()

    def narrow(self, columns: frozenset[str]) -> None:
        """Take the columns by which the query around it filters it."""
        if self.columns:
            names = self.query.names if self.query and self.query.is_closed else ()
            columns = frozenset(old for old, new in zip(names, self.columns, strict=False) if new in columns)
        if self.scan:
            self.scan.filtered |= columns
        elif self.shared:
            self.shared.asked.append(columns)
        elif self.query:
            self.query.narrow(columns)


@dataclass(eq=False)
class Shared:
    """What several take rows from, such as a common table expression; it has no source while it reads itself.

    It is read once for all, so that only a filter which all of them have narrows it.  ``columns`` are the names that
    WITH gives to its columns, and ``spelled`` is what its own name is to the engine.
    """

    source: Source | None = None
    columns: tuple[str, ...] = ()
    asked: list[frozenset[str]] = field(default_factory=list)
    tables: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_closed: bool = False
    outputs: frozenset[str] = frozenset()
    is_used: bool = False
    spelled: str | None = None

    def __post_init__(self) -> None:
        """Tell once what comes out of it: a chain of such queries is asked often."""
        self.names = self.columns or (self.source.names() if self.source else ())
        self.outputs = frozenset(self.names)
        self.is_closed = bool(self.columns) or (self.source is not None and self.source.is_closed())
        self.tables = self.source.tables() if self.source else ()

    def narrow(self) -> None:
        """Hand on the filters, once all who take rows have said theirs."""
        asked = frozenset.intersection(*self.asked) if self.asked else frozenset()
        if self.columns and self.source:
            names = self.source.names() if self.source.is_closed() else ()
            asked = frozenset(old for old, new in zip(names, self.columns, strict=False) if new in asked)
        if self.source:
            self.source.narrow(asked)


@dataclass(eq=False)
class Join:
    """A source that is joined to those before it; ``side`` and ``kind`` are sqlglot's, in capitals."""

    source: Source
    before: tuple[Source, ...]
    side: str
    kind: str
    condition: exp.Expr | None
    using: tuple[str, ...] = ()


@dataclass(eq=False)
class Query:
    """A query, or one branch of several in a row, which then are its ``branches``.

    ``compared`` are the qualifiers that each part of the condition compares, "" for a bare column.
    ``outputs`` says of each column that comes out of which source it comes unchanged, and under which name there.
    ``stars`` are the sources all of whose columns come out.  ``hides`` says that a filter outside is none inside.
    """

    parent: Query | None = None
    visible: Visible = field(default_factory=dict)
    depth: int = 1
    sources: list[Source] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    condition: exp.Expr | None = None
    compared: list[frozenset[str]] = field(default_factory=list)
    outputs: dict[str, tuple[Source, str] | None] = field(default_factory=dict)
    stars: list[Source] = field(default_factory=list)
    branches: tuple[Query, ...] = ()
    inner: list[Query] = field(default_factory=list)
    by_alias: dict[str, list[Source]] = field(default_factory=dict)
    filtered: dict[Source, frozenset[str]] = field(default_factory=dict)
    hides: bool = False
    _told: tuple[int, tuple[str, ...]] = (0, ())

    def add(self, source: Source) -> None:
        """Add a source; of several of one name, ``hr.orders`` and ``crm.orders``, each may be meant by it."""
        if len(self.sources) >= MOST_SOURCES:
            raise unreadable(f"a query over more than {MOST_SOURCES} tables", f"一个查询中的表超过 {MOST_SOURCES} 个")
        self.sources.append(source)
        self.by_alias.setdefault(source.alias, []).append(source)

    def find(self, alias: str) -> list[Source]:
        """Give the sources of this name, of this query or of those around it."""
        return next((query.by_alias[alias] for query in self.around() if alias in query.by_alias), [])

    def around(self) -> Iterator[Query]:
        """Give this query and those whose columns it can read."""
        query: Query | None = self
        while query:
            yield query
            query = query.parent

    def tables(self) -> tuple[str, ...]:
        """Give the tables whose columns it can name, its own first."""
        if self.parent is None:
            return self.own_tables()
        return tuple(dict.fromkeys((*self.own_tables(), *self.parent.tables())))

    def own_tables(self) -> tuple[str, ...]:
        """Give the tables that it takes rows from."""
        if len(self.sources) != self._told[0]:
            tables = dict.fromkeys(table for source in self.sources for table in source.tables())
            self._told = (len(self.sources), tuple(tables))
        return self._told[1]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that come out, as far as they are known."""
        return tuple(self.outputs)

    @cached_property
    def is_closed(self) -> bool:
        """Whether all columns that come out are known by name."""
        if self.branches:
            return self.branches[0].is_closed
        return all(source.is_closed() for source in self.stars)

    @cached_property
    def starred_tables(self) -> tuple[str, ...]:
        """The tables all of whose columns come out."""
        of_branches = (table for branch in self.branches for table in branch.starred_tables)
        of_sources = (table for source in self.stars for table in source.tables())
        return tuple(dict.fromkeys((*of_branches, *of_sources)))

    def narrow(self, columns: frozenset[str]) -> None:
        """Take the columns by which it is filtered outside, and hand the filters on to the sources."""
        columns = frozenset() if self.hides else columns
        for branch in self.branches:
            branch.narrow(self._of_branch(branch, columns))
        for source in self.sources:
            source.narrow(self.filtered.get(source, frozenset()) | self._passed(source, columns))
        for query in self.inner:
            query.narrow(frozenset())

    def _of_branch(self, branch: Query, columns: frozenset[str]) -> frozenset[str]:
        """Give the filtered columns under the names that they have in a branch: it has them by their order."""
        first = self.branches[0]
        if branch is first:
            return columns
        if not first.is_closed or not branch.is_closed or len(first.outputs) != len(branch.outputs):
            return columns if first.stars and branch.stars and not first.outputs and not branch.outputs else frozenset()
        return frozenset(own for own, name in zip(branch.outputs, first.outputs, strict=True) if name in columns)

    def _passed(self, source: Source, columns: frozenset[str]) -> frozenset[str]:
        passed = {found[1] for name in columns if (found := self.outputs.get(name)) and found[0] is source}
        if self.stars == [source]:
            passed |= {name for name in columns if name not in self.outputs}
        return frozenset(passed)

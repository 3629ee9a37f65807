"""A reading: what a text of SQL does, as plain values that no longer know the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column that is read; ``tables`` are those it may be of, none where it is of no table that was named."""

    name: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """One reading of a table, and the columns by which a filter narrows it."""

    table: str
    filtered: frozenset[str]


@dataclass(frozen=True, slots=True)
class Created:
    """A table that is created, and what of it is declared or taken over from another table."""

    table: str
    has: frozenset[str]


@dataclass(frozen=True, slots=True)
class Limit:
    """The rows at most of one query's result: a number, or something that only the engine can tell."""

    rows: int | Literal["unbounded", "unknown"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text does; names are in small letters and without quotes, each list in the order of first appearance.

    ``starred`` are the tables of which all columns are selected; ``selects_star`` is true also where it is not known
    of which.  ``limits`` has one for each statement that is a query.  ``nesting`` is 1 where no query holds another.
    """

    statements: tuple[str, ...]
    tables: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    columns: tuple[ColumnRead, ...]
    functions: tuple[str, ...]
    selects_star: bool
    starred: tuple[str, ...]
    limits: tuple[Limit, ...]
    scans: tuple[Scan, ...]
    created: tuple[Created, ...]
    joins: int
    cross_joins: int
    nesting: int

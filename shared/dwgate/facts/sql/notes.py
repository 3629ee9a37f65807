"""Notes: what is found of a text while its syntax trees are walked, and the reading that comes of it.

Whatever a message brings may end up in a reason, so what is told of it is a name, or the text is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from dwgate.facts.sql.matching import PARAMETER
from dwgate.facts.sql.problems import unreadable
from dwgate.facts.sql.reading import ColumnRead, Created, Limit, Reading, Scan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.facts.sql.budget import Budget
    from dwgate.facts.sql.text import Text

_T = TypeVar("_T")
LONGEST_NAME = 128
"""The most characters of a name: that of MaxCompute's tables and columns, which is the most of any engine."""
_NAME = re.compile(r"[A-Za-z0-9_${}\-.:@*\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


@dataclass
class Narrowed:
    """A scan whose filters are still being found."""

    table: str
    at: int
    filtered: frozenset[str] = frozenset()


@dataclass
class Notes:
    """What is found, in any order; ``at`` is the place in the text, by which it is put in order."""

    text: Text
    budget: Budget
    statements: list[str] = field(default_factory=list)
    mentions: list[tuple[int, Literal["read", "write"], str]] = field(default_factory=list)
    columns: list[tuple[int, ColumnRead]] = field(default_factory=list)
    functions: list[tuple[int, str]] = field(default_factory=list)
    starred: list[tuple[int, str]] = field(default_factory=list)
    selects_star: bool = False
    limits: list[Limit] = field(default_factory=list)
    scans: list[Narrowed] = field(default_factory=list)
    created: list[Created] = field(default_factory=list)
    joins: int = 0
    cross_joins: int = 0
    nesting: int = 0

    def name(self, written: str, at: int = 0) -> str:
        """Give a name as it is told: in small letters; FactError where it is none that may be told."""
        name = self.text.restored(written)
        if len(name) > LONGEST_NAME or not _NAME.fullmatch(PARAMETER.sub("$", name)):
            raise unreadable(
                "a name that is too long, or holds what no name should",
                "名称过长，或包含名称中不应有的字符",
                *self.text.place(at),
            )
        return name.lower()

    def read(self, table: str, at: int) -> Narrowed:
        """Note that a table is read here."""
        self.mentions.append((at, "read", table))
        scan = Narrowed(table, at)
        self.scans.append(scan)
        return scan

    def mention(self, table: str, at: int) -> None:
        """Note that a table is read, though no rows of it are."""
        self.mentions.append((at, "read", table))

    def write(self, table: str, at: int) -> None:
        """Note that a table is written here, or changed."""
        self.mentions.append((at, "write", table))

    def star(self, at: int, tables: Iterable[str]) -> None:
        """Note that all columns are selected, and of which tables."""
        self.selects_star = True
        self.starred += [(at, table) for table in tables]

    def create(self, table: str, at: int, has: frozenset[str]) -> None:
        """Note that a table is created, and what is declared of it."""
        self.write(table, at)
        self.created.append(Created(table, has))

    def reading(self) -> Reading:
        """Give what was found, in the order of the text."""
        mentions = sorted(self.mentions, key=lambda mention: mention[0])
        return Reading(
            statements=tuple(self.statements),
            tables=_once(table for _, _, table in mentions),
            reads=_once(table for _, kind, table in mentions if kind == "read"),
            writes=_once(table for _, kind, table in mentions if kind == "write"),
            columns=_once(column for _, column in sorted(self.columns, key=lambda found: found[0])),
            functions=_once(name for _, name in sorted(self.functions)),
            selects_star=self.selects_star,
            starred=_once(name for _, name in sorted(self.starred)),
            limits=tuple(self.limits),
            scans=tuple(Scan(scan.table, scan.filtered) for scan in sorted(self.scans, key=lambda scan: scan.at)),
            created=tuple(self.created),
            joins=self.joins,
            cross_joins=self.cross_joins,
            nesting=self.nesting,
        )


def _once(items: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))

"""What the tests of SQL share: a text's reading, and the problem of one that has none."""

import pytest

from dwgate.errors import FactError, Problem
from dwgate.facts.sql.reader import read
from dwgate.facts.sql.reading import Reading


def reading(sql: str, dialect: str = "maxcompute") -> Reading:
    """Read a text with no end to its time."""
    return read(sql, dialect, lambda: False)


def problem(sql: str, dialect: str = "maxcompute") -> Problem:
    """Give the problem of a text that cannot be read."""
    with pytest.raises(FactError) as raised:
        reading(sql, dialect)
    return raised.value.problem


def columns(sql: str, dialect: str = "maxcompute") -> dict[str, tuple[str, ...]]:
    """Give the tables that each column which is read may be of."""
    found: dict[str, tuple[str, ...]] = {}
    for column in reading(sql, dialect).columns:
        found[column.name] = tuple(dict.fromkeys((*found.get(column.name, ()), *column.tables)))
    return found


def filtered(sql: str, dialect: str = "maxcompute") -> dict[str, set[str]]:
    """Give the columns that narrow each table; of a table that is read twice those that narrow both readings."""
    found: dict[str, set[str]] = {}
    for scan in reading(sql, dialect).scans:
        found[scan.table] = found.get(scan.table, set(scan.filtered)) & scan.filtered
    return found

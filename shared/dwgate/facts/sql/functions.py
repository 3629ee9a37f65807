"""The functions by which a condition asks what a text of SQL does.

Each takes the text first, and is answered from one reading of it; what cannot be read is an error of the rule that
asked, never an empty list.  sqlglot is loaded where the first text is read.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from dwgate.errors import FactError, Problem
from dwgate.facts.asking import Asking, asking
from dwgate.facts.function import Function
from dwgate.facts.sql import matching
from dwgate.facts.sql.engines import dialect_of
from dwgate.facts.sql.reader import read
from dwgate.facts.sql.unlisted import unlisted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dwgate.facts.sql.reading import Reading, Scan

DECLARED = ("lifecycle", "comment", "partitions")
"""What ``sql.created_without`` can look for."""


def _answered(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Make an implementation of what takes a reading first."""

    def answered(current: Asking, text: str, *arguments: Any) -> Any:
        dialect = dialect_of(current.event, current.reference.get("sql", {}))
        return answer(read(text, dialect, current.is_out_of_time), *arguments)

    return asking(answered)


def _listed(name: str, reading: Reading) -> list[Any]:
    return list(getattr(reading, name))


def _columns(reading: Reading) -> list[str]:
    return list(dict.fromkeys(column.name for column in reading.columns))


def _has_limit(reading: Reading) -> bool:
    return bool(reading.limits) and all(limit.rows != "unbounded" for limit in reading.limits)


def _limit(reading: Reading) -> int:
    rows = [limit.rows for limit in reading.limits]
    if not rows or "unbounded" in rows:
        raise FactError(
            Problem("the SQL has a query without LIMIT, or none at all", "SQL 中有查询没有 LIMIT，或没有查询")
        )
    if "unknown" in rows:
        raise FactError(Problem("a LIMIT of the SQL is no number", "SQL 中的 LIMIT 不是数字"))
    return max(row for row in rows if isinstance(row, int))


def _full_scans(reading: Reading, columns: str | Sequence[str]) -> list[str]:
    return list(dict.fromkeys(scan.table for scan in reading.scans if not _is_narrowed(scan, columns)))


def _full_scans_but(reading: Reading, columns: Sequence[str], unpartitioned: Sequence[str]) -> list[str]:
    """Leave out what has no partitions; a created name that may be of many tables frees none but itself."""
    made = _created_without(reading, "partitions")
    known = [*unpartitioned, *filter(matching.is_of_one_table, made)]
    return unlisted((table for table in _full_scans(reading, columns) if table not in made), known)


def _has_partition_filter(reading: Reading, columns: str | Sequence[str]) -> bool:
    return all(_is_narrowed(scan, columns) for scan in reading.scans)


def _is_narrowed(scan: Scan, columns: str | Sequence[str]) -> bool:
    names = [columns] if isinstance(columns, str) else columns
    return any(name.strip().lower() in scan.filtered for name in names)


def _created(reading: Reading) -> list[str]:
    return list(dict.fromkeys(created.table for created in reading.created))


def _created_without(reading: Reading, what: str) -> list[str]:
    if what not in DECLARED:
        listed = "lifecycle, comment and partitions"
        raise FactError(Problem(f"what is looked for is none of {listed}", f"只能查找 {', '.join(DECLARED)}"))
    return list(dict.fromkeys(created.table for created in reading.created if what not in created.has))


def _not_declared(text: str) -> str | None:
    return None if text in DECLARED else "one of lifecycle, comment and partitions"


def _function(
    name: str, result: str, answer: Callable[..., Any], meaning: str, parameters: tuple[str, ...] = (), **more: Any
) -> Function:
    return Function(
        name=f"sql.{name}",
        parameters=("string", *parameters),
        result=result,
        implementation=_answered(answer),
        meaning=meaning,
        **more,
    )


_NAMES = "list<string>"
_LISTS = (
    ("statements", partial(_listed, "statements"), "what each statement is, such as select, insert overwrite, set"),
    ("tables", partial(_listed, "tables"), "the tables that it reads or writes, as written, without names of WITH"),
    ("reads", partial(_listed, "reads"), "the tables that it reads"),
    ("writes", partial(_listed, "writes"), "the tables that it writes, creates, changes or drops"),
    ("columns", _columns, "the columns that it reads, by their bare names"),
    ("functions", partial(_listed, "functions"), "the functions that it calls, as written"),
    ("created", _created, "the tables that it creates"),
)
_OF_LISTED = (
    (
        "touches",
        lambda reading, names: matching.of_tables(names, reading.tables),
        "those of the listed tables that it reads or writes; hr.salary, salary and dwd_* are ways to list them",
    ),
    (
        "touches_columns",
        lambda reading, names: matching.of_columns(names, reading.columns),
        "those of the listed columns that it reads; mobile and dim_user.mobile are ways to list them",
    ),
    (
        "stars_of",
        lambda reading, names: matching.of_tables(names, reading.starred),
        "those of the listed tables of which it selects all columns",
    ),
)
_NUMBERS = (
    ("joins", lambda reading: reading.joins, "how many joins there are"),
    ("cross_joins", lambda reading: reading.cross_joins, "how many joins have no condition between their sides"),
    ("nesting", lambda reading: reading.nesting, "how deep queries stand in each other; 1 where none does"),
)

FUNCTIONS = (
    *(_function(name, _NAMES, answer, meaning) for name, answer, meaning in _LISTS),
    *(
        _function(name, _NAMES, answer, meaning, (_NAMES,), checks={1: matching.not_a_name})
        for name, answer, meaning in _OF_LISTED
    ),
    _function(
        "selects_star", "bool", lambda reading: reading.selects_star, "whether it selects all columns, by a star"
    ),
    _function("has_limit", "bool", _has_limit, "whether each of its queries ends in LIMIT"),
    _function("limit", "int", _limit, "the most rows that one of its queries gives, by LIMIT"),
    *(
        _function(
            "has_partition_filter",
            "bool",
            _has_partition_filter,
            "whether each table that it reads is filtered by one of these columns",
            (parameter,),
        )
        for parameter in ("string", _NAMES)
    ),
    *(
        _function(
            "full_scans",
            _NAMES,
            _full_scans,
            "the tables that it reads without a filter on one of these columns",
            (parameter,),
        )
        for parameter in ("string", _NAMES)
    ),
    _function(
        "full_scans",
        _NAMES,
        _full_scans_but,
        "the same, but for the tables of the last list and those that it creates, as far as they have no partitions",
        (_NAMES, _NAMES),
        checks={2: matching.not_a_name},
    ),
    _function(
        "created_without",
        _NAMES,
        _created_without,
        "the tables that it creates without a lifecycle, a comment or partitions",
        ("string",),
        checks={1: _not_declared},
    ),
    *(_function(name, "int", answer, meaning) for name, answer, meaning in _NUMBERS),
    Function(
        name="sql.unlisted",
        parameters=(_NAMES, _NAMES),
        result=_NAMES,
        implementation=unlisted,
        meaning="those tables of the first list that no name of the second means; a parameter stands for any text",
        checks={1: matching.not_a_name},
    ),
)

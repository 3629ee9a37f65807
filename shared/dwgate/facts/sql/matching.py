"""Matching: names that are listed, such as ``hr.salary`` and ``dwd_*``, against names as a text of SQL writes them.

A scheduling parameter in a name, ``ods_${region}_orders``, stands for any text: what the name can become, it means.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.facts.sql.reading import ColumnRead

_WILDCARDS = frozenset("*?[")
_PARAMETER = re.compile(r"\$(?:\{[^}]*\}|\[[^\]]*\])")
_OF_PATTERN = re.compile(r"\[!?\]?[^\]]*\]|.")
_WITHOUT_SCHEMA = 2
"""The parts of a name without a schema, ``project.table``."""


def is_table(listed: str, table: str) -> bool:
    """Whether a listed name means a table: by as many parts, from the last, as both have.

    ``hr.*`` means nothing of a table whose project is not written: nothing but the project would tell it.
    A parameter in a table's name stands for any text.
    """
    if _PARAMETER.fullmatch(table):
        return True
    ours, theirs = _parts(listed), _parts(table)
    if len(ours) != len(theirs):
        ours, theirs = _without_default(ours), _without_default(theirs)
    if len(theirs) < len(ours) and all(part == "*" for part in ours[-len(theirs) :]):
        return False
    return all(_fits(own, other) for own, other in zip(reversed(ours), reversed(theirs), strict=False))


def is_column(listed: str, column: ColumnRead) -> bool:
    """Whether a listed name, ``mobile`` or ``dim_user.mobile``, means a column that is read."""
    table, _, name = listed.strip().lower().rpartition(".")
    if not _fits(name, column.name):
        return False
    return not table or any(is_table(table, owner) for owner in column.tables)


def of_tables(listed: Iterable[str], tables: Iterable[str]) -> list[str]:
    """Give those of the listed names that mean one of the tables."""
    found = tuple(tables)
    return [name for name in listed if any(is_table(name, table) for table in found)]


def of_columns(listed: Iterable[str], columns: Iterable[ColumnRead]) -> list[str]:
    """Give those of the listed names that mean one of the columns."""
    found = tuple(columns)
    return [name for name in listed if any(is_column(name, column) for column in found)]


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    """Give the parts of a name; a dot within a parameter, ``${a.b}``, parts nothing."""
    parts, depth = [""], 0
    for character in name.strip().lower():
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "." and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return tuple(parts)


def _without_default(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the schema that a table of MaxCompute is in where none is written, ``project.default.table``."""
    return (parts[0], *parts[2:]) if len(parts) > _WITHOUT_SCHEMA and parts[1] == "default" else parts


def _fits(pattern: str, name: str) -> bool:
    if _PARAMETER.search(name):
        return _can_meet(pattern, _PARAMETER.sub("*", name))
    return fnmatchcase(name, pattern) if _WILDCARDS & set(pattern) else pattern == name


def _can_meet(pattern: str, name: str) -> bool:
    """Whether a name in which stars stand for what is not known can become one that fits a pattern.

    ``reached`` are the places of the name that can be reached by what has been read of the pattern.
    """
    reached = _past_stars({0}, name)
    for part in _OF_PATTERN.findall(pattern):
        if part == "*":
            reached = set(range(min(reached), len(name) + 1))
        else:
            starred = {at for at in reached if name[at : at + 1] == "*"}
            fitting = {at + 1 for at in reached - starred if name[at : at + 1] and fnmatchcase(name[at], part)}
            reached = _past_stars(starred | fitting, name)
        if not reached:
            return False
    return len(name) in reached


def _past_stars(places: set[int], name: str) -> set[int]:
    """Add the places behind the stars at these places, for which there may be nothing."""
    found = set(places)
    for at in places:
        end = at
        while name[end : end + 1] == "*":
            end += 1
            found.add(end)
    return found

"""Matching: names that are listed, such as ``hr.salary`` and ``dwd_*``, against names as a text of SQL writes them.

A scheduling parameter in a name, ``ods_${region}_orders``, stands for any text: what the name can become, it means.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

from dwgate.errors import FactError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.facts.sql.reading import ColumnRead

_WILDCARDS = frozenset("*?[")
PARAMETER = re.compile(r"\$(?:\{[^}$]*\}|\[[^\]$]*\])")
"""A scheduling parameter in a name, ``${month}`` or ``$[yyyymm-1]``."""
_LISTED = re.compile(r"(?:[A-Za-z0-9_$\-:@*?\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|\[!?[^\[\].!]+\])+")
"""A part of a listed name: what no name of a text can hold would mean nothing for ever."""
_BROKEN = Problem("a listed name is none that a table or a column can have", "列表中有表或列不可能有的名称")
_OF_PATTERN = re.compile(r"\[!?\]?[^\]]*\]|.")
_LONGEST_KEPT = 512
_WITHOUT_SCHEMA = 2
"""The parts of a name without a schema, ``project.table``."""


def as_glob(name: str) -> str:
    """Give a name with a star for each parameter, which stands for any text."""
    return PARAMETER.sub("*", name)


def is_plain(name: str) -> bool:
    """Whether a name has no wildcard."""
    return _WILDCARDS.isdisjoint(name)


def not_a_name(text: str) -> str | None:
    """Say what a text is not that should be a listed name; None where it is."""
    is_name = all(map(_LISTED.fullmatch, _parts(as_glob(text))))
    return None if is_name else "a name, such as salary, hr.salary or dwd_*"


def is_of_one_table(name: str) -> bool:
    """Whether the table of a name is certain: a project may be any, by a parameter, a table may not."""
    return is_plain(as_glob(_parts(name)[-1]))


def is_table(listed: str, table: str) -> bool:
    """Whether a listed name means a table: by as many parts, from the last, as both have.

    ``hr.*`` means nothing of a table whose project is not written: nothing but the project would tell it.
    A parameter in a table's name stands for any text.
    """
    if "$" in table and PARAMETER.fullmatch(table):
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
    """Give those of the listed names that mean one of the tables; FactError where one of them can mean none."""
    found = tuple(tables)
    return [name for name in _read(listed) if any(is_table(name, table) for table in found)]


def of_columns(listed: Iterable[str], columns: Iterable[ColumnRead]) -> list[str]:
    """Give those of the listed names that mean one of the columns; FactError where one of them can mean none.

    Columns of one query may be of the same hundreds of tables, which are asked about once.
    """
    found: dict[tuple[str, ...], list[ColumnRead]] = {}
    for column in columns:
        found.setdefault(column.tables, []).append(column)
    return [name for name in _read(listed) if any(_is_one_of(name, same) for same in found.values())]


def _is_one_of(listed: str, columns: list[ColumnRead]) -> bool:
    """Whether a listed name means one of the columns, all of the same tables."""
    name = listed.strip().lower().rpartition(".")[2]
    one = next((column for column in columns if _fits(name, column.name)), None)
    return one is not None and is_column(listed, one)


def _read(listed: Iterable[str]) -> list[str]:
    names = list(listed)
    if any(map(not_a_name, names)):
        raise FactError(_BROKEN)
    return names


def _parts(name: str) -> tuple[str, ...]:
    """Give the parts of a name; those of a text that is far too long for one are not kept."""
    return _parted(name) if len(name) <= _LONGEST_KEPT else _parted.__wrapped__(name)


@lru_cache(maxsize=4096)
def _parted(name: str) -> tuple[str, ...]:
    """Part a name; a dot within a parameter, ``${a.b}``, parts nothing."""
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
    if "$" in name and PARAMETER.search(name):
        return _can_meet(pattern, as_glob(name))
    return pattern == name or (not is_plain(pattern) and fnmatchcase(name, pattern))


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

"""SQL facts: what a reading of a text takes by its length, over a bare parse of the same text by sqlglot.

The texts are made of the statements of the corpus that sqlglot's nearest dialect can parse too.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import sys
from typing import TYPE_CHECKING

from measuring.suite import ROOT, SCRATCH, Side, Suite, repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from measuring.suite import Timed

_FOLDER = SCRATCH / "sql"
_LENGTHS = (100, 1000, 10_000, 100_000)
_NEAREST = "hive"
"""The dialect of sqlglot from which that of MaxCompute is made."""
_LONGEST_STATEMENT = 1000
_BETWEEN = "\n;\n"
"""On a line of its own, as a statement may end with a comment."""


@contextlib.contextmanager
def written() -> Iterator[None]:
    """Write the texts, which every process then reads."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    statements = _statements()
    for length in _LENGTHS:
        _file(length).write_text(_text(statements, length), encoding="utf-8")
    yield


def _statements() -> tuple[str, ...]:
    """Give the statements of the corpus that both can read, in the corpus's order."""
    logging.getLogger("sqlglot").disabled = True  # which tells of what it only wraps
    sys.path.append(str(ROOT / "tests"))
    from facts.sql import corpus_entries  # noqa: PLC0415 - what only whoever measures has

    found = (entry for entry in corpus_entries.entries() if entry.problem is None and entry.dialect == "maxcompute")
    texts = (entry.sql.strip().rstrip(";") for entry in found)
    return tuple(text for text in texts if len(text) <= _LONGEST_STATEMENT and _is_read_by_both(text))


def _text(statements: tuple[str, ...], length: int) -> str:
    """Put statements together that have so many characters, or nearly so many."""
    if length < _LONGEST_STATEMENT:
        return min(statements, key=lambda one: abs(len(one) - length))
    taken: list[str] = []
    left = length
    for statement in itertools.cycle(statements):
        left -= len(statement) + len(_BETWEEN)
        if left < 0:
            break
        taken.append(statement)
    return _BETWEEN.join(taken)


def _file(length: int) -> Path:
    return _FOLDER / f"{length}.sql"


def _is_read_by_both(sql: str) -> bool:
    import sqlglot  # noqa: PLC0415 - as above

    from dwgate.errors import FactError  # noqa: PLC0415 - as above

    try:
        parsed = sqlglot.parse(sql, read=_NEAREST)
        _read(sql)
    except (sqlglot.errors.SqlglotError, FactError):
        return False
    return not any(isinstance(one, sqlglot.exp.Command) for one in parsed)  # which sqlglot wraps unread


def _read(sql: str) -> object:
    from dwgate.facts.sql import reader  # noqa: PLC0415 - as above

    return reader.read(sql, "maxcompute", lambda: False)


def _dwgate(length: int) -> Callable[[], Timed]:
    def prepare() -> Timed:
        sql, count = _file(length).read_text(encoding="utf-8"), itertools.count()
        return repeated(lambda: _read(f"{sql} -- {next(count)}"))  # which no reading is kept of

    return prepare


def _sqlglot(length: int) -> Callable[[], Timed]:
    def prepare() -> Timed:
        import sqlglot  # noqa: PLC0415 - as above

        sql, count = _file(length).read_text(encoding="utf-8"), itertools.count()
        return repeated(lambda: sqlglot.parse(f"{sql} -- {next(count)}", read=_NEAREST))

    return prepare


def _sides(length: int) -> tuple[Side, Side]:
    bare = f"sqlglot.parse, {length:,} characters"
    return Side(bare, _sqlglot(length)), Side(f"dwgate's reading, {length:,} characters", _dwgate(length), bare)


SUITE = Suite(
    name="sql",
    title="SQL facts: the reading of a text, by its length",
    sides=tuple(side for length in _LENGTHS for side in _sides(length)),
    rounds=5,
    around=written,
)

"""Reading a text once: its reading, or why there is none, kept for all that asks of the same text."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from dwgate.errors import FactError, Problem
from dwgate.facts.sql.problems import OfThisTime, OutOfMemory, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from dwgate.facts.sql.reading import Reading

LONGEST = 100_000
"""The most characters of a text.  DataWorks's nodes hold 128 KB, of which Chinese takes three bytes a character."""
_KEPT = 64
"""The readings that are kept: those of the messages in progress, and of what is tried on a desk."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A text in a dialect; the clock of the message that wants it is no part of what it is."""

    sql: str
    dialect: str
    is_out_of_time: Callable[[], bool] = field(compare=False)


def read(sql: str, dialect: str, is_out_of_time: Callable[[], bool]) -> Reading:
    """Give the reading of a text; FactError where it cannot be read, or not in time."""
    found = _read(_Wanted(sql, dialect, is_out_of_time))
    if isinstance(found, Problem):
        raise FactError(found)
    return found


@lru_cache(maxsize=_KEPT)
def _read(wanted: _Wanted) -> Reading | Problem:
    """Read, on a stack of its own: how deep a text may nest does not hang on who asks."""
    done: list[Reading | FactError] = []
    thread = threading.Thread(target=lambda: done.append(_attempt(wanted)), name="sql", daemon=True)
    thread.start()
    thread.join()
    (found,) = done
    if isinstance(found, OfThisTime):
        raise found  # which is not kept: it is no fault of the text
    return found.problem if isinstance(found, FactError) else found


def _attempt(wanted: _Wanted) -> Reading | FactError:
    if len(wanted.sql) > LONGEST:
        return unreadable(f"it is longer than {LONGEST} characters", f"超过 {LONGEST} 个字符")
    try:
        from dwgate.facts.sql import statements  # noqa: PLC0415 - sqlglot is loaded where the first text is read

        return statements.read(wanted.sql, wanted.dialect, wanted.is_out_of_time)
    except FactError as error:
        return error
    except MemoryError:
        return OutOfMemory()
    except RecursionError:
        return unreadable("it nests too deep", "嵌套过深")
    except Exception:  # noqa: BLE001 - whatever a foreign grammar does with a text, the rule that asked is an error
        return unreadable("the grammar fails on it", "语法分析失败")

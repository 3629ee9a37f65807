"""Problems: why a text of SQL gives no answer, in both languages, told by its place and never by its words."""

from __future__ import annotations

from dwgate.errors import FactError, Problem


def unreadable(english: str, chinese: str, line: int = 0, column: int = 0) -> FactError:
    """Give the error of a text that cannot be read, and where it cannot: lines and columns count from 1."""
    if not line:
        return FactError(Problem(f"the SQL cannot be read: {english}", f"无法读取 SQL：{chinese}"))
    return FactError(
        Problem(
            f"the SQL cannot be read at line {line}, column {column}: {english}",
            f"无法读取 SQL（第 {line} 行，第 {column} 列）：{chinese}",
        )
    )


class OfThisTime(FactError):  # noqa: N818 - named by what it is
    """What is true of this message alone, not of the text: it is not kept."""


class OutOfMemory(OfThisTime):
    """The memory of the instance ran out while the SQL was read."""

    def __init__(self) -> None:
        """Say it, and nothing of the text."""
        super().__init__(Problem("the memory ran out while the SQL was read", "读取 SQL 时内存已用尽"))


class OutOfTime(OfThisTime):
    """The time of the message ran out while its SQL was read."""

    def __init__(self) -> None:
        """Say what every message is told whose time ran out."""
        super().__init__(Problem("the time ran out while the SQL was read", "读取 SQL 时时间已用尽"))

"""How the commands write to a terminal: one width, one set of colours, and nothing that a terminal would obey.

Messages, records and files hold texts that somebody else has chosen.  Whatever way they take to standard output or
standard error, they go through here: an escape in them moves no cursor, and no mark turns a line around.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from shutil import which
from typing import IO, TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from dwgate.policy.explanation import counted
from dwgate.quoting import escaped, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from rich.console import ConsoleOptions, RenderableType
    from rich.table import Column

__all__ = [
    "command",
    "console",
    "counted",
    "fits",
    "json_text",
    "new_page",
    "new_table",
    "result_style",
    "show_hanging",
    "show_table",
    "show_trimmed",
    "shown",
    "write",
]

_WIDTH_OF_A_PIPE = 120
_LEAST_WIDTH = 6
"""The width of a column that is still worth reading where its cells are folded."""
_LEAST_OF_PROSE = 20
"""That of one whose cells are sentences, and folded at any width."""

_LINE = re.compile("[^\n\t]+")
_THEME = Theme({"ok": "green", "warn": "yellow", "fail": "bold red", "quiet": "dim", "name": "bold"})


class _Console(Console):
    """A console that takes texts as they are, and shows nothing of them that a terminal would obey."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Render as ever, and then look at what comes of it; what the console itself tells the terminal stays."""
        for part in super().render(renderable, options):
            yield part if part.control else Segment(_harmless(part.text), part.style)


def console(file: IO[str] | None = None, *, stderr: bool = False) -> Console:
    """Make a console; where neither a terminal nor COLUMNS says how wide it is, a page is wide enough for a table."""
    made = _Console(file=file, stderr=stderr, theme=_THEME, highlight=False, soft_wrap=False, markup=False, emoji=False)
    columns = os.environ.get("COLUMNS", "")
    if not made.is_terminal and not (columns.isdecimal() and int(columns)):
        made.width = _WIDTH_OF_A_PIPE
    return made


def write(text: str, *, stderr: bool = False) -> None:
    """Write lines to standard output, or to standard error, without what a terminal would obey."""
    (sys.stderr if stderr else sys.stdout).write(_harmless(text))


def json_text(document: Any, *, default: Callable[[Any], Any] | None = None) -> str:
    """Write a document as JSON for a program, which a person may look at in a terminal; without a line end."""
    return escaped(json.dumps(document, ensure_ascii=False, indent=2, default=default))


def _harmless(text: str) -> str:
    return text if text.isascii() and text.isprintable() else _LINE.sub(lambda line: visible(line[0]), text)


def show_hanging(out: Console, head: str, text: str) -> None:
    """Print a line; what of its text is too wide for a terminal stands below the text, and a pipe gets it in one."""
    if not out.is_terminal:
        out.print(Text(f"{head}{text}"), soft_wrap=True)
        return
    for line in Text(text).wrap(out, max(out.width - cell_len(head), 1)):
        out.print(Text(head) + line, soft_wrap=True)
        head = " " * cell_len(head)


def shown(text: str) -> str:
    """Give a text from outside as one line that a terminal and a reply can take: somebody else has chosen it.

    What else is printed may have line ends, which are ours; this may not.
    """
    return visible(text)


class _Table(Table):
    """A table whose cells are as wide as what is shown of them."""

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        """Add a row as ever, of cells in which a terminal finds nothing to obey."""
        super().add_row(*map(_harmless_cell, cells), **options)


def _harmless_cell(cell: RenderableType | None) -> RenderableType | None:
    if isinstance(cell, Text):
        cell.plain = _harmless(cell.plain)
    return _harmless(cell) if isinstance(cell, str) else cell


def new_table() -> Table:
    """Make a table in the one style of all, to which columns and rows are added; a column with a ratio is of prose."""
    return _Table(box=None, pad_edge=False, header_style="quiet")


def new_page() -> Table:
    """Make a page of headings and of texts beside them, which fold where they are too long."""
    page = _Table.grid(padding=(0, 1), pad_edge=True)
    page.add_column(no_wrap=True)
    page.add_column(overflow="fold")
    return page


def fits(out: Console, table: Table, *, gap: int = 1) -> bool:
    """Whether the console is wide enough for a table of texts, with this gap between columns, and nothing folded."""
    widths = (_LEAST_OF_PROSE if column.ratio else _width(column) for column in table.columns)
    return _sum(widths, gap) <= out.width


def show_table(out: Console, table: Table) -> None:
    """Print a table of texts with nothing cut off: what is too wide for the console stands closer, then folds.

    A column with ``no_wrap`` stays whole, unless no room would be left for the others.
    """
    gap = 2 if fits(out, table, gap=2) else 1
    least = (_width(column) if column.no_wrap else min(_width(column), _LEAST_WIDTH) for column in table.columns)
    keeps_whole = _sum(least, gap) <= out.width
    table.padding = (0, gap, 0, 0)
    for column in table.columns:
        column.overflow = "fold"
        column.no_wrap = column.no_wrap and keeps_whole
    show_trimmed(out, table)


def show_trimmed(out: Console, shown: RenderableType) -> None:
    """Print something without the blanks that fill its lines up to the width of the console."""
    for line in out.render_lines(shown, pad=False):
        text = Text.assemble(*((part.text, part.style or "") for part in line))
        text.rstrip()
        out.print(text, soft_wrap=True)


def _sum(widths: Iterable[int], gap: int) -> int:
    return sum(width + gap for width in widths) - gap


def _width(column: Column) -> int:
    cells = (str(cell) for cell in (column.header, *column.cells))
    return max(cell_len(line) for cell in cells for line in cell.split("\n"))


def result_style(result: str) -> str:
    """Give the style of a check result."""
    return result.lower()


def command() -> str:
    """Give the command as it can be typed here: by its name where that leads to it, else by its path from here."""
    started, here = Path(sys.argv[0]), Path.cwd()
    if which(started.name) == str(started):
        return started.name
    return str(started.relative_to(here)) if started.is_absolute() and started.is_relative_to(here) else sys.argv[0]

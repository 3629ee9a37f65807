"""How far a command is in reading records."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from dwgate.cli.terminal import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dwgate.records import Reading


@contextmanager
def progress(reading: Reading, doing: str) -> Iterator[Callable[[], object]]:
    """Show on standard error how far the reading is, where that is a terminal, each time the given is called."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    size = reading.size
    columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn()) if size else (SpinnerColumn(),)
    with Progress(
        TextColumn(doing),
        *columns,
        TextColumn("{task.fields[records]} records"),
        console=console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=size, records=0)
        yield lambda: bar.update(task, completed=reading.position, records=reading.records)

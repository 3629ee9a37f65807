"""``dwgate events list``: the events of DataWorks, how each is answered, and which function serves it."""

from __future__ import annotations

import sys
from enum import Enum
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from dwgate.cli.terminal import console
from dwgate.events import catalogue

if TYPE_CHECKING:
    from dwgate.cli.project import Project
    from dwgate.events.catalogue import EventType

_HEADINGS = ("event", "module", "callback", "function")


class Format(Enum):
    """How the list is written."""

    TEXT = "text"
    MARKDOWN = "markdown"


def list_events(project: Project, output: Format, *, regular: bool) -> None:
    """Write the extension points, and the other events too where ``regular`` asks for them."""
    served = {point: function.name for function in project.functions() for point in function.points()}
    events = [event for event in catalogue.events().values() if regular or event.is_extension_point]
    rows = [_row(event, served) for event in events]
    if output is Format.MARKDOWN:
        sys.stdout.write(markdown(rows))
    else:
        _show(rows)


def markdown(rows: list[tuple[str, ...]]) -> str:
    """Write the list as a table in Markdown, with what can be typed marked as code."""
    lines = [" | ".join(_HEADINGS), " | ".join("---" for _ in _HEADINGS)]
    lines += [" | ".join(_cell(cell, number) for number, cell in enumerate(row)) for row in rows]
    return "".join(f"| {line} |\n" for line in lines)


def _row(event: EventType, served: dict[str, str]) -> tuple[str, ...]:
    return (event.code, event.module, event.callback or "", served.get(event.code, ""))


def _cell(text: str, number: int) -> str:
    return f"`{text}`" if text and _HEADINGS[number] != "module" else text


def _show(rows: list[tuple[str, ...]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    for heading in _HEADINGS:
        table.add_column(heading, no_wrap=True)
    for row in rows:
        table.add_row(Text(row[0], "name"), *(Text(cell) for cell in row[1:]))
    console().print(table)

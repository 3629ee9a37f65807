"""``dwgate events list``: the events of DataWorks, how each is answered, and which function serves it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from dwgate.cli.terminal import console, fits, json_text, new_table, show_table, write
from dwgate.events import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.table import Table

    from dwgate.cli.project import Project


class Format(Enum):
    """How the list is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class _Row(NamedTuple):
    """An event, the operation that takes its result, if there is one, and the functions that serve it.

    They may be several: each is an extension of its own.
    """

    event: str
    module: str
    callback: str | None
    functions: tuple[str, ...]


_HEADINGS = ("event", "module", "callback", "function")


def list_events(project: Project, output: Format, *, regular: bool) -> None:
    """Write the extension points, and the other events too where ``regular`` asks for them."""
    served = {function.name: function.points() for function in project.functions()}
    rows = [
        _Row(
            event=event.code,
            module=event.module,
            callback=event.callback,
            functions=tuple(name for name, points in served.items() if event.code in points),
        )
        for event in catalogue.events().values()
        if regular or event.is_extension_point
    ]
    if output is Format.TEXT:
        _show(rows)
    elif output is Format.MARKDOWN:
        write(_markdown(rows))
    else:
        write(f"{json_text([row._asdict() for row in rows])}\n")


def _markdown(rows: Iterable[_Row]) -> str:
    """Write the list as a table in Markdown, with what can be typed marked as code."""
    lines = [" | ".join(_HEADINGS), " | ".join("---" for _ in _HEADINGS)]
    lines += [
        " | ".join((_code(row.event), row.module, _code(row.callback), ", ".join(map(_code, row.functions))))
        for row in rows
    ]
    return "".join(f"| {line} |\n" for line in lines)


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def _show(rows: Sequence[_Row]) -> None:
    out, table = console(), new_table()
    for heading in _HEADINGS:
        table.add_column(heading, no_wrap=True)
    for row in rows:
        table.add_row(Text(row.event, "name"), row.module, row.callback or "", _listed(row))
    show_table(out, table if fits(out, table) else _narrow(rows))


def _narrow(rows: Iterable[_Row]) -> Table:
    """Put what one did not come for below the event: in columns of their own it could not be read."""
    table = new_table()
    table.add_column("event", no_wrap=True)
    table.add_column("function", no_wrap=True)
    for row in rows:
        below = ", ".join(text for text in (row.module, row.callback) if text)
        table.add_row(Text.assemble((row.event, "name"), (f"\n  {below}", "quiet")), _listed(row))
    return table


def _listed(row: _Row) -> str:
    return ",\n".join(row.functions)

"""``dwgate events show``: one event, how it is answered, the fields of its messages, and one of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.cli.arguments import Format
from dwgate.cli.events.new_message import documented, usual_envelope
from dwgate.cli.terminal import command, console, json_text, new_table, show_hanging, show_table, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console
    from rich.table import Table

    from dwgate.cli.project import Project
    from dwgate.events.catalogue import EventType, Field

_LEVELS = {"workspace": "a workspace's own", "tenant": "of the whole tenant"}


def show_event(project: Project, event: EventType, output: Format) -> None:
    """Show an event to a person, or as JSON to a program."""
    functions = [function.name for function in project.functions() if event.code in function.points()]
    if output is Format.JSON:
        write(f"{json_text(_document(event, functions))}\n")
        return
    out = console()
    out.print(Text.assemble((event.code, "name"), f"  {event.name}"), soft_wrap=True)
    for head, told in _told(event, functions):
        show_hanging(out, f"  {head:9} ", told)
    _show_fields(out, event)
    message = documented(event.code)[usual_envelope(event)]
    if message:
        out.print("\nA message, from what DataWorks documents:\n")
        out.print(Text(json.dumps(message, ensure_ascii=False, indent=2)), soft_wrap=True)
    out.print(f"\nTo write one: {command()} events new {event.code}", soft_wrap=True)


def _told(event: EventType, functions: list[str]) -> Iterator[tuple[str, str]]:
    yield "module", f"{event.module}; {_LEVELS[event.level]}"
    yield "type", event.type or "not published by DataWorks"
    yield "brought", "EventBridge alone" if not event.function_compute else "Function Compute, or EventBridge"
    yield "answered", _answered(event)
    yield "served by", ", ".join(functions) or "no function of this project"
    yield "note", event.notes


def _answered(event: EventType) -> str:
    if not event.is_extension_point:
        return "not at all: DataWorks only reports it"
    returned = "returned by the function, or " if event.function_compute else ""
    return f"{returned}called back with {event.callback}"


def _show_fields(out: Console, event: EventType) -> None:
    if not event.fields:
        told = (
            "DataWorks publishes no fields of its messages: they are read as they come, and a condition may name any."
        )
        out.print(f"\n{told}", soft_wrap=True)
        return
    table = new_table()
    table.add_column("field", no_wrap=True)
    table.add_column("type", no_wrap=True)
    table.add_column("what it is", ratio=1)
    _add_fields(table, event.fields)
    out.print()
    show_table(out, table)


def _add_fields(table: Table, fields: Iterable[Field], prefix: str = "") -> None:
    for field in fields:
        kind = f"List of {field.element}" if field.type == "List" else field.type
        table.add_row(Text(f"{prefix}{field.name}", "name"), kind, Text(_meaning(field)))
        below = f"{prefix}{field.name}{'[]' if field.type == 'List' else ''}."
        _add_fields(table, field.fields, below)


def _meaning(field: Field) -> str:
    listed = [
        f"{value} ({field.value_meanings[str(value)]})" if str(value) in field.value_meanings else str(value)
        for value in field.values
    ]
    values = f": {', '.join(listed)}" if listed else ""
    return f"{field.meaning}{values}{'; JSON in a text' if field.holds_json else ''}"


def _document(event: EventType, functions: list[str]) -> dict[str, Any]:
    return {
        "event": event.code,
        "name": event.name,
        "type": event.type,
        "kind": event.kind,
        "level": event.level,
        "module": event.module,
        "callback": event.callback,
        "function_compute": event.function_compute,
        "functions": functions,
        "notes": event.notes,
        "fields": [_field(field) for field in event.fields],
        "message": documented(event.code)[usual_envelope(event)],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        "element": field.element,
        "meaning": field.meaning,
        "values": list(field.values),
        "fields": [_field(nested) for nested in field.fields],
    }

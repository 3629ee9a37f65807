"""The commands about the events of DataWorks: what each takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - typer reads the annotations when it runs
from typing import Annotated

import typer

from dwgate.cli.arguments import HERE, Directory, Format
from dwgate.cli.events import learn as events_learn
from dwgate.cli.events import listing as events_command
from dwgate.cli.events import new as events_new
from dwgate.cli.events import show as events_show
from dwgate.cli.events.event_types import event_type
from dwgate.cli.project import Project

app = typer.Typer(help="Look at the events of DataWorks, and make messages of them.", no_args_is_help=True)

Event = Annotated[str, typer.Argument(help="The event's code, such as download-resources.", show_default=False)]


@app.command("list")
def list_events(
    output: Annotated[
        events_command.Format, typer.Option("--format", help="How to write the list.")
    ] = events_command.Format.TEXT,
    *,
    regular: Annotated[bool, typer.Option("--all", help="List the events too that DataWorks only reports.")] = False,
    directory: Directory = HERE,
) -> None:
    """List the extension points of DataWorks: how each is answered, and which function serves it."""
    events_command.list_events(Project.at(directory.resolve()), output, regular=regular)


@app.command("show")
def show_event(
    point: Event,
    output: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """Show one event: how it is answered, the fields of its messages, and one that DataWorks documents."""
    events_show.show_event(Project.at(directory.resolve()), event_type(point), output)


@app.command("new")
def new_event(  # noqa: PLR0913 - the options of one command
    point: Event,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="Give a field of the body a value.", show_default=False),
    ] = None,
    unset: Annotated[
        list[str] | None,
        typer.Option("--unset", metavar="FIELD", help="Take a field out of the body.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write; standard output by default.", show_default=False),
    ] = None,
    *,
    eventbridge: Annotated[bool, typer.Option("--eventbridge", help="As EventBridge brings it.")] = False,
    function_compute: Annotated[
        bool, typer.Option("--function-compute", help="As Function Compute is called; the default where it is.")
    ] = False,
) -> None:
    """Write a message of an event, as DataWorks would send it now, to try a policy with.

    A value is of the type that DataWorks documents for the field; in double quotes it is a text all the same.

    Examples:
      dwgate events new download-resources --set dataRowSize=100001 -o message.json

      dwgate events new commit-file --set fileType=10 --unset nodeId | dwgate invoke extension_events -e - --explain
    """
    options = events_new.Options(
        sets=tuple(sets or ()),
        unset=tuple(unset or ()),
        envelope=events_new.chosen_envelope(eventbridge=eventbridge, function_compute=function_compute),
        file=file,
    )
    events_new.new_event(event_type(point), options, datetime.now(UTC))


@app.command("learn")
def learn_events(
    records: Annotated[
        list[str],
        typer.Argument(
            metavar="RECORDS...",
            help="Files or folders of the functions' log, as exported; - for standard input.",
            show_default=False,
        ),
    ],
    output: Annotated[Format, typer.Option("--format", help="How to write what is new.")] = Format.TEXT,
    patch: Annotated[
        Path | None,
        typer.Option(
            help="A file for a patch of the catalogue, of the events whose fields DataWorks does not publish.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show what records tell of real messages that the catalogue does not: fields, values, types, what never came.

    A record shows the names and types of what is not documented, and none of its values.
    """
    events_learn.learn_events(records, output, patch)

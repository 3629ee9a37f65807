"""The commands over the records of a log: what each takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dwgate.cli import exemptions as exemptions_command
from dwgate.cli import replay as replay_command
from dwgate.cli import verify as verify_command
from dwgate.cli.arguments import HERE, Directory, Format, Functions, a_time, exit_by
from dwgate.cli.project import Project

app = typer.Typer()

_POLICY = "The policy to try: a project, its functions folder, or the folder of one function. The project's by default."
_WAS = "The policies that decided, as --policy: what is the same in them need not be judged again."
_SWEEP = "A parameter and the values to try, NAME=V,V,V; again for another parameter."
_MAX_NEW_FAIL = (
    "How many decisions may become FAIL that were not; more, or any that cannot be told, and it exits with 1."
)
_Heads = Annotated[
    Path | None,
    typer.Option(help="The heads that were noted earlier, which must be in the log.", show_default=False),
]
_WriteHeads = Annotated[
    Path | None,
    typer.Option(help="Note the last record of each instance here, where nothing was found.", show_default=False),
]


@app.command()
def replay(  # noqa: PLR0913 - the options of one command
    logs: Annotated[list[str], typer.Argument(help="Files or folders of records, or - for standard input.")],
    policy: Annotated[str, typer.Option(help=_POLICY, show_default=False)] = "",
    was: Annotated[list[str] | None, typer.Option(help=_WAS, show_default=False)] = None,
    function: Annotated[
        list[str] | None,
        typer.Option(help="Look at the records of this function alone; again for another.", show_default=False),
    ] = None,
    *,
    sweep: Annotated[list[str] | None, typer.Option(help=_SWEEP, show_default=False)] = None,
    top: Annotated[int, typer.Option(help="How many rows of each table are shown.", min=1)] = 10,
    max_new_fail: Annotated[int | None, typer.Option(help=_MAX_NEW_FAIL, min=0, show_default=False)] = None,
    output: Annotated[Format, typer.Option("--format", help="How to write the report.")] = Format.TEXT,
    allow_unreplayable: Annotated[
        bool, typer.Option("--allow-unreplayable", help="With --max-new-fail, pass over what cannot be told.")
    ] = False,
    directory: Directory = HERE,
) -> None:
    """Judge the recorded decisions again, by the policies as they are now, and show which would be different.

    Records are read as Function Compute logs them or Simple Log Service exports them, compressed with gzip or not.

    One that lacks what a rule reads cannot be replayed; the report says which field to add to DWGATE_RECORD_FIELDS.

    Examples:
      dwgate replay logs/

      dwgate replay logs/ --sweep max_rows=1000,5000,10000

      dwgate replay logs/ --policy ../proposal --was . --max-new-fail 0
    """
    options = replay_command.Options(
        logs=tuple(logs),
        policy=policy,
        was=tuple(was or ()),
        functions=tuple(function or ()),
        sweeps=tuple(sweep or ()),
        top=top,
        max_new_fail=max_new_fail,
        allows_unreplayable=allow_unreplayable,
        output=output,
    )
    exit_by(replay_command.replay(directory.resolve(), options))


@app.command()
def exemptions(  # noqa: PLR0913 - the options of one command
    functions: Functions = None,
    *,
    expiring_in: Annotated[
        int | None,
        typer.Option(help="Exit with 1 where one ends within so many days, or has ended.", show_default=False),
    ] = None,
    records: Annotated[
        list[str] | None,
        typer.Option(
            help="Exported records, to count how often each was used: a file, a folder, or - for standard input."
            " Can be given again.",
            show_default=False,
        ),
    ] = None,
    at: Annotated[str, typer.Option(help="The time to look at them; now by default.")] = "",
    output: Annotated[
        exemptions_command.Format, typer.Option("--format", help="How to write the list.")
    ] = exemptions_command.Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """List every exemption: when it ends, who answers for it, and how often it was used where records are given.

    Exits with 1 where --expiring-in is given and one ends within those days, or has ended.

    Examples:
      dwgate exemptions --expiring-in 30

      dwgate exemptions data_download --records logs/
    """
    options = exemptions_command.Options(a_time(at) or datetime.now(UTC), expiring_in, tuple(records or ()), output)
    exit_by(exemptions_command.exemptions(Project.at(directory.resolve()).selected(functions or []), options))


@app.command()
def verify(  # noqa: PLR0913 - the options of one command
    records: Annotated[list[str], typer.Argument(help="Files or folders of records, or - for standard input.")],
    *,
    heads: _Heads = None,
    write_heads: _WriteHeads = None,
    part: Annotated[
        bool,
        typer.Option("--part", help="The records are a part of the log; with --heads, the part that comes after them."),
    ] = False,
    any_order: Annotated[
        bool, typer.Option("--any-order", help="The records stand in another order than they were logged.")
    ] = False,
    output: Annotated[Format, typer.Option("--format", help="How to write what was found.")] = Format.TEXT,
) -> None:
    """Verify that no record of a log was taken out, changed, moved or put in.

    Each instance of a function seals its records in a chain. Records are read as dwgate replay reads them.

    The end of a chain, and a chain as a whole, are verified by heads that were noted before and kept elsewhere.

    Examples:
      dwgate verify logs/

      dwgate verify monday/ --write-heads heads.json

      dwgate verify tuesday/ --part --heads heads.json --write-heads heads.json
    """
    options = verify_command.Options(
        records=tuple(records),
        heads=heads,
        write_heads=write_heads,
        is_part=part,
        any_order=any_order,
        output=output,
    )
    exit_by(verify_command.verify(options))

"""``dwgate diff``: what it takes."""

from __future__ import annotations

from typing import Annotated

import typer

from dwgate.cli.arguments import HERE, Directory, a_time, exit_by
from dwgate.cli.comparing import diff as diff_command

app = typer.Typer()


@app.command()
def diff(  # noqa: PLR0913 - the options of one command
    old: Annotated[
        str,
        typer.Argument(
            help="A git revision, a project, a function, a package or a policy.json; git:NAME for a revision that is"
            " also a file.",
            show_default=False,
        ),
    ],
    new: Annotated[str, typer.Argument(help="The same; the project here by default.", show_default=False)] = "",
    *,
    output: Annotated[
        diff_command.Format, typer.Option("--format", help="How to write the differences.")
    ] = diff_command.Format.TEXT,
    cases: Annotated[bool, typer.Option("--cases", help="Write each message as a test case of the new too.")] = False,
    fail_on: Annotated[
        diff_command.FailOn,
        typer.Option(
            "--fail-on",
            metavar="WHAT",
            help="Exit with 1 where answers are loosened or tightened, or that is not known; or where any rule may"
            " judge otherwise. One of: nothing, loosened, tightened, any.",
        ),
    ] = diff_command.FailOn.NOTHING,
    allow_unknown: Annotated[
        bool, typer.Option("--allow-unknown", help="With --fail-on loosened or tightened, let pass what is not known.")
    ] = False,
    at: Annotated[
        str, typer.Option(help="The time before which what expired makes no difference; now by default.")
    ] = "",
    directory: Directory = HERE,
) -> None:
    """Compare two policies by what they mean: each rule that differs, with a message that it answers otherwise.

    Examples:
      dwgate diff main

      dwgate diff main --fail-on loosened

      dwgate diff build/data_download functions/data_download --cases
    """
    options = diff_command.Options(
        output=output, fail_on=fail_on, allows_unknown=allow_unknown, shows_cases=cases, at=a_time(at)
    )
    exit_by(diff_command.diff(old, new, directory.resolve(), options))

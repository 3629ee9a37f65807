"""The commands about policies: what each takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dwgate.cli import check as check_command
from dwgate.cli import demo as demo_command
from dwgate.cli import events as events_command
from dwgate.cli import explain as explain_command
from dwgate.cli import invoke as invoke_command
from dwgate.cli import test as test_command
from dwgate.cli.arguments import HERE, Directory, Format, Functions, a_time, exit_by
from dwgate.cli.facts_file import read_facts
from dwgate.cli.project import Project

app = typer.Typer()
events_app = typer.Typer(help="Look at the events of DataWorks.", no_args_is_help=True)
app.add_typer(events_app, name="events")


@app.command()
def demo(
    directory: Directory = HERE, at: Annotated[str, typer.Option(help="The time to try the samples at.")] = ""
) -> None:
    """Run every sample message of every function, and show what is answered and why.

    A sample whose outcome hangs on the hour has its own time, from events/times.yaml.
    """
    exit_by(demo_command.demo(Project.at(directory.resolve()), a_time(at)))


@app.command()
def invoke(  # noqa: PLR0913 - the options of one command
    function: Annotated[str, typer.Argument(help="The function, such as data_download.", show_default=False)],
    event: Annotated[
        str,
        typer.Option("--event", "-e", help="The file with the message, or - for standard input.", show_default=False),
    ],
    at: Annotated[str, typer.Option(help="The time that rules call now, such as 2026-11-18T10:00:00+08:00.")] = "",
    facts: Annotated[
        str, typer.Option(help="A file with the facts that rules ask for, in place of DataWorks.", show_default=False)
    ] = "",
    *,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say on standard error what every rule made of the message, and why.")
    ] = False,
    log: Annotated[bool, typer.Option("--log", help="Show on standard error what the function logs.")] = False,
    call_back: Annotated[
        bool, typer.Option("--call-back", help="Call the result back to DataWorks, which a trial does not by itself.")
    ] = False,
    directory: Directory = HERE,
) -> None:
    """Hand a message to a function's own handler, as Function Compute does.

    Standard output gets the response body and nothing else.

    Examples:
      dwgate invoke data_download -e functions/data_download/events/too-many-rows.json

      dwgate invoke data_download -e - --explain < message.json
    """
    project = Project.at(directory.resolve())
    options = invoke_command.Options(
        at=a_time(at),
        facts=read_facts(Path(facts)) if facts else None,
        beside=invoke_command.facts_beside(event),
        explain=explain,
        log=log,
        calls_back=call_back,
    )
    exit_by(invoke_command.invoke(project.function(function), invoke_command.read_event(event), options))


@app.command()
def check(
    functions: Functions = None,
    output: Annotated[Format, typer.Option("--format", help="How to write the findings.")] = Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """Compile every policy, and show all that is wrong with them at once.

    Exits with 1 where there is a finding.
    """
    exit_by(check_command.check(Project.at(directory.resolve()).selected(functions or []), output))


@app.command("test")
def run_tests(
    functions: Functions = None,
    *,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each case that fails what its rules made of the message, and why.")
    ] = False,
    directory: Directory = HERE,
) -> None:
    """Run the tests of the policies, policy/*_test.yaml, and show each case that does not come out as expected.

    Exits with 1 where a case fails, or a rule has no case that makes it fire and one that lets it pass.
    """
    exit_by(test_command.test(Project.at(directory.resolve()).selected(functions or []), explain=explain))


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="A rule, or function/rule where two functions have it.")],
    directory: Directory = HERE,
) -> None:
    """Say what a rule stops, where, with which parameters and exemptions, and where it is written."""
    exit_by(explain_command.explain(Project.at(directory.resolve()), rule))


@events_app.command("list")
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

"""The commands about policies: what each takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dwgate.cli import demo as demo_command
from dwgate.cli import explain as explain_command
from dwgate.cli import explain_record as explain_record_command
from dwgate.cli import invoke as invoke_command
from dwgate.cli.arguments import HERE, Directory, Functions, a_time, exit_by
from dwgate.cli.checking import check as check_command
from dwgate.cli.chosen_record import Choice
from dwgate.cli.events import commands as events_commands
from dwgate.cli.facts_file import read_facts
from dwgate.cli.policies import policies as policies_command
from dwgate.cli.project import Project, UsageError

app = typer.Typer()
app.add_typer(events_commands.app, name="events")


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
    output: Annotated[
        check_command.Format,
        typer.Option("--format", help="How to write the findings; sarif and github are for code hosts."),
    ] = check_command.Format.TEXT,
    at: Annotated[str, typer.Option(help="The time by which an exemption has expired; now, unless given.")] = "",
    directory: Directory = HERE,
) -> None:
    """Compile and analyse every policy, and show all that is wrong with them at once.

    Exits with 1 where there is a finding.

    Examples:
      dwgate check --at 2027-01-01T00:00:00+08:00

      dwgate check --format sarif > dwgate.sarif
    """
    chosen = Project.at(directory.resolve()).selected(functions or [])
    exit_by(check_command.check(chosen, output, a_time(at) or datetime.now(UTC)))


@app.command()
def policies(
    functions: Functions = None,
    output: Annotated[
        policies_command.Format,
        typer.Option("--format", help="How to show them; markdown has all that there is to say."),
    ] = policies_command.Format.TEXT,
    lang: Annotated[
        policies_command.PageLanguage, typer.Option(help="The language of their manuals.")
    ] = policies_command.PageLanguage.ENGLISH,
    write: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write the catalogue into this folder: an index and a page for each policy, in every language.",
            show_default=False,
            file_okay=False,
        ),
    ] = None,
    directory: Directory = HERE,
) -> None:
    """List the policies: what each is for, its rules, and the strictest that they answer.

    A manual is the comment at the head of a policy file.  None is needed; one that is wrong is a finding.

    Examples:
      dwgate policies data_download --lang zh

      dwgate policies --write docs/policies
    """
    options = policies_command.Options(output, lang.value, write)
    exit_by(policies_command.policies(Project.at(directory.resolve()), functions or [], options))


@app.command()
def explain(  # noqa: PLR0913 - the options of one command
    rule: Annotated[
        str, typer.Argument(help="A rule, or function/rule where two functions have it.", show_default=False)
    ] = "",
    *,
    record: Annotated[
        str,
        typer.Option(
            help="A file with the record of an operation, or - for standard input: say why it was refused, in words"
            " that can be pasted into a reply.",
            show_default=False,
        ),
    ] = "",
    message: Annotated[
        str, typer.Option(help="The id of the message, where there are several records.", show_default=False)
    ] = "",
    decision: Annotated[
        str, typer.Option(help="The id of the decision, where there are several records.", show_default=False)
    ] = "",
    lang: Annotated[
        explain_record_command.ReplyLanguage, typer.Option(help="The language of the reply.")
    ] = explain_record_command.ReplyLanguage.ENGLISH,
    policy: Annotated[
        Path | None,
        typer.Option(
            help="The policy that decided, where it is not the project's: a package, or another checkout.",
            show_default=False,
            exists=True,
        ),
    ] = None,
    with_snippet: Annotated[
        bool, typer.Option("--snippet", help="Add an exemption to begin with, for the administrator.")
    ] = False,
    directory: Directory = HERE,
) -> None:
    """Say what a rule stops, where, with which parameters and exemptions, and where it is written.

    With --record, say why an operation was refused.

    Examples:
      dwgate explain too-many-rows

      dwgate explain --record refused.json --lang zh
    """
    if bool(rule) == bool(record):
        raise UsageError("name a rule, or give --record FILE, and not both")
    if rule:
        exit_by(explain_command.explain(Project.at(directory.resolve()), rule))
        return
    options = explain_record_command.Options(
        path=record,
        policy=policy or directory,
        choice=Choice(message, decision),
        language=lang.value,
        with_snippet=with_snippet,
    )
    exit_by(explain_record_command.explain_record(options))

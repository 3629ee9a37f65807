"""The command line: what each command takes, and how a user's mistake is answered.

Exit codes: 0 clean, 1 a finding, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from dwgate.build.bytecode import BytecodeError
from dwgate.build.local import HandlerError
from dwgate.build.wheels import WheelsError
from dwgate.cli import build as build_command
from dwgate.cli import check as check_command
from dwgate.cli import demo as demo_command
from dwgate.cli import doctor as doctor_command
from dwgate.cli import events as events_command
from dwgate.cli import explain as explain_command
from dwgate.cli import invoke as invoke_command
from dwgate.cli import register as register_command
from dwgate.cli import serve as serve_command
from dwgate.cli import smoke as smoke_command
from dwgate.cli import test as test_command
from dwgate.cli.facts_file import read_facts
from dwgate.cli.project import Project, UsageError
from dwgate.deployment.error import DeploymentError
from dwgate.deployment.function import TEMPLATE
from dwgate.operating.language import Language

FINDING = 1
WRONG_USAGE = 2

app = typer.Typer(
    name="dwgate",
    help="Try, check and explain the policies that answer Alibaba Cloud DataWorks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

events_app = typer.Typer(help="Look at the events of DataWorks.", no_args_is_help=True)
app.add_typer(events_app, name="events")

Directory = Annotated[
    Path,
    typer.Option("--directory", "-C", help="The project, or a folder in it.", file_okay=False, exists=True),
]
HERE = Path()


@app.command()
def demo(
    directory: Directory = HERE, at: Annotated[str, typer.Option(help="The time to try the samples at.")] = ""
) -> None:
    """Run every sample message of every function, and show what is answered and why.

    A sample whose outcome hangs on the hour has its own time, from events/times.yaml.
    """
    _exit(demo_command.demo(Project.at(directory.resolve()), _time(at)))


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
        at=_time(at),
        facts=read_facts(Path(facts)) if facts else None,
        beside=invoke_command.facts_beside(event),
        explain=explain,
        log=log,
        calls_back=call_back,
    )
    _exit(invoke_command.invoke(project.function(function), invoke_command.read_event(event), options))


@app.command()
def check(
    functions: Annotated[
        list[str] | None, typer.Argument(help="The functions to check; all by default.", show_default=False)
    ] = None,
    output: Annotated[
        check_command.Format, typer.Option("--format", help="How to write the findings.")
    ] = check_command.Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """Compile every policy, and show all that is wrong with them at once.

    Exits with 1 where there is a finding.
    """
    _exit(check_command.check(Project.at(directory.resolve()).selected(functions or []), output))


@app.command("test")
def run_tests(
    functions: Annotated[
        list[str] | None, typer.Argument(help="The functions to test; all by default.", show_default=False)
    ] = None,
    *,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each case that fails what its rules made of the message, and why.")
    ] = False,
    directory: Directory = HERE,
) -> None:
    """Run the tests of the policies, policy/*_test.yaml, and show each case that does not come out as expected.

    Exits with 1 where a case fails, or a rule has no case that makes it fire and one that lets it pass.
    """
    _exit(test_command.test(Project.at(directory.resolve()).selected(functions or []), explain=explain))


@app.command()
def build(
    functions: Annotated[
        list[str] | None, typer.Argument(help="The functions to build; all by default.", show_default=False)
    ] = None,
    output: Annotated[
        build_command.Format, typer.Option("--format", help="How to write what was built.")
    ] = build_command.Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """Build the packages that are deployed, build/FUNCTION, once all policies compile and pass their tests.

    Exits with 1 where one does not, and builds none then.
    """
    project = Project.at(directory.resolve())
    _exit(build_command.build(project, project.selected(functions or []), output))


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="A rule, or function/rule where two functions have it.")],
    directory: Directory = HERE,
) -> None:
    """Say what a rule stops, where, with which parameters and exemptions, and where it is written."""
    _exit(explain_command.explain(Project.at(directory.resolve()), rule))


@app.command()
def register(
    function: Annotated[str, typer.Argument(help="The function, such as data_download.", show_default=False)],
    language: Annotated[Language, typer.Option("--lang", help="The console's language.")] = Language.EN,
    template: Annotated[str, typer.Option("--template", "-t", help="What describes the deployment.")] = TEMPLATE,
    output: Annotated[
        register_command.Format, typer.Option("--format", help="How to write the forms.")
    ] = register_command.Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """Write what DataWorks's console asks for when a function's extension is registered, ready to be pasted."""
    source = register_command.Source(Project.at(directory.resolve()), function, template, os.environ)
    register_command.register(source, language, output)


@app.command()
def smoke(
    functions: Annotated[
        list[str] | None, typer.Argument(help="The functions to ask; all by default.", show_default=False)
    ] = None,
    endpoint: Annotated[
        str, typer.Option(help="Where Function Compute answers; by default in the region.", show_default=False)
    ] = "",
    template: Annotated[str, typer.Option("--template", "-t", help="What describes the deployment.")] = TEMPLATE,
    output: Annotated[
        smoke_command.Format, typer.Option("--format", help="How to write the comparison.")
    ] = smoke_command.Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """Send the sample messages to the deployed functions, and compare what they decide with this checkout.

    Each message is marked as a trial, so that nothing is called back.
    Exits with 1 where a function decides otherwise, or does not answer.
    """
    project = Project.at(directory.resolve())
    _exit(smoke_command.smoke(project, functions or [], template, endpoint, output))


@app.command()
def doctor(
    template: Annotated[str, typer.Option("--template", "-t", help="What describes the deployment.")] = TEMPLATE,
    output: Annotated[
        doctor_command.Format, typer.Option("--format", help="How to write the findings.")
    ] = doctor_command.Format.TEXT,
    *,
    probe_callback: Annotated[
        bool,
        typer.Option("--probe-callback", help="Try a callback too, for a message that there cannot be."),
    ] = False,
    directory: Directory = HERE,
) -> None:
    """Check the deployment: with keys the functions and their extensions too, and say what to do about each finding.

    The keys are read from ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN.
    Exits with 1 where there is a problem.
    """
    project = Project.at(directory.resolve())
    _exit(doctor_command.doctor(project, template, output, probes_callback=probe_callback))


app.command()(serve_command.serve)


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


def run() -> None:
    """Run the command line; a user's mistake is one line on standard error, never a traceback."""
    try:
        app()
    except (UsageError, HandlerError, WheelsError, BytecodeError, DeploymentError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or 'the file'}: {error.strerror or error}")


def _fail(message: str) -> None:
    print(f"dwgate: {message}", file=sys.stderr)  # noqa: T201 - the terminal is where it belongs
    sys.exit(WRONG_USAGE)


def _exit(is_clean: bool) -> None:  # noqa: FBT001 - the answer of the command before
    if not is_clean:
        sys.exit(FINDING)


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at: {text} is no time; write 2026-11-18T10:00:00+08:00") from None
    if moment.tzinfo is None:
        whole = text if "T" in text or " " in text else f"{text}T10:00:00"
        raise UsageError(f"--at: {text} says no time zone; write {whole}+08:00")
    return moment

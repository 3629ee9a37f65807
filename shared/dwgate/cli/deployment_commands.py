"""The commands about the deployment: what each takes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from dwgate.cli import build as build_command
from dwgate.cli import doctor as doctor_command
from dwgate.cli import register as register_command
from dwgate.cli import serve as serve_command
from dwgate.cli import smoke as smoke_command
from dwgate.cli.arguments import HERE, Directory, Format, Functions, Template, exit_by
from dwgate.cli.project import Project
from dwgate.deployment.function import TEMPLATE
from dwgate.operating.language import Language
from dwgate.policy.decision import BEIJING

app = typer.Typer()


@app.command()
def build(
    functions: Functions = None,
    output: Annotated[Format, typer.Option("--format", help="How to write what was built.")] = Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """Build the packages that are deployed, build/FUNCTION, once all policies compile and pass their tests.

    Exits with 1 where one does not, and builds none then.
    Warns of each function whose calendar ends within 60 days.
    """
    project = Project.at(directory.resolve())
    today = datetime.now(BEIJING).date()
    exit_by(build_command.build(project, project.selected(functions or []), output, today))


@app.command()
def smoke(
    functions: Functions = None,
    endpoint: Annotated[
        str,
        typer.Option(
            help="Where Function Compute answers: HOST or HOST:PORT, spoken to by https, or http://127.0.0.1:PORT on"
            " this machine; by default in the region.",
            show_default=False,
        ),
    ] = "",
    template: Template = TEMPLATE,
    output: Annotated[Format, typer.Option("--format", help="How to write the comparison.")] = Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """Send the sample messages to the deployed functions, and compare what they decide with this checkout.

    Each message is marked as a trial, so that nothing is called back.
    Exits with 1 where a function decides otherwise, or does not answer.
    """
    project = Project.at(directory.resolve())
    exit_by(smoke_command.smoke(project, functions or [], template, endpoint, output))


@app.command()
def doctor(
    template: Template = TEMPLATE,
    output: Annotated[Format, typer.Option("--format", help="How to write the findings.")] = Format.TEXT,
    *,
    show_all: Annotated[bool, typer.Option("--all", help="Show what is ok too; JSON always has it.")] = False,
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
    shown = doctor_command.Shown(output, with_ok=show_all)
    exit_by(doctor_command.doctor(project, template, shown, probes_callback=probe_callback))


@app.command()
def register(
    function: Annotated[str, typer.Argument(help="The function, such as data_download.", show_default=False)],
    language: Annotated[Language, typer.Option("--lang", help="The console's language.")] = Language.EN,
    template: Template = TEMPLATE,
    output: Annotated[Format, typer.Option("--format", help="How to write the forms.")] = Format.TEXT,
    directory: Directory = HERE,
) -> None:
    """Write what DataWorks's console asks for when a function's extension is registered, ready to be pasted."""
    source = register_command.Source(Project.at(directory.resolve()), function, template)
    register_command.register(source, language, output)


app.command()(serve_command.serve)

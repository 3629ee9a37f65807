"""``dwgate test``: what it takes."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from dwgate.cli.arguments import HERE, Directory, Functions, exit_by
from dwgate.cli.project import Project
from dwgate.cli.testing import test as test_command
from dwgate.cli.testing.watch import watch_tests
from dwgate.policy_tests import Selection

app = typer.Typer()


@app.command("test")
def run_tests(  # noqa: PLR0913 - the options of one command
    functions: Functions = None,
    *,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            help="Run the cases that name this rule, and all of its concern: those in limits_test.yaml for a rule of"
            " limits.yaml. Can be given again.",
            show_default=False,
        ),
    ] = None,
    case: Annotated[
        list[str] | None,
        typer.Option(help="Run the cases with this text in their name. Can be given again.", show_default=False),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each case that fails what its rules made of the message, and why.")
    ] = False,
    output: Annotated[
        test_command.Format, typer.Option("--format", help="How to write what came of the tests.")
    ] = test_command.Format.TEXT,
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file for the JSON or the JUnit, beside the text.", show_default=False),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Test again whenever a file has changed.")] = False,
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage",
            help="Show which rules, exemptions and clauses of their conditions the cases see fire and pass, true and"
            " false, and what is missing.",
        ),
    ] = False,
    mutate: Annotated[
        bool,
        typer.Option(
            "--mutate",
            help="Change the policies a little, one change at a time, and name each change that no case notices, with"
            " the case that is missing.",
        ),
    ] = False,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=100,
            help="The percent that must be reached: of the outcomes of each function with --coverage, 100 by default;"
            " of the mutants of each policy file with --mutate, 95 by default.",
            show_default=False,
        ),
    ] = None,
    directory: Directory = HERE,
) -> None:
    """Run the tests of the policies, policy/*_test.yaml, and show each case that does not come out as expected.

    Exits with 1 where a case fails, or a rule has no case that makes it fire and one that lets it pass; with --coverage
    and --mutate, where the threshold is not reached.

    Examples:
      dwgate test data_download --rule too-many-rows --case limit

      dwgate test --coverage --threshold 95

      dwgate test data_download --mutate --rule too-many-rows

      dwgate test --format junit --output build/tests.xml
    """
    project, selection = Project.at(directory.resolve()), Selection(tuple(rule or ()), tuple(case or ()))
    options = test_command.Options(
        selection, output=output, file=file, explain=explain, coverage=coverage, mutate=mutate, threshold=threshold
    )
    if watch:
        watch_tests(project, functions or [], options)
    else:
        exit_by(test_command.test(project.selected(functions or []), options))

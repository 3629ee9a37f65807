"""The command line: every command, and how a user's mistake is answered.

Exit codes: 0 clean, 1 a finding, 2 wrong usage.
"""

from __future__ import annotations

import sys

import typer

from dwgate.build.bytecode import BytecodeError
from dwgate.build.local import HandlerError
from dwgate.build.lock import WheelsError
from dwgate.build.start import StartError
from dwgate.cli import deployment_commands, policy_commands, record_commands
from dwgate.cli.arguments import WRONG_USAGE
from dwgate.cli.comparing import commands as comparing_commands
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import write
from dwgate.cli.testing import commands as testing_commands
from dwgate.deployment.error import DeploymentError

app = typer.Typer(
    name="dwgate",
    help="Try, check, deploy and explain the policies that answer Alibaba Cloud DataWorks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(policy_commands.app)
app.add_typer(testing_commands.app)
app.add_typer(comparing_commands.app)
app.add_typer(record_commands.app)
app.add_typer(deployment_commands.app)


def run() -> None:
    """Run the command line; a user's mistake is one line on standard error, never a traceback."""
    try:
        app()
    except (UsageError, HandlerError, WheelsError, BytecodeError, StartError, DeploymentError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or 'the file'}: {error.strerror or error}")


def _fail(message: str) -> None:
    write(f"dwgate: {message}\n", stderr=True)
    sys.exit(WRONG_USAGE)

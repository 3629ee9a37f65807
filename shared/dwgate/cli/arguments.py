"""What commands have in common: the arguments that several take, and how each one ends."""

from __future__ import annotations

import sys
from datetime import MAXYEAR, MINYEAR, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from dwgate.cli.project import UsageError

FINDING = 1
WRONG_USAGE = 2
"""The exit codes beside 0."""

HERE = Path()

Directory = Annotated[
    Path,
    typer.Option("--directory", "-C", help="The project, or a folder in it.", file_okay=False, exists=True),
]
Functions = Annotated[list[str] | None, typer.Argument(help="The functions; all by default.", show_default=False)]
Template = Annotated[str, typer.Option("--template", "-t", help="What describes the deployment.")]


class Format(Enum):
    """How a command writes what it found: for a person, or for a program."""

    TEXT = "text"
    JSON = "json"


def exit_by(is_clean: bool) -> None:  # noqa: FBT001 - the answer of the command before
    """End with 1 where there was a finding."""
    if not is_clean:
        sys.exit(FINDING)


def a_time(text: str) -> datetime | None:
    """Read the time that an option gives; UsageError for what is none, or says no zone."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at: {text} is no time; write 2026-11-18T10:00:00+08:00") from None
    if moment.tzinfo is None:
        whole = text if "T" in text or " " in text else f"{text}T10:00:00"
        raise UsageError(f"--at: {text} says no time zone; write {whole}+08:00")
    if not MINYEAR < moment.year < MAXYEAR:  # which another zone has no date for
        raise UsageError(f"--at: {text} is too far away; write a year from {MINYEAR + 1:04} to {MAXYEAR - 1}")
    return moment

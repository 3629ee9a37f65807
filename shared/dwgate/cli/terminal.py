"""How the commands write to a terminal: one width, one set of colours."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

_WIDTH_OF_A_PIPE = 120

_THEME = Theme({"ok": "green", "warn": "yellow", "fail": "bold red", "quiet": "dim", "name": "bold"})


def console(file: IO[str] | None = None, *, stderr: bool = False) -> Console:
    """Make a console; where nobody's terminal says how wide it is, a page is wide enough for a table."""
    made = Console(file=file, stderr=stderr, theme=_THEME, highlight=False, soft_wrap=False)
    if not made.is_terminal:
        made.width = _WIDTH_OF_A_PIPE
    return made


def show_hanging(out: Console, head: str, text: str) -> None:
    """Print a line; what of its text is too wide for a terminal stands below the text, and a pipe gets it in one."""
    if not out.is_terminal:
        out.print(Text(f"{head}{text}"), soft_wrap=True)
        return
    for line in Text(text).wrap(out, max(out.width - len(head), 1)):
        out.print(Text(head) + line, soft_wrap=True)
        head = " " * len(head)


def result_style(result: str) -> str:
    """Give the style of a check result."""
    return result.lower()


def counted(number: int, noun: str) -> str:
    """Say how many there are of something, whose plural ends in s."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def command() -> str:
    """Give the command as it can be typed here: by its path, where it was started by one within this folder."""
    started, here = Path(sys.argv[0]), Path.cwd()
    return str(started.relative_to(here)) if started.is_absolute() and started.is_relative_to(here) else sys.argv[0]

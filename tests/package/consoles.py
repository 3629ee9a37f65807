"""The commands that a page of the documentation shows, and what they print: run again, in a folder of their own.

A fenced block of ``console`` holds commands, each after ``$`` and with its further lines after ``>``, and below it
what it prints on either output.  A line that is ``…`` stands for lines that are left out.  A comment before a fenced
block says what else is done with it::

    <!-- file: functions/guard/function.yaml -->    the block is the file's content, written before what comes next
    <!-- end of: functions/guard/function.yaml -->  the block is added to the file
    <!-- not run -->                                the block is only to be read
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CARRIED = ("functions", "docs/examples")
ELLIPSIS = "…"
_BLOCK = re.compile(
    r"(?:^<!-- (?P<note>[^\n]*?) -->\n\n?)?^```(?P<language>[a-z]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
_COLUMNS = "100"


@dataclass(frozen=True)
class Step:
    """A file to write, or a command to run and what the page says that it prints; ``span`` is its place in the page."""

    file: str | None
    command: str
    shown: str
    span: tuple[int, int]
    is_added: bool = False


def steps(page: str) -> list[Step]:
    """Give what a page does, in its order."""
    found: list[Step] = []
    for block in _BLOCK.finditer(page):
        note, body, start = block["note"] or "", block["body"], block.start("body")
        what, _, name = note.partition(": ")
        if what in {"file", "end of"}:
            found.append(Step(name, "", body, block.span("body"), is_added=what == "end of"))
        elif block["language"] == "console" and note != "not run":
            found += _commands(body, start)
    return found


def _commands(body: str, start: int) -> list[Step]:
    """Take a block apart: what a command prints stands up to the next one."""
    heads = [head.start() for head in re.finditer(r"^\$ ", body, re.MULTILINE)]
    found = []
    for begin, end in zip(heads, [*heads[1:], len(body)], strict=True):
        lines = re.match(r"\$ [^\n]*\n(?:> [^\n]*\n)*", body[begin:end])
        assert lines, body[begin:end]
        command = "\n".join(line[2:] for line in lines[0].splitlines())
        below = begin + lines.end()
        found.append(Step(None, command, body[below:end], (start + below, start + end)))
    return found


def sandbox(folder: Path, *, is_empty: bool) -> Path:
    """Make the folder that a page is run in: a copy of what the project ships, or an empty one."""
    for name in () if is_empty else CARRIED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def printed(step: Step, folder: Path) -> str:
    """Do a step in a folder, and give what its command prints, without blanks at the ends of lines."""
    if step.file is not None:
        path = folder / step.file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if step.is_added else "w", encoding="utf-8") as file:
            file.write(step.shown)
        return step.shown
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DWGATE_", "ALIBABA_", "COV_"))}
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", step.command],
        cwd=folder,
        env={**kept, "PATH": programs, "COLUMNS": _COLUMNS, "PYTHONWARNINGS": "error"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def agree(shown: str, got: str) -> bool:
    """Whether a page shows what came, but for what it leaves out."""
    parts = [re.escape(part) for part in re.split(rf"^{ELLIPSIS}\n", shown, flags=re.MULTILINE)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), got) is not None


def shortened(shown: str, got: str) -> str:
    """Leave out of what came what a page leaves out; all is shown where a line is gone, but for its numbers."""
    if f"{ELLIPSIS}\n" not in shown:
        return got
    lines, kept, at = got.splitlines(), [], 0
    for line in (one for one in shown.splitlines() if one != ELLIPSIS):
        found = next((place for place in range(at, len(lines)) if _like(lines[place]) == _like(line)), None)
        if found is None:
            return got
        kept += [ELLIPSIS] * (found > at) + [lines[found]]
        at = found + 1
    return "".join(f"{line}\n" for line in kept + [ELLIPSIS] * (at < len(lines)))


def _like(line: str) -> str:
    return re.sub(r"[0-9.]+", "0", " ".join(line.split()))


def refreshed(page: str, folder: Path) -> str:
    """Give the page with what its commands print now; what it leaves out stays out."""
    pieces, end = [], 0
    for step in steps(page):
        got = printed(step, folder)
        pieces += [page[end : step.span[0]], step.shown if agree(step.shown, got) else shortened(step.shown, got)]
        end = step.span[1]
    return "".join([*pieces, page[end:]])

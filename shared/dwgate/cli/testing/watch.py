"""``dwgate test --watch``: the tests, and again whenever a file of a function has changed."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from dwgate.cli.project import FUNCTIONS_FOLDER, UsageError
from dwgate.cli.terminal import command, console, counted
from dwgate.cli.testing.test import Format, test

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from threading import Event

    from rich.console import Console

    from dwgate.cli.project import Project
    from dwgate.cli.testing.test import Options

_MOST_NAMED = 3


def watch_tests(project: Project, names: list[str], options: Options) -> None:
    """Test the functions of these names, all where there is none, until the user ends it."""
    if options.output is not Format.TEXT or options.file:
        raise UsageError("--watch is for a person; it takes neither --format nor --output")
    folders = [function.folder for function in project.selected(names)] if names else [project.root / FUNCTIONS_FOLDER]

    def run() -> None:
        test(project.selected(names), options)

    watch(run, changes_below(folders), project.root, console())


def watch(run: Callable[[], object], changes: Iterable[Collection[Path]], root: Path, out: Console) -> None:
    """Run once, and once for each change, until there are no more or the user interrupts it.

    A mistake that a change brings is told, since the next change may mend it; one at the start ends the command.
    """
    with contextlib.suppress(KeyboardInterrupt):
        run()
        _say_how_to_end(out)
        for paths in changes:
            if out.is_terminal:
                out.clear()
            out.print(f"changed: {_named(paths, root)}\n", soft_wrap=True)
            try:
                run()
            except UsageError as error:
                out.print(f"{command()}: {error}", style="fail", soft_wrap=True)
            except OSError as error:  # a file that an editor takes away to put another in its place
                out.print(f"{command()}: {error.filename}: {error.strerror}", style="fail", soft_wrap=True)
            _say_how_to_end(out)


def changes_below(folders: Iterable[Path], until: Event | None = None) -> Iterator[list[Path]]:
    """Give the files below these folders that have changed, each time that some have, until the event is set."""
    import watchfiles  # noqa: PLC0415 - of all commands, one option needs it

    for changes in watchfiles.watch(*folders, stop_event=until):
        yield sorted({Path(path) for _, path in changes})


def _say_how_to_end(out: Console) -> None:
    out.print("\nwaiting for a change; Ctrl-C ends", style="quiet")


def _named(paths: Collection[Path], root: Path) -> str:
    """Name the files that changed by their paths in the project, or the first of many."""
    root = root.resolve()
    named = [str(path.relative_to(root) if path.is_relative_to(root) else path) for path in paths]
    others = len(named) - _MOST_NAMED
    return ", ".join(named[:_MOST_NAMED]) + (f" and {counted(others, 'other')}" if others > 0 else "")

"""The catalogue on disk: its pages are written, and those that are no longer made are removed, but no other file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dwgate.cli.project import UsageError
from dwgate.manuals.catalogue import MARK, pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dwgate.manuals.catalogue import Part


def pages_below(parts: Sequence[Part], root: Path, folder: Path) -> dict[str, str]:
    """Give the pages of a catalogue in this folder, by their paths in it; ``root`` is the project's folder."""
    return pages(parts, f"{os.path.relpath(root, folder)}/".replace(os.sep, "/"))


def write_pages(parts: Sequence[Part], root: Path, folder: Path) -> int:
    """Write the pages into the folder, and give how many there are; UsageError where something else has their names."""
    written = pages_below(parts, root, folder)
    for name in written:
        path = folder / name
        if path.exists() and not _is_page(path):
            raise UsageError(f"--write: {path} is there already, and no page of the catalogue; give another folder")
    for path in folder.rglob("*.md"):
        if path.relative_to(folder).as_posix() not in written and _is_page(path):
            path.unlink()
    for name, text in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return len(written)


def _is_page(path: Path) -> bool:
    return path.is_file() and path.read_bytes().startswith(MARK.encode())

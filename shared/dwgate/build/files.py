"""Files that are the same wherever they are staged: copies without links, of known modes."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import shutil
import zipfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_FILE_MODE, _FOLDER_MODE = 0o644, 0o755
"""Function Compute runs the code as another user; what this machine's umask says must not show in the package."""


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make a folder, and wait until no other process or thread is in here with it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy(source: Path, target: Path, *, without: Collection[str] = ()) -> None:
    """Copy a folder's files into ``target``, which is made: a link becomes what it leads to.

    ``without`` names what to leave out, by patterns of its path or, without a slash, of any part of its path.
    """
    for path in every_file(source):
        inside = PurePosixPath(path.relative_to(source).as_posix())
        if not any(_matches(inside, pattern) for pattern in without):
            copy_file(path, target / inside)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file's content, whatever its mode and time are."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def every_file(folder: Path) -> Iterator[Path]:
    """Give the files below a folder in one order."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def settle_modes(folder: Path) -> None:
    """Give everything below a folder, and the folder, the mode that it is to have."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(_FOLDER_MODE if path.is_dir() else _FILE_MODE)


def digest(folder: Path) -> str:
    """Name a folder by what its files are called and hold."""
    parts = hashlib.sha256()
    for path in every_file(folder):
        content = path.read_bytes()
        parts.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        parts.update(content)
    return parts.hexdigest()


@dataclass(frozen=True, slots=True)
class Size:
    """How much a folder holds, in bytes: unpacked, and zipped as it goes to Function Compute."""

    files: int
    unpacked: int
    zipped: int


def size(folder: Path) -> Size:
    """Measure a folder."""
    paths = list(every_file(folder))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in paths:
            packed.writestr(
                zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes(), zipfile.ZIP_DEFLATED
            )
    return Size(len(paths), sum(path.stat().st_size for path in paths), archive.tell())


def _matches(path: PurePosixPath, pattern: str) -> bool:
    if "/" not in pattern:
        return any(fnmatchcase(part, pattern) for part in path.parts)
    depth = pattern.count("/") + 1
    return len(path.parts) >= depth and fnmatchcase("/".join(path.parts[:depth]), pattern)

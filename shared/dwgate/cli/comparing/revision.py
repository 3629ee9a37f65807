"""The functions of a project as they are in one of its git revisions."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from dwgate.cli.project import FUNCTIONS_FOLDER, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ABBREVIATED = 7


class Revision(NamedTuple):
    """A revision of a project: the folder below which its functions are for now, and the beginning of its commit."""

    root: Path
    commit: str


@contextmanager
def checked_out(root: Path, name: str) -> Iterator[Revision]:
    """Write the functions of the project at ``root``, as they are in a revision, into a folder that is temporary.

    The working tree is not touched.  Raises UsageError for a revision that there is not.
    """
    if not name:
        raise UsageError("git: is followed by a revision, as in git:main")
    commit = _commit(root, name)
    archive = _git(root, "archive", "--format=tar", commit, FUNCTIONS_FOLDER)
    if archive.returncode:
        raise UsageError(f"git could not read {FUNCTIONS_FOLDER}/ of {quote(name)}{_said(archive)}")
    with tempfile.TemporaryDirectory(prefix="dwgate-") as temporary:
        try:
            with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
                tar.extractall(temporary, filter="data")
        except tarfile.TarError as error:
            raise UsageError(f"{FUNCTIONS_FOLDER}/ of {quote(name)} cannot be written: {error}") from None
        yield Revision(Path(temporary), commit[:_ABBREVIATED])


def _commit(root: Path, name: str) -> str:
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    found = _git(root, *verify, f"{name}^{{commit}}")
    if not found.returncode:
        return found.stdout.decode().strip()
    named = _git(root, *verify, name)
    if named.returncode:
        raise UsageError(f"git knows no revision {quote(name)}{_said(named)}")
    raise UsageError(f"{quote(name)} is no commit; give one, a branch or a tag")


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - the user's own git, and no argument of theirs is an option
            ["git", "-C", str(root), *arguments],  # noqa: S607 - which git it is, is the user's business
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise UsageError("there is no git on the path, to read a revision with") from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """Give the first line of what git said against it."""
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return f": {lines[0]}" if lines else ""

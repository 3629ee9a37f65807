"""Where policies are that a command is given: a project, a function, a package, a ``policy.json``, a git revision."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from dwgate.cli.built_policy import read_policy
from dwgate.cli.comparing.revision import checked_out
from dwgate.cli.project import FUNCTIONS_FOLDER, Project, UsageError
from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy.compiler.function import FUNCTION_FILE
from dwgate.runtime.policy_file import POLICY_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dwgate.cli.comparing.revision import Revision

_GIT = "git:"


@dataclass(frozen=True, slots=True)
class Placed:
    """A function at a place: its folder, or the ``policy.json`` that was made of it; findings name it ``shown``."""

    name: str
    path: Path
    shown: str

    @property
    def folder(self) -> Path | None:
        """Give the folder with its tests and samples, None of a policy that was built."""
        return self.path if self.path.is_dir() else None

    def compile(self) -> Compilation:
        """Compile its policy, or take the one that was built."""
        if self.folder:
            return compile_function(self.folder, self.shown)
        return Compilation(self.name, read_policy(self.path), ())


@dataclass(frozen=True, slots=True)
class Place:
    """The functions at a place by name; ``is_one`` where a single function was named."""

    label: str
    functions: Mapping[str, Placed]
    is_one: bool = False


@contextmanager
def place_of(text: str, directory: Path) -> Iterator[Place]:
    """Find what a text names, from the current folder; the project that ``directory`` lies in where it is empty.

    A revision is one of that project.  Raises UsageError.
    """
    path = Path(text)
    if not text:
        yield _place(Project.at(directory).root, FUNCTIONS_FOLDER, ".")
    elif not text.startswith(_GIT) and path.exists():
        yield _at(path, text.rstrip("/") or text)
    else:
        with _revision(text, directory) as revision:
            name = text.removeprefix(_GIT)
            label = name if name.startswith(revision.commit) else f"{name} ({revision.commit})"
            yield _place(revision.root, f"{name}:{FUNCTIONS_FOLDER}", label)


@contextmanager
def _revision(text: str, directory: Path) -> Iterator[Revision]:
    """Give the revision that a text names; where it may have been meant as a path, the error says so."""
    with ExitStack() as stack:
        try:
            revision = stack.enter_context(checked_out(Project.at(directory).root, text.removeprefix(_GIT)))
        except UsageError as error:
            if text.startswith(_GIT):
                raise
            raise UsageError(f"there is no file and no folder {quote(text)}; as a revision: {error}") from None
        yield revision


def _place(root: Path, shown: str, label: str) -> Place:
    """Take the functions of a project: all folders but for those of tools."""
    folders = (path for path in sorted((root / FUNCTIONS_FOLDER).iterdir()) if path.is_dir())
    return _of_folders((path for path in folders if path.name[0] not in "._"), shown, label)


def _at(path: Path, shown: str) -> Place:
    if path.is_file():
        return _of_one(_built(path, shown), shown)
    if (path / FUNCTION_FILE).is_file():
        return _of_one(Placed(path.resolve().name, path, shown), shown)
    if (path / POLICY_FILE).is_file():
        return _of_one(_built(path / POLICY_FILE, shown), shown)
    if (path / FUNCTIONS_FOLDER).is_dir():
        return _place(path, FUNCTIONS_FOLDER if shown == "." else f"{shown}/{FUNCTIONS_FOLDER}", shown)
    if written := [item.parent for item in sorted(path.glob(f"*/{FUNCTION_FILE}"))]:
        return _of_folders(written, shown, shown)
    built = [_built(item, f"{shown}/{item.parent.name}") for item in sorted(path.glob(f"*/{POLICY_FILE}"))]
    if built:
        return Place(shown, {placed.name: placed for placed in built})
    what = f"a project, its {FUNCTIONS_FOLDER}/, a function, a package or a {POLICY_FILE}"
    raise UsageError(f"there is no policy in {shown}; give {what}")


def _of_one(placed: Placed, label: str) -> Place:
    return Place(label, {placed.name: placed}, is_one=True)


def _of_folders(folders: Iterable[Path], shown: str, label: str) -> Place:
    return Place(label, {path.name: Placed(path.name, path, f"{shown}/{path.name}") for path in folders})


def _built(path: Path, shown: str) -> Placed:
    return Placed(str(read_policy(path)["function"]), path, shown)

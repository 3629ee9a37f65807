"""Where the code of a function lies, and whether it is still the same.

A function of the checkout is staged into a folder of its own, as it is for ``dwgate invoke``, and runs in this
interpreter, which has dwgate installed.  A function that was built runs from its build folder, in the interpreter of
its runtime, with nothing beside it: that is what Function Compute gets.
"""

from __future__ import annotations

import itertools
import os
import platform
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import dwgate
from dwgate.build import bytecode
from dwgate.build.stage import HANDLER_FILE, stage
from dwgate.policy.compiler import compile_function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.deployment import DeployedFunction

_WITH_PACKAGES = ("-u", "-P")
_ALONE = ("-u", "-B", "-I", "-S")
"""Without site-packages, and without byte code written into what is served; ``-u`` has a log line out at once."""

_NOT_CODE = {"__pycache__", "events"}
_CLIENT = "certifi"
"""What a package holds beside dwgate that is to call DataWorks's OpenAPI."""


class NotDeployable(Exception):  # noqa: N818 - it is the answer to a request, not a failure of the program
    """Function Compute would not have the function like this; ``code`` names it in the answer.

    ``findings`` is what is wrong with its policy, in full, for the terminal.
    """

    def __init__(self, code: str, message: str, findings: str = "") -> None:
        """Take the name, a sentence that says what to do, and the findings."""
        super().__init__(message)
        self.code = code
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells a folder from the same folder after a change: path, time of change and size of each file."""

    files: tuple[tuple[str, int, int], ...]

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(size for _, _, size in self.files)

    @property
    def modified(self) -> datetime:
        """When a file was changed last; long ago where there is none."""
        return datetime.fromtimestamp(max((changed for _, changed, _ in self.files), default=0) / 1e9, UTC)


@dataclass(frozen=True, slots=True)
class Code:
    """A folder that can run, the interpreter for it with its flags, and what it was when it was looked at.

    ``calls_out`` says whether it is deployed with a client of DataWorks's OpenAPI, without which it calls nobody.
    """

    folder: Path
    command: tuple[str, ...]
    fingerprint: tuple[Fingerprint, ...]
    calls_out: bool


class Source(Protocol):
    """Where one function comes from."""

    def current(self) -> Code:
        """Give the code as it is now; NotDeployable where there is none that could be deployed."""

    def fingerprint(self) -> Fingerprint:
        """Look at the files of the function."""


class Checkout:
    """A function of the project, staged anew into ``staging`` whenever it, or dwgate itself, has changed."""

    def __init__(self, name: str, root: Path, staging: Path) -> None:
        """Take the function's name, the project's folder, and one to stage into."""
        self._name = name
        self._folder = root / "functions" / name
        self._staging = staging
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._last: tuple[tuple[Fingerprint, ...], Code | NotDeployable] | None = None

    def current(self) -> Code:
        """Give what was staged last, as long as nothing has changed."""
        seen = (self.fingerprint(), fingerprint_of(Path(dwgate.__file__).parent))
        with self._lock:
            if self._last is None or self._last[0] != seen:
                self._last = seen, self._stage(seen)
            staged = self._last[1]
        if isinstance(staged, NotDeployable):
            raise staged
        return staged

    def fingerprint(self) -> Fingerprint:
        """Look at the handler and the policy; sample messages are not deployed."""
        return fingerprint_of(self._folder)

    def _stage(self, seen: tuple[Fingerprint, ...]) -> Code | NotDeployable:
        shown = f"functions/{self._name}"
        if not (self._folder / HANDLER_FILE).is_file():
            return NotDeployable(
                "HandlerNotFound", f"there is no {shown}/{HANDLER_FILE}: copy that of another function"
            )
        compilation = compile_function(self._folder, shown)
        if compilation.document is None:
            message = f"the policy of {shown} does not compile, and is not deployed like this: run dwgate check"
            findings = "\n\n".join(finding.render() for finding in compilation.diagnostics)
            return NotDeployable("PolicyDoesNotCompile", message, findings)
        # A folder of its own each time: an instance that still runs may not have loaded all of the old one yet.
        folder = self._staging / f"{self._name}-{next(self._numbers)}"
        stage(self._folder, compilation, folder)
        return Code(folder, (sys.executable, *_WITH_PACKAGES), seen, compilation.calls_out)


class Built:
    """A function in its build folder."""

    def __init__(self, deployed: DeployedFunction, root: Path, command: tuple[str, ...]) -> None:
        """Take what s.yaml says of the function, the project's folder, and the interpreter for it."""
        self._name, self._code = deployed.name, deployed.code
        self._folder = root / deployed.code
        self._command = command

    def current(self) -> Code:
        """Give the folder; NotDeployable where it has not been built."""
        if not (self._folder / HANDLER_FILE).is_file():
            raise NotDeployable(
                "NotBuilt", f"there is no {HANDLER_FILE} in {self._code}: run dwgate build {self._name}"
            )
        calls_out = (self._folder / _CLIENT).is_dir()
        return Code(self._folder, self._command, (self.fingerprint(),), calls_out)

    def fingerprint(self) -> Fingerprint:
        """Look at everything in the folder."""
        return fingerprint_of(self._folder)


class Unwatched:
    """A source of which only the first code counts, whatever changes later: no file is looked at for a message."""

    def __init__(self, source: Source) -> None:
        """Take where the function comes from."""
        self._source = source
        self._lock = threading.Lock()
        self._code: Code | None = None

    def current(self) -> Code:
        """Give the first code that there was; NotDeployable until there is one."""
        with self._lock:
            if self._code is None:
                self._code = self._source.current()
            return self._code

    def fingerprint(self) -> Fingerprint:
        """Look at the files as they are now."""
        return self._source.fingerprint()


def fingerprint_of(folder: Path) -> Fingerprint:
    """Look at the files below a folder, but for what is no code; a file that goes meanwhile is none."""
    return Fingerprint(tuple(sorted(_files(folder))))


def bare_interpreter() -> tuple[tuple[str, ...], str | None]:
    """Give the command that runs what was built, and what is amiss with it, where something is."""
    found = bytecode.find_interpreter()
    if found:
        return (found.path, *_ALONE), None
    warning = (
        f"there is no Python {bytecode.RUNTIME} here, so what was built runs in Python {platform.python_version()}:"
        " its wheels may not load"
    )
    return (sys.executable, *_ALONE), warning


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOT_CODE]
        for name in names:
            try:
                found = os.stat(os.path.join(path, name))  # noqa: PTH116, PTH118 - thousands of files, at every request
            except OSError:
                continue
            yield os.path.join(path, name), found.st_mtime_ns, found.st_size  # noqa: PTH118 - as above

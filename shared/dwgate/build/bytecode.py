"""Bytecode: compiled on the desk, so that a cold start does not compile.

The package of a function gives every file the same time, so bytecode that goes by time is stale at every start, and is
compiled again, by a machine of half a core.  Bytecode of the kind *unchecked-hash* is taken as it is (PEP 552).
It must come from the runtime's own minor version.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dwgate.errors import DwgateError

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNTIME = "3.12"
PLATFORM = "Linux-x86_64"
CODE_FOLDER = "/code"
"""Where Function Compute unpacks a function: the path that a traceback names."""

_VERSION_MANAGERS = (
    ("PYENV_ROOT", ".pyenv", "versions"),
    ("ASDF_DATA_DIR", ".asdf", "installs/python"),
    ("MISE_DATA_DIR", ".local/share/mise", "installs/python"),
)
"""Where scripts/find-python looks as well: a variable, the folder below home in its absence, the versions in that."""


class BytecodeError(DwgateError):
    """A file that is to be shipped does not compile."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python of the runtime's minor version; ``version`` is whole, such as 3.12.1.

    ``runs_wheels`` says whether it is of the runtime's platform too, so that it can run what is shipped.
    """

    path: str
    version: str
    runs_wheels: bool = False


def find_interpreter() -> Interpreter | None:
    """Find a Python as Function Compute has it: this one, one on PATH, or one of a version manager."""
    return next((found for path in _candidates() if (found := _probe(path))), None)


def compile_all(folder: Path, interpreter: Interpreter) -> None:
    """Compile every file below a folder; the bytes do not depend on where the folder is.

    One process takes the files in one order, with one hash seed: what bytecode shares between constants depends on
    both.  Raises BytecodeError.
    """
    options = ("-q", "-s", str(folder), "-p", CODE_FOLDER, "--invalidation-mode", "unchecked-hash", "-f")
    done = subprocess.run(  # noqa: S603 - a Python that was probed
        [interpreter.path, "-S", "-m", "compileall", *options, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**_environment(), "PYTHONHASHSEED": "0"},
    )
    if done.returncode:
        raise BytecodeError(f"this does not compile: {(done.stdout + done.stderr).strip()}")


def _candidates() -> Iterator[str]:
    yield sys.executable
    if on_path := shutil.which(f"python{RUNTIME}"):
        yield on_path
    for variable, below_home, versions in _VERSION_MANAGERS:
        root = Path(os.environ.get(variable) or Path.home() / below_home)
        yield from map(str, sorted(root.glob(f"{versions}/{RUNTIME}*/bin/python3")))


def _probe(path: str) -> Interpreter | None:
    """Ask a program which Python it is, and where: a version manager's shim runs another program."""
    program = "import platform as p, sys; print(p.python_version(), f'{p.system()}-{p.machine()}', sys.executable)"
    try:
        done = subprocess.run(  # noqa: S603 - a Python
            [path, "-I", "-S", "-c", program],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            env=_environment(),
        )
    except OSError:
        return None
    version, host, executable = (*done.stdout.strip().split(" ", 2), "", "", "")[:3]
    return Interpreter(executable, version, host == PLATFORM) if version.startswith(f"{RUNTIME}.") else None


def _environment() -> dict[str, str]:
    """Give this process's environment, but for what would change a Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

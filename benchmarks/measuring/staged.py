"""What is started: the packages of functions as ``dwgate build`` makes them, and the handlers they are held against.

``data_upload`` is built a second time with ``calls_back: true``, as its function.yaml is changed where an extension's
code is set, so that one message is answered with a callback and without.
The other handlers get their dependencies as the vendors say, ``pip install --target``, and bytecode that no start has
to check or to make, which the vendors do not say.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

from dwgate.build import bytecode, files
from dwgate.build.bytecode import Interpreter, find_interpreter
from dwgate.build.package import BUILD_FOLDER, WHEELS_FOLDER, build
from dwgate.cli.project import Project
from dwgate.policy.compiler import compile_function
from measuring.suite import ROOT, SCRATCH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALLING_BACK = "data_upload_calling_back"
HANDLERS = ROOT / "benchmarks" / "handlers"
STAGED = SCRATCH / "staged"
_PYTHON = SCRATCH / "python"
_SIZES = SCRATCH / "sizes.json"
_SOURCES = SCRATCH / "functions"
_DEPENDENCIES = SCRATCH / "dependencies"
_REQUIREMENTS = "requirements.txt"


def prepare() -> None:
    """Put everything together anew, but for what pip has installed before; needs a package index for the rest.

    How large each is, zipped, is written down beside them.
    """
    interpreter = runtime()
    folders = [function.folder for function in Project(ROOT).functions()]
    zipped = {folder.name: _build(folder, interpreter) for folder in [*folders, _copy_that_calls_back()]}
    zipped |= {handler.name: _stage(handler, interpreter) for handler in handlers()}
    _SIZES.write_text(json.dumps(zipped))
    subprocess.run([interpreter.path, "-m", "venv", "--clear", "--without-pip", _PYTHON], check=True)  # noqa: S603 - venv
    os.sync()  # what is not yet on the disk cannot be read from there


def zipped() -> dict[str, int]:
    """Give the bytes of what was staged, zipped as it goes to Function Compute."""
    found: dict[str, int] = json.loads(_SIZES.read_bytes())
    return found


def python() -> Path:
    """Give the Python that everything is started by: Function Compute's, with site-packages that are empty."""
    return _PYTHON / "bin" / "python3"


@cache
def runtime() -> Interpreter:
    """Find a Python as Function Compute has it; SystemExit where there is none."""
    interpreter = find_interpreter()
    if interpreter is None or not interpreter.runs_wheels:
        raise SystemExit(f"the benchmarks need Python {bytecode.RUNTIME} on {bytecode.PLATFORM}, and found none")
    return interpreter


def handlers() -> Iterator[Path]:
    """Give the folders of the handlers that functions are held against."""
    return (path.parent for path in sorted(HANDLERS.glob("*/index.py")))


def folders_of_others() -> list[Path]:
    """Give the folders in which pip has installed what the handlers need."""
    return sorted(_DEPENDENCIES.glob("*"))


def _build(folder: Path, interpreter: Interpreter) -> int:
    cache = ROOT / BUILD_FOLDER / WHEELS_FOLDER
    return build(folder, compile_function(folder), STAGED, interpreter, cache).size.zipped


def _stage(handler: Path, interpreter: Interpreter) -> int:
    target = STAGED / handler.name
    shutil.rmtree(target, ignore_errors=True)
    files.copy(_installed(handler / _REQUIREMENTS), target)
    files.copy_file(handler / "index.py", target / "index.py")
    bytecode.compile_all(target, interpreter)
    return files.size(target).zipped


def _copy_that_calls_back() -> Path:
    target = _SOURCES / CALLING_BACK
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "functions" / "data_upload", target)
    with (target / "function.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write("calls_back: true\n")
    return target


def _installed(requirements: Path) -> Path:
    """Give a folder of what is required, which is none where nothing is."""
    wanted = requirements.read_bytes() if requirements.is_file() else b""
    folder = _DEPENDENCIES / hashlib.sha256(wanted).hexdigest()[:16]
    if not folder.exists():
        made = folder.with_suffix(".made")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        if wanted:
            pip = (sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-compile")
            subprocess.run([*pip, f"--target={made}", f"--requirement={requirements}"], check=True)  # noqa: S603 - pip
        made.rename(folder)
    return folder

"""The start of a package: imported and initialized in a bare interpreter, as Function Compute does it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from dwgate.errors import DwgateError

if TYPE_CHECKING:
    from pathlib import Path

    from dwgate.build.bytecode import Interpreter

_PROGRAM = """
import contextlib, io, json, sys
sys.path.insert(0, sys.argv[1])
with contextlib.redirect_stdout(io.StringIO()) as log:
    import index
    index.initialize(None)
print(json.dumps(log.getvalue()))
"""


class StartError(DwgateError):
    """A package does not start: an instance of it could judge nothing."""


def check_start(code: Path, interpreter: Interpreter) -> None:
    """Start the package in a folder; StartError where that fails, or where its policy does not load."""
    done = subprocess.run(  # noqa: S603 - a Python that was probed
        [interpreter.path, "-I", "-S", "-B", "-c", _PROGRAM, str(code)],
        capture_output=True,
        text=True,
        check=False,
        env={},
    )
    if done.returncode:
        raise StartError(f"the package does not start: {(done.stderr.strip().splitlines() or ['it ended'])[-1]}")
    for line in json.loads(
        done.stdout
    ).splitlines():  # a gate says at its start what is wrong with it, and nothing else
        raise StartError(f"the package does not start: {json.loads(line)['problem']}")

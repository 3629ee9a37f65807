"""The library: the part of dwgate that runs on Function Compute."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

import dwgate
from dwgate.build import files

NOT_SHIPPED = (
    "__pycache__",
    "py.typed",
    "analysis",
    "build",
    "cli",
    "comparison",
    "deployment",
    "exemptions",
    "explaining",
    "learning",
    "manuals",
    "mutation",
    "operating",
    "policy_tests",
    "records",
    "replay",
    "schemas",
    "serving",
    "testing",
    "witnesses",
    "policy/compiler",
    "policy/explanation.py",
    "facts/given.py",
    "facts/protocols.py",
    "events/trial.py",
)
"""The desk; what is left is what ``dwgate.gate`` may import."""

FOLDER = "dwgate"
"""Its folder in a package."""
LICENCE = "LICENSE"


def copy_library(target: Path) -> None:
    """Copy what runs on Function Compute into ``target/dwgate``, with its licence.

    Apache-2.0 asks for a copy of itself beside the code; wheels that bring none are under it too.
    """
    (package,) = dwgate.__path__
    files.copy(Path(package), target / FOLDER, without=NOT_SHIPPED)
    files.copy_file(_licence(), target / FOLDER / LICENCE)


def _licence() -> Path:
    """Find the licence among what pip has installed, which is there in an editable installation too."""
    installed = distribution("dwgate")
    (found,) = (path for path in installed.files or () if path.name == LICENCE)
    return Path(str(installed.locate_file(found)))

"""The library: the part of dwgate that runs on Function Compute."""

from __future__ import annotations

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
)
"""The desk; what is left is what ``dwgate.gate`` may import."""


def copy_library(target: Path) -> None:
    """Copy what runs on Function Compute into ``target/dwgate``."""
    (package,) = dwgate.__path__
    files.copy(Path(package), target / "dwgate", without=NOT_SHIPPED)

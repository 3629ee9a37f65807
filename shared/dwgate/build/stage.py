"""Staging: a function's folder becomes one that can run, with its handler and its compiled policy."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from dwgate.policy.compiler import canonical
from dwgate.runtime.policy_file import POLICY_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from dwgate.policy.compiler import Compilation

HANDLER_FILE = "index.py"


def stage(folder: Path, compilation: Compilation, target: Path) -> None:
    """Write the handler of the function in ``folder`` and its policy into ``target``, which is made.

    The policy must have compiled.
    """
    if compilation.document is None:
        raise ValueError(f"the policy of {compilation.function} does not compile")
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / HANDLER_FILE, target / HANDLER_FILE)
    (target / POLICY_FILE).write_bytes(canonical(compilation.document))

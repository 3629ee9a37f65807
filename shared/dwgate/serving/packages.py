"""What is to be known of a package before it is served: whether it is there, and whether it is the checkout's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.build.package import built_digest
from dwgate.build.stage import HANDLER_FILE
from dwgate.policy.compiler import compile_function
from dwgate.runtime.policy_file import POLICY_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from dwgate.deployment import DeployedFunction


def remark(deployed: DeployedFunction, root: Path) -> str | None:
    """Say what is amiss with the package of a function of the project in ``root``; None where nothing is.

    A policy of the checkout that does not compile is nothing to hold a package against.
    """
    code = root / deployed.code
    if not (code / HANDLER_FILE).is_file():
        return "not built"
    try:
        digest = built_digest(code)
    except OSError:
        digest = None
    if digest is None:
        return f"without a {POLICY_FILE} that can be read"
    document = compile_function(root / "functions" / deployed.name).document
    return "of another policy than this checkout" if document and digest != document["digest"] else None

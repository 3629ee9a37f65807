"""What ``dwgate smoke`` and ``dwgate doctor`` share: the functions of the project, twice, and the keys."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dwgate.cli.project import UsageError
from dwgate.deployment import DeploymentError, read_deployment
from dwgate.operating.checked_out import CheckedOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dwgate.cli.project import Function, Project
    from dwgate.deployment import DeployedFunction


def checked_out(function: Function) -> CheckedOut:
    """Compile a function and read its samples."""
    return CheckedOut(
        name=function.name,
        folder=function.folder,
        compilation=function.compile(),
        points=function.points(),
        samples={sample.name: sample.path.read_bytes() for sample in function.samples()},
    )


def deployed(project: Project, template: str) -> Sequence[DeployedFunction]:
    """Read what the template deploys with this shell's environment; UsageError where it cannot be read."""
    try:
        return read_deployment(project.root, os.environ, template)
    except DeploymentError as error:
        raise UsageError(str(error)) from None

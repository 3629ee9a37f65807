"""What the commands about the deployment share: the functions of the project, in the checkout and in a template."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dwgate.deployment import read_deployment
from dwgate.operating.checked_out import CheckedOut
from dwgate.runtime import settings

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
        spellings=settings.current()[0].spellings,
    )


def deployed(project: Project, template: str) -> Sequence[DeployedFunction]:
    """Read what the template deploys with this shell's environment; DeploymentError where it cannot be read."""
    return read_deployment(project.root, os.environ, template)

"""The error of a description of functions that cannot be read."""

from __future__ import annotations

from dwgate.errors import DwgateError


class DeploymentError(DwgateError):
    """The description of the functions is wrong: ``where`` is the place in its file, ``problem`` what to mend there."""

    def __init__(self, where: str, problem: str) -> None:
        """Name the place first: that is where something has to be changed."""
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem

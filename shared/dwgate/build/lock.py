"""Locks: the wheels of others that are shipped, each by its version and the hash that pip holds it to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from dwgate.errors import DwgateError

LOCKS = Path(__file__).parent / "locks"
CEL, OPENAPI, SQL = "cel", "openapi", "sql"
"""The sets of wheels: what every function needs, what one needs that calls DataWorks, and one whose rules read SQL.

The latter two are named as the extras of dwgate that hold the same.
"""

_LINE = re.compile(r"(?P<name>[a-z0-9]+(-[a-z0-9]+)*)==(?P<version>\S+) --hash=sha256:(?P<sha256>[0-9a-f]{64})")


class WheelsError(DwgateError):
    """The wheels cannot be had; the text says why, as far as pip does."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A wheel that is locked; the name is normalized, as `typing-extensions`."""

    name: str
    version: str
    sha256: str

    def __str__(self) -> str:
        """Write the line of a lock."""
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}"


def read_lock(path: Path) -> dict[str, Locked]:
    """Read a lock by name; WheelsError where a line is anything but a version of one wheel with its hash."""
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if not match or match["name"] in found:
            raise WheelsError(
                f"{path.name}:{number} does not pin a wheel by its version and hash, or pins one again;"
                " scripts/lock-wheels writes this file"
            )
        found[match["name"]] = Locked(match["name"], match["version"], match["sha256"])
    return found

"""What a test must know of the function that it tests: its folder, what it reads, which of its rules are in shadow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dwgate.events.event import Spellings


@dataclass(frozen=True, slots=True)
class FunctionUnderTest:
    """The function under test; findings name its files below ``name``, and ``is_shadow`` has each rule by name.

    It reads the messages of its ``points``, by its ``spellings``.
    """

    folder: Path
    name: str
    points: tuple[str, ...]
    spellings: Spellings
    is_shadow: Mapping[str, bool]

    @classmethod
    def of(cls, folder: Path, name: str, document: Mapping[str, Any], spellings: Spellings) -> FunctionUnderTest:
        """Take what the compiled policy says of the function, and the settings of the fields that name somebody."""
        modes = {rule["name"]: rule["mode"] == "shadow" for rule in document["rules"]}
        return cls(folder, name, tuple(document["points"]), spellings, modes)

    def name_of(self, path: Path) -> str:
        """Give the name by which findings call a file: below the function's, or as it is where it lies elsewhere."""
        path, folder = path.resolve(), self.folder.resolve()
        return f"{self.name}/{path.relative_to(folder).as_posix()}" if path.is_relative_to(folder) else path.name

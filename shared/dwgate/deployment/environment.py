"""The environment that a template is filled in with: what is asked of it, what is not set in it, what would set more.

Serverless Devs takes variables from files ``.env`` too: of the folder that it is run in, of the template's, and of
those that hold code.  Which of them counts differs with the file, and with whether the template extends another.
dwgate reads none of them, and refuses to go on where one sets a variable that the template asks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dwgate.deployment.error import DeploymentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

FILE = ".env"

_SET_BY_A_FILE = re.compile(r"^\s*(?:export\s+)?([\w.-]+)\s*[=:]", re.MULTILINE)
_BEFORE, _BEHIND = "\ue000", "\ue001"
"""Characters of nobody's language, around the name of a variable that is not set."""
_MARK = re.compile(f"{_BEFORE}(.*?){_BEHIND}")


@dataclass(frozen=True, slots=True)
class Asked:
    """The variables of an environment, with the names of those that were asked for, set or not."""

    variables: Mapping[str, str]
    names: set[str] = field(default_factory=set)

    def get(self, name: str, /) -> str | None:
        """Give a variable, None where it is not set."""
        self.names.add(name)
        return self.variables.get(name)

    def with_marks(self) -> dict[str, str]:
        """Give the variables, and a mark for each that was asked for and is not set: it shows where the value goes."""
        missing = (name for name in self.names if not self.variables.get(name))
        return {**self.variables, **{name: f"{_BEFORE}{name}{_BEHIND}" for name in missing}}


def marks_in(value: Any, path: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Find the marks in a value of any depth: the path of each text that has some, and the names in them."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from marks_in(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from marks_in(one, f"{path}.{at}")
    elif isinstance(value, str) and (names := _MARK.findall(value)):
        yield path, tuple(dict.fromkeys(names))


def refuse_files(folders: Iterable[Path], asked: AbstractSet[str], root: Path, template: str) -> None:
    """Raise DeploymentError where the ``.env`` of a folder sets one of the variables that were asked for."""
    for path in dict.fromkeys(folder / FILE for folder in folders):
        # A folder of this name is somebody's virtual environment.
        text = path.read_text("utf-8-sig", errors="replace") if path.is_file() else ""
        taken = ", ".join(sorted(asked & set(_SET_BY_A_FILE.findall(text))))
        if taken:
            where = path.relative_to(root) if path.is_relative_to(root) else path
            what = f"it sets {taken}, which {template} reads; Serverless Devs may take that from there, dwgate does not"
            raise DeploymentError(str(where), f"{what}: export it instead, and take it out of this file")

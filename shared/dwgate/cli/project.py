"""The project on disk: which functions there are, their policies, their sample messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from ruamel.yaml.nodes import MappingNode

from dwgate.build.stage import HANDLER_FILE
from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy.compiler.diagnostics import Diagnostic, did_you_mean
from dwgate.policy.compiler.function import FUNCTION_FILE
from dwgate.policy.compiler.reader import read_function
from dwgate.policy.compiler.scalars import instant
from dwgate.policy.compiler.yaml_source import YamlSource

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

FUNCTIONS_FOLDER = "functions"
EVENTS_FOLDER = "events"
TIMES_FILE = "times.yaml"
FACTS_SUFFIX = ".facts.yaml"


class UsageError(Exception):
    """The command was called with something that there is not; the text says what, and what there is."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample message of a function; ``at`` is the time that it is to be tried at, where that matters.

    ``facts`` is the file of what DataWorks would answer about it, where its rules ask.
    """

    name: str
    path: Path
    at: datetime | None
    facts: Path | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the project."""

    name: str
    folder: Path

    def compile(self) -> Compilation:
        """Compile the function's policy; a function without a handler is a finding too."""
        name = f"{FUNCTIONS_FOLDER}/{self.name}"
        compilation = compile_function(self.folder, name)
        if (self.folder / HANDLER_FILE).is_file():
            return compilation
        hint = f"copy that of another function, or take {name} away"
        missing = Diagnostic(f"{name}/{HANDLER_FILE}", 1, 1, "no-handler", f"there is no {HANDLER_FILE}", hint=hint)
        return Compilation(self.name, None, (missing, *compilation.diagnostics))

    def points(self) -> tuple[str, ...]:
        """Give the points that the function says it serves; none where its file cannot be read."""
        path = self.folder / FUNCTION_FILE
        function = read_function(YamlSource.read(path, path.name)) if path.is_file() else None
        return function.points if function else ()

    def samples(self) -> list[Sample]:
        """Give the function's sample messages by name, with the times from ``events/times.yaml``."""
        events = self.folder / EVENTS_FOLDER
        paths = {path.stem: path for path in sorted(events.glob("*.json"))}
        times = _times(events / TIMES_FILE)
        for name in times:
            self._known(name, paths, TIMES_FILE)
        facts = {path.name.removesuffix(FACTS_SUFFIX): path for path in sorted(events.glob(f"*{FACTS_SUFFIX}"))}
        for name, path in facts.items():
            self._known(name, paths, path.name)
        return [Sample(name, path, times.get(name), facts.get(name)) for name, path in paths.items()]

    def _known(self, name: str, samples: Collection[str], file: str) -> None:
        if name not in samples:
            hint = did_you_mean(name, samples, listing="there are")
            raise UsageError(f"{self.name}/{EVENTS_FOLDER}/{file}: there is no sample {name}; {hint}")


@dataclass(frozen=True, slots=True)
class Project:
    """The functions below one folder."""

    root: Path

    @classmethod
    def at(cls, directory: Path) -> Project:
        """Find the project that the directory lies in."""
        for candidate in (directory, *directory.parents):
            if (candidate / FUNCTIONS_FOLDER).is_dir():
                return cls(candidate)
        raise UsageError(
            f"there is no folder {FUNCTIONS_FOLDER} in {directory}, nor above it; go to a project, or give -C"
        )

    def functions(self) -> list[Function]:
        """Give the functions by name: every folder, but for those of tools."""
        entries = sorted((self.root / FUNCTIONS_FOLDER).iterdir())
        return [Function(entry.name, entry) for entry in entries if entry.is_dir() and entry.name[0] not in "._"]

    def function(self, name: str) -> Function:
        """Give the function of this name, or of this path, such as ``functions/data_download``."""
        functions = {function.name: function for function in self.functions()}
        folder, *inside = _below_functions(name) or (name,)
        if folder in functions and inside:
            raise UsageError(f"{name} lies in the function {folder}; give that")
        name = folder if folder in functions else name
        if name not in functions:
            raise UsageError(f"there is no function {name}; {did_you_mean(name, functions, listing='there are')}")
        return functions[name]

    def selected(self, names: list[str]) -> list[Function]:
        """Give the functions of these names, each once, or all where there is no name."""
        return list(dict.fromkeys(map(self.function, names))) if names else self.functions()


def _below_functions(path: str) -> tuple[str, ...]:
    """Give the parts of a path that lie below the folder of functions."""
    parts = PurePath(path).parts
    return parts[parts.index(FUNCTIONS_FOLDER) + 1 :] if FUNCTIONS_FOLDER in parts else ()


def _times(path: Path) -> dict[str, datetime]:
    if not path.is_file():
        return {}
    source = YamlSource.read(path, path.name)
    pairs = source.pairs(source.root) if isinstance(source.root, MappingNode) else ()
    times = {str(key.value): instant(value, source) for key, value in pairs}
    if source.findings:
        raise UsageError(source.findings[0].render())
    return {name: time for name, time in times.items() if time}

"""What a test must know of the function that it tests: its folder, what it reads, what its rules can come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.facts.functions import ask_facts
from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dwgate.events.event import Spellings
    from dwgate.policy.compiler.model import Sources


@dataclass(frozen=True, slots=True)
class RuleUnderTest:
    """A rule, as far as a case can name it: what it asks for where it fires, and where it cannot be judged."""

    is_shadow: bool
    then: CheckResult
    on_error: CheckResult


@dataclass(frozen=True, slots=True)
class FunctionUnderTest:
    """The function under test; findings name its files below ``name``, and ``rules`` has each rule by name.

    It reads the messages of its ``points``, by its ``spellings``.  ``asks_facts`` says that its policy may need some.
    ``sources`` is its policy as written.
    """

    folder: Path
    name: str
    points: tuple[str, ...]
    spellings: Spellings
    rules: Mapping[str, RuleUnderTest]
    asks_facts: bool
    sources: Sources

    @classmethod
    def of(
        cls, folder: Path, name: str, document: Mapping[str, Any], sources: Sources, spellings: Spellings
    ) -> FunctionUnderTest:
        """Take what the compiled policy says of the function, and the settings of the fields that name somebody."""
        rules = {
            rule["name"]: RuleUnderTest(
                is_shadow=rule["mode"] == "shadow",
                then=CheckResult(rule["then"]),
                on_error=CheckResult(rule["on_error"]),
            )
            for rule in document["rules"]
        }
        points, asks_facts = tuple(document["points"]), ask_facts(document["functions"])
        return cls(folder, name, points, spellings, rules, asks_facts, sources)

    def name_of(self, path: Path) -> str:
        """Give the name by which findings call a file: below the function's, or as it is where it lies elsewhere."""
        path, folder = path.resolve(), self.folder.resolve()
        return f"{self.name}/{path.relative_to(folder).as_posix()}" if path.is_relative_to(folder) else path.name

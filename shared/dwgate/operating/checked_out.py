"""A function as the checkout has it, beside the same function as a template deploys it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.deployment.function import TEMPLATE
from dwgate.events.event import DOCUMENTED_SPELLINGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dwgate.deployment import DeployedFunction
    from dwgate.events.event import Spellings
    from dwgate.policy.compiler import Compilation

SETTING_PREFIX = "DWGATE_"


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """A function of the project; ``samples`` are its sample messages by name.

    ``spellings`` are those by which this shell's settings have messages read, as ``dwgate test`` reads them.
    """

    name: str
    folder: Path
    compilation: Compilation
    points: tuple[str, ...]
    samples: Mapping[str, bytes]
    spellings: Spellings = DOCUMENTED_SPELLINGS

    @property
    def digest(self) -> str | None:
        """The digest of its policy, None where that does not compile."""
        document = self.compilation.document
        return document["digest"] if document else None


@dataclass(frozen=True, slots=True)
class Pair:
    """One function twice: ``here`` in the checkout, ``there`` as it is to be deployed."""

    here: CheckedOut
    there: DeployedFunction

    @property
    def name(self) -> str:
        """The function's name in this project."""
        return self.here.name

    @property
    def deployed_as(self) -> str:
        """Where a finding about what is deployed stands: both of the function's names."""
        return f"{self.name} ({self.there.function_name})"

    @property
    def option(self) -> str:
        """The option by which a command gets the function's template; empty for that which every command takes."""
        return "" if self.there.template == TEMPLATE else f" -t {self.there.template}"

    @property
    def deploy(self) -> str:
        """The command that deploys the function."""
        return f"s {self.name} deploy{self.option}"

    @property
    def settings(self) -> dict[str, str]:
        """What the template sets for it."""
        return settings_in(self.there.environment)


def settings_in(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the settings in a function's environment; an empty one counts as none."""
    return {name: value for name, value in environment.items() if name.startswith(SETTING_PREFIX) and value.strip()}

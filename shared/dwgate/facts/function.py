"""A function that dwgate adds to CEL, as the compiler and the engine know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from dwgate.events.catalogue import Field


@dataclass(frozen=True, slots=True)
class Function:
    """A function of conditions; ``parameters`` and ``result`` are CEL types as CEL writes them.

    A function of the same name and other parameters is another overload of it.
    ``result`` is ``object`` or ``list<object>`` where ``field`` describes what the object holds; of another result,
    ``field`` says which values are listed.
    ``points`` are those at which it can answer, None for all.
    ``is_content`` marks an answer that must never be logged.
    """

    name: str
    parameters: tuple[str, ...]
    result: str
    implementation: Callable[..., Any]
    meaning: str
    field: Field | None = None
    points: frozenset[str] | None = None
    is_content: bool = False

    @property
    def signature(self) -> str:
        """Show how it is called, ``ip.within(string, list<string>)``."""
        return f"{self.name}({', '.join(self.parameters)})"

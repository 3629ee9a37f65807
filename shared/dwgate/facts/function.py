"""A function that dwgate adds to CEL, as the compiler and the engine know it."""

from __future__ import annotations

from dwgate.light import MappingProxyType
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from dwgate.events.catalogue import Field

    Check = Callable[[str], str | None]
    """Says what a text is not that should be it, ``a network, such as 10.0.0.0/8``; None where it is."""


class Function(Value):
    """A function of conditions; ``parameters`` and ``result`` are CEL types as CEL writes them.

    A function of the same name and other parameters is another overload of it.
    ``result`` is ``object`` or ``list<object>`` where ``field`` describes what the object holds; of another result,
    ``field`` says which values are listed.
    ``points`` are those at which it can answer, None for all.
    ``is_content`` marks an answer that must never be logged.
    ``checks`` are made, by the number of the parameter, of texts that are known when a policy is compiled; those of
    the parameters ``known`` must be known then.
    """

    name: str
    parameters: tuple[str, ...]
    result: str
    implementation: Callable[..., Any]
    meaning: str
    field: Field | None = None
    points: frozenset[str] | None = None
    is_content: bool = False
    checks: Mapping[int, Check] = MappingProxyType({})
    known: frozenset[int] = frozenset()

    @property
    def signature(self) -> str:
        """Show how it is called, ``ip.within(string, list<string>)``."""
        return f"{self.name}({', '.join(self.parameters)})"

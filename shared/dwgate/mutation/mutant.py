"""A mutant: a policy with one change in it that its tests should notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dwgate.mutation.changes import Change
    from dwgate.mutation.kinds import Kind
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.yaml_source import Text

_LONGEST = 48
_NOTHING, _NEGATED = "nothing", "!(…)"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a policy is changed, by the offset of a character of one of its texts.

    ``kind`` is that of the change, ``was`` what stands there, and ``became`` what would: nothing, where it is empty.
    """

    kind: Kind
    text: Text
    was: str
    became: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of a policy, where it is made, and the rules whose outcome it can change."""

    spot: Spot
    change: Change
    rules: frozenset[str]

    @property
    def finding(self) -> Diagnostic:
        """What is said of it where no case notices it."""
        spot = self.spot
        return spot.text.diagnostic(spot.kind, f"no case notices {self.told}", offset=spot.offset)

    @property
    def told(self) -> str:
        """The change in a line, of which what is long is cut short."""
        was, became = self.spot.was, self.spot.became
        return f"{_short(was)} → {_NEGATED if became == f'!({was})' else _short(became)}"

    @property
    def file(self) -> str:
        """The file that it changes."""
        return self.spot.text.source.name

    def as_document(self) -> dict[str, Any]:
        """Give the mutant as JSON types."""
        finding = self.finding
        return {
            "kind": self.spot.kind,
            "file": finding.file,
            "line": finding.line,
            "column": finding.column,
            "was": self.spot.was,
            "became": self.spot.became,
            "rules": sorted(self.rules),
        }


def _short(text: str) -> str:
    line = " ".join(text.split()) or _NOTHING
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 2]} …"

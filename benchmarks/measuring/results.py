"""``results.json``: what was measured, round by round, and where.  Everything that is told is worked out from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from measuring.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from measuring.suite import Quantities

FILE = ROOT / "benchmarks" / "results.json"
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one suite: its quantities, and the seconds that it took."""

    quantities: Quantities
    took: float


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a run; a quick one is for trying, and says nothing."""

    machine: Mapping[str, Any]
    is_quick: bool
    suites: Mapping[str, Measured]

    @classmethod
    def read(cls, file: Path = FILE) -> Results:
        """Read them."""
        document = json.loads(file.read_bytes())
        suites = {name: Measured(**one) for name, one in document["suites"].items()}
        return cls(document["machine"], document["is_quick"], suites)

    def write(self, file: Path = FILE) -> None:
        """Write them."""
        file.write_text(json.dumps(_rounded(asdict(self)), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    """Leave out the digits that no clock of this kind has."""
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list) else value

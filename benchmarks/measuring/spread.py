"""A quantity over the rounds: its median, and how far the rounds are apart."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Spread:
    """``deviation`` is the median absolute deviation, ``lowest`` and ``highest`` are rounds."""

    median: float
    deviation: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Look at the value of each round, of which there is at least one."""
        median = statistics.median(values)
        return cls(median, statistics.median(abs(one - median) for one in values), min(values), max(values))


def ratios(values: Sequence[float], others: Sequence[float]) -> Spread:
    """Divide round by round; ValueError where the rounds are not the same ones."""
    return Spread.of([value / other for value, other in zip(values, others, strict=True)])

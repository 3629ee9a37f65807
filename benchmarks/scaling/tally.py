"""What came of the messages of one function: counts, times, and how many instances were at work at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import inf


@dataclass(slots=True)
class Tally:
    """One for each function.

    A message is answered once, or ``throttled`` where nobody sends it again, or ``lost`` after its last delivery.
    ``answers`` are when a message was sent and the seconds to its answer; ``seconds_at`` are seconds by the number of
    instances at work.
    """

    sent: int = 0
    answered: int = 0
    throttled: int = 0
    lost: int = 0
    unjudged: int = 0
    invocations: int = 0
    cold: int = 0
    busy_seconds: float = 0
    refused_deliveries: int = 0
    undelivered: int = 0
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    answers: list[tuple[float, float]] = field(default_factory=list)
    seconds_at: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    sent_in: Counter[int] = field(default_factory=Counter)
    _busy: int = 0
    _since: float = 0

    def begin(self, now: float) -> None:
        """Count an instance that begins to work."""
        self._look(now)
        self._busy += 1

    def end(self, now: float, began: float) -> None:
        """Count an instance that has ended its work."""
        self._look(now)
        self._busy -= 1
        self.busy_seconds += now - began

    def most_busy(self) -> int:
        """Give the most instances that were at work at a time."""
        return max(self.seconds_at, default=0)

    def lasted(self, first: float = 0, last: float = inf) -> list[float]:
        """Give the seconds to the answers of messages that were sent between two times."""
        return [seconds for sent, seconds in self.answers if first <= sent < last]

    def _look(self, now: float) -> None:
        self.seconds_at[self._busy] += now - self._since
        self._since = now


def busy_percentile(tally: Tally, part: float, seconds: float) -> int:
    """Give how many instances at most are at work for this part of so many seconds."""
    left = (1 - part) * seconds
    for level, lasted in sorted(tally.seconds_at.items(), reverse=True):
        left -= lasted
        if left < 0:
            return level
    return 0


def percentile(values: list[float], part: float) -> float:
    """Give the value that this part of all values do not exceed; 0 where there is none."""
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)] if ordered else 0

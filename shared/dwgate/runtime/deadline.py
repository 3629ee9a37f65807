"""The deadline: how long an invocation may still take, so that its answer goes out in time."""

from __future__ import annotations

import time

from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Deadline(Value):
    """An instant on a clock that only goes forward."""

    at: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, *, margin: float, clock: Callable[[], float] = time.monotonic) -> Deadline:
        """Count from now; ``margin`` seconds are kept for answering, but never more than half of the time."""
        return cls(clock() + max(seconds - margin, seconds / 2), clock)

    def left(self) -> float:
        """Give the seconds that are left; none or fewer once it has passed."""
        return self.at - self.clock()

    def has_passed(self) -> bool:
        """Whether the answer must go out now."""
        return self.at <= self.clock()

    def after_part(self, part: float) -> Deadline:
        """Give the deadline of something that may take this part of what is left, such as 0.5."""
        left = max(self.left(), 0)
        return Deadline(self.at - left + left * part, self.clock)

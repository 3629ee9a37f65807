"""A budget: the steps that reading one text may take, counted so that they are the same on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.facts.sql.problems import OutOfTime, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_STEPS = 300_000
"""The most steps: an ordinary text of the greatest length takes two thirds of them."""
_BETWEEN_LOOKS = 256


class Budget:
    """Counts the steps of the parser and of the walk through what it made, and looks at the clock now and then."""

    def __init__(self, is_out_of_time: Callable[[], bool]) -> None:
        """Take the clock of the message."""
        self.steps = 0
        self._is_out_of_time = is_out_of_time

    def step(self) -> None:
        """Take a step; FactError where it is one too many, or where the time has run out."""
        self.steps += 1
        if self.steps % _BETWEEN_LOOKS:
            return
        if self.steps > MOST_STEPS:
            raise unreadable("it takes more steps than a text may", "解析步骤超出上限")
        if self._is_out_of_time():
            raise OutOfTime

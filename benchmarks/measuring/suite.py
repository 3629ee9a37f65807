"""A suite: sides that do the same work in different ways, and what is claimed of them.

A side is held against another, of which it takes so many times the time.  Both are measured in each round, and the
ratio is that of the round: what slows the machine for a while slows both.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    Timed = Callable[[int], float]
    """Does the work so many times, and gives the seconds that it took: what pyperf calls a time function."""
    Quantities = Mapping[str, Mapping[str, Sequence[float]]]
    """What was measured: by quantity, and then by side, a value for each round."""

ROOT = Path(__file__).parents[2]
SCRATCH = ROOT / "build" / ".bench"
"""Where what is measured is put together, and where what pyperf writes is left."""

SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Side:
    """One way to do the work; ``prepare`` is called in the process that measures it, and its time does not count.

    ``against`` names the side that it is held against.
    """

    name: str
    prepare: Callable[[], Timed]
    against: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """At most so much of a quantity, or so many times another side's."""

    of: str
    at_most: float
    to: str | None = None
    quantity: str = SECONDS


class More(Protocol):
    """Measures what is no time of a side."""

    def __call__(self, *, is_quick: bool) -> Quantities:
        """Measure it, with fewer repetitions where it is to be quick."""


def _nothing_more(*, is_quick: bool) -> Quantities:  # noqa: ARG001 - as any other
    return {}


@dataclass(frozen=True, slots=True)
class Suite:
    """Sides in the order in which they are told.

    ``around`` stands by in the process that starts those that measure.
    ``min_time`` are the seconds that a value takes at least, by enough repetitions.
    ``starts_packages`` says that the packages of functions are to be built before.
    ``is_told_as_rate`` says that it is also told how often a second the work is done.
    """

    name: str
    title: str
    sides: tuple[Side, ...] = ()
    goals: tuple[Goal, ...] = ()
    rounds: int = 7
    values: int = 3
    warmups: int = 1
    min_time: float = 0.1
    loops: int = 0
    starts_packages: bool = False
    is_told_as_rate: bool = False
    around: Callable[[], AbstractContextManager[Any]] = contextlib.nullcontext
    more: More = _nothing_more

    def against(self, side: str) -> str | None:
        """Name the side that another is held against."""
        return next((one.against for one in self.sides if one.name == side), None)


def repeated(work: Callable[[], object]) -> Timed:
    """Time a call, made over and over."""

    def timed(loops: int) -> float:
        rounds = range(loops)
        started = time.perf_counter()
        for _ in rounds:
            work()
        return time.perf_counter() - started

    return timed


class EachCall:
    """Times each call by itself, so that the slowest of a hundred can be told."""

    def __init__(self, work: Callable[[], object]) -> None:
        """Take the call."""
        self._work = work
        self._values: list[list[float]] = []

    def __call__(self, loops: int) -> float:
        """Do the work so many times."""
        clock, work = time.perf_counter, self._work
        taken: list[float] = []
        for _ in range(loops):
            started = clock()
            work()
            taken.append(clock() - started)
        self._values.append(taken)
        return sum(taken)

    def percentile(self, part: float, *, warmups: int) -> float:
        """Give the seconds within which this part of the calls was done, of those that came after the warm-ups."""
        calls = sorted(one for value in self._values[warmups:] for one in value)
        return calls[min(int(len(calls) * part), len(calls) - 1)]

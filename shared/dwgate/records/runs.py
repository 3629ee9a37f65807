"""The records of one instance put together by their links, in whatever order they come."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.records.links import Link


@dataclass(slots=True)
class Run:
    """Records without a gap, each of which follows the one before; of them the first and the last are known."""

    first: Link
    last: Link


class Runs:
    """What has been read of an instance: one run of a log that is whole, and one more for each place that is not.

    So memory grows with what is missing or not read yet, and not with the records.
    """

    def __init__(self) -> None:
        """Have read nothing."""
        self._runs: list[Run] = []
        self._starts: list[int] = []
        """The numbers of the first ones, in their order, as the runs."""

    def __iter__(self) -> Iterator[Run]:
        """Give the runs by their numbers."""
        return iter(self._runs)

    def __len__(self) -> int:
        """Give the number of runs."""
        return len(self._runs)

    @property
    def last(self) -> Link | None:
        """The record of the highest number; None where there is none."""
        return self._runs[-1].last if self._runs else None

    def has(self, seq: int) -> bool:
        """Whether a record of this number has been added."""
        at = bisect_right(self._starts, seq)
        return at > 0 and seq <= self._runs[at - 1].last.seq

    def joins(self, link: Link) -> bool:
        """Whether a record, the number of which is not there, follows one that is there, or is followed by one."""
        before, after = self._beside(link)
        return before is not None or after is not None

    def add(self, link: Link) -> None:
        """Add a record, the number of which is not there."""
        before, after = self._beside(link)
        at = bisect_right(self._starts, link.seq)
        if before and after:
            before.last = after.last
            del self._runs[at], self._starts[at]
        elif before:
            before.last = link
        elif after:
            after.first, self._starts[at] = link, link.seq
        else:
            self._runs.insert(at, Run(link, link))
            self._starts.insert(at, link.seq)

    def _beside(self, link: Link) -> tuple[Run | None, Run | None]:
        """Give the run that a record continues, and the one that continues it."""
        at = bisect_right(self._starts, link.seq)
        before = self._runs[at - 1] if at else None
        after = self._runs[at] if at < len(self._runs) else None
        return (
            before if before and link.follows(before.last) else None,
            after if after and after.first.follows(link) else None,
        )

"""One instance as its records have been read, and what is missing of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from dwgate.records.findings import Finding
from dwgate.records.heads import Head
from dwgate.records.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from dwgate.records.links import Link
    from dwgate.records.record import Record
    from dwgate.records.runs import Run


@dataclass(slots=True)
class Chain:
    """The number of the records of an instance, the times of the first and the last, and its runs.

    ``latest`` is the record that was read last, of those that are in the runs.
    """

    function: str | None = None
    records: int = 0
    first: datetime | None = None
    last: datetime | None = None
    runs: Runs = field(default_factory=Runs)
    latest: Link | None = None

    def count(self, record: Record) -> None:
        """Count a record."""
        self.records += 1
        self.function = self.function or record.function
        if record.time:
            self.first = min(self.first or record.time, record.time)
            self.last = max(self.last or record.time, record.time)

    @property
    def head(self) -> Head | None:
        """The record of the highest number; None where none could be put in its place."""
        last = self.runs.last
        return Head(last.seq, last.hash) if last else None

    def faults(self, noted: Head | None, *, begins_after: Head | None) -> Iterator[Finding]:
        """Say what is missing, in the order of the records.

        ``begins_after`` is the record before the first that must be there, None where any may be the first; ``noted``
        is one that must be there unless the records begin after it.
        """
        runs = list(self.runs)
        if not runs:
            return
        if begins_after:
            yield from _at_the_beginning(runs[0].first, begins_after)
        for before, after in pairwise(runs):
            yield _between(before, after)
        last = runs[-1].last
        if noted and last.seq < noted.seq:
            text = f"record {last.seq} of {last.instance} is the last, and record {noted.seq} was noted"
            yield Finding.at("cut-off", last, text)


def _at_the_beginning(first: Link, before: Head) -> Iterator[Finding]:
    if first.seq > before.seq + 1:
        missing = _missing(before.seq + 1, first.seq - 1, first.instance)
        yield Finding.at("beginning-missing", first, f"{missing}: the log begins with record {first.seq}")
    elif first.seq == before.seq + 1 and first.previous not in {before.hash, None}:
        text = f"record {first.seq} of {first.instance} does not follow record {before.seq}, which was noted"
        yield Finding.at("unlinked", first, text)


def _between(before: Run, after: Run) -> Finding:
    last, first = before.last, after.first
    if first.seq == last.seq + 1:
        text = (
            f"record {first.seq} of {first.instance} does not follow record {last.seq}, {last.place}: one was replaced"
        )
        return Finding.at("unlinked", first, text)
    missing = _missing(last.seq + 1, first.seq - 1, first.instance)
    return Finding.at("missing", first, f"{missing}, between {last.place} and here")


def _missing(first: int, last: int, instance: str) -> str:
    if first == last:
        return f"record {first} of {instance} is missing"
    return f"records {first} to {last} of {instance} are missing"

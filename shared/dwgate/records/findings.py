"""What is found to be wrong with the records of a log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.records.links import Link

Fault = Literal[
    "changed",
    "missing",
    "beginning-missing",
    "unlinked",
    "reordered",
    "twice",
    "forked",
    "again",
    "no-chain",
    "no-record",
    "cut-off",
    "rewritten",
    "gone",
    "too-scattered",
]
_MOST_OF_A_FAULT = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault and where it shows; lines count from 1, and ``line`` is 0 where the fault is of no line.

    ``instance`` and ``seq`` say of which record it is, or which one comes after the fault; None where it is of none.
    """

    fault: Fault
    message: str
    file: str
    line: int
    instance: str | None = None
    seq: int | None = None

    @classmethod
    def at(cls, fault: Fault, link: Link, message: str) -> Finding:
        """Make a finding of a record."""
        return cls(fault, message, link.file, link.line, link.instance, link.seq)

    @property
    def place(self) -> str:
        """Where it shows."""
        return f"{self.file}:{self.line}" if self.line else self.file


class Findings:
    """All that was found, counted by fault, of which the first of each fault are kept."""

    def __init__(self) -> None:
        """Have found nothing."""
        self.counts: Counter[Fault] = Counter()
        self._kept: list[Finding] = []
        self._files: dict[str, int] = {}

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it where it is one of the first of its fault."""
        self.counts[finding.fault] += 1
        if self.counts[finding.fault] <= _MOST_OF_A_FAULT:
            self._kept.append(finding)

    def count(self, fault: Fault, number: int) -> None:
        """Count findings that nobody has kept, if there are any."""
        if number:
            self.counts[fault] += number

    def left_out(self) -> dict[Fault, int]:
        """Give how many of a fault were counted and not kept, where there are any."""
        kept = Counter(finding.fault for finding in self._kept)
        return dict(self.counts - kept)

    def see(self, file: str) -> None:
        """Keep in mind in which order files are read."""
        self._files.setdefault(file, len(self._files))

    def __iter__(self) -> Iterator[Finding]:
        """Give those that were kept in the order of the log, and what is of no line at the end."""
        last = len(self._files)
        return iter(sorted(self._kept, key=lambda one: (self._files.get(one.file, last), not one.line, one.line)))

    def __len__(self) -> int:
        """Give the number of all."""
        return self.counts.total()

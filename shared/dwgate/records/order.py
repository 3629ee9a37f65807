"""In which order the records of instances stand in a log: the oldest first, the newest first, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.records.findings import Finding

if TYPE_CHECKING:
    from dwgate.records.findings import Findings
    from dwgate.records.links import Link

_MOST_KEPT = 20


class Order:
    """The steps from one record of an instance to the next that is read, up by its number or down.

    Most of them tell the order of the log; a log service gives the newest first, if it is asked to.  The others are
    records that stand elsewhere than they were logged.  Which they are is known at the end, so some of both are kept.
    """

    def __init__(self) -> None:
        """Have seen no step."""
        self._ups: list[tuple[Link, Link]] = []
        self._downs: list[tuple[Link, Link]] = []
        self._up = 0
        self._down = 0

    def step(self, before: Link, link: Link) -> None:
        """Count the step between two records of an instance that were read one after the other."""
        if link.seq > before.seq:
            self._up += 1
            kept = self._ups
        else:
            self._down += 1
            kept = self._downs
        if len(kept) < _MOST_KEPT:
            kept.append((before, link))

    @property
    def is_newest_first(self) -> bool:
        """Whether most steps are down."""
        return self._down > self._up

    def report(self, findings: Findings) -> None:
        """Add a finding for each step against the order of the others."""
        against, number = (self._ups, self._up) if self.is_newest_first else (self._downs, self._down)
        for before, link in against:
            text = f"record {link.seq} of {link.instance} stands after record {before.seq}, {before.place}"
            findings.add(Finding.at("reordered", link, text))
        findings.count("reordered", number - len(against))

"""Whether a log has the records that were logged: each as it was, in its place, and none missing between two.

What a chain proves and what not stands in docs/records.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.records.chain import Chain
from dwgate.records.findings import Finding, Findings
from dwgate.records.heads import Head
from dwgate.records.links import Link
from dwgate.records.order import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dwgate.records.findings import Fault
    from dwgate.records.reading import Reading
    from dwgate.records.record import Record

_MOST_SCATTERED = 100_000
"""How many gaps and records out of their order are followed at a time, of all instances."""
_RECENT = 2**15
_BEFORE_THE_FIRST = Head(-1, "")


class Verification:
    """The chains of a log, and what is wrong with them.

    ``noted`` are heads of an earlier verification, None where there are none.  The log is all that was ever logged, and
    holds them; or it ``is_part`` of that: then its chains begin where the noted ones end, and anywhere without them.
    With ``any_order`` records may stand in another order than they were logged.
    """

    def __init__(
        self, noted: Mapping[str, Head] | None = None, *, is_part: bool = False, any_order: bool = False
    ) -> None:
        """Take what is known of the log beforehand."""
        self.noted = noted
        self.is_part = is_part
        self.any_order = any_order
        self.chains: dict[str, Chain] = {}
        self.findings = Findings()
        self.order = Order()
        self._scattered = 0
        self._recent: dict[tuple[str, int], str] = {}
        self._before_those: dict[tuple[str, int], str] = {}
        """The hashes of records that were read lately, and before; what was read before those is forgotten."""

    def run(self, reading: Reading, look: Callable[[], object] = lambda: None) -> None:
        """Read a log, and look on from time to time; it is read with :data:`dwgate.records.links.EXACT`."""
        for number, record in enumerate(reading):
            self._add(record)
            if not number % 1000:
                look()
            if self._scattered > _MOST_SCATTERED:
                text = f"more than {_MOST_SCATTERED} gaps and records out of order: what follows was not looked at"
                self.findings.add(Finding("too-scattered", text, record.file, record.line))
                break
        for broken in reading.first_broken:
            self.findings.add(Finding("no-record", broken.problem, broken.file, broken.line))
        self.findings.count("no-record", reading.broken - len(reading.first_broken))
        if not self.any_order:
            self.order.report(self.findings)
        for name, chain in self.chains.items():
            for finding in chain.faults(self._noted(name), begins_after=self._begins_after(name)):
                self.findings.add(finding)
        for name, head in (self.noted or {}).items():
            if not self.is_part and name not in self.chains:
                text = f"no record of {name} is there, and record {head.seq} was noted"
                self.findings.add(Finding("gone", text, "", 0, name, head.seq))

    def heads(self) -> dict[str, Head]:
        """Give the heads to note now: those that were read, and those that had been noted of other instances."""
        read = {name: chain.head for name, chain in self.chains.items()}
        heads = dict(self.noted or {})
        for name, head in read.items():
            if head and (name not in heads or heads[name].seq < head.seq):
                heads[name] = head
        return heads

    def _add(self, record: Record) -> None:
        self.findings.see(record.file)
        link = Link.of(record.document, record.file, record.line)
        if link is None:
            how = "has a chain that dwgate does not write" if "chain" in record.document else "has no chain"
            text = f"the record {how}: it is of an earlier version, or of somebody else"
            self.findings.add(Finding("no-chain", text, record.file, record.line))
            return
        chain = self.chains.setdefault(link.instance, Chain())
        chain.count(record)
        if not link.is_intact:
            self._say("changed", link, "does not say what was logged under its hash")
            if chain.runs.has(link.seq) or not (chain.runs.joins(link) or link.seq == 0):
                return  # its number may be what was changed
        elif chain.runs.has(link.seq):
            self._say_again(link)
            return
        self._put(link, chain)

    def _put(self, link: Link, chain: Chain) -> None:
        """Give a record its place among those of its instance."""
        noted = self._noted(link.instance)
        if noted and noted.seq == link.seq and noted.hash != link.hash:
            self._say("rewritten", link, "is another than the one that was noted")
        if chain.latest:
            self.order.step(chain.latest, link)
        chain.latest = link
        before = len(chain.runs)
        chain.runs.add(link)
        self._scattered += len(chain.runs) - max(before, 1)
        self._recent[link.instance, link.seq] = link.hash
        if len(self._recent) == _RECENT:
            self._recent, self._before_those = {}, self._recent

    def _say_again(self, link: Link) -> None:
        """Say of a number that was read before whether it is the same record, if that was lately."""
        key = (link.instance, link.seq)
        earlier = self._recent.get(key) or self._before_those.get(key)
        if earlier is None:
            self._say("again", link, "stands here again, too far from the first to tell whether it is the same")
        elif earlier == link.hash:
            self._say("twice", link, "stands here again")
        else:
            self._say("forked", link, "is another than the one before with this number")

    def _say(self, fault: Fault, link: Link, what: str) -> None:
        self.findings.add(Finding.at(fault, link, f"record {link.seq} of {link.instance} {what}"))

    def _noted(self, instance: str) -> Head | None:
        return self.noted.get(instance) if self.noted else None

    def _begins_after(self, instance: str) -> Head | None:
        if not self.is_part:
            return _BEFORE_THE_FIRST
        return None if self.noted is None else self.noted.get(instance, _BEFORE_THE_FIRST)

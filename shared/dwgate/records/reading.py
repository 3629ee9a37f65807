"""Reading exported records one after the other, and counting all that is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dwgate.records.lines import CUT, PLAIN, delimiter_of, found_in, found_in_rows
from dwgate.records.once import Once
from dwgate.records.record import NotARecord, Record
from dwgate.records.sources import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from json import JSONDecoder

    from dwgate.records.lines import Found
    from dwgate.records.sources import Source

_MOST_BROKEN = 20


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that begins like a record and is none; lines count from 1."""

    file: str
    line: int
    problem: str


class Reading:
    """The records of an export, read once, with memory that does not grow with it.

    ``others`` counts the lines that hold no record, ``broken`` those that begin like one and are not whole; the first
    of these are kept.  ``passed_over`` counts, by why, the records that :meth:`decisions` does not give.
    """

    def __init__(self, paths: Sequence[str], decoder: JSONDecoder = PLAIN) -> None:
        """Take files, folders of files, and ``-`` for standard input; OSError for one that there is not."""
        self._sources = sources(paths)
        self._decoder = decoder
        self._finished = 0
        self._current: Source | None = None
        self.records = 0
        self.others = 0
        self.broken = 0
        self.first_broken: list[Broken] = []
        self.passed_over: Counter[str] = Counter()

    @property
    def size(self) -> int | None:
        """The bytes that there are to read; None where standard input is among them."""
        sizes = [source.size for source in self._sources]
        return None if None in sizes else sum(size or 0 for size in sizes)

    @property
    def position(self) -> int:
        """The bytes that have been read."""
        return self._finished + (self._current.position() if self._current else 0)

    def __iter__(self) -> Iterator[Record]:
        """Give every record, of whatever kind."""
        for source in self._sources:
            self._current = source
            yield from self._records_in(source)
            self._current = None
            self._finished += source.size or 0

    def decisions(self) -> Iterator[Record]:
        """Give the records of what a policy decided on a message for which somebody waited, of each message one.

        A message can be delivered again, and be decided again: a decision of the same function on the same message
        counts once, as it was read first.  A message without an id is told from no other, so each counts.  A decision
        that never reached DataWorks is none: the message is still awaited, and is decided when it comes again.
        """
        once = Once()
        for record in self:
            reason = _passed_over(record)
            if reason is None and record.message_id is not None:
                known = once.is_first(f"{record.function or ''}\0{record.decision_id}")
                reason = None if known else "decided again"
            if reason is None:
                yield record
            else:
                self.passed_over[reason] += 1

    def _records_in(self, source: Source) -> Iterator[Record]:
        for line, find in _finders(source.lines(), self._decoder):
            found = find()
            self.others += not found
            for document, logged in found:
                if document is CUT:
                    self._add_broken(source, line, "the line ends before its record does")
                    continue
                try:
                    record = Record.of(document, logged, source.path, line)
                except NotARecord as error:
                    self._add_broken(source, line, f"it begins like a record, but {error}")
                    continue
                self.records += 1
                yield record

    def _add_broken(self, source: Source, line: int, problem: str) -> None:
        self.broken += 1
        if len(self.first_broken) < _MOST_BROKEN:
            self.first_broken.append(Broken(source.path, line, problem))


def _finders(lines: Iterator[str], decoder: JSONDecoder) -> Iterator[tuple[int, Callable[[], list[Found]]]]:
    """Give of each line, or of each row of CSV, its number and what finds the records in it."""
    first = next(lines, "")
    delimiter = delimiter_of(first.removeprefix("\ufeff"))

    def all_lines() -> Iterator[str]:
        if first:
            yield first.removeprefix("\ufeff")
        yield from lines

    if delimiter:
        yield from found_in_rows(all_lines(), delimiter, decoder)
        return
    for number, line in enumerate(all_lines(), start=1):
        yield number, partial(found_in, line, decoder)


def _passed_over(record: Record) -> str | None:
    """Say why a record is of no decision that counts; None where it is of one."""
    if record.kind == "failure":
        return "about a function itself"
    if record.is_trial:
        return "of trials"
    if record.is_repeated:
        return "answered again"
    if record.kind == "event":
        return "only reported"
    if record.kind == "undecided":
        return "not judged by a policy"
    return "not delivered" if record.is_undelivered else None

"""The account of what became of each message, out of the log of ``dwgate serve`` and the calls that DataWorks got.

A request is in the log once, from its start to its end, and with a record of each message in it.
DataWorks tells the end of every message that it has asked about: one result each, the very one that is in the record.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_BOUND = re.compile(r"  FC Invoke (Start|End) RequestId: (\S+?)(, Error: .*)?")
_RECORD = '  {"kind": "'
_END = re.compile(r"DataWorks: message (\S+) is (\w+): (.*)")
_RESULT = re.compile(r"\w+ (?:returned|called back) (\w+)")
_NOT_ASKED = "DataWorks does not ask: "
_ACCESS = re.compile(r"\d\d:\d\d:\d\d  (\S+)  (\S+)  \d+ ms(?:, cold start)?")
_REPORTS = {"CallbackExtension", "UpdateIDEEventResult", "UpdateWorkbenchEventResult"}
_OK = 200


class Ledger:
    """What was read so far.  It is read while the server runs: a line at the end that is not whole waits."""

    def __init__(self) -> None:
        """Begin with an empty log."""
        self.answers: Counter[str] = Counter()
        self.unasked = 0
        self.records: Counter[tuple[str, str | None]] = Counter()
        self.ends: Counter[str] = Counter()
        self._bounds: dict[str, Counter[str]] = {"Start": Counter(), "End": Counter()}
        self._errors: list[str] = []
        self._recorded: dict[str, list[str]] = defaultdict(list)
        self._reported: dict[str, str] = {}
        self._links: dict[str, Counter[int]] = defaultdict(Counter)
        self._calls: Counter[str] = Counter()
        self._refused: list[str] = []

    @property
    def busiest(self) -> int:
        """The records of the instance that has written the most."""
        return max((links.total() for links in self._links.values()), default=0)

    @property
    def instances(self) -> int:
        """How many instances have written records."""
        return len(self._links)

    def read(self, lines: Iterable[str]) -> None:
        """Enter lines of the log."""
        for line in lines:
            if line.startswith(_RECORD):
                self._enter(json.loads(line))
            elif bound := _BOUND.fullmatch(line):
                self._bounds[bound[1]][bound[2]] += 1
                self._errors += [line] if bound[3] else []
            elif end := _END.fullmatch(line):
                self.ends[end[1]] += 1
                result = _RESULT.fullmatch(end[3])
                self._reported[end[1]] = result[1] if result else end[3]
            elif access := _ACCESS.fullmatch(line):
                self.answers[access[2]] += 1
            elif line.startswith(_NOT_ASKED):
                self.unasked += 1

    def read_calls(self, calls: Iterable[Mapping[str, Any]]) -> None:
        """Enter the calls that DataWorks got, once all ends are known.

        Of a message that cannot be read it has not asked, so that it refuses the result which the gate reports of it.
        """
        for call in calls:
            message = {**call["in_query"], **call["in_form"]}.get("MessageId", "")
            if call["action"] in _REPORTS:
                self._calls[message] += 1
            if call["status"] != _OK and (call["action"] not in _REPORTS or message in self.ends):
                self._refused.append(f"{call['action']}: {call['status']} {call['code']}")

    def faults(self) -> Iterator[str]:
        """Say what was lost, done twice, or told in two ways."""
        started, ended = self._bounds["Start"], self._bounds["End"]
        with_record = {request for request, _ in self.records}
        yield from _each("begun more than once", (it for it, times in started.items() if times > 1))
        yield from _each("begun and not ended once", (it for it in started if ended[it] != 1))
        yield from _each("without a record", started.keys() - with_record)
        yield from _each("with a record of no request", with_record - started.keys())
        yield from _each("recorded twice", (it for it, times in self.records.items() if times > 1))
        yield from _each("recorded twice under an id", (it for it, told in self._recorded.items() if len(told) > 1))
        yield from _each("asked about twice", (it for it, times in self.ends.items() if times > 1))
        without_end = self._recorded.keys() - self.ends.keys()
        yield from _each("recorded, and DataWorks tells no end", sorted(without_end)[self.unasked :])
        yield from _each("of another result than its record", (it for it in self.ends if self._is_contradicted(it)))
        yield from _each("called back more than once", (it for it, times in self._calls.items() if times > 1))
        yield from _each("whose records do not follow each other", (it for it in self._links if self._has_a_gap(it)))
        yield from _each("refused by DataWorks", self._refused)
        yield from _each("failed", self._errors)

    def _enter(self, record: dict[str, Any]) -> None:
        message = record["message_id"]
        self.records[record["request_id"], message] += 1
        if message is not None:
            self._recorded[message].append(record["result"])
        if chain := record.get("chain"):
            self._links[chain["instance"]][chain["seq"]] += 1

    def _is_contradicted(self, message: str) -> bool:
        return self._recorded.get(message) != [self._reported[message]]

    def _has_a_gap(self, instance: str) -> bool:
        links = self._links[instance]
        return links != Counter(range(len(links)))

    @property
    def called_back(self) -> int:
        """The messages of which a result was reported by a call."""
        return len(self._calls)


def _each(what: str, found: Iterable[object]) -> Iterator[str]:
    """Say how many there are, with the first few of them."""
    all_ = list(found)
    if all_:
        yield f"{len(all_)} {what}: {', '.join(map(str, all_[:3]))}"

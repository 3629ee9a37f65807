"""What records show of the messages of each event, counted; memory does not grow with the records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dwgate.events.catalogue import EventType, Field
    from dwgate.records import Record

_MOST_NAMES = 1000
_MOST_VALUES = 50
_MOST_IN_A_RECORD = 64
"""The names that a record shows of one kind: of a record with as many, some may be missing."""
ELLIPSIS = "…"
"""What a name ends with that was cut when its record was written."""


@dataclass(slots=True)
class Tally:
    """How often each of some texts was seen; ``others`` counts those for which there was no room."""

    most: int = _MOST_NAMES
    counts: Counter[str] = field(default_factory=Counter)
    others: int = 0

    def add(self, text: str) -> None:
        """Count a text."""
        if text in self.counts or len(self.counts) < self.most:
            self.counts[text] += 1
        else:
            self.others += 1


@dataclass(slots=True)
class Seen:
    """What the records of one event show.

    ``unknown`` has by path the JSON types of what is not documented, and ``unreadable`` by path what was wrong with
    what is.  ``values`` has by path the values that came and are not listed, of the fields that a record shows.
    ``present`` counts the fields that came, in ``with_present`` records; those of earlier versions do not say.
    ``cut`` counts the records that may show less than came.  ``fractions`` are the paths of numbers with a fraction.
    """

    event: EventType
    records: int = 0
    with_present: int = 0
    cut: int = 0
    present: Tally = field(default_factory=Tally)
    unknown: dict[str, Tally] = field(default_factory=dict)
    unreadable: dict[str, Tally] = field(default_factory=dict)
    values: dict[str, Tally] = field(default_factory=dict)
    fractions: set[str] = field(default_factory=set)

    def add(self, record: Mapping[str, Any], listed: Mapping[str, Field]) -> None:
        """Count what a record shows; ``listed`` are the fields of the event with listed values, by path."""
        self.records += 1
        cut = record.get("cut") or ()
        unknown = record.get("unknown_fields") or {}
        self.cut += bool(record.get("shortened")) or len(unknown) >= _MOST_IN_A_RECORD
        if "present" in record and "present" not in cut:
            self.with_present += 1
            for name in record["present"]:
                self.present.add(name)
        for path, kind in unknown.items():
            _tally(self.unknown, path, str(kind))
        for path, problem in (record.get("unreadable") or {}).items():
            _tally(self.unreadable, path, str(problem))
        for path, value in (record.get("event") or {}).items():
            if f"event.{path}" in cut:
                continue
            if path in listed:
                for text in _unlisted(listed[path], value):
                    _tally(self.values, path, text, _MOST_VALUES)
            elif isinstance(value, float) and not value.is_integer() and len(self.fractions) < _MOST_NAMES:
                self.fractions.add(path)


@dataclass(frozen=True, slots=True)
class Learned:
    """What records show of each event by its code; ``passed_over`` are those of trials and of no known event."""

    events: Mapping[str, Seen]
    passed_over: int


def learn(records: Iterable[Record]) -> Learned:
    """Count what records show; those of trials show what somebody has made up."""
    events: dict[str, Seen] = {}
    listed: dict[str, Mapping[str, Field]] = {}
    passed_over = 0
    known = {*catalogue.events(), *catalogue.unpublished()}
    for record in records:
        point = record.point
        if point not in known or record.is_trial or "unknown_fields" not in record.document:
            passed_over += 1
            continue
        if point not in events:
            events[point] = Seen(catalogue.find(point))
            listed[point] = dict(_listed(catalogue.find(point).fields))
        events[point].add(record.document, listed[point])
    return Learned(events, passed_over)


def _listed(fields: Iterable[Field], prefix: str = "") -> Iterator[tuple[str, Field]]:
    for one in fields:
        if one.values:
            yield f"{prefix}{one.name}", one
        if one.type == "Object":
            yield from _listed(one.fields, f"{prefix}{one.name}.")


def _unlisted(one: Field, value: Any) -> Iterator[str]:
    """Give what a field, or each item of its list, says and does not list."""
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict) and str(item) not in map(str, one.values):
            yield str(item)


def _tally(tallies: dict[str, Tally], path: str, text: str, most: int = _MOST_VALUES) -> None:
    if path in tallies or len(tallies) < _MOST_NAMES:
        tallies.setdefault(path, Tally(most)).add(text)

"""Lessons: what records show of an event and the catalogue does not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.learning.seen import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dwgate.events.catalogue import EventType, Field
    from dwgate.learning.seen import Seen, Tally


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is new of one event in so many records, each by its path, with how many records show it.

    ``fields`` are not in the catalogue, by their JSON types.  ``values`` came in a field that lists others.
    ``unreadable`` is what could not be converted, and why.  ``never_came`` are fields of the catalogue that none of
    ``said_what_came`` records had, None where too few say what came.
    ``is_open`` says that the event's fields are not known, so that all that came is new.
    ``cut`` counts the records that may show less than came.
    """

    event: EventType
    records: int
    fields: Mapping[str, Mapping[str, int]]
    values: Mapping[str, Mapping[str, int]]
    unreadable: Mapping[str, Mapping[str, int]]
    never_came: tuple[str, ...]
    said_what_came: int
    is_open: bool
    cut: int

    @property
    def is_new(self) -> bool:
        """Whether anything is new; that a field never came is not, since nobody has to send it."""
        return bool(self.fields or self.values or self.unreadable)


def lesson_of(seen: Seen) -> Lesson:
    """Hold what records show of an event against the catalogue."""
    never = tuple(_never(seen.event.fields, seen.present.counts)) if seen.with_present else ()
    return Lesson(
        event=seen.event,
        records=seen.records,
        fields=_counts(seen.unknown),
        values=_counts(seen.values),
        unreadable=_counts(seen.unreadable),
        never_came=never,
        said_what_came=seen.with_present,
        is_open=seen.event.is_open,
        cut=seen.cut,
    )


def _counts(tallies: Mapping[str, Tally]) -> dict[str, dict[str, int]]:
    return {
        path: dict(tally.counts.most_common()) | ({ELLIPSIS: tally.others} if tally.others else {})
        for path, tally in tallies.items()
    }


def _never(fields: Iterable[Field], came: Mapping[str, int], prefix: str = "") -> Iterator[str]:
    """Give the fields that never came; of an object that did, those within it."""
    for one in fields:
        path = f"{prefix}{one.name}"
        if path not in came:
            yield path
        elif one.type == "Object":
            yield from _never(one.fields, came, f"{path}.")

"""The messages that a function's project has: those of its tests, its samples, and the documented ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dwgate.errors import MessageError
from dwgate.events.envelope import open_envelopes
from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.facts.asking import NoFacts
from dwgate.policy.decision import BEIJING
from dwgate.policy_tests import message
from dwgate.policy_tests.model import Origin
from dwgate.policy_tests.samples import DOCUMENTED
from dwgate.witnesses.candidate import Candidate, Reading

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from dwgate.events.event import Spellings
    from dwgate.policy_tests.model import Case

EVENTS_FOLDER = "events"
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=BEIJING)
"""The time of a message that says none: on a workday, in office hours."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a search begins with: the candidates of one function, those of its tests first."""

    candidates: tuple[Candidate, ...]

    @classmethod
    def of(
        cls,
        folder: Path | None,
        points: Collection[str],
        cases: Iterable[Case] = (),
        spellings: Spellings = DOCUMENTED_SPELLINGS,
    ) -> Desk:
        """Gather the messages of the function in this folder, and documented ones of points that it has none of.

        Without a folder there are only those.
        """
        reading = Reading(points, spellings)
        found = [_of_case(case, reading) for case in cases]
        found += _of_samples(folder / EVENTS_FOLDER, reading) if folder else ()
        found += _documented(reading, {candidate.event.point for candidate in found})
        return cls(tuple({candidate.key: candidate for candidate in reversed(found)}.values())[::-1])

    def at(self, points: Collection[str]) -> tuple[Candidate, ...]:
        """Give the candidates of these points."""
        return tuple(candidate for candidate in self.candidates if candidate.event.point in points)


def _of_case(case: Case, reading: Reading) -> Candidate:
    document = json.loads(case.message)
    return Candidate(case.origin, document, case.event, case.now, case.facts, case.parameters, reading)


def _of_samples(folder: Path, reading: Reading) -> Iterator[Candidate]:
    for path in sorted(folder.glob("*.json")):
        try:
            open_envelopes(path.read_bytes())
            document = json.loads(path.read_bytes().decode("utf-8-sig"))
        except (MessageError, ValueError):
            continue
        if isinstance(document, dict):
            yield from _made(f"../{EVENTS_FOLDER}/{path.name}", document, reading)


def _documented(reading: Reading, known: Collection[str]) -> Iterator[Candidate]:
    for point in reading.points:
        path = DOCUMENTED / f"{point}.json"
        if point not in known and path.is_file():
            forms = json.loads(path.read_bytes())
            yield from _made({"sample": point}, forms["function_compute"] or forms["eventbridge"], reading)


def _made(reference: str | Mapping[str, str], document: dict[str, Any], reading: Reading) -> Iterator[Candidate]:
    """Make a candidate of a message, if it is one for the function."""
    event = message.read(message.written(document), reading.points, reading.spellings)
    if not isinstance(event, MessageError):
        origin = Origin(reference, None, document, None)
        yield Candidate(origin, document, event, WEDNESDAY, NoFacts(), {}, reading)

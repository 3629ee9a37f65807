"""A patch of the catalogue: the files of fields of the events whose fields DataWorks does not publish.

``git apply`` takes it in the top folder of a clone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue
from dwgate.learning.fields import Shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dwgate.events.catalogue import EventType
    from dwgate.learning.seen import Seen

FOLDER = "shared/dwgate/events/data/fields"
"""Where the files lie in a clone."""
_FILES = Path(catalogue.__file__).parent / "data" / "fields"
_STEP = 2


@dataclass(frozen=True, slots=True)
class Patch:
    """A unified diff, the events that it changes, and what of them it leaves out, by path, with the reason."""

    text: str
    events: tuple[str, ...]
    left_out: Mapping[str, Mapping[str, str]]


def patch_of(seen: Iterable[Seen]) -> Patch:
    """Make a patch of what records show of events whose fields are not published; DataWorks has the say of others."""
    text, events, left_out = "", [], {}
    for one in seen:
        if publishes_fields(one.event):
            continue
        shapes = Shapes({path: tally.counts for path, tally in one.unknown.items()}, one.fractions)
        new = shapes.fields()
        if shapes.left_out:
            left_out[one.event.code] = shapes.left_out
        if new:
            text += _diff(one.event.code, new)
            events.append(one.event.code)
    return Patch(text, tuple(events), left_out)


def publishes_fields(event: EventType) -> bool:
    """Whether DataWorks documents fields of the event, so that it has the say of what they are."""
    return any(field.documented is not None for field in event.fields)


def written(fields: Iterable[Mapping[str, Any]]) -> str:
    """Write fields as the catalogue's files hold them: one a line, and those of an object below it."""
    return "[\n" + ",\n".join(_lines(fields, _STEP)) + "\n]\n"


def _lines(fields: Iterable[Mapping[str, Any]], indent: int) -> Iterator[str]:
    blank = " " * indent
    for field in fields:
        told = ", ".join(
            f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in field.items()
            if name != "fields"
        )
        if "fields" in field:
            within = ",\n".join(_lines(field["fields"], indent + _STEP))
            told = f'{told}, "fields": [\n{within}\n{blank}]'
        yield f"{blank}{{{told}}}"


def _diff(code: str, new: list[dict[str, Any]]) -> str:
    old = (_FILES / f"{code}.json").read_text(encoding="utf-8")
    name = f"{FOLDER}/{code}.json"
    lines = unified_diff(
        old.splitlines(keepends=True),
        written([*json.loads(old), *new]).splitlines(keepends=True),
        f"a/{name}",
        f"b/{name}",
    )
    return "".join(lines)

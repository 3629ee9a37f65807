"""``dwgate events learn``: what records show of the messages that really come, against the catalogue."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.cli.arguments import Format
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console, counted, json_text, new_table, show_hanging, show_table, shown, write
from dwgate.learning import learn, lesson_of, patch_of, publishes_fields
from dwgate.records import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console

    from dwgate.learning import Lesson, Patch

_LONGEST = 64
_MOST_SHOWN = 8


def learn_events(paths: Sequence[str], output: Format, patch_file: Path | None) -> None:
    """Show what is new in the records that the paths name, and write the patch where a file for it is named."""
    reading = Reading(paths)
    learned = learn(reading)
    if not reading.records:
        raise UsageError(f"there is no record in {', '.join(paths)}; give lines of the functions' log, as exported")
    seen = [learned.events[code] for code in sorted(learned.events)]
    lessons = [lesson_of(one) for one in seen]
    patch = patch_of(seen)
    if output is Format.JSON:
        write(f"{json_text(_document(lessons, patch, reading))}\n")
    else:
        _show(console(), lessons, patch, reading, learned.passed_over)
    sys.stdout.flush()
    if patch_file:
        _write(console(stderr=True), patch_file, patch)


def _write(out: Console, file: Path, patch: Patch) -> None:
    if not patch.events:
        out.print("dwgate: there is nothing for a patch, and none is written", soft_wrap=True)
        return
    file.write_text(patch.text, encoding="utf-8")
    told = f"dwgate: {file} adds the fields of {', '.join(patch.events)}; in a clone of dwgate: git apply {file}"
    out.print(Text(told), soft_wrap=True)


def _show(out: Console, lessons: Sequence[Lesson], patch: Patch, reading: Reading, passed_over: int) -> None:
    for lesson in lessons:
        out.print(Text.assemble((lesson.event.code, "name"), f"  {counted(lesson.records, 'record')}"), soft_wrap=True)
        if not lesson.is_new:
            out.print("  nothing new", style="quiet")
        _show_fields(out, lesson)
        for head, found in (("unlisted value", lesson.values), ("unreadable", lesson.unreadable)):
            for path, counts in found.items():
                show_hanging(out, f"  {head}  ", f"{_short(path)}: {_counts(counts)}")
        if lesson.never_came:
            told = f"{', '.join(lesson.never_came)} (in {counted(lesson.said_what_came, 'record')})"
            show_hanging(out, "  never came  ", told)
        for path, reason in patch.left_out.get(lesson.event.code, {}).items():
            show_hanging(out, "  not in the patch  ", f"{_short(path)}: {_short(reason)}")
        if lesson.cut:
            show_hanging(out, "  ", f"{counted(lesson.cut, 'record')} may show less than came")
        out.print()
    for line in _summary(lessons, reading, passed_over):
        out.print(line, soft_wrap=True)


def _show_fields(out: Console, lesson: Lesson) -> None:
    if not lesson.fields:
        return
    published = publishes_fields(lesson.event)
    told = "fields that are not documented" if published else "fields, of which DataWorks publishes none"
    out.print(f"  {told}:", soft_wrap=True)
    table = new_table()
    for heading in ("  field", "type", "records"):
        table.add_column(heading, no_wrap=heading != "  field")
    for path, types in lesson.fields.items():
        kinds = ", ".join(_short(kind) for kind in types)
        table.add_row(Text(f"  {_short(path)}"), Text(kinds), str(sum(types.values())))
    show_table(out, table)


def _counts(counts: Mapping[str, int]) -> str:
    some = [f"{_short(text)} ({number})" for text, number in list(counts.items())[:_MOST_SHOWN]]
    others = len(counts) - len(some)
    return ", ".join([*some, *([f"and {others} more"] if others > 0 else [])])


def _summary(lessons: Iterable[Lesson], reading: Reading, passed_over: int) -> Iterator[str]:
    new = sum(lesson.is_new for lesson in lessons)
    told = f"something new of {counted(new, 'event')}" if new else "nothing new"
    yield f"{counted(reading.records, 'record')}: {told}"
    if passed_over:
        yield f"{counted(passed_over, 'record')} of trials, or of no message, passed over"
    if reading.broken:
        yield f"{counted(reading.broken, 'line')} that begin like a record and are not whole, passed over"


def _short(text: str) -> str:
    """Give a text of a record as a terminal may show it, and no more of it than helps to know it."""
    return shown(text) if len(text) <= _LONGEST else f"{shown(text[:_LONGEST])}…"


def _document(lessons: Iterable[Lesson], patch: Patch, reading: Reading) -> dict[str, Any]:
    events = [
        {
            "event": lesson.event.code,
            "records": lesson.records,
            "new_fields": lesson.fields,
            "unlisted_values": lesson.values,
            "unreadable": lesson.unreadable,
            "never_came": list(lesson.never_came),
            "said_what_came": lesson.said_what_came,
            "cut": lesson.cut,
            "in_patch": lesson.event.code in patch.events,
            "not_in_patch": patch.left_out.get(lesson.event.code, {}),
        }
        for lesson in lessons
    ]
    return {"records": reading.records, "broken": reading.broken, "events": events}

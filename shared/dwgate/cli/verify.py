"""``dwgate verify``: whether a log has the records that were logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.cli.arguments import Format
from dwgate.cli.progress import progress
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console, counted, write
from dwgate.cli.verify_output import as_json, show
from dwgate.records import Reading
from dwgate.records.heads import HeadsError, read_heads, write_heads
from dwgate.records.links import EXACT
from dwgate.records.verification import Verification

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dwgate.records.heads import Head


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for: ``heads`` is the file of noted heads, ``write_heads`` where to note those that are read."""

    records: tuple[str, ...]
    heads: Path | None = None
    write_heads: Path | None = None
    is_part: bool = False
    any_order: bool = False
    output: Format = Format.TEXT


def verify(options: Options) -> bool:
    """Verify the records, write what was found to standard output, and note the heads; whether nothing was found."""
    verification = Verification(_noted(options), is_part=options.is_part, any_order=options.any_order)
    reading = Reading(options.records, EXACT)
    with progress(reading, "verifying") as look:
        verification.run(reading, look)
    if not (reading.records or verification.findings):
        raise UsageError(
            f"there is no record in {counted(reading.others, 'line')}; a record is a line of JSON that a function"
            ' logs, {"kind": "decision", …'
        )
    if options.output is Format.JSON:
        write(as_json(verification, reading))
    else:
        show(console(), verification, reading)
    is_clean = not verification.findings
    if options.write_heads:
        _note(options.write_heads, verification.heads(), is_clean=is_clean)
    return is_clean


def _noted(options: Options) -> Mapping[str, Head] | None:
    if options.heads is None:
        return None
    try:
        return read_heads(options.heads)
    except HeadsError as error:
        raise UsageError(f"--heads: {error}") from None


def _note(path: Path, heads: Mapping[str, Head], *, is_clean: bool) -> None:
    """Note heads of a log in which nothing was found: others would have later ones taken for what was logged."""
    if is_clean:
        write_heads(path, heads)
    else:
        write(f"dwgate: {path} was not written, since there are findings\n", stderr=True)

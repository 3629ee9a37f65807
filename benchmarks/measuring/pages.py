"""Pages that show results: what stands between the marks of a block is worked out from ``results.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import suites
from dwgate.manuals import markdown
from measuring.suite import ROOT, SECONDS
from measuring.tables import headlines, place, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measuring.results import Results

PAGE = ROOT / "docs" / "performance.md"
PLOTS = ROOT / "docs" / "performance"
HEADLINES = "performance"
"""The block of the READMEs."""
DRAWN = {
    "cold_start": ("Time from the start of a process to its first answer", SECONDS),
    "size": ("Memory that is resident after the first answer", "resident bytes"),
    "warm": ("Time of a warm decision, from bytes to record", SECONDS),
    "engines": ("Time to judge ten rules", SECONDS),
    "callback": ("Time to report a result to a stub on this machine", SECONDS),
    "sql": ("Time to read SQL", SECONDS),
}
"""By suite, what its plot is of: the label of an axis, and the quantity."""


def filled(text: str, results: Results) -> str:
    """Fill every block of a page that has the name of a suite, and the one for the headlines."""
    blocks = {HEADLINES: headline(results), **{name: block(name, results) for name in results.suites}}
    return markdown.filled(text, blocks)


def block(name: str, results: Results) -> str:
    """Show a suite: its tables, where they were measured, and its plot."""
    return "\n".join(_parts(name, results))


def headline(results: Results) -> str:
    """Show the goals of all suites, in the same words in every language."""
    told = [headlines([suites.suite(name) for name in suites.NAMES], results).text(), *place(results)]
    return "\n".join(["```text", *told, "```", ""])


def _parts(name: str, results: Results) -> Iterator[str]:
    suite = suites.suite(name)
    for table in tables(suite, results.suites[name]):
        yield table.markdown()
    yield "".join(f"{line}\n" for line in place(results))
    if name in DRAWN:
        yield f"![{DRAWN[name][0]}]({PLOTS.name}/{name}.svg)\n"

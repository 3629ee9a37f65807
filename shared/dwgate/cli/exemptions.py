"""``dwgate exemptions``: when each exemption ends, who answers for it, and how often it was used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.cli import exemptions_output
from dwgate.cli.checking.summary import summary
from dwgate.cli.events.listing import Format
from dwgate.cli.exemptions_output import Found
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console, counted, write
from dwgate.exemptions.listing import exemptions_of
from dwgate.exemptions.uses import count_uses
from dwgate.records import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dwgate.cli.project import Function
    from dwgate.exemptions.listing import Exemption
    from dwgate.exemptions.uses import Uses
    from dwgate.policy.compiler import Compilation

__all__ = ["Format", "Options", "exemptions"]


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for: ``within`` are the days in which nothing may end, and ``logs`` the paths of records."""

    at: datetime
    within: int | None
    logs: tuple[str, ...]
    output: Format


def exemptions(functions: Sequence[Function], options: Options) -> bool:
    """Write the exemptions; whether all policies compile, and none ends too soon where that was asked."""
    if not functions:
        raise UsageError("there is no function to look at: a function is a folder of functions/")
    if options.within is not None and options.within < 0:
        raise UsageError(f"--expiring-in: {options.within} is no number of days; write 30")
    compilations = [function.compile() for function in functions]
    listed = exemptions_of(compilations)
    uses = _uses(listed, functions, options.logs) if options.logs else None
    found = Found(tuple(listed), uses, options.at, options.within)
    match options.output:
        case Format.JSON:
            write(exemptions_output.as_json(found))
        case Format.MARKDOWN:
            write(exemptions_output.as_markdown(found))
        case _:
            exemptions_output.show(console(), found)
    ends_too_soon = options.within is not None and found.that_are("holds") < len(listed)
    return _all_compile(compilations) and not ends_too_soon


def _uses(listed: Sequence[Exemption], functions: Sequence[Function], logs: Sequence[str]) -> Uses:
    reading = Reading(logs)
    uses = count_uses(reading.decisions(), listed, {function.name: function.points() for function in functions})
    if not reading.records:
        raise UsageError(f"there is no record in {', '.join(logs)}: a record is a line that a function logged")
    if reading.broken:
        first = reading.first_broken[0]
        what = f"{counted(reading.broken, 'line')} could not be read, the first {first.file}:{first.line}"
        write(f"{what}: {first.problem}\n", stderr=True)
    return uses


def _all_compile(compilations: Sequence[Compilation]) -> bool:
    """Say of each policy that does not compile that its exemptions are not known."""
    broken = [compilation for compilation in compilations if compilation.document is None]
    for compilation in broken:
        what = f"{compilation.function} does not compile, so its exemptions are not listed"
        write(f"{what}: {summary(compilation.diagnostics)}; run dwgate check\n", stderr=True)
    return not broken

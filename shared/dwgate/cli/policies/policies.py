"""``dwgate policies``: which policies there are, what each is for, and the catalogue of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from dwgate.cli.checking.summary import summary
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.events.listing import Format
from dwgate.cli.facts_file import read_facts
from dwgate.cli.policies import listing
from dwgate.cli.policies.writing import write_pages
from dwgate.cli.project import EVENTS_FOLDER, UsageError
from dwgate.cli.terminal import console, counted, write
from dwgate.facts.asking import NoFacts
from dwgate.manuals.answers import Sample
from dwgate.manuals.catalogue import Part, in_one
from dwgate.manuals.chapter import chapters_of
from dwgate.manuals.holding import findings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dwgate.cli.project import Function, Project
    from dwgate.cli.project import Sample as SampleFile
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.decision import Language

__all__ = ["Format", "Options", "PageLanguage", "part_of", "policies"]


class PageLanguage(Enum):
    """The languages that policies can be shown in."""

    _value_: Language
    ENGLISH = "en"
    CHINESE = "zh"


@dataclass(frozen=True, slots=True)
class Options:
    """How the policies are shown; ``folder`` is where the catalogue is to be written, if it is."""

    output: Format
    language: Language
    folder: Path | None


def policies(project: Project, names: list[str], options: Options) -> bool:
    """Show the policies, or write the catalogue; whether all compile, and no manual that was begun is wrong."""
    functions = project.selected(names)
    if not functions:
        raise UsageError("there is no function to look at: a function is a folder of functions/")
    if options.folder and names:
        raise UsageError("--write: a catalogue is of all functions; name none")
    if options.folder and options.output is Format.JSON:
        raise UsageError("--write: the catalogue is written in Markdown; take --format away")
    parts = [part for function in functions if (part := part_of(function))]
    all_compile = len(parts) == len(functions)
    if options.folder and not all_compile:
        raise UsageError("the catalogue is not written: a policy does not compile; run dwgate check")
    findings = findings_in(parts)
    if options.folder:
        written = write_pages(parts, project.root, options.folder.resolve())
        console().print(f"{counted(written, 'page')} in {options.folder}", soft_wrap=True)
    else:
        _show(parts, findings, options)
    _report(findings)
    return all_compile and not findings


def part_of(function: Function) -> Part | None:
    """Give what the catalogue tells of a function; None where its policy does not compile, which is told."""
    compilation = function.compile()
    if compilation.document is None:
        what = f"{function.name} does not compile, so its policies are not listed"
        write(f"{what}: {summary(compilation.diagnostics)}; run dwgate check\n", stderr=True)
        return None
    samples = {f"{EVENTS_FOLDER}/{sample.path.name}": partial(_opened, sample) for sample in function.samples()}
    chapters = chapters_of(compilation, function.folder, samples)
    return Part(function.name, compilation.document["description"], tuple(chapters))


def findings_in(parts: Sequence[Part]) -> list[Diagnostic]:
    """Give what is wrong with the manuals that were begun."""
    return [finding for part in parts for chapter in part.chapters for finding in findings_of(chapter)]


def _opened(sample: SampleFile) -> Sample:
    """Take a sample as ``dwgate demo`` does: with the time and the facts that lie beside it."""
    return Sample(
        payload=sample.path.read_bytes(),
        at=sample.at or ORDINARY_TIME,
        facts=read_facts(sample.facts) if sample.facts else NoFacts(),
        facts_path=f"{EVENTS_FOLDER}/{sample.facts.name}" if sample.facts else None,
    )


def _show(parts: Sequence[Part], findings: Sequence[Diagnostic], options: Options) -> None:
    match options.output:
        case Format.JSON:
            write(listing.as_json(parts, findings))
        case Format.MARKDOWN:
            write(in_one(parts, options.language))
        case _:
            listing.show(console(), parts, options.language)


def _report(findings: Sequence[Diagnostic]) -> None:
    """Say on standard error what is wrong with manuals: standard output may be a page."""
    errors = console(stderr=True)
    for finding in findings:
        errors.print(Text(f"{finding.render()}\n"), soft_wrap=True)
    if findings:
        errors.print(f"{summary(findings)}", style="fail", soft_wrap=True)

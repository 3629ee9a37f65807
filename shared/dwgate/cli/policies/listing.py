"""How ``dwgate policies`` lists policies: for a person, for a program."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text

from dwgate.cli.terminal import counted, fits, json_text, new_table, result_style, show_table
from dwgate.manuals.chapter import SHADOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from dwgate.manuals.catalogue import Part
    from dwgate.manuals.chapter import Chapter
    from dwgate.manuals.model import Manual
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.decision import Language

_STYLES = {SHADOW: "quiet"}


def show(out: Console, parts: Sequence[Part], language: Language) -> None:
    """Write a line for each policy file, and then how many there are."""
    wide = _wide(parts, language)
    show_table(out, wide if fits(out, wide) else _narrow(parts, language))
    out.print()
    out.print(_summary([chapter for part in parts for chapter in part.chapters], language), soft_wrap=True)


def _wide(parts: Iterable[Part], language: Language) -> Table:
    table = new_table()
    for heading in ("function", "file"):
        table.add_column(heading, no_wrap=True)
    table.add_column("title", ratio=1)
    _add_numbers(table)
    for part in parts:
        for number, chapter in enumerate(part.chapters):
            function = Text("" if number else part.function, "name")
            title = _title(chapter, language) or Text("-", "quiet")
            table.add_row(function, chapter.path.name, title, str(len(chapter.rules)), _results(chapter))
    return table


def _narrow(parts: Iterable[Part], language: Language) -> Table:
    """Put the title below the file, and the files below their function: side by side they could not be read."""
    table = new_table()
    table.add_column("file")
    _add_numbers(table)
    for part in parts:
        table.add_row(Text(part.function, "name"))
        for chapter in part.chapters:
            title = _title(chapter, language)
            name = Text.assemble(f"  {chapter.path.name}", (f"\n    {title}" if title else "", "quiet"))
            table.add_row(name, str(len(chapter.rules)), _results(chapter))
    return table


def _add_numbers(table: Table) -> None:
    table.add_column("rules", justify="right", no_wrap=True)
    table.add_column("results", no_wrap=True)


def _title(chapter: Chapter, language: Language) -> str:
    manual = chapter.manual(language)
    return manual.title if manual else ""


def _results(chapter: Chapter) -> Text:
    results = (Text(result, _STYLES.get(result) or result_style(result)) for result in chapter.results())
    return Text(", ").join(results)


def _summary(chapters: Sequence[Chapter], language: Language) -> str:
    without = sum(chapter.manual(language) is None for chapter in chapters)
    told = counted(len(chapters), "file")
    rules = counted(sum(len(chapter.rules) for chapter in chapters), "rule")
    return f"{rules} in {told}" + (f", {without} without a manual" if without else "")


def as_json(parts: Iterable[Part], findings: Iterable[Diagnostic]) -> str:
    """Write the policies for a program, with all that their manuals say."""
    document = {
        "policies": [_document(chapter) for part in parts for chapter in part.chapters],
        "findings": [finding.as_document() for finding in findings],
    }
    return f"{json_text(document, default=datetime.isoformat)}\n"


def _document(chapter: Chapter) -> dict[str, Any]:
    return {
        "function": chapter.function,
        "file": str(chapter.path),
        "results": list(chapter.results()),
        "manuals": {language: _manual(manual) for language, manual in chapter.reading.manuals.items()},
        "params": {one.name.value: one.value for one in chapter.parameters},
        "rules": [_rule(rule) for rule in chapter.rules],
    }


def _manual(manual: Manual) -> dict[str, Any]:
    return {
        "title": manual.title,
        "what": manual.what,
        "why": manual.why,
        "set": {setting.name: setting.meaning for setting in manual.settings},
        "refused": {"sample": manual.refused.path, "text": manual.refused.text},
        "allowed": {"sample": manual.allowed.path, "text": manual.allowed.text},
    }


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("name", "then", "mode", "on_error", "points", "description", "source")
    return {name: rule[name] for name in kept}

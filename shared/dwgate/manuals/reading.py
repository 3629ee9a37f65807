"""The comment at the head of a policy file as its manuals, and what is wrong with its form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dwgate.manuals.comment import head_comment
from dwgate.manuals.model import Example, Manual, Setting
from dwgate.manuals.sections import LABELS, NOTHING, SPOKEN, blocks_of, is_begun
from dwgate.policy.decision import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.manuals.sections import Block, Section, Written
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.yaml_source import YamlSource
    from dwgate.policy.decision import Language

_ENTRY = re.compile(r"(?P<name>[A-Za-z_]\w*)\s*[:：]\s*(?P<meaning>.+)", re.ASCII)
_EXAMPLE = re.compile(r"(?P<path>[^\s:：]+)\s*[:：]\s*(?P<text>.+)")
_DEEPEST_ENTRY = 3
"""An entry is indented by two; what is indented further than this continues one."""
_EXAMPLES: dict[Language, str] = {
    "en": "events/too-many-rows.json: 123456 rows.",
    "zh": "events/too-many-rows.json：共 123456 行。",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says of itself: its manual in each language in which there is a whole one, and what is wrong.

    ``is_begun`` is false for a file that has none, about which nothing is wrong.
    """

    is_begun: bool
    manuals: Mapping[Language, Manual] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()

    def examples(self) -> Iterator[str]:
        """Give the paths of the messages that it names."""
        return (one.path for manual in self.manuals.values() for one in (manual.refused, manual.allowed))


def read_manuals(source: YamlSource) -> Reading:
    """Read the manuals at the head of a policy file."""
    lines = head_comment(source.text)
    if not is_begun(lines):
        return Reading(is_begun=False)
    reader = _Reader(source)
    manuals = reader.manuals(blocks_of(lines, reader.report))
    return Reading(is_begun=True, manuals=manuals, findings=tuple(sorted(set(reader.findings))))


@dataclass(frozen=True, slots=True)
class _Reader:
    source: YamlSource
    findings: list[Diagnostic] = field(default_factory=list)

    def report(self, offset: int, message: str, hint: str) -> None:
        self.findings.append(self.source.at(offset, "bad-manual", message, hint))

    def manuals(self, blocks: list[Block]) -> dict[Language, Manual]:
        """Read each block; those of one language must be one."""
        found: dict[Language, Manual] = {}
        seen: set[Language] = set()
        for block in blocks:
            if block.language is None or block.language in seen:
                hint = "put notes that are not for the manual below an empty line, without #"
                self.report(block.offset, "this belongs to no section of the manual", hint)
                continue
            seen.add(block.language)
            manual = self._manual(block, block.language)
            if manual:
                found[block.language] = manual
        for language in (one for one in LANGUAGES if one not in seen):
            labels = ", ".join(f"{label}:" for label in LABELS[language])
            hint = f"write its title, and the sections {labels}"
            self.report(blocks[0].offset, f"the manual is not there in {SPOKEN[language]}", hint)
        return found

    def _manual(self, block: Block, language: Language) -> Manual | None:
        if block.title is None:
            hint = "write one line that names the concern of the file, and below it a line that is only #"
            self.report(block.offset, f"the manual in {SPOKEN[language]} has no title", hint)
        for label, section in LABELS[language].items():
            if section not in block.sections:
                message = f"the manual in {SPOKEN[language]} has no section {label}"
                self.report(block.offset, message, _hint_of(section, label, language))
        settings = self._settings(block.sections.get("set"), language)
        examples = [self._example(block.sections.get(one), language) for one in ("refused", "allowed")]
        what, why = (self._text(block.sections.get(one)) for one in ("what", "why"))
        if not (block.title and what and why and settings is not None and examples[0] and examples[1]):
            return None
        offset = block.sections["set"].offset
        return Manual(block.title.text, what, why, settings, offset, examples[0], examples[1])

    def _text(self, written: Written | None) -> str:
        """Give the text of a section, in one line."""
        if written is None:
            return ""
        text = joined(written.first, *(line.text for line in written.below))
        if not text:
            self.report(written.offset, "the section is empty", "write a sentence")
        return text

    def _settings(self, written: Written | None, language: Language) -> tuple[Setting, ...] | None:
        """Give the entries of the section of parameters; None where it is not there, or is broken."""
        if written is None:
            return None
        if written.first == NOTHING[language] and not written.below:
            return ()
        if written.first or not written.below:
            message = "the parameters of the file stand below this, each on a line of its own"
            self.report(written.offset, message, f"write them, or {NOTHING[language]} where the file has none")
            return None
        entries = list(self._entries(written))
        return None if None in entries else tuple(one for one in entries if one)

    def _entries(self, written: Written) -> Iterator[Setting | None]:
        entries: list[tuple[int, list[str]]] = []
        for line in written.below:
            if line.indent > _DEEPEST_ENTRY and entries:
                entries[-1][1].append(line.text)
            else:
                entries.append((line.offset, [line.text]))
        for offset, texts in entries:
            entry = _ENTRY.fullmatch(joined(*texts))
            if entry is None:
                hint = "write the name of a parameter, a colon, and what it means; indent by four what continues that"
                self.report(offset, "this is no parameter", hint)
            yield Setting(entry["name"], entry["meaning"], offset) if entry else None

    def _example(self, written: Written | None, language: Language) -> Example | None:
        text = self._text(written)
        if written is None or not text:
            return None
        example = _EXAMPLE.fullmatch(text)
        if example is None:
            hint = f"write the file of a sample message, a colon, and what it shows: {_EXAMPLES[language]}"
            self.report(written.offset, "this names no sample message", hint)
            return None
        return Example(example["path"], example["text"], written.offset)


def joined(*texts: str) -> str:
    """Join lines of prose; between Chinese characters there is no blank."""
    whole = ""
    for text in filter(None, texts):
        gap = " " if whole and not _touch(whole[-1], text[0]) else ""
        whole += gap + text
    return whole


def _touch(before: str, after: str) -> bool:
    """Whether two characters stand side by side in Chinese text: both Chinese, or one a mark that takes the room."""
    return (_is_wide(before) and _is_wide(after)) or any(_is_wide(one) and not one.isalnum() for one in (before, after))


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _hint_of(section: Section, label: str, language: Language) -> str:
    if section == "set":
        return f"write {label}: {NOTHING[language]}, or below it each parameter of the file and what it means"
    if section in {"refused", "allowed"}:
        return f"write {label}: {_EXAMPLES[language]}"
    return f"write {label}: and a sentence"

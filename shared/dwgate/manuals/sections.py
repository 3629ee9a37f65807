"""The sections of a manual: what they are called in each language, and the lines of a comment sorted into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dwgate.policy.compiler.diagnostics import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dwgate.manuals.comment import Line
    from dwgate.policy.decision import Language

    Report = Callable[[int, str, str], object]
    """Takes where in the file something is wrong, what, and what to do."""

Section = Literal["what", "why", "set", "refused", "allowed"]

LABELS: dict[Language, dict[str, Section]] = {
    "en": {"What": "what", "Why": "why", "Set": "set", "Refused": "refused", "Allowed": "allowed"},
    "zh": {"作用": "what", "原因": "why", "设置": "set", "拒绝": "refused", "允许": "allowed"},
}
"""What each section is called, in the order of a manual."""
NOTHING: dict[Language, str] = {"en": "nothing", "zh": "无"}
"""What stands for the parameters of a file that declares none."""
SPOKEN: dict[Language, str] = {"en": "English", "zh": "Chinese"}

_LABELLED = re.compile(r"(?P<label>\w+)\s*[:：]\s*(?P<text>.*)")
_MEANT: dict[str, tuple[Language, Section]] = {
    label: (language, section) for language, labels in LABELS.items() for label, section in labels.items()
}
_LEAST_LABELS = 2
"""How many labels make a comment a manual: one may be a word of any comment."""


@dataclass(slots=True)
class Written:
    """A section as it is written: the text beside its label, and the lines below it."""

    first: str
    offset: int
    below: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """The part of a comment that is in one language; the language is that of its sections, None where it has none."""

    title: Line | None
    language: Language | None = None
    sections: dict[Section, Written] = field(default_factory=dict)

    @property
    def offset(self) -> int:
        """Where in the file it begins."""
        return self.title.offset if self.title else min(one.offset for one in self.sections.values())


def is_begun(lines: Iterable[Line]) -> bool:
    """Whether a comment is a manual, or was meant as one."""
    return sum(_labelled(line) is not None for line in lines) >= _LEAST_LABELS


def blocks_of(lines: Iterable[Line], report: Report) -> list[Block]:
    """Sort the lines of a manual into its blocks, and tell of what has no place in one."""
    sorting = _Sorting(report)
    for line in lines:
        sorting.take(line)
    return sorting.blocks


@dataclass(slots=True)
class _Sorting:
    """Sorts line by line; ``is_apart`` says that nothing but a blank line stands above."""

    report: Report
    blocks: list[Block] = field(default_factory=list)
    section: Written | None = None
    is_apart: bool = True

    def take(self, line: Line) -> None:
        labelled = _labelled(line)
        if not line.text:
            self.is_apart = True
            return
        if line.indent:
            self._below(line)
        elif labelled:
            self._begin(line, labelled)
        elif self.is_apart and not self._is_misspelt(line):
            self.blocks.append(Block(line))
            self.section = None
        else:
            self.report(line.offset, "this belongs to no section of the manual", _hint(line))
        self.is_apart = False

    def _is_misspelt(self, line: Line) -> bool:
        """Whether the first section below a title was meant."""
        return bool(self.blocks) and self.blocks[-1].language is None and _meant(line) is not None

    def _below(self, line: Line) -> None:
        if self.section:
            self.section.below.append(line)
        else:
            self.report(line.offset, "this belongs to no section of the manual", "only the text of one is indented")

    def _begin(self, line: Line, labelled: re.Match[str]) -> None:
        language, section = _MEANT[labelled["label"]]
        block = self._block_in(language)
        self.section = Written(labelled["text"], line.offset)
        if section in block.sections:
            self.report(line.offset, f"{labelled['label']} stands here a second time", "make one section of both")
        block.sections.setdefault(section, self.section)

    def _block_in(self, language: Language) -> Block:
        """Give the block that a section of this language belongs to: the last, unless that is of another language."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.language not in {None, language}:
            last = Block(None)
            self.blocks.append(last)
        last.language = language
        return last


def _hint(line: Line) -> str:
    meant = _meant(line)
    if meant:
        return f"did you mean {meant}?"
    return "indent by two what continues a section; a title stands below a line that is only #"


def _meant(line: Line) -> str | None:
    """Give the label that a line nearly begins with."""
    found = _LABELLED.match(line.text)
    return nearest(found["label"], _MEANT) if found else None


def _labelled(line: Line) -> re.Match[str] | None:
    found = None if line.indent else _LABELLED.match(line.text)
    return found if found and found["label"] in _MEANT else None

"""What is wrong with a policy, where, and what to do about it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WIDEST = 400
"""The characters of a line that a terminal shows, of a longer one those around the place."""
_BEFORE = 100
_MOST_LISTED = 100
"""The names that a hint lists."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message that shows a finding; ``says`` is what it shows.

    ``case`` is the message as a case of a policy test, with what the policy answers, and ``text`` that in YAML.
    """

    says: str
    case: Mapping[str, Any]
    text: str

    def as_document(self) -> dict[str, Any]:
        """Give the example as JSON types."""
        return {"says": self.says, "case": dict(self.case)}


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding about a policy file.

    ``name`` is the finding's kind in kebab-case.  ``line`` and ``column`` count characters from 1.  ``hint`` says what
    to do about it, where that is known.  Two findings are told apart without their examples.
    """

    file: str
    line: int
    column: int
    name: str
    message: str
    source: str = ""
    hint: str | None = None
    example: Example | None = field(default=None, compare=False)

    def render(self) -> str:
        """Write the finding as a terminal shows it: place, message, the line with a caret, the hint, the example."""
        number = str(self.line)
        gutter = " " * len(number)
        lines = [f"{self.file}:{self.line}:{self.column}: {self.name}: {self.message}"]
        if self.source:
            shown, before = _around(self.source, self.column - 1)
            lines += [f"  {number} | {shown}", f"  {gutter} | {_blank(before)}^"]
        if self.hint:
            lines.append(f"  {gutter} = {self.hint}")
        if self.example:
            lines.append(f"  {gutter} = for example, {self.example.says}:")
            lines += [f"  {gutter}     {line}" for line in self.example.text.splitlines()]
        return "\n".join(lines)

    def as_document(self) -> dict[str, Any]:
        """Give the finding as JSON types."""
        return {
            "name": self.name,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "source": self.source,
            "hint": self.hint,
            "example": self.example.as_document() if self.example else None,
        }


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Give the candidate that was probably meant, whatever its case, or None."""
    spellings: dict[str, str] = {candidate.casefold(): candidate for candidate in candidates}
    close = get_close_matches(name.casefold(), spellings, n=1, cutoff=0.6)
    return spellings[close[0]] if close else None


def did_you_mean(name: str, candidates: Iterable[str], *, listing: str) -> str:
    """Hint at the nearest valid name, or list the valid ones under the heading ``listing``."""
    valid = sorted(candidates)
    close = nearest(name, valid)
    if close:
        return f"did you mean {close}?"
    more = len(valid) - _MOST_LISTED
    shown = [*valid[:_MOST_LISTED], *([f"and {more} more"] if more > 0 else [])]
    return f"{listing}: {', '.join(shown)}" if valid else f"{listing}: none"


def _around(line: str, offset: int) -> tuple[str, str]:
    """Give what is shown of a line, and what of that stands before the offset."""
    if len(line) <= _WIDEST:
        return line, line[:offset]
    start = max(offset - _BEFORE, 0)
    shown = ("…" if start else "") + line[start : start + _WIDEST]
    cut = "…" if start + _WIDEST < len(line) else ""
    return shown + cut, shown[: offset - start + bool(start)]


def _blank(text: str) -> str:
    """Blank out a text at its width on a terminal, where a Chinese character takes two columns."""
    return "".join("\t" if char == "\t" else "  " if _is_wide(char) else " " for char in text)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"

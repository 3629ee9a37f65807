"""The comment at the head of a policy file, as lines."""

from __future__ import annotations

from typing import NamedTuple

SCHEMA_LINE = "# yaml-language-server:"
"""How the line begins by which an editor finds the schema of the file; it is no part of the comment."""


class Line(NamedTuple):
    """A line of a comment: its text, by how many blanks that is indented, and where in the file it begins."""

    text: str
    indent: int
    offset: int


def head_comment(text: str) -> list[Line]:
    """Give the lines of the comment with which a file begins, up to the first line that is none.

    The one blank after ``#`` is no indentation.
    """
    lines: list[Line] = []
    offset = 0
    for raw in text.split("\n"):
        if not raw.startswith("#"):
            break
        if offset or not raw.startswith(SCHEMA_LINE):
            lines.append(_line(raw, offset))
        offset += len(raw) + 1
    return lines


def _line(raw: str, offset: int) -> Line:
    text = raw[1:].removeprefix(" ")
    indented = text.lstrip()
    return Line(text.strip(), len(text) - len(indented), offset + len(raw) - len(indented))

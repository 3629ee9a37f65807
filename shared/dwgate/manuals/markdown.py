"""Texts as Markdown: what somebody wrote as prose, as code, as cells of a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_CODE = re.compile(r"(`+[^`]+`+)")
_SPECIAL = re.compile(r"[\\*<\[\]|]|(?<!\w)_|_(?!\w)")
_END_OF_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z`*])|(?<=[。！？])(?=.)")
_MARKED = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)
_BAR = r"\|"
"""A bar that does not end a cell, also within code."""


def prose(text: str) -> str:
    """Write a text so that nothing in it is taken for markup, but for what stands between backticks."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(part if number % 2 else _SPECIAL.sub(r"\\\g<0>", part) for number, part in enumerate(parts))


def sentences(text: str) -> list[str]:
    """Write a text with each of its sentences on a line of its own."""
    return [sentence.strip() for sentence in _END_OF_SENTENCE.split(prose(text))]


def quoted(text: str) -> Iterator[str]:
    """Write a text as something that is said."""
    return (f"> {sentence}" for sentence in sentences(text))


def code(text: str) -> str:
    """Mark a text as code, also one with backticks, and also in a table."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks, blank = "`" * (longest + 1), " " if longest else ""
    return f"{ticks}{blank}{text}{blank}{ticks}".replace("|", _BAR)


def console(*lines: str) -> list[str]:
    """Write lines as they stand on a terminal."""
    return ["```console", *lines, "```"]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table, whose cells are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def paragraphs(*parts: Iterable[str]) -> list[str]:
    """Put an empty line between parts, and leave out those that are empty."""
    lines: list[str] = []
    for part in parts:
        written = list(part)
        lines += ["", *written] if lines and written else written
    return lines


def filled(page: str, blocks: Mapping[str, str]) -> str:
    """Put blocks into a page, each between the marks of its name, ``<!-- name -->`` and ``<!-- end of name -->``."""

    def block(found: re.Match[str]) -> str:
        return f"{found[1]}{blocks[found[2]]}{found[3]}" if found[2] in blocks else found[0]

    return _MARKED.sub(block, page)

"""What a regular expression costs.

RE2 goes through a text once, and at worst holds all of the expression against each character of it.
"""

from __future__ import annotations

import re

MOST_REPEATED = 1000
"""RE2 counts out no more of one repetition."""
_COMPILED = 6
"""The steps in which one part of an expression is compiled, anew for each text."""
_MATCHED = 40
"""The characters that are held against one part in a step."""
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]?|\{[0-9]*,?[0-9]*\}|[\s\S]")
_WIDE = (".", "[", "\\p", "\\P")
_PARTS_OF_WIDE = 5
"""What begins so stands for characters of several bytes, of which RE2 makes some parts each."""
_COUNTED = re.compile(r"\{([0-9]*),?([0-9]*)\}")
_DIGITS = 4
"""Of a count; RE2 refuses a larger one."""


def steps(chars: int, size: int) -> int:
    """Give the steps in which a text of so many characters is held against an expression of so many parts."""
    return size * _COMPILED + chars * size // _MATCHED


def repeated(text: str) -> int:
    """Give how often a text repeats a part of an expression that it stands in; half of a count may be any."""
    if not {"{", "}"}.isdisjoint(_COUNTED.sub("", text)):
        return MOST_REPEATED
    counts = [int(count[:_DIGITS]) for pair in _COUNTED.findall(text) for count in pair if count]
    return max(counts, default=1)


def size_of(pattern: str) -> int:
    """Count the parts of an expression with its repetitions written out."""
    groups = [0]
    last = 0
    for part in _PART.findall(pattern):
        counts = [int(count[:_DIGITS]) for count in re.findall("[0-9]+", part)] if part.startswith("{") else []
        if counts:
            groups[-1] += last * (max(counts) - 1)
            last *= max(counts)
            continue
        if part == "(":
            groups.append(0)
            last = 0
            continue
        alone = _PARTS_OF_WIDE if part.startswith(_WIDE) else 1
        last = groups.pop() if part == ")" and len(groups) > 1 else alone
        groups[-1] += last
    return sum(groups)

"""What to do about a file that is no YAML: how its lines are indented, or what is not quoted."""

from __future__ import annotations

import re

QUOTE_IT = (
    "a value that begins with a quote, a bracket, a brace, ! or & or holds ': ' must be quoted whole, "
    "or stand below 'when: |'"
)
_INDENTED = "this line is indented otherwise than those beside it"
_STRAY_ITEM = "no list goes on here: indent the item as those of its list, or put it between the list's brackets"
_NO_ITEM = "the lines beside it are items of a list: begin it with '- ', or indent it"
_NO_PAIR = "write it as 'key: value', with a blank after the colon; an item of a list begins with '- '"
_NO_PAIR_BEFORE = "the line before it is no 'key: value': a blank stands after the colon"

NO_COLON = "could not find expected ':'"
"""The problem of a line that should be a key with its value; YAML finds it at the line after."""

_FOUND = re.compile(r"found \(?'(<block mapping start>|<block sequence start>|-|\?)'")
_KEY = re.compile(r"\s*(?:- +)*[\w.-]+")


def hint_for(problem: str, text: str, offset: int) -> str:
    """Say what to do about a problem of YAML's parser at an offset of the text."""
    start = text.rfind("\n", 0, offset) + 1
    before, line = text[start:offset], text[start:].partition("\n")[0]
    if problem == NO_COLON:
        return _NO_PAIR
    if problem.startswith("mapping values are not allowed") and _KEY.fullmatch(before):
        line_before = text[:start].rstrip().rpartition("\n")[2]
        return _NO_PAIR_BEFORE if _column(line) == _column(line_before) else _INDENTED
    found = _FOUND.search(problem)
    if before.strip() or not found:
        return QUOTE_IT
    if line.lstrip().startswith("- "):
        return _STRAY_ITEM
    return _NO_ITEM if found[1] == "?" else _INDENTED


def _column(line: str) -> int:
    """Give the column of what a line holds, behind the dashes of items."""
    return len(line) - len(re.sub(r"^\s*(?:- +)*", "", line))

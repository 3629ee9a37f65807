r"""Finding the records in the lines of an export, by what the lines hold and not by how a file is called.

A record is one line that a function prints.  Function Compute hands what is printed to Simple Log Service as the
``message`` of a log, beside ``functionName`` and ``requestId``, and its own lines with it, such as ``FC Invoke Start
RequestId: …``; what a runtime logs itself has a time and a request id before the text.  An export is then one of these:

- the text of the log, a line of which may begin with something else;
- a JSON object a line, or a list of them, with ``__time__`` in Unix seconds, as a number or as text, and ``message``;
- CSV with a line of names first, in which ``message`` and ``__time__`` are columns.

What stands around a record differs, and so does how many a line has: an answer of the service holds a list of logs, and
two prints can come in one line.  So all that a line holds is looked through.

Sources:
https://www.alibabacloud.com/help/en/functioncompute/fc/logging-2 (what is printed is logged as it is),
https://help.aliyun.com/en/functioncompute/fc/print-function-logs (the text before it, where a runtime writes one),
https://www.alibabacloud.com/help/doc-detail/52797.htm (shipped to OSS as JSON: a log a line, with ``__time__``),
https://alibabacloud.com/help/en/sls/user-guide/csv-format-3 (shipped to OSS as CSV: the delimiters, and the names).
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_MESSAGE, _TIME = "message", "__time__"
_KINDS = ("decision", "event", "failure")
_BEGINNING = re.compile(r'\{(\\?|")"kind\1": ?\1"(?:decision|event|failure)\1"')
r"""How a record begins: as it is, as ``{\"kind\":`` in a text of JSON, as ``{""kind"":`` in CSV."""
_FIRST = '{"kind"'
"""What a line begins with of which a record is all; one that ends before it says which kind is no record yet."""
_IN_A_TEXT = re.compile(r'(?:[^"\\]|\\.)*')
"""What of a text of JSON is before its closing quote."""
_LONGEST_TIME = 11  # digits of Unix seconds: as far as the year 5138
_DELIMITERS = ",|\t "
_LONGEST_CELL = 2**24
_DEEPEST = 8
"""How many lists and objects around a record are looked into; what is deeper is read as text."""
PLAIN = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Cut:
    """What stands in the place of a document that begins like a record and is not whole."""


CUT = Cut()

Found = tuple[Any, datetime | None]
"""A document that may be a record, or CUT, and when it was logged."""


def found_in(line: str, decoder: json.JSONDecoder = PLAIN) -> list[Found]:
    """Give the records of one line, none where it holds no record; ``decoder`` says what their JSON means."""
    text = line.strip()
    if not text.startswith(("{", "[{")):
        return list(_found_in_text(text, None, decoder))
    try:
        document = decoder.decode(text)
    except (ValueError, RecursionError):
        found = list(_found_in_text(text, None, decoder))
        return found or ([(CUT, None)] if text.startswith(_FIRST) else [])
    if document.__class__ is dict and document.get("kind") in _KINDS:  # as nearly all are
        return [(document, None)]
    return list(_found_in_value(document, None, _DEEPEST, decoder)) or list(_found_in_text(text, None, decoder))


def delimiter_of(line: str) -> str | None:
    """Give what separates the columns, where the line is the first of CSV and names one ``message``; else None.

    Blanks separate the words of any line of a log: of those ``__time__`` must be one too.
    """
    if line.startswith(("{", "[")):
        return None
    for delimiter in _DELIMITERS:
        names = _names(csv.reader([line], delimiter=delimiter))
        if _MESSAGE in names and (delimiter != " " or _TIME in names):
            return delimiter
    return None


def _names(rows: Iterator[list[str]]) -> list[str]:
    """Read the names of columns; none where the first row is no CSV, as with a line end in the midst of it."""
    try:
        return [name.strip() for name in next(rows, [])]
    except csv.Error:
        return []


def found_in_rows(
    lines: Iterable[str], delimiter: str, decoder: json.JSONDecoder = PLAIN
) -> Iterator[tuple[int, Callable[[], list[Found]]]]:
    """Give of each row of CSV the number of lines up to its end, and what finds the records in it, as found_in does.

    The first line has the names of the columns.
    """
    csv.field_size_limit(_LONGEST_CELL)
    read: list[str] = []

    def kept() -> Iterator[str]:
        for line in lines:
            read.append(line)
            yield line

    reader = csv.reader(kept(), delimiter=delimiter)
    names = _names(reader)
    while True:
        read.clear()
        cells: Mapping[str, str] | None
        try:
            cells = dict(zip(names, next(reader), strict=False))
        except StopIteration:
            return
        except csv.Error:
            cells = None
        raw = "".join(read)
        yield reader.line_num, partial(_found_in_row, cells, raw, decoder)


def _found_in_row(cells: Mapping[str, str] | None, raw: str, decoder: json.JSONDecoder) -> list[Found]:
    """Find the records of a row; where its cells hold fewer than begin in its lines, those are no CSV, but text.

    A row that cannot be split has no cells.
    """
    found: list[Found] = [(CUT, None)] if cells is None else list(_found_in_value(cells, None, _DEEPEST, decoder))
    if CUT not in (document for document, _ in found) and len(found) >= len(_BEGINNING.findall(raw)):
        return found
    return list(_found_in_lines(raw, None, decoder)) or found


def _found_in_value(value: Any, logged: datetime | None, depth: int, decoder: json.JSONDecoder) -> Iterator[Found]:
    """Find the records in JSON: the time of a log is that of all in it."""
    if isinstance(value, str):
        yield from _found_in_lines(value, logged, decoder)
    elif isinstance(value, dict) and value.get("kind") in _KINDS:
        yield value, logged
    elif isinstance(value, dict | list) and depth:
        if isinstance(value, dict):
            logged = _logged(value.get(_TIME)) or logged
        for item in value.values() if isinstance(value, dict) else value:
            yield from _found_in_value(item, logged, depth - 1, decoder)


def _found_in_lines(text: str, logged: datetime | None, decoder: json.JSONDecoder) -> Iterator[Found]:
    return (found for line in io.StringIO(text) for found in _found_in_text(line, logged, decoder))


def _found_in_text(text: str, logged: datetime | None, decoder: json.JSONDecoder) -> Iterator[Found]:
    """Find the records in a text that may say something before them, between them and after them.

    What follows one that is not whole is not looked at: it may be a value of that one.
    """
    end = 0
    while beginning := _BEGINNING.search(text, end):
        start, escape = beginning.start(), beginning[1]
        try:
            if escape == '"':
                text, start = text[start:].replace('""', '"'), 0
            if escape == "\\":
                written = _IN_A_TEXT.match(text, start)
                end = written.end() if written else len(text)
                yield from _found_in_text(json.loads(f'"{text[start:end]}"'), logged, decoder)
            else:
                document, end = decoder.raw_decode(text, start)
                yield document, logged
        except (ValueError, RecursionError):
            yield CUT, logged
            return


def _logged(value: Any) -> datetime | None:
    """Read Unix seconds, a number or a text."""
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_TIME):
        return None
    return datetime.fromtimestamp(int(text), UTC)

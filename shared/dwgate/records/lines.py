r"""Finding the records in the lines of an export, by what the lines hold and not by how a file is called.

A record is one line that a function prints.  Function Compute hands what is printed to Simple Log Service as the
``message`` of a log, beside ``functionName`` and ``requestId``, and its own lines with it, such as ``FC Invoke Start
RequestId: …``; what a runtime logs itself has a time and a request id before the text.  An export is then one of these:

- the text of the log, a line of which may begin with something else;
- a JSON object a line, or a list of them, with ``__time__`` in Unix seconds, as a number or as text, and ``message``;
- CSV with a line of names first, in which ``message`` and ``__time__`` are columns.

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
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MESSAGE, _TIME = "message", "__time__"
_KINDS = ("decision", "event", "failure")
_BEGINNING = re.compile(r'\{(\\?|")"kind\1": ?\1"(?:decision|event|failure)\1"')
r"""How a record begins: as it is, as ``{\"kind\":`` in a text of JSON, as ``{""kind"":`` in CSV."""
_IN_A_TEXT = re.compile(r'(?:[^"\\]|\\.)*')
"""What of a text of JSON is before its closing quote."""
_LONGEST_TIME = 12  # digits of Unix seconds, with room to spare
_DELIMITERS = ",|\t "
_LONGEST_CELL = 2**24
_decode = json.JSONDecoder().raw_decode

Found = tuple[Any, datetime | None]
"""A document that may be a record, and when it was logged."""


class Cut(ValueError):  # noqa: N818 - it is the finding about a line, not a failure of the program
    """A line that begins like a record and is not whole."""


def found_in(line: str) -> list[Found]:
    """Give the records of one line, none where it holds no record; Cut for one that is not whole."""
    text = line.strip()
    if text.startswith(("{", "[{")):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            return _found_in_text(text, None)
        found = [found for item in _items(document) for found in _found_in_document(item)]
        if found:
            return found
    return _found_in_text(text, None)


def delimiter_of(line: str) -> str | None:
    """Give what separates the columns, where the line is the first of CSV and names one ``message``; else None."""
    if line.startswith(("{", "[")):
        return None
    for delimiter in _DELIMITERS:
        names = next(csv.reader([line], delimiter=delimiter), [])
        if _MESSAGE in (name.strip() for name in names):
            return delimiter
    return None


def found_in_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, Callable[[], list[Found]]]]:
    """Give of each row of CSV the number of lines up to its end, and what finds the records in it, as found_in does.

    The first line has the names of the columns.
    """
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter)
    names = [name.strip() for name in next(reader)]
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, _raise_cut
            continue
        cells = dict(zip(names, row, strict=False))
        yield reader.line_num, lambda cells=cells: _found_in_document(cells)  # type: ignore[misc]  # bound as a default


def _raise_cut() -> list[Found]:
    raise Cut


def _items(document: Any) -> list[Any]:
    return document if isinstance(document, list) else [document]


def _found_in_document(document: Any) -> list[Found]:
    if not isinstance(document, dict):
        return []
    if document.get("kind") in _KINDS:
        return [(document, None)]
    message, logged = document.get(_MESSAGE), _logged(document.get(_TIME))
    if isinstance(message, dict):
        return [(message, logged)] if message.get("kind") in _KINDS else []
    if not isinstance(message, str):
        return []
    return [found for line in io.StringIO(message) for found in _found_in_text(line, logged)]


def _found_in_text(text: str, logged: datetime | None) -> list[Found]:
    """Find a record in a text that may say something before it and after it."""
    beginning = _BEGINNING.search(text)
    if not beginning:
        return []
    start, escape = beginning.start(), beginning[1]
    try:
        if escape == '"':
            return [(_decode(text[start:].replace('""', '"'))[0], logged)]
        if escape:
            written = _IN_A_TEXT.match(text, start)
            return [(_decode(json.loads(f'"{written[0] if written else ""}"'))[0], logged)]
        return [(_decode(text, start)[0], logged)]
    except (ValueError, RecursionError):
        raise Cut from None


def _logged(value: Any) -> datetime | None:
    """Read Unix seconds, a number or a text."""
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_TIME):
        return None
    return datetime.fromtimestamp(int(text), UTC)

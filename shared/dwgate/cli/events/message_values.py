"""What ``--set FIELD=VALUE`` says: the path of a field, and a value of the type that DataWorks documents for it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from dwgate.cli.project import UsageError

if TYPE_CHECKING:
    from dwgate.events.catalogue import Field

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")


def assignment(text: str) -> tuple[str, str]:
    """Take ``FIELD=VALUE`` apart; UsageError where it is none."""
    path, separator, value = text.partition("=")
    if not separator or not path:
        raise UsageError(f"--set {text} sets nothing; write --set dataRowSize=100001")
    return path, value


def typed(path: str, text: str, field: Field | None) -> Any:
    """Give a value as JSON has it, by the type of its field; UsageError where it is of another.

    In double quotes it is a text whatever the field is, to see what a rule makes of it.  Of a field without a type
    it is what JSON makes of it, and a text where JSON makes nothing.
    """
    read = _json(text)
    if isinstance(read, str):
        return read
    if field is None:
        return text if read is None and text.strip() != "null" else read
    match field.type:
        case "String":
            return text
        case "Long" | "Integer":
            fits, wanted = bool(_WHOLE.fullmatch(text.strip())), "a whole number"
        case "Double":
            fits, wanted = isinstance(read, int | float) and not isinstance(read, bool), "a number"
        case "Boolean":
            fits, wanted = isinstance(read, bool), "true or false"
        case "Object":
            fits, wanted = isinstance(read, dict), 'an object, written as JSON: {"name": 1}'
        case _:
            fits, wanted = isinstance(read, list), "a list, written as JSON: [1, 2]"
    if not fits:
        quoted = json.dumps(text, ensure_ascii=False)
        raise UsageError(f"--set {path}: {path} is {wanted}; to send it as a text, write --set '{path}={quoted}'")
    return int(text) if field.type in {"Long", "Integer"} else read


def _json(text: str) -> Any:
    """Give what JSON makes of a text, None where it makes nothing."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None

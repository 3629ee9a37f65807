"""Filling: what stands in a reason in the place of ``${…}``.

The text of a reason is the policy author's, and stays as written: it may hold a link.  A value that is filled in is
mostly somebody else's, and is quoted as :mod:`dwgate.quoting` says.
"""

from __future__ import annotations

from datetime import datetime

from dwgate import json_text
from dwgate.events import catalogue
from dwgate.policy.decision import BEIJING
from dwgate.quoting import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from typing import Any


def as_text(value: Any, own: Container[str] = ()) -> str:
    """Write a value as a reason shows it: CEL's true, false and null, Beijing times in ISO 8601, lists with commas.

    A text is quoted, since somebody else has chosen it, unless it is one of the policy's ``own``: a parameter may hold
    a link.  What goes by the name of content is left out of an object.  CEL gives the keys of a mapping in any order,
    and a reason has one.
    """
    if value is None or isinstance(value, bool):
        return json_text.write(value)
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return ", ".join(as_text(item, own) for item in value)
    if isinstance(value, dict):
        shown = ((name, item) for name, item in value.items() if not catalogue.holds_content(str(name)))
        return ", ".join(sorted(f"{as_text(name, own)}: {as_text(item, own)}" for name, item in shown))
    text = _in_beijing(value) if isinstance(value, datetime) else str(value)
    return text if text in own else quoted(text)


def _in_beijing(time: datetime) -> str:
    """Write a time as that of Beijing; within hours of the last one that there is, as it is."""
    try:
        return time.astimezone(BEIJING).isoformat(timespec="seconds")
    except OverflowError:
        return time.isoformat(timespec="seconds")

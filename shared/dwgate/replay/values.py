"""The values of a parameter that are given on a command line, read as the policy's own value is."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Any

from dwgate.events.convert import INT64_MAX, INT64_MIN
from dwgate.policy.decision import BEIJING

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE_NUMBER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?")


def can_be_given(value: Any) -> bool:
    """Whether a parameter with this value can be given as one word: a list and a mapping cannot."""
    return not isinstance(value, list | dict)


def value_like(text: str, own: Any) -> Any:
    """Read a value of the type that the policy's own has; ValueError says what was wanted.

    A date alone is its midnight in Beijing, as in a policy.
    """
    wanted = _wanted(own)
    try:
        return _read(text, own)
    except ValueError:
        raise ValueError(f"{text!r} is not {wanted}, as the parameter is") from None


def _read(text: str, own: Any) -> Any:
    if isinstance(own, bool):
        return {"true": True, "false": False}[text] if text in {"true", "false"} else _refuse()
    if isinstance(own, int):
        return int(text) if _WHOLE_NUMBER.fullmatch(text) and INT64_MIN <= int(text) <= INT64_MAX else _refuse()
    if isinstance(own, float):
        return float(text) if _NUMBER.fullmatch(text) and math.isfinite(float(text)) else _refuse()
    if isinstance(own, str):
        return text
    if not isinstance(own, datetime):
        return _refuse()
    if _DATE.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), BEIJING)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else _refuse()


def _refuse() -> Any:
    raise ValueError


def _wanted(own: Any) -> str:
    if isinstance(own, bool):
        return "true or false"
    if isinstance(own, int):
        return "a whole number"
    if isinstance(own, float):
        return "a number"
    if isinstance(own, datetime):
        return "a date, or a time with a zone"
    return "a text" if isinstance(own, str) else "a list or a mapping, which no word can be"

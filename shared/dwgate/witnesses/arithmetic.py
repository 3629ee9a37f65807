"""Arithmetic of conditions, the other way round: what a variable must be so that what is made of it is near a limit."""

from __future__ import annotations

import math
import operator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

_ADD, _SUBTRACT, _MULTIPLY, _DIVIDE, _REMAINDER = "_+_", "_-_", "_*_", "_/_", "_%_"
OPERATORS = {_ADD, _SUBTRACT, _MULTIPLY, _DIVIDE, _REMAINDER}
"""How CEL calls its operators of arithmetic."""
STRANGER = "dwgate-stranger"
"""A text that no list names."""

_SECOND = timedelta(seconds=1)
_KNOWN = {_ADD: operator.add, _SUBTRACT: operator.sub, _MULTIPLY: operator.mul}


def around(limit: Any) -> list[Any]:
    """Give a limit with what is next to it, or a value that it is not.

    Beside a fraction are those that differ in its last digit, and whole numbers, since a field may hold only these.
    """
    if isinstance(limit, bool):
        return [limit, not limit]
    if isinstance(limit, int):
        return [limit - 1, limit, limit + 1]
    if isinstance(limit, float):
        return [*beside_fraction(limit), *range(math.floor(limit) - 1, math.floor(limit) + 2)]
    if isinstance(limit, datetime | timedelta):
        return [moved for step in (-_SECOND, timedelta(0), _SECOND) if (moved := _made(_ADD, limit, step)) is not None]
    return [limit, STRANGER]


def beside_fraction(limit: float) -> list[float]:
    """Give a fraction between the two that differ from it by one in the last digit: 0.24, 0.25 and 0.26."""
    number = Decimal(repr(limit))
    step = Decimal((0, (1,), int(number.as_tuple().exponent)))
    return [float(number - step), limit, float(number + step)]


def operand(function: str, other: Any, limit: Any, *, is_first: bool) -> list[Any]:
    """Give what the first operand of an operator is, or the second, where beside the other it comes to a limit."""
    if function == _ADD:
        found = [_made(_SUBTRACT, limit, other)]
    elif function == _SUBTRACT:
        found = [_made(_ADD, limit, other) if is_first else _made(_SUBTRACT, other, limit)]
    elif function == _MULTIPLY:
        found = [_quotient(limit, other)]
    elif function == _DIVIDE and is_first:
        found = [_made(_MULTIPLY, limit, other), *_next_quotient(limit, other)]
    elif function == _DIVIDE:
        found = [_quotient(other, limit)]
    elif function == _REMAINDER and is_first:
        found = [limit, _made(_ADD, limit, other)]
    else:
        found = []
    return [value for value in found if value is not None]


def _made(function: str, left: Any, right: Any) -> Any:
    """Give what an operator makes of two values, as Python has it; None where they do not go together."""
    make = _KNOWN.get(function)
    if make is None or isinstance(left, bool) or isinstance(right, bool):
        return None
    if function == _MULTIPLY and not (_is_number(left) and _is_number(right)):
        return None
    try:
        return make(left, right)
    except (TypeError, OverflowError):
        return None


def _quotient(number: Any, divisor: Any) -> Any:
    if not _is_number(number) or not _is_number(divisor) or not divisor:
        return None
    is_whole = isinstance(number, int) and isinstance(divisor, int)
    return number // divisor if is_whole else number / divisor


def _next_quotient(limit: Any, divisor: Any) -> list[Any]:
    """Whole numbers are divided without a rest, so that several come to the same."""
    return [(limit + 1) * divisor] if isinstance(limit, int) and isinstance(divisor, int) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

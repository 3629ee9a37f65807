"""Values a little beside others: a whole number by one, a fraction by its last digit, a time by a second."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from dwgate.policy.compiler.known import written_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECOND = timedelta(seconds=1)
_LEAST, _GREATEST = -(2**63), 2**63 - 1


def beside_whole(number: int) -> Iterator[int]:
    """Give the whole numbers of 64 bits beside this one."""
    yield from (near for near in (number - 1, number + 1) if _LEAST <= near <= _GREATEST)


def beside_fraction(written: str) -> Iterator[float]:
    """Give the numbers that differ by one in the last digit that is written: 0.24 and 0.26 beside 0.25."""
    number = Decimal(written.replace("_", ""))
    step = Decimal((0, (1,), int(number.as_tuple().exponent)))
    yield from (float(number - step), float(number + step))


def beside_time(moment: datetime) -> Iterator[datetime]:
    """Give the second before, and the one after."""
    yield from (moment - _SECOND, moment + _SECOND)


def beside_written_time(text: str) -> Iterator[str]:
    """Give the times beside one that is written as CEL reads it; none where it is written otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return
    yield from (near.isoformat() for near in beside_time(moment))


def beside_written_duration(text: str) -> Iterator[str]:
    """Give the durations that are shorter and longer by a second than one such as ``1h30m``."""
    seconds = written_seconds(text)
    if seconds is not None:
        yield from (f"{near.normalize():f}s" for near in (seconds - 1, seconds + 1))

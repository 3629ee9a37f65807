"""Arithmetic the other way round: from a limit to what is compared with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dwgate.witnesses import arithmetic
from dwgate.witnesses.arithmetic import STRANGER, around

MORNING = datetime(2026, 11, 18, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("limit", "near"),
    [
        (True, [True, False]),
        (5, [4, 5, 6]),
        (0.25, [0.24, 0.25, 0.26, -1, 0, 1]),
        (7.0, [6.9, 7.0, 7.1, 6, 7, 8]),
        (
            MORNING,
            [datetime(2026, 11, 18, 1, 59, 59, tzinfo=UTC), MORNING, datetime(2026, 11, 18, 2, 0, 1, tzinfo=UTC)],
        ),
        (datetime.max.replace(tzinfo=UTC, microsecond=0), None),
        (HOUR, [timedelta(seconds=3599), HOUR, timedelta(seconds=3601)]),
        ("a", ["a", STRANGER]),
    ],
)
def test_what_is_around_a_limit_is_of_its_type(limit: Any, near: list[Any] | None) -> None:
    """And whole numbers around a fraction; where there is no time beyond, there are two."""
    assert around(limit) == (near or [limit - timedelta(seconds=1), limit])


@pytest.mark.parametrize(
    ("function", "other", "limit", "first", "second"),
    [
        ("_+_", 3, 10, [7], [7]),
        ("_-_", 3, 10, [13], [-7]),
        ("_*_", 4, 10, [2], [2]),
        ("_*_", 4.0, 10, [2.5], [2.5]),
        ("_*_", 0, 10, [], []),
        ("_*_", "a", 10, [], []),
        ("_/_", 4, 10, [40, 44], [0]),
        ("_/_", 4.0, 10.0, [40.0], [0.4]),
        ("_/_", 4, 0, [0, 4], []),
        ("_/_", "a", 10, [], []),
        ("_%_", 4, 3, [3, 7], []),
        ("_+_", HOUR, MORNING, [MORNING - HOUR], [MORNING - HOUR]),
        ("_-_", MORNING, HOUR, [MORNING + HOUR], [MORNING - HOUR]),
        ("_-_", HOUR, datetime.max.replace(tzinfo=UTC), [], []),
        ("_+_", "a", "ab", [], []),
        ("_+_", True, 5, [], []),
    ],
)
def test_an_operand_is_found_from_either_side(
    function: str, other: Any, limit: Any, first: list[Any], second: list[Any]
) -> None:
    """Nothing, where nothing brings the operator to its limit."""
    assert arithmetic.operand(function, other, limit, is_first=True) == first
    if (function, other) != ("_-_", HOUR):
        assert arithmetic.operand(function, other, limit, is_first=False) == second

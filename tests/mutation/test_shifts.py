"""What is a little beside a value."""

from datetime import datetime

import pytest

from dwgate.mutation.shifts import (
    beside_fraction,
    beside_time,
    beside_whole,
    beside_written_duration,
    beside_written_time,
)


@pytest.mark.parametrize(
    ("number", "beside"),
    [(5, [4, 6]), (0, [-1, 1]), (2**63 - 1, [2**63 - 2]), (-(2**63), [-(2**63) + 1])],
)
def test_a_whole_number_moves_by_one(number: int, beside: list[int]) -> None:
    """But not out of 64 bits."""
    assert list(beside_whole(number)) == beside


@pytest.mark.parametrize(
    ("written", "beside"),
    [("0.25", [0.24, 0.26]), ("1.5", [1.4, 1.6]), ("-2.5e3", [-2600.0, -2400.0]), ("1_000.0", [999.9, 1000.1])],
)
def test_a_fraction_moves_by_its_last_digit(written: str, beside: list[float]) -> None:
    """By that which is written, so that the step is one that somebody could have meant."""
    assert list(beside_fraction(written)) == beside


def test_a_time_moves_by_a_second() -> None:
    """To either side."""
    beside = [moment.isoformat() for moment in beside_time(datetime.fromisoformat("2027-01-01T00:00:00+08:00"))]
    assert beside == ["2026-12-31T23:59:59+08:00", "2027-01-01T00:00:01+08:00"]


def test_a_written_time_moves_by_a_second() -> None:
    """What is no time does not move."""
    beside = list(beside_written_time("2027-01-01T00:00:00Z"))
    assert beside == ["2026-12-31T23:59:59+00:00", "2027-01-01T00:00:01+00:00"]
    assert list(beside_written_time("soon")) == []


@pytest.mark.parametrize(
    ("written", "beside"),
    [
        ("24h", ["86399s", "86401s"]),
        ("1h30m0.5s", ["5399.5s", "5401.5s"]),
        ("-60s", ["-61s", "-59s"]),
        ("1500ms", ["0.5s", "2.5s"]),
        ("soon", []),
    ],
)
def test_a_written_duration_moves_by_a_second(written: str, beside: list[str]) -> None:
    """Whatever units it is written in."""
    assert list(beside_written_duration(written)) == beside

"""How numbers are told: three digits, a range where the seeds differ, tables of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.manuals import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scaling.studies import Spread

_LONG = 120
"""Seconds from which on minutes read better."""
_CLOSE = 0.05


def table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Write a table."""
    return "".join(f"{line}\n" for line in markdown.table(heading, rows))


def number(value: float) -> str:
    """Give three digits of a number, and thousands with a comma."""
    short = float(f"{value:.3g}")
    return f"{short:,.0f}" if short == int(short) else f"{short:g}"


def seconds(value: float) -> str:
    """Give a time in milliseconds, seconds or minutes."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < _LONG else f"{value / 60:.0f} min"


def percent(value: float) -> str:
    """Give a share of one."""
    return f"{value * 100:.2g} %" if value else "0 %"


def spread(values: Spread, shown: Callable[[float], str] = number) -> str:
    """Give the median, with the least and the most where they are more than a twentieth of it apart."""
    middle, low, high = values
    if high - low <= _CLOSE * middle:
        return shown(middle)
    return f"{shown(middle)} ({shown(low)} to {shown(high)})"

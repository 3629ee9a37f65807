"""Two runs side by side: before and after a change, on the same machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from measuring.spread import Spread
from measuring.tables import IN_HASTE, Table, factor
from measuring.units import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measuring.results import Results

_OF_THE_MACHINE = ("cpu", "cores", "python")


def compare(old: Results, new: Results) -> str:
    """Tabulate what is in both; the ratio is that of the medians, since the rounds are not the same ones."""
    rows = tuple(_rows(old, new))
    notes = [f"{name}: {old.machine[name]}, then {new.machine[name]}\n" for name in _differing(old, new)]
    quick = [f"{IN_HASTE}\n"] if old.is_quick or new.is_quick else []
    table = Table(("", "before", "after", "times"), rows).text()
    return "".join([table, "\n" if notes or quick else "", *notes, *quick])


def _rows(old: Results, new: Results) -> Iterator[tuple[str, ...]]:
    for suite, measured in new.suites.items():
        for quantity, sides in measured.quantities.items():
            before = old.suites[suite].quantities.get(quantity, {}) if suite in old.suites else {}
            for name in sides:
                if name in before:
                    then, now = Spread.of(before[name]).median, Spread.of(sides[name]).median
                    label = name if quantity == "seconds" else f"{name}: {quantity}"
                    yield label, shown(quantity, then), shown(quantity, now), factor(now / then)


def _differing(old: Results, new: Results) -> list[str]:
    return [name for name in _OF_THE_MACHINE if old.machine[name] != new.machine[name]]

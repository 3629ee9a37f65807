"""Tables: what was measured of a suite, as rows of text, for a terminal and for a page."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from measuring.spread import Spread, ratios
from measuring.suite import SECONDS
from measuring.units import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from measuring.results import Measured, Results
    from measuring.suite import Goal, Suite

_WIDTH = 80
IN_HASTE = "Measured in haste, for trying: these figures say nothing."


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a heading; the first column is text, and the others are figures."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """Write it for a terminal, within 80 columns."""
        lines = (self.heading, *self.rows)
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.heading))]
        return "".join(f"{_aligned(line, widths)}\n" for line in lines)

    def markdown(self) -> str:
        """Write it for a page."""
        line = ("---", *["---:"] * (len(self.heading) - 1))
        return "".join(f"| {' | '.join(row)} |\n" for row in (self.heading, line, *self.rows))


def tables(suite: Suite, measured: Measured) -> Iterator[Table]:
    """Give a table for each quantity, and one of the goals where there are any."""
    for quantity, sides in measured.quantities.items():
        yield _of_quantity(suite, quantity, sides)
    if goals := tuple(_of_goal(goal, measured) for goal in suite.goals):
        yield Table(("goal", "measured", "min–max", "at most", "held"), goals)


def headlines(suites: Sequence[Suite], results: Results) -> Table:
    """Give one table of the goals of all suites, each suite below its name, for a reader in a hurry."""
    rows: list[tuple[str, ...]] = []
    for suite in suites:
        if suite.goals and suite.name in results.suites:
            goals = [_of_goal(goal, results.suites[suite.name]) for goal in suite.goals]
            rows += [(suite.name.replace("_", " "), "", "", "", ""), *((f"  {name}", *told) for name, *told in goals)]
    return Table(("goal", "measured", "min–max", "at most", "held"), tuple(rows))


def place(results: Results) -> list[str]:
    """Say where it was measured, in lines of a terminal."""
    machine = results.machine
    kind = "A virtual machine" if machine["is_virtual"] else "A machine"
    load = ", ".join(str(one) for one in machine["load_before"])
    changed = " and what was changed since" if machine["has_changed_since"] else ""
    quick = f"{IN_HASTE} " if results.is_quick else ""
    told = (
        f"{quick}{kind} with {machine['cores']} cores ({machine['cpu']}), {machine['memory_gb']} GB;"
        f" {machine['kernel']}; Python {machine['python']}; commit {machine['commit']}{changed};"
        f" load before it began: {load}."
    )
    return textwrap.wrap(told, _WIDTH, break_on_hyphens=False)


def _of_quantity(suite: Suite, quantity: str, sides: Mapping[str, Sequence[float]]) -> Table:
    others = {name: suite.against(name) for name in sides}
    if not any(other in sides for other in others.values()):
        return Table((quantity, "median", "min–max"), tuple(_alone(quantity, *side) for side in sides.items()))
    is_rate = suite.is_told_as_rate and quantity == SECONDS
    rows: list[tuple[str, ...]] = []
    for name, values in sides.items():
        spread, other = Spread.of(values), others[name]
        ratio = ratios(values, sides[other]) if other and other in sides else None
        row = (
            name,
            shown(quantity, spread.median),
            f"{spread.deviation / spread.median:.0%}",
            factor(ratio.median) if ratio else "1",
            f"{factor(ratio.lowest)}–{factor(ratio.highest)}" if ratio else "",
        )
        rows.append((*row, f"{1 / spread.median:,.0f}") if is_rate else row)
    heading = (quantity, "median", "MAD", "times", "min–max")
    return Table((*heading, "a second") if is_rate else heading, tuple(rows))


def _alone(quantity: str, name: str, values: Sequence[float]) -> tuple[str, ...]:
    spread = Spread.of(values)
    span = f"{shown(quantity, spread.lowest)}–{shown(quantity, spread.highest)}"
    return (name, shown(quantity, spread.median), span if len(values) > 1 else "")


def _of_goal(goal: Goal, measured: Measured) -> tuple[str, ...]:
    sides = measured.quantities.get(goal.quantity, {})
    name = goal.of if goal.quantity == SECONDS else f"{goal.of}: {goal.quantity}"
    name = f"{name} / {goal.to}" if goal.to else name
    if goal.of not in sides or (goal.to and goal.to not in sides):
        return (name, "not measured", "", _bound(goal), "")
    spread = ratios(sides[goal.of], sides[goal.to]) if goal.to else Spread.of(sides[goal.of])
    told = factor if goal.to else (lambda value: shown(goal.quantity, value))
    span = f"{told(spread.lowest)}–{told(spread.highest)}"
    return (name, told(spread.median), span, _bound(goal), "yes" if spread.median <= goal.at_most else "no")


def _bound(goal: Goal) -> str:
    return factor(goal.at_most) if goal.to else shown(goal.quantity, goal.at_most)


def factor(value: float) -> str:
    """Show a ratio with three digits, but no more than are before the point of a large one."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if not column else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()

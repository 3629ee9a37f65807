"""The studies: what is simulated to answer a question, each with several seeds, told as median and range."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any

from scaling.cloud import Deployment, Setting
from scaling.demand import ALL_DAY, DAYS_OF_A_MONTH, POINTS, messages
from scaling.prices import SECONDS_IN_A_MONTH, Usage, cost
from scaling.simulation import CALLED_BACK, Simulation
from scaling.tally import busy_percentile, percentile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scaling.demand import Day, Point
    from scaling.inputs import Inputs
    from scaling.tally import Tally

SEEDS = (1, 2, 3)
FUNCTIONS = tuple(dict.fromkeys(point.function for point in POINTS))
ASKED_DIRECTLY = tuple(point for point in POINTS if point.function != CALLED_BACK)
"""The points of the functions that DataWorks invokes itself."""

Spread = list[float]
"""A median over the seeds, the least and the most."""


def simulated(
    inputs: Inputs, day: Day, seed: int, hours: range = ALL_DAY, points: Iterable[Point] = POINTS
) -> Simulation:
    """Simulate a day, or some hours of it."""
    chance = Random(seed)  # noqa: S311 - not for secrets: the same seed is to give the same day
    simulation = Simulation(inputs.cloud, inputs.deployment, chance)
    simulation.run(messages(inputs.people, day, chance, hours, points))
    return simulation


def spreads(figures: Iterable[Mapping[str, float]]) -> dict[str, Spread]:
    """Give the spread of each figure over several runs."""
    rows = list(figures)
    return {name: [short(of(row[name] for row in rows)) for of in (median, min, max)] for name in rows[0]}


def short(number: float) -> float:
    """Leave four digits."""
    return float(f"{number:.4g}")


def figures(tally: Tally, seconds: float) -> dict[str, float]:
    """Give what is told of one function over a span of time."""
    lasted = tally.lasted()
    return {
        "messages": tally.sent,
        "most a second": max(tally.sent_in.values(), default=0),
        "at work p99": busy_percentile(tally, 0.99, seconds),
        "at work most": tally.most_busy(),
        "cold": tally.cold,
        "cold share": tally.cold / max(tally.invocations, 1),
        "p50": percentile(lasted, 0.5),
        "p99": percentile(lasted, 0.99),
        "longest": max(lasted, default=0),
    }


def day_figures(simulation: Simulation) -> dict[str, float]:
    """Give what is told of all functions on one day."""
    tallies = simulation.tallies.values()
    together = sum((tally.sent_in for tally in tallies), start=Counter[int]())
    return {
        "messages": sum(tally.sent for tally in tallies),
        "most a second": max(together.values(), default=0),
        "at work p50": busy_percentile(simulation.all, 0.5, 24 * 3600),
        "at work p99": busy_percentile(simulation.all, 0.99, 24 * 3600),
        "at work most": simulation.all.most_busy(),
        "living most": simulation.most_living,
        "cold": sum(tally.cold for tally in tallies),
        "writes most": simulation.most_called("write"),
        "reads most": simulation.most_called("read"),
        "refused writes": sum(tally.refused["callback"] for tally in tallies),
        "refused reads": sum(tally.refused["snapshot"] + tally.refused["options"] for tally in tallies),
        "throttled": sum(tally.throttled for tally in tallies),
        "lost": sum(tally.lost for tally in tallies),
    }


def usage(simulation: Simulation) -> Usage:
    """Give what is paid for of a simulation."""
    tallies = simulation.tallies.values()
    return Usage(
        invocations=sum(tally.invocations for tally in tallies),
        busy_seconds=sum(tally.busy_seconds for tally in tallies),
        calls=sum(tally.accepted.total() for tally in tallies),
        events=sum(tally.sent for name, tally in simulation.tallies.items() if name == CALLED_BACK),
    )


def days(inputs: Inputs, seeds: Iterable[int] = SEEDS) -> dict[str, Any]:
    """Simulate each kind of day; give its figures, those of the functions on a workday, and what a month costs."""
    by_day: dict[Day, list[Simulation]] = {
        day: [simulated(inputs, day, seed) for seed in seeds] for day in DAYS_OF_A_MONTH
    }
    months = [
        Usage.over((usage(by_day[day][at]), number) for day, number in DAYS_OF_A_MONTH.items())
        for at in range(len(by_day["workday"]))
    ]
    return {
        "days": {day: spreads(day_figures(one) for one in runs) for day, runs in by_day.items()},
        "functions": {
            name: spreads(figures(one.tallies[name], 24 * 3600) for one in by_day["workday"]) for name in FUNCTIONS
        },
        "month": spreads(
            {"invocations": one.invocations, "busy hours": one.busy_seconds / 3600, "calls": one.calls}
            for one in months
        ),
        "cost": spreads(_with_total(cost(one, inputs.prices, inputs.deployment)) for one in months),
    }


def _with_total(parts: Mapping[str, float]) -> dict[str, float]:
    return {**parts, "together": sum(parts.values())}


def kept(inputs: Inputs, seeds: Iterable[int] = SEEDS) -> dict[str, Any]:
    """Keep 0 to 2 instances of each function that DataWorks invokes itself; see who waits for a start on a workday."""
    return {str(least): _kept(inputs, least, tuple(seeds)) for least in range(3)}


def _kept(inputs: Inputs, least: int, seeds: tuple[int, ...]) -> dict[str, Any]:
    names = [point.function for point in ASKED_DIRECTLY]
    deployment = replace(inputs.deployment, functions=tuple((name, Setting(least)) for name in names))
    runs = [simulated(replace(inputs, deployment=deployment), "workday", seed, points=ASKED_DIRECTLY) for seed in seeds]
    idle = Usage(0, 0, 0, 0, least * SECONDS_IN_A_MONTH)
    return {
        "functions": {name: spreads(figures(one.tallies[name], 24 * 3600) for one in runs) for name in names},
        "each": cost(idle, inputs.prices, deployment)["kept instances"],
        "together": cost(idle, inputs.prices, deployment)["kept instances"] * len(names),
    }


def limited(most: int) -> Deployment:
    """Give the deployment in which no more instances than these work on what EventBridge brings."""
    return Deployment(functions=((CALLED_BACK, Setting(most=most)),))

"""A release at the busiest hour: five thousand messages at once, and what stands between them and the quotas."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scaling.cloud import Deployment
from scaling.simulation import CALLED_BACK
from scaling.studies import SEEDS, limited, simulated, spreads
from scaling.tally import percentile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaling.inputs import Inputs
    from scaling.simulation import Simulation

BUSIEST = 10
_THREE_TIMES = {"redeliveries": 3, "redelivered_after": 15, "redelivered_latest": 15}
"""EventBridge's other policy, ``BACKOFF_RETRY``: three times, after 10 to 20 seconds."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to go through a release."""

    name: str
    deployment: Deployment = field(default_factory=Deployment)
    tries_three_times: bool = False
    seconds: float | None = None


WAYS = (
    Way("no limit"),
    *(Way(f"`reservedConcurrency: {most}`", limited(most)) for most in (40, 20, 5)),
    Way("20, and `BACKOFF_RETRY`", limited(20), tries_three_times=True),
    Way("EventBridge pushes 6 at a time", Deployment(pushed_at_once=6)),
    Way("the script takes 10 minutes", seconds=600),
)


def releases(inputs: Inputs, seeds: Iterable[int] = SEEDS) -> dict[str, Any]:
    """Go through a release in each way."""
    seeds = tuple(seeds)
    return {way.name: spreads(release(_by(way, inputs), seed) for seed in seeds) for way in WAYS}


def release(inputs: Inputs, seed: int) -> dict[str, float]:
    """Give the figures of the busiest hour with a release at its beginning."""
    people = replace(inputs.people, bulk_hour=BUSIEST)
    simulation = simulated(replace(inputs, people=people), "release day", seed, range(BUSIEST, BUSIEST + 1))
    return _figures(simulation, people.bulk_seconds)


def _by(way: Way, inputs: Inputs) -> Inputs:
    cloud = replace(inputs.cloud, **_THREE_TIMES) if way.tries_three_times else inputs.cloud
    people = replace(inputs.people, bulk_seconds=way.seconds or inputs.people.bulk_seconds)
    return replace(inputs, cloud=cloud, people=people, deployment=way.deployment)


def _figures(simulation: Simulation, seconds: float) -> dict[str, float]:
    tally = simulation.tallies[CALLED_BACK]
    began = BUSIEST * 3600
    during = tally.lasted(began, began + seconds)
    return {
        "living most": simulation.most_living,
        "refused deliveries": tally.refused_deliveries,
        "refused writes": tally.refused["callback"],
        "undelivered": tally.undelivered,
        "unjudged": tally.unjudged,
        "lost": tally.lost,
        "throttled": sum(one.throttled for one in simulation.tallies.values()),
        "mean s": sum(during) / len(during),
        "half after s": percentile(during, 0.5),
        "nine tenths after s": percentile(during, 0.9),
        "last after s": max(during, default=0),
    }

"""Which assumption moves the result: each halved and doubled, the others as they are, with one seed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scaling.demand import messages_of_a_month
from scaling.prices import Usage, cost
from scaling.releases import BUSIEST, release
from scaling.studies import ASKED_DIRECTLY, SEEDS, limited, short, simulated, usage

if TYPE_CHECKING:
    from scaling.inputs import Inputs

CHANGED = {
    "developers": ("people.developers",),
    "runs of code": ("people.runs",),
    "users who are active": ("people.active",),
    "nodes of a release": ("people.bulk_nodes",),
    "seconds in which they come": ("people.bulk_seconds",),
    "the platform's part of a start": ("cloud.start_ms",),
    "Python's part of a start": ("cloud.cold_ms", "cloud.cold_client_ms"),
    "a decision": ("cloud.decision_ms",),
    "an answer of DataWorks": ("cloud.answer_ms",),
    "how long an instance stays idle": ("cloud.idle_shortest", "cloud.idle_longest"),
    "new instances a second": ("cloud.delivered",),
    "instances in the region": ("cloud.instances",),
    "writes that DataWorks takes": ("cloud.writes",),
    "reads that DataWorks takes": ("cloud.reads",),
    "`cpu`": ("deployment.cpu",),
}
"""Each assumption by the inputs that it stands for."""

RELEASE_LIMIT = 20
"""The release is gone through with so many instances, as this page advises."""


def sensitivity(inputs: Inputs) -> dict[str, Any]:
    """Give the figures as they are, and for each assumption those of its half and of its double."""
    return {
        "as it is": _figures(inputs),
        "changed": {
            name: [_figures(inputs.times(factor, *numbers)) for factor in (0.5, 2)] for name, numbers in CHANGED.items()
        },
    }


def _figures(inputs: Inputs) -> dict[str, float]:
    seed = SEEDS[0]
    hour = simulated(inputs, "workday", seed, range(BUSIEST, BUSIEST + 1))
    direct = simulated(inputs, "workday", seed, points=ASKED_DIRECTLY).tallies.values()
    waited = sum(tally.cold for tally in direct)
    most = limited(RELEASE_LIMIT).functions
    limits = replace(inputs, deployment=replace(inputs.deployment, functions=most))
    return {
        "at work": short(hour.all.busy_seconds / 3600),
        "cold share": short(waited / sum(tally.invocations for tally in direct)),
        "wait": short(release(limits, seed)["mean s"]),
        "cost": short(_cost(inputs, usage(hour), sum(tally.sent for tally in hour.tallies.values()))),
    }


def _cost(inputs: Inputs, hour: Usage, messages: int) -> float:
    """Give a month's dollars, taking every message for one of this hour."""
    factor = messages_of_a_month(inputs.people) / messages
    return sum(cost(Usage.over([(hour, factor)]), inputs.prices, inputs.deployment).values())

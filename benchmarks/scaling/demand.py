"""The messages of a day: when each is sent, about which point, from which workspace."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from scaling.people import HOURS, People

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

Day = Literal["workday", "release day", "month end", "weekend"]
DAYS_OF_A_MONTH: dict[Day, int] = {"workday": 16, "release day": 4, "month end": 2, "weekend": 8}
ALL_DAY = range(24)


@dataclass(frozen=True, slots=True)
class Point:
    """A kind of message.

    ``number`` gives how many come on a workday.  ``asks`` is what its rules ask DataWorks for, by the policies in
    ``functions/``: a snapshot of the message, and options of its workspace.
    """

    name: str
    function: str
    number: Callable[[People], float]
    asks: tuple[Literal["snapshot", "options"], ...] = ()


@dataclass(slots=True, eq=False)
class Message:
    """One message on its way; ``deliveries`` is how often Function Compute was asked to take it."""

    sent: float
    point: Point
    workspace: int
    deliveries: int = 0
    is_unjudged: bool = False


@dataclass(frozen=True, slots=True)
class Burst:
    """Many messages of one workspace at once, from an hour of the day on."""

    point: Point
    number: float
    hour: float
    seconds: float

    def messages(self, people: People, chance: Random) -> Iterator[Message]:
        """Give them, in no order."""
        workspace = _workspace(people, chance)
        for _ in range(round(self.number)):
            yield Message(self.hour * 3600 + chance.random() * self.seconds, self.point, workspace)


_EVENTS = "extension_events"
DEPLOY = Point("deploy-file", _EVENTS, lambda it: it.coders * it.deployments, ("snapshot", "options"))
RERUN = Point("operations", _EVENTS, lambda it: it.coders * it.operations)
POINTS = (
    Point("download", "data_download", lambda it: it.active_users * it.downloads * 2),
    Point("upload", "data_upload", lambda it: it.active_users * it.uploads),
    Point("publish", "asset_publish", lambda it: it.workspaces * it.assets),
    Point("withdraw", "asset_unpublish", lambda it: it.workspaces * it.assets / 5),
    Point("run-file", _EVENTS, lambda it: it.coders * it.runs, ("snapshot",)),
    Point("commit-file", _EVENTS, lambda it: it.coders * it.commits, ("snapshot", "options")),
    DEPLOY,
    Point("tables", _EVENTS, lambda it: it.coders * it.tables, ("snapshot",)),
    RERUN,
    Point("governance", _EVENTS, lambda it: it.workspaces * it.governance),
)


def messages(
    people: People, day: Day, chance: Random, hours: range = ALL_DAY, points: Iterable[Point] = POINTS
) -> list[Message]:
    """Give a day's messages of these hours and points in the order of their times, in seconds from midnight."""
    points = tuple(points)
    found = [
        Message(second, point, _workspace(people, chance))
        for point in points
        for second in _seconds(point.number(people) * _factor(people, day), hours, chance)
    ]
    for burst in bursts(people, day):
        if burst.point in points and int(burst.hour) in hours:
            found += burst.messages(people, chance)
    return sorted(found, key=attrgetter("sent"))


def messages_of_a_month(people: People) -> float:
    """Give how many come in a month, by the mean."""
    base = sum(point.number(people) for point in POINTS)
    return sum(
        number * (base * _factor(people, day) + sum(burst.number for burst in bursts(people, day)))
        for day, number in DAYS_OF_A_MONTH.items()
    )


def _factor(people: People, day: Day) -> float:
    return {"weekend": people.weekend, "month end": people.month_end}.get(day, 1)


def _seconds(mean: float, hours: range, chance: Random) -> Iterator[float]:
    """Give random instants by the profile of the day, about as many more or fewer as those of a Poisson process."""
    weights = [HOURS[hour] for hour in hours]
    expected = mean * sum(weights) / sum(HOURS)
    number = round(max(chance.gauss(expected, expected**0.5), 0))
    for hour in chance.choices(hours, weights, k=number):
        yield (hour + chance.random()) * 3600


def bursts(people: People, day: Day) -> tuple[Burst, ...]:
    """Give what is done at once on such a day."""
    rerun = Burst(RERUN, people.rerun_instances, 8.5, people.rerun_seconds)
    release = Burst(DEPLOY, people.bulk_nodes, people.bulk_hour, people.bulk_seconds)
    return {"weekend": (), "release day": (rerun, release)}.get(day, (rerun,))


def _workspace(people: People, chance: Random) -> int:
    """Choose one; some are much busier than others: a tenth of them sends a third of the messages."""
    return int(people.workspaces * chance.random() ** 2)

"""Time that runs out at any moment, and clocks that jump: the answer, the record and DataWorks agree all the same."""

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

import calling_back
import truth
from calling_back import FREE, NOW, REFUSED, WATCHED, message, request
from dwgate import gate as gate_module
from dwgate.gate import Gate
from dwgate.openapi import transport
from dwgate.policy.engine import Policy
from dwgate.runtime.deadline import Deadline
from dwgate.testing import SystemFailure
from truth import CALLBACKS, OPTIONS, SNAPSHOT, World, before_dataworks, hold

pytestmark = pytest.mark.once

waits = calling_back.waits

MOST_READINGS = 1000
SECONDS = 600.0
"""The timeout of the functions here."""
CONTEXT = SimpleNamespace(request_id="1-a", function=SimpleNamespace(timeout=SECONDS))

REQUEST = request("download-resources", "m-1", operator=REFUSED, queryDwProjectId=91864)
EVENT = message("commit-file", "m-2", operator=FREE)
EVENTS = [EVENT, message("freeze-node", "m-3", operator=WATCHED), message("delete-project", "m-4", operator=REFUSED)]
REQUESTS = [REQUEST, request("download-resources", "m-5", operator=FREE, queryDwProjectId=91864)]
PAYLOADS: Mapping[str, list[dict[str, Any]]] = {
    "a request": [REQUEST],
    "an event": [EVENT],
    "requests": REQUESTS,
    "events": EVENTS,
}


class Clock:
    """A clock that stands still, and is ahead by so much from its ``moment``-th reading on.

    ``calls`` gives how many calls have arrived, and ``before`` keeps how many had at that moment.
    """

    def __init__(self, moment: int, ahead: float, calls: Callable[[], int]) -> None:
        self.moment = moment
        self.ahead = ahead
        self.calls = calls
        self.before = 0
        self.readings = 0

    def __call__(self) -> float:
        self.readings += 1
        if self.readings == self.moment:
            self.before = self.calls()
        return 5000.0 + (self.ahead if self.readings >= self.moment else 0.0)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """Compile what is judged by once."""
    return truth.compiled(tmp_path_factory.mktemp("function"))


def ask(world: World, documents: list[dict[str, Any]]) -> None:
    """Let DataWorks ask about each message."""
    for document in documents:
        world.ask(document)


def number_of_calls(world: World) -> int:
    """How many calls have arrived."""
    return len(world.dataworks.calls)


@pytest.mark.parametrize(
    "faults", [(), (SNAPSHOT, OPTIONS, *dict.fromkeys(CALLBACKS.values()))], ids=["calm", "faults"]
)
@pytest.mark.parametrize("part", [0.7, 2.0], ids=["for the facts", "for all"])
@pytest.mark.parametrize("name", PAYLOADS)
def test_the_time_runs_out_at_any_moment(  # noqa: PLR0913, PLR0917 - a case, and where it is tried
    name: str,
    part: float,
    faults: tuple[str, ...],
    policy: Policy,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    figures: Counter[str],
) -> None:
    """At each reading of the clock in turn, until there are no more: what was not told is told the next time."""
    documents = PAYLOADS[name]
    for moment in itertools.count(1):
        assert moment < MOST_READINGS
        with before_dataworks(Gate(policy, clock=lambda: NOW), waits) as world:
            clock = Clock(moment, part * SECONDS, functools.partial(number_of_calls, world))
            after = functools.partial(Deadline.after, clock=clock)
            ask(world, documents)
            for step in faults:
                world.fail(SystemFailure(), step)
            with monkeypatch.context() as patch:
                patch.setattr(gate_module, "Deadline", SimpleNamespace(after=after))
                seen = world.invoke(documents, as_list=len(documents) > 1, context=CONTEXT)
            hold(seen)
            if clock.readings < moment:
                break
            figures["moments at which the time ran out"] += 1
            assert part < 1 or moment == 1 or len(seen.calls) == clock.before, "it called although the time was over"
            if seen.body is None:
                hold(world.invoke(documents, as_list=len(documents) > 1, context=CONTEXT))
                assert "CHECKING" not in {world.dataworks.message(truth.id_of(one)).state for one in documents}
    assert moment > 5


JUMPS: Mapping[str, Callable[[datetime], datetime]] = {
    "an hour back": lambda now: now - timedelta(hours=1),
    "50 years back": lambda now: now - timedelta(days=50 * 365),
    "to the first day": lambda _: datetime.min.replace(tzinfo=UTC),
    "an hour on": lambda now: now + timedelta(hours=1),
    "4 days on": lambda now: now + timedelta(days=4),
    "50 years on": lambda now: now + timedelta(days=50 * 365),
    "to the last day": lambda _: datetime.max.replace(tzinfo=UTC),
}


@pytest.mark.parametrize("is_blip", [False, True], ids=["for good", "for a moment"])
@pytest.mark.parametrize("name", JUMPS)
def test_no_jump_of_the_clock_costs_a_result(
    name: str,
    is_blip: bool,  # noqa: FBT001 - a case
    policy: Policy,
    waits: list[float],
    figures: Counter[str],
) -> None:
    """At each reading of the wall clock in turn: what no rule reads is decided and called back as ever."""
    for moment, documents in itertools.product(range(1, MOST_READINGS), PAYLOADS.values()):
        readings = itertools.count(1)

        def clock(moment: int = moment, readings: "itertools.count[int]" = readings) -> datetime:
            reading = next(readings)
            has_jumped = reading == moment if is_blip else reading >= moment
            return JUMPS[name](NOW) if has_jumped else NOW

        with before_dataworks(Gate(policy, clock=clock), waits) as world:
            ask(world, documents)
            hold(seen := world.invoke(documents, as_list=len(documents) > 1))
        assert {record["callback"]["state"] for record in seen.records} == {"delivered"}
        assert not any(record["rules"]["errors"] for record in seen.records)
        figures["jumps of the clock"] += 1
        if documents is EVENTS and next(readings) <= moment:
            break


def test_a_result_of_a_wrong_date_comes_again(policy: Policy, waits: list[float]) -> None:
    """DataWorks takes no call that is signed at another time; it has said nothing about the message."""
    with before_dataworks(Gate(policy, clock=lambda: NOW), waits) as world:
        ask(world, [EVENT])
        with mock.patch.object(transport, "_now", return_value="2036-11-18T02:00:00Z"):
            hold(seen := world.invoke([EVENT]))
        (record,) = seen.records
        assert seen.body is None
        assert (record["callback"]["state"], record["callback"]["code"]) == ("undelivered", "InvalidTimeStamp.Expired")
        hold(world.invoke([EVENT]))
        assert world.dataworks.message("m-2").state == "PASSED"


@pytest.mark.parametrize(("age", "states"), [(71, {"delivered"}), (73, {"refused", "expired"})])
@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_dataworks_alone_says_that_three_days_are_over(
    age: int, states: set[str], jump: Callable[[datetime], datetime], policy: Policy, waits: list[float]
) -> None:
    """By its clock; that of the instance only tells what a refusal means."""
    came = NOW - timedelta(hours=age)
    event = message("commit-file", "m-2", operator=REFUSED, published=came.isoformat())
    with before_dataworks(Gate(policy, clock=lambda: jump(NOW)), waits) as world:
        world.ask(event, delivered=came)
        hold(seen := world.invoke([event]))
    (record,) = seen.records
    assert record["callback"]["state"] in states

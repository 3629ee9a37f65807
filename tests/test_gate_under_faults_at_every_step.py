"""Every fault at every step, alone and in pairs, cold and warm: the answer, the record and DataWorks agree.

A step is an operation that an invocation calls: for a snapshot, for options, to call the result back.
"""

import itertools
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

import calling_back
import truth
from calling_back import NOW
from dwgate.gate import Gate
from dwgate.openapi.client import MOST_ATTEMPTS
from dwgate.policy.engine import Policy
from truth import (
    CALLBACKS,
    FAULTS,
    OPTIONS,
    POINTS,
    SNAPSHOT,
    World,
    before_dataworks,
    document_of,
    hold,
    is_eventbridge,
)

pytestmark = pytest.mark.once

waits = calling_back.waits

STEPS = {
    point: ((SNAPSHOT, OPTIONS, callback) if point == "commit-file" else (OPTIONS, callback))
    for point, callback in CALLBACKS.items()
}
MOST_DELIVERIES = MOST_ATTEMPTS + 1
"""How often EventBridge brings a message at most: a fault after which nothing is tried again costs one delivery."""

ALONE = [(point, step, times) for point in POINTS for step in STEPS[point] for times in (1, MOST_ATTEMPTS)]
ALIKE = {
    "throttled by 400",
    "throttled for 5 s",
    "no caller",
    "no success, as a boolean",
    "other JSON, done",
    "JSON without an answer, done",
}
"""Faults to which another one is alike in what comes of it, and which are in no pair."""
IN_PAIRS = {name: fault for name, fault in FAULTS.items() if name not in ALIKE}
PAIRS = [
    *itertools.combinations_with_replacement(STEPS["commit-file"], 2),
    ("UpdateWorkbenchEventResult", "UpdateWorkbenchEventResult"),
    ("CallbackExtension", "CallbackExtension"),
]
POINT_OF = {step: point for point in POINTS for step in reversed(STEPS[point])} | {OPTIONS: "commit-file"}
"""A point at which an operation is called; ``CallbackExtension`` is that of a request."""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """Compile what is judged by once."""
    return truth.compiled(tmp_path_factory.mktemp("function"))


def warmed(policy: Policy, point: str, waits: list[float]) -> Gate:
    """Make a gate that has asked and called back before, and keeps the options of the workspace."""
    gate = Gate(policy, clock=lambda: NOW)
    with before_dataworks(gate, waits) as world:
        world.ask(document := document_of(point, 0, "warm"))
        hold(world.invoke([document]))
    return gate


def deliver(world: World, document: Mapping[str, Any]) -> None:
    """Deliver a message as often as EventBridge would, and once more; hold each time to the truth."""
    world.ask(document)
    for _ in range(MOST_DELIVERIES):
        seen = world.invoke([document])
        hold(seen)
        if seen.body is not None:
            break
    else:
        pytest.fail("the message comes for ever")
    hold(again := world.invoke([document]))
    (record,) = again.records
    assert record["is_repeated"] is is_eventbridge(document)


@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_alone_leaves_the_truth(
    name: str,
    is_warm: bool,  # noqa: FBT001 - a case
    policy: Policy,
    waits: list[float],
    figures: Counter[str],
) -> None:
    """Once, and for as long as there are attempts."""
    warm = {point: warmed(policy, point, waits) for point in POINTS if is_warm}
    for number, (point, step, times) in enumerate(ALONE):
        gate = warm.get(point) or Gate(policy, clock=lambda: NOW)
        with before_dataworks(gate, waits) as world:
            world.fail(FAULTS[name], step, times=times)
            deliver(world, document_of(point, number))
            assert world.struck or (is_warm and step == OPTIONS)
            figures["faults injected"] += len(world.struck)


@pytest.mark.parametrize("name", IN_PAIRS)
def test_two_faults_leave_the_truth(name: str, policy: Policy, waits: list[float], figures: Counter[str]) -> None:
    """With each other fault after it, at the same step and at a later one, of a gate that has called before and not."""
    warm = {point: warmed(policy, point, waits) for point in POINTS}
    for number, ((first, second), other) in enumerate(itertools.product(PAIRS, IN_PAIRS.values())):
        point = POINT_OF[first]
        gate = warm[point] if number % 2 and OPTIONS not in {first, second} else Gate(policy, clock=lambda: NOW)
        with before_dataworks(gate, waits) as world:
            world.fail(FAULTS[name], first)
            world.fail(other, second)
            deliver(world, document_of(point, number))
            assert world.struck
            figures["faults injected"] += len(world.struck)

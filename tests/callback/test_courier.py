"""The courier carries what DataWorks waits for, remembers what is settled, and never raises."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from calling_back import NOW, message, payload, request
from dwgate.callback.answered import key_of
from dwgate.callback.courier import Courier
from dwgate.callback.delivery import Delivery
from dwgate.errors import CallRefused, CallUnavailable, Problem
from dwgate.events.event import Event, parse
from dwgate.openapi.client import Reply
from dwgate.openapi.operations import Operation
from dwgate.policy.decision import CheckResult, Decision
from dwgate.runtime.connection import Connection
from dwgate.runtime.deadline import Deadline
from dwgate.runtime.settings import Settings, read

PROBLEM = Problem("it did not work", "没有成功")
SETTINGS = read({"DWGATE_EXTENSION_CODE": "commit-file=guard"})
DEADLINE = Deadline.after(600, margin=0)
DECISION = Decision("d-1", "m-1", "commit-file", CheckResult.OK, ())


class Wire(Connection):
    """A connection on which calls go as they are told to."""

    def __init__(self, *outcomes: Exception) -> None:
        super().__init__()
        self.outcomes = list(outcomes)
        self.calls: list[tuple[str, dict[str, str]]] = []

    def call(
        self, operation: Operation, parameters: Mapping[str, str], settings: Settings, deadline: Deadline
    ) -> Reply:
        assert (settings, deadline) == (SETTINGS, DEADLINE)
        self.calls.append((operation.name, dict(parameters)))
        if self.outcomes:
            raise self.outcomes.pop(0)
        return Reply({}, "r-1", 1)


def event(document: dict[str, Any] | None = None) -> Event:
    """A message of commit-file."""
    (parsed,) = parse(payload(document or message(operator="7")), ["commit-file"])
    assert isinstance(parsed, Event)
    return parsed


def carry(
    courier: Courier, decision: Decision = DECISION, of: Event | None = None, settings: Settings = SETTINGS
) -> Delivery:
    """Carry a decision now, and keep what is settled."""
    delivery = courier.carry(decision, of, settings, DEADLINE, NOW)
    courier.remember(key_of(of), decision, delivery)
    return delivery


def test_a_decision_is_carried_and_remembered() -> None:
    """With its delivery, for the same message."""
    wire = Wire()
    courier = Courier(wire)
    assert courier.earlier(key_of(event())) is None
    delivery = carry(courier, of=event())
    expected = {"MessageId": "m-1", "ExtensionCode": "guard", "CheckResult": "OK"}
    assert wire.calls == [("UpdateIDEEventResult", expected)]
    assert (delivery.state, delivery.attempts, delivery.request_id) == ("delivered", 1, "r-1")
    assert courier.earlier(key_of(event())) == (DECISION, delivery)
    assert courier.earlier(key_of(event(message(operator="8")))) is None


def test_a_refusal_is_remembered() -> None:
    """To call again is useless."""
    courier = Courier(Wire(CallRefused(PROBLEM)))
    assert carry(courier, of=event()).state == "refused"
    assert courier.earlier(key_of(event())) is not None


@pytest.mark.parametrize("error", [CallUnavailable(PROBLEM), ValueError("select salary")], ids=["unavailable", "bug"])
def test_what_is_still_awaited_is_not_remembered(error: Exception) -> None:
    """It is decided and sent again, whenever the message comes again."""
    courier = Courier(Wire(error))
    assert carry(courier, of=event()).state == "undelivered"
    assert courier.earlier(key_of(event())) is None
    assert carry(courier, of=event()).state == "delivered"
    assert courier.earlier(key_of(event())) is not None


def test_an_error_of_the_program_is_told_by_its_type_alone() -> None:
    """It may quote the message, and must not cost the answer."""
    delivery = carry(Courier(Wire(ValueError("select salary"))), of=event())
    assert delivery == Delivery("undelivered", problem="an unexpected ValueError in the callback")


@pytest.mark.parametrize(
    ("age", "state"), [(timedelta(days=3, hours=8), "refused"), (timedelta(days=3, hours=8, seconds=1), "expired")]
)
def test_a_refusal_of_an_old_message_says_that_it_came_too_late(age: timedelta, state: str) -> None:
    """Which is nobody's fault, beside what DataWorks says."""
    courier, old = Courier(Wire(CallRefused(PROBLEM, code="Old"))), event(message(published=(NOW - age).isoformat()))
    delivery = carry(courier, of=old)
    assert (delivery.state, delivery.operation) == (state, "UpdateIDEEventResult")
    assert (delivery.attempts, delivery.code) == (1, "Old")
    assert courier.earlier(key_of(old)) is not None
    too_old = "DataWorks refused the call: the message is older than three days, and no result is processed any more"
    assert delivery.problem == (too_old if state == "expired" else PROBLEM)


@pytest.mark.parametrize("years", [-50, 50])
def test_a_clock_that_has_jumped_costs_no_message_its_result(years: int) -> None:
    """By an instance's clock alone no message is too old."""
    wire = Wire()
    published = NOW + timedelta(days=365 * years)
    delivery = carry(Courier(wire), of=event(message(published=published.isoformat())))
    assert (delivery.state, len(wire.calls)) == ("delivered", 1)


def test_without_a_code_the_setting_and_the_point_are_named() -> None:
    """Codes for other points are none for this one."""
    courier = Courier(Wire())
    decision = Decision("d-1", "m-1", "freeze-node", CheckResult.OK, ())
    problem = "DWGATE_EXTENSION_CODE names no extension for freeze-node"
    assert carry(courier, decision) == Delivery("no-code", problem=problem)


def test_without_an_id_there_is_nothing_to_call_back_by() -> None:
    """And that is said."""
    wire = Wire()
    decision = Decision("d-1", None, "commit-file", CheckResult.FAIL, ())
    delivery = carry(Courier(wire), decision, event(message(message_id=None)))
    assert delivery == Delivery("no-id", problem="the message has no id, by which a result could be called back")
    assert wire.calls == []


@pytest.mark.parametrize("of", [None, event(request("commit-file"))], ids=["unreadable", "Function Compute"])
def test_what_cannot_be_known_again_is_carried_each_time(of: Event | None) -> None:
    """Nothing is remembered of it."""
    wire = Wire()
    courier = Courier(wire)
    for _ in range(2):
        assert carry(courier, of=of).state == "delivered"
        assert courier.earlier(key_of(of)) is None
    assert len(wire.calls) == 2


def test_what_is_only_returned_reaches_nobody_behind_eventbridge() -> None:
    """That the settings say so is no reason to keep quiet about it."""
    wire = Wire()
    decision = Decision("d-1", "m-1", "commit-file", CheckResult.FAIL, ())
    delivery = carry(Courier(wire), decision, event(message()), settings=read({"DWGATE_ANSWER": "return"}))
    assert (delivery.state, delivery.has_failed, delivery.is_settled) == ("returned", True, False)
    assert wire.calls == []

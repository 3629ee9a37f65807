"""A delivery says what became of a callback, for the record and for what is done next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dwgate.callback.delivery import Delivery, deliver
from dwgate.callback.report import Report
from dwgate.errors import CallError, CallRefused, CallUnavailable, Problem
from dwgate.openapi.client import Reply
from dwgate.openapi.operations import CALLBACK_EXTENSION, Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.callback.delivery import State


REPORT = Report(CALLBACK_EXTENSION, {"MessageId": "m-1", "CheckResult": "FAIL"})
PROBLEM = Problem("DataWorks refused the call", "DataWorks 拒绝了调用")

STATES: dict[State, tuple[bool, bool]] = {
    "delivered": (False, True),
    "refused": (True, True),
    "undelivered": (True, False),
    "expired": (False, True),
    "no-code": (True, False),
    "no-id": (True, False),
    "returned": (True, False),
}
"""Of each state, whether it is a failure, and whether it is settled."""


@pytest.mark.parametrize(("state", "expected"), STATES.items())
def test_a_state_says_whether_it_is_a_failure_and_whether_it_is_settled(
    state: State, expected: tuple[bool, bool]
) -> None:
    """A failure is of level error, and what is settled is answered from memory."""
    assert (Delivery(state).has_failed, Delivery(state).is_settled) == expected


def test_a_yes_is_delivered() -> None:
    """With what was called, what was said, how often, and under which id."""
    called: list[tuple[Operation, Mapping[str, str]]] = []

    def call(operation: Operation, parameters: Mapping[str, str]) -> Reply:
        called.append((operation, parameters))
        return Reply({}, "r-1", 3)

    found = deliver(REPORT, call)
    assert called == [(CALLBACK_EXTENSION, REPORT.parameters)]
    assert found.duration_ms >= 0
    assert found.as_document() == {
        "state": "delivered",
        "operation": "CallbackExtension",
        "result": "FAIL",
        "attempts": 3,
        "request_id": "r-1",
        "code": None,
        "problem": None,
        "duration_ms": found.duration_ms,
    }


@pytest.mark.parametrize(("kind", "state"), [(CallRefused, "refused"), (CallUnavailable, "undelivered")])
def test_an_error_of_a_call_is_told(kind: type[CallError], state: str) -> None:
    """With its code, its request id and the number of attempts."""
    error = kind(PROBLEM, code="Some.Code", request_id="r-1")
    error.attempts = 4

    def call(*_arguments: object) -> Reply:
        raise error

    found = deliver(REPORT, call).as_document()
    expected = {
        "state": state,
        "operation": "CallbackExtension",
        "result": "FAIL",
        "attempts": 4,
        "request_id": "r-1",
        "code": "Some.Code",
        "problem": "DataWorks refused the call",
    }
    assert found.items() >= expected.items()


def test_another_error_is_not_taken_for_an_answer() -> None:
    """It is for whoever knows what to do about a fault of the program."""

    def call(*_arguments: object) -> Reply:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        deliver(REPORT, call)

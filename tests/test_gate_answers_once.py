"""A message that is delivered twice is answered once, in one thread and in several."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import calling_back
from calling_back import CODE, FREE, GUARD, NOW, PATIENT, REASONS, REFUSED, WATCHED, Records, message, payload, request
from dwgate.gate import Gate
from dwgate.testing import DataWorks, SystemFailure
from threads import in_threads

waits = calling_back.waits
dataworks = calling_back.dataworks

GUARDED = ("commit-file", "deploy-file", "freeze-node", "delete-project", "download-resources")
OPERATORS = (FREE, WATCHED, REFUSED)
RESULTS = dict(zip(OPERATORS, ("OK", "WARN", "FAIL"), strict=True))


@pytest.fixture
def guard(gate: Callable[..., Gate], dataworks: DataWorks) -> Gate:
    """The guard at a point of each module."""
    assert dataworks.calls == ()
    return gate(GUARD, *GUARDED)


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_duplicate_is_answered_from_memory(
    operator: str, guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """No second call, the same decision, and a record that says so; also where DataWorks is down by then."""
    asked = payload(message(operator=operator))
    dataworks.ask(asked)
    first = guard.handler(asked, PATIENT)
    dataworks.fail(SystemFailure(), times=9)
    assert guard.handler(asked, PATIENT) == first
    assert len(dataworks.calls) == 1
    one, other = records()
    assert [one.pop("is_repeated"), other.pop("is_repeated")] == [False, True]
    assert [one.pop("cold_start"), other.pop("cold_start")] == [True, False]
    assert one.pop("duration_ms") >= 0 <= other.pop("duration_ms")
    assert one == other


def test_a_duplicate_is_not_judged_again(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two verdicts on one message would be one too many, whatever has changed since."""
    asked = payload(message(operator=REFUSED))
    check = dataworks.ask(asked)
    guard.handler(asked, PATIENT)
    guard.clock = lambda: NOW + timedelta(days=1)
    monkeypatch.setenv("DWGATE_LANGUAGE", "fr")
    guard.handler(asked, PATIENT)
    assert check.results[CODE].reason == REASONS[REFUSED]
    assert [one["problem"] for one in records()] == [None, None]


def test_duplicates_in_one_list_are_called_back_once(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """The second is a duplicate of the first."""
    asked = message(operator=FREE)
    dataworks.ask(payload(asked))
    guard.handler(payload([asked, asked]), PATIENT)
    assert len(dataworks.calls) == 1
    assert [one["is_repeated"] for one in records()] == [False, True]


@pytest.mark.parametrize(
    "other",
    [
        message(operator=FREE),
        message(operator=REFUSED, fileName="b.sql"),
        message("deploy-file", operator=REFUSED),
        message("commit-file", "m-2", operator=REFUSED),
        request("commit-file", operator=REFUSED),
    ],
    ids=["who", "what", "point", "id", "envelope"],
)
def test_what_is_no_duplicate_is_decided_and_called_back(
    other: dict[str, Any], guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """The id alone does not make one: two of DataWorks's own samples share theirs."""
    asked = payload(message(operator=REFUSED))
    dataworks.ask(asked)
    guard.handler(asked, PATIENT)
    guard.handler(payload(other), PATIENT)
    assert len(dataworks.calls) == 2
    first, second = records()
    assert [first["is_repeated"], second["is_repeated"]] == [False, False]
    assert second["result"] == RESULTS[(other.get("data") or other["messageBody"])["operator"]]


def test_another_instance_says_the_same(guard: Gate, dataworks: DataWorks) -> None:
    """Memory is an instance's own: the callback is safe to repeat."""
    asked = payload(message(operator=REFUSED))
    check = dataworks.ask(asked)
    for instance in (guard, Gate(guard.policy, clock=lambda: NOW)):
        instance.handler(asked, PATIENT)
    assert [call.status for call in dataworks.calls] == [200, 200]
    assert check.state == "BLOCKED"


@pytest.mark.parametrize("faults", [0, 5], ids=["calm", "with faults"])
def test_each_message_has_one_result_whatever_the_threads(
    faults: int, guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """Four threads deliver every message twice, in opposite orders: each check ends as it was decided, once."""
    documents = [message(GUARDED[number % 4], f"m-{number}", operator=OPERATORS[number % 3]) for number in range(24)]
    checks = [dataworks.ask(payload(document)) for document in documents]
    if faults:
        dataworks.fail(SystemFailure(), times=faults)

    def work(position: int) -> None:
        some = documents[position // 2 :: 2]
        for document in some if position % 2 else reversed(some):
            body = json.loads(guard.handler(payload(document), PATIENT))
            assert body["checkResult"] == RESULTS[document["data"]["operator"]]

    in_threads(4, work)
    for document, check in zip(documents, checks, strict=True):
        operator = document["data"]["operator"]
        assert check.state == ("BLOCKED" if operator == REFUSED else "PASSED")
        assert check.results[CODE].reason == REASONS[operator]
    found = records()
    assert len(found) == 48
    assert {one["callback"]["state"] for one in found} == {"delivered"}
    assert {call.code for call in dataworks.calls} == {None, *(["InternalError.System"] if faults else [])}
    for document in documents:
        ours = [one for one in found if one["message_id"] == document["id"]]
        assert len({one["decision_id"] for one in ours}) == 1
        assert len({one["callback"]["result"] for one in ours}) == 1


def test_requests_of_function_compute_in_threads_are_answered_both_ways(guard: Gate, dataworks: DataWorks) -> None:
    """Each body, and each check, is that of its own message."""
    documents = [request("download-resources", f"m-{number}", operator=OPERATORS[number % 3]) for number in range(24)]
    checks = [dataworks.ask(payload(document)) for document in documents]

    def work(position: int) -> None:
        for document in documents[position::4]:
            operator = document["messageBody"]["operator"]
            body = json.loads(guard.handler(payload(document), PATIENT))
            assert (body["checkResult"], body.get("errorMessage")) == (RESULTS[operator], REASONS[operator])

    in_threads(4, work)
    for document, check in zip(documents, checks, strict=True):
        assert check.results[CODE].check_result == RESULTS[document["messageBody"]["operator"]]
    assert len(dataworks.calls) == 24

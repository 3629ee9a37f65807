"""Where rules ask for facts, the gate asks DataWorks first and calls back after, all within one deadline."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

import calling_back
from calling_back import CODE, GUARD, PATIENT, Records, message, payload, request
from dwgate.facts.given import GivenFacts
from dwgate.gate import Gate
from dwgate.runtime.connection import Connection
from dwgate.testing import DataWorks, Fault, Forbidden, Slow, SystemFailure, Throttled, TimeOut

waits = calling_back.waits
dataworks = calling_back.dataworks

ASKING = """\
rules:
  - name: max-pt
    when: file.content().contains("max_pt")
    then: FAIL
    reason: {en: "${file.name()} reads the latest partition."}
"""
OPTIONS = """\
rules:
  - name: too-many-rows
    when: event.dataRowSize > option("max_rows", 100)
    then: FAIL
    reason: {en: "Over ${option('max_rows', 100)} rows."}
"""
SQL = "select max_pt('salary') from hr"
TWENTY_SECONDS = SimpleNamespace(function=SimpleNamespace(timeout=20))


@pytest.fixture
def asking(gate: Callable[..., Gate], dataworks: DataWorks) -> Gate:
    """A gate that asks what a committed file holds."""
    dataworks.ask(payload(message()))
    dataworks.set_snapshot("m-1", {"CommittedFile": {"Content": SQL, "FileName": "a.sql"}})
    return gate(ASKING, "commit-file")


def actions(dataworks: DataWorks) -> list[str]:
    """What was called, in order."""
    return [call.action for call in dataworks.calls]


def test_a_fact_is_asked_and_the_result_called_back(asking: Gate, dataworks: DataWorks, records: Records) -> None:
    """Once each, whatever number of times a rule and its reason read it; and content stays out of the log."""
    body = json.loads(asking.handler(payload(message()), PATIENT))
    assert body == {"checkResult": "FAIL", "errorMessage": "a.sql reads the latest partition."}
    assert actions(dataworks) == ["GetIDEEventDetail", "UpdateIDEEventResult"]
    assert dataworks.calls[0].parameters == {"MessageId": "m-1", "ProjectId": "91864"}
    assert dataworks.message("m-1").state == "BLOCKED"
    (record,) = records()
    assert (record["level"], record["callback"]["state"]) == ("info", "delivered")
    assert "salary" not in json.dumps(record)


def test_a_duplicate_asks_nothing(asking: Gate, dataworks: DataWorks) -> None:
    """It is answered from memory."""
    for _ in range(2):
        asking.handler(payload(message()), PATIENT)
    assert len(dataworks.calls) == 2


@pytest.mark.parametrize("fault", [Forbidden(), SystemFailure(), TimeOut()], ids=lambda fault: type(fault).__name__)
def test_a_fact_that_cannot_be_had_is_called_back_by_on_error(
    fault: Fault, asking: Gate, dataworks: DataWorks, records: Records
) -> None:
    """The rule cannot be judged, and whoever waits is told so."""
    dataworks.fail(fault, times=6, action="GetIDEEventDetail")
    assert json.loads(asking.handler(payload(message()), PATIENT))["checkResult"] == "FAIL"
    result = dataworks.message("m-1").results[CODE]
    assert result.check_result == "FAIL"
    assert str(result.reason).startswith("dwgate could not judge the rule max-pt: calling GetIDEEventDetail, ")
    (record,) = records()
    assert (record["level"], record["callback"]["state"]) == ("error", "delivered")


def test_facts_leave_time_for_the_callback(
    asking: Gate, dataworks: DataWorks, waits: list[float], records: Records
) -> None:
    """They have two thirds of it: a throttle that asks for more is not waited for, and one of the callback is."""
    for action in ("GetIDEEventDetail", "UpdateIDEEventResult"):
        dataworks.fail(Throttled(retry_after=14_000), action=action)
    asking.handler(payload(message()), TWENTY_SECONDS)
    assert actions(dataworks) == ["GetIDEEventDetail", "UpdateIDEEventResult", "UpdateIDEEventResult"]
    assert [seconds for seconds in waits if seconds] == [14.0]
    assert records()[0]["callback"]["attempts"] == 2


def test_a_slow_fact_is_waited_for(asking: Gate, dataworks: DataWorks, waits: list[float]) -> None:
    """As long as an attempt may take."""
    dataworks.fail(Slow(2000), action="GetIDEEventDetail")
    asking.handler(payload(message()), PATIENT)
    assert (len(dataworks.calls), waits) == (2, [2.0])


def test_without_time_neither_is_called(asking: Gate, dataworks: DataWorks) -> None:
    """The answer goes out, and the message comes again."""
    with pytest.raises(Exception, match="1 of 1 results"):
        asking.handler(payload(message()), SimpleNamespace(function=SimpleNamespace(timeout="0.000000001")))
    assert dataworks.calls == ()


def test_a_policy_that_asks_nothing_is_spared_the_asking(gate: Callable[..., Gate], dataworks: DataWorks) -> None:
    """Only the result is called back."""
    dataworks.ask(payload(message()))
    gate(GUARD, "commit-file").handler(payload(message()), PATIENT)
    assert actions(dataworks) == ["UpdateIDEEventResult"]


def test_facts_that_are_given_are_not_asked(asking: Gate, dataworks: DataWorks) -> None:
    """A desk has its own; what is decided by them is called back all the same, unless the desk says no."""
    asking.facts = GivenFacts({"file.content": "select 1"}, None)
    assert asking.handler(payload(message()), PATIENT) == '{"checkResult": "OK"}'
    assert actions(dataworks) == ["UpdateIDEEventResult"]


def test_options_are_asked_under_the_code_and_kept(gate: Callable[..., Gate], dataworks: DataWorks) -> None:
    """Of the workspace of the message, once for many messages; also for a request of Function Compute."""
    dataworks.set_options(CODE, 91864, {"max_rows": 5})
    made = gate(OPTIONS)
    for message_id in ("m-1", "m-2"):
        asked = payload(request(message_id=message_id, dataRowSize=6, queryDwProjectId="91864"))
        dataworks.ask(asked)
        assert json.loads(made.handler(asked, PATIENT)) == {"checkResult": "FAIL", "errorMessage": "Over 5 rows."}
    assert actions(dataworks) == ["GetOptionValueForProject", "CallbackExtension", "CallbackExtension"]


def test_facts_are_asked_also_where_nothing_is_called_back(
    gate: Callable[..., Gate], dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How a result goes out says nothing about what it is judged by."""
    monkeypatch.setenv("DWGATE_ANSWER", "return")
    dataworks.set_options(CODE, 91864, {"max_rows": 5})
    asked = payload(request(dataRowSize=6, queryDwProjectId="91864"))
    assert json.loads(gate(OPTIONS).handler(asked, PATIENT))["checkResult"] == "FAIL"
    assert actions(dataworks) == ["GetOptionValueForProject"]


def test_a_fault_of_the_program_in_the_asking_is_answered_and_called_back(
    asking: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By on_error, and it costs the message nothing else."""

    def facts_of(*_arguments: Any) -> None:
        raise RuntimeError(SQL)

    monkeypatch.setattr(Connection, "facts_of", facts_of)
    assert json.loads(asking.handler(payload(message()), PATIENT))["checkResult"] == "FAIL"
    assert dataworks.message("m-1").state == "BLOCKED"
    (record,) = records()
    assert (record["problem"], record["callback"]["state"]) == ("an unexpected RuntimeError in the gate", "delivered")
    assert "salary" not in json.dumps(record)

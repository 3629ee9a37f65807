"""A result is returned, called back, or both, as the setting says; whatever is decided, for whatever reason."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import calling_back
from calling_back import (
    CODE,
    FREE,
    GUARD,
    NOW,
    PATIENT,
    REASONS,
    REFUSED,
    WATCHED,
    Records,
    message,
    payload,
    request,
)
from dwgate.errors import Undelivered
from dwgate.gate import Gate
from dwgate.testing import DataWorks, Forbidden, SystemFailure

waits = calling_back.waits
dataworks = calling_back.dataworks

GUARDED = ("commit-file", "freeze-node", "download-resources", "delete-project")
NO_TIME = SimpleNamespace(function=SimpleNamespace(timeout="0.000000001"))


@pytest.fixture
def guard(gate: Callable[..., Gate], dataworks: DataWorks) -> Gate:
    """The guard at a point of each module."""
    assert dataworks.calls == ()
    return gate(GUARD, *GUARDED)


def could_not_judge(problem: str) -> str:
    """What a gate says that could not ask its policy."""
    return f"dwgate could not judge this operation: {problem}."


@pytest.mark.parametrize("operator", [FREE, WATCHED, REFUSED])
@pytest.mark.parametrize(
    ("setting", "code", "is_called_back", "has_reason"),
    [
        ("", "", False, True),
        ("auto", "", False, True),
        ("auto", CODE, True, True),
        ("auto", f"download-resources={CODE}", True, True),
        ("return", "", False, True),
        ("return", CODE, False, True),
        ("callback", CODE, True, False),
        ("both", CODE, True, True),
    ],
)
def test_a_result_goes_the_way_that_is_set(  # noqa: PLR0913, PLR0917 - the columns of a table, and where it is tried
    setting: str,
    code: str,
    is_called_back: bool,  # noqa: FBT001 - as above
    has_reason: bool,  # noqa: FBT001 - as above
    operator: str,
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The body always says the check result, and gives the reason unless it was called back instead."""
    monkeypatch.setenv("DWGATE_ANSWER", setting)
    monkeypatch.setenv("DWGATE_EXTENSION_CODE", code)
    asked = payload(request(operator=operator))
    check = dataworks.ask(asked)
    body = json.loads(guard.handler(asked, PATIENT))
    result = {FREE: "OK", WATCHED: "WARN", REFUSED: "FAIL"}[operator]
    reason = {"errorMessage": REASONS[operator]} if has_reason and REASONS[operator] else {}
    assert body == {"checkResult": result, **reason}
    assert [call.action for call in dataworks.calls] == ["CallbackExtension"] * is_called_back
    decided = "BLOCKED" if result == "FAIL" else "PASSED"
    assert check.state == (decided if is_called_back else "CHECKING")
    (record,) = records()
    assert (record["level"], record["is_repeated"], record["request_id"]) == ("info", False, "1-a")
    assert (record["callback"] or {}).get("state") == ("delivered" if is_called_back else None)


@pytest.mark.parametrize("fault", [Forbidden(), SystemFailure()], ids=["refused", "unavailable"])
@pytest.mark.parametrize("setting", ["auto", "callback", "both"])
def test_a_reason_that_was_not_called_back_is_returned(
    setting: str, fault: Any, guard: Gate, dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads the body is the last who can hear it; a request of Function Compute never fails for it."""
    monkeypatch.setenv("DWGATE_ANSWER", setting)
    dataworks.fail(fault, times=9)
    asked = payload(request(operator=REFUSED))
    dataworks.ask(asked)
    assert json.loads(guard.handler(asked, PATIENT)) == {"checkResult": "FAIL", "errorMessage": REASONS[REFUSED]}


def test_a_request_that_comes_again_is_decided_and_called_back_again(
    guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """DataWorks waits for what is returned, and the callback is safe to repeat."""
    asked = payload(request(operator=REFUSED))
    check = dataworks.ask(asked)
    assert guard.handler(asked, PATIENT) == guard.handler(asked, PATIENT)
    assert [call.status for call in dataworks.calls] == [200, 200]
    assert check.state == "BLOCKED"
    first, again = records()
    assert first["decision_id"] == again["decision_id"]
    assert [one["is_repeated"] for one in (first, again)] == [False, False]


@pytest.mark.parametrize("message_id", [None, ""])
def test_a_message_without_an_id_is_returned_alone(
    message_id: str | None, guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """There is nothing to call it back by, and the record says so."""
    assert json.loads(guard.handler(payload(request("commit-file", message_id, operator=REFUSED)), PATIENT)) == {
        "checkResult": "FAIL",
        "errorMessage": REASONS[REFUSED],
    }
    (record,) = records()
    assert (record["callback"]["state"], record["level"]) == ("no-id", "error")
    assert record["callback"]["problem"] == "the message has no id, by which a result could be called back"
    assert dataworks.calls == ()


@pytest.mark.parametrize(
    "document",
    [
        request("upload-data-to-table", operator=FREE),
        request("node-change-created", operator=FREE),
        {"messageId": "m-1", "eventType": "no-such-event", "messageBody": {}},
        {"messageId": "m-1", "messageBody": {}},
    ],
    ids=["another point", "a regular event", "no event", "no name"],
)
def test_a_request_of_another_function_is_not_called_back(
    document: Any, guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """It is answered by on_error to whoever invoked it, and the result is not this extension's."""
    assert json.loads(guard.handler(payload(document), PATIENT))["checkResult"] == "FAIL"
    assert dataworks.calls == ()
    (record,) = records()
    assert (record["callback"], record["kind"], record["level"]) == (None, "decision", "error")


@pytest.mark.parametrize("point", GUARDED)
@pytest.mark.parametrize("on_error", ["FAIL", "WARN", "OK"])
def test_a_request_that_cannot_be_read_is_called_back(
    on_error: str, point: str, guard: Gate, dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its point and its id are known, so DataWorks hears of it what the setting says."""
    monkeypatch.setenv("DWGATE_ON_ERROR", on_error)
    check = dataworks.ask(payload(request(point)))
    guard.handler(payload({**request(point), "messageBody": 5}), PATIENT)
    (call,) = dataworks.calls
    is_warning_to_operation_center = (point, on_error) == ("freeze-node", "WARN")
    assert call.parameters["CheckResult"] == ("OK" if is_warning_to_operation_center else on_error)
    assert check.state == ("BLOCKED" if on_error == "FAIL" else "PASSED")


@pytest.mark.parametrize("answer", ["callback", "both"])
@pytest.mark.parametrize("on_error", ["FAIL", "WARN", "OK"])
def test_an_answer_that_needs_a_code_and_has_none_is_never_silent(
    answer: str, on_error: str, guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is judged; who reads what is returned is told, and an event comes again once the setting is mended."""
    monkeypatch.delenv("DWGATE_EXTENSION_CODE")
    monkeypatch.setenv("DWGATE_ANSWER", answer)
    monkeypatch.setenv("DWGATE_ON_ERROR", on_error)
    problem = f"DWGATE_ANSWER: {answer} needs the code of the extension in DWGATE_EXTENSION_CODE"
    body = json.loads(guard.handler(payload(request(operator=FREE)), PATIENT))
    reason = {} if on_error == "OK" else {"errorMessage": could_not_judge(problem)}
    assert body == {"checkResult": on_error, **reason}
    with pytest.raises(Undelivered):
        guard.handler(payload(message(operator=FREE)), PATIENT)
    returned, carried = records()
    assert (returned["problem"], returned["level"], returned["callback"]) == (problem, "error", None)
    assert (carried["problem"], carried["level"]) == (problem, "error")
    assert carried["callback"]["state"] == "no-code"


@pytest.mark.parametrize("document", [request(operator=FREE), message(operator=FREE)], ids=["request", "event"])
def test_a_decision_under_a_wrong_setting_is_called_back(
    document: Any, guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code is right, and somebody waits."""
    monkeypatch.setenv("DWGATE_LANGUAGE", "fr")
    check = dataworks.ask(payload(document))
    guard.handler(payload(document), PATIENT)
    problem = "DWGATE_LANGUAGE: 'fr' is none of en, zh, both"
    assert check.results[CODE].check_result == "FAIL"
    assert check.results[CODE].reason == could_not_judge(problem)
    (record,) = records()
    assert (record["problem"], record["callback"]["state"], record["level"]) == (problem, "delivered", "error")


@pytest.mark.parametrize("point", GUARDED)
@pytest.mark.parametrize("form", [request, message])
def test_a_decision_without_a_policy_is_called_back(
    form: Callable[..., dict[str, Any]], point: str, tmp_path: Path, dataworks: DataWorks, records: Records
) -> None:
    """A function that was deployed without its build answers all the same."""
    gate = Gate.load(str(tmp_path / "index.py"))
    gate.clock = lambda: NOW
    asked = payload(form(point, operator=FREE))
    check = dataworks.ask(asked)
    assert json.loads(gate.handler(asked, PATIENT))["checkResult"] == "FAIL"
    assert check.state == "BLOCKED"
    assert "there is no policy.json" in str(check.results[CODE].reason)
    (record,) = records()
    assert (record["callback"]["state"], record["level"]) == ("delivered", "error")


def test_without_time_no_call_is_made(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """The answer goes out in time, the result does not, and the record says both."""
    asked = payload(request(operator=FREE))
    dataworks.ask(asked)
    body = json.loads(guard.handler(asked, NO_TIME))
    assert body["checkResult"] == "FAIL"
    assert "the time ran out" in body["errorMessage"]
    assert dataworks.calls == ()
    (record,) = records()
    callback = record["callback"]
    assert (callback["state"], callback["attempts"], record["level"]) == ("undelivered", 0, "error")
    assert callback["problem"] == "there was no time left to call DataWorks"


def test_a_desk_calls_nothing_back(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """A rule that is tried out is no answer to anybody."""
    guard.calls_back = False
    for document in (request(operator=REFUSED), message(operator=REFUSED)):
        assert json.loads(guard.handler(payload(document), PATIENT))["checkResult"] == "FAIL"
    assert dataworks.calls == ()
    assert [record["callback"] for record in records()] == [None, None]


@pytest.mark.parametrize("answer", ["auto", "both"])
def test_a_point_without_a_code_of_its_own_is_returned(
    answer: str, guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes for other points are none for this one; where a callback is a must, the setting is named."""
    monkeypatch.setenv("DWGATE_EXTENSION_CODE", f"commit-file={CODE}")
    monkeypatch.setenv("DWGATE_ANSWER", answer)
    for point in ("commit-file", "freeze-node"):
        asked = payload(request(point, f"m-{point}", operator=REFUSED))
        dataworks.ask(asked)
        guard.handler(asked, PATIENT)
    first, second = records()
    assert (first["callback"]["state"], first["level"]) == ("delivered", "info")
    if answer == "auto":
        assert (second["callback"], second["level"]) == (None, "info")
    else:
        assert (second["callback"]["state"], second["level"]) == ("no-code", "error")
        assert second["callback"]["problem"] == "DWGATE_EXTENSION_CODE names no extension for freeze-node"


@pytest.mark.parametrize("operator", [FREE, WATCHED, REFUSED])
def test_an_unwritten_reason_is_no_refused_result(
    operator: str, gate: Callable[..., Gate], dataworks: DataWorks, records: Records
) -> None:
    """CallbackExtension must have a reason with FAIL, and a reason may be made of fields that are empty."""
    results = {FREE: "OK", WATCHED: "WARN", REFUSED: "FAIL"}
    policy = f"""\
rules:
  - name: silent
    when: operator == "{operator}"
    then: {results[operator].replace("OK", "WARN")}
    reason: {{en: "${{event.fileName}}"}}
"""
    asked = payload(request(operator=operator, fileName=""))
    dataworks.ask(asked)
    gate(policy).handler(asked, PATIENT)
    (record,) = records()
    assert record["callback"]["state"] == "delivered"

"""A trial is decided as any other message, and DataWorks hears nothing of it: it is not asked, and not called back."""

import json
from collections.abc import Callable
from typing import Any

import pytest

import calling_back
from calling_back import CODE, FREE, GUARD, PATIENT, REASONS, REFUSED, WATCHED, Records, message, payload, request
from dwgate.callback.courier import Courier
from dwgate.errors import PolicyError
from dwgate.events.trial import marked_as_trial
from dwgate.facts.given import GivenFacts
from dwgate.gate import Gate
from dwgate.link import Link
from dwgate.policy.engine import Policy
from dwgate.testing import DataWorks, SystemFailure

waits = calling_back.waits
dataworks = calling_back.dataworks

GUARDED = ("commit-file", "freeze-node", "download-resources", "delete-project")
RESULTS = {FREE: "OK", WATCHED: "WARN", REFUSED: "FAIL"}
ASKING = """\
rules:
  - name: max-pt
    when: file.content().contains("max_pt")
    then: WARN
    reason: {en: "${file.name()} reads the latest partition."}
"""
TOLD_OF_THE_INVOCATION = ("trial", "cold_start", "duration_ms")


def trial(document: Any) -> bytes:
    """A message, or a list of them, marked."""
    return marked_as_trial(payload(document))


@pytest.fixture
def guard(gate: Callable[..., Gate], dataworks: DataWorks) -> Gate:
    """The guard at a point of each module."""
    assert dataworks.calls == ()
    return gate(GUARD, *GUARDED)


@pytest.mark.parametrize("operator", [FREE, WATCHED, REFUSED])
@pytest.mark.parametrize("point", GUARDED)
@pytest.mark.parametrize("form", [request, message])
def test_a_trial_is_decided_as_any_other_message(  # noqa: PLR0913, PLR0917 - the axes, and where it is tried
    form: Callable[..., dict[str, Any]],
    point: str,
    operator: str,
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
) -> None:
    """The same answer and the same record as where a desk calls nothing back, but for the mark."""
    document = form(point, operator=operator)
    answered = guard.handler(trial(document), PATIENT)
    guard.calls_back = False
    assert guard.handler(payload(document), PATIENT) == answered
    assert json.loads(answered)["checkResult"] == RESULTS[operator]
    assert dataworks.calls == ()
    first, second = records()
    assert (first["trial"], second["trial"]) == (True, False)
    assert (first["callback"], first["level"], first["is_repeated"]) == (None, "info", False)
    assert {**first, **dict.fromkeys(TOLD_OF_THE_INVOCATION)} == {**second, **dict.fromkeys(TOLD_OF_THE_INVOCATION)}


@pytest.mark.parametrize("operator", [FREE, REFUSED])
@pytest.mark.parametrize("form", [request, message])
@pytest.mark.parametrize("code", [CODE, "freeze-node=other", ""])
@pytest.mark.parametrize("setting", ["auto", "return", "callback", "both"])
def test_no_setting_calls_a_trial_back(  # noqa: PLR0913, PLR0917 - the axes, and where it is tried
    setting: str,
    code: str,
    form: Callable[..., dict[str, Any]],
    operator: str,
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The body is whole, also where a callback would carry the reason, and the invocation never fails."""
    monkeypatch.setenv("DWGATE_ANSWER", setting)
    monkeypatch.setenv("DWGATE_EXTENSION_CODE", code)
    check = dataworks.ask(payload(form(operator=operator)))
    dataworks.fail(SystemFailure(), times=9)
    body = json.loads(guard.handler(trial(form(operator=operator)), PATIENT))
    (record,) = records()
    assert (dataworks.calls, check.state, record["callback"], record["trial"]) == ((), "CHECKING", None, True)
    if setting in {"callback", "both"} and not code:
        assert record["problem"].startswith(f"DWGATE_ANSWER: {setting} needs the code")
        assert body["errorMessage"].startswith("dwgate could not judge this operation: ")
    else:
        reason = {"errorMessage": REASONS[operator]} if REASONS[operator] else {}
        assert body == {"checkResult": RESULTS[operator], **reason}


def test_a_trial_asks_nothing(gate: Callable[..., Gate], dataworks: DataWorks, records: Records) -> None:
    """A rule that asks for facts is answered by its on_error."""
    dataworks.ask(payload(message()))
    dataworks.set_snapshot("m-1", {"CommittedFile": {"Content": "select max_pt('a')", "FileName": "a.sql"}})
    answered = json.loads(gate(ASKING, "commit-file").handler(trial(message()), PATIENT))
    problem = "no facts were given, and DataWorks is not asked here"
    assert answered == {
        "checkResult": "FAIL",
        "errorMessage": f"dwgate could not judge the rule max-pt: {problem}.",
    }
    assert dataworks.calls == ()
    assert records()[0]["rules"]["errors"] == [{"rule": "max-pt", "error": problem, "result": "FAIL"}]


def test_facts_that_a_desk_gives_are_those_of_a_trial_too(gate: Callable[..., Gate], dataworks: DataWorks) -> None:
    """They come from nowhere else."""
    asking = gate(ASKING, "commit-file")
    asking.facts = GivenFacts({"file.content": "select max_pt('a')", "file.name": "a.sql"}, None)
    assert json.loads(asking.handler(trial(message()), PATIENT)) == {
        "checkResult": "WARN",
        "errorMessage": "a.sql reads the latest partition.",
    }
    assert dataworks.calls == ()


def test_the_message_itself_is_called_back_after_its_trial(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """Nothing of a trial is remembered."""
    document = message(operator=REFUSED)
    check = dataworks.ask(payload(document))
    guard.handler(trial(document), PATIENT)
    guard.handler(payload(document), PATIENT)
    assert (check.state, len(dataworks.calls)) == ("BLOCKED", 1)
    assert [(one["trial"], one["is_repeated"]) for one in records()] == [(True, False), (False, False)]


def test_a_trial_is_not_answered_from_memory(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tries what the function would say now."""
    document = message(operator=REFUSED)
    dataworks.ask(payload(document))
    guard.handler(payload(document), PATIENT)
    monkeypatch.setenv("DWGATE_LANGUAGE", "zh")
    body = guard.handler(trial(document), PATIENT)
    assert json.loads(body)["errorMessage"] == "操作人 7 不可操作。"
    assert len(dataworks.calls) == 1
    assert [(one["trial"], one["is_repeated"]) for one in records()] == [(False, False), (True, False)]


def test_in_a_list_only_what_is_marked_is_a_trial(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """The others are called back, and have their reason in the body since one of them has no other way."""
    documents = [message("commit-file", f"m-{number}", operator=REFUSED) for number in range(3)]
    checks = [dataworks.ask(payload(document)) for document in documents]
    marked = {**documents[1], "dwgate": {"trial": True}}
    body = guard.handler(payload([documents[0], json.dumps(marked), documents[2]]), PATIENT)
    assert json.loads(body) == {"checkResult": "FAIL", "errorMessage": REASONS[REFUSED]}
    assert [check.state for check in checks] == ["BLOCKED", "CHECKING", "BLOCKED"]
    assert [one["trial"] for one in records()] == [False, True, False]


@pytest.mark.parametrize(
    "document",
    [
        {**message(), "data": 5},
        {"id": "m-1", "type": message()["type"]},
        {**request(), "messageBody": None},
        message("upload-data-to-table"),
        {**message(), "type": "dataworks:No:Such"},
    ],
    ids=["data", "no data", "messageBody", "another function's", "no such event"],
)
def test_a_trial_that_cannot_be_read_is_not_called_back(
    document: Any, guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """It is answered by on_error, to whoever tries."""
    assert json.loads(guard.handler(trial(document), PATIENT))["checkResult"] == "FAIL"
    (record,) = records()
    assert (dataworks.calls, record["trial"], record["level"], record["callback"]) == ((), True, "error", None)


def test_a_trial_of_what_dataworks_only_reports_says_so(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """It is recorded as an event, and as a trial."""
    assert guard.handler(trial(message("node-change-created")), PATIENT) == '{"checkResult": "OK"}'
    (record,) = records()
    assert (dataworks.calls, record["kind"], record["trial"]) == ((), "event", True)


@pytest.mark.parametrize("broken", ["policy", "rule", "gate"])
def test_a_trial_fails_no_invocation_whatever_breaks(
    broken: str, guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would only be delivered again, and nobody waits for it."""

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise ZeroDivisionError

    if broken == "policy":
        guard.policy = PolicyError(["it does not load"])
    elif broken == "rule":
        monkeypatch.setattr(Policy, "decide", fail)
    else:
        monkeypatch.setattr("dwgate.gate.is_called_back", fail)
    assert json.loads(guard.handler(trial(message(operator=FREE)), PATIENT))["checkResult"] == "FAIL"
    (record,) = records()
    assert (dataworks.calls, record["trial"], record["level"]) == ((), True, "error")


def test_what_reaches_dataworks_is_not_even_loaded(guard: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trial of a function says nothing of its connection, and needs no keys."""

    def fail(*_arguments: Any, **_named: Any) -> None:
        pytest.fail("a trial went to DataWorks")

    for owner, name in ((Link, "courier"), (Link, "facts_of"), (Courier, "carry")):
        monkeypatch.setattr(owner, name, fail)
    assert json.loads(guard.handler(trial(message(operator=WATCHED)), PATIENT))["checkResult"] == "WARN"


def test_a_message_without_a_mark_is_no_trial(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """Whatever else stands under the name: it is called back as ever."""
    document = {**message(operator=REFUSED), "dwgate": {"trial": "true"}}
    check = dataworks.ask(payload(document))
    guard.handler(payload(document), PATIENT)
    (record,) = records()
    assert (check.state, record["trial"], record["callback"]["state"]) == ("BLOCKED", False, "delivered")

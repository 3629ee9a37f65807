"""What EventBridge brings is answered by callback alone; an invocation fails where it is to be delivered again."""

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
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
from dwgate.callback.courier import Courier
from dwgate.errors import PolicyError, Undelivered
from dwgate.gate import Gate
from dwgate.testing import DataWorks, Forbidden, SystemFailure

waits = calling_back.waits
dataworks = calling_back.dataworks

GUARDED = ("commit-file", "deploy-file", "freeze-node", "delete-project")
NO_TIME = SimpleNamespace(function=SimpleNamespace(timeout="0.000000001"))
PRIVATE, MISSING = "s3cret", "missing"


@pytest.fixture
def guard(gate: Callable[..., Gate], dataworks: DataWorks) -> Gate:
    """The guard at points of three modules."""
    assert dataworks.calls == ()
    return gate(GUARD, *GUARDED)


def undelivered(gate: Gate, document: Any) -> str:
    """Invoke the gate, which must fail, and say what it fails with."""
    with pytest.raises(Undelivered) as raised:
        gate.handler(payload(document), PATIENT)
    return str(raised.value)


@pytest.mark.parametrize("as_text", [False, True], ids=["objects", "texts"])
def test_a_list_is_called_back_one_by_one(
    as_text: bool,  # noqa: FBT001 - a case
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
) -> None:
    """Each message has its own result and its own record."""
    operators = {"m-1": REFUSED, "m-2": WATCHED, "m-3": FREE}
    documents = [message("commit-file", message_id, operator=who) for message_id, who in operators.items()]
    checks = [dataworks.ask(payload(document)) for document in documents]
    body = guard.handler(payload([json.dumps(one) if as_text else one for one in documents]), PATIENT)
    assert json.loads(body)["checkResult"] == "FAIL"
    assert [check.state for check in checks] == ["BLOCKED", "PASSED", "PASSED"]
    assert [check.results[CODE].reason for check in checks] == [REASONS[who] for who in operators.values()]
    assert [(one["message_id"], one["callback"]["state"]) for one in records()] == [
        (message_id, "delivered") for message_id in operators
    ]


BAD: dict[str, Any] = {
    "a number": 5,
    "no JSON": "{",
    "no event": {"id": "m-9", "data": {}},
    "neither body nor type": {"id": "m-9"},
    "another function's": message("upload-data-to-table", "m-9"),
    "no such event": {"id": "m-9", "type": "dataworks:No:Such", "data": {}},
    "unreadable, no id": {"type": "dataworks:FileChange:CommitFile", "data": 5},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_message_costs_the_others_nothing(bad: Any, guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """The good ones are called back, the bad one has its record, and nothing is delivered again for it."""
    good = [message("commit-file", message_id, operator=FREE) for message_id in ("m-1", "m-2")]
    checks = [dataworks.ask(payload(document)) for document in good]
    guard.handler(payload([good[0], bad, good[1]]), PATIENT)
    assert [check.state for check in checks] == ["PASSED", "PASSED"]
    assert len(dataworks.calls) == 2
    first, second, third = records()
    assert [one["callback"]["state"] for one in (first, third)] == ["delivered", "delivered"]
    assert (second["result"], second["level"]) == ("FAIL", "error")
    assert (second["callback"] or {}).get("state") in {None, "no-id"}


@pytest.mark.parametrize("in_list", [False, True], ids=["alone", "in a list"])
@pytest.mark.parametrize("data", [5, None, PRIVATE, [PRIVATE], "[1]", MISSING], ids=str)
@pytest.mark.parametrize("on_error", ["FAIL", "WARN", "OK"])
def test_unreadable_data_is_called_back(  # noqa: PLR0913, PLR0917 - the axes, and where it is tried
    on_error: str,
    data: Any,
    in_list: bool,  # noqa: FBT001 - a case
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Type and id are known, so DataWorks hears what the setting says of what nobody can read."""
    monkeypatch.setenv("DWGATE_ON_ERROR", on_error)
    check = dataworks.ask(payload(message()))
    document = {**message(), "data": data}
    if data == MISSING:
        del document["data"]
    guard.handler(payload([document] if in_list else document), PATIENT)
    assert check.results[CODE].check_result == on_error
    (record,) = records()
    assert (record["callback"]["state"], record["level"]) == ("delivered", "error")
    assert PRIVATE not in json.dumps([record, check.results[CODE].reason])


@pytest.mark.parametrize("in_list", [False, True], ids=["alone", "in a list"])
def test_an_undelivered_result_of_unreadable_data_is_delivered_again(
    in_list: bool,  # noqa: FBT001 - a case
    guard: Gate,
    dataworks: DataWorks,
) -> None:
    """Somebody waits for it as for any other."""
    dataworks.ask(payload(message()))
    dataworks.fail(SystemFailure(), times=6)
    document = {**message(), "data": 5}
    assert undelivered(guard, [document] if in_list else document).startswith("1 of 1 results")


def test_an_undelivered_result_fails_the_invocation(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """On purpose: EventBridge delivers again, and then it is decided and called again."""
    check = dataworks.ask(payload(message(operator=REFUSED)))
    dataworks.fail(SystemFailure(), times=6)
    told = undelivered(guard, message(operator=REFUSED))
    assert told == "1 of 1 results did not reach DataWorks: deliver the message again"
    assert check.state == "CHECKING"
    guard.handler(payload(message(operator=REFUSED)), PATIENT)
    assert check.state == "BLOCKED"
    first, second = records()
    assert (first["callback"]["state"], first["level"]) == ("undelivered", "error")
    assert (second["callback"]["state"], second["level"], second["is_repeated"]) == ("delivered", "info", False)
    assert first["decision_id"] == second["decision_id"]


def test_of_a_list_the_undelivered_are_called_again_and_the_others_answered_from_memory(
    guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """The whole list is delivered again."""
    documents = [message("commit-file", f"m-{number}", operator=FREE) for number in range(3)]
    checks = [dataworks.ask(payload(document)) for document in documents]
    guard.handler(payload(documents[0]), PATIENT)
    dataworks.fail(SystemFailure(), times=6)
    assert undelivered(guard, documents).startswith("1 of 3 results")
    guard.handler(payload(documents), PATIENT)
    assert [check.state for check in checks] == ["PASSED"] * 3
    assert [call.parameters["MessageId"] for call in dataworks.calls if call.status == 200] == ["m-0", "m-2", "m-1"]
    assert [one["is_repeated"] for one in records()] == [False, True, False, False, True, False, True]


def test_without_time_the_message_is_delivered_again(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """No call is made, and the record says so."""
    asked = payload(message(operator=FREE))
    check = dataworks.ask(asked)
    with pytest.raises(Undelivered):
        guard.handler(asked, NO_TIME)
    assert (dataworks.calls, check.state) == ((), "CHECKING")
    (record,) = records()
    assert (record["callback"]["state"], record["callback"]["attempts"]) == ("undelivered", 0)
    assert record["callback"]["problem"] == "there was no time left to call DataWorks"


def test_a_fault_of_the_program_in_the_callback_is_delivered_again(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be better the next time, and nobody else answers."""

    def carry(*_arguments: Any) -> None:
        raise RuntimeError(PRIVATE)

    monkeypatch.setattr(Courier, "_carry", carry)
    assert dataworks.calls == ()
    undelivered(guard, message(operator=FREE))
    (record,) = records()
    assert record["callback"]["problem"] == "an unexpected RuntimeError in the callback"
    assert PRIVATE not in json.dumps(record)


ACKNOWLEDGED: dict[str, Any] = {
    "no message": "x",
    "unreadable, no id": {"type": "dataworks:FileChange:CommitFile", "data": 5},
    "readable, no id": message(message_id=None, operator=FREE),
    "a regular event": message("node-change-created"),
    "another function's": message("upload-data-to-table"),
}


@pytest.mark.parametrize("document", ACKNOWLEDGED.values(), ids=ACKNOWLEDGED)
def test_what_another_delivery_would_not_mend_is_acknowledged(
    document: Any, guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """Even where DataWorks is down: nobody waits, or nothing can be said to whoever does."""
    dataworks.fail(SystemFailure(), times=9)
    json.loads(guard.handler(payload(document), PATIENT))
    assert dataworks.calls == ()
    assert len(records()) == 1


def test_a_refused_result_is_acknowledged(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """And answered from memory the next time, with the refusal in each record."""
    dataworks.ask(payload(message(operator=FREE)))
    dataworks.fail(Forbidden())
    for _ in range(2):
        guard.handler(payload(message(operator=FREE)), PATIENT)
    assert len(dataworks.calls) == 1
    for record in records():
        assert (record["callback"]["state"], record["callback"]["code"]) == ("refused", "Forbidden.Access")
        assert record["level"] == "error"


@pytest.mark.parametrize("code", ["", "freeze-node=other"])
def test_a_message_without_a_code_is_an_error(
    code: str, guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where other points have one it is acknowledged; where none has, it was forgotten, and is awaited."""
    monkeypatch.setenv("DWGATE_EXTENSION_CODE", code)
    check = dataworks.ask(payload(message(operator=FREE)))
    with contextlib.nullcontext() if code else pytest.raises(Undelivered):
        guard.handler(payload(message(operator=FREE)), PATIENT)
    assert (dataworks.calls, check.state) == ((), "CHECKING")
    (record,) = records()
    assert (record["callback"]["state"], record["level"]) == ("no-code", "error")
    assert record["callback"]["problem"] == "DWGATE_EXTENSION_CODE names no extension for commit-file"


def test_a_request_of_function_compute_never_fails(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """Whoever invoked it reads what is returned, also where no callback gets through."""
    dataworks.fail(SystemFailure(), times=12)
    for document in (request("commit-file", operator=REFUSED), [request("commit-file", operator=REFUSED)]):
        assert json.loads(guard.handler(payload(document), PATIENT))["errorMessage"] == REASONS[REFUSED]
    assert [one["callback"]["state"] for one in records()] == ["undelivered", "undelivered"]


@pytest.mark.parametrize("in_list", [False, True], ids=["alone", "in a list"])
@pytest.mark.parametrize("point", ["node-change-created", "project-deleted", "approval-change-created"])
def test_a_regular_event_is_recorded_and_left_alone(
    point: str,
    in_list: bool,  # noqa: FBT001 - a case
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
) -> None:
    """DataWorks reports what happened: no rule judges it, though one would refuse, and nobody waits."""
    event = message(point, operator=REFUSED)
    assert guard.handler(payload([event] if in_list else event), PATIENT) == '{"checkResult": "OK"}'
    assert dataworks.calls == ()
    (record,) = records()
    assert (record["kind"], record["level"], record["callback"]) == ("event", "info", None)
    assert (record["point"], record["message_id"], record["result"]) == (point, "m-1", "OK")
    assert (record["rules"]["fired"], record["problem"]) == ([], None)


@pytest.mark.parametrize("broken", ["policy", "setting"])
def test_a_regular_event_is_left_alone_whatever_is_broken(
    broken: str, guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing to judge, so nothing that could not be."""
    monkeypatch.setenv("DWGATE_LANGUAGE", "fr" if broken == "setting" else "en")
    gate = Gate(PolicyError(["it does not load"])) if broken == "policy" else guard
    assert gate.handler(payload(message("node-change-created")), PATIENT) == '{"checkResult": "OK"}'
    assert dataworks.calls == ()
    (record,) = records()
    assert (record["kind"], record["level"], record["problem"]) == ("event", "info", None)


def test_rules_for_a_regular_event_are_judged_and_nothing_is_called_back(
    gate: Callable[..., Gate], dataworks: DataWorks, records: Records
) -> None:
    """Whoever writes rules for what DataWorks only reports finds in the log what they say."""
    observer = gate(GUARD, "node-change-created", "commit-file")
    observer.handler(payload(message("node-change-created", operator=REFUSED)), PATIENT)
    assert dataworks.calls == ()
    (record,) = records()
    assert (record["kind"], record["result"], record["rules"]["fired"]) == ("decision", "FAIL", ["frozen"])
    assert record["callback"] is None


def test_what_breaks_at_one_message_costs_no_other_its_answer(
    guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """It is answered by on_error, and delivered again, since nobody was told."""
    times: Iterator[datetime | Exception] = iter([NOW, ZeroDivisionError(), NOW, NOW])

    def clock() -> datetime:
        time = next(times)
        if isinstance(time, Exception):
            raise time
        return time

    guard.clock = clock
    messages = [message("commit-file", message_id, operator=FREE) for message_id in ("m-1", "m-2")]
    checks = [dataworks.ask(payload(one)) for one in messages]
    with pytest.raises(Undelivered, match="1 of 2"):
        guard.handler(payload(messages), PATIENT)
    broken, fine = records()
    assert (broken["problem"], broken["result"], broken["callback"]) == (
        "an unexpected ZeroDivisionError in the gate",
        "FAIL",
        None,
    )
    assert fine["callback"]["state"] == "delivered"
    assert [check.state for check in checks] == ["CHECKING", "PASSED"]


def test_a_regular_event_among_others_changes_no_answer(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """It is as if it had not come."""
    asked = message("commit-file", "m-2", operator=WATCHED)
    dataworks.ask(payload(asked))
    body = json.loads(guard.handler(payload([message("node-change-created"), asked]), PATIENT))
    assert body == {"checkResult": "WARN", "errorMessage": REASONS[WATCHED]}
    assert [one["kind"] for one in records()] == ["event", "decision"]


@pytest.mark.parametrize(
    ("envelope", "is_expired"),
    [
        ({"aliyunpublishtime": (NOW - timedelta(days=3, hours=7, minutes=59)).isoformat()}, False),
        ({"aliyunpublishtime": (NOW - timedelta(days=3, hours=8, minutes=1)).isoformat()}, True),
        ({"aliyunpublishtime": "2020-11-19T21:04:42.179PRC"}, True),
        ({"aliyunpublishtime": "2026-11-18T09:59:58.179PRC", "time": "2020-11-19T21:04:41+08:00"}, False),
        ({"aliyunpublishtime": "2020-11-19T21:04:42Z", "time": NOW.isoformat()}, True),
        ({"aliyunpublishtime": "soon", "time": "2020-11-19T21:04:41+08:00"}, True),
        ({"aliyunpublishtime": None, "time": NOW.isoformat()}, False),
        ({"aliyunpublishtime": None}, False),
    ],
    ids=str,
)
def test_what_dataworks_takes_no_more_has_expired(
    envelope: dict[str, Any],
    is_expired: bool,  # noqa: FBT001 - a case
    guard: Gate,
    dataworks: DataWorks,
    records: Records,
) -> None:
    """Three days after it was published, and eight hours of doubt; any other refusal is an error, and each is final."""
    document = {**message(operator=REFUSED), **envelope}
    check = dataworks.ask(payload(document), delivered=NOW - timedelta(days=4))
    for _ in range(2):
        guard.handler(payload(document), PATIENT)
    assert (check.state, len(dataworks.calls)) == ("CHECKING", 1)
    for record in records():
        assert (record["result"], record["level"]) == ("FAIL", "info" if is_expired else "error")
        assert record["callback"]["state"] == ("expired" if is_expired else "refused")


def test_an_answer_that_cannot_be_written_loses_no_message(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was undelivered before something broke is delivered again all the same."""
    dataworks.ask(payload(message(operator=FREE)))
    dataworks.fail(SystemFailure(), times=12)
    monkeypatch.setattr("dwgate.gate.strictest", lambda _: 1 / 0)
    with pytest.raises(Undelivered):
        guard.handler(payload(message(operator=FREE)), PATIENT)
    undelivered, broken = records()
    assert undelivered["callback"]["state"] == "undelivered"
    assert broken["problem"] == "an unexpected ZeroDivisionError in the gate"

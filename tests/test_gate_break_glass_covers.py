"""Break-glass covers whatever keeps a gate from judging: the answer is OK, and the record says what was wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import calling_back
from calling_back import CODE, FREE, GUARD, NOW, PATIENT, REFUSED, Records, message, payload, request
from dwgate.events.trial import marked_as_trial
from dwgate.gate import Gate
from dwgate.policy.engine import Policy
from dwgate.testing import DataWorks, Forbidden

waits = calling_back.waits
dataworks = calling_back.dataworks

NAME = "DWGATE_BREAK_GLASS"
GUARDED = ("commit-file", "freeze-node", "download-resources", "delete-project")
NO_TIME = SimpleNamespace(function=SimpleNamespace(timeout="0.000000001"))
OPEN = "2026-11-18T12:00:00+08:00;zhang.san;the release; see INC-7"
TOLD = (
    "The gate is open until 2026-11-18T12:00:00+08:00: nothing is refused. Opened by zhang.san: the release; see INC-7"
)
OK = {"checkResult": "OK", "errorMessage": TOLD}
PRIVATE = "s3cret"


@pytest.fixture
def guard(gate: Callable[..., Gate], dataworks: DataWorks) -> Gate:
    """The guard at a point of each module."""
    assert dataworks.calls == ()
    return gate(GUARD, *GUARDED)


@pytest.fixture
def broken_glass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the glass for two hours."""
    monkeypatch.setenv(NAME, OPEN)


def fail(*_arguments: Any, **_named: Any) -> None:
    """Do what nobody foresaw."""
    raise RuntimeError(PRIVATE)


@pytest.mark.usefixtures("broken_glass")
@pytest.mark.parametrize("form", [request, message])
def test_it_covers_a_policy_that_does_not_load(
    form: Callable[..., dict[str, Any]], tmp_path: Path, dataworks: DataWorks, records: Records
) -> None:
    """The record says that there is none."""
    gate = Gate.load(str(tmp_path / "index.py"))
    gate.clock = lambda: NOW
    asked = payload(form(operator=REFUSED))
    check = dataworks.ask(asked)
    assert json.loads(gate.handler(asked, PATIENT)) == OK
    assert check.results[CODE].check_result == "OK"
    (record,) = records()
    assert (record["break_glass"]["instead_of"], record["level"]) == ("FAIL", "error")
    assert record["problem"].startswith("there is no policy.json")


@pytest.mark.usefixtures("broken_glass")
@pytest.mark.parametrize(
    ("name", "value"),
    [("DWGATE_LANGUAGE", "fr"), ("DWGATE_LANGAUGE", "zh"), ("DWGATE_ON_ERROR", "maybe"), ("DWGATE_ENDPOINT", "publc")],
)
def test_it_covers_other_settings_that_are_wrong(
    name: str, value: str, guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was judged, and the record says why."""
    monkeypatch.setenv(name, value)
    guard.calls_back = False
    assert json.loads(guard.handler(payload(request(operator=FREE)), PATIENT)) == OK
    (record,) = records()
    assert record["problem"].startswith(f"{name}: ")
    assert record["break_glass"]["instead_of"] == "FAIL"


def test_a_wrong_one_opens_nothing(guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a wrong setting like any other."""
    monkeypatch.setenv(NAME, "2026-11-18T12:00:00;zhang.san;why")
    guard.calls_back = False
    assert json.loads(guard.handler(payload(request(operator=FREE)), PATIENT))["checkResult"] == "FAIL"
    (record,) = records()
    assert record["problem"].startswith("DWGATE_BREAK_GLASS: '2026-11-…' is no date and time with a zone")
    assert record["break_glass"] is None


@pytest.mark.usefixtures("broken_glass")
@pytest.mark.parametrize("where", ["Policy.decide", "Gate._facts_of", "Gate._judge", "Gate._messages", "Gate._served"])
def test_it_covers_what_nobody_foresaw(
    where: str, guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the judging of a message, around it, and in the whole invocation."""
    owner, _, name = where.partition(".")
    monkeypatch.setattr({"Policy": Policy, "Gate": Gate}[owner], name, fail)
    assert json.loads(guard.handler(payload(request(operator=REFUSED)), PATIENT)) == OK
    (record,) = records()
    assert record["problem"] == "an unexpected RuntimeError in the gate"
    assert (record["break_glass"]["instead_of"], record["level"]) == ("FAIL", "error")
    assert PRIVATE not in json.dumps(record)


@pytest.mark.usefixtures("broken_glass")
def test_it_covers_a_broken_context(guard: Gate, records: Records) -> None:
    """The time of the function cannot be had, and the answer is there all the same."""

    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(name)

    assert json.loads(guard.handler(payload(request(operator=REFUSED)), Broken())) == OK
    assert len(records()) == 1


def test_without_the_time_it_cannot_hold(guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not even the clock works, nobody knows whether it is over; there is an answer all the same."""
    monkeypatch.setenv(NAME, OPEN)
    monkeypatch.setattr(guard, "clock", fail)
    assert json.loads(guard.handler(payload(request(operator=FREE)), PATIENT))["checkResult"] == "FAIL"
    assert records()[0]["problem"] == "an unexpected RuntimeError in the gate"


@pytest.mark.usefixtures("broken_glass")
def test_it_covers_rules_that_are_out_of_time(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """The rules are in error, the answer is OK; nothing is called back in no time, and that is told as ever."""
    assert json.loads(guard.handler(payload(request(operator=FREE)), NO_TIME)) == OK
    (record,) = records()
    assert [error["error"] for error in record["rules"]["errors"]] == ["the time ran out"] * 2
    assert record["break_glass"]["instead_of"] == "FAIL"
    assert (dataworks.calls, record["callback"]["state"]) == ((), "undelivered")


@pytest.mark.usefixtures("broken_glass")
def test_it_covers_facts_that_cannot_be_had(gate: Callable[..., Gate], dataworks: DataWorks, records: Records) -> None:
    """They are asked for as ever."""
    check = dataworks.ask(payload(message()))
    dataworks.fail(Forbidden(), action="GetIDEEventDetail")
    asking = gate(
        'rules: [{name: long, when: "size(file.content()) > 9", then: WARN, reason: {en: No.}}]\n', "commit-file"
    )
    asking.handler(payload(message()), PATIENT)
    assert [call.action for call in dataworks.calls] == ["GetIDEEventDetail", "UpdateIDEEventResult"]
    assert check.state == "PASSED"
    (record,) = records()
    assert [error["rule"] for error in record["rules"]["errors"]] == ["long"]
    assert record["break_glass"]["instead_of"] == "FAIL"


@pytest.mark.usefixtures("broken_glass")
def test_it_covers_what_cannot_be_read(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """Alone and in a list, called back where somebody waits for it."""
    check = dataworks.ask(payload(message("freeze-node")))
    unreadable = {**message("freeze-node"), "data": 5}
    for document in (unreadable, [5, unreadable, message("upload-data-to-table")], "text", []):
        assert json.loads(guard.handler(payload(document), PATIENT)) == OK
    assert (check.state, check.results[CODE].reason) == ("PASSED", TOLD)
    assert {one["break_glass"]["instead_of"] for one in records()} == {"FAIL"}


@pytest.mark.usefixtures("broken_glass")
def test_what_dataworks_only_reports_is_told_too(guard: Gate, records: Records) -> None:
    """Nothing was asked, and still each record is loud."""
    assert json.loads(guard.handler(payload(message("node-change-created")), PATIENT))["checkResult"] == "OK"
    (record,) = records()
    assert (record["kind"], record["level"], record["callback"]) == ("event", "error", None)
    assert record["break_glass"]["instead_of"] == "OK"


@pytest.mark.usefixtures("broken_glass")
def test_a_trial_is_answered_ok_as_well(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """Whoever tries the function sees that its gate is open."""
    assert json.loads(guard.handler(marked_as_trial(payload(message(operator=REFUSED))), PATIENT)) == OK
    (record,) = records()
    assert (dataworks.calls, record["trial"], record["break_glass"]["instead_of"]) == ((), True, "FAIL")


@pytest.mark.parametrize("text", ["张三\n李四\r\x1b[31m\x07", "\udcff", '"};{"', "\u2028${event}"])
def test_whatever_who_and_why_are_a_record_is_one_line(
    text: str, guard: Gate, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And an answer is JSON."""
    monkeypatch.setenv(NAME, f"2026-11-18T12:00:00+08:00;a{text.replace(';', ':')}b;c{text}d")
    guard.calls_back = False
    body = json.loads(guard.handler(payload(request(operator=REFUSED)), PATIENT))
    assert body["checkResult"] == "OK"
    (record,) = records()
    assert record["break_glass"]["who"] == f"a{text.replace(';', ':')}b"
    assert record["break_glass"]["why"] == f"c{text}d"

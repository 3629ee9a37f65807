"""Every invocation is answered in shape and recorded once, whatever comes in and whatever is broken."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from dwgate.events.envelope import MOST_MESSAGES
from dwgate.events.event import Event, parse
from dwgate.gate import Gate
from dwgate.policy.engine import Policy
from dwgate.runtime.deadline import Deadline
from dwgate.values import replace

GateMaker = Callable[..., Gate]
Records = Callable[[], list[dict[str, Any]]]
Samples = Callable[..., dict[str, Any]]

PRIVATE = "s3cret"
BY_RESULT = """\
rules:
  - name: too-many-rows
    when: event.dataRowSize > 5
    then: FAIL
    reason: {en: Too many rows.}
  - name: too-large
    when: event.fileSize > 5
    then: FAIL
    on_error: WARN
    reason: {en: Too large.}
  - name: no-file-name
    when: event.fileName == ""
    then: FAIL
    on_error: OK
    reason: {en: No name.}
"""


def message(**body: Any) -> bytes:
    """A message of download-resources."""
    return json.dumps({"messageId": "m-1", "eventType": "download-resources", "messageBody": body}).encode()


def could_not_judge(problem: str) -> str:
    """What a gate says that could not ask its policy."""
    return f"dwgate could not judge this operation: {problem}."


class NoMessage(NamedTuple):
    """What is no message, what is said of it, and its message id if that can be read."""

    payload: bytes
    problem: str
    message_id: str | None


NO_MESSAGES = [
    NoMessage(b"", "the message is empty", None),
    NoMessage(b"null", "the message is a JSON null, not an object", None),
    NoMessage(b"s3cret", "the message is not JSON: Expecting value at line 1, column 1", None),
    NoMessage(b'"s3cret"', "the message is a JSON string, not an object", None),
    NoMessage(b"1e999", "the message is a JSON number, not an object", None),
    NoMessage(b"[" * 1_000_000, "the message is nested more than 64 levels deep", None),
    NoMessage(b"[" * 10_000_000, "the message has 10000000 bytes, and at most 2097152 are read", None),
    NoMessage(
        b'{"messageId": "m-1", "messageBody": {"a": 1, "a": 2}}', "the message has a key twice in one object", "m-1"
    ),
    NoMessage(b"9" * 5000, "the message holds a number of too many digits to be read", None),
    NoMessage(b'{"messageId": "m-1", "s3cret": "\xff"}', "the message is not UTF-8: byte 32 starts no character", None),
    NoMessage(b"[]", "the message is an empty list", None),
    NoMessage(
        b'{"messageId": "m-1"}', "the message has neither messageBody (Function Compute) nor data (EventBridge)", "m-1"
    ),
    NoMessage(b'{"messageId": "m-1", "messageBody": 5}', "messageBody is a JSON number, not an object", "m-1"),
    NoMessage(
        b'{"id": "e-1", "data": "s3cret"}',
        "data is a string that is not JSON: Expecting value at line 1, column 1",
        "e-1",
    ),
    NoMessage(
        b'{"id": "e-1", "type": "dataworks:FileChange:CommitFile", "data": {"fileContent": "s3cret"}}',
        "the message is of commit-file; this function serves download-resources",
        "e-1",
    ),
    NoMessage(
        b'{"id": "e-1", "data": {}}', "the message names no event; this function serves download-resources", "e-1"
    ),
]


def test_a_message_is_answered_and_recorded(gate: GateMaker, sample: Samples, records: Records) -> None:
    """The strictest result, all reasons, and one line that says the same."""
    body = gate().handler(
        json.dumps(sample("download-resources", "function_compute")).encode(), SimpleNamespace(request_id="1-a")
    )
    assert json.loads(body) == {
        "checkResult": "FAIL",
        "errorMessage": "123456 rows are over the limit of 100000. The file File Name.csv has 10241024 bytes.",
    }
    (found,) = records()
    assert (found["kind"], found["level"], found["request_id"]) == ("decision", "info", "1-a")
    assert (found["result"], found["rules"]["fired"]) == ("FAIL", ["too-many-rows", "large-file"])
    assert 0 <= found["duration_ms"] < 60_000
    assert "select sku_code" not in json.dumps(found)


def test_a_message_that_no_rule_minds_is_ok(gate: GateMaker, records: Records) -> None:
    """Where no rule fires, the answer is OK and has no reason."""
    assert gate().handler(message(dataRowSize=5, fileSize=5)) == '{"checkResult": "OK"}'
    assert records()[0]["result"] == "OK"


@pytest.mark.parametrize("on_error", ["", "FAIL", "WARN", "OK"])
@pytest.mark.parametrize("case", NO_MESSAGES, ids=[case.problem[:50] for case in NO_MESSAGES])
def test_what_is_no_message_is_answered_by_on_error(
    case: NoMessage, on_error: str, gate: GateMaker, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAIL unless a setting says otherwise, with what could not be read; the record says so and quotes nothing."""
    monkeypatch.setenv("DWGATE_ON_ERROR", on_error)
    answered = json.loads(gate().handler(case.payload))
    reason = {} if on_error == "OK" else {"errorMessage": could_not_judge(case.problem)}
    assert answered == {"checkResult": on_error or "FAIL", **reason}
    (found,) = records()
    assert (found["result"], found["level"]) == (on_error or "FAIL", "error")
    assert (found["problem"], found["message_id"]) == (case.problem, case.message_id)
    assert PRIVATE not in json.dumps([answered, found])


def test_a_byte_order_mark_is_fine(gate: GateMaker, records: Records) -> None:
    """UTF-8 with a byte order mark is a message as any other."""
    assert gate().handler(b"\xef\xbb\xbf" + message(dataRowSize=5, fileSize=5)) == '{"checkResult": "OK"}'
    assert records()[0]["problem"] is None


@pytest.mark.parametrize("payload", [None, 5, {"messageBody": {}}, []])
def test_what_is_not_even_bytes_is_an_empty_message(payload: Any, gate: GateMaker, records: Records) -> None:
    """A runtime that hands over something else than bytes is answered too."""
    answered = json.loads(gate().handler(payload))
    assert answered == {"checkResult": "FAIL", "errorMessage": could_not_judge("the message is empty")}
    assert len(records()) == 1


def test_a_message_as_text_is_read(gate: GateMaker, records: Records) -> None:
    """Text in the place of bytes is the message in it, also where it is none in UTF-8."""
    text: Any = message(dataRowSize=5, fileSize=5, fileName="a.csv").decode()
    handler = gate().handler
    assert handler(text) == '{"checkResult": "OK"}'
    assert handler(text.replace("a.csv", "\ud83d")) == '{"checkResult": "OK"}'
    assert [found["message_id"] for found in records()] == ["m-1", "m-1"]


def test_a_rule_over_an_unreadable_field_errs_while_others_are_judged(gate: GateMaker, records: Records) -> None:
    """A field that cannot be read is answered by the rule's own on_error, and costs no other rule its verdict."""
    answered = json.loads(gate().handler(message(dataRowSize=PRIVATE, fileSize=2_000_000, fileName="a.csv")))
    problem = "event.dataRowSize is documented as a whole number and came as a string that cannot be converted"
    assert answered == {
        "checkResult": "FAIL",
        "errorMessage": f"dwgate could not judge the rule too-many-rows: {problem}. The file a.csv has 2000000 bytes.",
    }
    (found,) = records()
    assert found["level"] == "error"
    assert found["rules"]["fired"] == ["large-file"]
    assert found["rules"]["errors"] == [{"rule": "too-many-rows", "error": problem, "result": "FAIL"}]
    assert list(found["unreadable"]) == ["dataRowSize"]
    assert PRIVATE not in json.dumps([answered, found])


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ({"dataRowSize": 1, "fileSize": 1}, "OK"),
        ({"dataRowSize": 1, "fileName": "a"}, "WARN"),
        ({"fileSize": 1, "fileName": "a"}, "FAIL"),
        ({"dataRowSize": 10**19, "fileSize": 1, "fileName": "a"}, "FAIL"),
        ({"dataRowSize": 1, "fileSize": 10**400, "fileName": "a"}, "WARN"),
        ({"dataRowSize": 1, "fileSize": 1, "fileName": ["a"]}, "OK"),
    ],
)
def test_a_rule_that_cannot_be_judged_is_answered_by_its_own_on_error(
    body: dict[str, Any], result: str, gate: GateMaker, records: Records
) -> None:
    """FAIL unless the rule says otherwise; an OK is at least recorded as an error."""
    assert json.loads(gate(BY_RESULT).handler(message(**body)))["checkResult"] == result
    (found,) = records()
    assert len(found["rules"]["errors"]) == 1
    assert found["level"] == "error"


class SteppingClock:
    """A clock that goes one second forward each time it is read."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.mark.parametrize(
    ("seconds", "errors", "result"),
    [
        (0, ["too-many-rows", "too-large", "no-file-name"], "FAIL"),
        (2, ["too-large", "no-file-name"], "WARN"),
        (3, ["no-file-name"], "OK"),
        (9, [], "OK"),
    ],
)
def test_time_that_runs_out_makes_errors_of_the_rules_that_are_left(
    seconds: float, errors: list[str], result: str, gate: GateMaker
) -> None:
    """What was judged in time stands; what was not is answered by its own on_error."""
    made = gate(BY_RESULT)
    deadline = Deadline(at=seconds, clock=SteppingClock())
    payload = message(dataRowSize=1, fileSize=1, fileName="a.csv")
    assert isinstance(made.policy, Policy)
    (event,) = parse(payload, made.policy.points)
    assert isinstance(event, Event)
    alone = replace(made.policy, together=())
    decision = alone.decide(event, now=made.clock(), is_out_of_time=deadline.has_passed)
    found = [outcome for outcome in decision.outcomes if outcome.state == "error"]
    assert [outcome.rule for outcome in found] == errors
    assert {outcome.error for outcome in found} <= {"the time ran out"}
    assert decision.result.value == result


def test_an_invocation_without_time_is_answered(gate: GateMaker, records: Records) -> None:
    """The deadline is the function's timeout, and the answer goes out when it has passed."""
    context = SimpleNamespace(request_id="1-a", function=SimpleNamespace(timeout="0.000000001"))
    answered = json.loads(gate().handler(message(dataRowSize=1, fileSize=1), context))
    assert answered["checkResult"] == "FAIL"
    assert "dwgate could not judge the rules too-many-rows, large-file: the time ran out." in answered["errorMessage"]
    assert [error["error"] for error in records()[0]["rules"]["errors"]] == ["the time ran out"] * 2


def test_each_message_of_a_list_is_recorded(gate: GateMaker, sample: Samples, records: Records) -> None:
    """A bad element among good ones costs them nothing, and the answer is the strictest of all."""
    good = sample("download-resources")
    calm = {**good, "id": "e-2", "data": {**good["data"], "dataRowSize": 1, "fileSize": 1}}
    made = gate()
    made.calls_back = False
    body = made.handler(json.dumps([calm, {"id": "e-3", "data": 5}, json.dumps(good)]).encode())
    assert json.loads(body)["checkResult"] == "FAIL"
    found = records()
    assert [one["message_id"] for one in found] == ["e-2", "e-3", good["id"]]
    assert [one["result"] for one in found] == ["OK", "FAIL", "FAIL"]
    assert [one["problem"] for one in found] == [None, "data is a JSON number, not an object", None]
    assert len({one["decision_id"] for one in found}) == 3


def test_a_long_list_of_what_is_no_message_is_answered_in_time(gate: GateMaker, records: Records) -> None:
    """The work grows with the list, not with its square."""
    payload = json.dumps(["x" * 1000] * MOST_MESSAGES).encode()
    assert json.loads(gate().handler(payload))["checkResult"] == "FAIL"
    assert len({found["decision_id"] for found in records()}) == MOST_MESSAGES


def test_only_the_first_invocation_is_a_cold_start(gate: GateMaker, records: Records) -> None:
    """An instance starts once, and every message of its first invocation says so."""
    handler = gate().handler
    for payload in (b"[5, 5]", b"5", message(dataRowSize=1, fileSize=1)):
        handler(payload)
    assert [found["cold_start"] for found in records()] == [True, True, False, False]


def test_a_gate_judges_at_the_time_of_its_clock(gate: GateMaker) -> None:
    """What rules call now is the clock's time, of each invocation anew."""
    made = gate("rules: [{name: year, when: 'now.getFullYear() > 2000', then: WARN, reason: {en: 'It is ${now}.'}}]\n")
    for year in (2026, 2030):
        made.clock = lambda year=year: datetime(year, 1, 1, tzinfo=UTC)  # type: ignore[misc]  # bound as a default
        assert json.loads(made.handler(message()))["errorMessage"] == f"It is {year}-01-01T08:00:00+08:00."


def test_a_gate_without_a_clock_judges_now(staged: Callable[..., Path]) -> None:
    """Unless somebody sets another, the clock is that of the machine, in UTC."""
    assert Gate.load(str(staged())).clock().tzinfo is UTC

"""The record of an invocation: one bounded line of JSON in ASCII, which shows what it may and no more."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from dwgate import record
from dwgate.callback.delivery import Delivery
from dwgate.errors import PolicyError
from dwgate.events import catalogue
from dwgate.events.event import Event, parse
from dwgate.gate import Gate
from dwgate.policy.decision import (
    BEIJING,
    BreakGlassUse,
    CheckResult,
    Decision,
    ExemptionUse,
    Outcome,
    Reason,
    unasked,
    undecided,
)
from dwgate.runtime.variables import DEFAULT_RECORD_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from dwgate.callback.delivery import State


SQL = "select sku_code, sku_name from dim_sku"
LONGEST = 128 * 1024
EMOJI = "\U0001f600"  # twelve characters of JSON in ASCII

DECISION = Decision("d-1", "m-1", "download-resources", CheckResult.OK, reasons=(), policy_digest="sha256:0")


def read(document: Any, point: str = "download-resources") -> Event:
    """The one event in a document."""
    (event,) = parse(json.dumps(document).encode(), [point])
    assert isinstance(event, Event)
    return event


def line(decision: Decision = DECISION, event: Event | None = None, **more: Any) -> dict[str, Any]:
    """The record as JSON, after a look at the line itself."""
    text = record.line(decision, event, **{"fields": DEFAULT_RECORD_FIELDS, "invocation": {}, **more})
    assert text.isascii()
    assert "\n" not in text
    assert len(text) < LONGEST
    written: dict[str, Any] = json.loads(text)
    return written


@pytest.fixture
def download(sample: Callable[..., dict[str, Any]]) -> Event:
    """The documented download."""
    return read(sample("download-resources"))


def test_a_record_says_what_was_decided_on_what(download: Event) -> None:
    """The decision, the rules, who and where, and what is known of the invocation, in one object."""
    outcomes = (
        Outcome("refused", "fired", CheckResult.FAIL),
        Outcome("quiet", "passed", CheckResult.OK),
        Outcome("tried", "fired", CheckResult.WARN, shadow=True),
        Outcome("lifted", "exempted", CheckResult.OK, exemption=ExemptionUse("audit", "a@example.com", "2027-01-01")),
    )
    reasons = (Reason(CheckResult.FAIL, {"en": "No.", "zh": "否。"}),)
    decision = Decision("d-1", "m-1", "download-resources", CheckResult.FAIL, reasons, outcomes, "sha256:0")
    found = line(decision, download, invocation={"request_id": "1-a", "cold_start": True, "duration_ms": 1.5})
    assert found == {
        "kind": "decision",
        "decision_id": "d-1",
        "message_id": "m-1",
        "point": "download-resources",
        "result": "FAIL",
        "reasons": [{"result": "FAIL", "en": "No.", "zh": "否。"}],
        "rules": {
            "fired": ["refused"],
            "errors": [],
            "shadow": [{"rule": "tried", "state": "fired", "result": "WARN"}],
            "exempted": [{"rule": "lifted", "reason": "audit", "owner": "a@example.com", "expires": "2027-01-01"}],
        },
        "problem": None,
        "policy_digest": "sha256:0",
        "break_glass": None,
        "tenant": None,
        "workspace": "91864",
        "operator": "1904512876340213",
        "account": "1234567890981234",
        "envelope": "eventbridge",
        "event": {
            "moduleType": "sqlx_query",
            "dataRowSize": 123456,
            "fileSize": 10241024,
            "datasourceId": "1111",
            "datasourceName": "odps_first",
        },
        "present": list(download.present),
        "content": {"sqlText": {"length": len(SQL), "sha256": hashlib.sha256(SQL.encode()).hexdigest()}},
        "unreadable": {},
        "unknown_fields": {},
        "callback": None,
        "request_id": "1-a",
        "cold_start": True,
        "duration_ms": 1.5,
        "level": "info",
        "cut": [],
    }


def test_fields_appear_by_allow_list_alone(download: Event) -> None:
    """What the setting does not name is not shown, and what it names has to have come."""
    assert line(DECISION, download, fields=())["event"] == {}
    assert line(DECISION, download, fields=("fileName", "writeType"))["event"] == {"fileName": "File Name.csv"}


def test_content_never_appears(download: Event) -> None:
    """Of SQL text there is its length and its hash, also where the allow-list names it."""
    found = line(DECISION, download, fields=("sqlText", "fileSize"))
    assert found["event"] == {"fileSize": 10241024}
    assert found["content"]["sqlText"]["length"] == len(SQL)
    assert SQL not in json.dumps(found)


@pytest.mark.parametrize("path", ["sqlText", "query.sqlText"])
def test_content_of_an_unpublished_point_never_appears_either(path: str) -> None:
    """A field that is content elsewhere is content where nobody published the fields."""
    body: Any = SQL
    for name in reversed(path.split(".")):
        body = {name: body}
    found = line(DECISION, read({"messageBody": body}, "asset-publish"), fields=(path,))
    assert found["event"] == {}
    assert list(found["content"]) == [path]
    assert SQL not in json.dumps(found)


def test_unreadable_content_is_not_quoted() -> None:
    """SQL text in a list is unreadable, and only that is said of it."""
    event = read({"data": {"eventCode": "download-resources", "sqlText": [SQL], "query": SQL}})
    found = line(DECISION, event, fields=("sqlText", "query"))
    assert found["unreadable"] == {"sqlText": "is documented as text and came as a list"}
    assert found["unknown_fields"] == {"query": "string"}
    assert (found["event"], found["content"]) == ({}, {})
    assert SQL not in json.dumps(found)


def test_what_content_is_made_of_has_no_name_in_a_record() -> None:
    """An unpublished point may hold content that is no text: it is one piece, whose own names are content as well."""
    inside = {"s3cret": 1, "b": [{"s3cret": 2}], "c": 10**30}
    body = {"sqlText": inside, "node": {"paraValue": inside, "items": [{"sqlText": inside}]}, "sqlTexts": 1}
    event = read({"messageBody": body}, "asset-publish")
    found = line(DECISION, event, fields=("sqlText.s3cret",))
    assert "s3cret" not in json.dumps(found)
    assert sorted(found["content"]) == ["node.paraValue", "sqlText"]
    assert found["content"]["sqlText"] == catalogue.fingerprint({"sqlText.s3cret": 1, "sqlText.b": [{"s3cret": 2}]})
    assert found["present"] == ["sqlText", "node", "node.paraValue", "node.items", "sqlTexts"]
    assert found["cut"] == ["present"]
    assert found["unreadable"].keys() == {"node.items"}
    assert found["unknown_fields"].keys() == {
        *("sqlText", "sqlTexts", "node", "node.paraValue"),
        *("node.items", "node.items[]", "node.items[].sqlText"),
    }


def test_values_are_shown_as_they_came_or_said_to_be_cut() -> None:
    """Whoever reads a record can judge by its values: each is the very value, or is named as one that is not."""
    body = {"a": 1, "b": True, "c": [1, "x"], "d": "x" * 1000, "e": ["x" * 1000], "f": "x" * 256, "g": 2.0}
    found = line(DECISION, read({"messageBody": body}, "asset-publish"), fields=tuple(body))
    assert found["event"] == {**body, "d": "x" * 256 + "…", "e": '["' + "x" * 254 + "…"}
    assert [type(found["event"][name]) for name in "abg"] == [int, bool, float]
    assert found["cut"] == ["event.d", "event.e"]


@pytest.mark.parametrize(("length", "is_whole"), [(254, True), (255, False)])
def test_a_list_is_shown_as_one_while_its_json_is_short(length: int, is_whole: bool) -> None:  # noqa: FBT001 - a column
    """What does not fit is a text, which no list is taken for."""
    found = line(DECISION, read({"messageBody": {"a": ["x" * (length - 2)]}}, "asset-publish"), fields=("a",))
    assert isinstance(found["event"]["a"], list) is is_whole
    assert found["cut"] == ([] if is_whole else ["event.a"])


def test_a_record_says_which_fields_came() -> None:
    """A field that is not shown can be told from one that did not come; one that nobody documented is not told."""
    event = read({"data": {"eventCode": "download-resources", "dataRowSize": "many", "fileName": "a", "other": 1}})
    found = line(DECISION, event)
    assert found["present"] == ["fileName", "dataRowSize", "eventCode"]
    assert (found["unreadable"].keys(), found["cut"]) == ({"dataRowSize"}, [])


def test_names_that_are_not_all_shown_are_said_to_be_cut() -> None:
    """Then nobody knows of a field that is not shown whether it came."""
    found = line(DECISION, read({"messageBody": {f"f{number}": 1 for number in range(65)}}, "asset-publish"))
    assert (len(found["present"]), found["cut"]) == (64, ["present"])


def test_what_a_shortened_record_cuts_is_named() -> None:
    """Also what was whole before the line had to be shortened."""
    body = {"a": "x" * 200, "b": "x" * 80, "tenantId": "x" * 200, "operator": "y"}
    reasons = tuple(Reason(CheckResult.FAIL, {"en": EMOJI * 100_000}) for _ in range(9))
    decision = Decision("d", "m", "asset-publish", CheckResult.FAIL, reasons * 9)
    found = line(decision, read({"messageBody": body}, "asset-publish"), fields=tuple(body))
    assert found["shortened"] is True
    assert found["cut"] == ["event.a", "event.tenantId", "tenant"]


@pytest.mark.parametrize(
    ("decision", "level"),
    [
        (DECISION, "info"),
        (Decision("d", "m", "p", CheckResult.FAIL, (), (Outcome("r", "fired", CheckResult.FAIL),)), "info"),
        (Decision("d", "m", "p", CheckResult.OK, (), (Outcome("r", "error", CheckResult.OK, error="e"),)), "error"),
        (Decision("d", "m", "p", CheckResult.WARN, (), (Outcome("r", "fired", CheckResult.WARN, error="e"),)), "error"),
        (undecided("no policy", CheckResult.OK, identity=b""), "error"),
    ],
    ids=["passed", "refused", "rule in error", "reason in error", "undecided"],
)
def test_a_problem_and_an_error_of_a_rule_are_of_level_error(decision: Decision, level: str) -> None:
    """An alarm can be set on the level: a refusal is the gate's work, a rule that cannot be judged is not."""
    assert line(decision)["level"] == level


@pytest.mark.parametrize(
    ("state", "level"),
    [
        ("delivered", "info"),
        ("expired", "info"),
        ("no-id", "error"),
        ("returned", "error"),
        ("refused", "error"),
        ("undelivered", "error"),
        ("no-code", "error"),
    ],
)
def test_a_record_says_what_became_of_the_callback(state: State, level: str) -> None:
    """An alarm can be set on what did not reach DataWorks though it was to."""
    delivery = Delivery(state, "CallbackExtension", "FAIL", 3, "r-1", "Some.Code", "it is said here", 12.5)
    found = line(delivery=delivery)
    assert found["callback"] == {
        "state": state,
        "operation": "CallbackExtension",
        "result": "FAIL",
        "attempts": 3,
        "request_id": "r-1",
        "code": "Some.Code",
        "problem": "it is said here",
        "duration_ms": 12.5,
    }
    assert found["level"] == level


@pytest.mark.parametrize(
    ("instead_of", "level"), [(CheckResult.FAIL, "error"), (CheckResult.OK, "error"), (None, "info")]
)
def test_break_glass_is_loud_while_it_is_open(instead_of: CheckResult | None, level: str) -> None:
    """An alarm goes off at every message, also at one that would have passed; what is over is told in a low voice."""
    use = BreakGlassUse("2026-11-18T12:00:00+08:00", "zhang.san", "INC-7", instead_of)
    found = line(dataclasses.replace(DECISION, break_glass=use))
    assert found["level"] == level
    assert found["break_glass"] == {
        "state": "open" if instead_of else "expired",
        "until": "2026-11-18T12:00:00+08:00",
        "who": "zhang.san",
        "why": "INC-7",
        "instead_of": instead_of.value if instead_of else None,
    }


@pytest.mark.parametrize(
    "text", ["a\nb\r\x00\x1b[2J\u2028", "张三：恢复\ud83d", EMOJI * 500], ids=["control", "odd", "long"]
)
def test_who_broke_the_glass_is_one_line_whatever_the_name(text: str) -> None:
    """Nobody can write a record of their own into the log."""
    use = BreakGlassUse("2026-11-18T12:00:00+08:00", text, text, CheckResult.FAIL)
    found = line(dataclasses.replace(DECISION, break_glass=use))["break_glass"]
    assert (found["who"], found["why"]) == (text, text)


def test_what_was_not_asked_for_is_a_record_of_its_own_kind() -> None:
    """DataWorks only reports some events, and a policy without rules for one decides nothing."""
    event = read({"id": "m-1", "type": catalogue.find("node-change-created").type, "data": {}}, "node-change-created")
    found = line(unasked(message_id="m-1", point="node-change-created", identity=b""), event)
    assert (found["kind"], found["result"], found["level"]) == ("event", "OK", "info")
    assert line(DECISION, event)["kind"] == "decision"
    assert line(undecided("Nobody knows", CheckResult.OK, identity=b""))["kind"] == "decision"


def test_a_gate_says_when_its_rules_were_judged_and_whose_they_are(
    gate: Callable[..., Gate], records: Callable[[], list[dict[str, Any]]], sample: Callable[..., dict[str, Any]]
) -> None:
    """The time is the one that rules call now, and there is none where no rule was judged."""
    made = gate()
    made.clock = lambda: datetime(2026, 11, 18, 10, tzinfo=BEIJING)
    made.handler(json.dumps(sample("download-resources", "function_compute")).encode())
    made.handler(b"no JSON")
    assert [(found["time"], found["function"]) for found in records()] == [
        ("2026-11-18T10:00:00+08:00", "data_download"),
        (None, "data_download"),
    ]


def test_without_a_policy_a_record_names_no_function(records: Callable[[], list[dict[str, Any]]]) -> None:
    """The function is known by its policy."""
    Gate(PolicyError(["there is none"])).handler(b"{}")
    assert records()[0]["function"] is None


def test_an_invocation_says_whether_its_answer_is_from_memory(
    gate: Callable[..., Gate], records: Callable[[], list[dict[str, Any]]], sample: Callable[..., dict[str, Any]]
) -> None:
    """A message that was never called back is decided each time."""
    made = gate()
    made.calls_back = False
    handler = made.handler
    for form in ("function_compute", "eventbridge", "eventbridge"):
        handler(json.dumps(sample("download-resources", form)).encode())
    assert [found["is_repeated"] for found in records()] == [False, False, False]


def test_a_record_without_an_event_says_the_problem() -> None:
    """Of a message that cannot be read there is the problem, and no field of it."""
    found = line(undecided("the message is empty", CheckResult.FAIL, identity=b"", message_id="m-1"))
    assert (found["problem"], found["message_id"], found["result"]) == ("the message is empty", "m-1", "FAIL")
    assert not {"event", "content", "unreadable", "unknown_fields", "operator"} & set(found)


def test_a_reason_is_of_bounded_length() -> None:
    """A reason may quote a field, and a field may be of any length."""
    reasons = (Reason(CheckResult.FAIL, {"en": "x" * 10_000_000}),)
    found = line(Decision("d", "m", "p", CheckResult.FAIL, reasons))
    assert found["reasons"] == [{"result": "FAIL", "en": "x" * 4000 + "…"}]
    assert "shortened" not in found


def test_a_reason_of_just_the_length_is_whole() -> None:
    """Only what is longer is cut."""
    found = line(Decision("d", "m", "p", CheckResult.FAIL, (Reason(CheckResult.FAIL, {"en": "x" * 4000}),)))
    assert found["reasons"][0]["en"] == "x" * 4000


def test_a_record_is_shortened_no_more_than_it_must() -> None:
    """Nine long reasons are cut a second time, and are still nine."""
    reasons = tuple(Reason(CheckResult.FAIL, {"en": EMOJI * 5000}) for _ in range(9))
    found = line(Decision("d", "m", "p", CheckResult.FAIL, reasons))
    assert [reason["en"] for reason in found["reasons"]] == [EMOJI * 256 + "…"] * 9
    assert found["shortened"] is True


HOSTILE: dict[str, dict[str, Any]] = {
    "a long message id": {"id": EMOJI * 150_000, "data": {}},
    "long identifiers": {
        "id": "e-1",
        "aliyunaccountid": EMOJI * 1000,
        "data": dict.fromkeys(("tenantId", "projectId", "operator"), EMOJI * 1000),
    },
    "many unknown fields": {"data": {f"field-{number}": number for number in range(9_000)}},
    "long names": {"data": {EMOJI * 900 + str(number): number for number in range(150)}},
    "long names of unreadable fields": {"data": {EMOJI * 900 + str(number): 2**80 for number in range(150)}},
    "large values": {"data": dict.fromkeys(DEFAULT_RECORD_FIELDS, EMOJI * 6_000)},
    "much content": {"data": {f"{EMOJI * 900}{number}": {"sqlText": "x"} for number in range(150)}},
}
"""Messages near the limits of what is read: an emoji takes twelve bytes of JSON."""


@pytest.mark.parametrize("point", ["download-resources", "asset-publish"])
@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_a_record_of_hostile_input_is_short(document: dict[str, Any], point: str) -> None:
    """Whatever a message holds, its record is one line that a log takes."""
    code = {"type": "download-resources"} if point == "download-resources" else {}
    event = read({**document, **code}, point)
    reasons = tuple(Reason(CheckResult.FAIL, {"en": EMOJI * 100_000, "zh": EMOJI * 100_000}) for _ in range(9))
    decision = Decision("d" * 32, event.message_id, event.point, CheckResult.FAIL, reasons, policy_digest="s" * 71)
    found = line(decision, event)
    assert (found["decision_id"], found["policy_digest"]) == (decision.id, decision.policy_digest)
    assert found["result"] == "FAIL"
    assert found["shortened"] is True


def test_a_record_of_many_rules_is_short() -> None:
    """A thousand rules that cannot be judged are shortened, and the record says so."""
    error = "event.dataRowSize did not come with the message"
    reason = Reason(CheckResult.FAIL, {"en": "could not be judged" * 10, "zh": "无法判断" * 10})
    outcomes = tuple(
        Outcome(f"rule-number-{number}", "error", CheckResult.FAIL, error=error, reason=reason)
        for number in range(1000)
    )
    found = line(Decision("d", "m", "p", CheckResult.FAIL, (reason,) * 1000, outcomes))
    assert found["shortened"] is True
    assert found["level"] == "error"
    assert found["rules"]["errors"][0] == {"rule": "rule-number-0", "error": error, "result": "FAIL"}


def test_a_failure_is_a_line_of_its_own_kind() -> None:
    """What is the matter with the function itself is told apart from decisions."""
    text = record.failure("policy.json 不存在", request_id="1-a")
    assert text.isascii()
    assert json.loads(text) == {
        "kind": "failure",
        "level": "error",
        "problem": "policy.json 不存在",
        "request_id": "1-a",
    }


@pytest.mark.parametrize("without", [(), ("id",)], ids=["with a message id", "without one"])
def test_the_same_message_again_has_the_same_decision_id(
    without: tuple[str, ...],
    gate: Callable[..., Gate],
    records: Callable[[], list[dict[str, Any]]],
    sample: Callable[..., dict[str, Any]],
) -> None:
    """A redelivered message is known by its decision id, and no other message has it."""
    message = {name: value for name, value in sample("download-resources").items() if name not in without}
    other = {**message, "data": {**message["data"], "fileSize": 1}} if without else {**message, "id": "another"}
    made = gate()
    made.calls_back = False
    handler = made.handler
    for document in (message, message, other):
        handler(json.dumps(document).encode())
    first, again, another = [found["decision_id"] for found in records()]
    assert first == again
    assert first != another


def test_what_cannot_be_read_has_a_decision_id_too(
    gate: Callable[..., Gate], records: Callable[[], list[dict[str, Any]]]
) -> None:
    """The bytes tell messages without an id apart, and in a list their places do."""
    handler = gate().handler
    for payload in (b"no JSON", b"no JSON", b"no JSON either", b"[5, 5]", b"[5, 5]"):
        handler(payload)
    ids = [found["decision_id"] for found in records()]
    assert ids[0] == ids[1]
    assert ids[3:5] == ids[5:7]
    assert len(set(ids)) == 4


def test_content_in_a_list_of_an_unpublished_message_is_left_out() -> None:
    """The objects of a list that the allow-list names are shown without what holds SQL elsewhere."""
    body = {"queries": [{"name": "a", "sqlText": SQL, "parts": [{"sqlText": SQL}]}]}
    found = line(DECISION, read({"messageBody": body}, "asset-publish"), fields=("queries",))
    assert found["event"] == {"queries": [{"name": "a", "parts": [{}]}]}
    assert found["cut"] == ["event.queries"]
    assert SQL not in json.dumps(found)

"""Whatever comes in is answered in shape and recorded message by message, and nothing is ever thrown."""

import contextlib
import io
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import dwgate
from dwgate import answer
from dwgate.events import catalogue
from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.policy.decision import CheckResult, Reason

SAMPLES = Path(dwgate.__file__).parent / "testing" / "samples"
POLICIES = {
    "everywhere": """\
rules:
  - name: somebody
    when: operator == "7" || workspace != "91864" || tenant.startsWith("2")
    then: WARN
    reason: {en: "${operator} at ${point}."}
""",
    "download": """\
points: [download-resources, download-resources-execute]
rules:
  - name: rows
    when: event.dataRowSize > 5 && size(event.sqlText) < 1000 || event.fileSize / event.dataRowSize > 10
    then: FAIL
    reason: {en: "${event.fileName} has ${event.dataRowSize} rows.", zh: "${event.fileName}：${event.dataRowSize} 行。"}
exemptions:
  - rules: [rows]
    when: event.fileName.endsWith(".csv")
    reason: audit
    owner: somebody@example.com
    expires: 2999-01-01
""",
    "upload": """\
points: [upload-data-to-table]
params: {office: [10.0.0.0/8]}
rules:
  - name: engine
    when: event.targetEngineType != "MaxCompute" || ip.within(event.datasourceName, params.office)
    then: FAIL
    on_error: WARN
    reason: {en: "${event.targetEngineType}."}
""",
    "grant": """\
points: [approval-change-created]
rules:
  - name: grant
    when: >-
      event.process.approvalContent.arrayData.exists(one, one.objectType == "TABLE" && "Select" in one.actions) ||
      event.process.applicant != event.assignee
    then: FAIL
    reason: {en: "${event.process.approvalContent.granteeAccounts.map(one, one.granteeName)}."}
""",
    "tasks": """\
points: [pre-freeze-instance]
rules:
  - name: tasks
    when: event.taskIds.exists(id, id > 5)
    then: FAIL
    on_error: OK
    reason: {en: "${event.taskIds}."}
""",
    "asset": """\
points: [asset-publish]
rules:
  - name: asset
    when: has(event.name) && event.name.startsWith("tmp") || event.owner.id == 7
    then: FAIL
    reason: {en: "${event.name} of ${event.owner}."}
""",
}
POINTS = [
    *("download-resources", "download-resources-execute", "upload-data-to-table"),
    *("approval-change-created", "pre-freeze-instance", "asset-publish"),
]
DOCUMENTED = [
    message
    for point in POINTS[:-1]
    for message in json.loads((SAMPLES / f"{point}.json").read_bytes()).values()
    if message is not None
]

AWAITED = [point for point in POINTS if catalogue.is_extension_point(point)]

ANY_TEXT = st.text(st.characters())  # with the halves of surrogate pairs, which JSON can write
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.sampled_from(["7", "-1.5", "{", "[1]"])
)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4), max_leaves=12
)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """A gate whose rules read fields of every type, serving documented points and an unpublished one."""
    folder = tmp_path_factory.mktemp("function")
    (folder / "policy").mkdir()
    (folder / "function.yaml").write_text(f"points: [{', '.join(POINTS)}]\n")
    for name, policy in POLICIES.items():
        (folder / "policy" / f"{name}.yaml").write_text(policy)
    compilation = compile_function(folder)
    assert [finding.render() for finding in compilation.diagnostics] == []
    return Gate(compilation.policy())


def invoke(gate: Gate, payload: bytes) -> list[dict[str, Any]]:
    """The records of an invocation, once they and the answer are seen to be in shape and to agree."""
    log = io.StringIO()
    os.environ["DWGATE_ANSWER"] = "return"  # which is put back after each test
    with contextlib.redirect_stdout(log):
        body = gate.handler(payload)
    text = log.getvalue()
    assert text.isascii()
    assert text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    assert all(len(line) < 128 * 1024 for line in lines)
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]

    answered = json.loads(body.encode())
    results = [CheckResult(record["result"]) for record in records]
    assert answered["checkResult"] == max(results, key=lambda result: result.severity).value
    assert set(answered) == {"checkResult"} | ({"errorMessage"} if answered["checkResult"] != "OK" else set())
    assert 0 < len(answered.get("errorMessage", "OK")) <= 1000
    for record in records:
        assert not (record["problem"] or "").startswith("an unexpected")
        assert record["result"] == "FAIL" or not record["problem"]
        errors = [CheckResult(error["result"]).severity for error in record["rules"]["errors"]]
        assert CheckResult(record["result"]).severity >= max(errors, default=0)
        assert record["kind"] == ("event" if is_report(record) else "decision")
        if record["kind"] == "event":
            assert (record["result"], record["reasons"], record["problem"]) == ("OK", [], None)
            assert record["callback"] is None
        # By the settings nothing is called back, and where EventBridge brought the message that is an error.
        state = record["callback"] and record["callback"]["state"]
        is_awaited = record.get("envelope") == "eventbridge" and record["point"] in AWAITED
        if is_awaited or state:
            assert state == "returned"
        assert record["level"] == ("error" if record["problem"] or errors or state else "info")
    return records


def is_report(record: dict[str, Any]) -> bool:
    """Whether a record is of an event which DataWorks only reports, in the envelope in which it reports.

    Where a policy has rules for such an event, they are judged as any other.
    """
    is_regular = record.get("envelope") == "eventbridge" and not catalogue.is_extension_point(record["point"])
    return is_regular and record["policy_digest"] is None


@settings(max_examples=300)
@given(payload=st.binary())
@example(payload=b"")
@example(payload=b"\xef\xbb\xbf")
@example(payload=b"[" * 1_000_000)
@example(payload=b'{"data": "' + b"[" * 100_000 + b'"}')
def test_any_bytes_are_answered(gate: Gate, payload: bytes) -> None:
    """Bytes at random are one invocation, one answer, one record."""
    (record,) = invoke(gate, payload)
    assert record["result"] == "FAIL"


@settings(max_examples=300)
@given(document=ANY_JSON)
def test_any_json_is_answered(gate: Gate, document: Any) -> None:
    """JSON at random is answered, with one record for each message in it."""
    records = invoke(gate, json.dumps(document).encode())
    assert len(records) == (len(document) if isinstance(document, list) and document else 1)


@settings(max_examples=300)
@given(
    envelope=st.fixed_dictionaries(
        {},
        optional={
            "messageId": ANY_JSON,
            "id": ANY_JSON,
            "eventType": st.sampled_from(POINTS) | ANY_JSON,
            "type": st.sampled_from(POINTS) | ANY_JSON,
            "aliyunpublishtime": ANY_JSON,
            "aliyunaccountid": ANY_JSON,
            "messageBody": ANY_JSON,
            "data": st.dictionaries(st.sampled_from(["eventCode", "name", "owner", "operator"]) | ANY_TEXT, ANY_JSON),
        },
    )
)
def test_any_envelope_is_answered(gate: Gate, envelope: dict[str, Any]) -> None:
    """Documented names with anything in them are answered; an unpublished point takes any body."""
    invoke(gate, json.dumps(envelope).encode())


WITH_RULES = "\n".join(POLICIES.values())
REGULAR = [
    code for code, event in catalogue.events().items() if not event.is_extension_point and code not in WITH_RULES
]


@settings(max_examples=200)
@given(
    code=st.sampled_from(REGULAR),
    more=st.fixed_dictionaries({}, optional={"id": ANY_JSON, "aliyunpublishtime": ANY_JSON}),
    data=st.dictionaries(st.sampled_from(["eventCode", "projectId", "operator", "sqlText"]) | ANY_TEXT, ANY_JSON),
)
def test_a_regular_event_is_recorded_whatever_it_holds(
    gate: Gate, code: str, more: dict[str, Any], data: dict[str, Any]
) -> None:
    """Nobody waits for an answer, and nothing in it is an error."""
    document = {**more, "type": catalogue.find(code).type, "data": data}
    (record,) = invoke(gate, json.dumps(document).encode())
    assert (record["kind"], record["point"], record["level"]) == ("event", code, "info")


@settings(max_examples=600)
@given(message=st.sampled_from(DOCUMENTED), data=st.data())
def test_a_documented_message_with_anything_in_its_fields_is_answered(
    gate: Gate, message: dict[str, Any], data: st.DataObject
) -> None:
    """Any of the fields of a documented message may hold anything: it is still a message of its point."""
    body = "messageBody" if "messageBody" in message else "data"
    replaced = data.draw(st.dictionaries(st.sampled_from(sorted(message[body])), ANY_JSON, min_size=1))
    payload = json.dumps({**message, body: {**message[body], **replaced}}).encode()
    (record,) = invoke(gate, payload)
    assert record["point"] in POINTS
    assert record["problem"] is None
    (again,) = invoke(gate, payload)
    assert again["decision_id"] == record["decision_id"]


@settings(max_examples=300)
@given(message=st.sampled_from(DOCUMENTED[-2:]), data=st.data())
def test_an_object_of_a_message_may_hold_anything(gate: Gate, message: dict[str, Any], data: st.DataObject) -> None:
    """So may the fields of the objects in it, at any depth."""

    def spoilt(value: Any) -> Any:
        if not isinstance(value, dict) or data.draw(st.integers(0, 5)) == 0:
            return data.draw(ANY_JSON)
        chosen = data.draw(st.sampled_from(sorted(value)))
        return {**value, chosen: spoilt(value[chosen])}

    (record,) = invoke(gate, json.dumps({**message, "data": spoilt(message["data"])}).encode())
    assert record["message_id"] == message["id"]


@settings(max_examples=500)
@given(
    text=ANY_TEXT | st.text(st.sampled_from("a \u0301\u200d\ufe0f\U0001f44d\U0001f3fd\U0001f1e8\U000e0067\u1161")),
    length=st.integers(0, 40),
)
def test_a_cut_text_is_within_its_length_and_begins_as_the_whole(text: str, length: int) -> None:
    """What is cut is a prefix and an ellipsis, and does not end before a mark; what fits is whole."""
    whole = text.encode(errors="replace").decode()
    cut = answer.cut(text, length)
    assert len(cut) <= length
    if len(whole) <= length:
        assert cut == whole
        return
    assert cut.endswith("…") is (length > 0)
    prefix = cut.removesuffix("…")
    assert whole.startswith(prefix)
    assert not prefix or not unicodedata.category(whole[len(prefix)]).startswith("M")


@settings(max_examples=200)
@given(
    reasons=st.lists(
        st.dictionaries(st.sampled_from(["en", "zh"]), ANY_TEXT, min_size=1).map(
            lambda text: Reason(CheckResult.FAIL, text)
        ),
        max_size=5,
    ),
    languages=st.sampled_from([("en",), ("zh",), ("en", "zh")]),
    length=st.integers(20, 100),
)
def test_all_reasons_are_within_the_length(reasons: list[Reason], languages: tuple[str, ...], length: int) -> None:
    """However many reasons, of whatever languages, the whole is no longer than is shown."""
    assert len(answer.reason_text(reasons, languages, length)) <= length

"""Whatever comes in is answered in shape and recorded message by message, and nothing is ever thrown."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dwgate import answer
from dwgate.events import catalogue
from dwgate.gate import Gate
from dwgate.policy.decision import CheckResult, Reason
from fuzzing.answered import invoke
from fuzzing.gates import POINTS, POLICIES, SAMPLES, compiled, gate_of

DOCUMENTED = [
    message
    for point in POINTS[:-1]
    for message in json.loads((SAMPLES / f"{point}.json").read_bytes()).values()
    if message is not None
]

ANY_TEXT = st.text(st.characters())  # with the halves of surrogate pairs, which JSON can write
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)  # which are no JSON
    | ANY_TEXT
    | st.sampled_from(["7", "-1.5", "{", "[1]"])
)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4), max_leaves=12
)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """A gate whose rules read fields of every type, serving documented points and an unpublished one."""
    compilation = compiled(tmp_path_factory.mktemp("function") / "every-type")
    assert [finding.render() for finding in compilation.diagnostics] == []
    return gate_of(compilation.policy())


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

"""Whatever comes, the answer is OK only where all that came is of somebody who may ask."""

import contextlib
import io
import json
import os
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calling_back import FREE, GUARDED, PATIENT, guarding
from dwgate.gate import Gate

OURS, THEIRS = "28378954310656", "666"
WHO = {"DWGATE_TENANTS": "tenantId", "DWGATE_WORKSPACES": "projectId", "DWGATE_ACCOUNTS": "aliyunaccountid"}
"""The settings, and where a message tells what they list."""

TOLD = st.sampled_from([OURS, int(OURS), THEIRS, int(THEIRS), None, "", f"{OURS},{THEIRS}", [OURS], {OURS: OURS}, True])
EXTRA = st.dictionaries(st.sampled_from(["fileName", "tenant", "appId", "workspaceId", "accountId"]), TOLD, max_size=3)
NAMES = st.sampled_from([*GUARDED, "upload-data-to-table", "node-change-created", "no-such-event"])


@st.composite
def bodies(draw: st.DrawFn) -> Any:
    """The body of a message, as an object or as its text."""
    body = {"operator": FREE, "tenantId": draw(TOLD), "projectId": draw(TOLD), **draw(EXTRA)}
    return draw(st.sampled_from([body, json.dumps(body), "{", None, [body]]))


REQUESTS = st.fixed_dictionaries(
    {"messageId": st.just("m"), "eventType": NAMES, "messageBody": bodies(), "aliyunaccountid": TOLD}
)
DELIVERED = st.fixed_dictionaries({"id": st.just("m"), "type": NAMES, "data": bodies(), "aliyunaccountid": TOLD})
MESSAGES = REQUESTS | DELIVERED
DOCUMENTS = MESSAGES | st.lists(MESSAGES | TOLD, max_size=3)
PAYLOADS = st.binary() | DOCUMENTS.map(json.dumps).map(str.encode)


def is_of_ours(document: Any, setting: str) -> bool:
    """Whether a message tells, where the setting looks for it, that it is of us; read without dwgate."""
    body = document.get("messageBody", document.get("data"))
    body = json.loads(body) if isinstance(body, str) else body
    where = {**document, "tenantId": None, "projectId": None, **body}
    if setting == "DWGATE_ACCOUNTS":
        return "messageBody" not in document and document["aliyunaccountid"] in {OURS, int(OURS)}
    spellings = ("projectId", "appId", "workspaceId") if setting == "DWGATE_WORKSPACES" else (WHO[setting],)
    told = next((where[name] for name in spellings if where.get(name) not in (None, "")), None)
    return told in (OURS, int(OURS))


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """A gate that lets everybody through, for many messages."""
    made = guarding(tmp_path_factory.mktemp("function"))
    made.calls_back = False
    return made


def answer(gate: Gate, came: bytes, **environment: str) -> tuple[str, list[dict[str, Any]]]:
    """The result of an invocation, and its records; whatever is an error is answered OK."""
    os.environ.update({"DWGATE_ON_ERROR": "OK", **environment})  # which are put back after each test
    log = io.StringIO()
    with contextlib.redirect_stdout(log):
        body = json.loads(gate.handler(came, PATIENT))
    return body["checkResult"], [json.loads(line) for line in log.getvalue().splitlines()]


def of_us(**body: Any) -> bytes:
    """A message that is ours by all that a message can tell."""
    told = {"operator": FREE, "tenantId": OURS, "projectId": OURS, **body}
    return json.dumps({"id": "m", "type": "commit-file", "data": told, "aliyunaccountid": OURS}).encode()


@pytest.mark.parametrize("setting", WHO)
@settings(max_examples=200)
@given(came=PAYLOADS)
@example(came=b"")
@example(came=b"[" * 1000)
@example(came=of_us())
def test_the_answer_is_ok_only_to_whoever_may_ask(guard: Gate, came: bytes, setting: str) -> None:
    """Each message by itself, in its record, and all of them in the answer; even where every error is answered OK."""
    result, records = answer(guard, came, **{setting: f"7,{OURS}"})
    assert result == max((record["result"] for record in records), key=["OK", "WARN", "FAIL"].index)
    let_in = [position for position, record in enumerate(records) if record["result"] != "FAIL"]
    if let_in:
        document = json.loads(came)
        messages = document if isinstance(document, list) else [document]
        assert [messages[position] for position in let_in if not is_of_ours(messages[position], setting)] == []
    refused = [record for record in records if record["result"] == "FAIL"]
    assert {record["level"] for record in refused} <= {"error"}
    assert all(setting in record["problem"] and record["rules"]["fired"] == [] for record in refused)


@pytest.mark.parametrize("setting", WHO)
def test_whoever_may_ask_is_let_in(guard: Gate, setting: str) -> None:
    """Or else nothing would be shown above."""
    assert answer(guard, of_us(), **{setting: OURS})[0] == "OK"
    assert answer(guard, of_us().replace(OURS.encode(), THEIRS.encode()), **{setting: OURS})[0] == "FAIL"


@settings(max_examples=200)
@given(came=PAYLOADS)
def test_lists_on_which_all_are_change_nothing(guard: Gate, came: bytes) -> None:
    """What is let in is answered and recorded as it is without a list."""
    without = answer(guard, came, **dict.fromkeys(WHO, ""))
    listed = answer(guard, came, **dict.fromkeys(WHO, f"{OURS},{THEIRS}"))
    volatile = dict.fromkeys(("cold_start", "duration_ms", "chain"))
    for first, second in zip(without[1], listed[1], strict=True):
        assert second["result"] == "FAIL" or {**first, **volatile} == {**second, **volatile}

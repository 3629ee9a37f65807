"""Whatever comes, and whatever DataWorks answers, an invocation fails only where EventBridge is to deliver again."""

import contextlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import calling_back
from calling_back import CODE, GUARD, PATIENT
from dwgate.errors import MessageError, Undelivered
from dwgate.events import catalogue
from dwgate.gate import Gate
from dwgate.policy.engine import Policy
from dwgate.testing import (
    BadGateway,
    DataWorks,
    DroppedConnection,
    ErrorReply,
    Fault,
    Forbidden,
    MissingUserId,
    NotJson,
    Slow,
    SystemFailure,
    Throttled,
    TimeOut,
    Unsuccessful,
    mock_dataworks,
)

waits = calling_back.waits

POINTS = ("commit-file", "freeze-node", "download-resources", "delete-project")
LONG_AGO = datetime(2020, 11, 20, tzinfo=UTC)
"""When the documented messages were new."""

ANY_TEXT = st.text(st.characters())
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
IDS = st.sampled_from(["m-1", "m-2", "", 5, None])
DATA = st.fixed_dictionaries(
    {}, optional={"operator": st.sampled_from(["5", "6", "7"]) | ANY_JSON, "fileName": ANY_JSON}
)
EVENT = st.fixed_dictionaries(
    {
        "type": st.sampled_from([catalogue.find(point).type for point in (*POINTS, "run-file", "project-deleted")]),
        "data": DATA | ANY_JSON,
    },
    optional={"id": IDS, "aliyunpublishtime": st.sampled_from(["2020-11-19T21:04:42.179PRC", "2020-01-01T00:00:00Z"])},
)
REQUEST = st.fixed_dictionaries(
    {"eventType": st.sampled_from(POINTS), "messageBody": DATA | ANY_JSON}, optional={"messageId": IDS}
)
FAULTS: list[Fault] = [
    *(Throttled(), Throttled(retry_after=5), SystemFailure(), BadGateway(), TimeOut(), TimeOut(after_effect=True)),
    *(DroppedConnection(), Unsuccessful(), NotJson(), NotJson("[]"), Forbidden(), MissingUserId(), Slow(5)),
    ErrorReply(status=400, code="InvalidParameter"),
]
FAILED_STATES = {"refused", "undelivered", "no-code", "no-id", "returned"}


@pytest.fixture
def guard(gate: Callable[..., Gate]) -> Policy:
    """The guard at a point of each module."""
    policy = gate(GUARD, *POINTS).policy
    assert isinstance(policy, Policy)
    return policy


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    documents=st.lists(EVENT | REQUEST | ANY_JSON, min_size=1, max_size=3),
    is_alone=st.booleans(),
    faults=st.lists(st.sampled_from(FAULTS) | st.sampled_from([SystemFailure(), MissingUserId()]), max_size=8),
)
def test_no_error_leaves_the_handler_but_the_one_on_purpose(  # noqa: PLR0913, PLR0917 - what is drawn, and where
    guard: Policy,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    documents: list[Any],
    is_alone: bool,  # noqa: FBT001 - drawn
    faults: list[Fault],
) -> None:
    """One record a message, whose state says whether the invocation had to fail."""
    monkeypatch.setenv("FC_REGION", "cn-shanghai")
    monkeypatch.setenv("DWGATE_EXTENSION_CODE", CODE)
    payload = json.dumps(documents[0] if is_alone else documents).encode()
    made, log, body = Gate(guard, clock=lambda: LONG_AGO), io.StringIO(), None
    stub = DataWorks(clock=lambda: LONG_AGO)
    with mock_dataworks(dataworks=stub, sleep=waits.append), contextlib.redirect_stdout(log):
        stub.register_extension(CODE, points=POINTS)
        for document in documents:
            with contextlib.suppress(MessageError, ValueError):
                stub.ask(json.dumps(document).encode())
        for fault in faults:
            stub.fail(fault)
        with contextlib.suppress(Undelivered):
            body = made.handler(payload, PATIENT)

    records = [json.loads(line) for line in log.getvalue().splitlines()]
    came = json.loads(payload)
    messages = came if isinstance(came, list) and came else [came]
    assert len(records) == len(messages)
    lost = False
    for record, message in zip(records, messages, strict=True):
        state = record["callback"] and record["callback"]["state"]
        assert "unexpected" not in f"{record['problem']}{record['callback']}"
        is_error = record["problem"] or record["rules"]["errors"] or state in FAILED_STATES
        assert record["level"] == ("error" if is_error else "info")
        lost = lost or (state == "undelivered" and "messageBody" not in message)
    assert (body is None) is lost
    assert body is None or set(json.loads(body)) <= {"checkResult", "errorMessage"}

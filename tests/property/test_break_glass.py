"""Break-glass changes what is answered and nothing else, whatever bytes come."""

import contextlib
import io
import json
import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calling_back import FREE, GUARDED, NOW, PATIENT, REFUSED, WATCHED, guarding
from dwgate.gate import Gate

NAME = "DWGATE_BREAK_GLASS"
WHO_AND_WHY = "zhang.san;INC-7"
CHANGED = ("result", "reasons", "break_glass", "level")
"""What break-glass changes in a record, and nothing else does."""


def until(left: timedelta) -> str:
    """The setting that ends this long after the time of the gate."""
    return f"{(NOW + left).isoformat()};{WHO_AND_WHY}"


@pytest.fixture(scope="module")
def returning(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """The guard, for many messages."""
    return guarding(tmp_path_factory.mktemp("function"))


def answer(gate: Gate, came: bytes, setting: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The body and the records of an invocation under a setting, without what differs from one to another."""
    os.environ.update({"DWGATE_ANSWER": "return", NAME: setting})  # which are put back after each test
    log = io.StringIO()
    with contextlib.redirect_stdout(log):
        body = json.loads(gate.handler(came, PATIENT))
    records = [json.loads(line) for line in log.getvalue().splitlines()]
    return body, [{**record, "duration_ms": 0, "cold_start": False, "chain": None} for record in records]


SOME = st.none() | st.integers() | st.text(st.characters(), max_size=5) | st.sampled_from([FREE, WATCHED, REFUSED])
BODIES = st.dictionaries(st.sampled_from(["operator", "projectId", "fileName"]), SOME)
NAMES = st.sampled_from([*GUARDED, "upload-data-to-table", "node-change-created", "no-such-event"])
MESSAGES = st.fixed_dictionaries({"messageId": SOME, "eventType": NAMES, "messageBody": BODIES | SOME}) | (
    st.fixed_dictionaries({"id": SOME, "type": NAMES, "data": BODIES | SOME})
)
PAYLOADS = st.binary() | (MESSAGES | st.lists(MESSAGES | SOME, max_size=4)).map(json.dumps).map(str.encode)


@settings(max_examples=300)
@given(came=PAYLOADS)
@example(came=b"[" * 100_000)
def test_while_it_holds_every_answer_is_ok_whatever_comes(returning: Gate, came: bytes) -> None:
    """And each record is that of the same message without it, but for what was answered."""
    body, records = answer(returning, came, until(timedelta(hours=2)))
    assert body["checkResult"] == "OK"
    assert body["errorMessage"].startswith("The gate is open until 2026-11-18T12:00:00+08:00: ")
    ordinary, ordinary_records = answer(returning, came, "")
    results = [record["break_glass"]["instead_of"] for record in records]
    assert max(results, key=["OK", "WARN", "FAIL"].index) == ordinary["checkResult"]
    assert results == [record["result"] for record in ordinary_records]
    assert {record["result"] for record in records} == {"OK"}
    assert {record["level"] for record in records} == {"error"}
    assert without(records, *CHANGED) == without(ordinary_records, *CHANGED)


@settings(max_examples=200)
@given(came=PAYLOADS, left=st.timedeltas(max_value=timedelta(0), min_value=timedelta(days=-700_000)))
def test_once_it_is_over_nothing_changes_but_a_word_in_the_record(
    returning: Gate, came: bytes, left: timedelta
) -> None:
    """Whatever comes; and without the setting, there is not even that."""
    body, records = answer(returning, came, until(left))
    ordinary, ordinary_records = answer(returning, came, "")
    assert body == ordinary
    assert without(records, "break_glass") == without(ordinary_records, "break_glass")
    assert {record["break_glass"]["state"] for record in records} == {"expired"}
    assert {record["break_glass"] for record in ordinary_records} == {None}


@settings(max_examples=100)
@given(came=PAYLOADS, left=st.timedeltas(min_value=timedelta(hours=24, microseconds=1), max_value=timedelta(days=9999)))
def test_one_that_is_too_long_lets_nothing_through(returning: Gate, came: bytes, left: timedelta) -> None:
    """But for what DataWorks only reports, of which nothing is asked."""
    body, records = answer(returning, came, until(left))
    decisions = [record for record in records if record["kind"] == "decision"]
    assert {record["result"] for record in decisions} <= {"FAIL"}
    assert all(record["problem"].startswith(NAME) for record in decisions)
    assert body["checkResult"] == ("FAIL" if decisions else "OK")


def without(records: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    """The records without some of what they say."""
    return [{name: value for name, value in record.items() if name not in names} for record in records]

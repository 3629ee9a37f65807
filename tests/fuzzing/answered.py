"""What is promised of every invocation, whatever comes: it is answered in shape and recorded message by message.

Property tests, the fuzzer and the named cases of what it found all hold a gate to this.
"""

import contextlib
import io
import json
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from unittest import mock

from dwgate import gate as gate_module
from dwgate.events import catalogue
from dwgate.gate import Gate
from dwgate.policy.decision import CheckResult, Decision
from dwgate.policy.engine import Policy
from dwgate.runtime.deadline import Deadline

if TYPE_CHECKING:
    from dwgate.answers import Judged

LONGEST_LINE = 128 * 1024
"""Bytes; Function Compute's log takes no longer line."""


def invoke(gate: Gate, payload: bytes, *, looks: int | None = None) -> list[dict[str, Any]]:
    """Give the records of an invocation, once they and the answer are seen to be in shape and to agree.

    ``looks`` is how often the clock can be read until the time has run out; None where it never does.
    """
    judged: list[Judged] = []
    gate.observe = judged.append
    log = io.StringIO()
    os.environ["DWGATE_ANSWER"] = "return"  # nobody is called; whoever runs this puts it back
    with contextlib.redirect_stdout(log), time_that_runs_out(looks):
        body = gate.handler(payload)
    records = _lines(log.getvalue())
    assert len(records) == len(judged), "there is one record for each message"
    assert isinstance(gate.policy, Policy)
    for one, record in zip(judged, records, strict=True):
        assert record["decision_id"] == one.decision.id
        hold_decision(one.decision, gate.policy)
        hold_record(record, gate.policy)
        if looks == 0:
            assert all(outcome.state == "error" for outcome in one.decision.outcomes), "no rule is judged out of time"
    _hold_answer(body, records)
    hold_to_two_readers(payload, records)
    return records


@contextlib.contextmanager
def time_that_runs_out(looks: int | None) -> Iterator[None]:
    """Let the time of an invocation run out after so many looks at the clock, however long they take."""
    if looks is None:
        yield
        return
    left = iter(range(looks + 1))  # it is read once before it can run out

    class Simulated(Deadline):
        @classmethod
        def after(cls, seconds: float, *, margin: float, clock: Callable[[], float] = lambda: 0.0) -> Deadline:
            del clock
            return Deadline.after(seconds, margin=margin, clock=lambda: 1e9 if next(left, None) is None else 0.0)

    with mock.patch.object(gate_module, "Deadline", Simulated):
        yield


def _lines(text: str) -> list[dict[str, Any]]:
    assert text.isascii()
    assert text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    assert all(len(line) < LONGEST_LINE for line in lines)
    return [json.loads(line) for line in lines]


def _hold_answer(body: str, records: list[dict[str, Any]]) -> None:
    answered = json.loads(body.encode())
    results = [CheckResult(record["result"]) for record in records]
    assert answered["checkResult"] == max(results, key=lambda result: result.severity).value
    assert set(answered) == {"checkResult"} | ({"errorMessage"} if answered["checkResult"] != "OK" else set())
    assert 0 < len(answered.get("errorMessage", "OK")) <= 1000


def hold_decision(decision: Decision, policy: Policy) -> None:
    """Hold a decision to its rules: OK is said where each was judged, or could not be and says OK in that case."""
    if decision.problem:
        assert decision.outcomes == ()
        assert decision.result is CheckResult.FAIL
        return
    rules = [rule for rule in policy.rules if decision.point in rule.points]
    assert [outcome.rule for outcome in decision.outcomes] == [rule.name for rule in rules], "every rule was judged"
    for rule, outcome in zip(rules, decision.outcomes, strict=True):
        wanted = {"passed": CheckResult.OK, "exempted": CheckResult.OK, "fired": rule.then, "error": rule.on_error}
        assert outcome.result is wanted[outcome.state]
        assert (outcome.error is not None) or outcome.state != "error"
        assert (outcome.exemption is not None) is (outcome.state == "exempted")
        assert outcome.shadow is rule.shadow
    counted = [outcome.result for outcome in decision.outcomes if not outcome.shadow]
    assert decision.result is max(counted, key=lambda result: result.severity, default=CheckResult.OK)


def hold_record(record: dict[str, Any], policy: Policy) -> None:
    """Hold a record to what it says itself: an error is seen as one, and no exception was unforeseen."""
    assert not (record["problem"] or "").startswith("an unexpected")
    assert record["result"] == "FAIL" or not record["problem"]
    errors = [CheckResult(error["result"]).severity for error in record["rules"]["errors"]]
    shadow = {one["rule"] for one in record["rules"]["shadow"]}
    asked = [CheckResult(one["result"]).severity for one in record["rules"]["errors"] if one["rule"] not in shadow]
    assert CheckResult(record["result"]).severity >= max(asked, default=0)
    assert record["kind"] == ("event" if is_report(record) else "decision")
    if record["kind"] == "event":
        assert (record["result"], record["reasons"], record["problem"]) == ("OK", [], None)
        assert record["callback"] is None
    # By the settings nothing is called back, and where EventBridge brought the message that is an error.
    state = record["callback"] and record["callback"]["state"]
    awaited = {point for point in policy.points if catalogue.is_extension_point(point)}
    is_awaited = record.get("envelope") == "eventbridge" and record["point"] in awaited and not record["trial"]
    if is_awaited or state:
        assert state == "returned"
    assert record["level"] == ("error" if record["problem"] or errors or state else "info")


def is_report(record: dict[str, Any]) -> bool:
    """Whether a record is of an event which DataWorks only reports, in the envelope in which it reports.

    Where a policy has rules for such an event, they are judged as any other.
    """
    is_regular = record.get("envelope") == "eventbridge" and not catalogue.is_extension_point(record["point"])
    return is_regular and record["policy_digest"] is None


def hold_to_two_readers(payload: bytes, records: list[dict[str, Any]]) -> None:
    """Hold the records to readers of JSON of other kinds: a message that they see in two ways is refused."""
    try:
        text = payload.decode("utf-8-sig")
        last, first = _LAST.decode(text), _FIRST.decode(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(last, list):
        last, first = [last], [first]
    if len(records) != len(last):
        assert len(records) == 1
        assert records[0]["problem"], "a list is read as a whole or refused as a whole"
        return
    for one, other, record in zip(last, first, records, strict=True):
        if _opened(one, _LAST) != _opened(other, _FIRST):
            assert record["problem"], "a message that two readers see in two ways is refused"


def _opened(element: Any, reader: json.JSONDecoder) -> Any:
    """Read what of a message is JSON in a text as well."""
    try:
        element = reader.decode(element) if isinstance(element, str) else element
        body = next((element[key] for key in ("messageBody", "data") if key in element), None)
        return (element, reader.decode(body) if isinstance(body, str) else body)
    except (ValueError, TypeError, RecursionError):
        return element


def _first_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(reversed(pairs))


_LAST = json.JSONDecoder(parse_constant=lambda name: f"one reader's {name}")
_FIRST = json.JSONDecoder(object_pairs_hook=_first_of_each, parse_constant=lambda name: f"another's {name}")

"""A record of any version is read by names, and what is none is refused with the reason."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from dwgate import record
from dwgate.policy.decision import BreakGlassUse, CheckResult, Decision, ExemptionUse, Outcome, undecided
from dwgate.records import NotARecord, Record

LOGGED = datetime(2026, 11, 18, tzinfo=UTC)
OUTCOMES = (
    Outcome("refused", "fired", CheckResult.FAIL),
    Outcome("broken", "error", CheckResult.WARN, error="it is said here"),
    Outcome("tried", "fired", CheckResult.WARN, shadow=True),
    Outcome("lifted", "exempted", CheckResult.OK, exemption=ExemptionUse("audit", "a@example.com", "2027-01-01")),
)
DECISION = Decision("d-1", "m-1", "download-resources", CheckResult.FAIL, (), OUTCOMES, "sha256:0")


def document(decision: Decision = DECISION, **more: Any) -> dict[str, Any]:
    """What the gate logs of a decision."""
    written: dict[str, Any] = json.loads(record.line(decision, None, fields=(), invocation={}))
    return {**written, **more}


def test_a_record_is_read_by_names() -> None:
    """Each rule stands where it stood."""
    found = Record.of(document(time="2026-11-18T10:00:00+08:00", function="data_download"), LOGGED, "a.log", 7)
    assert (found.kind, found.decision_id, found.message_id, found.point) == (
        "decision",
        "d-1",
        "m-1",
        "download-resources",
    )
    assert (found.function, found.policy_digest, found.workspace, found.operator) == (
        "data_download",
        "sha256:0",
        None,
        None,
    )
    assert found.fired == ("refused",)
    assert [one["rule"] for one in (*found.errors, *found.shadow, *found.exempted)] == ["broken", "tried", "lifted"]
    assert (found.is_trial, found.is_repeated, found.is_shortened) == (False, False, False)
    assert (found.answered, found.decided) == (CheckResult.FAIL, CheckResult.FAIL)
    assert found.time == datetime(2026, 11, 18, 2, tzinfo=UTC)
    assert found.has_own_time


AT_THE_ENDS = ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9999-01-01T00:00:00+00:00")


@pytest.mark.parametrize("time", [None, "soon", "2026-11-18T10:00:00", *AT_THE_ENDS])
def test_without_a_time_of_its_own_it_is_that_of_the_log(time: str | None) -> None:
    """As in a record of an earlier version, and in one with a time that not every zone can tell."""
    found = Record.of(document(time=time), LOGGED)
    assert (found.time, found.has_own_time) == (LOGGED, False)
    assert Record.of(document(time=time)).time is None


@pytest.mark.parametrize(
    ("instead_of", "decided"), [(CheckResult.FAIL, CheckResult.FAIL), (None, CheckResult.OK)], ids=["open", "expired"]
)
def test_break_glass_does_not_hide_what_was_decided(instead_of: CheckResult | None, decided: CheckResult) -> None:
    """What was answered is another matter."""
    use = BreakGlassUse("2026-11-18T12:00:00+08:00", "zhang.san", "INC-7", instead_of)
    found = Record.of(document(Decision("d", "m", "p", CheckResult.OK, (), (), "sha256:0", break_glass=use)))
    assert (found.answered, found.decided) == (CheckResult.OK, decided)


def test_the_kinds_are_told_apart() -> None:
    """A decision of a policy, one of a gate without one, a report, and a line about the function."""
    undecidable = document(undecided("it is empty", CheckResult.FAIL, identity=b""))
    failure = json.loads(record.failure("there is no policy"))
    records = [Record.of(one) for one in (document(), undecidable, document(kind="event"), failure)]
    assert [found.kind for found in records] == ["decision", "undecided", "event", "failure"]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ([], "no object"),
        ({"kind": "Pod"}, "of no kind"),
        ({"kind": ["decision"]}, "of no kind"),
        ({"kind": {}}, "of no kind"),
        (document(result=["OK"]), "of no kind"),
        (document(result=[]), "of no kind"),
        (document(result="MAYBE"), "of no kind"),
        (document(rules=[]), "has no rules"),
        ({name: value for name, value in document().items() if name != "problem"}, "has no problem"),
        (document(present="ip"), "its present is of another type"),
        (document(present=[5]), "what is no text"),
        (document(cut=[["event.a"]]), "what is no text"),
        (document(event=None), "its event is of another type"),
    ],
)
def test_what_is_no_record_is_refused(given: Any, problem: str) -> None:
    """Another program's line may look like one."""
    with pytest.raises(NotARecord, match=problem):
        Record.of(given)


def test_lists_that_hold_something_else_are_read_as_far_as_they_can_be() -> None:
    """A line that somebody else wrote breaks nothing."""
    rules = {"fired": 5, "errors": [{"error": "no rule"}, 5], "shadow": None}
    found = Record.of(document(rules=rules, break_glass={"instead_of": ["OK"]}))
    assert found.decided is CheckResult.FAIL
    assert (found.fired, found.errors, found.shadow, found.exempted) == ((), (), (), ())


def test_half_a_character_is_replaced() -> None:
    """JSON can write it, and what is made of a name encodes it."""
    found = Record.of(document(message_id="m-\ud800", workspace="财务"))
    assert (found.message_id, found.workspace) == ("m-?", "财务")


def test_a_failure_of_the_function_itself_has_whatever_values() -> None:
    """Its line is of another form: what is no text there is none."""
    found = Record.of({"kind": "failure", "function": ["f"], "point": 7, "time": {}, "operator": "a\ud800"}, LOGGED)
    assert (found.kind, found.function, found.point, found.operator) == ("failure", None, None, "a?")
    assert (found.time, found.has_own_time) == (LOGGED, False)

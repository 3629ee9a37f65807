"""What cannot be judged: an error of one rule, answered by its on_error, and never silence."""

from typing import Any

import pytest

from dwgate.errors import Problem
from dwgate.policy.decision import CheckResult
from support import Decide, Judge, Rule, rules

OK, WARN, FAIL = CheckResult.OK, CheckResult.WARN, CheckResult.FAIL

DIGITS = list(range(10))
ENDLESS = f"{DIGITS}.all(a, {DIGITS}.all(b, {DIGITS}.all(c, {DIGITS}.all(d, {DIGITS}.all(e, {DIGITS}.all(f, true))))))"


@pytest.mark.parametrize(
    ("when", "fields", "error"),
    [
        ("event.dataRowSize > 1", {"without": ("dataRowSize",)}, "event.dataRowSize did not come with the message"),
        ("event.dataRowSize > 1", {"dataRowSize": None}, "event.dataRowSize did not come with the message"),
        (
            "event.dataRowSize > 1",
            {"dataRowSize": "s3cret"},
            "event.dataRowSize is documented as a whole number and came as a string that cannot be converted",
        ),
        (
            "has(event.dataRowSize) && event.dataRowSize > 1",
            {"dataRowSize": {"s3cret": 1}},
            "event.dataRowSize is documented as a whole number and came as an object",
        ),
        (
            '"dataRowSize" in present && event.dataRowSize > 1',
            {"dataRowSize": 2**63},
            "event.dataRowSize is a number out of range: it does not fit 64 bits",
        ),
        ('tenant == "s3cret"', {}, "tenant did not come with the message"),
        (
            'operator == "s3cret"',
            {"without": ("operatorUid", "operatorBaseId")},
            "operator did not come with the message",
        ),
        ("event.dataRowSize * 9223372036854775807 > 1", {}, "a number ran out of range, or a function failed"),
        ("-9223372036854775807 - event.dataRowSize > 1", {}, "a number ran out of range, or a function failed"),
        ("1 / (event.dataRowSize - 123456) > 1", {}, "a function was given a value that it does not take"),
        ("1 % (event.dataRowSize - 123456) > 1", {}, "a function was given a value that it does not take"),
        ("int(event.fileName) > 1", {"fileName": "s3cret"}, "a function was given a value that it does not take"),
        (
            "timestamp(event.fileName) < now",
            {"fileName": "s3cret"},
            "a function was given a value that it does not take",
        ),
        (
            "event.sqlText.matches(event.fileName)",
            {"fileName": "(s3cret"},
            "a function was given a value that it does not take",
        ),
        (
            'ip.within(event.fileName, ["10.0.0.0/8"])',
            {"fileName": "s3cret"},
            "a number ran out of range, or a function failed",
        ),
        (
            'ip.within(event.fileName, ["10.0.0.0/8"])',
            {"fileName": 'UNKNOWN: No value with name "s3cret" found in Activation'},
            "a number ran out of range, or a function failed",
        ),
        (
            'ip.within("10.0.0.1", [event.fileName])',
            {"fileName": "s3cret"},
            "a number ran out of range, or a function failed",
        ),
        ('{"a": 1}[event.fileName] > 1', {"fileName": "s3cret"}, "an object lacks a key that the rule reads"),
        ("[1][event.dataRowSize] > 1", {}, "CEL could not evaluate it"),
        ("dyn(event.fileName) > 1", {"fileName": "s3cret"}, "CEL could not evaluate it"),
        ("dyn(event.fileName)", {"fileName": "s3cret"}, "the condition is not true or false"),
        (ENDLESS, {}, "it took more steps than a rule may"),
        (f"{ENDLESS} || true", {}, "it took more steps than a rule may"),
    ],
)
def test_what_cannot_be_judged_is_an_error_that_quotes_nothing(
    when: str, fields: dict[str, Any], error: str, judge: Judge
) -> None:
    """It is answered by on_error, which is FAIL, and what the message says is not in the text."""
    outcome = judge(when, **fields)
    assert (outcome.state, outcome.error, outcome.result) == ("error", error, FAIL)
    assert isinstance(outcome.error, Problem)
    assert outcome.reason is not None
    assert outcome.reason.text == {
        "en": f"dwgate could not judge the rule refused: {error}.",
        "zh": f"dwgate 无法判断规则 refused：{outcome.error.chinese}。",
    }
    assert "s3cret" not in f"{outcome}{outcome.error.chinese}"


def test_what_need_not_be_judged_takes_no_steps(judge: Judge) -> None:
    """CEL stops at what is decided."""
    assert judge(f"true || {ENDLESS}").state == "fired"


@pytest.mark.parametrize(("on_error", "result"), [("FAIL", FAIL), ("WARN", WARN), ("OK", OK)])
def test_an_error_is_answered_as_the_rule_says(on_error: str, result: CheckResult, rule: Rule, decide: Decide) -> None:
    """An OK gives no reason, and is named in the decision all the same."""
    decision = decide(rule("tenant == 'x'", on_error=on_error))
    assert (decision.result, [reason.result for reason in decision.reasons]) == (
        result,
        [result] if result is not OK else [],
    )
    assert decision.as_document()["rules"]["errors"] == [
        {"rule": "refused", "error": "tenant did not come with the message", "result": on_error}
    ]


def test_an_error_is_that_of_one_rule_alone(decide: Decide) -> None:
    """The others are judged as ever, and weighed with it."""
    written = rules(a="WARN", b="WARN", c="WARN")
    written["rules"][1] |= {"when": "tenant == 'x'", "on_error": "FAIL"}
    decision = decide(written)
    assert [outcome.state for outcome in decision.outcomes] == ["fired", "error", "fired"]
    assert (decision.result, [reason.result for reason in decision.reasons]) == (FAIL, [FAIL, WARN, WARN])


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("event.dataRowSize > 1 && event.fileSize < 1", "passed"),
        ("event.fileSize < 1 && event.dataRowSize > 1", "passed"),
        ("event.dataRowSize > 1 || event.fileSize > 1", "fired"),
        ("event.fileSize > 1 || event.dataRowSize > 1", "fired"),
        ("event.dataRowSize > 1 && event.fileSize > 1", "error"),
        ("event.dataRowSize > 1 || event.fileSize < 1", "error"),
        ("!(event.dataRowSize > 1)", "error"),
        ("has(event.dataRowSize)", "passed"),
        ("!has(event.dataRowSize)", "fired"),
        ('"dataRowSize" in present', "passed"),
        ("event.dataRowSize > 1 ? false : event.fileSize > 1", "error"),
        ("event.fileSize > 1 ? false : event.dataRowSize > 1", "passed"),
        ("[1, 2].all(x, x > 1 && event.dataRowSize > x)", "passed"),
        ("[1, 2].exists(x, x > 1 || event.dataRowSize > x)", "fired"),
        ("[1, 2].exists(x, event.dataRowSize > x)", "error"),
    ],
)
def test_cels_logic_absorbs_what_does_not_matter(when: str, state: str, judge: Judge) -> None:
    """What is false whatever the missing value were is false; everything else is an error."""
    assert judge(when, without=("dataRowSize",)).state == state


@pytest.mark.parametrize(
    ("when", "state"),
    [("has(event.dataRowSize)", "fired"), ('"dataRowSize" in present', "fired"), ("!has(event.dataRowSize)", "passed")],
)
def test_what_came_and_cannot_be_read_is_present(when: str, state: str, judge: Judge) -> None:
    """So that a guard does not turn it into silence."""
    assert judge(when, dataRowSize="many").state == state

"""Decisions as values: how results are weighed, and what a record reads."""

import itertools

import pytest

from dwgate.errors import Problem
from dwgate.policy.decision import (
    CheckResult,
    Decision,
    ExemptionUse,
    Outcome,
    Reason,
    could_not_judge_rules,
    decision_id,
    undecided,
    weigh,
)

OK, WARN, FAIL = CheckResult.OK, CheckResult.WARN, CheckResult.FAIL


def fired(name: str, result: CheckResult, *, shadow: bool = False) -> Outcome:
    """Give the outcome of a rule that fired."""
    return Outcome(name, "fired", result, shadow=shadow, reason=Reason(result, {"en": name}))


PASSED = Outcome("passed", "passed", OK)


@pytest.mark.parametrize(
    ("outcomes", "result"),
    [
        ((), OK),
        ((PASSED,), OK),
        ((PASSED, fired("a", WARN)), WARN),
        ((fired("a", WARN), fired("b", FAIL), PASSED), FAIL),
        ((fired("a", FAIL, shadow=True), fired("b", WARN)), WARN),
        ((fired("a", FAIL, shadow=True),), OK),
        ((Outcome("a", "error", FAIL), fired("b", WARN)), FAIL),
        ((Outcome("a", "error", OK),), OK),
        ((Outcome("a", "exempted", OK), fired("b", WARN)), WARN),
    ],
)
def test_a_fail_outweighs_a_warning_and_that_an_ok(outcomes: tuple[Outcome, ...], result: CheckResult) -> None:
    """In whichever order; a shadow rule weighs nothing."""
    assert {weigh(order)[0] for order in itertools.permutations(outcomes)} == {result}


def test_reasons_come_strictest_first_and_else_in_the_order_of_the_policy() -> None:
    """All of them, but those of shadow rules."""
    outcomes = (
        fired("a", WARN),
        fired("b", FAIL),
        PASSED,
        fired("c", FAIL, shadow=True),
        fired("d", WARN),
        fired("e", FAIL),
    )
    assert [reason.text["en"] for reason in weigh(outcomes)[1]] == ["b", "e", "a", "d"]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ({"en": "No.", "zh": "不。"}, "zh", "不。"),
        ({"en": "No.", "zh": "不。"}, "en", "No."),
        ({"zh": "不。"}, "en", "不。"),
        ({"en": "No."}, "zh", "No."),
        ({"en": "", "zh": "不。"}, "en", ""),
    ],
)
def test_a_reason_is_said_in_the_language_that_there_is(text: dict[str, str], language: str, said: str) -> None:
    """A reader of another language sees something."""
    assert Reason(FAIL, text).in_language(language) == said


def test_a_result_has_a_severity() -> None:
    """From the mildest to the strictest."""
    assert [result.severity for result in (OK, WARN, FAIL)] == [0, 1, 2]


def test_rules_that_could_not_be_judged_for_one_cause_share_a_reason() -> None:
    """One call that failed is told once, where its first rule stands; another cause and another result are apart."""
    broken = [(name, FAIL, "down") for name in "ab"] + [("c", WARN, "down"), ("d", FAIL, "late"), ("e", FAIL, "down")]
    outcomes = [
        Outcome(name, "error", result, reason=could_not_judge_rules([name], error, result), error=error)
        for name, result, error in broken
    ]
    unjudged = Problem("down", "不可用")
    named = Outcome("z", "error", FAIL, reason=could_not_judge_rules(["z"], unjudged, FAIL), error=unjudged)
    _, reasons = weigh((*outcomes, fired("fired", FAIL)))
    assert [reason.text["en"] for reason in reasons] == [
        "dwgate could not judge the rules a, b, e: down.",
        "dwgate could not judge the rule d: late.",
        "fired",
        "dwgate could not judge the rule c: down.",
    ]
    assert [reason.text["zh"] for reason in weigh((named, named))[1]] == ["dwgate 无法判断规则 z、z：不可用。"]


def test_a_decision_is_a_document() -> None:
    """A record reads which rules fired, erred, were shadowed and lifted."""
    use = ExemptionUse("audit", "me", "2026-12-31T00:00:00+08:00")
    outcomes = (
        fired("fired", WARN),
        fired("watched", FAIL, shadow=True),
        Outcome("broken", "error", FAIL, reason=could_not_judge_rules(["broken"], "c", FAIL), error="c"),
        Outcome("broken-shadow", "error", OK, shadow=True, error="d"),
        Outcome("lifted", "exempted", OK, exemption=use),
        Outcome("lifted-shadow", "exempted", OK, shadow=True, exemption=use),
        Outcome("unsure", "fired", FAIL, reason=Reason(FAIL, {"en": "?"}), error="e"),
        PASSED,
        Outcome("quiet", "passed", OK, shadow=True),
    )
    result, reasons = weigh(outcomes)
    decision = Decision("id", "m", "download-resources", result, reasons, outcomes, "sha256:0")
    lifted = {"reason": "audit", "owner": "me", "expires": "2026-12-31T00:00:00+08:00"}
    assert decision.as_document() == {
        "decision_id": "id",
        "message_id": "m",
        "point": "download-resources",
        "result": "FAIL",
        "reasons": [
            {
                "result": "FAIL",
                "en": "dwgate could not judge the rule broken: c.",
                "zh": "dwgate 无法判断规则 broken：c。",
            },
            {"result": "FAIL", "en": "?"},
            {"result": "WARN", "en": "fired"},
        ],
        "rules": {
            "fired": ["fired", "unsure"],
            "errors": [
                {"rule": "broken", "error": "c", "result": "FAIL"},
                {"rule": "broken-shadow", "error": "d", "result": "OK"},
                {"rule": "unsure", "error": "e", "result": "FAIL"},
            ],
            "shadow": [
                {"rule": "watched", "state": "fired", "result": "FAIL"},
                {"rule": "broken-shadow", "state": "error", "result": "OK"},
                {"rule": "lifted-shadow", "state": "exempted", "result": "OK"},
            ],
            "exempted": [{"rule": "lifted", **lifted}, {"rule": "lifted-shadow", **lifted}],
        },
        "problem": None,
        "policy_digest": "sha256:0",
        "break_glass": None,
    }


@pytest.mark.parametrize("result", CheckResult)
def test_what_could_not_be_decided_is_answered_with_its_problem(result: CheckResult) -> None:
    """An OK needs no reason; what went wrong is in the record all the same."""
    decision = undecided("no policy is loaded", result, identity=b"x", message_id="m", point="p", policy_digest="d")
    assert (decision.result, decision.problem, decision.outcomes) == (result, "no policy is loaded", ())
    said = [reason.text["en"] for reason in decision.reasons]
    assert said == ([] if result is OK else ["dwgate could not judge this operation: no policy is loaded."])
    assert decision.as_document()["problem"] == "no policy is loaded"


def test_the_same_message_has_the_same_decision() -> None:
    """By its id where it has one, else by what came; at each point its own."""
    assert undecided("a", OK, identity=b"x").id == undecided("b", FAIL, identity=b"x").id
    assert undecided("a", OK, identity=b"x", message_id="m").id == undecided("a", OK, identity=b"y", message_id="m").id
    ids = {decision_id(b"x", None), decision_id(b"y", None), decision_id(b"x", "p"), decision_id(b"x", "q")}
    assert len(ids) == 4
    assert {len(one) for one in ids} == {32}

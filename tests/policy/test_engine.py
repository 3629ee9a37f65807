"""Deciding: which rules are judged, how they are weighed, and what a decision is about."""

from dataclasses import replace
from datetime import datetime

import pytest

from dwgate.policy.decision import CheckResult, Outcome, Reason
from support import Decide, Events, Judge, Policies, Rule, only, rules

OK, WARN, FAIL = CheckResult.OK, CheckResult.WARN, CheckResult.FAIL


@pytest.mark.parametrize(
    ("when", "state", "result"),
    [
        ("event.fileSize > 10241023", "fired", FAIL),
        ("event.fileSize > 10241024", "passed", OK),
        ("event.dataRowSize == 123456", "fired", FAIL),
        ('event.fileName.endsWith(".csv") && event.moduleType in ["sqlx_query"]', "fired", FAIL),
        ('workspace == "91864" && operator == "1904512876340213"', "fired", FAIL),
        ('point == "download-resources" && "workspace" in present', "fired", FAIL),
        ('now == timestamp("2026-11-18T10:00:00+08:00") && now.getHours("+08:00") == 10', "fired", FAIL),
        ('now.getDayOfWeek("Asia/Shanghai") == 3', "fired", FAIL),
        ('event.sqlText.matches("(?i)^SELECT")', "fired", FAIL),
    ],
)
def test_a_rule_fires_where_its_condition_is_true(when: str, state: str, result: CheckResult, judge: Judge) -> None:
    """Numbers, texts, times and names are what DataWorks documents them to be."""
    outcome = judge(when)
    assert (outcome.state, outcome.error, outcome.result) == (state, None, result)


def test_the_strictest_result_is_the_answer_and_all_reasons_are_given(decide: Decide) -> None:
    """Strictest first, and else in the order of the policy."""
    decision = decide(rules(a="WARN", b="FAIL", c="WARN", d="FAIL"))
    assert decision.result is FAIL
    assert [(reason.result, reason.text) for reason in decision.reasons] == [
        (FAIL, {"en": "b"}),
        (FAIL, {"en": "d"}),
        (WARN, {"en": "a"}),
        (WARN, {"en": "c"}),
    ]


def test_warnings_alone_are_a_warning_and_nothing_is_ok(rule: Rule, decide: Decide) -> None:
    """An operation that no rule stops goes on without a word."""
    assert decide(rules(a="WARN", b="WARN")).result is WARN
    decision = decide(rule("event.fileSize < 1"))
    assert (decision.result, decision.reasons) == (OK, ())


def test_an_outcome_that_shows_no_value_is_made_once(
    rule: Rule, policy: Policies, event: Events, now: datetime
) -> None:
    """It is the same whatever the message says; that of a rule which shows a value, or which can be lifted, is not."""
    (same,) = rule("event.fileSize > 0", name="same", reason={"en": " No. ", "zh": "不。"})["rules"]
    (shown,) = rule("event.fileSize > 0", name="shown", reason={"en": "${event.fileSize}", "zh": "不。"})["rules"]
    (lifted,) = rule("event.fileSize > 0", name="lifted")["rules"]
    exemption = {
        "rules": ["lifted"],
        "when": "event.fileSize == 2",
        "reason": "r",
        "owner": "o",
        "expires": "2027-01-01",
    }
    made = policy({"rules": [same, shown, lifted], "exemptions": [exemption]})
    one, two = (made.decide(event(fileSize=size), now=now).outcomes for size in (1, 2))
    assert one[0] is two[0]
    assert one[0] == Outcome("same", "fired", FAIL, reason=Reason(FAIL, {"en": "No.", "zh": "不。"}))
    assert [outcome.reason.text["en"] for outcome in (one[1], two[1]) if outcome.reason] == ["1", "2"]
    assert [outcome.state for outcome in (one[2], two[2])] == ["fired", "exempted"]


def test_only_the_rules_of_the_point_are_judged(policy: Policies, event: Events, now: datetime) -> None:
    """A rule of another point is not even an outcome."""
    narrow = {"points": ["download-resources-execute"], **rules(narrow="FAIL")}
    loaded = policy(narrow)
    assert loaded.decide(event(), now=now).outcomes == ()
    assert [outcome.rule for outcome in loaded.decide(event("download-resources-execute"), now=now).outcomes] == [
        "narrow"
    ]


def test_a_decision_names_what_it_is_about(policy: Policies, event: Events, now: datetime) -> None:
    """The message, the point, and the policy by which it was made."""
    loaded = policy(rules(a="FAIL"))
    decision = loaded.decide(event(), now=now)
    assert (decision.message_id, decision.point) == ("cd7246e3-6145-513b-85a8-d2ed1084c139", "download-resources")
    assert decision.policy_digest == loaded.digest != ""
    assert (decision.problem, len(decision.id)) == (None, 32)


def test_the_same_message_has_the_same_decision_under_another_policy(rule: Rule, decide: Decide, event: Events) -> None:
    """Its id names the message at the point, whichever rules there are."""
    first, second = decide(rule("event.fileSize > 1")), decide(rule("event.fileSize > 2", name="other"))
    assert first.id == second.id != decide(rule("event.fileSize > 1"), event("download-resources-execute")).id


def test_a_shadow_rule_is_judged_and_reported_and_not_answered(rule: Rule, decide: Decide) -> None:
    """Whether it fires or errs."""
    fired, erred = decide(rule("event.fileSize > 1", mode="shadow")), decide(rule("tenant == 'x'", mode="shadow"))
    assert [(decision.result, decision.reasons) for decision in (fired, erred)] == [(OK, ()), (OK, ())]
    assert [only(decision).state for decision in (fired, erred)] == ["fired", "error"]
    documents = [decision.as_document()["rules"] for decision in (fired, erred)]
    assert [document["shadow"] for document in documents] == [
        [{"rule": "refused", "state": "fired", "result": "FAIL"}],
        [{"rule": "refused", "state": "error", "result": "FAIL"}],
    ]
    assert [len(document["errors"]) for document in documents] == [0, 1]
    assert [document["fired"] for document in documents] == [[], []]


def test_what_is_reached_out_of_time_is_an_error(policy: Policies, event: Events, now: datetime) -> None:
    """The rules before it stand; it is answered by its on_error."""
    times = iter([False, True, True])
    written = rules(a="WARN", b="WARN", c="WARN")
    written["rules"][2] |= {"on_error": "OK"}
    alone = replace(policy(written), together=())
    decision = alone.decide(event(), now=now, is_out_of_time=lambda: next(times))
    assert [(one.state, one.result, one.error) for one in decision.outcomes] == [
        ("fired", WARN, None),
        ("error", FAIL, "the time ran out"),
        ("error", OK, "the time ran out"),
    ]
    assert decision.result is FAIL


def test_a_message_without_an_id_is_known_by_its_values(policy: Policies, event: Events, now: datetime) -> None:
    """So that the same again has the same decision."""
    loaded = policy(rules(a="FAIL"))
    messages = [replace(event(fileSize=size), message_id=None) for size in (1, 1, 2)]
    ids = [loaded.decide(message, now=now).id for message in messages]
    assert ids[0] == ids[1] != ids[2]

"""Exemptions: what they lift, until when, and what they do not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dwgate.policy.decision import CheckResult
from support import Decide, Events, Policies, Rule, only, rules

OK, WARN, FAIL = CheckResult.OK, CheckResult.WARN, CheckResult.FAIL
LATER = "2027-01-01"


def exemption(when: str = "true", expires: str = LATER, owner: str = "me", lifted: str = "refused") -> dict[str, Any]:
    """Give an exemption of a rule."""
    return {"rules": [lifted], "when": when, "reason": "audit", "owner": owner, "expires": expires}


def test_an_exemption_lifts_a_rule_that_fires(rule: Rule, decide: Decide) -> None:
    """And is reported with whoever answers for it."""
    decision = decide(rule("event.fileSize > 1", exemptions=[exemption('operator == "1904512876340213"')]))
    assert (only(decision).state, decision.result, decision.reasons) == ("exempted", OK, ())
    assert decision.as_document()["rules"]["exempted"] == [
        {"rule": "refused", "reason": "audit", "owner": "me", "expires": "2027-01-01T00:00:00+08:00"}
    ]


@pytest.mark.parametrize(
    ("when", "exempt", "state"),
    [
        ("event.fileSize > 1", exemption('operator == "someone"'), "fired"),
        ("event.fileSize < 1", exemption(), "passed"),
        ("tenant == 'x'", exemption(), "error"),
    ],
)
def test_an_exemption_lifts_nothing_else(
    when: str, exempt: dict[str, Any], state: str, rule: Rule, decide: Decide
) -> None:
    """Not what it is not about, and no error: nobody knows what it would have been."""
    decision = decide(rule(when, exemptions=[exempt]))
    assert (only(decision).state, only(decision).exemption) == (state, None)


@pytest.mark.parametrize("expires", [LATER, "2026-12-31T16:00:00Z", "2027-01-01T00:00:00+08:00"])
def test_an_exemption_holds_until_and_not_at_its_end(expires: str, rule: Rule, policy: Policies, event: Events) -> None:
    """A date is its first instant in Beijing."""
    loaded = policy(rule("event.fileSize > 1", exemptions=[exemption(expires=expires)]))
    end = datetime(2026, 12, 31, 16, tzinfo=UTC)
    times = [end - timedelta(days=999), end - timedelta(microseconds=1), end, end + timedelta(days=999)]
    states = [only(loaded.decide(event(), now=time)).state for time in times]
    assert states == ["exempted", "exempted", "fired", "fired"]


def test_the_first_exemption_that_applies_is_the_one_that_is_used(rule: Rule, decide: Decide) -> None:
    """One that has ended, or is about others, is passed over."""
    several = [
        exemption(expires="2026-01-01", owner="ended"),
        exemption("event.fileSize < 1", owner="others"),
        exemption("tenant == 'x'", owner="broken"),
        exemption(owner="first"),
        exemption(owner="second"),
    ]
    used = only(decide(rule("event.fileSize > 1", exemptions=several)))
    assert used.exemption is not None
    assert (used.state, used.exemption.owner, used.error) == ("exempted", "first", None)


def test_an_exemption_that_errs_lifts_nothing_and_is_recorded(rule: Rule, decide: Decide) -> None:
    """The rule stands, and its outcome says which exemption could not be judged."""
    decision = decide(
        rule("event.fileSize > 1", exemptions=[exemption("tenant == 'x'"), exemption("event.fileSize < 1")])
    )
    error = "the exemption of me could not be judged: tenant did not come with the message"
    assert (only(decision).state, only(decision).error, decision.result) == ("fired", error, FAIL)
    assert decision.reasons[0].text == {"en": "No."}
    assert decision.as_document()["rules"]["errors"] == [{"rule": "refused", "error": error, "result": "FAIL"}]


def test_an_exemption_that_errs_is_recorded_before_a_reason_that_does(rule: Rule, decide: Decide) -> None:
    """It is the graver of the two: it might have lifted the rule."""
    written = rule("event.fileSize > 1", reason={"en": "${tenant}"}, exemptions=[exemption("workspace == tenant")])
    outcome = only(decide(written))
    assert outcome.error == "the exemption of me could not be judged: tenant did not come with the message"
    assert outcome.reason is not None
    assert outcome.reason.text == {"en": "?"}


def test_an_exemption_that_has_ended_is_not_even_judged(rule: Rule, decide: Decide) -> None:
    """What it cannot read is no error then."""
    ended = exemption("tenant == 'x'", expires="2026-01-01")
    assert only(decide(rule("event.fileSize > 1", exemptions=[ended]))).error is None


def test_an_exemption_is_of_the_rules_that_it_names(decide: Decide) -> None:
    """Others fire as ever."""
    decision = decide(
        {**rules(a="FAIL", b="WARN", c="WARN"), "exemptions": [exemption(lifted="a"), exemption(lifted="c")]}
    )
    assert [outcome.state for outcome in decision.outcomes] == ["exempted", "fired", "exempted"]
    assert decision.result is WARN


def test_a_shadow_rule_can_be_lifted(rule: Rule, decide: Decide) -> None:
    """So that its trial shows what it would do."""
    decision = decide(rule("event.fileSize > 1", mode="shadow", exemptions=[exemption()]))
    assert decision.as_document()["rules"]["shadow"] == [{"rule": "refused", "state": "exempted", "result": "OK"}]

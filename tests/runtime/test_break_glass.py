"""Break-glass is open, over or refused at one time, and says of a decision what is answered in its place."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from dwgate.policy.decision import CheckResult, Decision, Outcome, Reason, unasked, undecided
from dwgate.runtime.break_glass import BreakGlass

NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))
A_DAY, A_SECOND = timedelta(hours=24), timedelta(seconds=1)
GLASS = BreakGlass(NOW + timedelta(hours=2), "zhang.san", "the catalogue is down; INC-7")

REFUSED = Decision(
    "d-1",
    "m-1",
    "download-resources",
    CheckResult.FAIL,
    (Reason(CheckResult.FAIL, {"en": "No."}),),
    (Outcome("rows", "fired", CheckResult.FAIL), Outcome("size", "error", CheckResult.FAIL, error="e")),
    "sha256:0",
)
DECISIONS = {
    "refused": REFUSED,
    "passed": Decision("d-1", "m-1", "commit-file", CheckResult.OK, (), policy_digest="sha256:0"),
    "warned": Decision("d-1", "m-1", "commit-file", CheckResult.WARN, (), policy_digest="sha256:0"),
    "undecided": undecided("no policy", CheckResult.FAIL, identity=b""),
    "unasked": unasked(message_id="m-1", point="node-change-created", identity=b""),
}


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (timedelta(days=365), "refused"),
        (A_DAY + A_SECOND, "refused"),
        (A_DAY + timedelta(microseconds=1), "refused"),
        (A_DAY, "open"),
        (timedelta(microseconds=1), "open"),
        (timedelta(0), "expired"),
        (-A_SECOND, "expired"),
        (-timedelta(days=365), "expired"),
    ],
    ids=str,
)
@pytest.mark.parametrize("zone", [UTC, BEIJING], ids=["UTC", "Beijing"])
def test_it_is_open_for_a_day_at_the_most_and_until_its_end(left: timedelta, state: str, zone: timezone) -> None:
    """Exactly 24 hours are allowed, and the end itself is over; in which zone it was written does not matter."""
    assert BreakGlass((NOW + left).astimezone(zone), "who", "why").at(NOW).state == state


@pytest.mark.parametrize(("until", "state"), [("9999-12-31T23:59:59", "refused"), ("0001-01-01T00:00:00", "expired")])
@pytest.mark.parametrize("offset", ["-23:59", "+23:59"])
def test_no_time_is_too_far(until: str, state: str, offset: str) -> None:
    """The end of time is refused and its begin is over, in zones in which no other could say them."""
    glass = BreakGlass(datetime.fromisoformat(until + offset), "who", "why").at(NOW)
    assert glass.state == state
    assert glass.over(REFUSED).result is CheckResult.FAIL
    assert (glass.problem is not None) is (glass.state == "refused")


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
def test_while_it_is_open_every_decision_is_answered_ok(decision: Decision) -> None:
    """The reason says until when, by whom and why, in Beijing's time; all else is as it was decided."""
    glass = GLASS.at(NOW)
    answered = glass.over(decision)
    (reason,) = answered.reasons
    assert (answered.result, reason.result, glass.problem) == (CheckResult.OK, CheckResult.OK, None)
    assert reason.text == {
        "en": "The gate is open until 2026-11-18T12:00:00+08:00: nothing is refused."
        " Opened by zhang.san: the catalogue is down; INC-7",
        "zh": "闸门开放至 2026-11-18T12:00:00+08:00，在此之前一律放行。"
        "开启人：zhang.san。原因：the catalogue is down; INC-7",
    }
    assert answered.is_overruled
    before, after = decision.as_document(), answered.as_document()
    assert before.pop("break_glass") is None
    assert after.pop("break_glass") == {
        "state": "open",
        "until": "2026-11-18T04:00:00+00:00",
        "who": "zhang.san",
        "why": "the catalogue is down; INC-7",
        "instead_of": decision.result.value,
    }
    assert {name for name in before if before[name] != after[name]} <= {"result", "reasons"}
    assert answered.outcomes == decision.outcomes
    assert answered.was_asked_for is decision.was_asked_for


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
def test_once_it_is_over_it_changes_nothing_and_is_told(decision: Decision) -> None:
    """So that somebody takes the setting away."""
    glass = GLASS.at(GLASS.until)
    answered = glass.over(decision)
    assert (answered.is_overruled, glass.problem) == (False, None)
    told = {
        "state": "expired",
        "until": "2026-11-18T04:00:00+00:00",
        "who": "zhang.san",
        "why": "the catalogue is down; INC-7",
        "instead_of": None,
    }
    assert answered.as_document() == {**decision.as_document(), "break_glass": told}


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
def test_one_that_is_too_long_is_a_problem_and_opens_nothing(decision: Decision) -> None:
    """The problem names the setting, its end and what to do, in both languages."""
    glass = BreakGlass(NOW.astimezone(BEIJING) + A_DAY + A_SECOND, "who", "why").at(NOW)
    assert glass.over(decision) is decision
    assert glass.problem is not None
    assert glass.problem == (
        "DWGATE_BREAK_GLASS: 2026-11-19T10:00:01+08:00 is more than 24 hours from now;"
        " name an earlier time, or take it away"
    )
    assert glass.problem.chinese == (
        "DWGATE_BREAK_GLASS：2026-11-19T10:00:01+08:00 距现在超过 24 小时；请改为更早的时间，或删除该设置"
    )

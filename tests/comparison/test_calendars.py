"""A rule that says the same means something else where its calendar does."""

from comparison.conftest import Compare
from comparison.policy import POINTS, only, witness
from dwgate.comparison.meaning import is_read_otherwise, reference_of
from dwgate.comparison.model import Change, Direction
from dwgate.comparison.written import Difference
from dwgate.policy.compiler.conditions import Conditions

POLICY = """\
calendars:
  company: {extends: china, closed: {2026-12-24: Christmas Eve}, until: 2027-06-30}
rules:
  - name: closed
    when: calendar.is_holiday(now, "company") && !calendar.within(now, "daily 00:00-08:00", "Europe/London")
    then: FAIL
    reason: {en: Closed.}
"""


def test_a_day_that_a_calendar_adds_tightens_the_rule(changed: Compare) -> None:
    """What was added is told, and the message of that day found."""
    rule = only(changed(("Christmas Eve}", "Christmas Eve, 2026-12-25: Christmas}"), policy=POLICY))
    assert rule.differences == (Difference("in calendar company", None, "2026-12-25: Christmas"),)
    assert (rule.change, rule.meaning) == (Change.CHANGED, "tightened")
    assert witness(rule, Direction.TIGHTENED).candidate.now.date().isoformat() == "2026-12-25"


def test_a_calendar_that_goes_on_loosens_what_could_not_be_judged(changed: Compare) -> None:
    """On the first day that was unknown before."""
    rule = only(changed(("2027-06-30", "2027-12-31"), policy=POLICY))
    assert rule.differences == (Difference("in calendar company", "until: 2027-06-30", "until: 2027-12-31"),)
    loosened = witness(rule, Direction.LOOSENED)
    assert loosened.candidate.now.date().isoformat() == "2027-07-01"
    assert loosened.old.outcome
    assert loosened.old.outcome.state == "error"
    assert not rule.effect or Direction.TIGHTENED in rule.effect.possible


def test_a_calendar_that_no_rule_asks_changes_none(changed: Compare) -> None:
    """One is compared by what it asks for."""
    two = POLICY.replace("rules:\n", "  home: {extends: china}\nrules:\n") + (
        "  - name: at-home\n    when: calendar.is_workday(now, 'home')\n    then: WARN\n    reason: {en: At home.}\n"
    )
    rule = only(changed(("home: {extends: china}", "home: {extends: china, open: [2026-12-26]}"), policy=two))
    assert rule.rule["name"] == "at-home"
    assert rule.differences == (Difference("in calendar home", None, "2026-12-26: open"),)


def test_a_policy_that_is_the_same_has_the_same_calendars(changed: Compare) -> None:
    """Nothing is told of it."""
    assert changed(policy=POLICY).is_same


def test_what_a_rule_asks_about_sql_hangs_on_the_dialects() -> None:
    """They are read into the policy as calendars are; a rule that asks nothing hangs on nothing."""
    conditions = Conditions(POINTS, {})
    asking = conditions.program("size(sql.tables(event.sqlText)) > 0")
    plain = conditions.program("event.fileSize > 1")
    assert asking
    assert plain
    old = {"params": {}, "reference": {"sql": {"default": "maxcompute"}}}
    new = {"params": {}, "reference": {"sql": {"default": "hive"}}}
    assert [reference_of(program, old) for program in (asking, plain)] == [{"sql": {"default": "maxcompute"}}, {}]
    assert [is_read_otherwise(program, old, new) for program in (asking, plain)] == [True, False]
    assert not is_read_otherwise(asking, old, old)

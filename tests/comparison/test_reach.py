"""What the analysis proves of a change: how far it may reach in each direction, whatever message comes."""

from dataclasses import replace
from datetime import datetime

import pytest

from comparison.conftest import Compare, Write, judged
from comparison.policy import EXEMPTION, POLICY, only
from dwgate.comparison.model import Change, Direction, Level

LOOSENED, TIGHTENED = Direction.LOOSENED, Direction.TIGHTENED
ANSWER, SHADOW = Level.ANSWER, Level.SHADOW
BOTH = {LOOSENED: ANSWER, TIGHTENED: ANSWER}


@pytest.mark.parametrize(
    ("before", "after", "possible"),
    [
        ("max_rows: 100000", "max_rows: 50000", {TIGHTENED: ANSWER}),
        ("max_rows: 100000", "max_rows: 200000", {LOOSENED: ANSWER}),
        ("dataRowSize > params.max_rows", "dataRowSize >= params.max_rows + 1", {}),
        ("event.dataRowSize > params.max_rows", "params.max_rows < event.dataRowSize", {}),
        ("> 1000000 && event", "> 1500000 && event", {LOOSENED: ANSWER}),
        ("> 1000000 && event.fileSize < 2000000", "> 1500000 && event.fileSize < 2500000", BOTH),
        ("event.fileSize < 2000000", "event.fileSize < units.bytes('2MB')", {}),
        ("event.fileSize < 2000000", "event.fileSize < units.bytes('2.1MB')", {TIGHTENED: ANSWER}),
        ("event.fileSize < 2000000", "event.fileSize < units.bytes('1.9MB')", {LOOSENED: ANSWER}),
        ("then: WARN", "then: FAIL", {TIGHTENED: ANSWER}),
        ("on_error: WARN", "on_error: OK", {LOOSENED: ANSWER}),
        ("mode: shadow", "mode: enforce", {TIGHTENED: ANSWER}),
        ("[hr_core, payroll]", "[hr_core]", {LOOSENED: SHADOW}),
        (EXEMPTION, "", {TIGHTENED: ANSWER}),
        ("expires: 2027-01-01", "expires: 2027-02-01", {LOOSENED: ANSWER}),
        ('operator == "7"', 'operator in ["7", "8"]', {LOOSENED: ANSWER}),
        ('operator == "7"', 'operator in ["7"]', {}),
        ('operator == "7"', 'operator == "8"', BOTH),
        ('operator == "7"', 'operator == "7" && event.dataRowSize < 5000', {TIGHTENED: ANSWER}),
        ("event.dataRowSize >", 'event.fileName.matches("a") || event.dataRowSize >', BOTH),
    ],
)
def test_a_direction_that_no_message_takes_is_left_out(
    before: str, after: str, possible: dict[Direction, Level], changed: Compare
) -> None:
    """Of limits, results, modes and exemptions."""
    effect = only(changed((before, after))).effect
    assert effect
    assert effect.possible == possible


def test_what_judges_the_same_is_rewritten(changed: Compare) -> None:
    """It is no change, whoever asks."""
    rule = only(changed(("dataRowSize > params.max_rows", "dataRowSize >= params.max_rows + 1")))
    assert (rule.change, rule.meaning) == (Change.REWRITTEN, "same")
    assert not any(rule.goes(one) or rule.may_go(one) for one in Direction)


def test_an_exemption_lifts_no_rule_in_error(changed: Compare) -> None:
    """So that it lifts what the old rule could not judge only where the new one fires."""
    policy = POLICY.replace("event.dataRowSize > params.max_rows", "event.dataRowSize > 5 && event.fileSize > 7")
    effect = only(changed(("event.fileSize > 7", "event.dataRowSize > 5"), policy=policy)).effect
    assert effect
    assert effect.possible == BOTH


def test_one_of_two_exemptions_is_enough(changed: Compare) -> None:
    """To take away what another one covers changes nothing."""
    narrow = EXEMPTION.replace("exemptions:\n", "").replace('"7"', '"7" && event.dataRowSize < 5000')
    effect = only(changed((narrow, ""), policy=POLICY + narrow)).effect
    assert effect
    assert effect.possible == {}


def test_an_exemption_that_is_over_lifts_nothing(changed: Compare) -> None:
    """Beside it, a limit is what it is."""
    later = datetime.fromisoformat("2027-06-01T00:00:00+08:00")
    effect = only(changed((EXEMPTION, ""), ("max_rows: 100000", "max_rows: 50000"), at=later)).effect
    assert effect
    assert effect.possible == {TIGHTENED: ANSWER}


def test_times_among_the_parameters_are_times(changed: Compare) -> None:
    """Later is looser for a rule that begins then."""
    policy = POLICY.replace("params:\n", "params:\n  begins: 2026-12-01T00:00:00+08:00\n")
    policy = policy.replace("event.dataRowSize >", "now > params.begins && event.dataRowSize >")
    effect = only(changed(("begins: 2026-12-01", "begins: 2026-12-02"), policy=policy)).effect
    assert effect
    assert effect.possible == {LOOSENED: ANSWER}


def test_a_rule_that_is_gone_tightens_nothing(changed: Compare) -> None:
    """And one that came loosens nothing."""
    added = only(changed(("exemptions:", f"{MORE}exemptions:")))
    assert added.effect
    assert added.effect.possible == {TIGHTENED: ANSWER}
    gone = only(changed((MORE, ""), policy=POLICY.replace("exemptions:", f"{MORE}exemptions:")))
    assert gone.effect
    assert gone.effect.possible == {LOOSENED: ANSWER}


MORE = """\
  - name: more
    when: event.fileName == ""
    then: FAIL
    reason: {en: more}
"""


def test_what_another_dwgate_compiled_may_be_anything(write: Write) -> None:
    """Its text is not what is deployed."""
    old = write(POLICY)
    rules = [dict(rule) for rule in old.document["rules"]]
    rules[0]["when"] = rules[1]["when"]
    effect = only(judged(old, replace(old, document={**old.document, "rules": rules}))).effect
    assert effect
    assert effect.possible == BOTH

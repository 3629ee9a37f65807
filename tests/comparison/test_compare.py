"""What becomes of a rule is told by what it means, and shown by a message."""

import sys
from dataclasses import replace
from datetime import datetime

import pytest

from comparison.conftest import Compare, Write, judged
from comparison.policy import EXEMPTION, LETTERS, POINTS, POLICY, only, results, witness
from dwgate.comparison import compare
from dwgate.comparison.model import Change, Direction, Level

LOOSENED, TIGHTENED = Direction.LOOSENED, Direction.TIGHTENED
ODD = """\
  - name: odd
    when: event.fileName.matches("^ab+c[0-9]$")
    then: FAIL
    reason: {en: odd}
"""

CHANGES = [
    ("max_rows: 100000", "max_rows: 50000", "tightened", ("OK", "FAIL")),
    ("max_rows: 100000", "max_rows: 200000", "loosened", ("FAIL", "OK")),
    ("dataRowSize > params", "dataRowSize >= params", "tightened", ("OK", "FAIL")),
    ("dataRowSize > params", "dataRowSize - 1 > params", "loosened", ("FAIL", "OK")),
    ("then: WARN", "then: FAIL", "tightened", ("WARN", "FAIL")),
    ("on_error: WARN", "on_error: OK", "loosened", ("WARN", "OK")),
    ("mode: shadow", "mode: enforce", "tightened", ("OK", "FAIL")),
    (EXEMPTION, "", "tightened", ("OK", "FAIL")),
    ('operator == "7"', 'operator in ["7", "8"]', "loosened", ("FAIL", "OK")),
    ("expires: 2027-01-01", "expires: 2026-12-01", "tightened", ("OK", "FAIL")),
    ("expires: 2027-01-01", "expires: 2027-02-01T12:00:00+08:00", "loosened", ("FAIL", "OK")),
]


@pytest.mark.parametrize(("before", "after", "meaning", "answers"), CHANGES)
def test_a_change_is_shown_by_a_message(
    before: str, after: str, meaning: str, answers: tuple[str, str], changed: Compare
) -> None:
    """Of a limit, a value, a result, a mode, an exemption: in the one direction, and in no other."""
    rule = only(changed((before, after)))
    assert (rule.change, rule.meaning) == (Change.CHANGED, meaning)
    assert results(witness(rule, Direction(meaning))) == answers


def test_what_a_witness_says_is_what_both_policies_decide(changed: Compare) -> None:
    """Judged once more by the whole of each, it comes to the same."""
    comparison = changed(("max_rows: 100000", "max_rows: 50000"))
    found = witness(only(comparison), TIGHTENED)
    assert comparison.old
    assert comparison.new
    assert found.old.decision == found.candidate.decide(comparison.old.policy)
    assert found.new.decision == found.candidate.decide(comparison.new.policy)
    assert comparison.answers == (TIGHTENED,)


def test_a_rule_may_be_loosened_and_tightened(changed: Compare) -> None:
    """A window that moves refuses what it let pass, and the other way round."""
    rule = only(changed(("1000000", "1500000"), ("2000000", "2500000")))
    assert rule.meaning == "both"
    assert results(witness(rule, LOOSENED)) == ("WARN", "OK")
    assert results(witness(rule, TIGHTENED)) == ("OK", "WARN")
    assert rule.goes(LOOSENED)
    assert rule.goes(TIGHTENED)


def test_what_happens_in_shadow_is_told_and_is_no_finding(changed: Compare) -> None:
    """Nobody is answered otherwise."""
    comparison = changed(("[hr_core, payroll]", "[hr_core]"))
    rule = only(comparison)
    assert (rule.meaning, rule.is_in_shadow) == ("loosened", True)
    assert witness(rule, LOOSENED).level is Level.SHADOW
    assert not rule.goes(LOOSENED)
    assert comparison.answers == ()


def test_to_enforce_a_rule_is_no_matter_of_its_shadow(changed: Compare) -> None:
    """Where it refuses more in answers and less in shadow, the answers have the word."""
    rule = only(changed(("mode: shadow", "mode: enforce"), ("[hr_core, payroll]", "[hr_core]")))
    assert rule.meaning == "tightened"
    assert not rule.is_in_shadow
    assert witness(rule, LOOSENED).level is Level.SHADOW


COVERING = """\
params: {rows: 10}
rules:
  - name: too-many-rows
    when: event.dataRowSize > params.rows
    then: FAIL
    reason: {en: many}
  - name: as-many-rows
    when: event.dataRowSize > 10
    then: FAIL
    reason: {en: many}
"""


def test_another_rule_may_answer_all_the_same(changed: Compare) -> None:
    """Then the rule is loosened by itself, and what is answered is not."""
    comparison = changed(("rows: 10", "rows: 20"), policy=COVERING)
    rule = only(comparison)
    found = witness(rule, LOOSENED)
    assert (rule.meaning, found.level, results(found)) == ("loosened", Level.RULE, ("FAIL", "FAIL"))
    assert comparison.answers == ()
    assert not rule.goes(LOOSENED)


NIGHT = """\
rules:
  - name: in-the-night
    when: now.getHours("+08:00") < 7 || now.getHours("+08:00") > 21
    then: FAIL
    reason: {en: night}
"""
NIGHTLY = POLICY.replace("rules:\n", NIGHT, 1)


def test_a_message_is_looked_for_that_the_other_rules_let_pass(changed: Compare) -> None:
    """What another rule covers at midnight, it may not cover in the morning."""
    rule = only(changed(("expires: 2027-01-01", "expires: 2027-02-01"), policy=NIGHTLY))
    found = witness(rule, LOOSENED)
    assert found.level is Level.ANSWER
    assert results(found) == ("FAIL", "OK")
    assert found.candidate.now.hour >= 7


def test_a_message_that_is_found_so_ends_the_search(write: Write) -> None:
    """Where all messages are of the night, a limit and an exemption differ, and one of the two is shown by day."""
    sample = "event: {sample: download-resources}\nnow: 2026-11-18T03:00:00+08:00\ncases:\n"
    test = f"{sample}  - name: night\n    expect: FAIL\n    rules: [in-the-night]\n"
    looser = NIGHTLY.replace("max_rows: 100000", "max_rows: 200000").replace('== "7"', 'in ["7", "8"]')
    old, new = (
        write(policy, "download-resources", at=at, test=test) for at, policy in (("old", NIGHTLY), ("new", looser))
    )
    for side in (old, new):
        assert side.folder
        (side.folder / "events" / "allowed.json").unlink()
    rule = next(rule for rule in judged(old, new).rules if rule.rule["name"] == "too-many-rows")
    found = witness(rule, LOOSENED)
    assert (found.level, found.candidate.now.hour, results(found)) == (Level.ANSWER, 7, ("FAIL", "OK"))


def test_a_rule_that_is_renamed_is_the_same_rule(changed: Compare) -> None:
    """It compiles to the same, which is a proof."""
    rule = only(changed(("too-many-rows", "rows-over-the-limit")))
    assert (rule.change, rule.meaning, rule.effect) == (Change.RENAMED, "same", None)


def test_a_rule_may_be_renamed_and_tightened(changed: Compare) -> None:
    """It is known by its condition, whatever its limit."""
    rule = only(changed(("too-many-rows", "rows-over-the-limit"), ("max_rows: 100000", "max_rows: 50000")))
    assert (rule.change, rule.meaning) == (Change.RENAMED, "tightened")
    assert rule.goes(TIGHTENED)


def test_a_rule_may_be_removed_and_another_added(changed: Compare) -> None:
    """Of rules with nothing in common none is the other."""
    new = "  - name: no-sql\n    when: event.sqlText == ''\n    then: WARN"
    old = "  - name: large-file\n    when: event.fileSize > 1000000 && event.fileSize < 2000000\n    then: WARN"
    comparison = changed((old, new))
    assert {(rule.rule["name"], rule.change, rule.meaning) for rule in comparison.rules} == {
        ("no-sql", Change.ADDED, "tightened"),
        ("large-file", Change.REMOVED, "loosened"),
    }


def test_a_rule_that_is_gone_loosens_without_a_message_too(changed: Compare) -> None:
    """That none was found which it refuses is no proof that there is none."""
    policy = POLICY.replace("exemptions:", f"{ODD}    on_error: OK\nexemptions:")
    rule = only(changed((f"{ODD}    on_error: OK\n", ""), policy=policy))
    assert (rule.change, rule.meaning) == (Change.REMOVED, "unknown")
    assert rule.goes(LOOSENED)
    assert not rule.goes(TIGHTENED)


def test_that_no_message_is_found_is_said_as_such(changed: Compare) -> None:
    """No search comes upon a name of so many letters, and no analysis understands the pattern."""
    rule = only(changed(("{17}", "{18}"), policy=LETTERS))
    assert rule.effect
    assert (rule.change, rule.meaning, dict(rule.effect.witnesses)) == (Change.CHANGED, "unknown", {})
    assert rule.effect.tried
    assert [(rule.goes(one), rule.may_go(one)) for one in Direction] == [(False, True), (False, True)]


def test_a_tightened_rule_may_be_loosened_as_well(changed: Compare) -> None:
    """One direction is shown, and of the other nothing is known."""
    rule = only(changed(("{17}", "{18}"), ('")', '") || event.dataRowSize > 7'), policy=LETTERS))
    assert rule.meaning == "tightened"
    assert (rule.goes(TIGHTENED), rule.may_go(TIGHTENED)) == (True, False)
    assert (rule.goes(LOOSENED), rule.may_go(LOOSENED)) == (False, True)


def test_loosened_by_itself_it_may_loosen_answers(changed: Compare) -> None:
    """That another rule answered all messages that were tried is no proof."""
    rule = only(changed(("rows: 10", "rows: 20"), policy=COVERING))
    assert (rule.may_go(LOOSENED), rule.may_go(TIGHTENED)) == (True, False)


def test_a_message_outweighs_a_proof(changed: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine has judged it."""
    monkeypatch.setattr(sys.modules[compare.__module__], "reach_of", lambda *_: {})
    rule = only(changed(("max_rows: 100000", "max_rows: 200000")))
    assert (rule.change, rule.meaning, rule.goes(LOOSENED)) == (Change.CHANGED, "loosened", True)


def test_a_parameter_by_another_name_is_the_same(changed: Compare) -> None:
    """What is compared is its value."""
    comparison = changed(("max_rows", "row_limit"))
    assert only(comparison).change is Change.REWORDED
    assert {(one.name, one.old, one.new) for one in comparison.parameters} == {
        ("max_rows", 100000, None),
        ("row_limit", None, 100000),
    }


def test_a_parameter_names_the_rules_that_it_touches(changed: Compare) -> None:
    """Those whose condition, exemption or reason reads it."""
    policy = POLICY.replace('operator == "7"', 'operator == "7" && "x" in params.sources').replace(
        "{en: large}", '{en: "${params.sources}"}'
    )
    comparison = changed(("[hr_core, payroll]", "[hr_core]"), policy=policy)
    (parameter,) = comparison.parameters
    assert parameter.rules == ("too-many-rows", "large-file", "sensitive-source")
    assert {rule.rule["name"]: rule.change for rule in comparison.rules} == {
        "too-many-rows": Change.REWRITTEN,
        "large-file": Change.REWORDED,
        "sensitive-source": Change.CHANGED,
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{en: large}", "{en: big}"),
        ("when: event.dataRowSize > params", "when: event.dataRowSize   >   params"),
        ("reason: audit", "reason: the audit of the year"),
        ("rules:\n", "contact: {en: Ask data-governance@example.com}\nrules:\n"),
        ("then: WARN", "description: Large files.\n    then: WARN"),
        ("then: WARN", "description: {en: Large files., zh: 大文件。}\n    then: WARN"),
    ],
)
def test_what_decides_nothing_is_said_otherwise_or_not_told(before: str, after: str, changed: Compare) -> None:
    """Reasons, contacts, descriptions, owners; blanks are nothing at all."""
    comparison = changed((before, after))
    assert {rule.change for rule in comparison.rules} <= {Change.REWORDED}
    assert all(rule.effect is None and not rule.goes(TIGHTENED) for rule in comparison.rules)
    assert (comparison.rules == ()) == ("   >" in after)


def test_an_exemption_that_is_over_makes_no_difference(changed: Compare) -> None:
    """To take it away is told, and changes no answer from now on; while it held, it did."""
    rule = only(changed((EXEMPTION, ""), at=datetime.fromisoformat("2027-01-01T00:00:00+08:00")))
    assert (rule.change, rule.effect) == (Change.REWORDED, None)
    assert rule.differences[0].old
    assert rule.differences[0].old.startswith("over since 2027-01-01")


def test_beside_an_exemption_that_is_over_all_else_differs(changed: Compare) -> None:
    """And what is found differs with it and without it."""
    later = datetime.fromisoformat("2027-06-01T00:00:00+08:00")
    rule = only(changed((EXEMPTION, ""), ("max_rows: 100000", "max_rows: 50000"), at=later))
    assert rule.meaning == "tightened"
    assert results(witness(rule, TIGHTENED)) == ("OK", "FAIL")
    loosened = only(changed((EXEMPTION, ""), ("max_rows: 100000", "max_rows: 200000"), at=later))
    assert loosened.meaning == "loosened"


def test_an_exemption_by_its_parameters(changed: Compare) -> None:
    """A value that its condition reads is another, and so is what it lifts."""
    policy = POLICY.replace('operator == "7"', "operator in params.auditors").replace(
        "params:\n", 'params:\n  auditors: ["7"]\n'
    )
    rule = only(changed(('auditors: ["7"]', 'auditors: ["7", "8"]'), policy=policy))
    assert rule.meaning == "loosened"
    assert [tuple(one) for one in rule.differences] == [("in params.auditors", None, '"8"')]


def test_points_differ_by_what_is_judged_there(write: Write) -> None:
    """At a point that is served no more, no rule judges; what both serve is judged as before."""
    old, new = write(POLICY, *POINTS, at="old"), write(POLICY, POINTS[0], at="new")
    comparison = judged(old, new)
    assert [tuple(one) for one in comparison.differences] == [("in points", "download-resources-execute", None)]
    assert {rule.meaning for rule in comparison.rules} == {"loosened"}
    found = witness(comparison.rules[0], LOOSENED)
    assert (found.level, found.new.lack, found.new.decision) == (Level.ANSWER, "point", None)
    assert {rule.meaning for rule in judged(new, old).rules} == {"tightened"}


def test_a_rule_may_leave_a_point_that_the_function_serves(changed: Compare) -> None:
    """Then it lacks there alone."""
    policy = "points: [download-resources, download-resources-execute]\n" + COVERING
    comparison = changed(
        ("points: [download-resources, download-resources-execute]\n", "points: [download-resources]\n"), policy=policy
    )
    found = [witness(rule, LOOSENED) for rule in comparison.rules]
    assert [one.new.lack for one in found] == ["here", "here"]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_function_that_is_on_one_side_has_all_its_rules_there(is_new: bool, write: Write) -> None:  # noqa: FBT001 - a case
    """They are added or removed, and each is shown by what it refuses."""
    side = write(POLICY)
    comparison = judged(None, side) if is_new else judged(side, None)
    assert {rule.change for rule in comparison.rules} == {Change.ADDED if is_new else Change.REMOVED}
    assert [rule.is_in_shadow for rule in comparison.rules] == [False, False, True]
    direction = TIGHTENED if is_new else LOOSENED
    found = witness(comparison.rules[0], direction)
    assert (found.old if is_new else found.new).lack == "function"
    assert comparison.answers == (direction,)
    assert not comparison.is_same


def test_a_side_is_the_same_as_itself(write: Write) -> None:
    """There is nothing to tell."""
    side = write(POLICY)
    assert judged(side, side).is_same


def test_what_a_function_says_of_itself_is_no_rule(write: Write) -> None:
    """It is told, beside the rules."""
    old = write(POLICY)
    document = {**old.document, "description": {"en": "Downloads."}}
    comparison = judged(old, replace(old, document=document))
    assert [tuple(one) for one in comparison.differences] == [("description.en", None, "Downloads.")]
    assert comparison.rules == ()
    assert not comparison.is_same


def test_compiled_otherwise_the_same_words_are_compared(write: Write) -> None:
    """A policy that another dwgate compiled is judged by what it does, whatever it says."""
    old = write(POLICY)
    rules = [dict(rule) for rule in old.document["rules"]]
    rules[0]["when"], rules[0]["name"] = rules[1]["when"], "too-many-rows"
    rule = only(judged(old, replace(old, document={**old.document, "rules": rules})))
    assert (rule.change, rule.differences) == (Change.CHANGED, ())


TEST = """\
event: ../events/allowed.json
now: 2026-11-18T10:00:00+08:00
cases:
  - name: a rare name is refused
    set: {fileName: abc7}
    params: {max_rows: 1}
    expect: FAIL
    rules: [too-many-rows]
  - name: skipped
    skip: not yet
    set: {fileName: abbc8}
    expect: OK
"""
RARE = POLICY.replace("exemptions:", f"{ODD}exemptions:")


@pytest.mark.parametrize("holder", ["old", "new"])
def test_messages_come_from_the_tests_of_both_sides(holder: str, write: Write) -> None:
    """What no search would come upon, a test of either side has; without the parameters that it sets."""
    test = {"old": "", "new": "", holder: TEST}
    old, new = write(RARE, at="old", test=test["old"]), write(POLICY, at="new", test=test["new"])
    found = witness(only(judged(old, new)), LOOSENED)
    assert found.old.outcome
    assert found.old.outcome.state == "fired"
    assert found.candidate.event.values["fileName"] in {"abc7", "abbc8"}
    assert found.candidate.parameters == {}
    assert results(found) == ("FAIL", "OK")

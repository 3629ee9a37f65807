"""A comparison in words: short, true, and without content."""

from typing import Any

import pytest

from comparison.conftest import Compare, Write, judged, side_of
from comparison.policy import EXEMPTION, LETTERS, POLICY, only, witness
from dwgate.comparison import telling
from dwgate.comparison.model import ChangedRule, Direction

LOOSENED, TIGHTENED = Direction.LOOSENED, Direction.TIGHTENED


@pytest.mark.parametrize(
    ("replaced", "kind", "name"),
    [
        ([("{en: large}", "{en: big}")], "reworded", "large-file"),
        ([("then: WARN", "then: FAIL")], "tightened", "large-file"),
        ([("large-file", "file-too-large")], "renamed", "large-file → file-too-large"),
        ([("large-file", "big"), ("on_error: WARN", "on_error: FAIL")], "renamed, tightened", "large-file → big"),
        ([("1000000", "1500000"), ("2000000", "2500000")], "loosened and tightened", "large-file"),
        ([("[hr_core, payroll]", "[hr_core]")], "loosened, in shadow", "sensitive-source"),
        (
            [("event.dataRowSize > params.max_rows", "params.max_rows < event.dataRowSize")],
            "rewritten",
            "too-many-rows",
        ),
    ],
)
def test_a_word_or_two_say_what_became_of_a_rule(
    replaced: list[tuple[str, str]], kind: str, name: str, changed: Compare
) -> None:
    """And its name, or both of its names."""
    rule = only(changed(*replaced))
    assert (telling.kind(rule), telling.name(rule)) == (kind, name)


def test_a_rule_that_only_one_side_has_is_added_or_removed(write: Write) -> None:
    """Whatever it does; that it is in shadow is told."""
    side = write(POLICY)
    assert [telling.kind(rule) for rule in judged(None, side).rules] == ["added", "added", "added, in shadow"]
    assert [telling.kind(rule) for rule in judged(side, None).rules] == ["removed", "removed", "removed, in shadow"]


def told(rule: ChangedRule, direction: Direction) -> list[str]:
    """Give what is told of a message: what it is, what was said, what is said."""
    found = witness(rule, direction)
    return [telling.heading(found, direction), telling.verdict(found.old), telling.verdict(found.new)]


def test_a_verdict_is_of_the_rule_and_of_the_whole(changed: Compare) -> None:
    """With the exemption that lifts it."""
    assert told(only(changed((EXEMPTION, ""))), TIGHTENED) == [
        "stricter for",
        "lifted until 2027-01-01T00:00:00+08:00; the answer is OK",
        "fired, FAIL; the answer is FAIL",
    ]


def test_a_verdict_says_what_could_not_be_judged(changed: Compare) -> None:
    """And by what it is then answered."""
    assert told(only(changed(("on_error: WARN", "on_error: FAIL"))), TIGHTENED) == [
        "stricter for",
        "could not be judged, WARN; the answer is WARN",
        "could not be judged, FAIL; the answer is FAIL",
    ]


def test_a_verdict_says_which_other_rules_make_the_answer(changed: Compare) -> None:
    """The rule itself may have nothing to do with it."""
    policy = POLICY.replace("event.dataRowSize > params", "event.dataRowSize > 50 && event.dataRowSize > params")
    always = "  - name: always\n    when: event.dataRowSize > 50\n    then: FAIL\n    reason: {en: always}\nexemptions:"
    policy = policy.replace("exemptions:", always)
    rule = only(changed(("max_rows: 100000", "max_rows: 200000"), policy=policy))
    assert telling.kind(rule) == "loosened, by itself"
    assert told(rule, LOOSENED) == [
        "by itself the rule is less strict for",
        "fired, FAIL; the answer is FAIL by always",
        "passed; the answer is FAIL by always",
    ]


def test_a_verdict_of_a_rule_in_shadow_says_so(changed: Compare) -> None:
    """The answer is without it."""
    assert told(only(changed(("[hr_core, payroll]", "[hr_core]"))), LOOSENED) == [
        "in shadow the rule is less strict for",
        "in shadow: fired, FAIL; the answer is OK",
        "in shadow: passed; the answer is OK",
    ]


def test_a_verdict_says_what_there_is_not(write: Write) -> None:
    """No function, no point, no rule, or none at this point."""
    both, one = "points: [download-resources, download-resources-execute]\n", "points: [download-resources]\n"
    whole = write(both + POLICY, at="old")
    cases = {
        "there is no such function": judged(whole, None),
        "the function does not serve this point": judged(whole, write(POLICY, "download-resources", at="a/new")),
        "the rule is not of this point; the answer is OK": judged(whole, write(one + POLICY, at="b/new")),
        "there is no such rule; the answer is OK": judged(
            whole, write(both + POLICY.replace("too-many-rows", "x").replace("> params", "== params"), at="c/new")
        ),
    }
    for said, comparison in cases.items():
        rule = next(rule for rule in comparison.rules if rule.old and rule.old["name"] == "too-many-rows")
        assert telling.verdict(witness(rule, LOOSENED).new) == said


def test_without_a_message_it_is_said_what_is_known(changed: Compare) -> None:
    """A proof, a search that found nothing, or nothing to search."""
    assert telling.outcome(only(changed(("{en: large}", "{en: big}")))) == (
        "judges the same: all that still decides compiles to the same"
    )
    assert telling.outcome(only(changed(("then: WARN", "then: FAIL")))) is None
    assert telling.outcome(only(changed(("> params.max_rows", ">= params.max_rows + 1")))) == (
        "judges the same: it is proven of every message"
    )
    unknown = only(changed(("{17}", "{18}"), policy=LETTERS))
    assert unknown.effect
    tried = unknown.effect.tried
    assert telling.outcome(unknown) == (
        f"no message found among {tried} tried that both answer otherwise, which is no proof"
    )
    assert telling.kind(unknown) == "changed"


def test_what_is_proven_and_what_is_not_is_told_beside_what_was_found(changed: Compare) -> None:
    """Of a rule, and of all of them together."""
    as_well = changed(("{17}", "{18}"), ('")', '") || event.dataRowSize > 7'), policy=LETTERS)
    effect = only(as_well).effect
    assert effect
    assert telling.outcome(only(as_well)) == (f"whether it loosens answers is not known: {effect.tried} messages tried")
    only_looser = changed(('{17}$")', "{17}$\") && event.fileName.matches('^k')"), policy=LETTERS)
    told = telling.outcome(only(only_looser))
    assert told
    assert told.endswith("tried that both answer otherwise, which is no proof; it is proven to tighten nothing")
    unknown = changed(("{17}", "{18}"), policy=LETTERS)
    assert telling.in_all([as_well, only_looser, unknown, unknown]) == (
        "4 rules in 4 of 4 functions: 1 tightened, 3 changed; of 2 rules it is not known whether they loosen answers;"
        " of 2 rules it is not known whether they loosen or tighten answers"
    )
    assert telling.in_all([unknown]) == (
        "1 rule in 1 of 1 function: 1 changed; of 1 rule it is not known whether it loosens or tightens answers"
    )


def test_where_there_is_no_message_to_try_that_is_said(write: Write) -> None:
    """Of a point that is not published there is no documented one either."""
    policy = "rules: [{name: one, when: event.x == 1, then: FAIL, reason: {en: one}}]\n"
    point = "asset-publish"
    old, new = write(policy, point, at="old"), write(policy.replace("1", "2", 1), point, at="new")
    for side in (old, new):
        assert side.folder
        (side.folder / "events" / "allowed.json").unlink()
    assert telling.outcome(only(judged(old, new))) == (
        "no message to try: neither side has a test or a sample of its points"
    )


def test_a_message_is_told_as_changes_to_a_sample(write: Write) -> None:
    """What is set, what is taken out, and of content its length alone."""
    when = "when: event.dataRowSize > params.max_rows"
    old = write(POLICY, at="old")
    new = write(POLICY.replace(when, f"{when} || !has(event.fileName) || size(event.sqlText) > 2000"), at="new")
    found = witness(only(judged(old, new)), TIGHTENED).candidate
    assert [tuple(line) for line in telling.message(found)] == [
        ("event", "events/allowed.json (download-resources)"),
        ("now", "2026-11-18T10:00:00+08:00"),
        ("unset", "fileName"),
    ]
    assert new.folder
    (new.folder / "policy" / "limits.yaml").write_text(POLICY.replace(when, f"{when} || size(event.sqlText) > 2000"))
    found = witness(only(judged(old, side_of(new.folder))), TIGHTENED).candidate
    assert ("set", "sqlText: (2001 characters)") in [tuple(line) for line in telling.message(found)]


FACTS: list[tuple[str, str]] = [
    ('file.content().contains("max_pt")', "file.content: (6 characters)"),
    ("size(file.inputs()) > 0", "file.inputs: [{}]"),
    ('file.schedule().cronExpress == "1"', 'file.schedule: {"cronExpress": "1"}'),
    ('file.schedule().paraValue == "1"', "file.schedule: (1 item)"),
    ('file.name() == "a"', 'file.name: "a"'),
    ('file.name() == "' + "a" * 300 + '"', "file.name: (300 characters)"),
    ('option("maxRows", 7) > 100', "options.maxRows: 101"),
]


@pytest.mark.parametrize(("when", "told"), FACTS)
def test_facts_are_told_by_name_and_content_by_its_length(when: str, told: str, write: Write) -> None:
    """The output may stand in the log of a build."""
    rule: dict[str, Any] = {"name": "stopped", "when": "event.fileType == -5", "then": "FAIL", "reason": {"en": "no"}}
    old = write(str({"rules": [rule]}), "commit-file", at="old")
    new = write(str({"rules": [{**rule, "when": when, "on_error": "OK"}]}), "commit-file", at="new")
    found = witness(only(judged(old, new)), TIGHTENED).candidate
    assert ("facts", told) in [tuple(line) for line in telling.message(found)]
    assert next(telling.message(found)).text == "the documented commit-file (commit-file)"


@pytest.mark.parametrize(
    ("replaced", "about"),
    [
        ([("{en: large}", "{en: big}")], "it answers the same"),
        ([("1000000", "1500000")], "its answers are loosened"),
        ([("1000000", "1500000"), ("2000000", "2500000")], "its answers are loosened and tightened"),
        ([("[hr_core, payroll]", "[hr_core]")], "it answers the same"),
    ],
)
def test_of_a_function_it_is_said_what_its_answers_come_to(
    replaced: list[tuple[str, str]], about: str, changed: Compare
) -> None:
    """What the rules come to together."""
    assert telling.about(changed(*replaced)) == about
    assert telling.about(changed(("{17}", "{18}"), policy=LETTERS)) == "no message found that it answers otherwise"


def test_of_a_function_that_one_side_has_it_is_said_which(write: Write) -> None:
    """The rules say the rest."""
    side = write(POLICY)
    assert telling.about(judged(None, side)) == "only in the new"
    assert telling.about(judged(side, None)) == "only in the old"


def test_a_parameter_is_told_with_the_rules_that_it_touches(changed: Compare) -> None:
    """It has another value, or it is new, or gone."""
    other = changed(("max_rows: 100000", "max_rows: 1"))
    renamed = changed(("max_rows", "row_limit"))
    assert [telling.parameter(one) for one in (*other.parameters, *renamed.parameters)] == [
        "params.max_rows has another value: too-many-rows",
        "params.row_limit is new: too-many-rows",
        "params.max_rows is gone: too-many-rows",
    ]


def test_in_all_it_is_counted_by_what_became_of_the_rules(changed: Compare, write: Write) -> None:
    """Of the functions, those are counted that differ at all."""
    nothing = changed(("max_rows", "max_rows"))
    one = changed(("max_rows: 100000", "max_rows: 1"))
    more = changed(("max_rows: 100000", "max_rows: 1"), ("{en: large}", "{en: big}"))
    assert telling.in_all([nothing]) == "nothing differs in 1 function"
    assert telling.in_all([nothing, nothing]) == "nothing differs in 2 functions"
    assert telling.in_all([nothing, one]) == "1 rule in 1 of 2 functions: 1 tightened"
    assert telling.in_all([more]) == "2 rules in 1 of 1 function: 1 tightened, 1 reworded"
    points = judged(write(at="a/old"), write("points: [download-resources]\n" + POLICY, "download-resources", at="b"))
    bare = type(points)("f", points.old, points.new, points.differences, (), ())
    assert telling.in_all([bare]) == "no rule differs; something else does in 1 of 1 function"


def test_rules_of_which_the_same_is_told_are_told_together(changed: Compare) -> None:
    """What a file says of all its rules would stand below each; what decides has a place of its own."""
    comparison = changed(("rules:\n", "contact: {en: Ask}\nrules:\n"), ("{en: large}", "{en: big}"))
    groups = [[rule.rule["name"] for rule in group] for group in telling.grouped(comparison.rules)]
    assert groups == [["too-many-rows", "sensitive-source"], ["large-file"]]

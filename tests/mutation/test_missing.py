"""The missing cases: pasted into the test, they notice what survived."""

import pytest

from dwgate.mutation import Budget, Kind, Mutation
from mutation.conftest import Mutate
from mutation.mutated import RULE

POLICY = """\
params:
  max_rows: 100
  sources: [payroll, hr_core]
  frozen_from: 2026-12-28
rules:
  - name: too-many-rows
    when: event.dataRowSize > params.max_rows
    then: FAIL
    reason: {en: Too many.}
  - name: sensitive-source
    when: event.datasourceName in params.sources && !event.fileName.endsWith(".csv")
    then: WARN
    on_error: WARN
    reason: {en: "${event.datasourceName} is sensitive."}
  - name: frozen
    when: now >= params.frozen_from
    then: FAIL
    mode: shadow
    reason: {en: Not now.}
exemptions:
  - rules: [too-many-rows, sensitive-source]
    when: operator == "7"
    reason: audit
    owner: audit@example.com
    expires: 2027-01-01
"""
NO_CASES = """\
event: ../events/allowed.json
now: 2026-11-18T10:00:00+08:00
cases:
  - name: a few rows pass
    expect: OK
"""


def pasted(test: str, mutation: Mutation) -> str:
    """Paste the cases that are missing below the others."""
    return test + "".join(
        one.missing.yaml for one in mutation.survivors if one.missing is not None and not one.missing.is_told
    )


def test_the_missing_cases_notice_every_change(mutate: Mutate) -> None:
    """Of every kind; what one would notice too needs no case of its own."""
    mutation = mutate(POLICY, NO_CASES)
    assert {one.verdict.mutant.spot.kind for one in mutation.survivors} == set(Kind)
    assert any(one.missing and one.missing.is_told for one in mutation.survivors)
    again = mutate(POLICY, pasted(NO_CASES, mutation))
    assert [one.verdict.mutant.told for one in again.survivors] == []


def test_a_missing_case_says_what_the_policy_decides(mutate: Mutate) -> None:
    """Not what the mutant does: at the limit the rule does not fire."""
    mutation = mutate(POLICY, NO_CASES)
    boundary = next(one for one in mutation.survivors if one.verdict.mutant.told == "> → >=")
    assert boundary.missing is not None
    assert "set: {dataRowSize: 100}\n" in boundary.missing.yaml
    assert "expect: OK\n" in boundary.missing.yaml


def test_no_two_cases_have_one_name(mutate: Mutate) -> None:
    """Else they could not stand in one file."""
    first = mutate(POLICY, NO_CASES)
    names = [one.missing.name for one in first.survivors if one.missing and not one.missing.is_told]
    assert len(names) == len(set(names)) > 5
    taken = NO_CASES.replace("a few rows pass", names[0])
    others = [one.missing.name for one in mutate(POLICY, taken).survivors if one.missing]
    assert names[0] not in others
    assert f"{names[0]} (2)" in others


def test_what_only_a_reason_tells_is_told_by_a_reason(mutate: Mutate) -> None:
    """Here the rule that cannot be judged refuses beside another that refuses for the same cause."""
    policy = """\
rules:
  - name: many
    when: event.dataRowSize > 5
    then: FAIL
    reason: {en: Many.}
  - name: very-many
    when: event.dataRowSize > 500
    then: FAIL
    reason: {en: Very many.}
"""
    mutation = mutate(policy, NO_CASES)
    cases = [one.missing for one in mutation.survivors if one.verdict.mutant.spot.kind is Kind.ON_ERROR]
    assert ["could not judge the rules many, very-many" in case.yaml for case in cases if case] == [True] * 4
    again = mutate(policy, pasted(NO_CASES, mutation))
    kinds = {one.verdict.mutant.spot.kind for one in again.survivors}
    assert kinds == {Kind.RESULT}, "where it fires, the other asks for a refusal already"


def test_a_change_that_changes_nothing_has_no_missing_case(mutate: Mutate) -> None:
    """Of whole numbers one is above 5 where it is at least 6, so that the second clause says nothing."""
    policy = """\
rules:
  - name: many
    when: event.dataRowSize > 5 && event.dataRowSize >= 3
    then: FAIL
    reason: {en: Many.}
"""
    cases = """\
  - {name: five, set: {dataRowSize: 5}, expect: OK}
  - {name: six, set: {dataRowSize: 6}, expect: FAIL, rules: [many]}
  - {name: none, unset: [dataRowSize], expect: FAIL, errors: [many]}
"""
    mutation = mutate(policy, NO_CASES + cases)
    assert {(one.verdict.mutant.told, one.missing) for one in mutation.survivors} == {
        (">= → >", None),
        ("3 → 2", None),
        ("3 → 4", None),
    }


HEADS = [
    ("point: download-resources-execute\nparams: {max_rows: 50}\n", {Kind.LIMIT}),
    ("set: {dataRowSize: 100, operatorUid: '7', fileName: a.csv}\n", set()),
    ("unset: [dataRowSize, fileName]\nparams: {sources: [], frozen_from: 2026-01-01}\n", {Kind.MEMBER, Kind.DATE}),
    ("point: download-resources-execute\nset: {dataRowSize: 7}\nunset: [fileName]\n", set()),
]


@pytest.mark.parametrize(("head", "unfound"), HEADS)
def test_a_missing_case_holds_below_what_its_file_says_for_all_of_its_cases(
    head: str, unfound: set[Kind], mutate: Mutate
) -> None:
    """It names the point, and undoes what the file sets, takes out and gives to parameters.

    What becomes of the policy's own value no case of a file can tell that gives the parameter to all of them.
    """
    expected = "FAIL\n    rules: [too-many-rows]" if "rowSize: 100" in head else "OK"
    first = "  - name: one\n    set: {dataRowSize: 3, operatorUid: '9', fileName: b.txt}\n"
    first += "    params: {frozen_from: 2026-12-28, sources: []}\n"
    test = NO_CASES.partition("cases:\n")[0] + head + f"cases:\n{first}    expect: {expected}\n"
    mutation = mutate(POLICY, test)
    again = mutate(POLICY, pasted(test, mutation))
    assert len(mutation.survivors) > len(again.survivors)
    assert {one.verdict.mutant.spot.kind for one in again.survivors} == unfound
    assert {one.verdict.mutant.rules for one in again.survivors if one.missing} == set()


def test_a_missing_case_is_indented_as_those_of_its_file(mutate: Mutate) -> None:
    """Else the file could not be read."""
    test = NO_CASES.replace("  - name", "- name").replace("    expect", "  expect")
    mutation = mutate(POLICY, test)
    assert mutation.survivors[0].missing
    assert mutation.survivors[0].missing.yaml.startswith("- name: ")
    assert mutate(POLICY, pasted(test, mutation)).survivors == ()


def test_what_no_case_of_the_file_can_hold_is_not_shown(mutate: Mutate) -> None:
    """Each of its cases begins with a field that the message of another point does not have."""
    policy = RULE.format(when='point == "download-resources" && event.dataRowSize > 5')
    test = NO_CASES.replace("cases:", "point: download-resources-execute\nset: {ip: 10.0.0.1}\ncases:")
    mutation = mutate(policy, test)
    found = {one.verdict.mutant.told: one.search for one in mutation.survivors if one.search}
    assert found["5 → 4"].missing is None
    assert found["5 → 4"].tried > 1
    points = {search.missing.case.event.point for search in found.values() if search.missing}
    assert points == {"download-resources-execute"}


def test_what_other_rules_answer_all_the_same_is_looked_for_where_they_do_not(mutate: Mutate) -> None:
    """The message of the project is refused already, so that nobody sees whether the other rule warns."""
    policy = """\
rules:
  - name: large
    when: event.fileSize > 5
    then: FAIL
    reason: {en: Large.}
  - name: many
    when: event.dataRowSize > 100
    then: WARN
    on_error: OK
    reason: {en: Many.}
"""
    test = NO_CASES.replace("expect: OK", "set: {dataRowSize: 500}\n    expect: FAIL\n    rules: [large, many]")
    results = [one for one in mutate(policy, test).survivors if one.verdict.mutant.told.startswith("WARN → ")]
    assert [one.missing is None for one in results] == [False, False]


def test_the_members_of_a_list_are_looked_for_one_behind_the_other(mutate: Mutate) -> None:
    """Each message is made once; the next member is that of the next message, however many there are."""
    members = ", ".join(f'"s{number}"' for number in range(60))
    mutation = mutate(RULE.format(when=f"event.datasourceName in [{members}]"), NO_CASES)
    searches = [one.search for one in mutation.survivors if one.verdict.mutant.spot.kind is Kind.MEMBER if one.search]
    assert len(searches) == 60
    assert sum(search.tried for search in searches[1:]) < 4 * len(searches)


def test_a_run_has_one_budget_for_all_searches(mutate: Mutate) -> None:
    """What is found before it is spent is shown; of the others it is known that no case was looked for."""
    mutation = mutate(POLICY, NO_CASES, Budget(total=40))
    searches = [one.search for one in mutation.survivors if one.search]
    assert sum(search.tried for search in searches) == 40
    assert searches[0].missing
    assert searches[-1] == (None, 0, True)
    assert mutation.is_cut
    assert not mutate(POLICY, NO_CASES).is_cut


def test_a_document_says_among_how_many_messages_no_case_was_found(mutate: Mutate) -> None:
    """That none was found is no proof that there is none."""
    mutants = mutate(RULE.format(when="event.dataRowSize > 5 && event.dataRowSize >= 3"), NO_CASES).as_document()
    unfound = [one for one in mutants["mutants"] if one["became"] == "2"]
    assert [(one["missing_case"], one["messages_tried"] > 10) for one in unfound] == [(None, True)]

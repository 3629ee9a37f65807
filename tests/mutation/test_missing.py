"""The missing cases: pasted into the test, they notice what survived."""

from dwgate.mutation import Kind, Mutation
from mutation.conftest import Mutate

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

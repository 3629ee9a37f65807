"""The cases against the mutants."""

import pytest

from dwgate.mutation import Mutation, Score
from mutation.conftest import Mutate
from mutation.mutated import RULE

HEAD = """\
event: ../events/allowed.json
now: 2026-11-18T10:00:00+08:00
cases:
"""
POLICY = f"params:\n  rows: 100\n{RULE.format(when='event.dataRowSize > params.rows')}"
LIMIT = "  - {name: at the limit, set: {dataRowSize: 100}, expect: OK}\n"
OVER = "  - {name: over the limit, set: {dataRowSize: 101}, expect: FAIL, rules: [a-rule]}\n"
UNJUDGED = "  - {name: no rows, unset: [dataRowSize], expect: FAIL, errors: [a-rule]}\n"


def survivors(mutation: Mutation) -> set[tuple[str, str]]:
    """Give the kind and the change of each mutant that no case noticed."""
    mutants = [one.verdict.mutant for one in mutation.survivors]
    return {(mutant.spot.kind.value, mutant.told) for mutant in mutants}


def test_cases_at_the_limit_notice_every_change(mutate: Mutate) -> None:
    """One on either side of it, and one where the rule cannot be judged."""
    mutation = mutate(POLICY, HEAD + LIMIT + OVER + UNJUDGED)
    assert survivors(mutation) == set()
    assert mutation.score == Score(10, 10)
    assert mutation.score.percent == 100.0


@pytest.mark.parametrize(
    ("cases", "unnoticed"),
    [
        (OVER + UNJUDGED, {("limit", "100 → 99"), ("boundary", "> → >=")}),
        (LIMIT + UNJUDGED, {("limit", "100 → 101"), ("result", "FAIL → WARN"), ("result", "FAIL → OK")}),
        (LIMIT + OVER, {("on-error", "FAIL → OK"), ("on-error", "FAIL → WARN")}),
    ],
)
def test_a_case_that_is_not_there_leaves_its_changes_unnoticed(
    cases: str, unnoticed: set[tuple[str, str]], mutate: Mutate
) -> None:
    """Each by the case that would have noticed it."""
    assert survivors(mutate(POLICY, HEAD + cases)) == unnoticed


def test_a_case_with_a_parameter_of_its_own_is_tried_with_it(mutate: Mutate) -> None:
    """It does not notice that the policy's is another."""
    own = "  - {name: own, params: {rows: 7}, set: {dataRowSize: 7}, expect: OK}\n"
    own += "  - {name: over, params: {rows: 7}, set: {dataRowSize: 8}, expect: FAIL, rules: [a-rule]}\n"
    assert survivors(mutate(POLICY, HEAD + own + UNJUDGED)) == {("limit", "100 → 99"), ("limit", "100 → 101")}


def test_the_case_that_noticed_a_change_is_told(mutate: Mutate) -> None:
    """The first one, in the order of the file."""
    mutation = mutate(POLICY, HEAD + OVER + LIMIT + UNJUDGED)
    document = {one["was"] + one["became"]: one for one in mutation.as_document()["mutants"]}
    assert document[">>="]["noticed_by"] == {
        "file": "functions/f/policy/limits_test.yaml",
        "line": 5,
        "name": "at the limit",
    }
    assert (document[">>="]["state"], document[">>="]["missing_case"]) == ("noticed", None)


def test_a_score_is_rounded_down() -> None:
    """So that none looks as if it reached what it does not."""
    assert Score(1999, 2000).percent == 99.9
    assert Score(2, 3).percent == 66.6
    assert Score(0, 0).percent == 100.0


def test_a_threshold_is_reached_by_the_mutants_and_not_by_what_is_shown() -> None:
    """As that of the coverage."""
    assert Score(1999, 2000).reaches(99.95)
    assert not Score(1999, 2000).reaches(99.96)
    assert Score(0, 0).reaches(100)


def test_each_file_has_a_score_of_its_own(mutate: Mutate) -> None:
    """Which the threshold is about."""
    mutation = mutate(POLICY, HEAD + LIMIT + OVER)
    file = "functions/f/policy/limits.yaml"
    assert mutation.scores == {file: Score(8, 10)}
    assert mutation.below == (file,)
    assert mutation.as_document()["files"] == [{"file": file, "mutants": 10, "noticed": 8, "score": 80.0}]
    assert mutation.as_document()["below"] == [file]
    assert (mutation.as_document()["score"], mutation.as_document()["threshold"]) == (80.0, 95.0)

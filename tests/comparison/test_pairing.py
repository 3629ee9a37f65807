"""A rule is found again under its name, and under another by what it means."""

import pytest

from comparison.conftest import Compare, Write, judged
from comparison.policy import AT, POLICY
from dwgate.comparison.model import Change
from dwgate.comparison.pairing import pairs

TWINS = """\
params: {a: 1, b: 2}
rules:
  - name: first
    when: event.dataRowSize > params.a
    then: FAIL
    reason: {en: first}
  - name: second
    when: event.dataRowSize > params.b
    then: FAIL
    reason: {en: second}
"""


@pytest.mark.parametrize(
    "policy",
    [TWINS, TWINS.replace("params.b", "params.a").replace(", b: 2", "")],
)
def test_rules_that_are_renamed_at_once_are_not_mixed_up(policy: str, write: Write) -> None:
    """Each has its limit, by which it is known; where they are alike, their order tells."""
    new = policy.replace("first", "third").replace("second", "fourth")
    comparison = judged(write(policy, at="old"), write(new, at="new"))
    assert {(rule.old or {}).get("name"): rule.rule["name"] for rule in comparison.rules} == {
        "first": "third",
        "second": "fourth",
    }
    assert {rule.change for rule in comparison.rules} == {Change.RENAMED}


def test_a_name_that_stays_outweighs_a_condition_that_moves(changed: Compare) -> None:
    """Rules that change places are two rules that changed."""
    comparison = changed(("first", "tmp"), ("second", "first"), ("tmp", "second"), policy=TWINS)
    assert {rule.change for rule in comparison.rules} == {Change.CHANGED}


def test_rules_come_in_the_order_of_the_new_side(write: Write) -> None:
    """Those that are gone come last."""
    old, new = write(POLICY, at="old"), write(TWINS, at="new")
    told = [(pair.old and pair.old["name"], pair.new and pair.new["name"]) for pair in pairs(old, new, AT)]
    assert told == [
        (None, "first"),
        (None, "second"),
        ("too-many-rows", None),
        ("large-file", None),
        ("sensitive-source", None),
    ]

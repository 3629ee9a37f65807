"""What differs is told as it is written: what was, and what is."""

from typing import Any

import pytest

from comparison.conftest import Compare
from comparison.policy import POLICY, only
from dwgate.comparison.written import difference

VALUES = [
    (1, 1, []),
    (1, True, [("params.p", "1", "true")]),
    (1, 1.0, [("params.p", "1", "1.0")]),
    ("a", "b", [("params.p", '"a"', '"b"')]),
    (None, "b", [("params.p", None, '"b"')]),
    (["a", "b"], ["b", "c"], [("in params.p", '"a"', '"c"')]),
    (["a", "b"], ["b", "a"], [("params.p", '"a", "b"', '"b", "a"')]),
    (["a"], [], [("in params.p", '"a"', None)]),
    (["a"], "a", [("params.p", '"a"', '"a"')]),
    (None, ["a"], [("params.p", None, '"a"')]),
    ({"a": 1, "b": 2}, {"a": 1, "b": 3}, [("in params.p", "b: 2", "b: 3")]),
]


@pytest.mark.parametrize(("old", "new", "told"), VALUES)
def test_values_differ_by_what_the_other_has_not(old: Any, new: Any, told: list[tuple[str, str, str]]) -> None:
    """Of lists and mappings the members alone, unless their order is all that differs; a type is a difference."""
    assert [tuple(one) for one in difference("params.p", old, new)] == told


CHANGES = [
    (("then: WARN", "then: FAIL"), [("then", "WARN", "FAIL")]),
    (("on_error: WARN", "on_error: OK"), [("on_error", "WARN", "OK")]),
    (("mode: shadow", "mode: enforce"), [("mode", "shadow", "enforce")]),
    (("{en: large}", "{en: big, zh: 大}"), [("reason.en", "large", "big"), ("reason.zh", None, "大")]),
    (("dataRowSize >", "dataRowSize\n      >="), [
        ("when", "event.dataRowSize > params.max_rows", "event.dataRowSize >= params.max_rows")
    ]),
    (("max_rows: 100000", "max_rows: 7"), [("params.max_rows", "100000", "7")]),
]  # fmt: skip


@pytest.mark.parametrize(("replaced", "told"), CHANGES)
def test_a_rule_differs_by_its_keys(
    replaced: tuple[str, str], told: list[tuple[str, str, str]], changed: Compare
) -> None:
    """As they are called in the file, without the line breaks in them."""
    assert [tuple(one) for one in only(changed(replaced)).differences] == told


LIFT = 'until 2027-01-01T00:00:00+08:00, when operator == "7": audit (audit@example.com)'
EXEMPTIONS = [
    ('operator == "7"', 'operator == "8"', LIFT.replace('"7"', '"8"')),
    ("reason: audit", "reason: the audit", LIFT.replace("audit (", "the audit (")),
    ("2027-01-01", "2026-01-01", LIFT.replace("until 2027", "over since 2026")),
]


@pytest.mark.parametrize(("before", "after", "is_now"), EXEMPTIONS)
def test_an_exemption_is_known_by_its_condition_or_its_owner(
    before: str, after: str, is_now: str, changed: Compare
) -> None:
    """So that what it was stands beside what it is."""
    assert [tuple(one) for one in only(changed((before, after))).differences] == [("exemption", LIFT, is_now)]


def test_of_several_exemptions_each_has_its_own(changed: Compare) -> None:
    """One stays, one is gone, one is new."""
    exemptions = POLICY[POLICY.index("  - rules: [too-many-rows]") :]
    second = exemptions.replace('"7"', '"8"').replace("audit", "report")
    third = exemptions.replace('"7"', '"9"').replace("audit", "campaign")
    rule = only(changed((second, third), policy=POLICY + second))
    assert [(one.what, one.old, one.new) for one in rule.differences] == [
        ("exemption", None, LIFT.replace('"7"', '"9"').replace("audit", "campaign")),
        ("exemption", LIFT.replace('"7"', '"8"').replace("audit", "report"), None),
    ]


def test_of_a_rule_that_is_added_all_is_told_that_decides(changed: Compare) -> None:
    """And not its reason, which is in the file."""
    rule = "  - name: no-sql\n    when: event.dataRowSize == params.max_rows\n    then: WARN\n    reason: {en: none}\n"
    assert [tuple(one) for one in only(changed(("exemptions:", f"{rule}exemptions:"))).differences] == [
        ("when", None, "event.dataRowSize == params.max_rows"),
        ("params.max_rows", None, "100000"),
        ("then", None, "WARN"),
        ("mode", None, "enforce"),
        ("on_error", None, "FAIL"),
    ]

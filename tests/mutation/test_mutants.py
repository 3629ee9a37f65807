"""All mutants of a policy: what is changed, and where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.mutation import mutants_of
from dwgate.policy.compiler import compile_function
from mutation.mutated import RULE, mutants, told

Function = Callable[..., Path]

POLICY = """\
params:
  max_rows: 100000
rules:
  - name: too-many-rows
    when: event.dataRowSize > params.max_rows
    then: FAIL
    reason: {en: "More than ${params.max_rows} rows."}
  - name: large-file
    when: event.fileSize > 1000
    then: WARN
    on_error: WARN
    mode: enforce
    reason: {en: "It is large."}
  - name: outside
    when: point == "download-resources-execute" && !ip.within(event.ip, ["10.0.0.0/8"])
    then: FAIL
    mode: shadow
    on_error: OK
    reason: {en: "It is outside."}
exemptions:
  - rules: [too-many-rows, large-file]
    when: operator == "7"
    reason: audit
    owner: audit@example.com
    expires: 2027-01-01
"""


def test_a_rule_is_changed_in_everything_that_a_case_can_see(function: Function) -> None:
    """Its condition, what it asks for, whether it is enforced, what it says when it cannot be judged, its being there.

    A key that is not written is changed at the rule's name.
    """
    found = {one for one in told(mutants(function, POLICY)) if 4 <= one[1] <= 13}
    assert found == {
        ("rule", 4, "too-many-rows → nothing"),
        ("mode", 4, "enforce → shadow"),
        ("on-error", 4, "FAIL → OK"),
        ("on-error", 4, "FAIL → WARN"),
        ("boundary", 5, "> → >="),
        ("comparison", 5, "> → <="),
        ("result", 6, "FAIL → WARN"),
        ("result", 6, "FAIL → OK"),
        ("rule", 8, "large-file → nothing"),
        ("boundary", 9, "> → >="),
        ("comparison", 9, "> → <="),
        ("limit", 9, "1000 → 999"),
        ("limit", 9, "1000 → 1001"),
        ("result", 10, "WARN → FAIL"),
        ("result", 10, "WARN → OK"),
        ("on-error", 11, "WARN → OK"),
        ("on-error", 11, "WARN → FAIL"),
        ("mode", 12, "enforce → shadow"),
    }


def test_what_a_rule_in_shadow_asks_for_is_not_changed(function: Function) -> None:
    """It asks in vain, so no case could notice.

    Without its guard the condition does not compile, since at the other point there is no address.
    """
    found = {one for one in told(mutants(function, POLICY)) if 14 <= one[1] <= 19}
    assert found == {
        ("rule", 14, "outside → nothing"),
        ("member", 15, '"10.0.0.0/8" → nothing'),
        ("negation", 15, "! → nothing"),
        ("mode", 17, "shadow → enforce"),
    }


def test_an_exemption_is_changed_in_its_condition_its_end_and_its_rules(function: Function) -> None:
    """It may lift always, or never; one that is taken away is told at its beginning, and not as its reason."""
    found = {one for one in told(mutants(function, POLICY)) if one[1] >= 20}
    assert found == {
        ("member", 21, "too-many-rows → nothing"),
        ("member", 21, "large-file → nothing"),
        ("comparison", 22, "== → !="),
        ("exemption", 22, 'operator == "7" → true'),
        ("exemption", 21, "the exemption from too-many-rows, large-file → nothing"),
        ("date", 25, "2027-01-01 → 2026-12-31T23:59:59+08:00"),
        ("date", 25, "2027-01-01 → 2027-01-01T00:00:01+08:00"),
    }


def test_an_exemption_of_one_rule_is_taken_away_once(function: Function) -> None:
    """To take its only rule out of it is the same."""
    found = told(mutants(function, POLICY.replace("[too-many-rows, large-file]", "[large-file]")))
    assert {one for one in found if one[1] in {21, 23}} == {
        ("exemption", 21, "the exemption from large-file → nothing")
    }


def test_a_mutant_has_a_place_and_its_rules(function: Function) -> None:
    """The character that is changed, in the words of a finding."""
    found = next(one for one in mutants(function, POLICY) if one.told == "> → >=")
    assert found.finding.render() == (
        "functions/f/policy/limits.yaml:5:29: boundary: no case notices > → >=\n"
        "  5 |     when: event.dataRowSize > params.max_rows\n"
        "    |                             ^"
    )
    assert found.as_document() == {
        "kind": "boundary",
        "file": "functions/f/policy/limits.yaml",
        "line": 5,
        "column": 29,
        "was": ">",
        "became": ">=",
        "rules": ["too-many-rows"],
    }


def test_what_is_long_is_cut_short_in_a_line(function: Function) -> None:
    """And what is put into a negation is not written twice."""
    when = 'event.fileName.contains("a very long name of a file that nobody would choose")'
    assert ("negation", 4, 'event.fileName.contains("a very long name of a … → !(…)') in told(
        mutants(function, RULE.format(when=when))
    )


@pytest.mark.parametrize(
    ("parameter", "when", "changes"),
    [
        ("5", "event.dataRowSize > params.it", {"5 → 4", "5 → 6"}),
        ("0.25", "double(event.dataRowSize) > params.it", {"0.25 → 0.24", "0.25 → 0.26"}),
        ("true", "params.it && has(event.ip)", {"true → false"}),
        ("no", "event.fileName == params.it", set()),
        (
            "2027-01-01T08:00:00+08:00",
            "now < params.it",
            {
                "2027-01-01T08:00:00+08:00 → 2027-01-01T07:59:59+08:00",
                "2027-01-01T08:00:00+08:00 → 2027-01-01T08:00:01+08:00",
            },
        ),
        ("[a, b]", "event.fileName in params.it", {"a → nothing", "b → nothing"}),
        ("[3]", "event.dataRowSize in params.it", {"3 → nothing", "3 → 2", "3 → 4"}),
        (
            "{small: [5], large: []}",
            'event.dataRowSize in params.it["small"] || event.dataRowSize in params.it["large"]',
            {"[5] → nothing", "5 → nothing", "5 → 4", "5 → 6", "[] → nothing"},
        ),
        ("{small: 5, large: 7}", "event.fileName in params.it", {"5 → nothing", "7 → nothing"}),
    ],
)
def test_a_parameter_is_changed_by_its_type(parameter: str, when: str, changes: set[str], function: Function) -> None:
    """A limit by one, a date by a second, a list or a mapping by a member, and whatever is in one."""
    policy = f"params:\n  it: {parameter}\n{RULE.format(when=when)}"
    assert {change for _, line, change in told(mutants(function, policy)) if line == 2} == changes


def test_a_parameter_is_for_the_rules_that_read_it(function: Function) -> None:
    """In the condition, in the reason alone, or in the exemption that lifts them."""
    policy = POLICY.replace("params:\n", 'params:\n  auditors: ["7"]\n').replace("It is large.", "${params.max_rows}")
    policy = policy.replace('operator == "7"', "operator in params.auditors")
    found = {one.told: one.rules for one in mutants(function, policy)}
    assert found["100000 → 99999"] == {"too-many-rows", "large-file"}
    assert found['"7" → nothing'] == {"too-many-rows", "large-file"}


def test_what_is_in_a_mapping_that_is_searched_is_changed_where_a_reason_tells_it(function: Function) -> None:
    """Then somebody reads it."""
    policy = f"params:\n  it: {{a: 5}}\n{RULE.format(when='event.fileName in params.it')}"
    policy = policy.replace("Ask.", '"${params.it[event.fileName]}"')
    found = {change for _, line, change in told(mutants(function, policy)) if line == 2}
    assert found == {"5 → nothing", "5 → 4", "5 → 6"}


def test_what_may_go_on_where_a_rule_cannot_be_judged_is_changed_to_all_else(function: Function) -> None:
    """Also of a rule that lets pass then: it may warn, or refuse."""
    policy = RULE.format(when="event.dataRowSize > 5").replace("then: FAIL", "then: FAIL\n    on_error: OK")
    kinds = {change for kind, _, change in told(mutants(function, policy)) if kind == "on-error"}
    assert kinds == {"OK → FAIL", "OK → WARN"}


def test_a_parameter_with_which_nothing_compiles_is_not_counted(function: Function) -> None:
    """As where only numbers are left, and a text is looked for: nobody could deploy that."""
    policy = f"params:\n  them: [a, 5]\n{RULE.format(when='event.fileName in params.them')}"
    found = {change for _, line, change in told(mutants(function, policy)) if line == 2}
    assert found == {"5 → nothing", "5 → 4", "5 → 6"}


@pytest.mark.parametrize(
    ("when", "can_fail"),
    [
        ('now.getHours("+08:00") < 7', False),
        ('point in ["download-resources-execute"] && "ip" in present', False),
        ("[1, 2].exists(hour, hour == now.getHours())", False),
        ("has(event.ip)", False),
        ("event.dataRowSize > 5", True),
        ('calendar.within(now, "mon-fri 09:00-18:00", "+08:00") && calendar.date(now, "+08:00") > "2026"', False),
        ('calendar.within(now, "workdays 09:00-18:00", "+08:00")', True),
        ("calendar.is_workday(now)", True),
        ('operator == "7"', True),
        ("[1, 2][now.getHours()] == 1", True),
        ("now.getHours() / now.getMinutes() == 1", True),
    ],
)
def test_on_error_is_changed_where_there_can_be_one(when: str, *, can_fail: bool, function: Function) -> None:
    """Not of a rule that reads only what is always there, by what always has a value."""
    kinds = {kind for kind, _, _ in told(mutants(function, RULE.format(when=when)))}
    assert ("on-error" in kinds) is can_fail


def test_the_same_change_is_made_once(function: Function) -> None:
    """A member that stands in a list twice is taken out of it once."""
    found = told(mutants(function, f"params:\n  them: [a, a]\n{RULE.format(when='event.fileName in params.them')}"))
    assert [change for _, line, change in found if line == 2] == ["a → nothing"]


def test_what_does_not_compile_has_no_mutants(function: Function) -> None:
    """There is nothing to change."""
    assert mutants_of(compile_function(function("rules: []\n"))) == ()

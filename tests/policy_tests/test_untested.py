"""Rules that no case tests."""

from collections.abc import Callable

import pytest

from dwgate.policy_tests import Report, Selection
from policy_tests.tested import HEAD

FIRES = "  - {name: rows, set: {dataRowSize: 100001}, expect: FAIL, rules: [too-many-rows]}\n"
WARNS = "  - {name: bytes, set: {fileSize: 1000001}, expect: WARN, rules: [large-file]}\n"
SHADOWED = (
    "  - {name: ip, point: download-resources-execute, set: {ip: 198.51.100.1}, expect: OK, shadow: [outside]}\n"
    "  - {name: ip of ours, point: download-resources-execute, set: {ip: 10.0.0.1}, expect: OK}\n"
)
LIFTED = "  - {name: lifted, set: {dataRowSize: 100001, operatorUid: '7'}, expect: OK, exempted: [too-many-rows]}\n"
UNJUDGED = "  - {name: x, set: {dataRowSize: x, fileSize: x}, expect: FAIL, errors: [too-many-rows, large-file]}\n"


def test_every_rule_must_fire_in_one_case_and_pass_in_another(run: Callable[..., Report]) -> None:
    """Also one in shadow, which will be enforced some day."""
    report = run(HEAD + FIRES + WARNS + SHADOWED)
    assert report.is_clean
    assert (report.untested, report.findings) == ((), ())


@pytest.mark.parametrize(
    ("cases", "untested"),
    [
        (FIRES + WARNS, [("outside", False, True, "no case makes outside fire")]),
        (
            FIRES.replace("100001}", "100001, fileSize: 1000001}").replace("]}", ", large-file]}") + SHADOWED,
            [],
        ),
        (
            SHADOWED.replace("{ip:", "{dataRowSize: 100001, ip:").replace("OK", "FAIL, rules: [too-many-rows]"),
            [
                ("too-many-rows", True, False, "no case lets too-many-rows pass"),
                ("large-file", False, True, "no case makes large-file fire"),
            ],
        ),
        (
            WARNS + SHADOWED + LIFTED,
            [("too-many-rows", False, True, "no case makes too-many-rows fire")],
        ),
        (
            UNJUDGED,
            [
                ("too-many-rows", False, False, "no case makes too-many-rows fire, and none lets it pass"),
                ("large-file", False, False, "no case makes large-file fire, and none lets it pass"),
                ("outside", False, True, "no case makes outside fire"),
            ],
        ),
    ],
)
def test_a_rule_that_no_case_tests_is_a_finding(
    cases: str, untested: list[tuple[str, bool, bool, str]], run: Callable[..., Report]
) -> None:
    """One that is lifted, or cannot be judged, has neither fired nor passed."""
    report = run(HEAD + cases)
    assert report.failures == ()
    assert [
        (rule.name, rule.has_fired, rule.has_passed, rule.diagnostic.message) for rule in report.untested
    ] == untested
    assert report.is_clean == (not untested)


def test_a_rule_is_not_told_twice_that_does_not_do_what_a_case_expects(run: Callable[..., Report]) -> None:
    """The case fails, and would test the rule if it did not."""
    report = run(HEAD + FIRES.replace("100001", "100000") + WARNS + SHADOWED)
    assert [result.case.name for result in report.failures] == ["rows"]
    assert report.untested == ()
    assert not report.is_clean


def test_the_finding_stands_at_the_rule_and_says_where_to_add_a_case(run: Callable[..., Report]) -> None:
    """In the file of the policy, with a caret, as the compiler's findings."""
    (finding,) = run(HEAD + FIRES + WARNS).findings
    assert finding.render() == (
        "functions/f/policy/limits.yaml:15:11: untested-rule: no case makes outside fire\n"
        "  15 |   - name: outside\n"
        "     |           ^\n"
        "     = add it to policy/limits_test.yaml"
    )


ALWAYS = """\
rules:
  - name: nothing-passes
    when: WHEN
    then: FAIL
    reason: {en: No.}
"""
REFUSED = "  - {name: refused, expect: FAIL, rules: [nothing-passes]}\n"


@pytest.mark.parametrize("when", ["true", "point in ['download-resources', 'download-resources-execute']"])
def test_what_a_condition_cannot_come_to_is_not_asked_for(when: str, run: Callable[..., Report]) -> None:
    """A rule that always fires passes in no case, but one must show that it fires."""
    assert run(HEAD + REFUSED, ALWAYS.replace("WHEN", when)).is_clean


def test_a_rule_that_always_fires_must_do_so_in_a_case(run: Callable[..., Report]) -> None:
    """Where it is lifted, it has not."""
    lifted = "exemptions: [{rules: [nothing-passes], when: 'true', reason: a, owner: b, expires: 2027-01-01}]\n"
    case = "  - {name: lifted, expect: OK, exempted: [nothing-passes]}\n"
    report = run(HEAD + case, ALWAYS.replace("WHEN", "true") + lifted)
    assert [rule.diagnostic.message for rule in report.untested] == ["no case makes nothing-passes fire"]


@pytest.mark.parametrize(
    ("cases", "problems"),
    [
        (FIRES + WARNS.replace("}, expect", "}, skip: later, expect"), ["every case that names large-file is skipped"]),
        (FIRES + WARNS + WARNS.replace("name: bytes", "name: more, skip: later"), []),
        (FIRES, []),
    ],
)
def test_a_rule_that_was_asked_for_and_only_skipped_cases_name_is_untested(
    cases: str, problems: list[str], run: Callable[..., Report]
) -> None:
    """That the others of its file pass says nothing of it."""
    report = run(HEAD + cases, selection=Selection(rules=("large-file",)))
    assert [rule.diagnostic.message for rule in report.untested] == problems
    assert report.is_clean == (not problems)


@pytest.mark.parametrize("selection", [Selection(rules=("too-many-rows",)), Selection(names=("rows", "bytes"))])
def test_a_rule_that_was_not_asked_for_may_be_skipped(selection: Selection, run: Callable[..., Report]) -> None:
    """Other cases are to show it."""
    cases = FIRES + WARNS.replace("}, expect", "}, skip: later, expect")
    assert run(HEAD + cases, selection=selection).untested == ()

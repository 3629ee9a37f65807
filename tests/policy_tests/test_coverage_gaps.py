"""The outcomes that no case sees, each at its place and with what to add."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.policy.compiler import compile_function
from dwgate.policy.compiler.diagnostics import Diagnostic
from dwgate.policy_tests import run_tests
from dwgate.policy_tests.clause_coverage import coverage_of
from dwgate.policy_tests.coverage_gaps import gaps
from policy_tests.tested import POINTS, POLICY

HEAD = """\
event: {sample: download-resources-execute}
now: 2026-11-18T10:00:00+08:00
set: {dataRowSize: 5, fileSize: 5, ip: 10.0.0.1}
cases:
"""
ROWS = "  - {name: rows, set: {dataRowSize: 100001}, expect: FAIL, rules: [too-many-rows]}\n"
BYTES = "  - {name: bytes, set: {fileSize: 1000001}, expect: WARN, rules: [large-file]}\n"
OUTSIDE = "  - {name: outside, set: {ip: 198.51.100.1}, expect: OK, shadow: [outside]}\n"
NO_IP = "  - {name: no address, unset: [ip], expect: OK}\n"
LIFTED = "  - {name: lifted, set: {dataRowSize: 100001, operatorUid: '7'}, expect: OK, exempted: [too-many-rows]}\n"
OVER = (
    "  - {name: over, now: 2027-01-01, set: {dataRowSize: 100001, operatorUid: '7'}, expect: FAIL,"
    " rules: [too-many-rows]}\n"
)
ALL = (ROWS, BYTES, OUTSIDE, NO_IP, LIFTED, OVER)

Gaps = Callable[..., list[Diagnostic]]


@pytest.fixture
def found(function: Callable[..., Path]) -> Gaps:
    """Give the gaps that cases leave in the tests of a policy."""

    def find(*cases: str, policy: str = POLICY) -> list[Diagnostic]:
        folder = function(policy, *POINTS)
        (folder / "policy" / "limits_test.yaml").write_text(HEAD + "".join(cases))
        compilation = compile_function(folder, "functions/f")
        coverage = coverage_of(compilation, [one.case for one in run_tests(folder, compilation, "functions/f").results])
        assert coverage is not None
        return list(gaps(coverage))

    return find


def without(*cases: str) -> list[str]:
    """Give all cases but these."""
    return [case for case in ALL if case not in cases]


def test_where_every_outcome_is_seen_there_is_no_gap(found: Gaps) -> None:
    """By a case for each."""
    assert found(*ALL) == []


@pytest.mark.parametrize(
    ("cases", "gap"),
    [
        (
            [BYTES],
            (
                11,
                11,
                "no case makes this true: event.fileSize > 1000000",
                "add a case to policy/limits_test.yaml in which it is true",
            ),
        ),
        (
            [NO_IP],
            (
                17,
                7,
                'no case makes this false: "ip" in present',
                "add a case to policy/limits_test.yaml in which it is false",
            ),
        ),
        (
            [OUTSIDE],
            (
                17,
                27,
                'no case makes this false: ip.within(event.ip, ["10.0.0.0/8"])',
                'add a case to policy/limits_test.yaml in which it is false, where "ip" in present is true',
            ),
        ),
        (
            [OVER],
            (
                22,
                13,
                "no case shows that this exemption expires",
                "add a case to policy/limits_test.yaml that it would lift, with now: 2027-01-01T00:00:00+08:00",
            ),
        ),
    ],
)
def test_a_gap_says_what_is_missing_and_what_to_add(
    cases: list[str], gap: tuple[int, int, str, str], found: Gaps
) -> None:
    """At the clause or the exemption, in the file of the policy."""
    (finding,) = found(*without(*cases))
    assert (finding.line, finding.column, finding.message, finding.hint) == gap
    assert finding.file == "functions/f/policy/limits.yaml"


def test_a_clause_that_is_not_reached_needs_both(found: Gaps) -> None:
    """And says behind what it stands: all parts to its left, and for an exemption that its rule fires."""
    rows, address, used, end, operator = found(NO_IP, BYTES)
    assert rows.message == "no case makes this true: event.dataRowSize > params.max_rows"
    assert address.message == 'no case makes this false: ip.within(event.ip, ["10.0.0.0/8"])'
    assert used.render() == (
        "functions/f/policy/limits.yaml:22:13: uncovered-exemption: this exemption lifts a rule in no case\n"
        "  22 |   - rules: [too-many-rows]\n"
        "     |             ^\n"
        "     = add a case to policy/limits_test.yaml in which too-many-rows fires and this lifts it"
    )
    assert end.name == "uncovered-exemption"
    assert operator.render() == (
        'functions/f/policy/limits.yaml:23:11: uncovered-clause: no case reaches this: operator == "7"\n'
        '  23 |     when: operator == "7"\n'
        "     |           ^\n"
        "     = add a case to policy/limits_test.yaml in which it is true, and one in which it is false, where"
        " too-many-rows fires"
    )


def test_a_clause_that_could_not_be_judged_has_been_reached(found: Gaps) -> None:
    """It is neither true nor false for that, and what stands behind it is reached."""
    policy = POLICY.replace("event.fileSize > 1000000", "event.fileSize > 1000000 || tenant == '1'")
    unreadable = "  - {name: x, set: {fileSize: x}, expect: WARN, errors: [large-file]}\n"
    first, second = (
        finding for finding in found(unreadable, *without(BYTES, ROWS), policy=policy) if finding.line == 11
    )
    assert first.message == "no case makes this true: event.fileSize > 1000000"
    assert second.message == "no case makes this true: tenant == '1'"
    assert second.hint == (
        "add a case to policy/limits_test.yaml in which it is true, where event.fileSize > 1000000 is false"
    )


def test_a_long_clause_is_shown_by_how_it_begins(found: Gaps) -> None:
    """In one line, however it is written."""
    listed = ", ".join(f'"{number}"' for number in range(40))
    policy = POLICY.replace("event.fileSize > 1000000", f">-\n      !(event.fileName\n      in [{listed}])")
    (finding,) = found(*ALL, policy=policy)
    begins = f"event.fileName in [{listed}]"[:80]
    assert finding.message == f"no case makes this true: {begins}…"

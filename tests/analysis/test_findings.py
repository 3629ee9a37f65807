"""The analysis of a function: all its findings, in the order of the files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.conftest import AT, Analyse
from dwgate.analysis import analyse
from dwgate.cli.project import Function, Project
from dwgate.policy.compiler import compile_function

ROOT = Path(__file__).parents[2]
POLICY = """\
rules:
  - name: odd
    when: event.dataRowSize > 5 && event.dataRowSize < 3
    then: FAIL
    reason: {en: no}
  - name: late
    when: now.getHours() > 23 || event.dataRowSize > 7
    then: FAIL
    reason: {en: no}
exemptions:
  - rules: [late]
    when: operator == "7"
    reason: audit
    owner: me@example.com
    expires: 2026-01-01
"""


def test_findings_stand_in_the_order_of_the_file(analysed: Analyse) -> None:
    """Whatever they are about."""
    findings = analysed(POLICY)
    assert [finding.name for finding in findings] == ["never-fires", "limit-out-of-range", "expired-exemption"]
    assert [finding.line for finding in findings] == [3, 7, 15]


def test_the_same_policy_has_the_same_findings(analysed: Analyse) -> None:
    """To the last word of their examples."""
    assert [one.render() for one in analysed(POLICY)] == [one.render() for one in analysed(POLICY)]


def test_a_policy_that_does_not_compile_is_not_analysed(function: Callable[..., Path]) -> None:
    """What is wrong with it is the compiler's to say."""
    folder = function(POLICY.replace("dataRowSize", "dataRowSise"))
    assert analyse(folder, compile_function(folder), "functions/f", AT) == ()


@pytest.mark.parametrize("shipped", Project.at(ROOT).functions(), ids=lambda one: one.name)
def test_the_policies_that_are_shipped_have_no_findings(shipped: Function) -> None:
    """By the time of their demonstration."""
    assert analyse(shipped.folder, shipped.compile(), f"functions/{shipped.name}", AT) == ()

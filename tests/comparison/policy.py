"""The old policy of these tests, and how to speak of what became of its rules."""

from datetime import datetime

from dwgate.comparison import Comparison
from dwgate.comparison.model import ChangedRule, Direction, Witness

AT = datetime.fromisoformat("2026-11-18T10:00:00+08:00")
POINTS = ("download-resources", "download-resources-execute")
POLICY = """\
params:
  max_rows: 100000
  sources: [hr_core, payroll]
rules:
  - name: too-many-rows
    when: event.dataRowSize > params.max_rows
    then: FAIL
    reason: {en: "${event.dataRowSize} rows are over ${params.max_rows}."}
  - name: large-file
    when: event.fileSize > 1000000 && event.fileSize < 2000000
    then: WARN
    on_error: WARN
    reason: {en: large}
  - name: sensitive-source
    when: event.datasourceName in params.sources
    then: FAIL
    mode: shadow
    reason: {en: sensitive}
exemptions:
  - rules: [too-many-rows]
    when: operator == "7"
    reason: audit
    owner: audit@example.com
    expires: 2027-01-01
"""
EXEMPTION = POLICY[POLICY.index("exemptions:") :]
LETTERS = """\
rules:
  - name: letters
    when: event.fileName.matches("^[a-z]{17}$")
    then: FAIL
    reason: {en: letters}
"""
"""No search comes upon a name of so many letters, and no analysis understands the pattern."""


def only(comparison: Comparison) -> ChangedRule:
    """Give the one rule that differs."""
    (rule,) = comparison.rules
    return rule


def witness(rule: ChangedRule, direction: Direction) -> Witness:
    """Give the message that shows a direction."""
    assert rule.effect
    return rule.effect.witnesses[direction]


def results(found: Witness) -> tuple[str, str]:
    """Give what both sides answer."""
    assert found.old.decision
    assert found.new.decision
    return found.old.decision.result.value, found.new.decision.result.value

"""A file of facts: what DataWorks would answer, written down to try a message without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.cli.project import UsageError
from dwgate.policy.compiler.yaml_source import YamlSource
from dwgate.policy_tests.facts import facts_of

if TYPE_CHECKING:
    from pathlib import Path

    from dwgate.facts.given import GivenFacts


def read_facts(path: Path) -> GivenFacts:
    """Read a file of facts; UsageError says what is wrong with it, and where."""
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    source = YamlSource.read(path, str(path))
    facts = facts_of(source.root if not source.findings else None, source)
    if source.findings:
        raise UsageError("\n\n".join(finding.render() for finding in source.findings))
    return facts

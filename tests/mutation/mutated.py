"""Policies to be mutated, and a way to have all their mutants."""

from collections.abc import Callable
from pathlib import Path

from dwgate.mutation import Mutant, mutants_of
from dwgate.policy.compiler import Compilation, compile_function

POINTS = ("download-resources", "download-resources-execute")
NAME = "functions/f"

Told = set[tuple[str, int, str]]
"""Of each mutant its kind, its line and its change."""

RULE = """\
rules:
  - name: a-rule
    when: |
      {when}
    then: FAIL
    reason: {{en: Ask.}}
"""
"""A policy of one rule, whose condition is on line 4."""


def compiled(folder: Path) -> Compilation:
    """Compile a policy in which nothing is wrong."""
    compilation = compile_function(folder, NAME)
    assert [finding.render() for finding in compilation.diagnostics] == []
    return compilation


def mutants(function: Callable[..., Path], policy: str, *points: str) -> tuple[Mutant, ...]:
    """Give the mutants of a policy."""
    return mutants_of(compiled(function(policy, *(points or POINTS))))


def told(found: tuple[Mutant, ...]) -> Told:
    """Tell mutants by what is said of them."""
    return {(mutant.spot.kind.value, mutant.finding.line, mutant.told) for mutant in found}

"""The policies that are shipped: with most of their cases taken away, the missing ones put the score back."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.mutation import Budget, Finder, Mutation, Tried, mutants_of, verdict_on
from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import run_tests
from dwgate.policy_tests.under_test import FunctionUnderTest

pytestmark = pytest.mark.once

FUNCTIONS = Path(__file__).parents[2] / "functions"
KEPT_OF_FIVE = (1, 3)
MOST_MUTANTS = 80
"""So many of a function are tried, taken from all of its files; those of a large one are many hundreds."""


def weakened(name: str, folder: Path) -> Path:
    """Copy a function with two of five cases; a file of tests keeps what it says for all of them."""
    made = folder / name
    shutil.copytree(FUNCTIONS / name, made)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    for path in (made / "policy").glob("*_test.yaml"):
        document: Any = yaml.load(path)
        cases = document["cases"]
        document["cases"] = [case for number, case in enumerate(cases) if number % 5 in KEPT_OF_FIVE] or cases[:1]
        yaml.dump(document, path)
    return made


def mutated(folder: Path) -> Mutation:
    """Try the mutants of a function; every case passes without a mutation."""
    name = f"functions/{folder.name}"
    compilation = compile_function(folder, name)
    report = run_tests(folder, compilation, name)
    assert ([finding.render() for finding in report.diagnostics], report.failures) == ([], ())
    assert compilation.document
    assert compilation.sources
    cases, policy = report.cases, compilation.policy()
    tested = FunctionUnderTest.of(folder, name, compilation.document, compilation.sources, DOCUMENTED_SPELLINGS)
    finder = Finder.of(compilation, tested, cases, Budget())
    mutants = list(mutants_of(compilation))
    verdicts = [verdict_on(one, policy, cases) for one in mutants[:: 1 + len(mutants) // MOST_MUTANTS]]
    return Mutation(tuple(Tried(one, None if one.noticed_by else finder.search(one.mutant)) for one in verdicts), 95.0)


def paste(mutation: Mutation, folder: Path) -> None:
    """Paste each missing case below those of the tests of its policy."""
    for one in mutation.survivors:
        if one.missing and not one.missing.is_told:
            path = folder / "policy" / Path(one.missing.case.file).name
            path.write_text(path.read_text() + one.missing.yaml)


@pytest.mark.parametrize("name", [path.parent.name for path in sorted(FUNCTIONS.glob("*/policy"))])
def test_what_is_pasted_passes_and_notices_what_survived(name: str, tmp_path: Path) -> None:
    """Whatever the files say for all of their cases; few changes are left for which no case was found."""
    folder = weakened(name, tmp_path)
    weak = mutated(folder)
    assert weak.survivors
    paste(weak, folder)
    again = mutated(folder)
    unfound = [one.verdict.mutant.as_document() for one in weak.survivors if one.missing is None]
    assert [one.verdict.mutant.as_document() for one in again.survivors] == unfound
    assert again.score.percent >= 98

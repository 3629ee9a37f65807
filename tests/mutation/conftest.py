"""A function with a policy and its tests, and its mutants tried."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.mutation import Budget, Finder, Mutation, Tried, mutants_of, verdict_on
from dwgate.policy_tests import run_tests
from dwgate.policy_tests.under_test import FunctionUnderTest
from mutation.mutated import NAME, POINTS, compiled

Mutate = Callable[..., Mutation]


@pytest.fixture
def mutate(function: Callable[..., Path], sample: Callable[..., dict[str, Any]], tmp_path: Path) -> Mutate:
    """Try the mutants of a policy by its tests, all of which pass without a mutation."""

    def try_all(policy: str, test: str, budget: Budget | None = None) -> Mutation:
        folder = tmp_path / "data_download"
        if not folder.is_dir():
            function(policy, *POINTS)
            (folder / "events").mkdir()
            message = sample("download-resources", "function_compute")
            message["messageBody"] |= {"dataRowSize": 5, "fileSize": 10}
            (folder / "events" / "allowed.json").write_text(json.dumps(message))
        (folder / "policy" / "limits.yaml").write_text(policy)
        (folder / "policy" / "limits_test.yaml").write_text(test)
        compilation = compiled(folder)
        report = run_tests(folder, compilation, NAME)
        assert (report.failures, report.diagnostics) == ((), ())
        assert compilation.document
        assert compilation.sources
        engine = compilation.policy()
        cases = [result.case for result in report.results]
        tested = FunctionUnderTest.of(folder, NAME, compilation.document, compilation.sources, DOCUMENTED_SPELLINGS)
        finder = Finder.of(compilation, tested, cases, budget or Budget())
        verdicts = [verdict_on(mutant, engine, cases) for mutant in mutants_of(compilation)]
        found = [Tried(one, None if one.noticed_by else finder.search(one.mutant)) for one in verdicts]
        return Mutation(tuple(found), 95.0)

    return try_all

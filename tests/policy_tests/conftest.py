"""Ways to run a test beside the policy of a function."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate.events.event import DOCUMENTED_SPELLINGS, Spellings
from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import Report, Selection, run_tests
from policy_tests.tested import HEAD, POINTS, POLICY

Run = Callable[..., Report]


@pytest.fixture
def run(function: Callable[..., Path], sample: Callable[..., dict[str, Any]]) -> Run:
    """Write a test beside a policy, with a message of 5 rows, and run it."""

    def run_test(
        test: str,
        policy: str = POLICY,
        points: tuple[str, ...] = POINTS,
        spellings: Spellings = DOCUMENTED_SPELLINGS,
        selection: Selection | None = None,
        **files: str,
    ) -> Report:
        folder = function(policy, *points)
        (folder / "events").mkdir()
        message = sample("download-resources", "function_compute")
        message["messageBody"] |= {"dataRowSize": 5, "fileSize": 1000}
        (folder / "events" / "allowed.json").write_text(json.dumps(message))
        for name, text in files.items():
            (folder / "events" / name.replace("_", ".")).write_text(text)
        (folder / "policy" / "limits_test.yaml").write_text(test)
        compilation = compile_function(folder, "functions/f")
        return run_tests(folder, compilation, "functions/f", spellings, selection or Selection())

    return run_test


@pytest.fixture
def run_case(run: Run) -> Callable[..., Report]:
    """Run a test of one case, whose name is given, on the message of 5 rows."""

    def run_one(lines: str, **more: Any) -> Report:
        indented = "".join(f"    {line}\n" for line in lines.splitlines())
        return run(f"{HEAD}  - name: one\n{indented}", **more)

    return run_one

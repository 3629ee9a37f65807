"""Ways to analyse a policy that a test writes."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from dwgate.analysis import analyse
from dwgate.policy.compiler import compile_function
from dwgate.policy.compiler.diagnostics import Diagnostic

Analyse = Callable[..., list[Diagnostic]]

AT = datetime(2026, 11, 18, 2, tzinfo=UTC)


@pytest.fixture
def analysed(function: Callable[..., Path]) -> Analyse:
    """Write a policy that compiles, and give what its analysis finds."""

    numbers = count()

    def run(policy: str, *points: str, at: datetime = AT) -> list[Diagnostic]:
        folder = function(policy, *points, name=f"f{next(numbers)}")
        compilation = compile_function(folder, "functions/f")
        assert compilation.diagnostics == ()
        return list(analyse(folder, compilation, "functions/f", at))

    return run


@pytest.fixture
def found(analysed: Analyse) -> Callable[..., list[str]]:
    """Give the names of what is found in rules of these conditions, which are named a, b and so on, and refuse."""

    def run(*conditions: str, points: tuple[str, ...] = ("download-resources",), params: str = "") -> list[str]:
        rules = "".join(
            f"  - name: {chr(ord('a') + number)}\n    when: |\n      {condition}\n"
            "    then: FAIL\n    reason: {en: no}\n"
            for number, condition in enumerate(conditions)
        )
        return [finding.name for finding in analysed(f"{params}rules:\n{rules}", *points)]

    return run

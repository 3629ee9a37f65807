"""A side is a policy that compiles, and a rule is on one side at least."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.comparison import ChangedRule, Side
from dwgate.policy.compiler import compile_function


def test_what_does_not_compile_is_no_side(function: Callable[..., Path]) -> None:
    """Its findings are told instead."""
    folder = function("rules: []")
    with pytest.raises(ValueError, match="the policy of data_download does not compile"):
        Side.of(compile_function(folder), folder)


def test_a_rule_of_neither_side_is_none() -> None:
    """Nobody makes one."""
    with pytest.raises(ValueError, match="on one side at least"):
        _ = ChangedRule(None, None, (), None).rule

"""A staged function is its handler and its compiled policy, and the same policy gives the same bytes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.build.stage import stage
from dwgate.policy.compiler import canonical, compile_function
from dwgate.policy.loading import load


def test_a_staged_function_is_a_handler_and_a_policy(function: Callable[..., Path], tmp_path: Path) -> None:
    """Nothing else is shipped: no YAML, no tests, no sample events."""
    folder, target = function(), tmp_path / "deep" / "staged"
    (folder / "policy" / "limits_test.yaml").write_text("cases: []\n")
    (folder / "events").mkdir()
    compilation = compile_function(folder)
    stage(folder, compilation, target)
    assert sorted(path.name for path in target.iterdir()) == ["index.py", "policy.json"]
    assert (target / "index.py").read_bytes() == (folder / "index.py").read_bytes()
    assert json.loads((target / "policy.json").read_bytes()) == compilation.document


def test_a_staged_policy_loads(staged: Callable[..., Path]) -> None:
    """What is staged is what the engine reads."""
    policy = load(json.loads(staged().with_name("policy.json").read_bytes()))
    assert policy.points == {"download-resources"}
    assert [rule.name for rule in policy.rules] == ["too-many-rows", "large-file"]


def test_staging_again_gives_the_same_bytes(function: Callable[..., Path], tmp_path: Path) -> None:
    """A policy is compiled and written deterministically, and over what was staged before."""
    folder, target = function(), tmp_path / "staged"
    stage(folder, compile_function(folder), target)
    first = (target / "policy.json").read_bytes()
    (target / "policy.json").write_text("something else")
    stage(folder, compile_function(folder), target)
    assert (target / "policy.json").read_bytes() == first
    assert first == canonical(compile_function(folder).document or {})


def test_a_policy_that_does_not_compile_is_not_staged(function: Callable[..., Path], tmp_path: Path) -> None:
    """A function is not deployed with half of its rules."""
    folder, target = function("rules: [{name: broken, when: 'event.nothing'}]\n"), tmp_path / "staged"
    compilation = compile_function(folder)
    assert compilation.diagnostics
    with pytest.raises(ValueError, match="the policy of data_download does not compile"):
        stage(folder, compilation, target)
    assert not target.exists()


def test_a_function_without_a_handler_is_not_staged(function: Callable[..., Path], tmp_path: Path) -> None:
    """A folder without index.py is no function."""
    folder = function()
    (folder / "index.py").unlink()
    with pytest.raises(FileNotFoundError):
        stage(folder, compile_function(folder), tmp_path / "staged")

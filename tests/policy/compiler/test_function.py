"""The folder of a function: which of its files are its policy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dwgate.policy.compiler.function import file_of_policy, file_of_tests, paths_of_tests, policy_files


def test_files_come_in_the_order_of_their_names(write: Callable[..., Path]) -> None:
    """Tests, notes and folders are none of them."""
    names = ["b.yaml", "a.yaml", "a_test.yaml", "a.md", "d.yaml/x.yaml", "B.yaml"]
    folder = write({f"policy/{name}": "" for name in names})
    assert [path.name for path in policy_files(folder)] == ["B.yaml", "a.yaml", "b.yaml"]


def test_a_function_without_a_folder_of_policies_has_no_files(tmp_path: Path) -> None:
    """Which is a finding of the compiler, not a failure."""
    assert policy_files(tmp_path) == []


@pytest.mark.parametrize("folder", ["", "policy/", "functions/a_test.yaml/policy/"])
def test_the_tests_of_a_policy_file_stand_beside_it(folder: str) -> None:
    """And so does the policy beside its tests."""
    policy, tests = f"{folder}limits.yaml", f"{folder}limits_test.yaml"
    assert (file_of_tests(policy), file_of_policy(tests)) == (tests, policy)


def test_what_is_called_like_a_test_is_found(write: Callable[..., Path]) -> None:
    """By name, whatever it is."""
    folder = write({f"policy/{name}": "" for name in ["b_test.yaml", "a_test.yaml", "a.yaml", "c_test.yaml/x.yaml"]})
    assert [path.name for path in paths_of_tests(folder)] == ["a_test.yaml", "b_test.yaml", "c_test.yaml"]

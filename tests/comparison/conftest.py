"""Two sides of one function, of which the new one is written as changes to the old."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from comparison.policy import AT, POINTS, POLICY
from dwgate.comparison import Comparison, Side, compare
from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.policy.compiler import compile_function

Write = Callable[..., Side]
Compare = Callable[..., Comparison]


@pytest.fixture
def write(function: Callable[..., Path], sample: Callable[..., dict[str, Any]]) -> Write:
    """Write one side: a policy, with a message of 5 rows, and a test if there is one."""

    def write_side(policy: str = POLICY, *points: str, at: str = "new", test: str = "") -> Side:
        folder = function(policy, *(points or POINTS), name=f"{at}/data_download")
        (folder / "events").mkdir()
        message = sample("download-resources", "function_compute")
        message["messageBody"] |= {"dataRowSize": 5, "fileSize": 1000}
        (folder / "events" / "allowed.json").write_text(json.dumps(message))
        if test:
            (folder / "policy" / "limits_test.yaml").write_text(test)
        return side_of(folder)

    return write_side


def side_of(folder: Path) -> Side:
    """Compile what must compile."""
    compilation = compile_function(folder)
    assert [finding.render() for finding in compilation.diagnostics] == []
    return Side.of(compilation, folder)


@pytest.fixture
def changed(write: Write, tmp_path: Path) -> Compare:
    """Compare the policy with itself, with some of its texts replaced."""

    def compare_changed(*replaced: tuple[str, str], policy: str = POLICY, at: datetime = AT) -> Comparison:
        for side in ("old", "new"):
            shutil.rmtree(tmp_path / side, ignore_errors=True)
        new = policy
        for before, after in replaced:
            assert before in new
            new = new.replace(before, after)
        return judged(write(policy, at="old"), write(new, at="new"), at=at)

    return compare_changed


def judged(old: Side | None, new: Side | None, at: datetime = AT) -> Comparison:
    """Compare two sides at the time of all these tests."""
    return compare("data_download", old, new, at=at, spellings=DOCUMENTED_SPELLINGS)

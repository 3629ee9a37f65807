"""A package is started before it takes the place of another."""

import sys
from pathlib import Path

import pytest

from dwgate.build.bytecode import Interpreter
from dwgate.build.start import StartError, check_start

HERE = Interpreter(sys.executable, "3.12.0")


def start(folder: Path, index: str) -> None:
    """Start a package of this handler alone."""
    (folder / "index.py").write_text(index)
    check_start(folder, HERE)


def test_a_package_that_starts_in_silence_is_taken(tmp_path: Path) -> None:
    """It is imported and initialized, from its folder alone, and nothing is left there."""
    start(tmp_path, "def initialize(context):\n    assert context is None\n")
    assert [path.name for path in tmp_path.iterdir()] == ["index.py"]


@pytest.mark.parametrize(
    ("index", "told"),
    [
        ("import dwgate\n", "ModuleNotFoundError: No module named 'dwgate'"),
        ("x = 1\n", "AttributeError: module 'index' has no attribute 'initialize'"),
        ("import os\nos._exit(3)\n", "it ended"),
        ('def initialize(context):\n    print(\'{"problem": "no policy"}\')\n', "no policy"),
    ],
)
def test_a_package_that_does_not_start_is_refused(tmp_path: Path, index: str, told: str) -> None:
    """In one line: the last of what the interpreter says, or what the gate says is wrong."""
    with pytest.raises(StartError, match=f"^the package does not start: {told}$"):
        start(tmp_path, index)

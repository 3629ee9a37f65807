"""The examples of docs/testing.md run as they stand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dwgate.testing import DataWorks
from dwgate.testing.api import OPERATIONS
from dwgate.testing.faults import FAULTS
from dwgate.testing.server import main
from testing.limits import PATIENCE

HOME = Path(__file__).parents[2]
PAGE = (HOME / "docs" / "testing.md").read_text()
UTCNOW = "ignore:datetime.datetime.utcnow:DeprecationWarning"  # the SDK's own


def test_every_example_runs(tmp_path: Path) -> None:
    """Each is a file of a project, named in its first line, and its tests pass at the root of this one."""
    examples = re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) == PAGE.count("```python")
    for name, code in examples:
        (tmp_path / name).write_text(code)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "-W", UTCNOW]
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [*command, str(tmp_path)],
        cwd=HOME,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert "4 passed" in done.stdout, done.stdout


def test_every_fault_and_operation_is_explained() -> None:
    """The page names what there is."""
    assert [name for name in FAULTS if f"| `{name}(" not in PAGE] == []
    assert [name for name in OPERATIONS if f"`{name}`" not in PAGE] == []


def test_everything_that_a_test_can_do_is_explained() -> None:
    """A transport's own method is no test's business."""
    public = {name for name in vars(DataWorks) if not name.startswith("_")} - {"answer", "credentials"}
    assert [name for name in sorted(public) if f"`dataworks.{name}" not in PAGE] == []


def test_the_command_prints_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    """Line by line, whatever the port is."""
    shown = PAGE.partition("```console\n$ python -m dwgate.testing.server ")[2].partition("```")[0].splitlines()
    main(shown[0].replace("8765", "0").split(), wait=lambda: None)
    printed = capsys.readouterr().out
    assert re.sub(r":\d+", ":8765", printed).splitlines() == shown[1:]

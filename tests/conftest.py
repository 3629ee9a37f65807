"""What tests share: the documented messages, and functions of a few rules that are compiled as any other."""

import json
import os
from collections import Counter
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import dwgate
from dwgate.build import local
from dwgate.build.stage import stage
from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function

# No test fails because a machine is slow, and none fails one time in a thousand: the examples are the same each time.
settings.register_profile("dwgate", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dwgate")

SAMPLES = Path(dwgate.__file__).parent / "testing" / "samples"
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)

HANDLER = '''\
"""A handler."""

from dwgate.gate import Gate

gate = Gate.load(__file__)
initialize = gate.initialize
handler = gate.handler
'''

ROWS = """\
params:
  max_rows: 100000
rules:
  - name: too-many-rows
    when: event.dataRowSize > params.max_rows
    then: FAIL
    reason:
      en: "${event.dataRowSize} rows are over the limit of ${params.max_rows}."
      zh: "${event.dataRowSize} 行超过了 ${params.max_rows} 行的上限。"
  - name: large-file
    when: event.fileSize > 1000000
    then: WARN
    reason: {en: "The file ${event.fileName} has ${event.fileSize} bytes.", zh: "文件大小为 ${event.fileSize} 字节。"}
"""
"""A policy of download-resources, and what most tests judge by: rows refuse, bytes warn."""


@pytest.fixture(scope="session")
def sample() -> Callable[..., dict[str, Any]]:
    """Give a documented message by its name, in one of its two forms."""

    def read(name: str, form: str = "eventbridge") -> dict[str, Any]:
        message: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_bytes())[form]
        return message

    return read


@pytest.fixture
def function(tmp_path: Path) -> Callable[..., Path]:
    """Write the folder of a function with one policy file."""

    def write(policy: str = ROWS, *points: str, name: str = "data_download") -> Path:
        folder = tmp_path / name
        (folder / "policy").mkdir(parents=True)
        (folder / "index.py").write_text(HANDLER)
        (folder / "function.yaml").write_text(f"points: [{', '.join(points or ['download-resources'])}]\n")
        (folder / "policy" / "limits.yaml").write_text(policy)
        return folder

    return write


@pytest.fixture
def staged(function: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """Write, compile and stage a function, and give its index.py."""

    def make(policy: str = ROWS, *points: str) -> Path:
        folder = function(policy, *points)
        compilation = compile_function(folder)
        assert [finding.render() for finding in compilation.diagnostics] == []
        stage(folder, compilation, tmp_path / "staged")
        return tmp_path / "staged" / "index.py"

    return make


@pytest.fixture
def gate(staged: Callable[..., Path]) -> Callable[..., Gate]:
    """Make the gate of a function at a time that stands still."""

    def make(policy: str = ROWS, *points: str) -> Gate:
        made = Gate.load(str(staged(policy, *points)))
        made.clock = lambda: NOW
        return made

    return make


@pytest.fixture
def records(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    """Read the lines that were logged since the last time, each of which must be JSON in ASCII.

    Their chain, which is another each time, is left out; tests/test_record_chain.py looks at it.
    """

    def read() -> list[dict[str, Any]]:
        out = capsys.readouterr().out
        assert out.isascii()
        assert out == "" or out.endswith("\n")
        found = [json.loads(line) for line in out.splitlines()]
        assert all(record.pop("chain") for record in found)
        return found

    return read


FIGURES = pytest.StashKey[Counter[str]]()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a function on the desk run for ten minutes, so that no rule runs out of time on a machine that is busy."""
    monkeypatch.setattr("dwgate.build.local.context_values", partial(local.context_values, timeout=600))


@pytest.fixture(scope="session")
def figures(request: pytest.FixtureRequest) -> Counter[str]:
    """Count what docs/reliability.md tells, by its name; it is printed at the end of a run in one process."""
    return request.config.stash.setdefault(FIGURES, Counter())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the figures that the tests have counted."""
    for name, count in sorted(config.stash.get(FIGURES, Counter()).items()):
        terminalreporter.write_line(f"{name}: {count:,}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Give each test the environment that the run began with, but for what would change an answer, or how it is shown.

    Around all fixtures, since two of them may put the same variable back in either order.
    """
    before = dict(os.environ)
    for name in before:
        if name.startswith(("ALIBABA_CLOUD_", "DWGATE_", "FC_")) or name == "COLUMNS":
            del os.environ[name]
    try:
        return (yield)
    finally:
        os.environ.clear()
        os.environ.update(before)

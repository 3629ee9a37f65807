"""A project of one function in a folder of its own, and a way to run commands in it."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dwgate.cli.main import run as dwgate
from dwgate.runtime.connection import KEY_VARIABLES

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "shared" / "dwgate" / "testing" / "samples" / "download-resources-execute.json"

POLICY = """\
params:
  max_rows: 100000
  office: [10.0.0.0/8]
rules:
  - name: too-many-rows
    description: Whole tables leave by data integration.
    when: event.dataRowSize > params.max_rows
    then: FAIL
    reason:
      en: "${event.dataRowSize} rows are over the limit of ${params.max_rows}."
      zh: "${event.dataRowSize} 行超过了 ${params.max_rows} 行的上限。"
  - name: outside-the-office
    when: |
      "ip" in present && !ip.within(event.ip, params.office)
    then: WARN
    mode: shadow
    reason:
      en: "${event.ip} is not an address of the office."
      zh: "${event.ip} 不是办公网络地址。"
exemptions:
  - rules: [too-many-rows]
    when: operator == "7"
    reason: quarterly audit extract
    owner: data-governance@example.com
    expires: 2027-01-01
"""


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    stdout: bytes
    stderr: bytes
    returncode: int


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys of whoever runs the tests out of them: a trial without facts would call DataWorks."""
    for name in KEY_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose one function decides on downloads."""
    function = tmp_path / "functions" / "data_download"
    (function / "policy").mkdir(parents=True)
    (function / "events").mkdir()
    shutil.copyfile(ROOT / "functions" / "data_download" / "index.py", function / "index.py")
    (function / "function.yaml").write_text("points: [download-resources, download-resources-execute]\n")
    (function / "policy" / "limits.yaml").write_text(POLICY)
    message = json.loads(SAMPLE.read_text())["function_compute"]
    (function / "events" / "refused.json").write_text(json.dumps(message))
    message["messageBody"]["dataRowSize"] = 5
    (function / "events" / "allowed.json").write_text(json.dumps(message))
    return tmp_path


@pytest.fixture
def run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., Done]:
    """Run a dwgate command in the project: its arguments, its standard input, the environment beside the usual."""
    monkeypatch.chdir(project)

    def run_command(*arguments: str, stdin: bytes = b"", **environment: str) -> Done:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["dwgate", *arguments])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                dwgate()
        out, err = capsysbinary.readouterr()
        return Done(out, err, int(ended.value.code or 0))

    return run_command

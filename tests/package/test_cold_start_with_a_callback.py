"""What a function that calls back loads on its way: dwgate's own client, and of Python what sends by HTTP."""

import json
import subprocess
import sys
from pathlib import Path

import cel_expr_python
import certifi
import pytest
import sqlglot

import dwgate
from dwgate.build.stage import stage
from dwgate.cli.project import Project
from dwgate.testing import DataWorks, serve_dataworks

ROOT = Path(__file__).parents[2]
MESSAGE = ROOT / "functions" / "extension_events" / "events" / "core-node-stopped.json"

OURS = {"dwgate.openapi.connections", "dwgate.openapi.proxies", "dwgate.openapi.signing"}
"""What is loaded of dwgate at the first call, and not before."""
MOST_MODULES = 225
"""From the start of Python to the end of the first callback; with the vendor's client it was 690."""

_PROBE = """
import io, json, sys
from contextlib import redirect_stdout
sys.path.insert(0, sys.argv[1])
import index
with redirect_stdout(io.StringIO()) as log:
    index.initialize(None)
    before = sorted(sys.modules)
    index.handler(open(sys.argv[2], "rb").read(), None)
print(json.dumps({"before": before, "after": sorted(sys.modules), "record": json.loads(log.getvalue())}))
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The modules of a process in which a function has called back, and those before its first message."""
    code = tmp_path_factory.mktemp("code")
    function = Project(ROOT).function("extension_events")
    stage(function.folder, function.compile(), code)
    for package in (dwgate, cel_expr_python, certifi, sqlglot):
        location = Path(package.__path__[0])
        (code / location.name).symlink_to(location)
    dataworks = DataWorks()
    dataworks.register_extension("ext", points=function.points())
    sample = json.loads(MESSAGE.read_bytes())
    message = code / "message.json"
    message.write_text(json.dumps({name: sample[name] for name in ("id", "source", "type", "data")}))  # never expired
    asked = dataworks.ask(message.read_bytes())
    with serve_dataworks(dataworks) as served:
        probe = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _PROBE, code, message],
            check=True,
            capture_output=True,
            text=True,
            env={"DWGATE_ENDPOINT": served.url, "DWGATE_EXTENSION_CODE": "ext", **dataworks.environment()},
        )
    found: dict[str, list[str]] = json.loads(probe.stdout)
    assert found.pop("record")["callback"]["state"] == "delivered"  # type: ignore[call-overload]  # a record is one
    assert asked.state == "BLOCKED"
    return found


def brought(report: dict[str, list[str]]) -> set[str]:
    """Give the modules that the first call loads."""
    return set(report["after"]) - set(report["before"])


def test_what_sends_is_loaded_by_the_first_call_and_not_before(report: dict[str, list[str]]) -> None:
    """A function that has a code waits for it when it has something to call back."""
    assert brought(report) >= OURS
    assert {"http.client", "ssl", "urllib.parse"} <= set(report["after"])
    assert not {"http", "email", "socket", "ssl"} & set(report["before"])


def test_a_callback_loads_nothing_of_others(report: dict[str, list[str]]) -> None:
    """Neither the vendor's clients nor what they stand on, not even certifi, whose file is read."""
    packages = {name.partition(".")[0] for name in brought(report)}
    assert packages - set(sys.stdlib_module_names) == {"dwgate"}


def test_the_modules_of_a_callback_are_counted(report: dict[str, list[str]]) -> None:
    """What Python, dwgate and CEL load together; that they become more is to be seen."""
    assert len(report["after"]) <= MOST_MODULES

"""What a function that calls back loads: the vendor's generic client, and neither its SDK for DataWorks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dwgate.build.stage import stage
from dwgate.cli.project import Project
from dwgate.testing import DataWorks, serve_dataworks

ROOT = Path(__file__).parents[2]
MESSAGE = ROOT / "functions" / "extension_events" / "events" / "core-node-stopped.json"

# What alibabacloud-tea-openapi 0.4.6 brings, by top-level package; the rest is the standard library.
# fmt: off
CLIENT = {
    "Tea", "aiofiles", "aiohappyeyeballs", "aiohttp", "aiosignal", "alibabacloud_credentials",
    "alibabacloud_credentials_api", "alibabacloud_gateway_spi", "alibabacloud_tea_openapi", "apscheduler",
    "attr", "attrs", "certifi", "cffi", "charset_normalizer", "cryptography", "cython_runtime", "darabonba",
    "frozenlist", "idna", "multidict", "pkg_resources", "propcache", "pycparser", "pytz", "requests",
    "typing_extensions", "tzlocal", "urllib3", "websocket", "yarl",
}
# fmt: on
MOST_MODULES_OF_OTHERS = 450
"""It is 420 now; the SDK for DataWorks alone would bring a thousand more."""

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
    dataworks = DataWorks()
    dataworks.register_extension("ext", points=function.points())
    sample = json.loads(MESSAGE.read_bytes())
    message = code / "message.json"
    message.write_text(json.dumps({name: sample[name] for name in ("id", "source", "type", "data")}))  # never expired
    asked = dataworks.ask(message.read_bytes())
    with serve_dataworks(dataworks) as served:
        settings = {"DWGATE_ENDPOINT": served.url, "DWGATE_EXTENSION_CODE": "ext", **dataworks.environment()}
        inherited = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        probe = subprocess.run(
            [sys.executable, "-P", "-c", _PROBE, code, message],
            check=True,
            capture_output=True,
            text=True,
            env={**inherited, **settings},
        )
    found: dict[str, list[str]] = json.loads(probe.stdout)
    assert found.pop("record")["callback"]["state"] == "delivered"  # type: ignore[call-overload]  # a record is one
    assert asked.state == "BLOCKED"
    return found


def test_the_client_is_loaded_by_the_first_call_and_not_before(report: dict[str, list[str]]) -> None:
    """A function that has a code waits for the client when it has something to call back."""
    assert not packages(report["before"]) & CLIENT
    assert {"alibabacloud_tea_openapi", "requests"} <= packages(report["after"])


def test_a_callback_loads_nothing_but_the_client(report: dict[str, list[str]]) -> None:
    """Neither the SDK for DataWorks, nor a compiler, nor what only the desk needs."""
    others = packages(report["after"]) - packages(report["before"]) - set(sys.stdlib_module_names)
    assert {name for name in others if not name.startswith("_")} <= CLIENT
    assert not [
        name
        for name in report["after"]
        if name.startswith(("dwgate.build", "dwgate.cli", "dwgate.testing", "dwgate.policy.compiler"))
    ]


def test_the_modules_of_a_callback_are_counted(report: dict[str, list[str]]) -> None:
    """What the client brings is the vendor's; that it grows is to be seen."""
    brought = set(report["after"]) - set(report["before"])
    assert len([name for name in brought if name.partition(".")[0] in CLIENT]) < MOST_MODULES_OF_OTHERS


def packages(modules: list[str]) -> set[str]:
    """Give the top-level packages of modules."""
    return {name.partition(".")[0] for name in modules}

"""What is deployed: every function's package, run in a bare interpreter as Function Compute runs it.

The wheels come from the package index the first time, and stay in build/.wheels.
"""

import _imp
import json
import marshal
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from dwgate import packed
from dwgate.build import bytecode, files, package
from dwgate.build.local import running
from dwgate.build.lock import LOCKS, read_lock
from dwgate.build.package import Package
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.project import Project
from dwgate.facts.asking import NoFacts
from dwgate.testing import DataWorks, serve_dataworks
from package.bills import of_wheels, reached

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PROJECT = Project(ROOT)
NAMES = [function.name for function in PROJECT.functions()]
WHEELS = ROOT / package.BUILD_FOLDER / package.WHEELS_FOLDER

INTERPRETER = bytecode.find_interpreter()
needs_the_runtimes_python = pytest.mark.skipif(
    INTERPRETER is None, reason=f"Python {bytecode.RUNTIME}, which Function Compute runs, is not at hand"
)
UNCHECKED_HASH = 0b01
LOCKED = {name: one for path in LOCKS.iterdir() for name, one in read_lock(path).items()}

MOST_ZIPPED = {False: 9_000_000, True: 20_000_000}
"""Bytes, without a client of DataWorks's OpenAPI and with it."""

_ANSWER_ALL = """
import io, json, sys
from contextlib import redirect_stdout
from datetime import datetime
code, todo = sys.argv[1:]
sys.path.insert(0, code)
import index
from dwgate.facts.asking import NoFacts
gate = index.gate
gate.facts, gate.calls_back = NoFacts(), False
index.initialize(None)
answers = []
for path, at in json.loads(todo):
    gate.clock = lambda: datetime.fromisoformat(at)
    with redirect_stdout(io.StringIO()) as log:
        body = index.handler(open(path, "rb").read(), None)
    answers.append({"body": body, "log": log.getvalue().splitlines()})
outside = [
    module.__file__ for module in sys.modules.values()
    if getattr(module, "__file__", None) and not module.__file__.startswith((code, sys.base_prefix))
]
print(json.dumps({"answers": answers, "outside": outside}))
"""

_CALL_BACK = """
import io, json, sys
from contextlib import redirect_stdout
sys.path.insert(0, sys.argv[1])
import index
with redirect_stdout(io.StringIO()) as log:
    index.initialize(None)
    index.handler(open(sys.argv[2], "rb").read(), None)
print(log.getvalue())
"""


@dataclass(frozen=True)
class Built:
    """The packages by function."""

    packages: dict[str, Package]

    def files(self, name: str) -> list[Path]:
        """Give every path of a package."""
        return sorted(self.packages[name].folder.rglob("*"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Every function's package, as dwgate build makes it."""
    out = tmp_path_factory.mktemp("build")
    return Built({name: build(name, out) for name in NAMES})


def build(name: str, out: Path, wheels: Path = WHEELS) -> Package:
    """Build one function."""
    function = PROJECT.function(name)
    return package.build(function.folder, function.compile(), out, INTERPRETER, wheels)


def bare(program: str, *arguments: str | Path, environment: dict[str, str] | None = None) -> str:
    """Run a program in the runtime's Python, without site-packages and without this process's environment."""
    assert INTERPRETER
    command = [INTERPRETER.path, "-I", "-S", "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment or {})
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_the_runtimes_python
@pytest.mark.parametrize("name", NAMES)
def test_a_package_answers_every_sample_as_the_checkout_does(name: str, built: Built) -> None:
    """The same body and the same decision, from nothing but the package and the standard library."""
    function = PROJECT.function(name)
    samples = [(sample, sample.at or ORDINARY_TIME) for sample in function.samples()]
    assert samples
    with running(function.folder, function.compile()) as local:
        expected = [
            local.invoke(sample.path.read_bytes(), at=at, facts=NoFacts(), calls_back=False) for sample, at in samples
        ]

    todo = json.dumps([(str(sample.path), at.isoformat()) for sample, at in samples])
    report = json.loads(bare(_ANSWER_ALL, built.packages[name].folder, todo))

    assert [answer["body"] for answer in report["answers"]] == [one.body for one in expected]
    assert [settled(answer["log"]) for answer in report["answers"]] == [settled(one.log) for one in expected]
    assert report["outside"] == []


def settled(log: list[str] | tuple[str, ...]) -> list[dict[str, Any]]:
    """Give records without what differs from one invocation to the next."""
    passing = ("request_id", "cold_start", "duration_ms", "chain")
    return [{key: value for key, value in json.loads(line).items() if key not in passing} for line in log]


@needs_the_runtimes_python
def test_a_package_calls_back(built: Built, tmp_path: Path) -> None:
    """The client that is shipped reports a result, with nothing installed beside it."""
    name = "extension_events"
    sample = json.loads((ROOT / "functions" / name / "events" / "core-node-stopped.json").read_bytes())
    message = tmp_path / "message.json"
    message.write_text(json.dumps({key: sample[key] for key in ("id", "source", "type", "data")}))  # never expired
    dataworks = DataWorks()
    dataworks.register_extension("ext", points=PROJECT.function(name).points())
    asked = dataworks.ask(message.read_bytes())
    with serve_dataworks(dataworks) as served:
        settings = {"DWGATE_ENDPOINT": served.url, "DWGATE_EXTENSION_CODE": "ext", **dataworks.environment()}
        log = bare(_CALL_BACK, built.packages[name].folder, message, environment=settings)
    assert json.loads(log)["callback"]["state"] == "delivered"
    assert asked.state == "BLOCKED"


@needs_the_runtimes_python
def test_a_package_of_which_none_is_to_call_back_says_what_it_lacks(built: Built, tmp_path: Path) -> None:
    """A code that is set in the console alone, past s.yaml: the answer goes out, and the record says what to do."""
    name = "data_download"
    message = ROOT / "functions" / name / "events" / "too-many-rows.json"
    assert tmp_path.is_dir()
    log = bare(
        _CALL_BACK,
        built.packages[name].folder,
        message,
        environment={
            "DWGATE_EXTENSION_CODE": "ext",
            "ALIBABA_CLOUD_ACCESS_KEY_ID": "id",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret",
            "FC_REGION": "cn-shanghai",
        },
    )
    callback = json.loads(log)["callback"]
    assert callback["state"] == "undelivered"
    assert "calls_back: true" in callback["problem"]


@pytest.mark.parametrize("name", NAMES)
def test_a_package_holds_what_a_function_runs(name: str, built: Built) -> None:
    """Its handler, its policy, the library and CEL at the root; the client where it calls out."""
    package = built.packages[name]
    names = {path.name for path in package.folder.iterdir()}
    assert {"index.py", "policy.json", "dwgate", "cel_expr_python"} <= names
    assert ("certifi" in names) == package.calls_out == (name == "extension_events")
    assert json.loads((package.folder / "policy.json").read_bytes())["digest"] == package.digest


@pytest.mark.parametrize("name", NAMES)
def test_a_package_holds_nothing_else(name: str, built: Built) -> None:
    """No link, no test, no stub, no script, nothing of this machine; all of it readable by another user."""
    package = built.packages[name]
    unwanted = {"bin", "test", "tests", "events", "policy", "ext", "direct_url.json", "RECORD", "INSTALLER"}
    for path in built.files(name):
        inside = path.relative_to(package.folder)
        assert not path.is_symlink(), inside
        assert not unwanted & set(inside.parts) or inside.parts[0] == "dwgate", inside
        assert path.suffix not in {".pyi", ".yaml"}, inside
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), inside
        if path.is_file():
            raw = path.read_bytes()
            assert os.fsencode(ROOT) not in raw, inside
            assert os.fsencode(package.folder.parent) not in raw, inside


@needs_the_runtimes_python
@pytest.mark.parametrize("name", NAMES)
def test_bytecode_is_taken_as_it_is_and_is_that_of_its_file(name: str, built: Built) -> None:
    """Every module has its own, for this Python alone, in a file or among those that are packed; none is stale."""
    folder = built.packages[name].folder
    compiled = {
        path.parent.parent / f"{path.name.removesuffix('.cpython-312.pyc')}.py": path.read_bytes()
        for path in built.files(name)
        if path.suffix == ".pyc"
    }
    together = packed_bytecode(folder / "dwgate")
    assert compiled.keys() | together.keys() == {path for path in built.files(name) if path.suffix == ".py"}
    assert {path.name for path in compiled if "dwgate" in path.parts} == {"__init__.py", "packed.py"}
    for source, raw in (compiled | together).items():
        assert int.from_bytes(raw[4:8], "little") == UNCHECKED_HASH, source
        magic = int.from_bytes(raw[:4], "little")  # that of the runtime's Python, which need not be this one
        assert raw[8:16] == _imp.source_hash(magic, source.read_bytes()), source


def packed_bytecode(library: Path) -> dict[Path, bytes]:
    """Give the bytecode that is packed in the library of a package, each with its header, by its source."""
    raw = (library / packed.FILE).read_bytes()
    start = 8 + int.from_bytes(raw[4:8], "little")
    index = marshal.loads(raw[8:start])  # noqa: S302 - what was built here
    return {library.parent / name: raw[start + at - 16 : start + at + length] for name, (at, length) in index.items()}


@pytest.mark.parametrize("name", ["data_download", "extension_events"])
def test_the_same_input_gives_the_same_bytes(name: str, built: Built, tmp_path: Path) -> None:
    """In another folder, with wheels unpacked anew."""
    again = build(name, tmp_path / "a" / "folder" / "elsewhere", tmp_path / "wheels")
    first = built.packages[name]
    assert contents(again.folder) == contents(first.folder)
    assert again.bill.read_bytes() == first.bill.read_bytes()
    assert again.size == first.size


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", NAMES)
def test_the_bill_of_materials_is_that_of_the_package(name: str, built: Built) -> None:
    """What lies in the folder is in the bill, with a licence and by the hash of its lock, and nothing else is."""
    package = built.packages[name]
    document = json.loads(package.bill.read_bytes())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(package.bill.read_text()) is None
    assert document["metadata"]["component"]["hashes"][0]["content"] == files.digest(package.folder)

    named = {one["name"]: one for one in document["components"]}
    assert named["policy.json"]["version"] == package.digest
    inside = {path.name for path in package.folder.glob("*.dist-info")}
    found = {name: one for name, one in named.items() if "purl" in one}
    assert {f"{name.replace('-', '_')}-{one['version']}.dist-info" for name, one in found.items()} == {
        info.lower() for info in inside
    }
    assert set(named) - set(found) == {"index.py", "policy.json", "dwgate", "python"}
    for wheel, one in found.items():
        locked = LOCKED[wheel]
        assert (one["version"], one["hashes"][0]["content"]) == (locked.version, locked.sha256)
        assert all("id" in told.get("license", {"id"}) for told in one["licenses"]), wheel
    assert reached(document) == {one["bom-ref"] for one in document["components"]}


@pytest.mark.parametrize("name", NAMES)
def test_everything_in_a_package_belongs_to_a_part_of_its_bill(name: str, built: Built) -> None:
    """What stands at its root is named in the bill, or is of a wheel that is."""
    folder = built.packages[name].folder
    own = {"index.py", "policy.json", "dwgate", "__pycache__"}
    assert {path.name.partition(".cpython")[0] for path in folder.iterdir()} <= own | of_wheels(folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_package_stays_within_its_budget(name: str, built: Built) -> None:
    """A cold start waits until the package is there."""
    package = built.packages[name]
    assert package.size.zipped < MOST_ZIPPED[package.calls_out]


def test_the_readme_shows_what_is_built(built: Built) -> None:
    """Every package, whether it calls out, and about how large it is."""
    rows = re.findall(r"^build/(\w+) +\d+ +[\d.]+ MB +([\d.]+) MB +(yes|no)", README.read_text(), re.MULTILINE)
    assert {name: calls_out == "yes" for name, _, calls_out in rows} == {
        name: package.calls_out for name, package in built.packages.items()
    }
    for name, megabytes, _ in rows:
        assert float(megabytes) == pytest.approx(built.packages[name].size.zipped / 1e6, abs=1)

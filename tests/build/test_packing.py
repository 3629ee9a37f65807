"""The modules of a package are imported from one file, and from their own where that does not serve."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dwgate import packed
from dwgate.build import bytecode, files, library, packing
from dwgate.build.bytecode import Interpreter

HERE = Interpreter(sys.executable, "3.12.0")
_PROBE = """
import sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
import dwgate.gate
import json
import traceback
try:
    dwgate.gate.catalogue.find("nothing")
except KeyError:
    told = traceback.format_exc()
report = {"Packed": {}, "SourceFileLoader": {}, "path": list(dwgate.policy.__path__), "traceback": told}
for name, module in sys.modules.items():
    if name.partition(".")[0] == "dwgate":
        report[type(module.__loader__).__name__][name] = module.__file__
print(json.dumps(report))
"""
"""Imports the gate, and tells of each module where it comes from."""

_ADDED = """
import sys
sys.path.insert(0, sys.argv[1])
from dwgate.added import IT
print(IT)
import dwgate.none
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with the library as it is shipped, packed."""
    library.copy_library(tmp_path)
    bytecode.compile_all(tmp_path, HERE)
    packing.pack(tmp_path / library.FOLDER)
    return tmp_path


def test_all_but_two_modules_come_from_one_file(package: Path) -> None:
    """They say where their sources are, which a traceback shows; data lies beside those."""
    told = probe(package)
    assert set(told["SourceFileLoader"]) == {"dwgate", "dwgate.packed"}
    assert len(told["Packed"]) > 30
    sources = {*told["SourceFileLoader"].values(), *told["Packed"].values()}
    assert sources <= {str(path) for path in files.every_file(package)}
    assert told["Packed"]["dwgate.policy"] == str(package / "dwgate" / "policy" / "__init__.py")
    assert told["path"] == [str(package / "dwgate" / "policy")]
    assert "in find\n" in told["traceback"]


def test_no_bytecode_is_shipped_twice(package: Path) -> None:
    """Only that of the two modules which come before the file is known."""
    left = {path.name.partition(".")[0] for path in package.rglob("*.pyc")}
    assert left == set(packed.BEFORE)
    assert list(package.rglob("__pycache__")) == [package / "dwgate" / "__pycache__"]


def test_a_file_of_another_python_is_left_alone(package: Path) -> None:
    """Its bytecode would mean something else here: the sources are imported."""
    file = package / "dwgate" / packed.FILE
    file.write_bytes(b"\0\0\r\n" + file.read_bytes()[4:])
    assert probe(package)["Packed"] == {}


def test_what_is_not_in_the_file_is_imported_from_its_folder(package: Path) -> None:
    """Such as a module that somebody has added to a package by hand; one that there is not is none."""
    (package / "dwgate" / "added.py").write_text("IT = 'added'\n")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import dwgate.added as one; print(one.IT); import dwgate.none"
    )
    done = run(program, package)
    assert done.stdout == "added\n"
    assert "ModuleNotFoundError: No module named 'dwgate.none'" in done.stderr


def test_a_finder_knows_what_is_in_its_file_and_nothing_else(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes before Python's own finders, and leaves all other modules to those."""
    pythons = sys.meta_path[-1]
    monkeypatch.setattr(sys, "meta_path", [pythons])
    packed.use(str(package / "dwgate"))
    finder, behind = sys.meta_path
    assert isinstance(finder, packed.Packed)
    assert behind is pythons
    assert [finder.find_spec(name) for name in ("json", "dwgate.none", "dwgate.quoting.none", "dwgates")] == [None] * 4
    folder = finder.find_spec("dwgate.events")
    assert folder
    assert folder.submodule_search_locations == [str(package / "dwgate" / "events")]
    spec = finder.find_spec("dwgate.quoting")
    assert spec
    module = importlib.util.module_from_spec(spec)
    finder.exec_module(module)
    assert module.__file__ == str(package / "dwgate" / "quoting.py")
    assert module.quoted("[a]") == "［a］"
    finder._file.close()


@pytest.mark.parametrize("content", [None, b"", b"\0\0\r\n\1\0\0\0{"])
def test_a_file_that_there_is_not_or_of_another_python_adds_no_finder(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a checkout."""
    monkeypatch.setattr(sys, "meta_path", [])
    if content is not None:
        (tmp_path / packed.FILE).write_bytes(content)
    packed.use(str(tmp_path))
    assert sys.meta_path == []


def test_the_bytes_do_not_depend_on_the_folder(package: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same library packed elsewhere is the same file."""
    other = tmp_path_factory.mktemp("elsewhere")
    library.copy_library(other)
    bytecode.compile_all(other, HERE)
    packing.pack(other / library.FOLDER)
    name = Path("dwgate", packed.FILE)
    assert (other / name).read_bytes() == (package / name).read_bytes()


def probe(package: Path) -> dict[str, Any]:
    """Import the gate from a package; gives what the process tells."""
    done = run(_PROBE, package)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def run(program: str, package: Path) -> subprocess.CompletedProcess[str]:
    """Run a program without site-packages, over a package, of which nothing is written."""
    command = [HERE.path, "-I", "-S", "-B", "-c", program, str(package)]
    return subprocess.run(command, capture_output=True, text=True, check=False)

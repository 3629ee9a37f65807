"""Wheels come as they are locked, for the runtime and not for this machine, and are unpacked once."""

import base64
import hashlib
import re
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from dwgate.build import wheels
from dwgate.build.wheels import WheelsError

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"([a-z0-9_.-]+)==(\S+) --hash=sha256:([0-9a-f]{64})")


@pytest.mark.parametrize("name", [wheels.CEL, wheels.OPENAPI])
def test_a_lock_pins_and_hashes_everything(name: str) -> None:
    """Each line is one version of one package, with the hash of its wheel for the runtime."""
    lines = (wheels.LOCKS / f"{name}.txt").read_text().splitlines()[1:]
    assert lines
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """pyproject.toml and the locks name the same versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = {name: (wheels.LOCKS / f"{name}.txt").read_text() for name in (wheels.CEL, wheels.OPENAPI)}
    (cel,), (openapi,) = project["dependencies"], project["optional-dependencies"]["openapi"]
    assert f"\n{cel} " in locked[wheels.CEL]
    assert f"\n{openapi} " in locked[wheels.OPENAPI]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index of one wheel for the runtime and one for another Python, and a lock of the first."""
    folder = tmp_path / "index"
    folder.mkdir()
    digest = make_wheel(folder, "cp312-cp312-manylinux_2_28_x86_64")
    make_wheel(folder, "cp39-cp39-manylinux_2_28_x86_64")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(wheels, "LOCKS", tmp_path)
    (tmp_path / "some.txt").write_text(f"some-package==1.0 --hash=sha256:{digest}\n")
    return folder


def make_wheel(folder: Path, tags: str) -> str:
    """Write a wheel with a module, its stub, its tests and a script, and give its hash."""
    info = "some_package-1.0.dist-info"
    contents = {
        "some_package/__init__.py": f"TAGS = {tags!r}\n",
        "some_package/__init__.pyi": "TAGS: str\n",
        "some_package/tests/test_it.py": "",
        "some_package-1.0.data/scripts/tool": "#!python\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: some-package\nVersion: 1.0\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tags}\n",
    }
    record = "".join(f"{name},sha256={hash_of(text)},{len(text)}\n" for name, text in contents.items())
    path = folder / f"some_package-1.0-{tags}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**contents, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(name, text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hash_of(text: str) -> str:
    """Hash a file as a wheel's RECORD does."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def names(folder: Path) -> list[str]:
    """Give the files of a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_wheel_of_the_runtime_is_unpacked(index: Path, tmp_path: Path) -> None:
    """Whichever Python this is; without tests, stubs, scripts and what pip writes of this machine."""
    assert index.is_dir()
    folder = wheels.unpacked("some", tmp_path / "cache", None)
    assert names(folder) == [
        "some_package-1.0.dist-info/METADATA",
        "some_package-1.0.dist-info/WHEEL",
        "some_package/__init__.py",
    ]
    assert "cp312" in (folder / "some_package" / "__init__.py").read_text()


def test_wheels_are_unpacked_once(index: Path, tmp_path: Path) -> None:
    """The second time nothing is asked of the index; another lock is another folder."""
    first = wheels.unpacked("some", tmp_path / "cache", None)
    for wheel in index.iterdir():
        wheel.unlink()
    assert wheels.unpacked("some", tmp_path / "cache", None) == first
    with (tmp_path / "some.txt").open("a") as lock:
        lock.write("# another\n")
    with pytest.raises(WheelsError):
        wheels.unpacked("some", tmp_path / "cache", None)
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == [".lock", first.parent.name]


@pytest.mark.parametrize("damage", ["taken away", "changed", "added", "without its seal"])
def test_wheels_that_were_changed_are_unpacked_anew(index: Path, tmp_path: Path, damage: str) -> None:
    """A hand, or a tool that cleans up, may have been there since pip held the hashes."""
    assert index.is_dir()
    folder = wheels.unpacked("some", tmp_path / "cache", None)
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    match damage:
        case "taken away":
            (folder / "some_package" / "__init__.py").unlink()
        case "changed":
            (folder / "some_package" / "__init__.py").write_text("TAGS = 'others'\n")
        case "added":
            (folder / "some_package" / "another.py").write_text("")
        case _:
            (folder.parent / "digest").unlink()
    assert wheels.unpacked("some", tmp_path / "cache", None) == folder
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before


def test_a_pip_that_installs_nothing_is_found_out(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own variables can keep it from it."""
    assert index.is_dir()
    monkeypatch.setenv("PIP_DRY_RUN", "1")
    with pytest.raises(WheelsError, match="is there a PIP_ variable that keeps it from it"):
        wheels.unpacked("some", tmp_path / "cache", None)


def test_a_full_disk_is_told_as_one() -> None:
    """pip says it at the end of a traceback."""
    told = wheels._told("ERROR: Exception:\nTraceback\nOSError: [Errno 28] No space left on device\n", 2)
    assert told == "no space left on the disk"


def test_a_wheel_of_another_hash_is_refused(index: Path, tmp_path: Path) -> None:
    """An index that gives something else under the same name ships nothing, and pip's words say why."""
    for wheel in index.glob("*cp312*"):
        wheel.write_bytes(wheel.read_bytes() + b" ")
    with pytest.raises(WheelsError, match=r"could not install the wheels of some[.]txt: .*HASH"):
        wheels.unpacked("some", tmp_path / "cache", None)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [".lock"]


def test_a_wheel_that_there_is_not_is_told(index: Path, tmp_path: Path) -> None:
    """Without an index within reach the build says what it lacks."""
    for wheel in index.iterdir():
        wheel.unlink()
    with pytest.raises(WheelsError, match=r"No matching distribution found for some-package==1[.]0"):
        wheels.unpacked("some", tmp_path / "cache", None)


def test_a_pip_that_says_nothing_is_told_by_its_exit_code(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interpreter without pip, or one that was killed."""
    assert index.is_dir()
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\nexit 9\n")
    silent.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(silent))
    with pytest.raises(WheelsError, match=r"some[.]txt: it exited with 9"):
        wheels.unpacked("some", tmp_path / "cache", None)

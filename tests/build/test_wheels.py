"""Wheels come as they are locked, for the runtime and not for this machine, and are unpacked once."""

import base64
import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from dwgate.build import wheels
from dwgate.build.lock import WheelsError


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


def make_wheel(folder: Path, tags: str, name: str = "some_package") -> str:
    """Write a wheel with a module, its stub, its tests and a script, and give its hash."""
    info = f"{name}-1.0.dist-info"
    contents = {
        f"{name}/__init__.py": f"TAGS = {tags!r}\n",
        f"{name}/__init__.pyi": "TAGS: str\n",
        f"{name}/tests/test_it.py": "",
        f"{name}-1.0.data/scripts/tool": "#!python\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tags}\n",
    }
    record = "".join(f"{path},sha256={hash_of(text)},{len(text)}\n" for path, text in contents.items())
    wheel = folder / f"{name}-1.0-{tags}.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**contents, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(path, text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


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


@pytest.mark.parametrize("first", [True, False])
def test_another_index_puts_in_nothing_of_its_own(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, first: bool
) -> None:
    """One that somebody's pip is told to ask as well, and that has the same version: the hash chooses."""
    (wheel,) = index.glob("*cp312*")
    other = tmp_path / "other"
    other.mkdir()
    (other / wheel.name).write_bytes(wheel.read_bytes() + b" ")
    monkeypatch.setenv("PIP_FIND_LINKS", " ".join(map(str, [other, index] if first else [index, other])))
    folder = wheels.unpacked("some", tmp_path / "cache", None)
    assert "cp312" in (folder / "some_package" / "__init__.py").read_text()


def test_a_requirement_of_somebody_s_own_pip_is_not_shipped(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it is hashed as the lock is."""
    digest = make_wheel(index, "cp312-cp312-manylinux_2_28_x86_64", name="other_package")
    (tmp_path / "mine.txt").write_text(f"other-package==1.0 --hash=sha256:{digest}\n")
    monkeypatch.setenv("PIP_REQUIREMENT", str(tmp_path / "mine.txt"))
    with pytest.raises(WheelsError, match="is there a PIP_ variable"):
        wheels.unpacked("some", tmp_path / "cache", None)


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

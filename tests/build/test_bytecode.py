"""Bytecode is made by a Python of the runtime's minor version, and is the same wherever it is made."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from dwgate.build import bytecode
from dwgate.build.bytecode import BytecodeError, Interpreter

UNCHECKED_HASH = 0b01
"""The flags of a .pyc that is taken as it is (PEP 552)."""

HERE = Interpreter(sys.executable, "3.12.0")  # any Python compiles for itself


def fake_python(path: Path, version: str, host: str = "Linux-x86_64", executable: str = "") -> Path:
    """Write a program that says that it is a Python."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{version} {host} {executable or path}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def nothing_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with another Python alone, and an empty home."""
    monkeypatch.setattr(sys, "executable", str(fake_python(tmp_path / "this" / "python", "3.11.9")))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for variable in ("PYENV_ROOT", "ASDF_DATA_DIR", "MISE_DATA_DIR"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def test_no_python_of_the_runtime_may_be_there(nothing_at_hand: Path) -> None:
    """Then there is none to compile with, and the build goes on."""
    assert nothing_at_hand.is_dir()
    assert bytecode.find_interpreter() is None


@pytest.mark.parametrize(
    "place",
    [
        "bin/python3.12",
        "home/.pyenv/versions/3.12.4/bin/python3",
        "home/.asdf/installs/python/3.12.4/bin/python3",
        "home/.local/share/mise/installs/python/3.12/bin/python3",
    ],
)
def test_a_python_of_the_runtime_is_found(nothing_at_hand: Path, place: str) -> None:
    """On PATH, or below the folder of a version manager."""
    path = fake_python(nothing_at_hand / place, "3.12.4")
    assert bytecode.find_interpreter() == Interpreter(str(path), "3.12.4", runs_wheels=True)


def test_a_version_manager_may_live_elsewhere(nothing_at_hand: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own variable says where."""
    monkeypatch.setenv("PYENV_ROOT", str(nothing_at_hand / "pyenv"))
    path = fake_python(nothing_at_hand / "pyenv" / "versions" / "3.12.1" / "bin" / "python3", "3.12.1")
    assert bytecode.find_interpreter() == Interpreter(str(path), "3.12.1", runs_wheels=True)


def test_a_python_that_is_none_is_passed_over(nothing_at_hand: Path) -> None:
    """A file of that name that cannot be run, or says another version, is not taken."""
    (nothing_at_hand / "home/.pyenv/versions/3.12.0/bin").mkdir(parents=True)
    (nothing_at_hand / "home/.pyenv/versions/3.12.0/bin/python3").write_text("no program")
    fake_python(nothing_at_hand / "home/.pyenv/versions/3.12.1/bin/python3", "3.13.0")
    assert bytecode.find_interpreter() is None
    path = fake_python(nothing_at_hand / "home/.pyenv/versions/3.12.2/bin/python3", "3.12.2")
    assert bytecode.find_interpreter() == Interpreter(str(path), "3.12.2", runs_wheels=True)


def test_a_shim_is_seen_through(nothing_at_hand: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version manager's program runs another by what the environment says; that other one compiles."""
    fake_python(nothing_at_hand / "bin" / "python3.12", "3.12.4", executable="/a folder/bin/python3.12")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    assert bytecode.find_interpreter() == Interpreter("/a folder/bin/python3.12", "3.12.4", runs_wheels=True)


@pytest.mark.parametrize("host", ["Darwin-arm64", "Linux-aarch64"])
def test_a_python_of_another_platform_compiles_and_runs_no_wheel(nothing_at_hand: Path, host: str) -> None:
    """Bytecode is the same everywhere; what is in the wheels is not."""
    path = fake_python(nothing_at_hand / "bin" / "python3.12", "3.12.4", host)
    assert bytecode.find_interpreter() == Interpreter(str(path), "3.12.4", runs_wheels=False)


def test_bytecode_is_taken_as_it_is_and_names_the_runtimes_folder(tmp_path: Path) -> None:
    """It is not held against the file's time, which the package changes, and tracebacks name /code."""
    (tmp_path / "module.py").write_text("def f():\n    return {'a', 'b', 'c'}\n")
    bytecode.compile_all(tmp_path, HERE)
    (compiled,) = (tmp_path / "__pycache__").iterdir()
    raw = compiled.read_bytes()
    assert int.from_bytes(raw[4:8], "little") == UNCHECKED_HASH
    assert raw[8:16] == importlib.util.source_hash((tmp_path / "module.py").read_bytes())
    assert b"/code/module.py" in raw
    assert str(tmp_path).encode() not in raw


def test_bytecode_is_the_same_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the folder nor the seed of this process shows in it."""
    made = []
    for seed, folder in (("1", tmp_path / "one"), ("2", tmp_path / "a" / "longer" / "one")):
        monkeypatch.setitem(os.environ, "PYTHONHASHSEED", seed)
        folder.mkdir(parents=True)
        (folder / "module.py").write_text("def f(x):\n    return x in {'a', 'b', 'c', 'd'}\n")
        bytecode.compile_all(folder, HERE)
        made.append(next((folder / "__pycache__").iterdir()).read_bytes())
    assert made[0] == made[1]


def test_a_file_that_does_not_compile_is_named(tmp_path: Path) -> None:
    """It would not be imported on Function Compute either."""
    (tmp_path / "broken.py").write_text("def f(:\n")
    with pytest.raises(BytecodeError, match=r"this does not compile: [\s\S]*broken[.]py"):
        bytecode.compile_all(tmp_path, HERE)

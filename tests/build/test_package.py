"""Packages are put in their place whole, by one build at a time."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dwgate.build import package, wheels
from dwgate.build.bytecode import Interpreter
from dwgate.policy.compiler import compile_function

HERE = Interpreter(sys.executable, "3.12.0")


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Wheels that are at hand, and what happens in the cache, as it happens."""
    seen: list[str] = []

    def unpacked(name: str, cache: Path, _: object) -> Path:
        seen.append(f"{name} begins")
        folder = cache / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"from_{name}.py").write_text("")
        seen.append(f"{name} ends")
        return folder

    monkeypatch.setattr(wheels, "unpacked", unpacked)
    return seen


def test_builds_at_a_time_wait_for_each_other(
    function: Callable[..., Path], tmp_path: Path, at_hand: list[str]
) -> None:
    """Each of them builds, none while another does, and one whole package is left."""
    folder = function()
    compilation = compile_function(folder)
    with ThreadPoolExecutor(4) as pool:
        builds = [pool.submit(package.build, folder, compilation, tmp_path / "build", HERE) for _ in range(8)]
        sizes = {one.result().size for one in builds}
    assert at_hand == ["cel begins", "cel ends"] * 8
    assert len(sizes) == 1
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == [".lock", ".wheels", "data_download"]


def test_a_build_that_fails_leaves_the_package_that_was_there(
    function: Callable[..., Path], tmp_path: Path, at_hand: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing beside it."""
    folder = function()
    package.build(folder, compile_function(folder), tmp_path / "build", HERE)
    before = (tmp_path / "build" / "data_download" / "policy.json").read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dwgate.build.library.copy_library", fail)
    with pytest.raises(OSError, match="No space left on device"):
        package.build(folder, compile_function(folder), tmp_path / "build", HERE)
    assert len(at_hand) == 4
    assert (tmp_path / "build" / "data_download" / "policy.json").read_bytes() == before
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == [".lock", ".wheels", "data_download"]

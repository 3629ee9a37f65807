"""Packages are put in their place whole, by one build at a time."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dwgate.build import package, wheels
from dwgate.build.bytecode import Interpreter
from dwgate.policy.compiler import compile_function
from wheels_at_hand import write_set

WHOLE = [".lock", ".wheels", "data_download", "data_download.cdx.json"]
HERE = Interpreter(sys.executable, "3.12.0")


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Wheels that are at hand, and what happens in the cache, as it happens."""
    seen: list[str] = []

    def unpacked(name: str, cache: Path, _: object) -> Path:
        seen.append(f"{name} begins")
        folder = write_set(name, cache)
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
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == WHOLE


def test_a_build_that_fails_leaves_the_package_that_was_there(
    function: Callable[..., Path], tmp_path: Path, at_hand: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing beside it."""
    folder = function()
    package.build(folder, compile_function(folder), tmp_path / "build", HERE)
    kept = [tmp_path / "build" / "data_download" / "policy.json", tmp_path / "build" / "data_download.cdx.json"]
    before = [path.read_bytes() for path in kept]

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dwgate.build.library.copy_library", fail)
    with pytest.raises(OSError, match="No space left on device"):
        package.build(folder, compile_function(folder), tmp_path / "build", HERE)
    assert len(at_hand) == 4
    assert [path.read_bytes() for path in kept] == before
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == WHOLE

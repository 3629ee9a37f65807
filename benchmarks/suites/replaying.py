"""Replay: the decisions of a log judged again, over a bare reading of its lines, and many of them at once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from functools import cache
from typing import TYPE_CHECKING

from measuring.suite import ROOT, SCRATCH, Side, Suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from measuring.suite import Quantities, Timed

_SCRIPT = ROOT / "benchmarks" / "replay.py"
_RECORDS = SCRATCH / "records"
_SOME, _MANY, _PARTS = 10_000, 100_000, 2
_WANTED = "RECORDS"
"""The variable that says how many are replayed at once: making them takes far longer than judging them again."""
_BARE, _DWGATE = "json.loads of each line", "dwgate's replay of each record"
SPEED, MEMORY = "records each second", "most resident bytes"


def records(number: int, parts: int = 1) -> list[Path]:
    """Give files of so many records together, made by the library as it is now, in as many processes at a time."""
    folder = _RECORDS / _digest()
    files = [folder / f"{number}-{seed}-of-{parts}.jsonl" for seed in range(1, parts + 1)]
    if not folder.exists():
        shutil.rmtree(_RECORDS, ignore_errors=True)
        folder.mkdir(parents=True)
    making = [(file, _make(file, number // parts, seed)) for seed, file in enumerate(files, 1) if not file.exists()]
    for file, process in making:
        if process.wait():
            raise RuntimeError(f"{_SCRIPT.name} has made no records")
        _unfinished(file).rename(file)
    return files


def _make(file: Path, number: int, seed: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(_SCRIPT), "make", str(_unfinished(file)), f"--records={number}", f"--seed={seed}"]
    return subprocess.Popen(command)  # noqa: S603 - ours


def _unfinished(file: Path) -> Path:
    return file.with_name(f"{file.name}.made")


@cache
def _digest() -> str:
    """Name the library and the policy by which records are made."""
    found = hashlib.sha256(_SCRIPT.read_bytes())
    for folder in (ROOT / "shared" / "dwgate", ROOT / "functions" / "data_download"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".yaml", ".json"}:
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


@contextlib.contextmanager
def _made() -> Iterator[None]:
    records(_SOME)
    yield


def _each(work: Callable[[list[Path]], float]) -> Callable[[], Timed]:
    """Time the work over a file; the seconds, which it gives itself, are then those of one record."""

    def prepare() -> Timed:
        files = records(_SOME)
        return lambda loops: sum(work(files) for _ in range(loops)) / _SOME

    return prepare


def _read(files: list[Path]) -> float:
    started = time.perf_counter()
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                json.loads(line)
    return time.perf_counter() - started


def _replay(files: list[Path]) -> float:
    import replay  # noqa: PLC0415 - it loads the compiler, which a bare reading does not have

    done = replay.replay([str(file) for file in files])
    if (done.records, done.same) != (_SOME, _SOME):
        raise RuntimeError(f"of {done.records} records {done.same} are judged the same")
    return done.seconds


def _many(*, is_quick: bool) -> Quantities:
    number = int(os.environ.get(_WANTED) or _MANY)
    files = records(_SOME) if is_quick else records(number, _PARTS)
    command = [sys.executable, str(_SCRIPT), "measure", "--json", *map(str, files)]
    done = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603 - ours
    name = f"{done['records']:,} records"
    return {SPEED: {name: [done["records"] / done["seconds"]]}, MEMORY: {name: [done["most"] * 2**20]}}


SUITE = Suite(
    name="replaying",
    title="Replay: the decisions of a log judged again",
    sides=(Side(_BARE, _each(_read)), Side(_DWGATE, _each(_replay), against=_BARE)),
    rounds=5,
    values=1,
    loops=1,
    is_told_as_rate=True,
    around=_made,
    more=_many,
)

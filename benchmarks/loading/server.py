"""``dwgate serve`` in a process of its own, its log, and the memory of it and of its instances."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_URL = re.compile(r"^\d+ \w+ at (http://127\.0\.0\.1:\d+)", re.MULTILINE)
_FUNCTION = re.compile(r"^  (\S+)  +\S*?(\w+)(?:  .*)?$", re.MULTILINE)
_DATAWORKS = re.compile(r"curl (http://127\.0\.0\.1:\d+)/_dwgate/")
_RESIDENT = re.compile(r"^VmRSS:\s*(\d+) kB$", re.MULTILINE)
_STATE = re.compile(r"^State:\s*(\w)", re.MULTILINE)
_THREADS = re.compile(r"^Threads:\s*(\d+)$", re.MULTILINE)
_NAME = re.compile(rb"(?:^|\0)FC_FUNCTION_NAME=([^\0]*)")
_PATIENCE = 60.0
_SERVER = "dwgate serve"


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one process: its resident memory in MB, its open files and threads.

    ``name`` is that of its function, or of the server itself, and ``worked`` the ticks of processor time so far.
    """

    at: float
    pid: int
    name: str
    resident: float
    files: int
    threads: int
    worked: int


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: ``functions`` are their names in Function Compute by those of their folders."""

    process: subprocess.Popen[bytes]
    log: Path
    url: str
    dataworks: str
    functions: dict[str, str]

    @property
    def port(self) -> int:
        """The port of 127.0.0.1 at which the API is."""
        return int(self.url.rpartition(":")[2])

    def zombies(self) -> int:
        """Count the processes that have ended and that nobody has asked about."""
        return sum(_found(_STATE, pid) == "Z" for pid in _children(self.process.pid))

    def looks(self) -> Iterator[Look]:
        """Look at the server and at each of its instances."""
        for pid in (self.process.pid, *_children(self.process.pid)):
            with contextlib.suppress(OSError, ValueError):  # it has ended meanwhile
                name = _SERVER if pid == self.process.pid else _function(pid)
                files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
                resident, threads = int(_found(_RESIDENT, pid)) / 1024, int(_found(_THREADS, pid))
                yield Look(time.time(), pid, name, resident, files, threads, _worked(pid))

    @contextlib.contextmanager
    def watched(self, seconds: float) -> Iterator[list[Look]]:
        """Look so often until the block is left."""
        looks: list[Look] = []
        is_over = threading.Event()

        def watch() -> None:
            while not is_over.wait(seconds):
                looks.extend(self.looks())

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield looks
        finally:
            is_over.set()
            watcher.join()


@contextlib.contextmanager
def serving(root: Path, folder: Path, options: Sequence[str]) -> Iterator[Server]:
    """Serve the functions of a project with a DataWorks beside them; ``folder`` is for the log."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "serve.log"
    dwgate = str(Path(sys.executable).with_name("dwgate"))
    command = [dwgate, "serve", "--dataworks", "--as-new", "--no-watch", "--port", "0", *options]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=root, stdout=out, stderr=subprocess.STDOUT)  # noqa: S603 - dwgate
    try:
        yield _started(process, log)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(_PATIENCE)


def _started(process: subprocess.Popen[bytes], log: Path) -> Server:
    """Wait until it says what is served; RuntimeError where it does not."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        text = log.read_text()
        url, dataworks = _URL.search(text), _DATAWORKS.search(text)
        if url and dataworks:
            functions = {folder: name for name, folder in _FUNCTION.findall(text[url.end() :])}
            return Server(process, log, url[1], dataworks[1], functions)
        time.sleep(0.1)
    raise RuntimeError(f"dwgate serve has not started: {log.read_text()}")


def _children(pid: int) -> list[int]:
    """Give the processes that this one has started, and not waited for yet, by any of its threads."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # a thread that has ended
            children += map(int, (task / "children").read_text().split())
    return children


def _function(pid: int) -> str:
    found = _NAME.search(Path(f"/proc/{pid}/environ").read_bytes())
    return found[1].decode() if found else "another"


def _worked(pid: int) -> int:
    """Add up the ticks in the program and in the kernel, the 12th and 13th field after the name in brackets."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _found(pattern: re.Pattern[str], pid: int) -> str:
    found = pattern.search(Path(f"/proc/{pid}/status").read_text())
    return found[1] if found else ""

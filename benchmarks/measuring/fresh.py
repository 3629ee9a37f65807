"""A fresh process, from its start to the first byte of its first answer.

It is started as Function Compute's runtime starts Python, with ``site``, and with no other option than one for
warnings (the start script in the vendor's images of that runtime); nothing is in its site-packages, and the function's
folder is on its path.  That runtime is a program of its own, which is not here.
The process gets the message on its standard input, and writes the answer to a pipe; its log goes nowhere.
The clock begins before the process is made, and ends when the first byte of the answer is there.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from dwgate.build.local import variables
from measuring.staged import STAGED, python
from measuring.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGE = ROOT / "functions" / "data_upload" / "events" / "allowed.json"
_ANSWER = 3
"""The descriptor of the pipe to which a process writes its answer, and behind a blank line how much memory it has."""
_PIECE = 1 << 16

_HOST = f"""
import posix, sys, time
times = [time.perf_counter()]
sys.path.insert(0, sys.argv[1])
import index
times.append(time.perf_counter())
Values = type(sys.implementation)
function = Values(name="measured", handler="index.handler", memory=512, timeout=60)
context = Values(request_id="1-measured", function=function, region="cn-shanghai", account_id="1234567890123456")
if hasattr(index, "initialize"):
    index.initialize(context)
posix.write({_ANSWER}, index.handler(posix.read(0, 1 << 20), context).encode())
times.append(time.perf_counter())
status = posix.open("/proc/self/status", posix.O_RDONLY)
posix.write({_ANSWER}, b"\\n\\n" + posix.read(status, 1 << 16) + f"Times: {{times}}".encode())
"""
_NOTHING = f"""
import posix
posix.write({_ANSWER}, b"\\n")
status = posix.open("/proc/self/status", posix.O_RDONLY)
posix.write({_ANSWER}, b"\\n" + posix.read(status, 1 << 16))
"""
"""The least that a program can do: it says something."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the kernel says of a process after its answer, in bytes: what is resident, and what was at the most."""

    resident: int
    most: int


@dataclass(frozen=True, slots=True)
class Started:
    """One process that has answered: the seconds to the first byte, the answer, and the memory after it.

    ``phases`` are the seconds until its program ran, until the function was imported, and until it had answered.
    """

    seconds: float
    answer: str
    memory: Memory
    phases: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """What is started: what Python runs with which arguments, its environment, and the file of its message.

    ``results`` are the check results of which it may answer one.
    ``is_without_site`` starts Python without its module of that name.
    ``evicted`` is a folder of which nothing is in memory when it starts, as on a new instance.
    """

    text: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    message: Path = MESSAGE
    results: frozenset[str] = frozenset({"OK"})
    is_without_site: bool = False
    evicted: Path | None = None

    def start(self) -> Started:
        """Start it once, and wait until it has ended; RuntimeError where it fails or gives no answer."""
        if self.evicted:
            _evict(self.evicted)
        reading, writing = os.pipe()
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.fspath(self.message), os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, writing, _ANSWER),
        ]
        command, environment = self._command(self.text), dict(self.environment)
        started = time.perf_counter()
        process = os.posix_spawn(command[0], command, environment, file_actions=actions)
        os.close(writing)
        said = os.read(reading, _PIECE)
        seconds = time.perf_counter() - started
        while piece := os.read(reading, _PIECE):
            said += piece
        os.close(reading)
        _, status = os.waitpid(process, 0)
        answer, blank, kernel = said.decode().partition("\n\n")
        if status or not blank:
            raise RuntimeError(f"{command[-1]} has given no answer, and ended with {status}")
        if answer and json.loads(answer)["checkResult"] not in self.results:
            raise RuntimeError(f"{command[-1]} answers {answer}")
        return Started(seconds, answer, _memory(kernel), _phases(kernel, started))

    def timed(self, loops: int) -> float:
        """Start it so many times, one after the other, and give the seconds from each start to its answer."""
        return sum(self.start().seconds for _ in range(loops))

    def importing(self) -> str:
        """Start it once with ``-X importtime``, and give what that says."""
        program = f"import posix\nposix.dup2(1, {_ANSWER})\n{self.text}"
        with self.message.open("rb") as message:
            done = subprocess.run(  # noqa: S603 - what is measured
                self._command(program, "-X", "importtime"),
                stdin=message,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                check=True,
                env=dict(self.environment),
            )
        return done.stderr

    def _command(self, program: str, *options: str) -> list[str]:
        site = ["-S"] if self.is_without_site else []
        return [os.fspath(python()), "-I", "-B", *site, *options, "-c", program, *self.arguments]


def nothing() -> Program:
    """Give the interpreter alone."""
    return Program(_NOTHING)


def package(
    name: str,
    settings: Mapping[str, str] | None = None,
    *,
    message: Path = MESSAGE,
    results: frozenset[str] = frozenset({"OK"}),
) -> Program:
    """Give a package or another handler, by the name of its folder among those that were staged."""
    code = STAGED / name
    environment = {**variables(name, code), **(settings or {})}
    return Program(_HOST, (os.fspath(code),), environment, message, results)


def without_site(program: Program) -> Program:
    """Give a program as it is where Python starts without ``site``."""
    return replace(program, is_without_site=True)


def from_disk(program: Program) -> Program:
    """Give a package's program as it is where nothing of the package is in memory."""
    return replace(program, evicted=Path(program.arguments[0]))


def _evict(folder: Path) -> None:
    """Have the kernel drop what it holds in memory of the files below a folder, all of which are on the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            file = os.open(path, os.O_RDONLY)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)


def _memory(status: str) -> Memory:
    found = dict(line.split(":", 1) for line in status.splitlines() if line)
    resident, most = (int(found[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return Memory(resident, most)


def _phases(status: str, started: float) -> tuple[float, ...]:
    """Take the times that the process has told apart: its clock is that of this one, as both are of one machine."""
    _, told, times = status.rpartition("Times: ")
    return tuple(at - before for before, at in pairwise((started, *json.loads(times)))) if told else ()

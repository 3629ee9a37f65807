"""An instance of a function: a process of its own, which serves one request at a time."""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import signal
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dwgate.serving import bootstrap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PIECE = 1 << 16
_MORE_THAN_A_PIPE_HOLDS = 1 << 20
_PEAK = re.compile(r"^VmHWM:\s*([0-9]+) kB$", re.MULTILINE)


class InstanceError(Exception):
    """The instance has not answered, and cannot be used any more; its log may say why."""


class InstanceTimeoutError(InstanceError):
    """The time was up before there was an answer."""


class InstanceExitedError(InstanceError):
    """The process has ended before it gave an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back of one call: the response body, or the error in Function Compute's form where it is not ok."""

    is_ok: bool
    body: bytes


class Instance:
    """A process that runs ``bootstrap``; whoever has it calls it, and closes it in the end."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        """Start the process, with the interpreter and its flags in ``command``, in the code folder.

        It leads a session of its own: a Ctrl-C in the terminal is for the server, and what the process has started
        ends with it.
        """
        self.id = f"c-{uuid.uuid4()}"
        ours, theirs = socket.socketpair()
        life, self._life = os.pipe()
        handed_over = (theirs.fileno(), life)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the project's own function, in the interpreter for it
                [*command, bootstrap.__file__, *map(str, handed_over)],
                cwd=folder,
                env={**environment, "FC_INSTANCE_ID": self.id},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=handed_over,
                start_new_session=True,
            )
        except OSError:
            ours.close()
            os.close(self._life)
            raise
        finally:
            theirs.close()
            os.close(life)
        self._control, self._log = ours, _Log(self._process)

    def call(
        self, header: Mapping[str, Any], payload: bytes = b"", *, seconds: float, tell: Callable[[str], object]
    ) -> Answer:
        """Ask for one thing and wait for the answer; each line that is logged meanwhile is told as it comes.

        Raises InstanceTimeoutError and InstanceExitedError, after which the instance is to be closed.
        """
        until = time.monotonic() + seconds
        try:
            with contextlib.suppress(OSError):  # the process has ended, which the wait finds out
                bootstrap.send(self._control, header, payload)
            header, body = self._wait(until, tell)
        finally:
            self._log.read_to_here(tell)
        return Answer(header["ok"], body)

    def kill(self) -> None:
        """End the process and what it has started, whatever it is doing; also for another thread than the owner's."""
        if self._process.returncode is None:  # or else the number may be another's by now
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process, and wait until it has."""
        self.kill()
        self._process.wait()
        self._control.close()
        self._log.close()
        os.close(self._life)

    def peak_memory(self) -> float:
        """Give the most memory that the process has had so far, in MB: 0 where it has ended, and but for Linux."""
        try:
            found = _PEAK.search(Path(f"/proc/{self._process.pid}/status").read_text())
        except OSError:
            return 0.0
        return int(found[1]) / 1024 if found else 0.0

    def _wait(self, until: float, tell: Callable[[str], object]) -> bootstrap.Frame:
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._log, selectors.EVENT_READ)
            while (left := until - time.monotonic()) > 0:
                ready = {key.fileobj for key, _ in selector.select(left)}
                if self._log in ready and not self._log.read(tell):
                    selector.unregister(self._log)
                if self._control in ready:
                    piece = self._control.recv(_PIECE)
                    if not piece:
                        raise InstanceExitedError
                    received += piece
                    if frame := bootstrap.frame_of(received):
                        return frame
        raise InstanceTimeoutError


class _Log:
    """What a process writes to standard output and standard error, as lines."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101 - it was started with a pipe
        self._pipe = process.stdout
        self._begun = b""
        os.set_blocking(self.fileno(), False)

    def fileno(self) -> int:
        """Give the descriptor to wait for."""
        return self._pipe.fileno()

    def read(self, tell: Callable[[str], object]) -> bool:
        """Tell the lines that have come; whether there were any, and not the end."""
        try:
            piece = os.read(self.fileno(), _MORE_THAN_A_PIPE_HOLDS)
        except BlockingIOError:
            return False
        *lines, self._begun = (self._begun + piece).split(b"\n")
        for line in lines:
            tell(line.decode(errors="replace"))
        return bool(piece)

    def read_to_here(self, tell: Callable[[str], object]) -> None:
        """Tell all that was written before now, the line that has been begun as well: the pipe holds it by now."""
        self.read(tell)
        if self._begun:
            tell(self._begun.decode(errors="replace"))
            self._begun = b""

    def close(self) -> None:
        """Close the pipe."""
        self._pipe.close()

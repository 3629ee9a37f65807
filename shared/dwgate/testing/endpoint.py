"""DataWorks behind a local address: the stub over HTTP, for callers in another process or with another client.

Below ``/_dwgate/`` the same server takes what a test would otherwise do in this process (``control``).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.testing import control
from dwgate.testing.dataworks import DataWorks
from dwgate.testing.local_server import LocalHandler, LocalServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.testing.wire import Request


@dataclass(frozen=True, slots=True)
class ServedDataWorks:
    """A DataWorks and the address at which it answers, ``http://127.0.0.1:PORT``."""

    url: str
    dataworks: DataWorks


@contextlib.contextmanager
def serve_dataworks(dataworks: DataWorks | None = None, *, port: int = 0) -> Iterator[ServedDataWorks]:
    """Serve a DataWorks on 127.0.0.1 until the context is left; port 0 is any free one."""
    with _Server(dataworks or DataWorks(), port) as server, server.answering("dataworks"):
        yield ServedDataWorks(server.url, server.dataworks)


class _Server(LocalServer):
    def __init__(self, dataworks: DataWorks, port: int) -> None:
        self.dataworks = dataworks
        super().__init__(port, _Handler)


class _Handler(LocalHandler):
    server: _Server

    def answer(self, request: Request) -> None:
        """Answer a call, or what steers the stub."""
        if request.path.startswith(control.PREFIX):
            self.send(control.answer(self.server.dataworks, request))
            return
        answer = self.server.dataworks.answer(request)
        if answer.ending == "held":
            self._wait_for_the_client_to_go()
        elif answer.response is not None:
            ends_before = answer.milliseconds and self.server.is_ending.wait(answer.milliseconds / 1000)
            if not ends_before:  # whoever still waits then is let go of, and gets no answer before its time
                self.send(answer.response)

    def _wait_for_the_client_to_go(self) -> None:
        with contextlib.suppress(ConnectionError):
            self.rfile.read()

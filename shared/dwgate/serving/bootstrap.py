"""The program of an instance: what the Python runtime of Function Compute does around a handler.

It runs as a script in a process of its own, and needs nothing but the standard library: a function that was built has
only its code folder beside it.

The server talks to it over a socket, in frames: the lengths of a header and of a payload, four bytes each, the header
in JSON, the payload.  It asks for one thing at a time:

==============  =====================================================  =====================================
``op``          what the header holds as well                          what is done
==============  =====================================================  =====================================
``load``        ``code``, ``handler``, ``initializer``, ``context``    the handler's module is imported
``initialize``  ``request_id``                                         the initializer is called
``invoke``      ``request_id``; the payload is the event               the handler is called
==============  =====================================================  =====================================

The answer's header is ``{"ok": true}``, with the response body as its payload, or ``{"ok": false}``, with the error in
the form in which Function Compute gives it to the caller.

Source of that form: https://www.alibabacloud.com/help/en/functioncompute/fc/user-guide/error-handling-1-1
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import socket
import struct
import sys
import threading
import time
import traceback
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LENGTHS = struct.Struct(">II")
Frame = tuple[dict[str, Any], bytes]


def main(arguments: list[str]) -> None:
    """Serve what comes over the socket, until it ends or the pipe beside it does: the server has gone then.

    ``arguments`` are their two file descriptors.
    """
    control, life = map(int, arguments)
    threading.Thread(target=end_with_the_server, args=(life,), name="life", daemon=True).start()
    with socket.socket(fileno=control) as connection:
        serve(connection)


def end_with_the_server(life: int, end: Callable[[int], object] = os._exit) -> None:
    """Wait until the server has gone, in the middle of an invocation too; it never writes into the pipe."""
    os.read(life, 1)
    end(1)


def serve(connection: socket.socket) -> None:
    """Do what is asked, one thing after the other, until the socket ends."""
    function: Function | None = None
    while (frame := receive(connection)) is not None:
        header, payload = frame
        try:
            if function is None:  # the first thing that is asked for
                function, body = Function(header), b""
            elif header["op"] == "initialize":
                body = function.initialize(header["request_id"])
            else:
                body = function.invoke(payload, header["request_id"])
        except Exception as error:  # noqa: BLE001 - as the runtime does: the caller is told what the function threw
            traceback.print_exc(file=sys.stdout)
            send(connection, {"ok": False}, json.dumps(described(error)).encode())
        else:
            send(connection, {"ok": True}, body)


class Function:
    """The handler of a code folder, and its initializer where it has one."""

    def __init__(self, header: Mapping[str, Any]) -> None:
        """Import the handler's module, with the code folder before everything else."""
        sys.path.insert(0, header["code"])
        self._log = _configured_log()
        self._context = header["context"]
        self._handler = _named(header["handler"])
        self._initializer = _named(header["initializer"]) if header["initializer"] else None

    def initialize(self, request_id: str) -> bytes:
        """Call the initializer; what it returns is nobody's."""
        if self._initializer is not None:
            self._initializer(self._made_context(request_id))
        return b""

    def invoke(self, event: bytes, request_id: str) -> bytes:
        """Call the handler: text and bytes are the response as they are, anything else becomes JSON."""
        answer = self._handler(event, self._made_context(request_id))
        if isinstance(answer, bytes):
            return answer
        text = answer if isinstance(answer, str) else json.dumps(answer, indent=4, sort_keys=True)
        return text.encode()

    def _made_context(self, request_id: str) -> Any:
        self._log.request_id = request_id
        values = {**self._context, "function": SimpleNamespace(**self._context["function"])}
        return SimpleNamespace(request_id=request_id, logger=logging.getLogger(), **values)


class _Log(logging.Formatter):
    """A line of the runtime's log: the time in UTC, the request, the level, the message."""

    request_id = "-"

    def __init__(self) -> None:
        self.converter = time.gmtime
        super().__init__("%(asctime)s.%(msecs)03dZ %(request_id)s [%(levelname)s] %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = self.request_id
        return super().format(record)


def _configured_log() -> _Log:
    """Let the root logger write to the log, which is standard output."""
    formatter = _Log()
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    return formatter


def _named(name: str) -> Callable[..., Any]:
    """Give ``index.handler``: the function ``handler`` of the file ``index.py``, which may lie in a folder."""
    file, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(file.replace("/", ".")), function)
    return found


def described(error: BaseException) -> dict[str, Any]:
    """Describe what was thrown as Function Compute does: the stack holds four texts for each frame."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    stack = [[f'File "{it.filename}"', f"line {it.lineno}", f"in {it.name}", it.line or ""] for it in frames]
    return {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": stack}


def send(connection: socket.socket, header: Mapping[str, Any], payload: bytes = b"") -> None:
    """Send a frame."""
    written = json.dumps(header).encode()
    connection.sendall(_LENGTHS.pack(len(written), len(payload)) + written + payload)


def receive(connection: socket.socket) -> Frame | None:
    """Wait for a frame; None where the socket ends first."""
    received = bytearray()
    while (frame := frame_of(received)) is None:
        piece = connection.recv(1 << 16)
        if not piece:
            return None
        received += piece
    return frame


def frame_of(received: bytearray) -> Frame | None:
    """Give the frame that was received, or None as long as it is not whole."""
    if len(received) < _LENGTHS.size:
        return None
    header, payload = _LENGTHS.unpack_from(received)
    end = _LENGTHS.size + header
    if len(received) < end + payload:
        return None
    return json.loads(received[_LENGTHS.size : end]), bytes(received[end : end + payload])


if __name__ == "__main__":  # pragma: no cover - its tests run it in a process of its own
    main(sys.argv[1:])

"""DataWorks beside what is measured: the stub in a process of its own, which has asked about the message."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

from dwgate.openapi import signing
from dwgate.openapi.operations import CALLBACK_EXTENSION
from dwgate.runtime.connection import credentials_of
from measuring.fresh import MESSAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

POINT, CODE = "upload-data-to-table", "ext_measured"
_SETTING = re.compile(r"^export (\w+)=(.*)$")
_SETTINGS = (
    "DWGATE_ENDPOINT",
    "DWGATE_EXTENSION_CODE",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
)


@contextlib.contextmanager
def beside() -> Iterator[None]:
    """Serve a DataWorks, whose settings are in the environment of every process that is started meanwhile.

    RuntimeError where it has got no result at the end.
    """
    command = [sys.executable, "-m", "dwgate.testing.server", f"--extension={CODE}={POINT}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - this project's own
        assert server.stdout is not None  # noqa: S101 - it was asked for
        try:
            while not all(name in os.environ for name in _SETTINGS):
                found = _SETTING.match(server.stdout.readline())
                if found:
                    os.environ[found[1]] = found[2]
                elif server.poll() is not None:
                    raise RuntimeError("the stub of DataWorks has not started")
            ask = Request(f"{os.environ['DWGATE_ENDPOINT']}/_dwgate/messages", MESSAGE.read_bytes(), method="POST")  # noqa: S310 - of this machine
            with urlopen(ask) as asked:  # noqa: S310 - as above
                message = json.load(asked)["id"]
            yield
            with urlopen(f"{ask.full_url}/{message}") as asked:  # noqa: S310 - as above
                if json.load(asked)["state"] != "PASSED":
                    raise RuntimeError("what was measured has called no result back")
        finally:
            server.terminate()
            for name in _SETTINGS:
                os.environ.pop(name, None)


def settings() -> dict[str, str]:
    """Give the settings of a function that calls back, in a process that was started with a DataWorks beside it."""
    return {name: os.environ[name] for name in _SETTINGS}


def signed(parameters: Mapping[str, str]) -> signing.Request:
    """Sign a CallbackExtension of these parameters: what a client does before it sends."""
    return signing.signed(
        CALLBACK_EXTENSION,
        parameters,
        credentials_of(os.environ),
        host=os.environ[_SETTINGS[0]].partition("://")[2],
        date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        nonce=os.urandom(16).hex(),
    )

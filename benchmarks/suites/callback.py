"""Callback: a result reported to DataWorks by a warm function, over a bare request to the same stub.

The stub answers one request a connection, so nobody's connection is kept, whoever would keep it.
A bare request is signed while the clock stands still, since the stub takes no other, and holds the same form.
"""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

from measuring.suite import Side, Suite, repeated

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from measuring.suite import Timed

_BARE, _DWGATE, _SDK = "requests.Session.post", "dwgate's client", "SDK"


def _parameters() -> dict[str, str]:
    from measuring import dataworks, fresh  # noqa: PLC0415 - what only whoever measures has

    message_id = json.loads(fresh.MESSAGE.read_bytes())["messageId"]
    return {"CheckResult": "OK", "ExtensionCode": dataworks.CODE, "MessageId": message_id}


def _bare() -> Timed:
    """Prepare posts of ``requests``, each with a signature of its own."""
    import requests  # noqa: PLC0415 - as above

    from measuring import dataworks  # noqa: PLC0415 - as above

    url, parameters = os.environ["DWGATE_ENDPOINT"], _parameters()
    session = requests.Session()

    def timed(loops: int) -> float:
        taken = 0.0
        for _ in range(loops):
            request = dataworks.signed(parameters)
            started = time.perf_counter()
            answer = session.post(url, data=request.body, headers=request.headers, timeout=5)
            _check(answer.json()["Success"])
            taken += time.perf_counter() - started
        return taken

    return timed


def _dwgate() -> Timed:
    """Prepare the client of a function, with its deadline and its retries."""
    from dwgate.openapi.operations import CALLBACK_EXTENSION  # noqa: PLC0415 - as above
    from dwgate.runtime import settings as runtime_settings  # noqa: PLC0415 - as above
    from dwgate.runtime.connection import Connection  # noqa: PLC0415 - as above
    from dwgate.runtime.deadline import Deadline  # noqa: PLC0415 - as above

    settings, problem = runtime_settings.current()
    if problem:
        raise RuntimeError(problem)
    connection, parameters = Connection(), _parameters()
    return repeated(lambda: connection.call(CALLBACK_EXTENSION, parameters, settings, Deadline.after(10, margin=0)))


def _sdk() -> Timed:
    """Prepare the client that the vendor's documentation leads to."""
    from alibabacloud_dataworks_public20200518 import models  # noqa: PLC0415 - as above
    from alibabacloud_dataworks_public20200518.client import Client  # noqa: PLC0415 - as above
    from alibabacloud_tea_openapi.utils_models import Config  # noqa: PLC0415 - as above

    protocol, _, endpoint = os.environ["DWGATE_ENDPOINT"].partition("://")
    keys = {
        "access_key_id": os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        "access_key_secret": os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        "security_token": os.environ["ALIBABA_CLOUD_SECURITY_TOKEN"],
    }
    client = Client(Config(**keys, protocol=protocol, endpoint=endpoint))
    wanted = _parameters()

    def call() -> None:
        request = models.CallbackExtensionRequest(
            message_id=wanted["MessageId"],
            extension_code=wanted["ExtensionCode"],
            check_result=wanted["CheckResult"],
        )
        _check(client.callback_extension(request).body.success)

    return repeated(call)


def _check(success: object) -> None:
    if str(success).lower() != "true":  # a text in the vendor's schema, and a boolean in its samples
        raise RuntimeError("the stub refuses the result")


def _beside() -> AbstractContextManager[None]:
    from measuring import dataworks  # noqa: PLC0415 - as above

    return dataworks.beside()


SUITE = Suite(
    name="callback",
    title="Callback: one result reported, by a warm function, to a stub on this machine",
    sides=(
        Side(_BARE, _bare),
        Side(_DWGATE, _dwgate, against=_BARE),
        Side(_SDK, _sdk, against=_BARE),
    ),
    around=_beside,
)

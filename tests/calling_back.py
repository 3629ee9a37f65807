"""What the tests of callbacks share: messages of any point, and a DataWorks in the network's place.

The fixtures are taken by name, ``waits = calling_back.waits``: they would patch the clients of tests that ask for none.
"""

import functools
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dwgate.events import catalogue
from dwgate.gate import Gate
from dwgate.openapi.client import Client
from dwgate.policy.compiler import compile_function
from dwgate.runtime import connection
from dwgate.testing import DataWorks, mock_dataworks

Records = Callable[[], list[dict[str, Any]]]

CODE = "guard"
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
"""The time of the gates' clock, and of the stub's."""
PUBLISHED = "2026-11-18T01:59:58.179Z"
PATIENT = SimpleNamespace(request_id="1-a", function=SimpleNamespace(timeout=600))
"""A context that leaves time enough on any machine."""

POINTS = tuple(code for code, event in catalogue.events().items() if event.is_extension_point)
EVERY_POINT = (*POINTS, *catalogue.unpublished())

GUARD = """\
rules:
  - name: frozen
    when: operator == "7"
    then: FAIL
    reason: {en: "Operator ${operator} must not.", zh: "操作人 ${operator} 不可操作。"}
  - name: watched
    when: operator == "6"
    then: WARN
    reason: {en: "Operator ${operator} is watched."}
"""
"""A policy of any documented point: by the operator alone, 7 refuses, 6 warns, and any other passes."""
GUARDED = ("commit-file", "freeze-node", "download-resources", "delete-project")
"""Points of several modules."""
REFUSED, WATCHED, FREE = "7", "6", "5"
REASONS = {REFUSED: "Operator 7 must not.", WATCHED: "Operator 6 is watched.", FREE: None}


def guarding(folder: Path) -> Gate:
    """Make the gate of the guard at some points, for many messages: it is compiled once, in a folder of its own."""
    (folder / "policy").mkdir()
    (folder / "function.yaml").write_text(f"points: [{', '.join(GUARDED)}]\n")
    (folder / "policy" / "guard.yaml").write_text(GUARD)
    return Gate(compile_function(folder).policy(), clock=lambda: NOW)


def message(
    point: str = "commit-file", message_id: str | None = "m-1", *, published: Any = PUBLISHED, **data: Any
) -> dict[str, Any]:
    """A message of a documented point, as EventBridge hands it over."""
    envelope = {"source": "acs.dataworks", "type": catalogue.find(point).type, "aliyunpublishtime": published}
    return {**envelope, **({"id": message_id} if message_id else {}), "data": {"projectId": 91864, **data}}


def request(point: str = "download-resources", message_id: str | None = "m-1", **body: Any) -> dict[str, Any]:
    """A message of a documented point, as DataWorks hands it to Function Compute."""
    return {"eventType": point, **({"messageId": message_id} if message_id else {}), "messageBody": body}


def payload(document: Any) -> bytes:
    """A message, or a list of them, as the bytes in which it comes."""
    return json.dumps(document).encode()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Collect the seconds that a client would wait between attempts, which are none by chance, instead of waiting."""
    seconds: list[float] = []
    client = functools.partial(Client, sleep=seconds.append, uniform=lambda *_bounds: 0.0)
    monkeypatch.setattr(connection, "Client", client)
    return seconds


@pytest.fixture
def dataworks(monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> Iterator[DataWorks]:
    """Answer calls by a stub of the gates' time, in which one extension is bound to every point."""
    monkeypatch.setenv("FC_REGION", "cn-shanghai")
    monkeypatch.setenv("DWGATE_EXTENSION_CODE", CODE)
    with mock_dataworks(dataworks=DataWorks(clock=lambda: NOW), sleep=waits.append) as backend:
        backend.register_extension(CODE, points=EVERY_POINT)
        yield backend

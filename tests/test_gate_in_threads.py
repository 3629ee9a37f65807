"""One gate serves several invocations at a time, as Function Compute's instance concurrency lets it."""

import json
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from dwgate.gate import Gate


def message(message_id: str, **body: Any) -> bytes:
    """A message of download-resources."""
    return json.dumps({"messageId": message_id, "eventType": "download-resources", "messageBody": body}).encode()


class Lines:
    """A standard output that keeps each write apart."""

    def __init__(self) -> None:
        self.writes: list[str] = []
        self.flushed = 0

    def write(self, text: str) -> int:
        self.writes.append(text)
        return len(text)

    def flush(self) -> None:
        self.flushed = len(self.writes)


def test_two_invocations_at_a_time_are_answered_rightly(
    gate: Callable[..., Gate], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an instance concurrency over one, every message has its own answer and its own whole line."""
    handler, out = gate().handler, Lines()
    monkeypatch.setattr(sys, "stdout", out)
    start, answers = threading.Barrier(2), {}

    def work(first: int) -> None:
        start.wait()
        for rows in range(first, 200_000, 1000):
            answers[rows] = json.loads(handler(message(str(rows), dataRowSize=rows, fileSize=rows)))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(first,)) for first in (1, 501)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)

    assert len(answers) == 400
    for rows, answered in answers.items():
        refusal = {"checkResult": "FAIL", "errorMessage": f"{rows} rows are over the limit of 100000."}
        assert answered == (refusal if rows > 100_000 else {"checkResult": "OK"})
    lines = [text for text in out.writes if text]
    assert out.flushed == len(out.writes)
    assert all(text.endswith("\n") and text.count("\n") == 1 for text in lines)
    found = [json.loads(text) for text in lines]
    assert {int(one["message_id"]): one["event"]["dataRowSize"] for one in found} == {rows: rows for rows in answers}
    assert [one["cold_start"] for one in found].count(True) == 1

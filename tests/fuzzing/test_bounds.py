"""However large a message is, what it costs is bounded: counted in bytes and in calls, never in seconds."""

import contextlib
import io
import itertools
import json
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from dwgate.events.envelope import LARGEST, MOST_MESSAGES
from fuzzing.answered import invoke
from fuzzing.gates import Target, nobody_called
from fuzzing.plain import shared_targets

MOST_BYTES = 80
"""The most memory for each byte of a message, in bytes: a gate of 512 MB has room for the largest three times over."""
MOST_CALLS = 20
"""The most calls of functions for each byte of a message."""
SMALL = 8 * 1024
FUNCTION_COMPUTE_TAKES = 32 * 1024 * 1024


def filled(item: str, size: int) -> str:
    """A list of so many bytes."""
    return f"[{','.join([item] * (size // (len(item.encode()) + 1)))}]"


def keyed(value: str, size: int) -> str:
    """An object of so many bytes, with other names each time."""
    entries = ",".join(f'"{name:06x}":{value}' for name in range(size // (len(value) + 10)))
    return f"{{{entries}}}"


def message(point: str, name: str, value: str) -> bytes:
    """A message with one large field."""
    return f'{{"messageId":"m-1","eventType":"{point}","messageBody":{{"operator":"8","{name}":{value}}}}}'.encode()


LARGE: dict[str, Callable[[int], bytes]] = {
    "lists": lambda size: message("asset-publish", "name", filled("[]", size)),
    "lists in lists": lambda size: message("asset-publish", "name", filled("[[]]", size)),
    "objects": lambda size: message("asset-publish", "name", filled('{"a":{}}', size)),
    "numbers": lambda size: message("pre-freeze-instance", "taskIds", filled("999", size)),
    "a text": lambda size: message("download-resources", "fileName", f'"{"a" * size}"'),
    "a text of emoji": lambda size: message("download-resources", "fileName", f'"{"😀" * (size // 4)}"'),
    "a text of blanks": lambda size: message("download-resources", "dataRowSize", f'"{" " * size}"'),
    "a number": lambda size: message("asset-publish", "name", f"0.{'9' * size}"),
    "names": lambda size: message("asset-publish", "name", keyed("1", size)),
    "names of objects": lambda size: message("asset-publish", "name", keyed('{"a":1}', size)),
    "unknown names": lambda size: (
        message("download-resources", "x", "1")[:-2] + f",{keyed('1', size)[1:-1]}}}}}".encode()
    ),
    "fields below a long name": lambda size: message("asset-publish", "n" * (size // 2), keyed("1", size // 2)),
    "items below a long name": lambda size: message(
        "asset-publish", "name", f'[{{"{"n" * (size // 2)}":{keyed("1", size // 2)}}}]'
    ),
    "nothing below a long name": lambda size: message(
        "asset-publish", "n" * (size // 2), keyed("null", size // 2)
    ).replace(b"nn", b"\\u0000", 1),
    "dots": lambda size: message("asset-publish", "." * size, '1,"a":{"b":1},"a.b":1'),
    "a name": lambda size: message("asset-publish", "n" * size, "1"),
    "an event": lambda size: message("n" * size, "name", "1"),
    "a body that is a text": lambda size: message("asset-publish", "name", json.dumps(keyed("1", size // 2))),
    "keys that came twice": lambda size: message("asset-publish", "name", filled('{"a":1,"a":2}', size)),
    "one key that came twice": lambda size: message("asset-publish", "name", f"{filled('{}', size)},{TWICE}"),
    "messages": lambda size: filled('{"data":{}}', size).encode(),
    "texts of messages": lambda size: filled(json.dumps('{"data":{}}'), size).encode(),
    "lists of nothing": lambda size: b"[" * size,
}
TWICE = '"x":{"a":1,"a":2}'
LISTED = ("messages", "texts of messages")
"""What shares the time of an invocation: its bound is the number of messages."""


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    """The gate whose rules read fields of every type, once it has loaded what it loads."""
    target = shared_targets()[0]
    with nobody_called():
        for payload in target.seeds:
            invoke(target.gate, payload)
        yield target


def peak(target: Target, payload: bytes) -> int:
    """The bytes of memory that one invocation needs at a time."""
    with contextlib.redirect_stdout(io.StringIO()):
        tracemalloc.start()
        try:
            target.gate.handler(payload)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def calls(target: Target, payload: bytes) -> int:
    """The functions that one invocation calls."""
    counted = itertools.count()

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        if event in {"call", "c_call"}:
            next(counted)

    with contextlib.redirect_stdout(io.StringIO()):
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            target.gate.handler(payload)
        finally:
            sys.setprofile(before)
    return next(counted)


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_message_costs_what_its_bytes_cost(kind: str, target: Target) -> None:
    """Twice the bytes need no more than twice the memory and the calls, and neither is much."""
    least = 4000 if kind not in LISTED else MOST_MESSAGES * 1000
    small, large = LARGE[kind](SMALL), LARGE[kind](2 * SMALL)
    invoke(target.gate, large)
    called = calls(target, large)
    assert called < MOST_CALLS * len(large) + least
    assert called < 2.2 * calls(target, small) + least
    assert peak(target, large) < MOST_BYTES * len(large) + 1000 * least


@pytest.mark.parametrize("size", [LARGEST + 1, FUNCTION_COMPUTE_TAKES])
def test_what_is_too_large_is_not_read(size: int, target: Target) -> None:
    """A message of all that Function Compute hands over costs no memory and hardly a call, and is answered."""
    payload = b"[" * size
    (record,) = invoke(target.gate, payload)
    assert record["problem"] == f"the message has {size} bytes, and at most {LARGEST} are read"
    assert calls(target, payload) < 4000
    assert peak(target, payload) < 200_000


def test_the_largest_message_is_read(target: Target) -> None:
    """Up to the last byte."""
    room = LARGEST - len(message("download-resources", "fileName", '""'))
    payload = message("download-resources", "fileName", f'"{"a" * room}"')
    assert len(payload) == LARGEST
    (record,) = invoke(target.gate, payload)
    assert record["problem"] is None
    assert len(json.dumps(record)) < 10_000


def test_a_list_of_the_most_messages_is_answered_one_by_one(target: Target) -> None:
    """And one of more is answered as a whole."""
    for many, records in ((MOST_MESSAGES, MOST_MESSAGES), (MOST_MESSAGES + 1, 1), (100_000, 1)):
        assert len(invoke(target.gate, filled('{"data":{}}', 12 * many).encode())) == records


def test_of_a_hundred_thousand_names_the_record_tells_some(target: Target) -> None:
    """The line stays short."""
    (record,) = invoke(target.gate, LARGE["unknown names"](1_200_000))
    assert len(record["unknown_fields"]) == 64
    assert len(json.dumps(record)) < 10_000
    (record,) = invoke(target.gate, message("asset-publish", "name", keyed("1", 100_000)))
    assert "present" in record["cut"]
    assert len(json.dumps(record)) < 20_000

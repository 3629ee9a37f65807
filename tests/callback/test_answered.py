"""A message that comes again is known by its id, its point and what it says."""

import threading
from typing import Any

import pytest

from calling_back import message, payload, request
from dwgate.callback import answered
from dwgate.callback.answered import MOST_REMEMBERED, Answered, Key, key_of
from dwgate.callback.delivery import Delivery
from dwgate.events.event import Event, Spellings, parse
from dwgate.policy.decision import CheckResult, Decision

ANSWER = (Decision("d-1", "m-1", "commit-file", CheckResult.FAIL, ()), Delivery("delivered"))


def read(document: dict[str, Any], *points: str) -> Event:
    """The one event in a document."""
    (event,) = parse(payload(document), points or ["commit-file", "deploy-file"])
    assert isinstance(event, Event)
    return event


def test_the_same_message_has_the_same_key() -> None:
    """Whatever the order of its fields, and whenever it comes."""
    one = message(operator="7", fileName="a.sql")
    other = {**one, "aliyunpublishtime": "2026-11-18T03:00:00Z", "data": dict(reversed(one["data"].items()))}
    assert key_of(read(one)) == key_of(read(other)) is not None


@pytest.mark.parametrize(
    "other",
    [
        message(message_id="m-2", operator="7"),
        message("deploy-file", operator="7"),
        message(operator="8"),
        message(operator="7", fileName="a.sql"),
        message(operator=["7"]),
        message(operator="7", more=1),
        message(),
    ],
    ids=["id", "point", "value", "field", "unreadable", "unknown", "none"],
)
def test_another_message_has_another_key(other: dict[str, Any]) -> None:
    """Its id alone does not tell it: two of DataWorks's own samples share one."""
    assert key_of(read(other)) != key_of(read(message(operator="7")))


@pytest.mark.parametrize(
    "event",
    [None, read(message(message_id=None)), read(request("commit-file"))],
    ids=["no event", "no id", "a request to Function Compute"],
)
def test_what_eventbridge_cannot_have_delivered_before_has_none(event: Event | None) -> None:
    """Nothing is remembered of it."""
    assert key_of(event) is None
    assert Answered().get(None) is None


@pytest.mark.parametrize("who", ["operator", "workspace"])
def test_a_field_that_a_setting_names_for_somebody_tells_messages_apart(who: str) -> None:
    """It is not documented, and a rule may judge by whom it names."""
    spellings = Spellings(**{who: ("extra",)})
    keys = [
        key_of(event)
        for name in ("7", "8")
        for event in parse(payload(message(extra=name)), ["commit-file"], spellings)
        if isinstance(event, Event)
    ]
    assert keys[0] != keys[1]


def test_any_value_has_a_key() -> None:
    """Lists of objects, numbers of any size, halves of surrogate pairs; at an open point as well."""
    strange: Any = [{"b": [1, None, 1.5], "a": "\ud800"}, 2**80]
    document = {**message(fileName="\ud800", nodeId=2**80, more=strange), "type": "x"}
    assert key_of(read(document, "asset-publish")) is not None
    assert key_of(read({**document, "type": message()["type"]})) is not None


def key(number: int) -> Key:
    """One of many keys."""
    return Key(str(number), "commit-file", b"")


def test_what_was_answered_is_remembered() -> None:
    """And nothing else."""
    memory = Answered()
    memory.remember(key(1), ANSWER)
    assert memory.get(key(1)) is ANSWER
    assert memory.get(key(2)) is None


def test_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance may live for long; its memory does not grow."""
    monkeypatch.setattr(answered, "MOST_REMEMBERED", 3)
    memory = Answered()
    for number in (1, 2, 3, 2, 4, 5):
        memory.remember(key(number), ANSWER)
    assert [number for number in range(1, 6) if memory.get(key(number))] == [3, 4, 5]
    assert MOST_REMEMBERED > 1000


def test_threads_may_remember_at_once() -> None:
    """Nothing is lost."""
    memory, start = Answered(), threading.Barrier(4)

    def work(first: int) -> None:
        start.wait(60)
        for number in range(first, first + 100):
            memory.remember(key(number), ANSWER)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert all(memory.get(key(number)) for number in range(400))

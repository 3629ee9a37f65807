"""A message may be marked as a trial in its envelope, and nowhere else; the mark changes nothing of the message."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import dwgate
from dwgate.errors import MessageError
from dwgate.events import catalogue
from dwgate.events.envelope import RawMessage, open_envelopes
from dwgate.events.event import Event, parse
from dwgate.events.trial import marked_as_trial

SAMPLES = sorted((Path(dwgate.__file__).parent / "testing" / "samples").iterdir())
EVERY_POINT = frozenset(catalogue.events())
TRIAL = {"dwgate": {"trial": True}}
REQUEST: dict[str, Any] = {"messageId": "m-1", "eventType": "download-resources", "messageBody": {"dataRowSize": 5}}
EVENT: dict[str, Any] = {"id": "m-1", "type": "dataworks:FileChange:CommitFile", "data": {"operator": "7"}}


def read(document: Any) -> Event | MessageError:
    """What the one message in a document is read as."""
    try:
        (found,) = parse(json.dumps(document).encode(), EVERY_POINT)
    except MessageError as error:
        return error
    return found


def opened(payload: bytes) -> tuple[RawMessage | MessageError, ...]:
    """The messages in what came, also where there is none at all."""
    try:
        return open_envelopes(payload)
    except MessageError as error:
        return (error,)


@pytest.mark.parametrize("document", [REQUEST, EVENT], ids=["function-compute", "eventbridge"])
def test_either_envelope_may_be_marked(document: dict[str, Any]) -> None:
    """The event says that it is a trial, and is the same in all else."""
    unmarked, marked = read(document), read({**document, **TRIAL})
    assert isinstance(unmarked, Event)
    assert isinstance(marked, Event)
    assert (unmarked.is_trial, marked.is_trial) == (False, True)
    assert dataclasses.replace(marked, is_trial=False) == unmarked


@pytest.mark.parametrize(
    "mark",
    [True, "trial", "true", 1, None, [], {}, [{"trial": True}], '{"trial": true}', {"Trial": True}]
    + [{"trial": value} for value in (False, None, 1, 1.0, "true", [True], {"trial": True})],
    ids=json.dumps,
)
@pytest.mark.parametrize("document", [REQUEST, EVENT], ids=["function-compute", "eventbridge"])
def test_anything_else_is_no_mark(document: dict[str, Any], mark: Any) -> None:
    """Only true is true: the message is read as if it had none."""
    assert read({**document, "dwgate": mark}) == read(document)


@pytest.mark.parametrize(
    "document",
    [
        {**REQUEST, "messageBody": {**REQUEST["messageBody"], **TRIAL}},
        {**REQUEST, "messageBody": json.dumps(TRIAL)},
        {**EVENT, "data": {**EVENT["data"], **TRIAL}},
        {**EVENT, "trial": True},
        {**EVENT, "extensions": TRIAL},
    ],
    ids=["messageBody", "text of a messageBody", "data", "the top", "another object"],
)
def test_a_mark_elsewhere_is_none(document: dict[str, Any]) -> None:
    """What an operator can write, such as a file's name, is in the body: nothing there makes a trial of a message."""
    found = read(document)
    assert isinstance(found, Event)
    assert not found.is_trial


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"messageId": "m-1", "eventType": "download-resources"},
        {**REQUEST, "messageBody": 5},
        {**EVENT, "data": "no JSON"},
        {**REQUEST, "eventType": "no-such-event"},
        {**EVENT, "type": "dataworks:No:Such"},
    ],
    ids=["empty", "no body", "unreadable messageBody", "unreadable data", "no such point", "no such event"],
)
def test_what_cannot_be_read_in_a_marked_envelope_is_a_trial_too(document: dict[str, Any]) -> None:
    """Nobody is told of a sample that is spoilt."""
    for message, is_trial in ((document, False), ({**document, **TRIAL}, True)):
        found = read(message)
        assert isinstance(found, MessageError)
        assert found.is_trial is is_trial


def test_each_element_of_a_list_is_marked_for_itself() -> None:
    """Whether it is an object or the text of one."""
    marked = {**EVENT, **TRIAL}
    elements = [EVENT, marked, json.dumps(EVENT), json.dumps(marked), {**marked, "data": 5}, 5, "no JSON"]
    found = parse(json.dumps(elements).encode(), EVERY_POINT)
    assert [message.is_trial for message in found] == [False, True, False, True, True, False, False]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_marked_sample_is_the_sample_and_the_mark(sample: Path) -> None:
    """Every documented message keeps its fields, in their order."""
    for message in filter(None, json.loads(sample.read_bytes()).values()):
        marked = json.loads(marked_as_trial(json.dumps(message).encode()))
        assert list(marked.items()) == [*message.items(), *TRIAL.items()]
        found = read(marked)
        assert found.is_trial


def test_everything_that_json_can_say_is_kept() -> None:
    """Large numbers, and halves of surrogate pairs."""
    numbers = "123456789012345678901234567890, 1e300, -0.0, 1.10, 2e3"
    body = rf'{{"b": 1, "a": "\ud83d\ude00 \ud83d 中", "c": [{numbers}]}}'
    payload = f'\ufeff{{"messageId": "m-1", "eventType": "x", "messageBody": {body}}}'.encode()
    marked = json.loads(marked_as_trial(payload))
    assert marked.pop("dwgate") == {"trial": True}
    before = json.loads(payload.decode("utf-8-sig"))
    assert repr(marked) == repr(before)


@pytest.mark.parametrize(
    "value", ["1e999", "[-1e400]", "NaN", '{"a": 1, "a": 2}', '{"a": 1, "\\u0061": 2}', "9" * 5000]
)
@pytest.mark.parametrize("form", ["%s", "[%s]", "[5, %s]"])
def test_what_cannot_be_written_again_as_it_was_is_not_marked(value: str, form: str) -> None:
    """A mark that mended a message, or spoilt one, would try another message than the one that was to be tried."""
    message = f'{{"id": "e-1", "type": "x", "data": {{"a": {value}}}}}'
    payload = (form % message).encode()
    assert marked_as_trial(payload) == payload
    text = json.dumps([message]).encode()
    assert marked_as_trial(text) == text


def test_another_mark_is_replaced() -> None:
    """What stood there made no trial of the message, and now something does."""
    for mark in ({"trial": 1}, {"trial": False}, "x", {"trial": True}):
        payload = json.dumps({"dwgate": mark, **EVENT}).encode()
        assert json.loads(marked_as_trial(payload)) == {**EVENT, **TRIAL}


def test_each_message_of_a_list_is_marked() -> None:
    """In the form in which it came; what is none is left alone."""
    elements = [EVENT, json.dumps(REQUEST), 5, "no JSON", '"text"', [EVENT], None, "\ud83d"]
    marked = json.loads(marked_as_trial(json.dumps(elements).encode()))
    assert marked[0] == {**EVENT, **TRIAL}
    assert json.loads(marked[1]) == {**REQUEST, **TRIAL}
    assert marked[2:] == elements[2:]


@pytest.mark.parametrize(
    "payload",
    [
        *(b"", b" \n", b"null", b"5", b' "{}"', b"no JSON", b"\xff{}", b'{"a": 1} {}', b"9" * 5000),
        *(b"[]", b"[ 5,5 ]", b'["x"]', b"[[{}]]", b"\xef\xbb\xbf[5]", b"[" * 100_000),
    ],
    ids=lambda payload: repr(payload[:12]),
)
def test_what_holds_no_message_is_given_back_as_it_came(payload: bytes) -> None:
    """Byte by byte."""
    assert marked_as_trial(payload) == payload


ENVELOPES = st.fixed_dictionaries(
    {},
    optional={
        "messageBody": st.just({}) | st.integers(),
        "data": st.just({}) | st.text(max_size=3),
        "dwgate": st.sampled_from([{"trial": True}, {"trial": 1}, {}, None]),
        "type": st.text(st.characters(), max_size=3),
    },
)
ELEMENTS = ENVELOPES | ENVELOPES.map(json.dumps) | st.integers() | st.text(st.characters(), max_size=3)
PAYLOADS = (ELEMENTS | st.lists(ELEMENTS | st.lists(ENVELOPES, max_size=2), max_size=4)).map(json.dumps).map(str.encode)


@settings(max_examples=300)
@given(payload=PAYLOADS | st.binary())
@example(payload=b'[" {}", "\\ufeff{}"]')
def test_nothing_that_can_be_read_of_what_was_marked_is_no_trial(payload: bytes) -> None:
    """Whatever came: each message in it is as it was, and a trial."""
    for before, marked in zip(opened(payload), opened(marked_as_trial(payload)), strict=True):
        if isinstance(before, RawMessage):
            assert marked == dataclasses.replace(before, is_trial=True)
        else:
            assert isinstance(marked, MessageError)
            assert (marked.problem, marked.message_id, marked.names) == (
                before.problem,
                before.message_id,
                before.names,
            )
            assert marked.is_trial or not (marked.names or marked.message_id)


def test_a_mark_costs_no_message_its_place(sample: Callable[..., dict[str, Any]]) -> None:
    """A long list of messages is marked as a whole."""
    elements = [sample("commit-file")] * 500
    found = parse(marked_as_trial(json.dumps(elements).encode()), EVERY_POINT)
    assert [message.is_trial for message in found] == [True] * 500

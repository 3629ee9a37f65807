"""Both envelopes are opened; what is none says why, and costs its neighbours nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from dwgate.errors import MessageError
from dwgate.events.envelope import LARGEST, MOST_MESSAGES, RawMessage, open_envelopes, short_text

PRIVATE = "s3cret"
BEIJING = timezone(timedelta(hours=8))


def opened(document: Any) -> RawMessage:
    """The one message in a document."""
    (message,) = open_envelopes(json.dumps(document).encode())
    assert isinstance(message, RawMessage)
    return message


def test_a_request_of_function_compute_is_opened(sample: Callable[..., dict[str, Any]]) -> None:
    """The body, the message id and the event's names come from where Function Compute writes them."""
    document = sample("upload-data-to-table", "function_compute")
    assert opened(document) == RawMessage(
        envelope="function-compute",
        message_id="b398d045-fed6-5fb8-937d-ba70f5d0c707",
        names=("upload-data-to-table", "upload-data-to-table"),
        body=document["messageBody"],
        account=None,
        published=None,
    )


def test_an_event_of_eventbridge_is_opened(sample: Callable[..., dict[str, Any]]) -> None:
    """The body, the message id, the names, the account and the time come from where EventBridge writes them."""
    document = sample("upload-data-to-table")
    assert opened(document) == RawMessage(
        envelope="eventbridge",
        message_id="2c3e41e5-3486-40ce-87d4-910f989cf2a7",
        names=("dataworks:ResourcesUpload:UploadDataToTable", "upload-data-to-table"),
        body=document["data"],
        account="1904512876340213",
        published=datetime(2023, 12, 11, 2, 10, 0, 194000, UTC),
    )


def test_the_category_of_a_request_is_never_read() -> None:
    """The documented category of the upload event is that of downloads, so it names no event."""
    assert opened({"eventCategoryType": "resources-download", "messageBody": {}}).names == ()


def test_a_body_of_data_only_is_a_message() -> None:
    """The smallest documented form has neither id nor type."""
    message = opened({"data": {"eventCode": "delete-project"}})
    assert (message.envelope, message.message_id, message.names) == ("eventbridge", None, ("delete-project",))


@pytest.mark.parametrize("envelope", ["messageBody", "data"])
def test_a_body_may_be_a_json_string(envelope: str) -> None:
    """A body that is JSON in a string is the object in it."""
    assert opened({envelope: '{"eventCode": "x"}'}).body == {"eventCode": "x"}


@pytest.mark.parametrize(
    ("spelled", "published"),
    [
        ("2020-11-19T21:04:42.179PRC", datetime(2020, 11, 19, 21, 4, 42, 179000, BEIJING)),
        ("2023-12-11T02:10:00.194Z", datetime(2023, 12, 11, 2, 10, 0, 194000, UTC)),
        ("2020-11-19T21:04:41+08:00", datetime(2020, 11, 19, 21, 4, 41, tzinfo=BEIJING)),
        ("2020-11-19T21:04:41", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (1606000000, None),
        ([["2020-11-19T21:04:41Z"]], None),
    ],
)
def test_the_time_of_publication_is_read_in_its_documented_spellings(spelled: Any, published: datetime | None) -> None:
    """PRC, Z and an offset are zones; without one, or with something else, there is no time."""
    found = opened({"aliyunpublishtime": spelled, "data": {}}).published
    assert found == published
    assert found is None or found.tzinfo is not None


def test_a_byte_order_mark_is_no_part_of_the_message() -> None:
    """UTF-8 with a byte order mark is read."""
    (message,) = open_envelopes(b'\xef\xbb\xbf{"data": {"a": 1}}')
    assert isinstance(message, RawMessage)
    assert message.body == {"a": 1}


TOO_DEEP = "the message is nested more than 64 levels deep"
UNREADABLE: list[tuple[bytes, str]] = [
    (b"", "the message is empty"),
    (b" \n", "the message is empty"),
    (b"null", "the message is a JSON null, not an object"),
    (b'"s3cret"', "the message is a JSON string, not an object"),
    (b"5", "the message is a JSON number, not an object"),
    (b"1e999", "the message is a JSON number, not an object"),
    (b"true", "the message is a JSON boolean, not an object"),
    (b"[]", "the message is an empty list"),
    (b"s3cret", "the message is not JSON: Expecting value at line 1, column 1"),
    (
        b'{"a": 1,\n s3cret}',
        "the message is not JSON: Expecting property name enclosed in double quotes at line 2, column 2",
    ),
    (b'{"a": 1} s3cret', "the message is not JSON: Extra data at line 1, column 10"),
    (b'"\xff s3cret"', "the message is not UTF-8: byte 1 starts no character"),
    ('{"data": {}}'.encode("utf-16"), "the message is not UTF-8: byte 0 starts no character"),
    (b"[" * 1_000_000, TOO_DEEP),
    (b'{"data":' * 100_000, TOO_DEEP),
    (b'{"data": {"a": ' + b"[" * 63 + b"]" * 63 + b"}}", TOO_DEEP),
    (b" " * (LARGEST + 1), f"the message has {LARGEST + 1} bytes, and at most {LARGEST} are read"),
    (b"[" + b"1," * MOST_MESSAGES + b"1]", "a list of 1001 messages came, and at most 1000 are read at once"),
    (b"9" * 5000, "the message holds a number of too many digits to be read"),
    (b"{}", "the message has neither messageBody (Function Compute) nor data (EventBridge)"),
    (b'{"s3cret": 1}', "the message has neither messageBody (Function Compute) nor data (EventBridge)"),
    (b'{"messageBody": 5}', "messageBody is a JSON number, not an object"),
    (b'{"messageBody": null}', "messageBody is a JSON null, not an object"),
    (b'{"messageBody": ["s3cret"]}', "messageBody is a JSON list, not an object"),
    (b'{"messageBody": "s3cret"}', "messageBody is a string that is not JSON: Expecting value at line 1, column 1"),
    (b'{"messageBody": "5"}', "messageBody is a JSON number, not an object"),
    (b'{"data": "[[[[s3cret"}', "data is a string that is not JSON: Expecting value at line 1, column 5"),
    (b'{"data": "' + b"[" * 100_000 + b'"}', "data is a string that is nested more than 64 levels deep"),
    (b'{"data": false}', "data is a JSON boolean, not an object"),
]


@pytest.mark.parametrize(("payload", "problem"), UNREADABLE, ids=[problem[:60] for _, problem in UNREADABLE])
def test_what_is_no_message_says_what_could_not_be_read(payload: bytes, problem: str) -> None:
    """Whatever the bytes are, the error names what is wrong with them and quotes nothing of them."""
    with pytest.raises(MessageError) as error:
        open_envelopes(payload)
    assert error.value.problem == problem
    assert PRIVATE not in str(error.value)


@pytest.mark.parametrize(
    ("document", "message_id"),
    [
        ({"messageId": "m-1"}, "m-1"),
        ({"id": "e-1"}, "e-1"),
        ({"messageId": "m-1", "messageBody": 5}, "m-1"),
        ({"id": "e-1", "data": "no JSON"}, "e-1"),
        ({"id": 17, "data": 5}, "17"),
        ({}, None),
    ],
)
def test_an_unreadable_body_keeps_its_message_id(document: dict[str, Any], message_id: str | None) -> None:
    """A message whose id can be read can be named in the log."""
    with pytest.raises(MessageError) as error:
        open_envelopes(json.dumps(document).encode())
    assert error.value.message_id == message_id


def test_a_bad_element_of_a_list_takes_its_place_as_an_error() -> None:
    """EventBridge may hand over a list; an element which is no message does not cost the others their answer."""
    good = {"id": "e-1", "data": {"a": 1}}
    elements = [good, 5, json.dumps(good), "no JSON", "", [good], {"id": "e-2", "data": 7}, None, "\ud83d"]
    found = [
        str(message) if isinstance(message, MessageError) else message.message_id
        for message in open_envelopes(json.dumps(elements).encode())
    ]
    assert found == [
        "e-1",
        "the message is a JSON number, not an object",
        "e-1",
        "the message is not JSON: Expecting value at line 1, column 1",
        "the message is empty",
        "the message is a JSON list, not an object",
        "data is a JSON number, not an object",
        "the message is a JSON null, not an object",
        "the message is not JSON: Expecting value at line 1, column 1",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("id", "id"),
        (17, "17"),
        (0, "0"),
        ("", None),
        (None, None),
        (True, None),
        (1.5, None),
        (["id"], None),
        (2**64 - 1, "18446744073709551615"),
        (2**64, None),
        ("x" * 10_000_000, "x" * 256),
        ("id\ud83d", "id?"),
        ("\U0001f600" * 300, "\U0001f600" * 256),
    ],
    ids=lambda value: str(value).encode("ascii", "replace").decode()[:20],
)
def test_an_identifier_is_text_of_bounded_length(value: Any, text: str | None) -> None:
    """Texts and whole numbers identify; anything else, and nothing, does not."""
    assert short_text(value) == text

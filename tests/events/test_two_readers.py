"""No message that two readers would see in two ways is judged; whoever waits for it is told."""

import json
from typing import Any

import pytest

from dwgate.errors import MessageError, in_chinese
from dwgate.events import catalogue
from dwgate.events.event import Event, Spellings, parse

POINTS = [*catalogue.events(), "asset-publish"]
TYPE = "dataworks:FileChange:CommitFile"


def read(text: str, spellings: Spellings | None = None) -> Event | MessageError:
    """The one message in a text."""
    try:
        (message,) = parse(text.encode(), POINTS, spellings or Spellings())
    except MessageError as error:
        return error
    return message


def opened(text: str, spellings: Spellings | None = None) -> Event:
    """The one event in a text."""
    event = read(text, spellings)
    assert isinstance(event, Event)
    return event


def asset(**body: Any) -> str:
    """A message of a point that publishes no fields."""
    return json.dumps({"eventType": "asset-publish", "messageBody": body})


TWICE = '{"operator": "7", "operator": "8"}'
FAULTS = [
    ('{"id": "e-1", "type": "%s", "data": {"x": %s}}', "the message has the key operator twice in one object"),
    ('{"id": "e-1", "type": "%s", "data": %s}', "the message has the key operator twice in one object"),
    ('{"id": "e-1", "type": "%s", "x": [[%s]], "data": {}}', "the message has the key operator twice in one object"),
]


@pytest.mark.parametrize(("form", "problem"), FAULTS)
def test_a_key_twice_at_any_depth_refuses_the_message_and_keeps_its_id(form: str, problem: str) -> None:
    """What came once is still told: the message can be named, and the refusal be called back."""
    message = read(form % (TYPE, TWICE))
    assert isinstance(message, MessageError)
    told = (message.problem, message.message_id, message.point, message.is_eventbridge)
    assert told == (problem, "e-1", "commit-file", True)


@pytest.mark.parametrize(
    ("text", "message_id", "point", "is_eventbridge"),
    [
        ('{"id": "e-1", "id": "e-2", "type": "%s", "data": {}}', None, "commit-file", True),
        ('{"id": "e-1", "type": "%s", "type": "x", "data": {}}', "e-1", None, True),
        ('{"id": "e-1", "type": "x", "type": "%s", "data": {"eventCode": "commit-file"}}', "e-1", "commit-file", True),
        ('{"id": "e-1", "type": "%s", "data": {}, "data": {}}', "e-1", "commit-file", True),
        (
            '{"messageId": "m-1", "eventType": "commit-file", "messageBody": {"a": NaN}, "x": "%s"}',
            "m-1",
            "commit-file",
            False,
        ),
        (
            '{"messageId": "m-1", "messageBody": {"eventCode": "commit-file"}, "x": [NaN], "y": "%s"}',
            "m-1",
            "commit-file",
            False,
        ),
        (
            '{"dwgate": {"trial": true}, "dwgate": {}, "id": "e-1", "type": "%s", "data": {}}',
            "e-1",
            "commit-file",
            True,
        ),
    ],
)
def test_of_a_message_at_fault_only_what_came_once_is_told(
    text: str,
    message_id: str | None,
    point: str | None,
    is_eventbridge: bool,  # noqa: FBT001 - it is what a case tells
) -> None:
    """A name that came twice names nothing, and a mark that came twice marks nothing."""
    message = read(text % TYPE)
    assert isinstance(message, MessageError)
    told = (message.message_id, message.point, message.is_eventbridge, message.is_trial)
    assert told == (message_id, point, is_eventbridge, False)


@pytest.mark.parametrize("fault", [TWICE, "NaN", "9" * 5000, "[" * 70 + "]" * 70])
def test_a_message_at_fault_costs_its_neighbours_in_a_list_nothing(fault: str) -> None:
    """Whether it stands there as an object or as a text."""
    good = f'{{"id": "e-1", "type": "{TYPE}", "data": {{}}}}'
    bad = f'{{"id": "e-2", "type": "{TYPE}", "data": {{"a": {fault}}}}}'
    for element in (bad, json.dumps(bad)):
        first, second, third = parse(f"[{good}, {element}, {json.dumps(good)}]".encode(), POINTS)
        assert isinstance(first, Event)
        assert isinstance(third, Event)
        assert isinstance(second, MessageError)
        assert (second.message_id, second.point) == ("e-2", "commit-file")


def test_a_list_that_is_no_json_behind_a_fault_is_refused_as_a_whole() -> None:
    """What is salvaged is JSON."""
    with pytest.raises(MessageError, match="twice in one object"):
        parse(f'[{{"data": {TWICE}}}, s3cret]'.encode(), POINTS)


@pytest.mark.parametrize("name", ["messageBody", "data"])
def test_a_body_in_a_text_is_held_to_the_same(name: str) -> None:
    """It is read by a second reader, and so is what is in it."""
    message = read(json.dumps({name: TWICE}))
    assert isinstance(message, MessageError)
    assert message.problem == f"{name} is a string that has the key operator twice in one object"
    assert in_chinese(message.problem) == f"{name} 的文本的同一对象中键 operator 重复"


def test_a_field_that_is_json_in_a_text_is_held_to_the_same() -> None:
    """It is unreadable, and so is all that it should hold; the rest of the message is not."""
    process = '{"applicant": "7", "applicant": "8"}'
    event = opened(json.dumps({"type": "approval-change-created", "data": {"process": process, "tenantId": 5}}))
    assert event.operator is None
    assert event.tenant == "5"
    assert event.unreadable["process"] == "has the key applicant twice in one object"
    assert event.unreadable["process.applicant"] == event.unreadable["process"]
    ids = opened(json.dumps({"eventType": "pre-freeze-instance", "messageBody": {"taskIds": "[1, NaN]"}}))
    assert ids.unreadable["taskIds"] == "holds NaN or Infinity, which are no numbers of JSON"


@pytest.mark.parametrize(
    ("body", "unreadable"),
    [
        ({"a": {"b": 1}, "a.b": 2}, {"a.b"}),
        ({"a.b": 2, "a": {"b": 1}}, {"a.b"}),
        ({"a.b": {"c": 1}, "a": {"b": {"c": 2, "d": 3}}}, {"a.b", "a.b.c", "a.b.d"}),
        ({"a": {"b.c": 1}, "a.b": {"c": 2}}, {"a.b.c"}),
        ({"": {"a": 1}, ".a": 2}, {".a"}),
        ({"a.b": 1, "a": {"c": 2}}, set()),
        ({"": 1, ".": 2, "a.": 3, "a": {"": 3}, "b": {"": 1}}, {"a."}),
    ],
)
def test_two_fields_of_one_path_are_both_unreadable(body: dict[str, Any], unreadable: set[str]) -> None:
    """A dot in a name is no way to give a rule another value than the one that DataWorks reads."""
    event = opened(asset(**body))
    assert set(event.unreadable) == unreadable
    assert not unreadable & set(event.values)
    assert unreadable <= set(event.present)
    assert all(problem == "came twice, as one field and as a part of another" for problem in event.unreadable.values())


def test_a_dot_in_a_name_makes_nobody_the_operator() -> None:
    """The applicant is in the process, and nowhere else."""
    event = opened(json.dumps({"type": "approval-change-created", "data": {"process.applicant": "7", "operator": ""}}))
    assert (event.operator, event.tenant) == (None, None)


@pytest.mark.parametrize("operator", ["7\0x", "7\ud800", {"id": "7"}, ["7"], 7.5, True, 2**70])
def test_an_operator_who_cannot_be_read_is_nobody_wherever_he_stands(operator: Any) -> None:
    """Nor is he whoever another field names, documented or not: CEL would end the first text at its zero."""
    named = {"who": operator, "createUser": "8"}
    spellings = Spellings(operator=("who", "createUser"))
    assert opened(asset(**named), spellings).operator is None
    documented = json.dumps({"type": TYPE, "data": named})
    assert opened(documented, spellings).operator is None
    for nothing in ("", None):
        assert opened(asset(who=nothing, createUser="8"), spellings).operator == "8"


NAMES = [
    "",
    ".",
    "..",
    "a.b",
    "__proto__",
    "__class__",
    "__dict__",
    "constructor",
    "toString",
    "x" * 494,
    "名",
    "\U0001f600",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name[:20]))
def test_any_name_is_a_name_like_any_other(name: str) -> None:
    """It names a field of an unpublished message, and nothing of Python's or of CEL's."""
    event = opened(asset(**{name: 1, "other": {name: 2}}))
    assert (event.values[name], event.values[f"other.{name}"]) == (1, 2)
    assert event.unknown == {name: "number", "other": "object", f"other.{name}": "number"}
    assert opened(json.dumps({"type": TYPE, "data": {name: 1}})).unknown == {name: "number"}


@pytest.mark.parametrize("name", ["\0", "a\0", "\ud800", "a\udfff"])
def test_a_name_that_is_no_text_to_cel_is_passed_over_by_rules_and_recorded(name: str) -> None:
    """CEL would end it at its zero, where it might be another's."""
    event = opened(asset(**{name: 1, "a": 2}))
    assert event.values == {"a": 2}
    assert event.unknown == {name: "number", "a": "number"}


DEEP = "o" * 490


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"x" * 1001: 1}, "the message has a field whose path is longer than 1000 characters"),
        ({DEEP: {DEEP: {DEEP: 1}}}, "the message has a field whose path is longer than 1000 characters"),
        ({f"f{number}": 1 for number in range(10_001)}, "the message has more than 10000 fields"),
        ({"a": {f"f{number}": 1 for number in range(10_000)}}, "the message has more than 10000 fields"),
    ],
)
def test_a_message_without_documented_fields_has_not_too_many_of_them(body: dict[str, Any], problem: str) -> None:
    """Each field's path repeats the names around it; who waits for the answer is told."""
    message = read(asset(**body))
    assert isinstance(message, MessageError)
    assert (message.problem, message.point, message.is_eventbridge) == (problem, "asset-publish", False)
    assert read(json.dumps({"type": TYPE, "data": body})).point == "commit-file"


def test_as_many_fields_of_as_long_a_path_are_read() -> None:
    """Up to the last one; of what is in a list no path is longer, and what no rule reads is told as well."""
    event = opened(asset(**{f"f{number}": 1 for number in range(9_999)}, **{"x" * 1000: 1}))
    assert (len(event.values), len(event.unknown)) == (10_000, 10_000)
    listed = opened(asset(items=[{"x" * 2000: {"y": 1}}], nothing={"y": None}))
    assert listed.unknown == {
        "items": "list",
        "items[]": "object",
        f"items[].{'x' * 2000}": "object",
        "nothing": "object",
        "nothing.y": "null",
    }

"""Messages of tests: fields that are set and taken, in the envelope in which the sample came."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dwgate.errors import MessageError
from dwgate.events.event import DOCUMENTED_SPELLINGS, Event
from dwgate.policy_tests.message import UnusablePathError, body_of, of_point, put, read, take, written

Sample = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("path", "value", "after"),
    [
        ("a", 2, {"a": 2, "o": {"x": 1}, "l": [1, {"x": 1}]}),
        ("b", None, {"a": 1, "b": None, "o": {"x": 1}, "l": [1, {"x": 1}]}),
        ("o.y", 2, {"a": 1, "o": {"x": 1, "y": 2}, "l": [1, {"x": 1}]}),
        ("n.o.y", 2, {"a": 1, "n": {"o": {"y": 2}}, "o": {"x": 1}, "l": [1, {"x": 1}]}),
        ("l.0", 2, {"a": 1, "o": {"x": 1}, "l": [2, {"x": 1}]}),
        ("l.1.x", 2, {"a": 1, "o": {"x": 1}, "l": [1, {"x": 2}]}),
        ("l.2", 2, {"a": 1, "o": {"x": 1}, "l": [1, {"x": 1}, 2]}),
    ],
)
def test_a_field_is_set_by_its_path(path: str, value: object, after: dict[str, Any]) -> None:
    """What is on the way to it is made, but for items of a list, of which one alone can be added."""
    body: dict[str, Any] = {"a": 1, "o": {"x": 1}, "l": [1, {"x": 1}]}
    put(body, path, value)
    assert body == after


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ("a", {"o": {"x": 1}, "l": [1, {"x": 1}]}),
        ("o.x", {"a": 1, "o": {}, "l": [1, {"x": 1}]}),
        ("l.0", {"a": 1, "o": {"x": 1}, "l": [{"x": 1}]}),
        ("l.1.x", {"a": 1, "o": {"x": 1}, "l": [1, {}]}),
        ("b", {"a": 1, "o": {"x": 1}, "l": [1, {"x": 1}]}),
        ("n.o.y", {"a": 1, "o": {"x": 1}, "l": [1, {"x": 1}]}),
    ],
)
def test_a_field_is_taken_by_its_path(path: str, after: dict[str, Any]) -> None:
    """One that is not there is gone already."""
    body: dict[str, Any] = {"a": 1, "o": {"x": 1}, "l": [1, {"x": 1}]}
    take(body, path)
    assert body == after


@pytest.mark.parametrize("change", [lambda body, path: put(body, path, 1), take])
@pytest.mark.parametrize(
    ("path", "part", "problem"),
    [
        ("a.x", 1, "a is neither an object nor a list in this message"),
        ("o.x.y.z", 2, "o.x is neither an object nor a list in this message"),
        ("l.x", 1, "l is a list, of which an item goes by its number: l.0.x"),
        ("l.x.y", 1, "l is a list, of which an item goes by its number: l.0.x"),
        ("l.-1", 1, "l is a list, of which an item goes by its number: l.0.-1"),
        ("l.3", 1, "the list has 2 items, the first of which is 0"),
        ("l.2.x", 1, "the list has 2 items, the first of which is 0"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_at_the_part_that_does(
    change: Callable[[dict[str, Any], str], None], path: str, part: int, problem: str
) -> None:
    """Setting and taking agree on it."""
    with pytest.raises(UnusablePathError) as refused:
        change({"a": 1, "o": {"x": 1}, "l": [1, {"x": 1}]}, path)
    assert (str(refused.value), refused.value.part) == (problem, part)


@pytest.mark.parametrize("form", ["function_compute", "eventbridge"])
def test_a_message_is_made_one_of_another_point(form: str, sample: Sample) -> None:
    """In its envelope and in its body, whichever is trusted first."""
    message = of_point(sample("download-resources", form), "download-resources-execute")
    event = read(written(message), {"download-resources-execute"}, DOCUMENTED_SPELLINGS)
    assert isinstance(event, Event)
    assert event.point == "download-resources-execute"
    assert body_of(message)[1]["eventCode"] == "download-resources-execute"


def test_a_body_that_names_no_event_is_not_made_to(sample: Sample) -> None:
    """The message of a table has no eventCode."""
    message = of_point(sample("commit-table"), "deploy-table")
    assert message == {**sample("commit-table"), "type": "dataworks:TableChange:DeployTable"}


def test_a_point_without_a_published_type_goes_by_its_code(sample: Sample) -> None:
    """EventBridge brings no such message today."""
    assert of_point(sample("commit-table"), "asset-publish")["type"] == "asset-publish"


def test_the_sample_itself_is_not_changed(sample: Sample) -> None:
    """Another case begins with it."""
    message = sample("start-diJob")
    _, body = body_of(message)
    put(body, "tableMapping.0.srcTable", "orders")
    assert message == sample("start-diJob")


def test_a_body_that_came_as_text_is_read() -> None:
    """DataWorks may write it so."""
    assert body_of({"data": json.dumps({"a": 1})}) == ("data", {"a": 1})


def test_half_a_surrogate_pair_is_sent_as_it_came() -> None:
    """JSON can hold one, and UTF-8 cannot."""
    assert json.loads(written({"data": {"a": "\ud83d"}})) == {"data": {"a": "\ud83d"}}


def test_what_is_no_message_is_told_as_the_gate_would() -> None:
    """Whether the whole cannot be read, or the event is another's."""
    for message in (b"{", b"[]", b'{"type": "x", "data": {}}'):
        assert isinstance(read(message, {"commit-file"}, DOCUMENTED_SPELLINGS), MessageError)

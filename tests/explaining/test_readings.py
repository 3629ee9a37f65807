"""What a rule read, and what may be told of it."""

from typing import Any

import pytest

from dwgate.explaining.readings import Limit, Value, facts_of, limits_of, values_of
from dwgate.records import Record, event_of
from explaining.explained import recorded


def rule(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Find a compiled rule."""
    found: dict[str, Any] = next(item for item in document["rules"] if item["name"] == name)
    return found


def values(document: dict[str, Any], name: str, record: Record) -> tuple[Value, ...]:
    """Give what is known of what a rule read."""
    return values_of(rule(document, name), record, event_of(record))


def test_a_recorded_value_is_told(document: dict[str, Any]) -> None:
    """It is on the allow-list, so it stands in the record."""
    assert values(document, "too-many-rows", recorded(document)) == (Value("dataRowSize", "recorded", "123456"),)


def test_a_value_that_is_not_on_the_allow_list_is_not_recorded(document: dict[str, Any]) -> None:
    """It came, which the record says, and what it was is lost."""
    assert values(document, "sensitive-name", recorded(document)) == (Value("fileName", "unrecorded"),)
    record = recorded(document, fields=("fileName",))
    assert values(document, "sensitive-name", record) == (Value("fileName", "recorded", "report.csv"),)


def test_content_is_told_by_its_length_alone(document: dict[str, Any]) -> None:
    """A record never has it."""
    record = recorded(document, fields=("sqlText",), sqlText="select 中")
    assert values(document, "long-sql", record) == (Value("sqlText", "content", "8"),)


@pytest.mark.parametrize("name", ["sensitive-name", "long-sql"])
def test_a_value_that_did_not_come_is_told_from_one_that_is_not_recorded(document: dict[str, Any], name: str) -> None:
    """The record names what came, content among it."""
    (value,) = values(document, name, recorded(document, fileName=None, sqlText=None))
    assert value.knowledge == "absent"


def test_a_value_that_could_not_be_read_is_told_so(document: dict[str, Any]) -> None:
    """And is not quoted."""
    record = recorded(document, dataRowSize="many")
    assert values(document, "too-many-rows", record) == (Value("dataRowSize", "unreadable"),)


def test_a_long_value_is_told_as_far_as_it_is_recorded(document: dict[str, Any]) -> None:
    """A record shows the beginning of it."""
    (value,) = values(document, "sensitive-name", recorded(document, fields=("fileName",), fileName="x" * 300))
    assert value == Value("fileName", "cut", f"{'x' * 256}…")


def test_a_value_of_which_nothing_is_left_is_not_recorded(document: dict[str, Any]) -> None:
    """A record that had to be shortened may have lost it whole."""
    record = recorded(document, changes={"cut": ["event.fileName"]})
    assert values(document, "sensitive-name", record) == (Value("fileName", "unrecorded"),)


def test_a_record_of_an_earlier_version_does_not_say_what_did_not_come(document: dict[str, Any]) -> None:
    """It does not name what came."""
    record = recorded(document)
    earlier = {name: value for name, value in record.document.items() if name not in {"present", "cut"}}
    assert values(document, "sensitive-name", Record.of(earlier)) == (Value("fileName", "unknown"),)


def test_a_limit_is_told_where_it_is_a_number_or_a_time(document: dict[str, Any]) -> None:
    """A time is Beijing's, as in a reason."""
    assert limits_of(rule(document, "too-many-rows"), document) == (
        Limit("max_rows", "100000"),
        Limit("since", "2026-01-01T00:00:00+08:00"),
    )


def test_a_size_is_told(document: dict[str, Any]) -> None:
    """It is a number with its unit."""
    assert limits_of(rule(document, "hidden"), document) == (Limit("max_size", "5B"),)


def test_a_list_is_told_where_the_reason_shows_it_whole(document: dict[str, Any]) -> None:
    """The author of the rule has told it already; a part of it is not the whole."""
    assert limits_of(rule(document, "outside"), document) == (Limit("office", "10.0.0.0/8"),)
    assert limits_of(rule(document, "sensitive-name"), document) == (Limit("words", None),)
    assert limits_of(rule(document, "long-sql"), document) == (Limit("friends", None),)


def test_what_was_asked_of_dataworks_is_named(document: dict[str, Any]) -> None:
    """Whether a snapshot holds something is named where nothing else was asked; a function of addresses asks nobody."""
    assert facts_of(rule(document, "max-pt-called")) == ("file.content()",)
    assert facts_of(rule(document, "nameless")) == ("snapshot.has()",)
    assert facts_of(rule(document, "outside")) == ()


def test_content_that_a_record_lost_is_not_recorded(document: dict[str, Any]) -> None:
    """A record that had to be shortened may lack its length."""
    record = recorded(document, changes={"content": {}})
    assert values(document, "long-sql", record) == (Value("sqlText", "unrecorded"),)


@pytest.mark.parametrize("found", ["8", {}, {"length": "many"}, [8], None])
def test_content_of_another_shape_is_not_recorded(document: dict[str, Any], found: Any) -> None:
    """A record is whatever somebody hands in."""
    record = recorded(document, changes={"content": {"sqlText": found}})
    assert values(document, "long-sql", record) == (Value("sqlText", "unrecorded"),)


@pytest.mark.parametrize("cut", [[], ["event.sqlText"]])
def test_content_in_a_record_is_not_told(document: dict[str, Any], cut: list[str]) -> None:
    """dwgate writes none into one, and others may."""
    record = recorded(document)
    changed = Record.of({**record.document, "event": {"sqlText": "select secret"}, "cut": cut})
    (value,) = values(document, "long-sql", changed)
    assert "secret" not in value.text
    assert value == (Value("sqlText", "unknown") if cut else Value("sqlText", "content", "8"))

"""What records show of real messages is held against the catalogue, event by event."""

import pytest

from dwgate.learning import learn
from dwgate.learning.seen import Tally
from dwgate.records import Record
from learning.logged import lesson, logged


def test_nothing_is_new_of_documented_messages() -> None:
    """The documented sample teaches nothing, but which documented fields it lacks."""
    found = lesson(logged("download-resources"), logged("download-resources"))
    assert not found.is_new
    assert (found.event.code, found.records, found.said_what_came, found.cut) == ("download-resources", 2, 2, 0)
    assert found.never_came == ()


def test_a_field_that_is_not_documented_is_new() -> None:
    """By its name and JSON type, and in how many records it came."""
    found = lesson(
        logged("download-resources", {"approvalId": "a-1", "labels": ["x"]}),
        logged("download-resources", {"approvalId": 7}),
        logged("download-resources", {"approvalId": "a-2"}),
    )
    assert found.is_new
    assert found.fields == {"approvalId": {"string": 2, "number": 1}, "labels": {"list": 1}}


def test_a_value_that_is_not_listed_is_new() -> None:
    """Of the fields that a record shows; a listed one in another spelling is none, nor is one that was cut."""
    found = lesson(
        logged("download-resources", {"moduleType": "spark_query"}),
        logged("download-resources", {"moduleType": "SQLX_QUERY"}),
        logged("download-resources", {"moduleType": "x" * 300}),
    )
    assert found.values == {"moduleType": {"spark_query": 1}}
    inner = lesson(
        logged("create-data-quality-evaluation-task", {"target": {"databaseType": "Oracle"}}, ["target.databaseType"])
    )
    assert inner.values == {"target.databaseType": {"Oracle": 1}}


def test_each_item_of_a_list_is_a_value() -> None:
    """Objects in it are none."""
    record = logged("download-resources")
    record["event"]["moduleType"] = ["dw_excel", "spark_query", {"a": 1}]
    assert lesson(record).values == {"moduleType": {"spark_query": 1}}


def test_what_could_not_be_read_is_told_with_its_reason() -> None:
    """As the record says it."""
    found = lesson(logged("download-resources", {"dataRowSize": "many"}))
    ((path, reasons),) = found.unreadable.items()
    assert path == "dataRowSize"
    assert list(reasons) == ["is documented as a whole number and came as a string that cannot be converted"]


def test_a_field_that_never_came_is_named() -> None:
    """Of an object that did, those within it; of one that did not, itself alone."""
    found = lesson(logged("start-diJob", {"setting": {"timeZone": "Asia/Shanghai"}, "tableMapping": None}))
    assert "setting.startDateTime" in found.never_came
    assert "setting" not in found.never_came
    assert "setting.timeZone" not in found.never_came
    assert [path for path in found.never_came if path.startswith("tableMapping")] == ["tableMapping"]
    alone = lesson(logged("download-resources", {"tenantId": None}))
    assert (alone.never_came, alone.is_new) == (("tenantId",), False)


def test_records_that_do_not_say_what_came_cannot_say_what_did_not() -> None:
    """Those of earlier versions, and those whose list was cut."""
    old, cut = logged("download-resources", {"tenantId": None}), logged("download-resources", {"tenantId": None})
    del old["present"]
    cut["cut"] = ["present"]
    found = lesson(old, cut)
    assert (found.records, found.said_what_came, found.never_came) == (2, 0, ())
    assert lesson(old, logged("download-resources", {"tenantId": None})).never_came == ("tenantId",)


def test_all_that_comes_at_an_open_point_is_new() -> None:
    """Each path with its JSON type, into objects and into what is in lists."""
    found = lesson(logged("asset-publish", {"asset": {"id": 7, "tags": ["a"]}, "items": [{"name": "x"}], "by": None}))
    assert found.is_open
    assert {path: list(types) for path, types in found.fields.items()} == {
        "asset": ["object"],
        "asset.id": ["number"],
        "asset.tags": ["list"],
        "asset.tags[]": ["string"],
        "items": ["list"],
        "items[]": ["object"],
        "items[].name": ["string"],
        "by": ["null"],
    }


def test_a_record_that_may_show_less_than_came_is_counted() -> None:
    """One that was shortened, or that names as many fields as a record can."""
    many = {f"f{number}": 1 for number in range(70)}
    assert lesson(logged("asset-publish", many), logged("asset-publish", {"a": 1})).cut == 1
    assert lesson({**logged("asset-publish", {"a": 1}), "shortened": True}).cut == 1


def test_records_of_no_real_message_are_passed_over() -> None:
    """Trials are made up, a failure is of no message, and what names no known event tells of none."""
    trial = logged("asset-publish", {"a": 1}, trial=True)
    nameless = {**logged("asset-publish"), "point": None}
    strange = {**logged("asset-publish"), "point": "dance"}
    unread = {key: value for key, value in logged("asset-publish").items() if key != "unknown_fields"}
    failure = {"kind": "failure", "problem": "no policy"}
    learned = learn(map(Record.of, [trial, nameless, strange, unread, failure]))
    assert (dict(learned.events), learned.passed_over) == ({}, 5)


def test_events_are_told_apart() -> None:
    """Each has its own lesson."""
    learned = learn(map(Record.of, [logged("commit-file"), logged("deploy-file"), logged("commit-file")]))
    assert {code: seen.records for code, seen in learned.events.items()} == {"commit-file": 2, "deploy-file": 1}


@pytest.mark.parametrize("number", [60, 5000])
def test_memory_does_not_grow_with_what_others_send(number: int) -> None:
    """Whoever sends a new name or a new value with each message fills no memory."""
    record, asset = logged("download-resources"), logged("asset-publish")
    found = lesson(*({**asset, "unknown_fields": {f"f{at}": "string"}} for at in range(number)))
    assert len(found.fields) == min(number, 1000)
    values = lesson(*({**record, "event": {"moduleType": f"v{at}"}} for at in range(number))).values["moduleType"]
    assert len(values) == 51
    assert values["…"] == number - 50


def test_a_tally_counts_what_it_has_no_room_for() -> None:
    """And still counts what it knows."""
    tally = Tally(1)
    for text in ("a", "b", "a"):
        tally.add(text)
    assert (dict(tally.counts), tally.others) == ({"a": 2}, 1)

"""A record gives the message back as far as it knows it, and says of every name whether that is far enough."""

import json
from typing import Any

import pytest

from dwgate import record
from dwgate.events.event import Event, parse
from dwgate.policy.decision import CheckResult, Decision
from dwgate.records import Record, event_of

OLD = ("time", "function", "present", "cut")


def read(body: dict[str, Any], point: str = "download-resources") -> Event:
    """The event of a body."""
    message = {"messageId": "m-1", "eventType": point, "messageBody": body}
    (event,) = parse(json.dumps(message).encode(), [point])
    assert isinstance(event, Event)
    return event


def recorded(
    event: Event, *fields: str, is_old: bool = False, time: str | None = "2026-11-18T10:00:00+08:00", **changes: Any
) -> Record:
    """Its record, which shows these fields; an old one has none of the newer keys, and lists as text."""
    decision = Decision("d", event.message_id, event.point, CheckResult.OK, (), policy_digest="sha256:0")
    document = json.loads(record.line(decision, event, fields=fields, invocation={"time": time}))
    if is_old:
        document = {name: value for name, value in document.items() if name not in OLD}
        shown = document["event"]
        texts = {name: json.dumps(value) for name, value in shown.items() if isinstance(value, list | dict)}
        document["event"] = {**shown, **texts}
    return Record.of({**document, **changes})


def test_what_is_shown_is_what_came() -> None:
    """The values, the names, and who did it where; a record tells no more of the envelope than it needs."""
    body = {"dataRowSize": "5", "fileSize": "many", "fileName": "a", "operatorUid": 7, "queryDwProjectId": 8, "odd": 1}
    event = read({**body, "tenantId": 9})
    known = event_of(recorded(event, "dataRowSize"))
    found = known.event
    assert found.values == {"dataRowSize": 5}
    assert (found.tenant, found.workspace, found.operator) == ("9", "8", "7")
    assert (found.message_id, found.point, found.present) == ("m-1", "download-resources", event.present)
    assert (found.unreadable, found.unknown) == (event.unreadable, event.unknown)
    assert (found.envelope, found.is_trial) == ("function-compute", False)


@pytest.mark.parametrize(
    ("name", "loss"),
    [
        ("event.dataRowSize", None),
        ("event.fileSize", None),
        ("event.datasourceId", None),
        ("event.fileName", "unrecorded"),
        ("event.sqlText", "content"),
        ("event.moduleType", "cut"),
        ("tenant", None),
        ("operator", None),
        ("present", None),
        ("now", None),
    ],
    ids=["shown", "unreadable", "absent", "not shown", "content", "long", "no tenant", "operator", "present", "now"],
)
def test_of_each_name_it_is_known_whether_it_is_lost(name: str, loss: str | None) -> None:
    """What was unreadable or did not come is known to be so."""
    body = {"dataRowSize": 5, "fileSize": "many", "fileName": "a", "sqlText": "select 1", "operatorUid": "7"}
    event = read({**body, "moduleType": "x" * 300})
    known = event_of(recorded(event, "dataRowSize", "moduleType"))
    assert known.loss(name) == loss
    assert ("moduleType" in known.event.values) is False


def test_an_object_has_no_value_to_lose() -> None:
    """A rule reads its fields, and an error says that it came as an object."""
    order = event_of(recorded(read({"order": {"deadlineType": "DAY"}}, "approval-change-before-create")))
    assert order.loss("event.order") is None
    assert order.loss("event.order.deadlineType") == "unrecorded"
    assert order.loss("event.order.deadlineDate") is None
    opened = event_of(recorded(read({"item": {"name": "a"}}, "asset-publish")))
    assert opened.loss("event.item") is None
    assert opened.loss("event.item.name") == "unrecorded"


@pytest.mark.parametrize("value", [["a", "b"], [1, 2], [True], [1.5], []])
def test_a_list_is_given_back(value: list[Any]) -> None:
    """In a record of an earlier version it stands as text."""
    for is_old in (False, True):
        known = event_of(recorded(read({"names": value}, "asset-publish"), "names", is_old=is_old))
        assert known.event.values == {"names": value}
        assert [type(item) for item in known.event.values["names"]] == [type(item) for item in value]  # type: ignore[union-attr]  # a list


def test_a_documented_list_of_an_earlier_version_is_given_back() -> None:
    """Its type says that the text is one."""
    event = read({"nodeIds": [1, 2]}, "freeze-node")
    assert event_of(recorded(event, "nodeIds", is_old=True)).event.values == event.values


def test_a_text_that_looks_like_a_list_is_a_text() -> None:
    """Nothing is guessed by the look of a value."""
    for is_old in (False, True):
        known = event_of(recorded(read({"fileName": "[1]"}), "fileName", is_old=is_old))
        assert known.event.values == {"fileName": "[1]"}


@pytest.mark.parametrize(
    "value", [[{"name": "a"}], [["a"]], "x" * 300, ["x" * 300]], ids=["objects", "lists", "long", "much"]
)
def test_what_an_earlier_version_may_have_cut_is_lost(value: Any) -> None:
    """It said nothing of what it left out of the objects in a list."""
    known = event_of(recorded(read({"names": value}, "asset-publish"), "names", is_old=True))
    assert (known.event.values, known.loss("event.names")) == ({}, "cut")


def test_a_text_that_ends_like_a_cut_one_is_whole() -> None:
    """An earlier version cut at 256 characters, and marked it by one more."""
    for length in (10, 255):
        event = read({"fileName": "x" * length + "…"})
        assert event_of(recorded(event, "fileName", is_old=True)).event.values == event.values
    whole = event_of(recorded(read({"fileName": "x" * 10 + "…"}), "fileName", is_old=True, shortened=True))
    assert whole.loss("event.fileName") == "cut"


def test_broken_json_in_an_earlier_version_s_list_is_lost() -> None:
    """Whatever it once was."""
    found = recorded(read({"names": [1]}, "asset-publish"), "names", is_old=True)
    known = event_of(Record.of({**found.document, "event": {"names": "[1"}}))
    assert known.loss("event.names") == "cut"


def test_an_earlier_version_does_not_tell_absent_from_lost() -> None:
    """Neither of a field nor of the list of those that came; what it does not show is not known."""
    known = event_of(recorded(read({"dataRowSize": 5, "fileName": "a", "sqlText": "x"}), "dataRowSize", is_old=True))
    names = ("event.dataRowSize", "event.fileName", "event.ip", "event.sqlText", "present", "now", "operator")
    assert [known.loss(name) for name in names] == [None, "unknown", "unknown", "content", "unknown", "no-time", None]


def test_who_did_it_is_lost_where_a_short_line_cuts_the_name() -> None:
    """In either version."""
    event = read({"operatorUid": "x" * 200, "fileName": "y"})
    for is_old in (False, True):
        found = recorded(event, is_old=is_old, operator="x" * 80 + "…", shortened=True)
        known = event_of(Record.of({**found.document, **({} if is_old else {"cut": ["operator"]})}))
        assert known.loss("operator") == "cut"
        assert known.loss("workspace") is None


def test_names_that_are_not_all_there_leave_the_others_unknown() -> None:
    """What is shown is known all the same."""
    event = read({"dataRowSize": 5, "fileName": "a", "ip": "x"}, "download-resources-execute")
    known = event_of(recorded(event, "dataRowSize", present=["fileName"], cut=["present"]))
    names = ("event.dataRowSize", "event.fileName", "event.ip", "present")
    assert [known.loss(name) for name in names] == [None, "unrecorded", "unknown", "unknown"]


def test_a_shortened_line_may_have_dropped_a_field() -> None:
    """It was on the allow-list or not; nobody knows, and nobody is told to add it."""
    known = event_of(recorded(read({"fileName": "a"}), shortened=True))
    assert known.loss("event.fileName") == "cut"


def test_a_point_that_nobody_documents_has_no_objects_but_those_that_came() -> None:
    """As one of a newer version."""
    event = read({"fileName": "a"})
    known = event_of(recorded(event, point="another-point"))
    assert known.loss("event.fileName") == "unrecorded"


@pytest.mark.parametrize(
    ("changes", "name", "loss"),
    [
        ({"operator": None}, "operator", "altered"),
        ({"workspace": None}, "workspace", None),
        ({"event": {"dataRowSize": None}}, "event.dataRowSize", "altered"),
        ({"event": {"dataRowSize": "123456"}}, "event.dataRowSize", "altered"),
        ({"event": {"dataRowSize": True}}, "event.dataRowSize", "altered"),
        ({"event": {"fileName": 5}}, "event.fileName", "altered"),
        ({"event": {"fileName": "b"}}, "event.fileName", None),
    ],
)
def test_what_somebody_altered_on_the_way_is_lost(changes: dict[str, Any], name: str, loss: str | None) -> None:
    """What was taken out came all the same, and no type but the documented one was ever written."""
    event = read({"dataRowSize": 5, "fileName": "a", "operatorUid": "7"})
    found = recorded(event, "dataRowSize", "fileName")
    shown = {**found.document["event"], **changes.get("event", {})}
    known = event_of(Record.of({**found.document, **changes, "event": shown}))
    assert known.loss(name) == loss


def test_who_did_it_is_lost_where_the_key_was_taken_out() -> None:
    """Of an earlier version it is not known whether anybody was named."""
    event = read({"operatorUid": "7"})
    for is_old, loss in ((False, "altered"), (True, "unknown")):
        document = dict(recorded(event, is_old=is_old).document)
        del document["operator"]
        assert event_of(Record.of(document)).loss("operator") == loss


def test_a_field_that_was_not_documented_yet_is_lost() -> None:
    """It came, and the record says so by its unknown fields alone."""
    event = read({"dataRowSize": 5})
    known = event_of(recorded(event, present=[], unknown_fields={"dataRowSize": "number"}))
    assert known.loss("event.dataRowSize") == "unrecorded"
    assert known.loss("event.fileName") is None
    assert known.loss("present") == "unknown"
    assert event_of(recorded(event, unknown_fields={"dataRowSize": "number"})).loss("present") is None
    assert event_of(recorded(event, unknown_fields={"odd": "number"})).loss("present") is None


@pytest.mark.parametrize(("kind", "loss"), [("object", None), ("string", "unrecorded")])
def test_a_field_of_what_came_where_nothing_was_documented_is_lost_unless_it_came_as_an_object(
    kind: str, loss: str | None
) -> None:
    """An object of an open point has its fields among those that came; a text may hold them."""
    event = read({}, "approval-change-before-create")
    known = event_of(recorded(event, present=["order"], unknown_fields={"order": kind}))
    assert known.loss("event.order.deadlineType") == loss


def test_a_plain_value_that_shares_its_path_with_an_object_is_as_unreadable_as_it_was() -> None:
    """No rule could read it, and none can."""
    for body in ({"a": {"b": 5}, "a.b": {"x": 1}}, {"a.b": {"x": 1}, "a": {"b": 5}}):
        event = read(body, "asset-publish")
        known = event_of(recorded(event))
        assert known.loss("event.a.b") is None
        assert known.event.unreadable == event.unreadable
        assert set(event.unreadable) == {"a.b", "a.b.x"}

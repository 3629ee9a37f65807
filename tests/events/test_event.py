"""A message becomes one value: who did what where, and every field in its documented type."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dwgate
from dwgate.errors import MessageError
from dwgate.events import catalogue
from dwgate.events.catalogue import Field
from dwgate.events.event import DOCUMENTED_SPELLINGS, Event, Spellings, parse

SAMPLES = sorted(path.stem for path in (Path(dwgate.__file__).parent / "testing" / "samples").iterdir())
EVERY_POINT = frozenset(catalogue.events())
FUNCTION_COMPUTE = ["download-resources", "download-resources-execute", "upload-data-to-table"]
PYTHON: dict[str, type] = {
    "String": str,
    "Long": int,
    "Integer": int,
    "Double": float,
    "Boolean": bool,
    "List": list,
    "Object": dict,
}

# The documented message, and the point, tenant, workspace and operator that it gives.
WHO_AND_WHERE: list[tuple[str, str | None, str | None, str | None]] = [
    ("approval-change-before-create", "556412346465", "204510", "1904512876340735"),
    ("approval-change-created", "28378954310656", "194209", "286098539640000000"),
    ("approval-change-finished", "28378954310656", "227859", "286098539640000000"),
    ("backfill-data", "16935123453377", "91864", "1904512876340735"),
    ("batch-create-data-quality-rules", "28378954310656", "307303", "1904512876340735"),
    ("batch-start-diJob", "524257424560018", "91864", "1504650005310000"),
    ("clone-data-quality-evaluation-task", "28378954310656", "91864", "1904512876340735"),
    ("commit-file", "28378954310656", "91864", "1904512876340735"),
    ("commit-table", "1234567856", "123405656", "1904512876340735"),
    ("create-data-quality-evaluation-task-notification", None, "307303", "1107550004250000"),
    ("dag-status-changes", "524257424564736", "254163", "1107550004250000"),
    ("delete-project", "280712340784", "70127", "1904512876340735"),
    ("delete-task-instance-dependencies", "524257424564736", "307303", "1904512876340735"),
    ("download-resources", None, "91864", "1904512876340213"),
    ("download-resources-execute", None, "91864", "1904512876340213"),
    ("dqc-check-feedback-event", "28378954310656", "91864", "1107550004250000"),
    ("dqc-check-finished-event", "28378954310656", "91864", None),
    ("expired-task-instances-deleted", "28378954310656", "307303", None),
    ("freeze-node", "28378954310656", "123456", "1904512876340735"),
    ("instance-status-changes", "235454123432001", "3012342", None),
    ("instance-status-changes.envelope-skeleton", "28378954310656", None, None),
    ("pre-freeze-instance", "28378954310656", "91864", "1904512876340735"),
    ("start-diJob", "28378954310656", "91864", "1504650005310000"),
    ("start-diJob.v2", "28378954310656", "293624", "1904512876340735"),
    ("upload-data-to-table", None, "91864", "122222245678"),
    ("workbench-monitor-alert", "28378954310656", "7612034", None),
    ("workbench-monitor-alert.remind-alert", "28378954310656", "91864", None),
]

# The documented message, and some of its fields in their documented types.
FIELDS: list[tuple[str, dict[str, Any]]] = [
    ("download-resources", {"dataRowSize": 123456, "fileSize": 10241024, "operatorBaseId": "123936573418872"}),
    ("upload-data-to-table", {"targetEngineType": "MaxCompute", "writeType": "OVERWRITE", "fileSize": 123456}),
    ("workbench-monitor-alert", {"bizDate": 1654444800000, "baselineStatus": 3, "alarmType": "SLA_ALERT"}),
    ("pre-freeze-instance", {"operator": 1904512876340735, "tenantId": "28378954310656"}),
    ("create-data-quality-evaluation-task", {"target.databaseType": "EMR", "trigger.taskIds": [1001, 1002]}),
    (
        "approval-change-created",
        {"process.applicant": "286098539640000000", "process.approvalContent.workspaceId": 194209},
    ),
    ("batch-update-data-quality-rules", {"checkingConfig.thresholds.expected.expression": "$checkValue > 0"}),
]


def read(document: Any, *points: str, spellings: Spellings = DOCUMENTED_SPELLINGS) -> Event:
    """The one event in a document, served by a function of these points, or of every one."""
    written = json.dumps(document).replace("Infinity", "1e400")  # which is JSON, and no number that Python has
    (event,) = parse(written.encode(), points or EVERY_POINT, spellings)
    assert isinstance(event, Event), event
    return event


def assert_typed(field: Field, value: Any) -> None:
    """A value is of the Python type which its field demands, at every depth."""
    assert type(value) is PYTHON[field.type], field.name
    if isinstance(value, list):
        assert field.element is not None
        inner = dataclasses.replace(field, type=field.element, element=None)
        for item in value:
            assert_typed(inner, item)
    if isinstance(value, dict):
        documented = {nested.name: nested for nested in field.fields}
        for name, item in value.items():
            assert_typed(documented[name], item)


def documented_fields(fields: tuple[Field, ...], prefix: str = "") -> dict[str, Field]:
    """The documented fields by their path."""
    found = {prefix + field.name: field for field in fields}
    for field in fields:
        if field.type == "Object":
            found |= documented_fields(field.fields, f"{prefix}{field.name}.")
    return found


def forms(name: str) -> list[str]:
    """The forms in which a documented message comes."""
    return ["eventbridge", "function_compute"] if name in FUNCTION_COMPUTE else ["eventbridge"]


@pytest.mark.parametrize(("name", "form"), [(name, form) for name in SAMPLES for form in forms(name)])
def test_every_documented_message_is_an_event(name: str, form: str, sample: Callable[..., dict[str, Any]]) -> None:
    """Each sample gives the event it is a sample of, every field readable and of the catalogue's type."""
    document = sample(name, form)
    event = read(document)
    assert event.point == name.partition(".")[0]
    assert event.message_id == document.get("id", document.get("messageId"))
    assert event.envelope == form.replace("_", "-")
    assert (event.unreadable, event.unknown) == ({}, {})
    assert event.values
    documented = documented_fields(catalogue.fields_of(event.point))
    for path, value in event.values.items():
        assert_typed(documented[path], value)
    assert set(event.values) <= set(event.present)


def test_there_are_samples_of_all_events_but_one() -> None:
    """DataWorks documents a message of every event save the deletion of a notification."""
    assert EVERY_POINT - {name.partition(".")[0] for name in SAMPLES} == {
        "delete-data-quality-evaluation-task-notification"
    }


@pytest.mark.parametrize(("name", "tenant", "workspace", "operator"), WHO_AND_WHERE)
def test_a_message_says_who_did_it_where(
    name: str, tenant: str | None, workspace: str | None, operator: str | None, sample: Callable[..., dict[str, Any]]
) -> None:
    """Tenant, workspace and operator have one name each, as text, whatever the message calls them."""
    event = read(sample(name))
    assert (event.tenant, event.workspace, event.operator) == (tenant, workspace, operator)
    known = {"tenant": tenant, "workspace": workspace, "operator": operator}
    assert all((name in event.present) is (value is not None) for name, value in known.items() if name != "operator")


@pytest.mark.parametrize(("name", "values"), FIELDS)
def test_fields_have_their_documented_types(
    name: str, values: dict[str, Any], sample: Callable[..., dict[str, Any]]
) -> None:
    """Numbers are numbers and texts are texts, however the documented message writes them."""
    found = read(sample(name)).values
    assert {path: found[path] for path in values} == values
    assert [type(found[path]) for path in values] == [type(value) for value in values.values()]


@pytest.mark.parametrize("name", FUNCTION_COMPUTE)
def test_both_forms_of_a_message_give_the_same_values(name: str, sample: Callable[..., dict[str, Any]]) -> None:
    """A rule decides on a field alike, whichever way the message took; only the envelope and the tenant differ."""
    direct, bridged = read(sample(name, "function_compute")), read(sample(name, "eventbridge"))
    assert {**bridged.values, "tenantId": 28378954310656} == direct.values
    assert (direct.point, direct.workspace, direct.operator) == (bridged.point, bridged.workspace, bridged.operator)
    assert (direct.tenant, bridged.tenant) == ("28378954310656", None)
    assert (direct.account, direct.published) == (None, None)
    assert bridged.account
    assert bridged.published


def test_an_event_cannot_be_changed(sample: Callable[..., dict[str, Any]]) -> None:
    """An event is a value."""
    event = read(sample("commit-file"))
    with pytest.raises(AttributeError, match=r"Event\.operator cannot be changed"):
        event.operator = "somebody else"  # type: ignore[misc]  # that it is refused is the point


BODY = {"eventCode": "download-resources", "operatorUid": "7", "queryDwProjectId": "91864", "dataRowSize": "5"}


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("dataRowSize", "many", "is documented as a whole number and came as a string that cannot be converted"),
        ("dataRowSize", 0.5, "is documented as a whole number and came as a number with a fraction"),
        ("dataRowSize", 10**19, "is a number out of range: it does not fit 64 bits"),
        ("dataRowSize", float("inf"), "is documented as a whole number and came as a number out of range"),
        ("sqlText", ["select secret"], "is documented as text and came as a list"),
        ("sqlText", "secret \ud83d", "holds half a surrogate pair, which is no character"),
    ],
)
def test_what_cannot_be_read_is_kept_apart(field: str, value: Any, problem: str) -> None:
    """An unreadable field has come, has no value, says why without quoting it, and spoils no other field."""
    event = read({"data": {"fileName": "a.csv", **BODY, field: value}})
    assert event.unreadable == {field: problem}
    assert field in event.present
    assert field not in event.values
    assert event.values["fileName"] == "a.csv"
    assert event.operator == "7"


def test_null_has_not_come() -> None:
    """A field that is null is neither present, nor unreadable, nor a value."""
    event = read({"data": {**BODY, "sqlText": None, "more": None}})
    assert "sqlText" not in event.present
    assert "sqlText" not in event.values
    assert event.unreadable == {}


def test_unknown_fields_are_named_with_their_type_alone() -> None:
    """What is not documented is no value, and only its kind is kept."""
    event = read({"data": {**BODY, "ip": "10.0.0.1", "tags": [1], "more": {"a": 1}, "none": None, "n": 1}})
    assert event.unknown == {"ip": "string", "tags": "list", "more": "object", "none": "null", "n": "number"}
    assert "ip" not in event.values
    assert "ip" not in event.present


def test_an_object_of_a_message_goes_by_paths() -> None:
    """The fields of an object are values of their own, so that one which is unreadable spoils no other."""
    process = {"applicant": "7", "approvalContent": {"workspaceId": "91864", "tenantId": "none"}}
    event = read({"data": {"eventCode": "approval-change-created", "process": process}})
    assert event.values["process.applicant"] == "7"
    assert event.values["process.approvalContent.workspaceId"] == 91864
    assert list(event.unreadable) == ["process.approvalContent.tenantId"]
    assert {"process", "process.approvalContent", "process.approvalContent.tenantId"} <= set(event.present)
    assert "process" not in event.values
    assert event.operator == "7"


def test_an_object_as_a_json_string_goes_by_the_same_paths() -> None:
    """An object that comes as text is the object in it."""
    process = {"applicant": "7", "approvalContent": json.dumps({"tenantId": 5})}
    event = read({"data": {"eventCode": "approval-change-created", "process": json.dumps(process)}})
    assert event.values == {
        "eventCode": "approval-change-created",
        "process.applicant": "7",
        "process.approvalContent.tenantId": 5,
    }
    assert (event.tenant, event.operator) == ("5", "7")


def test_an_object_that_is_none_is_unreadable_with_all_that_it_should_hold() -> None:
    """What stands in its place cannot be asked for a part: each part came, and nobody can read it."""
    event = read({"data": {"eventCode": "start-diJob", "setting": "daily"}})
    problem = "is documented as an object and came as a string that cannot be converted"
    assert event.unreadable == dict.fromkeys(
        ["setting", "setting.lastStartPosition", "setting.startDateTime", "setting.timeZone"], problem
    )
    assert set(event.unreadable) <= set(event.present)
    assert event.values == {"eventCode": "start-diJob"}


def test_an_operator_inside_an_object_that_is_none_is_nobody() -> None:
    """Nobody is taken for the operator where the field that names one cannot be read."""
    event = read({"data": {"eventCode": "approval-change-created", "process": [{"applicant": "7"}]}})
    assert event.unreadable["process.applicant"] == "is documented as an object and came as a list"
    assert event.operator is None


def test_the_first_spelling_that_came_is_the_one_to_trust() -> None:
    """The operator's UID outweighs the base id; an empty one has not come."""
    assert read({"data": {**BODY, "operatorBaseId": "base"}}).operator == "7"
    assert read({"data": {**BODY, "operatorBaseId": "base", "operatorUid": ""}}).operator == "base"
    assert read({"data": {**BODY, "operatorBaseId": "base", "operatorUid": None}}).operator == "base"


@pytest.mark.parametrize("operator", [["7"], {"id": "7"}, "7\ud83d", float("inf")])
def test_an_operator_who_cannot_be_read_is_not_somebody_else(operator: Any) -> None:
    """Where the spelling to trust is unreadable, no other stands in for it: it may name another person."""
    event = read({"data": {**BODY, "operatorBaseId": "base", "operatorUid": operator}})
    assert event.operator is None
    assert "operator" not in event.present
    assert "operatorUid" in event.unreadable


def test_a_setting_adds_spellings() -> None:
    """Where a point spells the operator or the workspace in a way of its own, that way is trusted first."""
    spellings = Spellings(workspace=("space",), operator=("who", "operatorUid"))
    event = read({"data": {**BODY, "who": 17, "space": "s"}}, spellings=spellings)
    assert (event.operator, event.workspace) == ("17", "s")


UNPUBLISHED = {
    "eventType": "something-new",
    "messageId": "m-1",
    "messageBody": {
        "tenantId": 5,
        "operator": "7",
        "asset": {"name": "a", "tags": ["x", None], "owner": {"id": 2**63}, "none": None},
        "sizes": [1, 2.5],
        "\ud83d": "no name",
        "half": "\ud83d",
    },
}


def test_a_message_of_an_unpublished_point_is_read_as_it_comes() -> None:
    """Nothing is known of its fields, so each is taken as it is, an object by the paths of what is in it."""
    event = read(UNPUBLISHED, "asset-publish")
    assert (event.point, event.message_id, event.tenant, event.operator) == ("asset-publish", "m-1", "5", "7")
    assert event.values == {
        "tenantId": 5,
        "operator": "7",
        "asset.name": "a",
        "asset.tags": ["x"],
        "sizes": [1, 2.5],
    }
    assert event.unreadable == {
        "asset.owner.id": "is a number out of range: it does not fit 64 bits",
        "half": "holds half a surrogate pair, which is no character",
    }
    assert event.unknown.items() >= {"asset": "object", "asset.name": "string", "asset.tags[]": "string"}.items()
    assert {"asset", "asset.owner", "asset.owner.id", "tenant"} <= set(event.present)


@pytest.mark.parametrize("who", ["tenant", "workspace", "operator"])
def test_every_documented_spelling_is_known(who: str) -> None:
    """Each of the names that DataWorks uses for the tenant, the workspace or the operator is taken on its own."""
    for spelling in getattr(DOCUMENTED_SPELLINGS, who):
        body: Any = "7"
        for name in reversed(spelling.split(".")):
            body = {name: body}
        event = read({"messageBody": body}, "asset-publish")
        assert getattr(event, who) == "7", spelling


@pytest.mark.parametrize(
    ("who", "without"),
    [
        ("tenant", ["create-%s", "update-%s", "delete-%s"]),
        ("workspace", ["delete-%s"]),
        ("operator", ["instance-status-changes", "workbench-monitor-alert", "dqc-check-finished-event", "delete-%s"]),
    ],
)
def test_almost_every_documented_event_says_who_and_where(who: str, without: list[str]) -> None:
    """The spellings cover the fields of every documented event but those that have no such field."""
    known = set(getattr(DOCUMENTED_SPELLINGS, who))
    lacking = {point for point in EVERY_POINT if not known & set(documented_fields(catalogue.fields_of(point)))}
    assert lacking == {name.replace("%s", "data-quality-evaluation-task-notification") for name in without}


def test_an_unpublished_point_takes_paths_of_bounded_depth() -> None:
    """Nine names make a path; what is deeper is an object, and unreadable where that is too deep."""
    body: Any = 1
    for _ in range(40):
        body = {"a": body}
    event = read({"messageBody": body}, "asset-publish")
    assert event.unreadable == {".".join("a" * 9): "is nested more than 16 levels deep"}


@pytest.mark.parametrize(
    ("served", "names", "problem"),
    [
        (["commit-file"], {"type": "dataworks:FileChange:DeleteFile"}, "delete-file; this function serves commit-file"),
        (
            ["asset-publish", "asset-unpublish"],
            {"type": "something-new"},
            "something-new; this function serves asset-publish, asset-unpublish",
        ),
        (
            ["asset-publish"],
            {"type": "dataworks:FileChange:CommitFile"},
            "commit-file; this function serves asset-publish",
        ),
        (["commit-file"], {"type": "\n", "eventCode": "x"}, "x; this function serves commit-file"),
        (["commit-file"], {"type": "select 1", "eventCode": "x"}, "x; this function serves commit-file"),
        (["commit-file"], {"type": "x" * 65, "eventCode": "x"}, "x; this function serves commit-file"),
    ],
)
def test_a_message_of_another_point_is_refused(served: list[str], names: dict[str, str], problem: str) -> None:
    """The text names both points; an unpublished point takes only what no documented one claims."""
    (message,) = parse(json.dumps({"id": "e-1", **names, "data": names}).encode(), served)
    assert isinstance(message, MessageError)
    assert message.problem == f"the message is of {problem}"
    assert message.message_id == "e-1"


def test_an_unpublished_point_takes_what_no_documented_one_claims() -> None:
    """Beside documented points, it is the unpublished one that a message of an unknown name is of."""
    document = {"type": "something-new", "data": {}}
    assert read(document, "commit-file", "asset-publish").point == "asset-publish"
    document = {"type": "dataworks:FileChange:CommitFile", "data": {}}
    assert read(document, "commit-file", "asset-publish").point == "commit-file"


def test_a_message_without_a_name_says_so() -> None:
    """A message that names no event is not taken for one, not even where only one is served."""
    (message,) = parse(b'{"id": "e-1", "data": {}}', ["commit-file"])
    assert isinstance(message, MessageError)
    assert message.problem == "the message names no event; this function serves commit-file"
    assert message.point is None


def test_no_message_at_all_is_an_error() -> None:
    """Bytes that hold no message raise."""
    with pytest.raises(MessageError, match="the message is an empty list"):
        parse(b"[]", EVERY_POINT)

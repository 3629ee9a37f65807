"""Where DataWorks's documentation disagrees with itself, a message is read all the same.

The tables hold what the documentation prints: a field's documented type beside what the documented message has in its
place, listed values in another spelling, names that differ from event to event.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dwgate.errors import MessageError
from dwgate.events import catalogue
from dwgate.events.event import Event, parse

EVERY_POINT = frozenset(catalogue.events())

# The documented message, the field, and what the field's documented type makes of what the message has.
TYPES: list[tuple[str, str, Any]] = [
    ("pre-freeze-instance", "tenantId", "28378954310656"),
    ("pre-freeze-instance", "operator", 1904512876340735),
    ("pre-unfreeze-instance", "tenantId", "28378954310656"),
    ("pre-unfreeze-instance", "operator", 1904512876340735),
    ("pre-rerun-instance", "tenantId", "28378954310656"),
    ("pre-rerun-instance", "operator", 1904512876340735),
    ("pre-set-instance-success", "tenantId", "28378954310656"),
    ("pre-set-instance-success", "operator", 1904512876340735),
    ("pre-kill-instance", "tenantId", "28378954310656"),
    ("pre-kill-instance", "operator", 1904512876340735),
    ("expired-task-instances-deleted", "tenantId", "28378954310656"),
    ("approval-change-created", "updateTime", "1652094364000"),
    ("approval-change-created", "process.createTime", "1652094363000"),
    ("approval-change-finished", "process.createTime", "1652095981000"),
    ("dqc-check-finished-event", "bizdate", "2023-02-09 00:00:00"),
    ("dqc-check-finished-event", "beginTime", "2023-02-15 20:14:48"),
    ("dqc-check-finished-event", "endTime", "2023-02-15 20:14:55"),
    ("batch-delete-data-quality-rules", "tenantId", "524257424564736"),
    ("clone-data-quality-evaluation-task", "tenantId", "28378954310656"),
    ("batch-delete-data-quality-evaluation-tasks", "tenantId", "28378954310656"),
    ("download-resources", "dataRowSize", 123456),
    ("download-resources-execute", "dataRowSize", 123456),
]

# The documented message, the field, the listed spelling of what the message spells otherwise.
SPELLINGS: list[tuple[str, str, str]] = [
    ("batch-create-data-quality-rules", "target.databaseType", "MaxCompute"),
    ("batch-update-data-quality-rules", "samplingConfig.metric", "Count"),
    ("batch-update-data-quality-rules", "checkingConfig.type", "Fixed"),
    ("update-data-quality-rule", "samplingConfig.metric", "Count"),
    ("update-data-quality-rule", "checkingConfig.type", "Fixed"),
    ("create-data-quality-evaluation-task", "target.databaseType", "EMR"),
    ("update-data-quality-evaluation-task", "target.databaseType", "EMR"),
    ("create-data-quality-evaluation-task-notification", "channel", "SMS"),
    ("update-data-quality-evaluation-task-notification", "currentChannel", "SMS"),
    ("update-data-quality-evaluation-task-notification", "updatedChannel", "SMS"),
    ("upload-data-to-table", "targetEngineType", "MaxCompute"),
]

WITHOUT_EVENT_CODE = [
    "commit-table",
    "deploy-table",
    "node-change-deleted",
    "undeploy-node",
    "freeze-node",
    "unfreeze-node",
    "workbench-monitor-alert.remind-alert",
    "workbench-monitor-alert.resource-group-alert",
    "approval-change-before-create",
    "dqc-check-feedback-event",
]

# The documented message, the field in which it names the workspace, and the workspace.
WITHOUT_PROJECT_ID = [
    ("start-diJob.v2", "appId", "293624"),
    ("start-diJob.v2-showTableMapping-false", "appId", "330914"),
    ("instance-status-changes", "appId", "3012342"),
    ("delete-task-instance-dependencies", "appId", "307303"),
    ("expired-task-instances-deleted", "appId", "307303"),
    ("approval-change-created", "appId", "194209"),
    ("approval-change-finished", "appId", "227859"),
    ("download-resources", "queryDwProjectId", "91864"),
    ("download-resources-execute", "queryDwProjectId", "91864"),
    ("upload-data-to-table", "queryDwProjectId", "91864"),
]


def read(document: Any) -> Event:
    """The one event in a document."""
    (event,) = parse(json.dumps(document).encode(), EVERY_POINT)
    assert isinstance(event, Event), event
    return event


@pytest.mark.parametrize(("name", "path", "value"), TYPES)
def test_a_field_of_another_type_than_documented_is_converted(
    name: str, path: str, value: Any, sample: Callable[..., dict[str, Any]]
) -> None:
    """Numbers that come as texts and texts that come as numbers are of the documented type."""
    event = read(sample(name))
    assert event.values[path] == value
    assert type(event.values[path]) is type(value)
    assert event.unreadable == {}


@pytest.mark.parametrize(
    ("code", "data", "values"),
    [
        ("workbench-monitor-alert", {"taskStatus": 5}, {"taskStatus": "5"}),
        ("workbench-monitor-alert", {"taskIds": "1,2", "nodeIds": 3}, {"taskIds": "1,2", "nodeIds": "3"}),
        ("freeze-node", {"nodeIds": ["1", 2]}, {"nodeIds": [1, 2]}),
        (
            "create-data-quality-evaluation-task",
            {"runtimeConf": {"queue": "default"}},
            {"runtimeConf": '{"queue": "default"}'},
        ),
        (
            "approval-change-created",
            {"process": {"approvalContent": {"granteeAccounts": [{"granteeType": 1, "granteeTypeSub": 103}]}}},
            {"process.approvalContent.granteeAccounts": [{"granteeType": "1", "granteeTypeSub": "103"}]},
        ),
        (
            "approval-change-created",
            {"process": {"approvalContent": {"arrayData": [{"type": 1, "workspaceId": 91864, "envType": "1"}]}}},
            {"process.approvalContent.arrayData": [{"type": "1", "workspaceId": "91864", "envType": 1}]},
        ),
        (
            "dqc-check-finished-event",
            {"sampleValue": {"bizDate": 1675872000000, "value": "3"}},
            {"sampleValue": [{"bizDate": "1675872000000", "value": 3.0}]},
        ),
    ],
)
def test_one_name_is_of_several_types(code: str, data: dict[str, Any], values: dict[str, Any]) -> None:
    """A field has the type which its own event documents, also where another event's field of that name has another."""
    assert read({"type": code, "data": data}).values == values


@pytest.mark.parametrize(("name", "path", "listed"), SPELLINGS)
def test_a_listed_value_in_another_spelling_is_the_listed_one(
    name: str, path: str, listed: str, sample: Callable[..., dict[str, Any]]
) -> None:
    """A rule compares with the documented spelling, whatever case the message has."""
    assert read(sample(name)).values[path] == listed


def test_a_listed_value_in_a_list_of_objects_is_the_listed_one(sample: Callable[..., dict[str, Any]]) -> None:
    """Spellings are mended at every depth."""
    rules = read(sample("create-data-quality-evaluation-task")).values["rules"]
    assert isinstance(rules, list)
    assert rules[0]["samplingConfig"] == {"metric": "Count"}
    assert rules[1]["checkingConfig"]["type"] == "Fixed"


def test_a_value_that_is_not_listed_is_kept(sample: Callable[..., dict[str, Any]]) -> None:
    """The lists of the documentation are not complete: what stands in none is no error."""
    event = read(sample("workbench-monitor-alert.resource-group-alert"))
    assert event.values["remindType"] == "RES_GROUP_THRESHOLD"
    (field,) = [field for field in catalogue.fields_of(event.point) if field.name == "remindType"]
    assert field.values
    assert "RES_GROUP_THRESHOLD" not in field.values


@pytest.mark.parametrize("name", WITHOUT_EVENT_CODE)
def test_a_message_without_event_code_is_known_by_its_type(name: str, sample: Callable[..., dict[str, Any]]) -> None:
    """Eight documented events carry no event code: the type of the envelope names them."""
    document = sample(name)
    assert "eventCode" not in document["data"]
    assert read(document).point == name.partition(".")[0]


@pytest.mark.parametrize(("name", "field", "workspace"), WITHOUT_PROJECT_ID)
def test_a_workspace_goes_by_several_names(
    name: str, field: str, workspace: str, sample: Callable[..., dict[str, Any]]
) -> None:
    """The workspace is projectId in most messages, appId or queryDwProjectId in others."""
    document = sample(name)
    assert "projectId" not in document["data"]
    assert str(document["data"][field]) == workspace
    assert read(document).workspace == workspace


def test_one_object_in_the_place_of_a_list_is_a_list_of_one(sample: Callable[..., dict[str, Any]]) -> None:
    """Notifications are documented as a list, and the documented message has an object."""
    for name in ("create-data-quality-evaluation-task", "update-data-quality-evaluation-task"):
        document = sample(name)
        assert isinstance(document["data"]["notifications"], dict)
        notifications = read(document).values["notifications"]
        assert isinstance(notifications, list)
        assert len(notifications) == 1
        assert len(notifications[0]["notifications"]) == len(document["data"]["notifications"]["notifications"])


def test_a_list_that_comes_as_text_is_a_list(sample: Callable[..., dict[str, Any]]) -> None:
    """The periods of a backfill are documented as text, and the text is a list of objects."""
    document = sample("backfill-data")
    assert isinstance(document["data"]["multipleTimePeriods"], str)
    periods = read(document).values["multipleTimePeriods"]
    assert periods == [{"bizBeginTime": "2022-04-17", "bizEndTime": "2022-04-17"}]


def test_the_type_outweighs_the_event_code(sample: Callable[..., dict[str, Any]]) -> None:
    """The documented message of the batch update carries the code of the single one."""
    document = sample("batch-update-data-quality-rules")
    assert document["data"]["eventCode"] == "update-data-quality-rule"
    assert read(document).point == "batch-update-data-quality-rules"
    (refused,) = parse(json.dumps(document).encode(), ["update-data-quality-rule"])
    assert isinstance(refused, MessageError)
    assert refused.point == "batch-update-data-quality-rules"


def test_the_event_type_of_a_request_outweighs_its_event_code() -> None:
    """A request to Function Compute names the event in its own field, and the body's code is printed as a blank."""
    assert read({"eventType": "commit-file", "messageBody": {"eventCode": "xxxx"}}).point == "commit-file"
    assert read({"eventType": "xxxx", "messageBody": {"eventCode": "commit-file"}}).point == "commit-file"
    assert read({"messageBody": {"eventCode": "commit-file"}}).point == "commit-file"


@pytest.mark.parametrize(
    ("spelled", "point"),
    [
        ("dataworks:NodeChange:UnFreezeNode", "unfreeze-node"),
        ("dataworks:InstanceChange:UnfreezeInstance", "unfreeze-instance"),
        ("DATAWORKS:nodechange:unfreezenode", "unfreeze-node"),
        ("unfreeze-node", "unfreeze-node"),
        ("UnFreeze-Instance", "unfreeze-instance"),
        ("start-dijob", "start-diJob"),
        ("batch-start-diJob", "batch-start-diJob"),
    ],
)
def test_an_event_is_known_in_any_case(spelled: str, point: str) -> None:
    """Code and type name an event, and one verb is spelled in two ways: case tells no events apart."""
    assert read({"type": spelled, "data": {}}).point == point


def test_the_types_of_the_two_unfreeze_events_are_spelled_as_documented() -> None:
    """UnFreezeNode, but UnfreezeInstance: a rule in EventBridge compares exactly."""
    spelled = [catalogue.find(code).type for code in ("unfreeze-node", "unfreeze-instance")]
    assert [str(one).rpartition(":")[2] for one in spelled] == ["UnFreezeNode", "UnfreezeInstance"]


@pytest.mark.parametrize("name", ["download-resources", "start-diJob.v2", "approval-change-created"])
def test_a_body_as_a_json_string_gives_the_same_event(name: str, sample: Callable[..., dict[str, Any]]) -> None:
    """Whether the body is an object or the text of one makes no difference."""
    document = sample(name)
    as_text = {**document, "data": json.dumps(document["data"])}
    assert read(as_text) == read(document)


def test_the_message_body_as_a_json_string_gives_the_same_event(sample: Callable[..., dict[str, Any]]) -> None:
    """The same holds of a request to Function Compute."""
    document = sample("upload-data-to-table", "function_compute")
    as_text = {**document, "messageBody": json.dumps(document["messageBody"])}
    assert read(as_text) == read(document)


@pytest.mark.parametrize("name", ["delete-project", "project-deleted", "download-resources"])
def test_a_message_of_data_only_is_read(name: str, sample: Callable[..., dict[str, Any]]) -> None:
    """Three documented messages have no envelope but data: the event code names them, and they have no id."""
    whole = sample(name)
    event = read({"data": whole["data"]})
    assert (event.point, event.message_id, event.account, event.published) == (name, None, None, None)
    assert event.values == read(whole).values


def test_a_list_of_messages_is_read_one_by_one(sample: Callable[..., dict[str, Any]]) -> None:
    """EventBridge may hand over a list, of objects or of texts; a bad element costs the others nothing."""
    names = ["commit-file", "freeze-node", "start-diJob"]
    documents = [sample(name) for name in names]
    payload = json.dumps([documents[0], {"data": 5}, json.dumps(documents[1]), {"type": "x", "data": {}}, documents[2]])
    messages = parse(payload.encode(), frozenset(names))
    assert [message.point for message in messages if isinstance(message, Event)] == names
    assert [isinstance(message, Event) for message in messages] == [True, False, True, False, True]
    assert messages[0] == read(documents[0])


def test_unknown_fields_change_nothing(sample: Callable[..., dict[str, Any]]) -> None:
    """A field that DataWorks adds tomorrow is noted, and spoils nothing today."""
    document = sample("commit-file")
    before = read(document)
    document["data"]["addedTomorrow"] = {"a": [1, 2.5, None]}
    document["addedToTheEnvelope"] = 1
    after = read(document)
    assert after.values == before.values
    assert after.unknown == {"addedTomorrow": "object"}


def test_one_message_id_may_be_that_of_two_events(sample: Callable[..., dict[str, Any]]) -> None:
    """The documented messages of a download and an upload carry the same id; the point tells them apart."""
    download, upload = read(sample("download-resources-execute")), read(sample("upload-data-to-table"))
    assert download.message_id == upload.message_id
    assert download.point != upload.point

"""Every operation answers the vendor's SDK in the vendor's shape, and refuses what DataWorks would not take."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dwgate.testing import DataWorks, Result, mock_dataworks


def event(code: str, message_id: str = "m-1", **body: Any) -> dict[str, Any]:
    """A small message of an event."""
    return {"messageId": message_id, "eventType": code, "messageBody": {"eventCode": code, **body}}


@pytest.fixture
def asked(dataworks: DataWorks) -> Callable[..., Any]:
    """Open a check that one extension is asked about."""

    def ask(code: str, **body: Any) -> Any:
        dataworks.register_extension("guard", points=[code])
        return dataworks.ask(event(code, **body))

    return ask


@pytest.mark.parametrize(
    "case",
    [
        ("CallbackExtension", "upload-data-to-table", "CheckMessage", {"Success": "true"}),
        ("UpdateIDEEventResult", "commit-file", "CheckResultTip", {}),
        ("UpdateWorkbenchEventResult", "freeze-node", "CheckResultTip", {"Success": True}),
    ],
)
def test_a_result_is_taken_by_the_operation_of_its_module(
    call: Any, dataworks: DataWorks, asked: Callable[..., Any], case: tuple[str, str, str, dict[str, Any]]
) -> None:
    """The state and the reason are kept as sent, the answer is as documented, and each parameter came where it goes."""
    action, code, reason_name, answer = case
    message = asked(code)
    assert message.state == "CHECKING"
    reason = "超过 100% a+b=c&d ~*'"
    parameters = {"MessageId": "m-1", "ExtensionCode": "guard", "CheckResult": "FAIL", reason_name: reason}
    body = call(action, **parameters)
    (made,) = dataworks.calls
    assert body == {"RequestId": made.request_id, **answer}
    assert message.results == {"guard": Result("FAIL", reason)}
    assert message.state == "BLOCKED"
    is_in_query = action == "UpdateWorkbenchEventResult"
    assert (made.in_query, made.in_form) == ((parameters, {}) if is_in_query else ({}, parameters))
    assert (made.action, made.parameters, made.status, made.code) == (action, parameters, 200, None)


def test_a_record_of_a_call_shows_the_headers_and_no_proof_of_identity(
    call: Any, dataworks: DataWorks, asked: Callable[..., Any]
) -> None:
    """A test sees the action, the version and the key's id, but neither the signature nor the token."""
    asked("download-resources")
    call("CallbackExtension", MessageId="m-1", ExtensionCode="guard", CheckResult="OK")
    headers = dataworks.calls[0].headers
    assert headers["x-acs-version"] == "2020-05-18"
    assert headers["x-acs-accesskey-id"] == dataworks.credentials.access_key_id
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert not {"authorization", "x-acs-security-token"} & headers.keys()


@pytest.mark.parametrize("missing", ["MessageId", "ExtensionCode", "CheckResult", "CheckMessage"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_result_without_a_parameter_is_refused(
    call: Any, asked: Callable[..., Any], missing: str, value: str | None
) -> None:
    """Whatever a FAIL needs must be there, its reason among it."""
    message = asked("download-resources")
    given = {"MessageId": "m-1", "ExtensionCode": "guard", "CheckResult": "FAIL", "CheckMessage": "no", missing: value}
    assert call.refusal("CallbackExtension", **given) == (400, f"Missing{missing}")
    assert message.state == "CHECKING"


@pytest.mark.parametrize(
    "case",
    [
        ("CallbackExtension", "download-resources", {"CheckResult": "MAYBE"}, "InvalidParameter.CheckResult"),
        ("CallbackExtension", "download-resources", {"CheckResult": "ok"}, "InvalidParameter.CheckResult"),
        ("UpdateWorkbenchEventResult", "freeze-node", {"CheckResult": "WARN"}, "InvalidParameter.CheckResult"),
        ("CallbackExtension", "download-resources", {"MessageId": "another"}, "InvalidParameter.MessageId"),
        ("CallbackExtension", "download-resources", {"ExtensionCode": "none"}, "InvalidParameter.ExtensionCode"),
        ("CallbackExtension", "download-resources", {"ExtensionCode": "idle"}, "InvalidParameter.ExtensionCode"),
        ("CallbackExtension", "commit-file", {}, "InvalidParameter.MessageId"),
        ("UpdateIDEEventResult", "freeze-node", {}, "InvalidParameter.MessageId"),
        ("UpdateWorkbenchEventResult", "download-resources", {}, "InvalidParameter.MessageId"),
    ],
)
def test_a_result_that_does_not_fit_is_refused(
    call: Any, dataworks: DataWorks, asked: Callable[..., Any], case: tuple[str, str, dict[str, str], str]
) -> None:
    """A value, a message, an extension or an operation that does not fit leaves the check as it is."""
    action, code, changed, refusal = case
    dataworks.register_extension("idle", points=["delete-project"])
    message = asked(code)
    given = {"MessageId": "m-1", "ExtensionCode": "guard", "CheckResult": "OK", **changed}
    assert call.refusal(action, **given) == (400, refusal)
    assert (message.results, message.state) == ({}, "CHECKING")
    assert (dataworks.calls[-1].status, dataworks.calls[-1].code) == (400, refusal)


def test_the_operation_center_spells_a_fail_in_two_ways(call: Any, asked: Callable[..., Any]) -> None:
    """The documentation lists Fail and shows FAIL: both block, and are one result."""
    message = asked("freeze-node")
    for spelled in ("Fail", "FAIL"):
        call("UpdateWorkbenchEventResult", MessageId="m-1", ExtensionCode="guard", CheckResult=spelled)
    assert (message.results, message.state) == ({"guard": Result("Fail")}, "BLOCKED")


def test_a_message_older_than_three_days_takes_no_result(sdk: Any) -> None:
    """The result is refused, and the check stays open."""
    now = datetime(2026, 11, 18, tzinfo=UTC)
    backend = DataWorks(clock=lambda: now)
    backend.register_extension("guard", points=["download-resources"])
    with mock_dataworks(dataworks=backend):
        call = sdk(backend.credentials)
        given = {"MessageId": "m-1", "ExtensionCode": "guard", "CheckResult": "OK"}
        message = backend.ask(event("download-resources"))
        now += timedelta(days=3, seconds=1)
        assert call.refusal("CallbackExtension", **given) == (400, "InvalidParameter.MessageId")
        assert message.state == "CHECKING"
        now -= timedelta(seconds=1)
        call("CallbackExtension", **given)
        assert message.state == "PASSED"


def test_a_snapshot_is_given_of_the_message_and_the_workspace(
    call: Any, dataworks: DataWorks, asked: Callable[..., Any]
) -> None:
    """What a test sets is what GetIDEEventDetail gives; before that it gives an empty detail."""
    asked("commit-file", projectId=7)
    assert call("GetIDEEventDetail", MessageId="m-1", ProjectId=7)["EventDetail"] == {}
    detail = {"CommittedFile": {"Content": "SELECT 1", "FileName": "daily.sql"}}
    dataworks.set_snapshot("m-1", detail)
    assert call("GetIDEEventDetail", MessageId="m-1", ProjectId=7)["EventDetail"] == detail
    assert dataworks.calls[-1].in_form == {"MessageId": "m-1", "ProjectId": "7"}


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"MessageId": "m-1"}, "MissingProjectId"),
        ({"ProjectId": 7}, "MissingMessageId"),
        ({"MessageId": "m-1", "ProjectId": 8}, "InvalidParameter.ProjectId"),
        ({"MessageId": "m-2", "ProjectId": 7}, "InvalidParameter.MessageId"),
    ],
)
def test_a_snapshot_is_refused_to_who_does_not_name_its_message(
    call: Any, asked: Callable[..., Any], parameters: dict[str, Any], refusal: str
) -> None:
    """Message and workspace must both be named, and go together."""
    asked("commit-file", projectId=7)
    assert call.refusal("GetIDEEventDetail", **parameters) == (400, refusal)


def test_only_data_development_has_snapshots(call: Any, asked: Callable[..., Any]) -> None:
    """An event of another module has none to give."""
    asked("freeze-node")
    assert call.refusal("GetIDEEventDetail", MessageId="m-1", ProjectId=7) == (400, "InvalidParameter.MessageId")


def test_the_options_of_a_workspace_are_json_in_a_string(call: Any, dataworks: DataWorks) -> None:
    """Options are per extension and workspace; where none are set there is no OptionValue."""
    dataworks.register_extension("guard", points=["commit-file"])
    dataworks.set_options("guard", 7, {"maxSqlLength": "1000", "提示": "短"})
    answer = call("GetOptionValueForProject", ExtensionCode="guard", ProjectId="7")
    assert answer["OptionValue"] == '{"maxSqlLength": "1000", "提示": "短"}'
    assert "OptionValue" not in call("GetOptionValueForProject", ExtensionCode="guard", ProjectId="8")
    assert call.refusal("GetOptionValueForProject", ExtensionCode="guard") == (400, "MissingProjectId")


def test_an_extension_is_described(call: Any, dataworks: DataWorks) -> None:
    """The description has the bound events and their categories; the request goes in the query."""
    dataworks.register_extension("guard", name="Guard", points=["download-resources", "asset-publish"])
    extension = call("GetExtension", ExtensionCode="guard")["Extension"]
    assert (extension["ExtensionName"], extension["Status"]) == ("Guard", 1)
    assert [bound["EventCode"] for bound in extension["BindEventList"]] == ["download-resources", "asset-publish"]
    assert [it["CategoryCode"] for it in extension["EventCategoryList"]] == ["resources-download", "asset"]
    assert "ProjectTesting" not in extension
    assert dataworks.calls[-1].in_query == {"ExtensionCode": "guard"}
    assert call.refusal("GetExtension", ExtensionCode="other") == (400, "InvalidParameter.ExtensionCode")


@pytest.mark.parametrize(("workspace", "shown"), [(7, 7), ("lab", "lab")])
def test_an_extension_in_testing_names_its_test_workspace(
    call: Any, dataworks: DataWorks, workspace: Any, shown: Any
) -> None:
    """The workspace is a number on the wire where it is one."""
    dataworks.register_extension("guard", points=["commit-file"], status=0, workspaces=[workspace])
    assert call("GetExtension", ExtensionCode="guard")["Extension"]["ProjectTesting"] == shown


def test_the_extensions_in_force_are_listed(call: Any, dataworks: DataWorks) -> None:
    """Those are listed that would be asked: bound to the event, not disabled, and in the workspace."""
    dataworks.register_extension("everywhere", points=["commit-file"])
    dataworks.register_extension("here", points=["commit-file"], workspaces=[7])
    dataworks.register_extension("there", points=["commit-file"], workspaces=[8])
    dataworks.register_extension("disabled", points=["commit-file"], status=3)
    dataworks.register_extension("elsewhere", points=["run-file"])
    answer = call("ListEnabledExtensionsForProject", EventCode="commit-file", ProjectId=7)
    assert [it["ExtensionCode"] for it in answer["Extensions"]] == ["everywhere", "here"]


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"ProjectId": 7}, "MissingEventCode"),
        ({"EventCode": "commit-file"}, "MissingProjectId"),
        ({"EventCode": "commit-fil", "ProjectId": 7}, "InvalidParameter.EventCode"),
    ],
)
def test_a_listing_needs_an_event_and_a_workspace(call: Any, parameters: dict[str, Any], refusal: str) -> None:
    """Both are required, and the event must be an extension point."""
    assert call.refusal("ListEnabledExtensionsForProject", **parameters) == (400, refusal)


def test_the_checks_are_listed_page_by_page(call: Any, dataworks: DataWorks) -> None:
    """The latest check comes first; every filter narrows the list."""
    dataworks.register_extension("guard", points=["commit-file", "run-file"])
    for number in (1, 2, 3):
        dataworks.ask(event("commit-file", f"m-{number}", projectId=7, operator="42", fileName=f"{number}.sql"))
    dataworks.ask(event("run-file", "m-4"))
    call("UpdateIDEEventResult", MessageId="m-2", ExtensionCode="guard", CheckResult="FAIL")

    def listed(**parameters: Any) -> list[str]:
        info = call("ListCheckProcesses", EventCode="commit-file", **parameters)["PagingInfo"]
        return [row["MessageId"] for row in info["CheckProcesses"]]

    assert listed() == ["m-3", "m-2", "m-1"]
    assert listed(PageSize=2) == ["m-3", "m-2"]
    assert listed(PageSize=2, PageNumber=2) == ["m-1"]
    assert listed(Status="BLOCKED") == ["m-2"]
    assert listed(MessageId="m-1") == ["m-1"]
    assert listed(ProjectId=7, Operator="42") == ["m-3", "m-2", "m-1"]
    assert listed(ProjectId=8) == []
    assert listed(Operator="43") == []


def test_a_listed_check_has_the_documented_fields(call: Any, dataworks: DataWorks) -> None:
    """What is not known of a message is left out, or empty."""
    dataworks.register_extension("guard", points=["commit-file", "download-resources"])
    dataworks.ask(event("commit-file", projectId=7, operator="42", fileName="daily.sql"))
    info = call("ListCheckProcesses", EventCode="commit-file")["PagingInfo"]
    assert (info["PageNumber"], info["PageSize"], info["TotalCount"]) == (1, 10, 1)
    (row,) = info["CheckProcesses"]
    names = {row.pop("EventName"), row.pop("EventNameEn")}
    assert all(names)
    assert row == {
        "EventCode": "commit-file",
        "MessageId": "m-1",
        "Operator": "42",
        "ProcessId": "stub_m-1",
        "ProcessName": "daily.sql",
        "ProjectId": 7,
        "Status": "CHECKING",
    }
    dataworks.ask(event("download-resources", "m-2"))
    (bare,) = call("ListCheckProcesses", EventCode="download-resources")["PagingInfo"]["CheckProcesses"]
    assert bare["ProcessName"] == ""
    assert not {"Operator", "ProjectId"} & bare.keys()


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({}, "MissingEventCode"),
        ({"EventCode": "freeze-instance"}, "InvalidParameter.EventCode"),
        ({"EventCode": "commit-file", "Status": "True"}, "InvalidParameter.Status"),
        ({"EventCode": "commit-file", "PageSize": 101}, "InvalidParameter.PageSize"),
        ({"EventCode": "commit-file", "PageNumber": -1}, "InvalidParameter.PageNumber"),
    ],
)
def test_a_listing_of_checks_refuses_what_it_cannot_filter_by(
    call: Any, parameters: dict[str, Any], refusal: str
) -> None:
    """An event that is no extension point has no checks, and pages are counted from 1."""
    assert call.refusal("ListCheckProcesses", **parameters) == (400, refusal)


def test_an_error_has_the_vendors_five_fields(call: Any, dataworks: DataWorks) -> None:
    """The SDK reads the code and the request id; a person reads the message and the recommendation."""
    error = None
    try:
        call("GetExtension")
    except Exception as caught:  # noqa: BLE001 - the SDK's class is imported late
        error = caught
    assert error is not None
    body = vars(error)["data"]
    assert set(body) >= {"RequestId", "HostId", "Code", "Message", "Recommend"}
    assert body["Code"] == "MissingExtensionCode"
    assert body["Message"] == "ExtensionCode is mandatory for this action."
    assert body["HostId"] == "dataworks.cn-shanghai.aliyuncs.com"
    assert body["RequestId"] == dataworks.calls[0].request_id
    assert body["RequestId"] in body["Recommend"]

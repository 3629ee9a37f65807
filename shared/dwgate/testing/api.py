"""The operations of DataWorks's OpenAPI (version 2020-05-18) that an extension calls.

Parameter names, which of them are required, values and response fields are documented, or read in the vendor's SDK.
The codes of refusals that are not among the documented errors are inferred: ``Missing<Name>`` is the gateway's way,
``InvalidParameter.<Name>`` is this stub's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue
from dwgate.facts.snapshot import OBJECTS
from dwgate.testing.checks import NotTakenError, Result, extension_point
from dwgate.testing.error_replies import invalid, missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dwgate.events.catalogue import EventType
    from dwgate.testing.checks import Extension, Message, State

VERSION = "2020-05-18"
_MOST_PER_PAGE = 100


class Parameters:
    """The parameters of one call; an empty value counts as none."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """Take them from wherever they came."""
        self._values = values

    def get(self, name: str) -> str | None:
        """Give a value, or None."""
        return self._values.get(name) or None

    def require(self, name: str) -> str:
        """Give a value that must be there."""
        value = self.get(name)
        if value is None:
            raise missing(name)
        return value

    def number(self, name: str, default: int, most: int) -> int:
        """Give a whole number of 1 or more."""
        value = self.get(name) or str(default)
        if not re.fullmatch("[0-9]{1,9}", value) or not 1 <= int(value) <= most:
            raise invalid(name, f"{value} is no whole number from 1 to {most}")
        return int(value)


def callback_extension(state: State, parameters: Parameters) -> dict[str, Any]:
    """Take a result of any module but data development and the operation center."""
    _report(state, parameters, "CallbackExtension", reason="CheckMessage", results=("OK", "WARN", "FAIL"))
    return {"Success": "true"}  # a string, as the schema says and the sample shows


def update_ide_event_result(state: State, parameters: Parameters) -> dict[str, Any]:
    """Take a result of data development; documented without any required parameter, and useless without these."""
    _report(state, parameters, "UpdateIDEEventResult", reason="CheckResultTip", results=("OK", "WARN", "FAIL"))
    return {}


def update_workbench_event_result(state: State, parameters: Parameters) -> dict[str, Any]:
    """Take a result of the operation center; ``Fail`` is the documented spelling, ``FAIL`` the documented example."""
    _report(state, parameters, "UpdateWorkbenchEventResult", reason="CheckResultTip", results=("OK", "FAIL", "Fail"))
    return {"Success": True}


def get_ide_event_detail(state: State, parameters: Parameters) -> dict[str, Any]:
    """Give the snapshot of a data-development event, empty where none was set."""
    message = _message(state, parameters.require("MessageId"))
    project_id = parameters.require("ProjectId")
    if message.point not in OBJECTS:
        raise invalid("MessageId", f"an event of {message.point} has no snapshot")
    if message.workspace not in (None, project_id):
        raise invalid("ProjectId", f"the message is of workspace {message.workspace}")
    return {"EventDetail": dict(message.snapshot)}


def get_option_value_for_project(state: State, parameters: Parameters) -> dict[str, Any]:
    """Give the options that a workspace set for an extension, as JSON in a string; none are no ``OptionValue``."""
    extension = _extension(state, parameters)
    value = state.options.get((extension.code, parameters.require("ProjectId")))
    return {} if value is None else {"OptionValue": value}


def get_extension(state: State, parameters: Parameters) -> dict[str, Any]:
    """Describe an extension."""
    extension = _extension(state, parameters)
    events = [extension_point(point) for point in extension.points]
    categories = dict.fromkeys(_category(event) for event in events)
    described: dict[str, Any] = {
        "ExtensionCode": extension.code,
        "ExtensionName": extension.name,
        "ExtensionDesc": "",
        "Status": extension.status,
        "BindEventList": [{"EventCode": event.code, "EventName": event.name} for event in events],
        "EventCategoryList": [{"CategoryCode": code, "CategoryName": code} for code in categories],
        "ParameterSetting": "",
        "OptionSetting": "",
        "DetailUrl": "",
        "HelpDocUrl": "",
    }
    if extension.status == 0 and extension.workspaces:
        described["ProjectTesting"] = _identifier(extension.workspaces[0])
    return {"Extension": described}


def list_enabled_extensions_for_project(state: State, parameters: Parameters) -> dict[str, Any]:
    """List the extensions that are asked about an event in a workspace; ``FileType`` is not looked at."""
    point = _point(parameters)
    workspace = parameters.require("ProjectId")
    enabled = [it for it in state.extensions.values() if it.is_asked(point.code, workspace)]
    return {
        "Extensions": [
            {"ExtensionCode": it.code, "ExtensionName": it.name, "ExtensionDesc": "", "ParameterSetting": ""}
            for it in enabled
        ]
    }


def list_check_processes(state: State, parameters: Parameters) -> dict[str, Any]:
    """List the checks of a point, the latest first."""
    point = _point(parameters)
    status = parameters.get("Status")
    if status not in (None, "CHECKING", "PASSED", "BLOCKED"):
        raise invalid("Status", f"{status} is none of CHECKING, PASSED, BLOCKED")
    wanted = {
        "MessageId": parameters.get("MessageId"),
        "Operator": parameters.get("Operator"),
        "ProjectId": parameters.get("ProjectId"),
        "Status": status,
    }
    rows = [_process(message) for message in reversed(state.messages.values()) if message.point == point.code]
    found = [row for row in rows if all(value in (None, str(row.get(name))) for name, value in wanted.items())]
    page, size = parameters.number("PageNumber", 1, 10**6), parameters.number("PageSize", 10, _MOST_PER_PAGE)
    shown = found[(page - 1) * size : page * size]
    paging = {"PageNumber": page, "PageSize": size, "TotalCount": len(found), "CheckProcesses": shown}
    return {"PagingInfo": paging}


OPERATIONS: Mapping[str, Callable[[State, Parameters], dict[str, Any]]] = {
    "CallbackExtension": callback_extension,
    "GetExtension": get_extension,
    "GetIDEEventDetail": get_ide_event_detail,
    "GetOptionValueForProject": get_option_value_for_project,
    "ListCheckProcesses": list_check_processes,
    "ListEnabledExtensionsForProject": list_enabled_extensions_for_project,
    "UpdateIDEEventResult": update_ide_event_result,
    "UpdateWorkbenchEventResult": update_workbench_event_result,
}


def _report(state: State, parameters: Parameters, operation: str, *, reason: str, results: tuple[str, ...]) -> None:
    """Take a result, once everything about it has been looked at."""
    message_id, check_result = parameters.require("MessageId"), parameters.require("CheckResult")
    extension = _extension(state, parameters)
    result = Result(check_result, parameters.get(reason))
    if check_result not in results:
        raise invalid("CheckResult", f"{check_result} is none of {', '.join(results)}")
    if operation == "CallbackExtension" and result.is_fail:
        parameters.require(reason)
    message = _message(state, message_id)
    takes = extension_point(message.point).callback
    if takes != operation:
        raise invalid("MessageId", f"the result of an event of {message.point} goes to {takes}, not to {operation}")
    try:
        state.settle(message, extension.code, result)
    except NotTakenError as error:
        raise invalid(error.parameter, str(error)) from None


def _message(state: State, message_id: str) -> Message:
    if message_id not in state.messages:
        raise invalid("MessageId", f"there is no message {message_id}")
    return state.messages[message_id]


def _extension(state: State, parameters: Parameters) -> Extension:
    code = parameters.require("ExtensionCode")
    if code not in state.extensions:
        raise invalid("ExtensionCode", f"there is no extension {code}")
    return state.extensions[code]


def _point(parameters: Parameters) -> EventType:
    try:
        return extension_point(parameters.require("EventCode"))
    except ValueError as error:
        raise invalid("EventCode", str(error)) from None


def _process(message: Message) -> dict[str, Any]:
    names = ("fileName", "nodeName", "tableName", "projectName", "name")
    values = message.event.values
    event = catalogue.find(message.point)
    row = {
        "EventCode": event.code,
        "EventName": event.name,
        "EventNameEn": event.name,
        "MessageId": message.id,
        "ProcessId": f"stub_{message.id}",
        "ProcessName": str(next((values[name] for name in names if name in values), "")),
        "Status": message.state,
    }
    known = {"Operator": message.event.operator, "ProjectId": message.workspace and _identifier(message.workspace)}
    return row | {name: value for name, value in known.items() if value is not None}


def _identifier(workspace: str) -> int | str:
    return int(workspace) if workspace.isdecimal() else workspace


def _category(event: EventType) -> str:
    """Derive the category from the middle of the EventBridge type, as the one published sample spells it."""
    middle = event.type.split(":")[1] if event.type else event.module
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", middle).lower()

"""From sample to callback: every extension point of DataWorks, with every check result, to the state of its check."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import calling_back
from calling_back import (
    CODE,
    EVERY_POINT,
    FREE,
    GUARD,
    NOW,
    PATIENT,
    POINTS,
    PUBLISHED,
    REASONS,
    REFUSED,
    WATCHED,
    Records,
    message,
    payload,
)
from dwgate.events import catalogue
from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.policy.engine import Policy
from dwgate.testing import DataWorks, Result

waits = calling_back.waits
dataworks = calling_back.dataworks

RESULTS = {FREE: "OK", WATCHED: "WARN", REFUSED: "FAIL"}
OPERATOR_FIELD = "dwgateOperator"
"""Which field names the operator differs from point to point; a setting adds one for all."""
SHARED_SAMPLES = {
    "delete-data-quality-evaluation-task-notification": "update-data-quality-evaluation-task-notification"
}
IN_QUERY = {"UpdateWorkbenchEventResult"}
OPERATION_CENTER = [point for point in POINTS if catalogue.find(point).module == "operation-center"]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """The guard of all documented points."""
    return compiled(tmp_path_factory.mktemp("every-point"), POINTS)


@pytest.fixture
def gate(policy: Policy) -> Gate:
    """A gate that has answered nothing yet."""
    return at_the_time_of_the_stub(policy)


def at_the_time_of_the_stub(policy: Policy) -> Gate:
    """A gate whose clock stands still."""
    return Gate(policy, clock=lambda: NOW)


def compiled(folder: Path, points: tuple[str, ...]) -> Policy:
    """Compile and load the guard for these points."""
    (folder / "policy").mkdir()
    (folder / "function.yaml").write_text(f"points: [{', '.join(points)}]\n")
    (folder / "policy" / "guard.yaml").write_text(GUARD)
    compilation = compile_function(folder)
    assert [finding.render() for finding in compilation.diagnostics] == []
    return compilation.policy()


@pytest.fixture(autouse=True)
def _operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DWGATE_OPERATOR_FIELDS", OPERATOR_FIELD)


def of_point(sample: dict[str, Any], point: str, operator: str) -> bytes:
    """A sample as a message of now, by somebody, at a point which may share it with another."""
    data = {**sample["data"], OPERATOR_FIELD: operator}
    if "eventCode" in data:
        data["eventCode"] = point
    ours = {"id": f"m-{point}", "type": catalogue.find(point).type, "aliyunpublishtime": PUBLISHED}
    return payload({**sample, **ours, "data": data})


def expected(point: str, operator: str, workbench_warn: str = "OK") -> tuple[str, dict[str, str]]:
    """The operation that takes the result, and its parameters, as the documentation says."""
    module, result = catalogue.find(point).module, RESULTS[operator]
    operation, reason_name = {
        "data-development": ("UpdateIDEEventResult", "CheckResultTip"),
        "operation-center": ("UpdateWorkbenchEventResult", "CheckResultTip"),
    }.get(module, ("CallbackExtension", "CheckMessage"))
    if module == "operation-center" and result == "WARN":
        result = workbench_warn
    reason = REASONS[operator]
    parameters = {"MessageId": f"m-{point}", "ExtensionCode": CODE, "CheckResult": result}
    return operation, parameters | ({reason_name: reason} if reason else {})


def test_no_extension_point_is_left_out() -> None:
    """The documentation has 33, and two of which it publishes no message."""
    assert len(POINTS) == 33
    assert set(EVERY_POINT) - set(POINTS) == {"asset-publish", "asset-unpublish"}
    assert len(OPERATION_CENTER) == 9


@pytest.mark.parametrize("operator", RESULTS, ids=RESULTS.get)
@pytest.mark.parametrize("point", POINTS)
def test_a_result_reaches_dataworks(  # noqa: PLR0913, PLR0917 - a case, and what is looked at
    point: str, operator: str, gate: Gate, sample: Callable[..., dict[str, Any]], dataworks: DataWorks, records: Records
) -> None:
    """By the operation of the point's module, once, with the parameters it takes; the check ends as it was decided."""
    asked = of_point(sample(SHARED_SAMPLES.get(point, point)), point, operator)
    check = dataworks.ask(asked)
    assert (check.point, check.state) == (point, "CHECKING")

    body = json.loads(gate.handler(asked, PATIENT))

    operation, parameters = expected(point, operator)
    (call,) = dataworks.calls
    assert (call.action, call.parameters, call.status) == (operation, parameters, 200)
    assert [bool(call.in_form), bool(call.in_query)] == [operation not in IN_QUERY, operation in IN_QUERY]
    assert check.state == ("BLOCKED" if operator == REFUSED else "PASSED")
    assert check.results == {CODE: Result(parameters["CheckResult"], REASONS[operator])}
    assert body == {
        "checkResult": RESULTS[operator],
        **({"errorMessage": REASONS[operator]} if REASONS[operator] else {}),
    }
    (record,) = records()
    assert (record["point"], record["result"], record["level"]) == (point, RESULTS[operator], "info")
    told = {name: record["callback"][name] for name in ("state", "operation", "result", "attempts", "request_id")}
    assert told == {
        "state": "delivered",
        "operation": operation,
        "result": parameters["CheckResult"],
        "attempts": 1,
        "request_id": call.request_id,
    }


@pytest.mark.parametrize("operator", RESULTS, ids=RESULTS.get)
@pytest.mark.parametrize("point", OPERATION_CENTER)
def test_a_warning_may_stop_the_operation_center(
    point: str, operator: str, gate: Gate, dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the setting says FAIL, since it knows no WARN; an OK stays one."""
    monkeypatch.setenv("DWGATE_WORKBENCH_WARN", "FAIL")
    asked = payload(message(point, f"m-{point}", **{OPERATOR_FIELD: operator}))
    check = dataworks.ask(asked)
    gate.handler(asked, PATIENT)
    assert [call.parameters for call in dataworks.calls] == [expected(point, operator, "FAIL")[1]]
    assert check.state == ("PASSED" if operator == FREE else "BLOCKED")


@pytest.mark.parametrize("operator", RESULTS, ids=RESULTS.get)
@pytest.mark.parametrize("point", ["asset-publish", "asset-unpublish"])
@pytest.mark.parametrize("named", [{}, {"eventType": "asset-event-nobody-published"}], ids=["unnamed", "named"])
def test_a_result_of_an_asset_reaches_dataworks(
    point: str, operator: str, named: dict[str, str], tmp_path: Path, dataworks: DataWorks
) -> None:
    """A function of one such point takes whatever code no other claims, and answers both ways."""
    document = {"messageId": f"m-{point}", "messageBody": {"name": "tmp_a", OPERATOR_FIELD: operator}, **named}
    check = dataworks.ask(payload(document), point=point)
    gate = at_the_time_of_the_stub(compiled(tmp_path, (point,)))
    body = json.loads(gate.handler(payload(document), PATIENT))
    assert body["checkResult"] == RESULTS[operator]
    (call,) = dataworks.calls
    assert (call.action, call.parameters) == expected(point, operator)
    assert check.state == ("BLOCKED" if operator == REFUSED else "PASSED")


@pytest.mark.parametrize("operator", RESULTS, ids=RESULTS.get)
@pytest.mark.parametrize("point", ["download-resources", "download-resources-execute", "upload-data-to-table"])
def test_a_result_of_a_point_of_function_compute_goes_both_ways(
    point: str, operator: str, gate: Gate, sample: Callable[..., dict[str, Any]], dataworks: DataWorks
) -> None:
    """The documented request is returned an answer, and the same one is called back."""
    document = sample(point, "function_compute")
    body = {**document["messageBody"], OPERATOR_FIELD: operator}
    asked = payload({**document, "messageId": f"m-{point}", "messageBody": body})
    check = dataworks.ask(asked)
    assert json.loads(gate.handler(asked, PATIENT))["checkResult"] == RESULTS[operator]
    (call,) = dataworks.calls
    assert (call.action, call.parameters) == expected(point, operator)
    assert check.state == ("BLOCKED" if operator == REFUSED else "PASSED")

"""A decision is reported by the operation of its point's module, with the parameters that this one takes."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from calling_back import EVERY_POINT, NOW
from dwgate.callback.report import is_expired, report
from dwgate.events import catalogue
from dwgate.policy.decision import CheckResult, Decision, Reason
from dwgate.runtime.settings import Settings, read

REASONS = (Reason(CheckResult.FAIL, {"en": "No.", "zh": "否。"}), Reason(CheckResult.WARN, {"en": "Hm.", "zh": "嗯。"}))
OPERATIONS = {"data-development": "UpdateIDEEventResult", "operation-center": "UpdateWorkbenchEventResult"}


def decision(
    point: str | None, result: str = "FAIL", reasons: tuple[Reason, ...] = REASONS, message_id: str | None = "m-1"
) -> Decision:
    """A decision at a point."""
    return Decision("d-1", message_id, point, CheckResult(result), reasons)


def parameters(*arguments: Any, settings: Settings = Settings()) -> dict[str, str]:  # noqa: B008 - it is frozen
    """The parameters with which a decision is reported."""
    reported = report(decision(*arguments), "guard", settings)
    assert reported is not None
    return dict(reported.parameters)


@pytest.mark.parametrize("point", EVERY_POINT)
def test_each_module_has_its_operation(point: str) -> None:
    """Two of its own, and one for all others; those two name the reason otherwise."""
    operation = OPERATIONS.get(catalogue.find(point).module, "CallbackExtension")
    reason = "CheckMessage" if operation == "CallbackExtension" else "CheckResultTip"
    reported = report(decision(point), "guard", Settings())
    assert reported is not None
    assert reported.operation.name == operation
    expected = {"MessageId": "m-1", "ExtensionCode": "guard", "CheckResult": "FAIL", reason: "No. Hm."}
    assert reported.parameters == expected


@pytest.mark.parametrize("result", ["OK", "WARN", "FAIL"])
@pytest.mark.parametrize("point", ["commit-file", "freeze-node", "download-resources", "asset-publish"])
def test_a_result_is_sent_as_it_is(point: str, result: str) -> None:
    """But a warning to the operation center, which knows none."""
    expected = "OK" if (point, result) == ("freeze-node", "WARN") else result
    assert parameters(point, result)["CheckResult"] == expected


@pytest.mark.parametrize(("setting", "sent"), [("OK", "OK"), ("FAIL", "FAIL")])
def test_a_warning_to_the_operation_center_is_what_the_setting_says(setting: str, sent: str) -> None:
    """With its reason in either case; other results and other modules are left alone."""
    settings = read({"DWGATE_WORKBENCH_WARN": setting})
    found = parameters("freeze-node", "WARN", settings=settings)
    assert (found["CheckResult"], found["CheckResultTip"]) == (sent, "No. Hm.")
    assert parameters("freeze-node", "OK", settings=settings)["CheckResult"] == "OK"
    assert parameters("commit-file", "WARN", settings=settings)["CheckResult"] == "WARN"


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, "No. Hm."),
        ({"DWGATE_LANGUAGE": "zh"}, "否。 嗯。"),
        ({"DWGATE_LANGUAGE": "both"}, "No. Hm.\n否。 嗯。"),
        ({"DWGATE_REASON_KEYS": "a,b"}, "No. Hm."),
    ],
)
def test_the_reason_is_in_the_language_of_the_answer(environment: dict[str, str], reason: str) -> None:
    """The keys of the answer are not those of the callback."""
    assert parameters("download-resources", settings=read(environment))["CheckMessage"] == reason


def test_the_reason_is_as_long_as_the_answer_may_be() -> None:
    """It is cut where the answer would be."""
    long = (Reason(CheckResult.FAIL, {"en": "x" * 5000}),)
    found = parameters("download-resources", "FAIL", long, settings=read({"DWGATE_REASON_LENGTH": "20"}))
    assert found["CheckMessage"] == "x" * 19 + "…"


@pytest.mark.parametrize("point", ["commit-file", "freeze-node", "download-resources"])
def test_without_a_reason_none_is_sent(point: str) -> None:
    """An OK has none."""
    assert parameters(point, "OK", ()) == {"MessageId": "m-1", "ExtensionCode": "guard", "CheckResult": "OK"}


@pytest.mark.parametrize("point", [None, "node-change-created", "approval-change-created"])
def test_what_is_no_extension_point_is_not_reported(point: str | None) -> None:
    """Nobody waits for a result."""
    assert report(decision(point), "guard", Settings()) is None


def test_a_message_without_an_id_is_not_reported() -> None:
    """There is nothing to name it by."""
    assert report(decision("commit-file", message_id=None), "guard", Settings()) is None


VALID = timedelta(days=3, hours=8)


@pytest.mark.parametrize(
    ("age", "expired"),
    [
        (timedelta(hours=-8), False),
        (timedelta(0), False),
        (timedelta(days=3), False),
        (VALID, False),
        (VALID + timedelta(microseconds=1), True),
        (timedelta(days=2000), True),
    ],
)
def test_a_message_expires_after_three_days_and_any_doubt(age: timedelta, expired: bool) -> None:  # noqa: FBT001 - a case
    """DataWorks prints some times eight hours off."""
    assert is_expired(NOW - age, NOW) is expired
    zone = datetime.fromisoformat("2026-11-18T10:00:00+08:00").tzinfo
    assert is_expired((NOW - age).astimezone(zone), NOW) is expired


def test_a_message_of_no_time_does_not_expire() -> None:
    """A Function Compute request gives none."""
    assert not is_expired(None, NOW)


@pytest.mark.parametrize(("point", "length"), [("freeze-node", 600), ("commit-file", 1000)])
def test_a_reason_in_a_query_fits_an_address(point: str, length: int) -> None:
    """What is too long for an address would be refused by whatever stands between, each time."""
    long = (Reason(CheckResult.FAIL, {"en": "超" * 2000}),)
    sent = parameters(point, "FAIL", long)["CheckResultTip"]
    assert len(sent) == length
    assert len(quote(sent)) < 8000 or point == "commit-file"

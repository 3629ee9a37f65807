"""DataWorks asks who is registered, waits for all of them, and lets one FAIL block."""

import functools
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dwgate.errors import MessageError
from dwgate.testing import DataWorks, Result
from testing.limits import join, started


def report(call: Any, message: Any, extension: str, result: str, reason: str = "because") -> None:
    """Report the result of an extension on a download."""
    call(
        "CallbackExtension",
        MessageId=message.id,
        ExtensionCode=extension,
        CheckResult=result,
        CheckMessage=reason,
    )


@pytest.fixture
def backend() -> DataWorks:
    """A DataWorks with one extension on downloads."""
    made = DataWorks()
    made.register_extension("guard", points=["download-resources"])
    return made


def test_a_message_passes_when_every_extension_passed_it(
    call: Any, dataworks: DataWorks, download: dict[str, Any]
) -> None:
    """A warning passes; as long as one extension is silent, the check goes on."""
    for code in ("first", "second"):
        dataworks.register_extension(code, points=["download-resources"])
    message = dataworks.ask(download)
    assert message.asked == ("first", "second")
    report(call, message, "first", "OK")
    assert message.state == "CHECKING"
    report(call, message, "second", "WARN")
    assert message.state == "PASSED"


def test_one_fail_blocks_at_once_and_for_good(call: Any, dataworks: DataWorks, download: dict[str, Any]) -> None:
    """The other extension's result is still taken, and changes nothing."""
    for code in ("first", "second"):
        dataworks.register_extension(code, points=["download-resources"])
    message = dataworks.ask(download)
    report(call, message, "first", "FAIL", "too many rows")
    assert message.state == "BLOCKED"
    report(call, message, "second", "OK")
    assert message.state == "BLOCKED"
    assert message.results == {"first": Result("FAIL", "too many rows"), "second": Result("OK", "because")}


def test_the_same_result_again_is_taken_and_another_is_not(
    call: Any, dataworks: DataWorks, download: dict[str, Any]
) -> None:
    """A retry is harmless; a second verdict is refused, and the first stands with its reason."""
    dataworks.register_extension("guard", points=["download-resources"])
    message = dataworks.ask(download)
    report(call, message, "guard", "OK", "first")
    report(call, message, "guard", "OK", "again")
    other = {"MessageId": message.id, "ExtensionCode": "guard", "CheckResult": "FAIL", "CheckMessage": "no"}
    assert call.refusal("CallbackExtension", **other) == (400, "InvalidParameter.CheckResult")
    assert message.results == {"guard": Result("OK", "first")}
    assert message.state == "PASSED"


@pytest.mark.parametrize("form", ["eventbridge", "function_compute"])
def test_both_envelopes_are_asked_about(backend: DataWorks, sample: Callable[..., dict[str, Any]], form: str) -> None:
    """The id, the point and the workspace are those of the message, as bytes or as a mapping."""
    backend.register_extension("guard", points=["upload-data-to-table"])
    document = sample("upload-data-to-table", form)
    message = backend.ask(json.dumps(document).encode())
    assert message.id == document["id" if form == "eventbridge" else "messageId"]
    assert message.point == "upload-data-to-table"
    assert backend.ask(document) is message is backend.message(message.id)


def test_a_message_knows_when_it_was_published_and_counts_from_when_it_was_asked(download: dict[str, Any]) -> None:
    """A stored sample is years old, so its own time must not make it too old."""
    now = datetime(2026, 11, 18, tzinfo=UTC)
    backend = DataWorks(clock=lambda: now)
    backend.register_extension("guard", points=["download-resources"])
    message = backend.ask(download)
    assert message.published is not None
    assert message.published < now - timedelta(days=365)
    assert message.delivered == now
    earlier = backend.ask({**download, "id": "another"}, delivered=now - timedelta(days=1))
    assert earlier.delivered == now - timedelta(days=1)


@pytest.mark.parametrize(
    ("workspaces", "status", "is_asked"),
    [(None, 1, True), ([7], 1, True), (["7"], 0, True), ([8], 1, False), ([], 1, False), (None, 3, False)],
)
def test_an_extension_is_asked_in_its_workspaces_while_it_is_online_or_in_testing(
    workspaces: Any,
    status: int,
    is_asked: bool,  # noqa: FBT001 - a case's outcome
) -> None:
    """A disabled one is not asked, and a workspace is the same as a number and as text."""
    backend = DataWorks()
    backend.register_extension("always", points=["commit-file"])
    backend.register_extension("guard", points=["commit-file"], workspaces=workspaces, status=status)
    message = backend.ask({"id": "m-1", "data": {"eventCode": "commit-file", "projectId": 7}})
    assert message.workspace == "7"
    assert message.asked == (("always", "guard") if is_asked else ("always",))


def test_a_point_of_the_tenant_is_asked_in_no_workspace(download: dict[str, Any]) -> None:
    """Downloads belong to the tenant, so the workspaces of an extension do not keep it out."""
    backend = DataWorks()
    backend.register_extension("guard", points=["download-resources"], workspaces=[7])
    assert backend.ask(download).asked == ("guard",)


def test_an_asset_message_is_of_the_point_that_the_test_names(backend: DataWorks) -> None:
    """Its event code is not published, so the message cannot say it."""
    backend.register_extension("assets", points=["asset-publish"])
    document = {"messageId": "m-1", "eventType": "who-knows", "messageBody": {"name": "orders"}}
    with pytest.raises(ValueError, match="point= whether it is of asset-publish, asset-unpublish"):
        backend.ask(document)
    message = backend.ask(document, point="asset-publish")
    assert (message.point, message.asked) == ("asset-publish", ("assets",))


@pytest.mark.parametrize(
    ("payload", "error", "problem"),
    [
        (b"{", MessageError, "not JSON"),
        (b"[1]", MessageError, "not an object"),
        (b'[{"data": {}}, {"data": {}}]', ValueError, "these are 2"),
        (b'{"data": {"eventCode": "download-resources"}}', ValueError, "no id"),
        (b'{"id": "1", "data": {"eventCode": "freeze-instance"}}', ValueError, "is no extension point"),
        (
            b'{"id": "1", "data": {"eventCode": "delete-project"}}',
            ValueError,
            "no extension is asked",
        ),
    ],
)
def test_what_nobody_could_answer_is_not_asked(
    backend: DataWorks, payload: bytes, error: type[Exception], problem: str
) -> None:
    """A mistake in a test is said at once, and is no check that passes."""
    with pytest.raises(error, match=problem):
        backend.ask(payload)


def test_a_message_of_another_point_than_the_one_named_is_refused(backend: DataWorks, download: dict[str, Any]) -> None:
    """Naming the point does not make a download an asset."""
    with pytest.raises(MessageError, match="this function serves asset-publish"):
        backend.ask(download, point="asset-publish")


def test_two_messages_do_not_share_an_id(backend: DataWorks, download: dict[str, Any]) -> None:
    """The vendor's samples do, and the second would be taken for the first, delivered again."""
    backend.ask(download)
    with pytest.raises(ValueError, match="is the id of another message"):
        backend.ask({**download, "data": {**download["data"], "fileName": "another.csv"}})


def test_an_unknown_message_is_no_message(backend: DataWorks) -> None:
    """Asking for it is a mistake of the test."""
    with pytest.raises(KeyError):
        backend.message("m-1")


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        (["download-resource"], "nearest: download-resources"),
        (["xyzzy"], "nearest: delete-file"),
        (["freeze-instance"], "freeze-instance is no extension point"),
    ],
)
def test_an_extension_is_bound_to_points_that_there_are(points: list[str], problem: str) -> None:
    """A misspelt point says the nearest, and a regular event is none."""
    with pytest.raises(ValueError, match=problem):
        DataWorks().register_extension("guard", points=points)


def test_an_unknown_status_is_refused() -> None:
    """The vendor's numbers have a gap."""
    with pytest.raises(ValueError, match="no status 2"):
        DataWorks().register_extension("guard", points=["commit-file"], status=2)


def test_options_are_of_an_extension_that_there_is(backend: DataWorks) -> None:
    """A misspelt code would be an option that nobody reads."""
    with pytest.raises(ValueError, match="no extension 'gaurd'"):
        backend.set_options("gaurd", 7, {})


def test_results_from_many_threads_all_count(sdk: Any, dataworks: DataWorks, download: dict[str, Any]) -> None:
    """No result is lost, and every call is recorded once."""
    codes = [f"extension-{number}" for number in range(8)]
    for code in codes:
        dataworks.register_extension(code, points=["download-resources"])
    message = dataworks.ask(download)
    calls = [functools.partial(report, sdk(dataworks.credentials), message, code, "OK") for code in codes]
    join(*[started(call) for call in calls])
    assert message.state == "PASSED"
    assert sorted(made.parameters["ExtensionCode"] for made in dataworks.calls) == codes

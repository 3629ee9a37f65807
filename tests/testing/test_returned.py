"""DataWorks reads what a function returns that it has invoked itself."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dwgate.testing import DataWorks, Message, Result

Sample = Callable[..., dict[str, Any]]


@pytest.fixture
def message(dataworks: DataWorks, sample: Sample) -> Message:
    """A download that one extension is asked about, in the envelope of Function Compute."""
    dataworks.register_extension("guard", points=["download-resources"])
    return dataworks.ask(sample("download-resources", "function_compute"))


@pytest.mark.parametrize(
    ("body", "result", "state"),
    [
        (b'{"checkResult": "OK"}', Result("OK", None, is_returned=True), "PASSED"),
        ('{"checkResult": "WARN", "errorMessage": "many"}', Result("WARN", "many", is_returned=True), "PASSED"),
        ('{"reason": "太多", "checkResult": "FAIL"}'.encode(), Result("FAIL", "太多", is_returned=True), "BLOCKED"),
        ('{"checkResult": "FAIL", "rows": 7}', Result("FAIL", None, is_returned=True), "BLOCKED"),
    ],
)
def test_a_returned_result_is_taken(
    dataworks: DataWorks, message: Message, body: str | bytes, result: Result, state: str
) -> None:
    """As one that is called back is, with a mark; the reason is any text beside it, since its key is not published."""
    assert dataworks.returned(message.id, "guard", body) == result
    assert message.results == {"guard": result}
    assert message.state == state
    assert dataworks.calls == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        "OK",
        "[]",
        "{}",
        '{"checkResult": "ok"}',
        '{"checkResult": ["OK"]}',
        '{"result": "OK"}',
        "[" * 10**5,
    ],
)
def test_an_answer_that_cannot_be_read_leaves_the_check_open(
    dataworks: DataWorks, message: Message, body: str | bytes
) -> None:
    """It is none, and a result may still come."""
    assert dataworks.returned(message.id, "guard", body) is None
    assert (message.state, message.results) == ("CHECKING", {})


def test_a_result_that_is_called_back_and_returned_settles_once(
    call: Any, dataworks: DataWorks, message: Message
) -> None:
    """The first one stands, whichever way it came."""
    call("CallbackExtension", MessageId=message.id, ExtensionCode="guard", CheckResult="WARN", CheckMessage="called")
    dataworks.returned(message.id, "guard", '{"checkResult": "WARN", "errorMessage": "returned"}')
    assert message.results == {"guard": Result("WARN", "called")}
    with pytest.raises(ValueError, match="guard has reported another result"):
        dataworks.returned(message.id, "guard", '{"checkResult": "FAIL"}')
    assert message.state == "PASSED"


def test_a_call_after_a_return_is_held_against_it(call: Any, dataworks: DataWorks, message: Message) -> None:
    """The same result is taken, and another is refused."""
    dataworks.returned(message.id, "guard", '{"checkResult": "OK"}')
    again = {"MessageId": message.id, "ExtensionCode": "guard"}
    assert call("CallbackExtension", **again, CheckResult="OK")["Success"] == "true"
    assert call.refusal("CallbackExtension", **again, CheckResult="WARN") == (400, "InvalidParameter.CheckResult")
    assert message.results["guard"].is_returned


def test_nobody_reads_what_is_returned_to_eventbridge(dataworks: DataWorks, download: dict[str, Any]) -> None:
    """A test that hands it over would test what no deployment does."""
    dataworks.register_extension("guard", points=["download-resources"])
    message = dataworks.ask(download)
    with pytest.raises(ValueError, match="EventBridge brought"):
        dataworks.returned(message.id, "guard", '{"checkResult": "OK"}')
    assert message.state == "CHECKING"


@pytest.mark.parametrize("body", ['{"checkResult": "OK"}', "nothing that can be read"])
def test_what_nobody_waits_for_is_a_mistake(dataworks: DataWorks, message: Message, body: str) -> None:
    """Of a message that was not asked, and of an extension that was not."""
    with pytest.raises(KeyError):
        dataworks.returned("m-1", "guard", body)
    with pytest.raises(ValueError, match="extension gaurd was not asked"):
        dataworks.returned(message.id, "gaurd", body)


def test_a_message_is_read_about_for_three_days(sample: Sample) -> None:
    """As it is with results that are called back."""
    now = datetime(2026, 11, 18, tzinfo=UTC)
    backend = DataWorks(clock=lambda: now)
    backend.register_extension("guard", points=["download-resources"])
    document = json.dumps(sample("download-resources", "function_compute")).encode()
    message = backend.ask(document, delivered=now - timedelta(days=4))
    with pytest.raises(ValueError, match="older than three days"):
        backend.returned(message.id, "guard", '{"checkResult": "OK"}')

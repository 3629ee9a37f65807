"""Each fault looks to the vendor's SDK as the trouble that it stands for, and strikes as often as it was told to."""

import importlib
from typing import Any

import pytest

from dwgate.testing import (
    BadGateway,
    DataWorks,
    DroppedConnection,
    ErrorReply,
    Fault,
    Forbidden,
    MissingUserId,
    NotJson,
    Slow,
    SystemFailure,
    Throttled,
    TimeOut,
    Unsuccessful,
    mock_dataworks,
)
from dwgate.testing.faults import FAULTS, fault_of
from dwgate.testing.wire import Answer, Exchange

REPORT = {"ExtensionCode": "guard", "CheckResult": "FAIL", "CheckMessage": "no", "MessageId": "m-1"}


@pytest.fixture
def message(dataworks: DataWorks) -> Any:
    """A check that waits for its one extension."""
    dataworks.register_extension("guard", points=["download-resources"])
    return dataworks.ask({"id": "m-1", "data": {"eventCode": "download-resources"}})


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Forbidden(), (403, "Forbidden.Access")),
        (MissingUserId(), (400, "InternalError.UserId.Missing")),
        (SystemFailure(), (500, "InternalError.System")),
        (Throttled(), (429, "Throttling.User")),
        (Throttled(code="Throttling.Api", status=400), (400, "Throttling.Api")),
        (ErrorReply(status=409, code="Some.Conflict"), (409, "Some.Conflict")),
    ],
)
def test_an_error_of_the_vendors_is_answered_without_effect(
    call: Any, dataworks: DataWorks, message: Any, fault: ErrorReply, expected: tuple[int, str]
) -> None:
    """The SDK raises it with its status and its code, and the next call goes through."""
    dataworks.fail(fault)
    assert call.refusal("CallbackExtension", **REPORT) == expected
    assert message.state == "CHECKING"
    call("CallbackExtension", **REPORT)
    assert message.state == "BLOCKED"


def test_an_error_says_what_the_documentation_says_unless_told_otherwise() -> None:
    """Without any text, the code has to do."""
    assert Throttled(code="Throttling.System").text == "The DataWorks system is busy. Try again later."
    assert Forbidden(message="Go away.").text == "Go away."
    assert ErrorReply(status=400, code="Some.Code").text == "Some.Code"


def test_throttling_may_say_when_to_come_again(call: Any, dataworks: DataWorks) -> None:
    """The SDK reads the header, and raises an error of its own kind."""
    dataworks.fail(Throttled(retry_after=20))
    exceptions = importlib.import_module("alibabacloud_tea_openapi.exceptions")
    with pytest.raises(exceptions.ThrottlingException) as throttled:
        call("GetExtension", ExtensionCode="guard")
    assert throttled.value.retry_after == 20


@pytest.mark.parametrize(
    ("fault", "said"),
    [(BadGateway(), "502 Bad Gateway"), (BadGateway(503), "503"), (NotJson(), "OK"), (NotJson("<html>"), "<html>")],
)
def test_a_body_that_is_no_json_breaks_the_sdk(
    call: Any, dataworks: DataWorks, message: Any, fault: Fault, said: str
) -> None:
    """A gateway has done nothing; whoever answers 200 has done what was asked, and cannot say so."""
    dataworks.fail(fault)
    assert said in call.breakdown("CallbackExtension", **REPORT)
    assert message.state == ("BLOCKED" if isinstance(fault, NotJson) else "CHECKING")


@pytest.mark.parametrize("fault", [TimeOut, DroppedConnection])
def test_an_answer_that_does_not_come_says_nothing_of_the_effect(
    call: Any, dataworks: DataWorks, message: Any, fault: Any
) -> None:
    """A lost request changes nothing, a lost answer leaves the result behind, and repeating it is harmless."""
    dataworks.fail(fault())
    dataworks.fail(fault(after_effect=True))
    assert "a fault of the test" in call.breakdown("CallbackExtension", **REPORT)
    assert message.state == "CHECKING"
    assert "a fault of the test" in call.breakdown("CallbackExtension", **REPORT)
    assert message.state == "BLOCKED"
    call("CallbackExtension", **REPORT)
    assert [made.status for made in dataworks.calls] == [None, None, 200]


@pytest.mark.parametrize("success", ["false", False])
def test_a_call_may_fail_with_status_200(call: Any, dataworks: DataWorks, message: Any, success: Any) -> None:
    """The SDK does not raise: the caller must look at Success, which is a string or a boolean."""
    dataworks.fail(Unsuccessful(success))
    assert call("CallbackExtension", **REPORT)["Success"] == success
    assert message.state == "CHECKING"


def test_a_slow_answer_is_a_proper_one(sdk: Any) -> None:
    """The time passes in the sleep that the test hands over."""
    slept: list[float] = []
    with mock_dataworks(sleep=slept.append) as backend:
        backend.register_extension("guard", points=["download-resources"])
        backend.fail(Slow(1500))
        assert sdk(backend.credentials)("GetExtension", read_timeout=2000, ExtensionCode="guard")["Extension"]
    assert slept == [1.5]


def test_an_answer_slower_than_the_caller_is_patient_comes_too_late(sdk: Any) -> None:
    """The caller waits as long as it said, and the operation is done."""
    slept: list[float] = []
    with mock_dataworks(sleep=slept.append) as backend:
        backend.register_extension("guard", points=["download-resources"])
        message = backend.ask({"id": "m-1", "data": {"eventCode": "download-resources"}})
        backend.fail(Slow(1500))
        assert "after 1500 ms" in sdk(backend.credentials).breakdown("CallbackExtension", read_timeout=1000, **REPORT)
    assert slept == [1.0]
    assert message.state == "BLOCKED"


def test_faults_strike_in_order_and_one_request_each(call: Any, dataworks: DataWorks) -> None:
    """What has not struck can be asked for, so that a test sees a retry that was not made."""
    dataworks.register_extension("guard", points=["download-resources"])
    dataworks.fail(Throttled(), times=2)
    dataworks.fail(Forbidden(), action="ListCheckProcesses")
    dataworks.fail(SystemFailure())
    assert list(dataworks.unused_faults) == [Throttled(), Throttled(), Forbidden(), SystemFailure()]
    codes = [call.refusal("GetExtension", ExtensionCode="guard")[1] for _ in range(3)]
    assert codes == ["Throttling.User", "Throttling.User", "InternalError.System"]
    assert call("GetExtension", ExtensionCode="guard")
    assert list(dataworks.unused_faults) == [Forbidden()]
    assert call.refusal("ListCheckProcesses", EventCode="commit-file") == (403, "Forbidden.Access")
    assert list(dataworks.unused_faults) == []


def test_a_wrong_signature_is_not_hidden_by_a_fault(sdk: Any, dataworks: DataWorks) -> None:
    """A caller who signs wrongly must see that, whatever else was to happen."""
    dataworks.fail(Throttled())
    key = dataworks.credentials
    dataworks.rotate_credentials()
    assert sdk(key).refusal("GetExtension", ExtensionCode="guard")[1] == "InvalidSecurityToken.Expired"
    assert dataworks.unused_faults == (Throttled(),)


def test_a_test_may_bring_its_own_fault(call: Any, dataworks: DataWorks, message: Any) -> None:
    """Whatever has a method strike is a fault: here, one that answers as if nothing had been taken."""

    class TakenAndDenied:
        def strike(self, exchange: Exchange) -> Answer:
            exchange.operate()
            return Answer(exchange.refuse(SystemFailure()))

    dataworks.fail(TakenAndDenied())
    assert call.refusal("CallbackExtension", **REPORT) == (500, "InternalError.System")
    assert message.state == "BLOCKED"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"action": "CallbackExtensions"}, "no operation 'CallbackExtensions'"),
        ({"times": 0}, "not 0 times"),
        ({"times": "2"}, "not '2' times"),
    ],
)
def test_a_fault_that_could_never_strike_is_refused(dataworks: DataWorks, options: Any, problem: str) -> None:
    """A misspelt action would make a test pass that tests nothing."""
    with pytest.raises(ValueError, match=problem):
        dataworks.fail(Throttled(), **options)


def test_every_fault_is_known_by_its_name() -> None:
    """The control plane makes the same values as a test does."""
    assert fault_of("Throttled", {"retry_after": 20}) == Throttled(retry_after=20)
    assert fault_of("TimeOut", {"after_effect": True}) == TimeOut(after_effect=True)
    assert all(name == kind.__name__ for name, kind in FAULTS.items())


@pytest.mark.parametrize(
    ("name", "settings", "problem"),
    [
        ("Trottled", {}, "no fault 'Trottled'"),
        ("Slow", {}, "milliseconds"),
        ("Slow", {"milliseconds": "5"}, "milliseconds of Slow cannot be '5'"),
        ("Slow", {"seconds": 5}, "seconds"),
    ],
)
def test_a_fault_that_there_is_not_is_refused(name: str, settings: dict[str, Any], problem: str) -> None:
    """A wrong name, a missing or unknown field and a wrong type are each said."""
    with pytest.raises(ValueError, match=problem):
        fault_of(name, settings)

"""Whatever goes wrong on the way to DataWorks, the answer is in time and in shape, and the record says what it was."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

import calling_back
from calling_back import CODE, GUARD, NOW, PATIENT, REASONS, REFUSED, Records, message, payload, request
from dwgate.errors import Undelivered
from dwgate.gate import Gate
from dwgate.testing import (
    BadGateway,
    Credentials,
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

waits = calling_back.waits
dataworks = calling_back.dataworks

QUOTED = "select salary from hr where key = 'LTAI-canary'"
NO_ANSWER = "DataWorks gave no answer, or none that can be read"
FAILED = "DataWorks failed to answer"
THROTTLED = "DataWorks throttled the call"
NO = "DataWorks refused the call"
NO_EDITION = (
    "the Enterprise Edition of DataWorks is missing or has expired, so extensions are not in force:"
    " DataWorks ends the open check as passed, and the operation goes on unchecked"
)
NO_USER = "DataWorks did not find out who calls: the function's role may lack access"
FEW_SECONDS = SimpleNamespace(function=SimpleNamespace(timeout=20))


@dataclass(frozen=True)
class Case:
    """A fault that strikes so many times, and what becomes of the callback."""

    fault: Fault
    times: int
    state: str
    attempts: int
    problem: str | None = None
    code: str | None = None
    waits: tuple[float, ...] = ()
    """What is waited at least; what is waited by chance is none here."""
    has_request_id: bool = True


def saying(status: int, code: str) -> ErrorReply:
    """An error whose text quotes what was sent."""
    return ErrorReply(status=status, code=code, message=f"near {QUOTED}")


DELIVERED: dict[str, Case] = {
    "throttled once": Case(Throttled(), 1, "delivered", 2),
    "throttled with a time": Case(Throttled(retry_after=700), 2, "delivered", 3, waits=(0.7, 0.7)),
    "throttled by 400": Case(Throttled(status=400, code="Throttling.System"), 1, "delivered", 2),
    "throttled five times": Case(Throttled(code="Throttling.Api"), 5, "delivered", 6),
    "failed": Case(SystemFailure(), 3, "delivered", 4),
    "a page": Case(BadGateway(), 1, "delivered", 2),
    "a page of 503": Case(BadGateway(status=503), 2, "delivered", 3),
    "no answer": Case(TimeOut(), 1, "delivered", 2),
    "no answer, done": Case(TimeOut(after_effect=True), 1, "delivered", 2),
    "broken off": Case(DroppedConnection(), 1, "delivered", 2),
    "broken off, done": Case(DroppedConnection(after_effect=True), 2, "delivered", 3),
    "no JSON, done": Case(NotJson(), 1, "delivered", 2),
    "a page with 200": Case(NotJson("<html>login</html>"), 1, "delivered", 2),
    "empty": Case(NotJson(""), 1, "delivered", 2),
    "other JSON": Case(NotJson("[]"), 1, "delivered", 2),
    "slow": Case(Slow(50), 1, "delivered", 1, waits=(0.05,)),
    "too slow": Case(Slow(60_000), 1, "delivered", 2, waits=(3.0,)),
}
REFUSALS: dict[str, Case] = {
    "no edition": Case(Forbidden(message=QUOTED), 1, "refused", 1, NO_EDITION, "Forbidden.Access"),
    "no success": Case(Unsuccessful("false"), 1, "refused", 1, NO),
    "no success, as a boolean": Case(Unsuccessful(success=False), 1, "refused", 1, NO),
    "bad parameter": Case(saying(400, "InvalidParameter"), 1, "refused", 1, NO, "InvalidParameter"),
    "another 403": Case(saying(403, "Forbidden"), 1, "refused", 1, NO, "Forbidden"),
    "not found": Case(saying(404, "InvalidAction.NotFound"), 1, "refused", 1, NO, "InvalidAction.NotFound"),
    "a code that quotes": Case(ErrorReply(status=400, code=QUOTED, message=QUOTED), 1, "refused", 1, NO),
}
LOSSES: dict[str, Case] = {
    "throttled": Case(Throttled(message=QUOTED), 9, "undelivered", 6, THROTTLED, "Throttling.User"),
    "throttled for longer than there is": Case(
        Throttled(retry_after=900_000), 9, "undelivered", 1, THROTTLED, "Throttling.User"
    ),
    "down": Case(saying(500, "InternalError.System"), 9, "undelivered", 6, FAILED, "InternalError.System"),
    "pages": Case(BadGateway(), 9, "undelivered", 6, NO_ANSWER, has_request_id=False),
    "silent": Case(TimeOut(), 9, "undelivered", 6, NO_ANSWER, has_request_id=False),
    "silent, done": Case(TimeOut(after_effect=True), 9, "undelivered", 6, NO_ANSWER, has_request_id=False),
    "gone": Case(DroppedConnection(), 9, "undelivered", 6, NO_ANSWER, has_request_id=False),
    "no JSON": Case(NotJson(QUOTED), 9, "undelivered", 6, NO_ANSWER, has_request_id=False),
    "no caller": Case(MissingUserId(), 9, "undelivered", 1, NO_USER, "InternalError.UserId.Missing"),
    "no permission": Case(saying(403, "NoPermission"), 9, "undelivered", 1, NO, "NoPermission"),
    "bad key": Case(saying(404, "InvalidAccessKeyId.NotFound"), 9, "undelivered", 1, NO, "InvalidAccessKeyId.NotFound"),
}
CASES = DELIVERED | REFUSALS | LOSSES
WITH_EFFECT = {"silent, done", "no JSON"}


@pytest.fixture
def guard(gate: Callable[..., Gate], dataworks: DataWorks) -> Gate:
    """The guard at a point of each module."""
    assert dataworks.calls == ()
    return gate(GUARD, "commit-file", "freeze-node", "download-resources")


def invoke(gate: Gate, asked: bytes, context: object = PATIENT) -> dict[str, Any] | None:
    """The body of the answer, or None where the message is to be delivered again."""
    try:
        body: dict[str, Any] = json.loads(gate.handler(asked, context))
    except Undelivered:
        return None
    return body


def assert_recorded(case: Case, record: dict[str, Any], dataworks: DataWorks) -> None:
    """The record says what happened, in dwgate's words, and by which id DataWorks knows it."""
    callback = record["callback"]
    told = {name: callback[name] for name in ("state", "attempts", "problem", "code")}
    expected = {"state": case.state, "attempts": case.attempts, "problem": case.problem, "code": case.code}
    assert told == expected
    assert callback["request_id"] == (dataworks.calls[-1].request_id if case.has_request_id else None)
    assert record["level"] == ("info" if case.state == "delivered" else "error")
    assert (record["result"], record["problem"]) == ("FAIL", None)


@pytest.mark.parametrize("name", CASES)
def test_a_request_is_answered_whatever_becomes_of_its_callback(
    name: str, guard: Gate, dataworks: DataWorks, waits: list[float], records: Records
) -> None:
    """In shape, by the policy, after as many calls as could help and no more waiting than was asked for."""
    case, asked = CASES[name], payload(request(operator=REFUSED))
    check = dataworks.ask(asked)
    dataworks.fail(case.fault, times=case.times)
    assert invoke(guard, asked) == {"checkResult": "FAIL", "errorMessage": REASONS[REFUSED]}
    assert len(dataworks.calls) == case.attempts
    assert tuple(seconds for seconds in waits if seconds) == pytest.approx(case.waits)
    assert check.state == ("BLOCKED" if case.state == "delivered" or name in WITH_EFFECT else "CHECKING")
    (record,) = records()
    assert_recorded(case, record, dataworks)


@pytest.mark.parametrize("point", ["commit-file", "freeze-node"])
@pytest.mark.parametrize("name", CASES)
def test_an_event_is_delivered_again_where_that_may_help(
    name: str, point: str, guard: Gate, dataworks: DataWorks, records: Records
) -> None:
    """A refusal stands; what got no answer is decided and called again until there is one."""
    case, asked = CASES[name], payload(message(point, operator=REFUSED))
    check = dataworks.ask(asked)
    dataworks.fail(case.fault, times=case.times)
    assert (invoke(guard, asked) is None) is (case.state == "undelivered")
    (record,) = records()
    assert_recorded(case, record, dataworks)

    deliveries = 1
    while record["callback"]["state"] == "undelivered":
        deliveries += 1
        invoke(guard, asked)
        (record,) = records()
    assert deliveries <= 10
    assert check.state == ("CHECKING" if case.state == "refused" else "BLOCKED")
    calls = len(dataworks.calls)
    invoke(guard, asked)
    assert len(dataworks.calls) == calls
    assert records()[0]["is_repeated"] is True


def test_a_fault_of_one_message_costs_the_next_nothing(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """Each message of a list has its own attempts."""
    documents = [message("commit-file", f"m-{number}", operator=REFUSED) for number in range(3)]
    checks = [dataworks.ask(payload(document)) for document in documents]
    dataworks.fail(SystemFailure(), times=6)
    assert invoke(guard, payload(documents)) is None
    assert [check.state for check in checks] == ["CHECKING", "BLOCKED", "BLOCKED"]
    assert [one["callback"]["attempts"] for one in records()] == [6, 1, 1]


def test_a_list_shares_its_time(guard: Gate, dataworks: DataWorks, records: Records) -> None:
    """What a throttle asks for is more than a message's share, and less than the whole: it is not waited for."""
    documents = [message("commit-file", f"m-{number}", operator=REFUSED) for number in range(2)]
    for document in documents:
        dataworks.ask(payload(document))
    dataworks.fail(Throttled(retry_after=15_000))
    assert invoke(guard, payload(documents), FEW_SECONDS) is None
    first, second = records()
    assert (first["callback"]["state"], first["callback"]["attempts"]) == ("undelivered", 1)
    assert second["callback"]["state"] == "delivered"


def test_one_message_has_all_the_time(guard: Gate, dataworks: DataWorks, waits: list[float]) -> None:
    """The same throttle is waited for where there is nobody to share with."""
    asked = payload(message(operator=REFUSED))
    dataworks.ask(asked)
    dataworks.fail(Throttled(retry_after=15_000))
    assert invoke(guard, asked, FEW_SECONDS) is not None
    assert [seconds for seconds in waits if seconds] == [15.0]


def test_keys_that_expire_are_refused_until_new_ones_come(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is delivered again, and by then the instance may have new keys."""
    asked = payload(message(operator=REFUSED))
    check = dataworks.ask(asked)
    dataworks.rotate_credentials()
    assert invoke(guard, asked) is None
    for name, value in dataworks.environment().items():
        monkeypatch.setenv(name, value)
    assert invoke(guard, asked) is not None
    assert check.state == "BLOCKED"
    first, second = (record["callback"] for record in records())
    assert (first["state"], first["attempts"], first["code"]) == ("undelivered", 1, "InvalidSecurityToken.Expired")
    assert second["state"] == "delivered"


@pytest.mark.parametrize(
    ("name", "problem"),
    [("ALIBABA_CLOUD_ACCESS_KEY_ID", "there are no keys to call DataWorks with"), ("FC_REGION", "it is not known")],
)
def test_what_the_environment_lacks_is_said(  # noqa: PLR0913, PLR0917 - a case, and what is looked at
    name: str, problem: str, guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No call is made, the answer is returned, and an event is delivered again."""
    monkeypatch.delenv(name)
    assert invoke(guard, payload(request(operator=REFUSED))) == {
        "checkResult": "FAIL",
        "errorMessage": REASONS[REFUSED],
    }
    assert invoke(guard, payload(message(operator=REFUSED))) is None
    assert dataworks.calls == ()
    for record in records():
        assert record["callback"]["problem"].startswith(problem)
        assert (record["callback"]["state"], record["level"]) == ("undelivered", "error")


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Everything that an invocation writes anywhere, with every logger open."""
    caplog.set_level(logging.DEBUG)
    yield lambda: "".join((*capfd.readouterr(), caplog.text))
    caplog.clear()


CANARIES = Credentials(
    access_key_id="LTAI-canary-id",
    access_key_secret="canary-secret",  # noqa: S106 - it is no secret
    security_token="canary-token",  # noqa: S106 - as above
)


@pytest.mark.parametrize("debug", ["", "sdk"])
@pytest.mark.parametrize("name", CASES)
def test_neither_keys_nor_the_vendors_text_reach_the_log(  # noqa: PLR0913, PLR0917 - as above
    name: str,
    debug: str,
    gate: Callable[..., Gate],
    waits: list[float],
    logged: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor the answer: error messages of DataWorks may quote SQL or keys."""
    for variable, value in {"FC_REGION": "cn-shanghai", "DWGATE_EXTENSION_CODE": CODE, "DEBUG": debug}.items():
        monkeypatch.setenv(variable, value)
    with mock_dataworks(dataworks=DataWorks(CANARIES, clock=lambda: NOW), sleep=waits.append) as backend:
        backend.register_extension(CODE, points=["download-resources"])
        asked = payload(request(operator=REFUSED, sqlText=QUOTED))
        backend.ask(asked)
        backend.fail(CASES[name].fault, times=CASES[name].times)
        body = gate(GUARD).handler(asked, PATIENT)
    told = body + logged()
    assert '"callback"' in told
    assert "canary" not in told
    assert "salary" not in told
    assert "Authorization" not in told


def test_a_client_that_is_not_installed_is_said(
    guard: Gate, dataworks: DataWorks, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the name of the package; a function that was staged without it cannot call back."""
    monkeypatch.setitem(sys.modules, "certifi", None)
    assert invoke(guard, payload(request(operator=REFUSED))) is not None
    assert invoke(guard, payload(message(operator=REFUSED))) is None
    assert dataworks.calls == ()
    for record in records():
        assert record["callback"]["state"] == "undelivered"
        assert record["callback"]["problem"].startswith("certifi")

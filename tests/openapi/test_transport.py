"""One attempt gives the body of a yes, or says by one of two errors whether DataWorks refused or could not be asked."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses

from dwgate.errors import CallRefused, CallUnavailable
from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
from dwgate.openapi.operations import CALLBACK_EXTENSION
from dwgate.openapi.transport import Transport

OK = 200
URL = "https://dataworks.cn-shanghai.aliyuncs.com/"
KEYS = Credentials("LTAI-canary", "secret-canary", "token-canary")
PRIVATE = "select salary from hr"
PARAMETERS = {"MessageId": "m-1", "CheckMessage": PRIVATE}

NO_ANSWER = "DataWorks gave no answer, or none that can be read"
REFUSED = "DataWorks refused the call"
FAILED = "DataWorks failed to answer"
THROTTLED = "DataWorks throttled the call"


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    """Take the network's place."""
    with responses.RequestsMock() as mock:
        yield mock


def send(timeouts: Timeouts = Timeouts()) -> dict[str, Any]:  # noqa: B008 - it is frozen
    """Make one attempt."""
    return Transport(Endpoint("dataworks.cn-shanghai.aliyuncs.com"), KEYS).send(
        CALLBACK_EXTENSION, PARAMETERS, timeouts
    )


def vendors_error(code: str | None, request_id: str | None = "r-1") -> dict[str, Any]:
    """An error as a gateway answers it, which quotes what was sent."""
    return {"Code": code, "Message": f"near {PRIVATE} for secret-canary", "RequestId": request_id, "HostId": "h"}


@pytest.mark.parametrize(
    "body",
    [
        {"RequestId": "r-1", "Success": "true"},
        {"RequestId": "r-1", "Success": True},
        {"RequestId": "r-1", "Success": "True"},
        {"RequestId": "r-1"},
        {"Success": "true"},
    ],
    ids=str,
)
def test_a_yes_is_a_body(body: dict[str, Any], network: responses.RequestsMock) -> None:
    """Success is a text or a boolean, and UpdateIDEEventResult has none."""
    network.post(URL, json=body)
    assert send() == body


@pytest.mark.parametrize("success", ["false", "False", False, "", None, 0, "no"])
@pytest.mark.parametrize("name", ["ErrorCode", "Code"])
def test_a_success_that_is_not_true_is_a_refusal(name: str, success: Any, network: responses.RequestsMock) -> None:
    """With HTTP 200, which the vendor's client does not raise on."""
    network.post(URL, json={"RequestId": "r-1", "Success": success, name: "1010040004", "ErrorMessage": PRIVATE})
    with pytest.raises(CallRefused) as refused:
        send()
    assert (refused.value.problem, refused.value.code, refused.value.request_id) == (REFUSED, "1010040004", "r-1")


@pytest.mark.parametrize("body", ["OK", "", "[]", '"yes"', "5", "null", "{}", '{"Data": true}', "<html>", "{"])
def test_what_is_no_answer_of_dataworks_is_no_yes(body: str, network: responses.RequestsMock) -> None:
    """HTTP 200 from whatever stands between is tried again."""
    network.post(URL, body=body, content_type="application/json")
    with pytest.raises(CallUnavailable) as unavailable:
        send()
    assert (unavailable.value.problem, unavailable.value.is_transient) == (NO_ANSWER, True)


@pytest.mark.parametrize(
    "broken",
    [
        requests.exceptions.ReadTimeout(PRIVATE),
        requests.exceptions.ConnectTimeout(PRIVATE),
        requests.exceptions.ConnectionError(PRIVATE),
        requests.exceptions.ChunkedEncodingError(PRIVATE),
        requests.exceptions.SSLError(PRIVATE),
        ValueError(PRIVATE),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_answer_is_tried_again(broken: Exception, network: responses.RequestsMock) -> None:
    """A timeout, a broken connection, whatever breaks below."""
    network.post(URL, body=broken)
    with pytest.raises(CallUnavailable) as unavailable:
        send()
    error = unavailable.value
    assert (error.problem, error.code, error.request_id) == (NO_ANSWER, None, None)
    assert (error.is_transient, error.retry_after) == (True, 0.0)


@pytest.mark.parametrize("status", [400, 404, 413, 429, 500, 502, 503, 504])
def test_a_page_in_the_place_of_an_answer_is_tried_again(status: int, network: responses.RequestsMock) -> None:
    """A load balancer answers HTML."""
    network.post(URL, body="<html>Bad Gateway</html>", status=status, content_type="text/html")
    with pytest.raises(CallUnavailable, match=NO_ANSWER) as unavailable:
        send()
    assert unavailable.value.is_transient


@pytest.mark.parametrize(
    ("status", "code", "problem"),
    [
        (500, "InternalError.System", FAILED),
        (502, "BadGateway", FAILED),
        (503, "ServiceUnavailable", FAILED),
        (429, "Throttling.User", THROTTLED),
        (429, "Throttling.Api", THROTTLED),
        (400, "Throttling.System", THROTTLED),
        (400, "Throttling", THROTTLED),
        (503, "Throttling.Api", THROTTLED),
        (429, "TooMany", THROTTLED),
        (408, "RequestTimeout", FAILED),
        (400, "ServiceUnavailable", FAILED),
        (200, "Throttling.User", THROTTLED),
        (200, "InternalError.System", FAILED),
    ],
)
def test_a_failure_and_a_throttle_are_tried_again(
    status: int, code: str, problem: str, network: responses.RequestsMock
) -> None:
    """With the vendor's code and request id, by which its support finds the call."""
    network.post(URL, json=vendors_error(code) | ({"Success": False} if status == OK else {}), status=status)
    with pytest.raises(CallUnavailable) as unavailable:
        send()
    error = unavailable.value
    assert (error.problem, error.code, error.request_id) == (problem, code, "r-1")
    assert (error.is_transient, error.retry_after) == (True, 0.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        *(
            ("1500", 1.5),
            ("1", 0.001),
            ("60000", 60.0),
            ("0", 0.0),
            ("-5", 0.0),
            ("soon", 0.0),
            ("", 0.0),
            ("1.5", 0.0),
        ),
        ("9" * 400, 86_400.0),
    ],
)
@pytest.mark.parametrize("status", [400, 429, 503])
def test_how_long_to_wait_is_in_milliseconds(
    status: int, header: str, seconds: float, network: responses.RequestsMock
) -> None:
    """What x-acs-retry-after says, and nothing where it says none."""
    network.post(URL, json=vendors_error("Throttling.Api"), status=status, headers={"x-acs-retry-after": header})
    with pytest.raises(CallUnavailable, match=THROTTLED) as unavailable:
        send()
    assert unavailable.value.retry_after == pytest.approx(seconds)


def test_whoever_asks_to_wait_throttles_whatever_the_code(network: responses.RequestsMock) -> None:
    """The header says more than a code that nobody knows."""
    network.post(URL, json=vendors_error("FlowControl"), status=400, headers={"x-acs-retry-after": "200"})
    with pytest.raises(CallUnavailable, match=THROTTLED) as unavailable:
        send()
    assert (unavailable.value.code, unavailable.value.retry_after) == ("FlowControl", 0.2)


@pytest.mark.parametrize("code", ["InvalidParameter.MessageId", "MissingMessageId", "Forbidden", "InvalidVersion"])
@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_no_is_a_refusal(status: int, code: str, network: responses.RequestsMock) -> None:
    """To call again is useless."""
    network.post(URL, json=vendors_error(code), status=status)
    with pytest.raises(CallRefused) as refused:
        send()
    assert (refused.value.problem, refused.value.code, refused.value.request_id) == (REFUSED, code, "r-1")
    assert str(refused.value) == f"{REFUSED} ({code})"


def test_a_missing_edition_is_said_in_plain_words(network: responses.RequestsMock) -> None:
    """What is the matter, and what it means for the operation, in both languages."""
    network.post(URL, json=vendors_error("Forbidden.Access"), status=403)
    with pytest.raises(CallRefused) as refused:
        send()
    assert refused.value.problem == (
        "the Enterprise Edition of DataWorks is missing or has expired, so extensions are not in force:"
        " DataWorks ends the open check as passed, and the operation goes on unchecked"
    )
    assert "企业版" in refused.value.problem.chinese
    assert refused.value.code == "Forbidden.Access"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "Forbidden.RAM"),
        (403, "NoPermission"),
        (404, "InvalidAccessKeyId.NotFound"),
        (400, "InvalidAccessKeyId.Inactive"),
        (400, "InvalidSecurityToken.Expired"),
        (400, "InvalidSecurityToken.Malformed"),
        (400, "MissingSecurityToken"),
        (400, "SignatureDoesNotMatch"),
        (400, "SignatureNonceUsed"),
        (400, "IncompleteSignature"),
        (400, "InvalidTimeStamp.Expired"),
        (400, "InternalError.UserId.Missing"),
    ],
)
def test_a_refusal_of_the_caller_settles_nothing(status: int, code: str, network: responses.RequestsMock) -> None:
    """Other keys or a permission mend it, but not within this invocation."""
    network.post(URL, json=vendors_error(code), status=status)
    with pytest.raises(CallUnavailable) as unavailable:
        send()
    error = unavailable.value
    assert (error.is_transient, error.code, error.request_id) == (False, code, "r-1")
    assert "DataWorks" in error.problem


def test_a_caller_whom_dataworks_does_not_know_is_told_where_to_look(network: responses.RequestsMock) -> None:
    """The function's role is the place to look at."""
    network.post(URL, json=vendors_error("InternalError.UserId.Missing"), status=400)
    with pytest.raises(CallUnavailable, match="the function's role may lack access") as unavailable:
        send()
    assert "角色" in unavailable.value.problem.chinese


@pytest.mark.parametrize("value", [None, "", "None", "a b", f"near {PRIVATE}", "x" * 129, 5, {"a": 1}, "密钥"])
def test_a_code_that_is_none_is_not_shown(value: Any, network: responses.RequestsMock) -> None:
    """A code and a request id are what the vendor writes as such, and nothing that might be something else."""
    network.post(URL, json=vendors_error(value, value), status=400)
    with pytest.raises(CallRefused) as refused:
        send()
    expected = "5" if value == 5 else None  # which the vendor's client makes a text
    assert (refused.value.code, refused.value.request_id) == (expected, expected)


@pytest.mark.parametrize("status", [200, 400, 403, 429, 500])
def test_no_error_quotes_the_vendors_text(status: int, network: responses.RequestsMock) -> None:
    """It may quote what was sent, and dwgate says it in its own words."""
    network.post(URL, json={**vendors_error("Some.Code"), "Success": False}, status=status)
    with pytest.raises((CallRefused, CallUnavailable)) as raised:
        send()
    told = f"{raised.value!s} {raised.value!r} {raised.value.args} {raised.value.problem.chinese}"
    assert "canary" not in told
    assert PRIVATE not in told


@pytest.mark.parametrize(
    ("timeouts", "milliseconds"),
    [
        (Timeouts(), (1.0, 3.0)),
        (Timeouts(connect=0.25, read=0.5), (0.25, 0.5)),
        (Timeouts(connect=0.0001, read=0.0), (0.001, 0.001)),
    ],
)
def test_an_attempt_has_its_timeouts(
    timeouts: Timeouts, milliseconds: tuple[float, float], network: responses.RequestsMock
) -> None:
    """In milliseconds, and never none, which would be the vendor's own of 5 and 10 seconds."""
    network.post(URL, json={"RequestId": "r-1"})
    send(timeouts)
    sent: Any = network.calls[0].request
    assert sent.req_kwargs["timeout"] == pytest.approx(milliseconds)


@pytest.mark.parametrize(
    ("code", "error"), [("InternalError.System", CallUnavailable), ("Invalid.Parameter", CallRefused)]
)
@pytest.mark.parametrize("name", ["Code", "ErrorCode"])
def test_the_code_of_an_error_is_no_yes(
    name: str, code: str, error: type[Exception], network: responses.RequestsMock
) -> None:
    """With HTTP 200 and without Success: taken for a yes, it would be a workspace without options."""
    network.post(URL, json={"RequestId": "r-1", name: code, "HttpStatusCode": 500})
    with pytest.raises(error):
        send()

"""One attempt gives the body of a yes, or says by one of two errors whether DataWorks refused or could not be asked."""

import http.client
import socket
import ssl
from collections.abc import Iterator
from typing import Any

import pytest

from dwgate.errors import CallRefused, CallUnavailable
from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
from dwgate.openapi.operations import CALLBACK_EXTENSION
from dwgate.openapi.proxies import ProxyError
from dwgate.openapi.transport import Transport
from openapi.network import Network, in_its_place

OK = 200
KEYS = Credentials("LTAI-canary", "secret-canary", "token-canary")
PRIVATE = "select salary from hr"
PARAMETERS = {"MessageId": "m-1", "CheckMessage": PRIVATE}

NO_ANSWER = "DataWorks gave no answer, or none that can be read"
REFUSED = "DataWorks refused the call"
FAILED = "DataWorks failed to answer"
THROTTLED = "DataWorks throttled the call"


@pytest.fixture
def network() -> Iterator[Network]:
    """Take the network's place."""
    with in_its_place() as network:
        yield network


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
def test_a_yes_is_a_body(body: dict[str, Any], network: Network) -> None:
    """Success is a text or a boolean, and UpdateIDEEventResult has none."""
    network.gives(json=body)
    assert send() == body


@pytest.mark.parametrize("success", ["false", "False", False, "", None, 0, "no"])
@pytest.mark.parametrize("name", ["ErrorCode", "Code"])
def test_a_success_that_is_not_true_is_a_refusal(name: str, success: Any, network: Network) -> None:
    """With HTTP 200."""
    network.gives(json={"RequestId": "r-1", "Success": success, name: "1010040004", "ErrorMessage": PRIVATE})
    with pytest.raises(CallRefused) as refused:
        send()
    assert (refused.value.problem, refused.value.code, refused.value.request_id) == (REFUSED, "1010040004", "r-1")


@pytest.mark.parametrize("body", ["OK", "", "[]", '"yes"', "5", "null", "{}", '{"Data": true}', "<html>", "{"])
def test_what_is_no_answer_of_dataworks_is_no_yes(body: str, network: Network) -> None:
    """HTTP 200 from whatever stands between is tried again."""
    network.gives(body=body)
    with pytest.raises(CallUnavailable) as unavailable:
        send()
    assert (unavailable.value.problem, unavailable.value.is_transient) == (NO_ANSWER, True)


@pytest.mark.parametrize(
    "broken",
    [
        TimeoutError(PRIVATE),
        ConnectionRefusedError(PRIVATE),
        ConnectionResetError(PRIVATE),
        socket.gaierror(PRIVATE),
        http.client.IncompleteRead(b""),
        http.client.RemoteDisconnected(PRIVATE),
        ssl.SSLCertVerificationError(PRIVATE),
        ProxyError(PRIVATE),
        ValueError(PRIVATE),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_answer_is_tried_again(broken: Exception, network: Network) -> None:
    """A timeout, a broken connection, whatever breaks below."""
    network.gives(body=broken)
    with pytest.raises(CallUnavailable) as unavailable:
        send()
    error = unavailable.value
    assert (error.problem, error.code, error.request_id) == (NO_ANSWER, None, None)
    assert (error.is_transient, error.retry_after) == (True, 0.0)


@pytest.mark.parametrize("status", [400, 404, 413, 429, 500, 502, 503, 504])
def test_a_page_in_the_place_of_an_answer_is_tried_again(status: int, network: Network) -> None:
    """A load balancer answers HTML."""
    network.gives(body="<html>Bad Gateway</html>", status=status)
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
def test_a_failure_and_a_throttle_are_tried_again(status: int, code: str, problem: str, network: Network) -> None:
    """With the vendor's code and request id, by which its support finds the call."""
    network.gives(json=vendors_error(code) | ({"Success": False} if status == OK else {}), status=status)
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
def test_how_long_to_wait_is_in_milliseconds(status: int, header: str, seconds: float, network: Network) -> None:
    """What x-acs-retry-after says, and nothing where it says none."""
    network.gives(json=vendors_error("Throttling.Api"), status=status, headers={"x-acs-retry-after": header})
    with pytest.raises(CallUnavailable, match=THROTTLED) as unavailable:
        send()
    assert unavailable.value.retry_after == pytest.approx(seconds)


def test_whoever_asks_to_wait_throttles_whatever_the_code(network: Network) -> None:
    """The header says more than a code that nobody knows."""
    network.gives(json=vendors_error("FlowControl"), status=400, headers={"x-acs-retry-after": "200"})
    with pytest.raises(CallUnavailable, match=THROTTLED) as unavailable:
        send()
    assert (unavailable.value.code, unavailable.value.retry_after) == ("FlowControl", 0.2)


@pytest.mark.parametrize("code", ["InvalidParameter.MessageId", "MissingMessageId", "Forbidden", "InvalidVersion"])
@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_no_is_a_refusal(status: int, code: str, network: Network) -> None:
    """To call again is useless."""
    network.gives(json=vendors_error(code), status=status)
    with pytest.raises(CallRefused) as refused:
        send()
    assert (refused.value.problem, refused.value.code, refused.value.request_id) == (REFUSED, code, "r-1")
    assert str(refused.value) == f"{REFUSED} ({code})"


def test_a_missing_edition_is_said_in_plain_words(network: Network) -> None:
    """What is the matter, and what it means for the operation, in both languages."""
    network.gives(json=vendors_error("Forbidden.Access"), status=403)
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
def test_a_refusal_of_the_caller_settles_nothing(status: int, code: str, network: Network) -> None:
    """Other keys or a permission mend it, but not within this invocation."""
    network.gives(json=vendors_error(code), status=status)
    with pytest.raises(CallUnavailable) as unavailable:
        send()
    error = unavailable.value
    assert (error.is_transient, error.code, error.request_id) == (False, code, "r-1")
    assert "DataWorks" in error.problem


def test_a_caller_whom_dataworks_does_not_know_is_told_where_to_look(network: Network) -> None:
    """The function's role is the place to look at."""
    network.gives(json=vendors_error("InternalError.UserId.Missing"), status=400)
    with pytest.raises(CallUnavailable, match="the function's role may lack access") as unavailable:
        send()
    assert "角色" in unavailable.value.problem.chinese


@pytest.mark.parametrize("value", [None, "", "None", "a b", f"near {PRIVATE}", "x" * 129, 5, {"a": 1}, "密钥"])
def test_a_code_that_is_none_is_not_shown(value: Any, network: Network) -> None:
    """A code and a request id are what the vendor writes as such, and nothing that might be something else."""
    network.gives(json=vendors_error(value, value), status=400)
    with pytest.raises(CallRefused) as refused:
        send()
    expected = "5" if value == 5 else None  # a number is as good as its digits
    assert (refused.value.code, refused.value.request_id) == (expected, expected)


@pytest.mark.parametrize("status", [200, 400, 403, 429, 500])
def test_no_error_quotes_the_vendors_text(status: int, network: Network) -> None:
    """It may quote what was sent, and dwgate says it in its own words."""
    network.gives(json={**vendors_error("Some.Code"), "Success": False}, status=status)
    with pytest.raises((CallRefused, CallUnavailable)) as raised:
        send()
    told = f"{raised.value!s} {raised.value!r} {raised.value.args} {raised.value.problem.chinese}"
    assert "canary" not in told
    assert PRIVATE not in told


@pytest.mark.parametrize(
    ("timeouts", "seconds"),
    [
        (Timeouts(), (1.0, 3.0)),
        (Timeouts(connect=0.25, read=0.5), (0.25, 0.5)),
        (Timeouts(connect=0.0001, read=0.0), (0.001, 0.001)),
    ],
)
def test_an_attempt_has_its_timeouts(timeouts: Timeouts, seconds: tuple[float, float], network: Network) -> None:
    """And never none, which would be no time to a socket that may not wait."""
    send(timeouts)
    (sent,) = network.sent
    assert (sent.timeouts.connect, sent.timeouts.read) == pytest.approx(seconds)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirection_is_no_answer(status: int, network: Network) -> None:
    """Whatever its body says, and wherever it leads: what is sent holds keys, and is for one host."""
    network.gives(
        json={"RequestId": "r-1", "Success": True}, status=status, headers={"location": "https://example.com/"}
    )
    with pytest.raises(CallUnavailable, match=NO_ANSWER):
        send()
    assert len(network.sent) == 1


@pytest.mark.parametrize("body", ["null", "[]", "5", '"no"'])
@pytest.mark.parametrize("status", [400, 500])
def test_json_that_is_no_error_of_dataworks_is_no_answer(status: int, body: str, network: Network) -> None:
    """Somebody else has written it."""
    network.gives(body=body, status=status)
    with pytest.raises(CallUnavailable, match=NO_ANSWER) as unavailable:
        send()
    assert unavailable.value.is_transient


@pytest.mark.parametrize(
    ("code", "error"), [("InternalError.System", CallUnavailable), ("Invalid.Parameter", CallRefused)]
)
@pytest.mark.parametrize("name", ["Code", "ErrorCode"])
def test_the_code_of_an_error_is_no_yes(name: str, code: str, error: type[Exception], network: Network) -> None:
    """With HTTP 200 and without Success: taken for a yes, it would be a workspace without options."""
    network.gives(json={"RequestId": "r-1", name: code, "HttpStatusCode": 500})
    with pytest.raises(error):
        send()

"""What is sent is what the vendor's own client of DataWorks sends, and signed so that the description verifies it."""

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses
from requests import PreparedRequest

from dwgate.openapi import operations
from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
from dwgate.openapi.operations import Operation
from dwgate.openapi.transport import Transport
from dwgate.testing import Credentials as StubCredentials
from dwgate.testing.error_replies import Refused
from dwgate.testing.mock import _request
from dwgate.testing.signature import Gatekeeper
from dwgate.testing.wire import Request

HOST = "dataworks.cn-shanghai.aliyuncs.com"
TOKENS = (None, "CAISabc+/==")
OF_ONE_REQUEST = {"x-acs-date", "x-acs-signature-nonce", "authorization"}
RESULT = {"MessageId": "6f7c-*+~ 1", "ExtensionCode": "guard", "CheckResult": "FAIL"}
REASONS = {
    "plain": "No.",
    "Chinese": "123456 行超过了 100000 行的上限。",
    "special": 'a+b & c=d; 50% of ~*\'()!? "q" <x>/\\ é \U0001f600',
    "lines": "first\nsecond\r\n\tthird ",
    "long": "行" * 1000,
}
CALLS = {
    **{
        f"{operation.name}, {name}": (operation, {**RESULT, parameter: reason})
        for operation, parameter in (
            (operations.CALLBACK_EXTENSION, "CheckMessage"),
            (operations.UPDATE_IDE_EVENT_RESULT, "CheckResultTip"),
            (operations.UPDATE_WORKBENCH_EVENT_RESULT, "CheckResultTip"),
        )
        for name, reason in REASONS.items()
    },
    "CallbackExtension, no reason": (operations.CALLBACK_EXTENSION, {**RESULT, "CheckResult": "OK"}),
    "UpdateIDEEventResult, no reason": (operations.UPDATE_IDE_EVENT_RESULT, {**RESULT, "CheckResult": "OK"}),
    "UpdateWorkbenchEventResult, no reason": (
        operations.UPDATE_WORKBENCH_EVENT_RESULT,
        {**RESULT, "CheckResult": "OK"},
    ),
    "GetIDEEventDetail": (operations.GET_IDE_EVENT_DETAIL, {"MessageId": "6f7c-1", "ProjectId": "91864"}),
    "GetOptionValueForProject": (
        operations.GET_OPTION_VALUE_FOR_PROJECT,
        {"ExtensionCode": "guard", "ProjectId": "91864"},
    ),
    "GetExtension": (operations.GET_EXTENSION, {"ExtensionCode": "guard"}),
}
EACH_CALL = pytest.mark.parametrize(("operation", "parameters"), CALLS.values(), ids=CALLS)

Sent = list[PreparedRequest]


@pytest.fixture
def sent() -> Iterator[Sent]:
    """Answer every request by a yes, and collect it."""
    requests: Sent = []

    def answer(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        requests.append(request)
        return 200, {"Content-Type": "application/json"}, '{"RequestId": "r-1", "Success": "true"}'

    with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
        network.add_callback(responses.POST, re.compile(f"https://{HOST}/.*"), answer)
        yield requests


@pytest.fixture(scope="session")
def vendor() -> Callable[..., None]:
    """Give the vendor's client of DataWorks, whose import takes a second: an operation by name, its parameters."""
    package = "alibabacloud_dataworks_public20200518"
    client, models = (importlib.import_module(f"{package}.{name}") for name in ("client", "models"))

    def call(operation: Operation, parameters: dict[str, str], credentials: Credentials) -> None:
        config = importlib.import_module("alibabacloud_tea_openapi.utils_models").Config(
            access_key_id=credentials.access_key_id,
            access_key_secret=credentials.access_key_secret,
            security_token=credentials.security_token,
            endpoint=HOST,
        )
        method = re.sub("(?<=[a-z])(?=[A-Z])", "_", operation.name).lower()
        getattr(client.Client(config), method)(getattr(models, f"{operation.name}Request")().from_map(parameters))

    return call


def keys(token: str | None) -> Credentials:
    """The keys of a caller, temporary ones if there is a token."""
    return Credentials("key-id", "key-secret", token)


def send(operation: Operation, parameters: dict[str, str], credentials: Credentials) -> None:
    """Make one attempt as dwgate makes it."""
    Transport(Endpoint(HOST), credentials).send(operation, parameters, Timeouts())


def without_what_is_of_one_request(request: PreparedRequest) -> dict[str, Any]:
    """All that is on the wire, but the date, the nonce, and the signature over them."""
    read = _request(request)
    authorization = re.sub("Signature=[0-9a-f]+", "Signature=…", read.headers["authorization"])
    headers = {name: value for name, value in read.headers.items() if name not in OF_ONE_REQUEST}
    whole = {name: getattr(read, name) for name in ("method", "path", "body")}
    address = str(request.url).partition("?")[0]
    query = sorted(read.query.split("&"))  # its order means nothing, and the signature is over the sorted one
    return {**whole, "address": address, "query": query, "headers": headers, "authorization": authorization}


@pytest.mark.parametrize("token", TOKENS, ids=["key", "token"])
@EACH_CALL
def test_the_vendors_client_sends_the_same(
    operation: Operation, parameters: dict[str, str], token: str | None, sent: Sent, vendor: Callable[..., None]
) -> None:
    """Method, path, query, form and headers, the parameters of a query in any order and all else to the byte."""
    send(operation, parameters, keys(token))
    vendor(operation, parameters, keys(token))
    ours, theirs = map(without_what_is_of_one_request, sent)
    assert ours == theirs
    assert ours["headers"]["x-acs-action"] == operation.name
    assert ours["headers"].get("x-acs-security-token") == token


@EACH_CALL
def test_every_parameter_is_in_one_part_of_the_request(
    operation: Operation, parameters: dict[str, str], sent: Sent
) -> None:
    """In the form, or in the query, as it was given and nothing beside it."""
    send(operation, parameters, keys(None))
    read = _request(sent[0])
    both = {"form": read.in_form, "query": read.in_query}
    assert both.pop(operation.parameters_in) == parameters
    assert list(both.values()) == [{}]


def test_no_two_requests_are_the_same(sent: Sent) -> None:
    """Each has its own nonce, since a gateway takes one once."""
    for _ in range(2):
        send(operations.CALLBACK_EXTENSION, RESULT, keys(None))
    assert len({request.headers["x-acs-signature-nonce"] for request in sent}) == 2


@pytest.mark.parametrize("token", TOKENS, ids=["key", "token"])
@EACH_CALL
def test_the_signature_is_that_of_the_description(
    operation: Operation, parameters: dict[str, str], token: str | None, sent: Sent
) -> None:
    """A verifier that shares no code with the vendor's client lets the request in."""
    send(operation, parameters, keys(token))
    gatekeeper(token).admit(_request(sent[0]), datetime.now(UTC))


def gatekeeper(token: str | None) -> Gatekeeper:
    """Who knows the caller's keys."""
    known = StubCredentials(access_key_id="key-id", access_key_secret="key-secret", security_token=token)  # noqa: S106 - a test's own
    return Gatekeeper(known)


def with_header(name: str, value: str) -> Callable[[Request], Request]:
    """Put another header in the place of one."""
    return lambda request: replace(request, headers={**request.headers, name: value})


TAMPERED: dict[str, Callable[[Request], Request]] = {
    "another result": lambda request: replace(request, body=request.body.replace(b"FAIL", b"OK")),
    "another query": lambda request: replace(request, query="CheckResult=OK"),
    "another path": lambda request: replace(request, path="/api"),
    "another method": lambda request: replace(request, method="GET"),
    "another host": with_header("host", "dataworks.cn-beijing.aliyuncs.com"),
    "another operation": with_header("x-acs-action", "GetExtension"),
    "another version": with_header("x-acs-version", "2024-05-18"),
    "another nonce": with_header("x-acs-signature-nonce", "1"),
    "another date": with_header(
        "x-acs-date", (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    ),
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_a_request_that_was_changed_does_not_verify(tamper: Callable[[Request], Request], sent: Sent) -> None:
    """The signature covers all that says what is asked for."""
    send(operations.CALLBACK_EXTENSION, RESULT, keys(None))
    with pytest.raises(Refused) as refused:
        gatekeeper(None).admit(tamper(_request(sent[0])), datetime.now(UTC))
    assert refused.value.error.code == "SignatureDoesNotMatch"


def test_a_result_in_the_query_is_signed_too(sent: Sent) -> None:
    """The operation center takes its result there."""
    send(operations.UPDATE_WORKBENCH_EVENT_RESULT, RESULT, keys(None))
    request = _request(sent[0])
    with pytest.raises(Refused):
        gatekeeper(None).admit(replace(request, query=request.query.replace("FAIL", "OK")), datetime.now(UTC))


@pytest.mark.parametrize("endpoint", [Endpoint("127.0.0.1:8080", "http"), Endpoint("gateway.example.com:8443")])
def test_a_host_with_its_port_is_called(endpoint: Endpoint) -> None:
    """By the protocol that is asked for."""
    with responses.RequestsMock() as network:
        network.post(f"{endpoint.protocol}://{endpoint.host}/", json={"RequestId": "r-1"})
        body = Transport(endpoint, keys(None)).send(operations.CALLBACK_EXTENSION, RESULT, Timeouts())
    assert body == {"RequestId": "r-1"}

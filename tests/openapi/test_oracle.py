"""What is sent is what the vendor's own client of DataWorks sends, and signed so that the description verifies it."""

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import parse_qsl, quote

import pytest
import responses
from alibabacloud_tea_openapi.utils import Utils
from hypothesis import given
from hypothesis import strategies as st

from dwgate.openapi import operations, signing
from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
from dwgate.openapi.operations import Operation
from dwgate.openapi.transport import Transport
from dwgate.testing import Credentials as StubCredentials
from dwgate.testing.error_replies import Refused
from dwgate.testing.mock import _own, _request
from dwgate.testing.signature import Gatekeeper
from dwgate.testing.wire import Request
from openapi.network import Network, in_its_place

HOST = "dataworks.cn-shanghai.aliyuncs.com"
TOKENS = (None, "CAISabc+/==")
DATE, NONCE = "2026-11-18T02:00:00Z", "9f0d5e"
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


@pytest.fixture
def network() -> Iterator[Network]:
    """Answer every request by a yes, and collect it."""
    with in_its_place() as network:
        yield network


@pytest.fixture(scope="session")
def vendor() -> Callable[..., Request]:
    """Give the vendor's client of DataWorks, whose import takes a second: what it sends to call an operation."""
    package = "alibabacloud_dataworks_public20200518"
    client, models = (importlib.import_module(f"{package}.{name}") for name in ("client", "models"))

    def call(operation: Operation, parameters: dict[str, str], credentials: Credentials) -> Request:
        config = importlib.import_module("alibabacloud_tea_openapi.utils_models").Config(
            access_key_id=credentials.access_key_id,
            access_key_secret=credentials.access_key_secret,
            security_token=credentials.security_token,
            endpoint=HOST,
        )
        method = re.sub("(?<=[a-z])(?=[A-Z])", "_", operation.name).lower()
        with responses.RequestsMock() as wire:
            wire.post(re.compile(f"https://{HOST}/.*"), json={"RequestId": "r-1", "Success": "true"})
            getattr(client.Client(config), method)(getattr(models, f"{operation.name}Request")().from_map(parameters))
            return _request(wire.calls[0].request)

    return call


def keys(token: str | None) -> Credentials:
    """The keys of a caller, temporary ones if there is a token."""
    return Credentials("key-id", "key-secret", token)


def send(operation: Operation, parameters: dict[str, str], credentials: Credentials) -> None:
    """Make one attempt as dwgate makes it."""
    Transport(Endpoint(HOST), credentials).send(operation, parameters, Timeouts())


def sent(network: Network) -> Request:
    """What was sent, as a server reads it."""
    return _own(network.sent[0].request)


def without(headers: Mapping[str, str], *names: str) -> dict[str, str]:
    """Give the headers but for some."""
    return {name: value for name, value in headers.items() if name not in names}


def read(query: str) -> list[tuple[str, str]]:
    """Read a query, which may encode a space in two ways, and whose order means nothing."""
    return sorted(parse_qsl(query, keep_blank_values=True))


@pytest.mark.parametrize("token", TOKENS, ids=["key", "token"])
@EACH_CALL
def test_the_vendors_client_sends_the_same(
    operation: Operation, parameters: dict[str, str], token: str | None, vendor: Callable[..., Request]
) -> None:
    """At the same time and by the same number, but for its name, and for where it has the keys from."""
    theirs = vendor(operation, parameters, keys(token))
    date, nonce = theirs.headers["x-acs-date"], theirs.headers["x-acs-signature-nonce"]
    ours = _own(signing.signed(operation, parameters, keys(token), host=HOST, date=date, nonce=nonce))
    assert (ours.method, ours.path, ours.body) == (theirs.method, theirs.path, theirs.body)
    assert read(ours.query) == read(theirs.query)
    other = ("authorization", "user-agent", "x-acs-credentials-provider", "content-length")
    assert without(ours.headers, *other) == without(theirs.headers, *other)
    assert ours.headers["x-acs-action"] == operation.name
    assert ours.headers.get("x-acs-security-token") == token


@pytest.mark.parametrize("token", TOKENS, ids=["key", "token"])
@EACH_CALL
def test_the_vendors_client_signs_the_same(
    operation: Operation, parameters: dict[str, str], token: str | None, vendor: Callable[..., Request]
) -> None:
    """What it sends, to the byte."""
    theirs = vendor(operation, parameters, keys(token))
    ours = signing.signed(operation, parameters, keys(token), host=HOST, date=DATE, nonce=NONCE)
    headers = without(theirs.headers, "authorization", "content-length")
    assert signing.authorization(_own(ours).query, headers, keys(token)) == theirs.headers["authorization"]


NAMES = st.from_regex("[A-Za-z][A-Za-z0-9]{0,20}", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(
    parameters=st.dictionaries(NAMES, VALUES, max_size=5),
    operation=st.sampled_from([operations.CALLBACK_EXTENSION, operations.UPDATE_WORKBENCH_EVENT_RESULT]),
    credentials=st.builds(Credentials, SECRETS, SECRETS, st.none() | SECRETS),
    host=st.sampled_from([HOST, "127.0.0.1:8080"]),
)
def test_the_vendors_client_signs_alike_whatever_is_sent(
    parameters: dict[str, str], operation: Operation, credentials: Credentials, host: str
) -> None:
    """Letters of any kind, none at all, and what an address is made of; in the form and in the query."""
    ours = _own(signing.signed(operation, parameters, credentials, host=host, date=DATE, nonce=NONCE))
    is_form = operation.parameters_in == "form"
    assert ours.body == (Utils.to_form(parameters).encode() if is_form else b"")
    query = {} if is_form else parameters
    assert ours.query == "&".join(f"{name}={quote(query[name], safe='~')}" for name in sorted(query))
    unsigned = without(ours.headers, "authorization")
    request = SimpleNamespace(method="POST", pathname="/", query=query, headers=unsigned)
    digest = unsigned["x-acs-content-sha256"]
    keys_ = (credentials.access_key_id, credentials.access_key_secret)
    assert ours.headers["authorization"] == Utils.get_authorization(request, signing.ALGORITHM, digest, *keys_)


def test_dwgate_calls_in_its_own_name(network: Network) -> None:
    """By which whoever looks through a trail of calls finds its own."""
    send(operations.CALLBACK_EXTENSION, RESULT, keys(None))
    assert sent(network).headers["user-agent"] == "dwgate"


@EACH_CALL
def test_every_parameter_is_in_one_part_of_the_request(
    operation: Operation, parameters: dict[str, str], network: Network
) -> None:
    """In the form, or in the query, as it was given and nothing beside it."""
    send(operation, parameters, keys(None))
    read = sent(network)
    both = {"form": read.in_form, "query": read.in_query}
    assert both.pop(operation.parameters_in) == parameters
    assert list(both.values()) == [{}]


def test_no_two_requests_are_the_same(network: Network) -> None:
    """Each has its own nonce, since a gateway takes one once."""
    for _ in range(2):
        send(operations.CALLBACK_EXTENSION, RESULT, keys(None))
    assert len({one.request.headers["x-acs-signature-nonce"] for one in network.sent}) == 2


@pytest.mark.parametrize("token", TOKENS, ids=["key", "token"])
@EACH_CALL
def test_the_signature_is_that_of_the_description(
    operation: Operation, parameters: dict[str, str], token: str | None, network: Network
) -> None:
    """A verifier that shares no code with the vendor's client lets the request in."""
    send(operation, parameters, keys(token))
    gatekeeper(token).admit(sent(network), datetime.now(UTC))


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
def test_a_request_that_was_changed_does_not_verify(tamper: Callable[[Request], Request], network: Network) -> None:
    """The signature covers all that says what is asked for."""
    send(operations.CALLBACK_EXTENSION, RESULT, keys(None))
    with pytest.raises(Refused) as refused:
        gatekeeper(None).admit(tamper(sent(network)), datetime.now(UTC))
    assert refused.value.error.code == "SignatureDoesNotMatch"


def test_a_result_in_the_query_is_signed_too(network: Network) -> None:
    """The operation center takes its result there."""
    send(operations.UPDATE_WORKBENCH_EVENT_RESULT, RESULT, keys(None))
    request = sent(network)
    with pytest.raises(Refused):
        gatekeeper(None).admit(replace(request, query=request.query.replace("FAIL", "OK")), datetime.now(UTC))


@pytest.mark.parametrize("endpoint", [Endpoint("127.0.0.1:8080", "http"), Endpoint("gateway.example.com:8443")])
def test_a_host_is_signed_with_its_port(endpoint: Endpoint, network: Network) -> None:
    """As it stands in the address that is called."""
    Transport(endpoint, keys(None)).send(operations.CALLBACK_EXTENSION, RESULT, Timeouts())
    assert (network.sent[0].endpoint, sent(network).headers["host"]) == (endpoint, endpoint.host)

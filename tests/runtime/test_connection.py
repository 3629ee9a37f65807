"""The connection calls with the keys and to the endpoint that the environment gives at the time of the call."""

import os
import threading
from typing import Any

import pytest

import calling_back
from calling_back import CODE, NOW
from dwgate.errors import CallRefused, CallUnavailable
from dwgate.events.event import Event, parse
from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
from dwgate.openapi.operations import CALLBACK_EXTENSION, GET_OPTION_VALUE_FOR_PROJECT
from dwgate.openapi.transport import Transport
from dwgate.runtime import connection
from dwgate.runtime.connection import KEY_VARIABLES, Connection, credentials_of, endpoint_of
from dwgate.runtime.deadline import Deadline
from dwgate.runtime.settings import Settings, read
from dwgate.testing import Credentials as StubCredentials
from dwgate.testing import DataWorks, Throttled, mock_dataworks, serve_dataworks

waits = calling_back.waits
dataworks = calling_back.dataworks

ID, SECRET, TOKEN = KEY_VARIABLES
KEYS = {ID: "key-id", SECRET: "key-secret", TOKEN: "key-token"}
OPTIONS = {"ExtensionCode": CODE, "ProjectId": "1"}
NO_KEYS = "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set"


def call(through: Connection, settings: Settings = Settings()) -> Any:  # noqa: B008 - it is frozen
    """Ask for the options of a workspace, with time enough."""
    return through.call(GET_OPTION_VALUE_FOR_PROJECT, OPTIONS, settings, Deadline.after(600, margin=0))


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Endpoint, Credentials]]:
    """Collect what each client was built for."""
    made: list[tuple[Endpoint, Credentials]] = []

    class Counted(Transport):
        def __init__(self, endpoint: Endpoint, credentials: Credentials, proxy: str | None = None) -> None:
            made.append((endpoint, credentials))
            super().__init__(endpoint, credentials, proxy)

    monkeypatch.setattr(connection, "Transport", Counted)
    return made


def test_nothing_is_built_before_the_first_call(built: list[Any], dataworks: DataWorks) -> None:
    """What sends takes its time to load, and most messages need none."""
    Connection()
    assert (built, dataworks.calls) == ([], ())


def test_one_client_serves_every_call(built: list[Any], dataworks: DataWorks) -> None:
    """As long as nothing changes."""
    through = Connection()
    for _ in range(3):
        assert call(through).attempts == 1
    assert len(built) == 1
    assert [one.status for one in dataworks.calls] == [200] * 3


def test_new_keys_are_used_from_the_next_call_on(built: list[Any], dataworks: DataWorks) -> None:
    """Function Compute renews them while an instance lives: the old ones are refused, the new ones are let in."""
    through = Connection()
    call(through)
    dataworks.rotate_credentials()
    with pytest.raises(CallUnavailable) as expired:
        call(through)
    assert (expired.value.code, expired.value.is_transient) == ("InvalidSecurityToken.Expired", False)
    os.environ.update(dataworks.environment())  # which the stub puts back
    call(through)
    call(through)
    assert [one.status for one in dataworks.calls] == [200, 400, 200, 200]
    assert len(built) == 2


@pytest.mark.parametrize("name", KEY_VARIABLES)
def test_each_of_the_keys_makes_another_client(name: str, built: list[Any], dataworks: DataWorks) -> None:
    """The token alone as well."""
    through = Connection()
    call(through)
    os.environ[name] = "another"  # which the stub puts back
    with pytest.raises(CallUnavailable):
        call(through)
    assert len(built) == 2
    assert dataworks.calls[1].status in {400, 404}


def test_another_endpoint_makes_another_client(
    built: list[tuple[Endpoint, Credentials]], dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the first one again, should it come back."""
    through = Connection()
    call(through)
    call(through, read({"DWGATE_ENDPOINT": "vpc"}))
    monkeypatch.setenv("FC_REGION", "cn-beijing")
    call(through)
    assert [endpoint.host for endpoint, _ in built] == [one.headers["host"] for one in dataworks.calls]
    assert [endpoint.host for endpoint, _ in built] == [
        "dataworks.cn-shanghai.aliyuncs.com",
        "dataworks-vpc.cn-shanghai.aliyuncs.com",
        "dataworks.cn-beijing.aliyuncs.com",
    ]


def test_another_proxy_makes_another_client(
    built: list[Any], dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of the endpoint's protocol, as the environment names it at the time of the call."""
    through = Connection()
    for name, value in (("HTTP_PROXY", "http://a"), ("HTTPS_PROXY", "http://b"), ("HTTPS_PROXY", "http://b")):
        monkeypatch.setenv(name, value)
        assert call(through).attempts == 1
    assert (len(built), len(dataworks.calls)) == (2, 3)


def test_threads_share_one_client(built: list[Any], dataworks: DataWorks) -> None:
    """Eight that call at once build one."""
    through, start = Connection(), threading.Barrier(8)

    def work() -> None:
        start.wait(60)
        call(through)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(built) == 1
    assert [one.status for one in dataworks.calls] == [200] * 8


def test_a_client_that_could_not_be_built_is_tried_again(
    built: list[Any], dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half-built is kept."""
    through = Connection()

    def broken(*_arguments: Any) -> None:
        raise CallUnavailable(connection._NO_KEYS, is_transient=False)

    with monkeypatch.context() as patched:
        patched.setattr(connection, "Transport", broken)
        with pytest.raises(CallUnavailable):
            call(through)
    assert call(through).attempts == 1
    assert (len(built), len(dataworks.calls)) == (1, 1)


@pytest.mark.parametrize("missing", [(ID,), (SECRET,), (ID, SECRET), KEY_VARIABLES])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_keys_the_variables_are_named(
    missing: tuple[str, ...], value: str | None, dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where they come from; no call is made."""
    for name in missing:
        monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    with pytest.raises(CallUnavailable, match=NO_KEYS) as unavailable:
        call(Connection())
    assert unavailable.value.is_transient is False
    assert "give the function a role" in unavailable.value.problem
    assert dataworks.calls == ()


@pytest.mark.parametrize("region", [None, "", "  "])
@pytest.mark.parametrize("endpoint", ["public", "vpc"])
def test_without_a_region_both_ways_to_an_endpoint_are_named(
    region: str | None, endpoint: str, dataworks: DataWorks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host needs none."""
    monkeypatch.delenv("FC_REGION") if region is None else monkeypatch.setenv("FC_REGION", region)
    with pytest.raises(CallUnavailable, match="FC_REGION is not set, and DWGATE_ENDPOINT names no host") as unavailable:
        call(Connection(), read({"DWGATE_ENDPOINT": endpoint}))
    assert unavailable.value.is_transient is False
    assert call(Connection(), read({"DWGATE_ENDPOINT": "dataworks.cn-shanghai.aliyuncs.com"})).attempts == 1
    assert len(dataworks.calls) == 1


@pytest.mark.parametrize(
    ("setting", "endpoint"),
    [
        ("public", Endpoint("dataworks.cn-shanghai.aliyuncs.com")),
        ("vpc", Endpoint("dataworks-vpc.cn-shanghai.aliyuncs.com")),
        ("gateway.example.com", Endpoint("gateway.example.com")),
        ("http://127.0.0.1:8080", Endpoint("127.0.0.1:8080", "http")),
    ],
)
def test_an_endpoint_is_of_the_region_or_a_host(setting: str, endpoint: Endpoint) -> None:
    """As the setting says."""
    assert endpoint_of(read({"DWGATE_ENDPOINT": setting}), {"FC_REGION": " cn-shanghai "}) == endpoint


def test_keys_are_read_with_and_without_a_token() -> None:
    """A user's own keys have none."""
    assert credentials_of(KEYS) == Credentials("key-id", "key-secret", "key-token")
    assert credentials_of({ID: " key-id ", SECRET: "key-secret", TOKEN: " "}) == Credentials("key-id", "key-secret")


def test_the_settings_are_those_of_the_call(
    dataworks: DataWorks, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Timeouts of an attempt, and what is tried again within the deadline."""
    seen: list[Timeouts] = []
    send = Transport.send

    def watched(transport: Transport, operation: Any, parameters: Any, timeouts: Timeouts) -> Any:
        seen.append(timeouts)
        return send(transport, operation, parameters, timeouts)

    monkeypatch.setattr(Transport, "send", watched)
    dataworks.fail(Throttled(retry_after=700))
    settings = read({"DWGATE_CONNECT_TIMEOUT_MS": "250", "DWGATE_READ_TIMEOUT_MS": "750"})
    assert call(Connection(), settings).attempts == 2
    assert seen == [Timeouts(0.25, 0.75)] * 2
    assert waits == [0.7]


def test_a_refusal_is_heard_through_it(dataworks: DataWorks) -> None:
    """As of any call."""
    with pytest.raises(CallRefused) as refused:
        Connection().call(CALLBACK_EXTENSION, {}, Settings(), Deadline.after(600, margin=0))
    assert (refused.value.code, refused.value.request_id) == ("MissingMessageId", dataworks.calls[0].request_id)


def test_facts_are_asked_under_the_points_own_code(dataworks: DataWorks) -> None:
    """With the settings of the invocation, and options are kept between messages."""
    dataworks.set_options(CODE, 91864, {"max_rows": 5})
    settings, through = read({"DWGATE_EXTENSION_CODE": f"commit-file={CODE},other"}), Connection()
    for message_id in ("m-1", "m-2"):
        (event,) = parse(calling_back.payload(calling_back.message("commit-file", message_id)), ["commit-file"])
        assert isinstance(event, Event)
        facts = through.facts_of(event, settings, Deadline.after(600, margin=0))
        assert facts.options() == {"max_rows": 5}
    assert [one.parameters for one in dataworks.calls] == [{"ExtensionCode": CODE, "ProjectId": "91864"}]


def test_a_local_stub_is_called_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the address that it gives, no region and no patch: what crosses a real connection is let in."""
    monkeypatch.delenv("FC_REGION", raising=False)
    with serve_dataworks(DataWorks(clock=lambda: NOW)) as served:
        for name, value in served.dataworks.environment().items():
            monkeypatch.setenv(name, value)
        served.dataworks.register_extension(CODE, points=["commit-file"])
        assert call(Connection(), read({"DWGATE_ENDPOINT": served.url})).attempts == 1


def test_keys_of_a_user_are_let_in_without_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A role's have one, a user's do not."""
    monkeypatch.setenv("FC_REGION", "cn-shanghai")
    keys = StubCredentials(access_key_id="key-id", access_key_secret="key-secret")  # noqa: S106 - a test's own
    with mock_dataworks(dataworks=DataWorks(keys)) as backend:
        backend.register_extension(CODE, points=["commit-file"])
        assert call(Connection()).attempts == 1

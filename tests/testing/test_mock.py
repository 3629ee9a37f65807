"""The stub takes the network's place for as long as it is wanted, and nothing leaves the machine."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import requests

from dwgate.errors import CallUnavailable
from dwgate.openapi.connections import Connections
from dwgate.openapi.endpoint import Credentials, Endpoint, Timeouts
from dwgate.openapi.operations import GET_EXTENSION
from dwgate.openapi.transport import Transport
from dwgate.testing import CREDENTIALS, DataWorks, DroppedConnection, Fault, Slow, TimeOut, mock_dataworks
from testing.limits import PATIENCE, join, started

ID = "ALIBABA_CLOUD_ACCESS_KEY_ID"
TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN"  # noqa: S105 - the name of a variable


@pytest.mark.parametrize("endpoint", ["dataworks.cn-shanghai.aliyuncs.com", "dataworks-vpc.eu-central-1.aliyuncs.com"])
def test_every_region_is_answered_from_everywhere(sdk: Any, dataworks: DataWorks, endpoint: str) -> None:
    """From the internet and from a VPC."""
    dataworks.register_extension("guard", points=["commit-file"])
    assert sdk(dataworks.credentials, endpoint=endpoint)("GetExtension", ExtensionCode="guard")
    assert dataworks.calls[0].headers["host"] == endpoint


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "http://dataworks.cn-shanghai.aliyuncs.com/",
        "https://ecs.cn-shanghai.aliyuncs.com/",
        "https://dataworks.cn-shanghai.aliyuncs.com.example.com/",
    ],
)
def test_any_other_address_is_refused(dataworks: DataWorks, url: str) -> None:
    """Another host, another service and a request without TLS find no network."""
    with pytest.raises(requests.exceptions.ConnectionError, match="Connection refused by Responses"):
        requests.post(url, timeout=1)
    assert dataworks.calls == ()


OWN = Credentials(CREDENTIALS.access_key_id, CREDENTIALS.access_key_secret, CREDENTIALS.security_token)


def test_dwgate_itself_is_answered(dataworks: DataWorks) -> None:
    """Though it does not go through requests."""
    dataworks.register_extension("guard", points=["commit-file"])
    transport = Transport(Endpoint("dataworks.cn-shanghai.aliyuncs.com"), OWN)
    body = transport.send(GET_EXTENSION, {"ExtensionCode": "guard"}, Timeouts())
    assert body["Extension"]["ExtensionCode"] == "guard"
    assert dataworks.calls[0].in_query == {"ExtensionCode": "guard"}


@pytest.mark.parametrize(
    "endpoint", [Endpoint("example.com"), Endpoint("dataworks.cn-shanghai.aliyuncs.com", "http")], ids=str
)
def test_dwgate_itself_finds_no_network_either(dataworks: DataWorks, endpoint: Endpoint) -> None:
    """At any other address."""
    with pytest.raises(CallUnavailable) as unavailable:
        Transport(endpoint, OWN).send(GET_EXTENSION, {"ExtensionCode": "guard"}, Timeouts())
    assert "nothing leaves the machine" in str(unavailable.value.__cause__)
    assert dataworks.calls == ()


@pytest.mark.parametrize(
    ("fault", "error"),
    [(TimeOut(), TimeoutError), (DroppedConnection(), ConnectionError), (Slow(milliseconds=3001), TimeoutError)],
    ids=str,
)
def test_a_fault_of_the_network_is_one_to_dwgate_too(fault: Fault, error: type[OSError]) -> None:
    """As its connections would raise it."""
    with mock_dataworks(sleep=lambda _seconds: None) as dataworks:
        dataworks.fail(fault)
        with pytest.raises(CallUnavailable) as unavailable:
            Transport(Endpoint("dataworks.cn-shanghai.aliyuncs.com"), OWN).send(GET_EXTENSION, {}, Timeouts())
    assert isinstance(unavailable.value.__cause__, error)


@pytest.mark.parametrize("data", [None, "ExtensionCode=guard", b"ExtensionCode=guard"])
def test_a_client_without_an_sdk_is_answered_too(dataworks: DataWorks, data: Any) -> None:
    """Host and body are read as requests would send them, and whoever does not sign is told so."""
    url = "https://dataworks.cn-shanghai.aliyuncs.com"
    headers: dict[str, str | bytes] = {
        "x-acs-action": "GetExtension",
        "x-acs-version": b"2020-05-18",
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = requests.post(url, data=data, headers=headers, timeout=1)
    assert (answer.status_code, answer.json()["Code"]) == (400, "IncompleteSignature")
    assert answer.json()["HostId"] == "dataworks.cn-shanghai.aliyuncs.com"
    assert dataworks.calls[0].in_form == ({} if data is None else {"ExtensionCode": "guard"})


def test_a_decorated_function_gets_the_backend_by_name(sdk: Any) -> None:
    """Without brackets; other arguments and the returned value go through."""

    @mock_dataworks
    def decorated(code: str, dataworks: DataWorks) -> Any:
        """Say what it is for."""
        dataworks.register_extension(code, points=["commit-file"])
        return sdk(dataworks.credentials)("GetExtension", ExtensionCode=code)

    assert decorated("guard")["Extension"]["ExtensionCode"] == "guard"
    assert decorated.__doc__ == "Say what it is for."


def test_a_decorated_function_has_a_fresh_backend_each_time() -> None:
    """With brackets, and nothing is left of the call before."""

    @mock_dataworks()
    def decorated(dataworks: DataWorks) -> int:
        requests.get("https://dataworks.cn-shanghai.aliyuncs.com/", timeout=1)
        return len(dataworks.calls)

    assert [decorated(), decorated()] == [1, 1]


def test_a_decorated_function_need_not_take_the_backend() -> None:
    """A given backend is seen from outside."""
    backend = DataWorks()

    @mock_dataworks(dataworks=backend)
    def decorated() -> int:
        return requests.get("https://dataworks.cn-shanghai.aliyuncs.com/", timeout=1).status_code

    assert decorated() == 404
    assert len(backend.calls) == 1


@mock_dataworks
def test_a_decorated_test_takes_fixtures_beside_the_backend(download: dict[str, Any], dataworks: DataWorks) -> None:
    """Pytest does not take the backend for a fixture, and hands over the others."""
    dataworks.register_extension("guard", points=["download-resources"])
    assert dataworks.ask(download).state == "CHECKING"
    assert os.environ[ID] == CREDENTIALS.access_key_id


async def coroutine() -> None:
    """A function that would run when the mock is over."""


@pytest.mark.parametrize("what", [DataWorks, coroutine])
def test_only_plain_functions_are_decorated(what: Callable[..., Any]) -> None:
    """A class and a coroutine would run without the mock, and their tests would test nothing."""
    with pytest.raises(TypeError, match="decorates plain functions"):
        mock_dataworks(what)


def test_the_environment_is_set_and_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there comes back, and what was not there goes."""
    monkeypatch.setenv(ID, "of-the-machine")
    monkeypatch.delenv(TOKEN, raising=False)
    with mock_dataworks() as backend:
        assert backend.environment() == {name: value for name, value in os.environ.items() if "ALIBABA_CLOUD" in name}
        os.environ.update(backend.rotate_credentials().environment())
    assert os.environ[ID] == "of-the-machine"
    assert TOKEN not in os.environ


def test_a_token_of_the_machine_is_not_left_with_a_key_that_has_none(
    monkeypatch: pytest.MonkeyPatch, dataworks: DataWorks
) -> None:
    """A lasting key is handed over without a token."""
    monkeypatch.setenv(TOKEN, "of-the-machine")
    lasting = type(CREDENTIALS)(access_key_id="lasting", access_key_secret=dataworks.credentials.access_key_secret)
    with mock_dataworks(dataworks=DataWorks(lasting)):
        assert TOKEN not in os.environ
    assert os.environ[TOKEN] == "of-the-machine"


def test_the_network_comes_back_when_the_test_fails() -> None:
    """An error goes through, and the next mock starts anew."""
    send, exchange = requests.adapters.HTTPAdapter.send, Connections.exchange

    @mock_dataworks
    def failing() -> None:
        assert requests.adapters.HTTPAdapter.send is not send
        assert Connections.exchange is not exchange
        raise RuntimeError("of the test")

    with pytest.raises(RuntimeError, match="of the test"):
        failing()
    assert requests.adapters.HTTPAdapter.send is send
    assert Connections.exchange is exchange


def test_another_thread_is_answered_too(call: Any, dataworks: DataWorks) -> None:
    """The code under test may call from wherever it likes."""
    dataworks.register_extension("guard", points=["commit-file"])
    got: list[Any] = []
    join(started(lambda: got.append(call("GetExtension", ExtensionCode="guard"))))
    assert got[0]["Extension"]["ExtensionCode"] == "guard"


@pytest.mark.parametrize("timeout", [None, 5, (5, 5)])
def test_a_caller_may_wait_in_any_way_that_requests_knows(timeout: Any) -> None:
    """For ever, for some seconds, or for some seconds of each kind."""
    slept: list[float] = []
    with mock_dataworks(sleep=slept.append) as backend:
        answer = requests.get("https://dataworks.cn-shanghai.aliyuncs.com/", timeout=timeout)
    assert (answer.status_code, len(backend.calls), slept) == (404, 1, [])


def test_the_package_needs_no_test_library_until_it_mocks() -> None:
    """A server is run where responses is not installed."""
    code = "import sys, dwgate.testing; print(sorted({'requests', 'responses', 'pytest'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert done.stdout == "[]\n"

"""Function Compute is called through the vendor's client, within a time, and whatever it answers is read."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
import requests
import responses

from dwgate.openapi.endpoint import Credentials, Timeouts
from dwgate.operating import cloud
from dwgate.operating.cloud import CloudError, FunctionCompute, keys_of
from dwgate.operating.trouble import DOCTOR_POLICY, INVOKER_POLICY, ROLE_POLICY
from operating.world import ROOT

KEYS = Credentials("key-canary", "secret-canary")
URL = "https://fcv3.cn-shanghai.aliyuncs.com/2023-03-30/functions/f"


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    """Take the network's place."""
    with responses.RequestsMock() as mock:
        yield mock


def function_compute() -> FunctionCompute:
    """Give a client of one region."""
    return FunctionCompute(KEYS, region="cn-shanghai")


@pytest.mark.parametrize("log", [None, "", "%%%", "5"], ids=["none", "empty", "no base64", "too short"])
def test_a_log_that_cannot_be_read_is_empty(network: responses.RequestsMock, log: str | None) -> None:
    """And no reason to fail."""
    network.post(f"{URL}/invocations", body=b"{}", headers={} if log is None else {"X-Fc-Log-Result": log})
    invoked = function_compute().invoke("f", b"{}", seconds=1)
    assert (invoked.body, invoked.log, invoked.error_type, invoked.request_id) == (b"{}", "", None, None)
    assert not invoked.is_log_cut


@pytest.mark.parametrize(("size", "is_cut"), [(3999, False), (4000, True), (4096, True)])
def test_a_log_of_four_kilobytes_is_taken_to_be_cut(
    network: responses.RequestsMock, size: int, *, is_cut: bool
) -> None:
    """Function Compute gives no more, and does not say whether that is 4000 bytes or 4096."""
    tail = base64.b64encode(b"x" * size).decode()
    network.post(f"{URL}/invocations", body=b"", headers={"X-Fc-Log-Result": tail})
    assert function_compute().invoke("f", b"{}", seconds=1).is_log_cut is is_cut


def test_a_log_that_begins_within_a_character_is_read_from_there(network: responses.RequestsMock) -> None:
    """Function Compute cuts it by bytes."""
    tail = base64.b64encode("行 end".encode()[1:]).decode()
    network.post(f"{URL}/invocations", body=b"", headers={"X-Fc-Log-Result": tail})
    assert function_compute().invoke("f", b"{}", seconds=1).log.endswith(" end")


def test_an_empty_description_is_read(network: responses.RequestsMock) -> None:
    """What is not said is not there."""
    network.get(URL, json={})
    found = function_compute().describe("f")
    assert (found.runtime, found.timeout, found.role, found.environment, found.has_credentials) == (
        "",
        0,
        None,
        {},
        True,
    )


@pytest.mark.parametrize("error", [requests.ConnectionError("secret-canary"), requests.ReadTimeout("secret-canary")])
def test_no_answer_is_trouble_that_quotes_nothing(network: responses.RequestsMock, error: Exception) -> None:
    """A name that is not found, a connection that breaks, an answer that is late."""
    network.post(f"{URL}/invocations", body=error)
    with pytest.raises(CloudError) as raised:
        function_compute().invoke("f", b"{}", seconds=1)
    assert raised.value.trouble.kind == "no-answer"
    assert "canary" not in str(raised.value)


def test_a_call_that_hangs_is_given_up(network: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it hangs on."""
    may_end = threading.Event()

    def hang(_request: object) -> tuple[int, dict[str, str], str]:
        may_end.wait(60)
        return 200, {}, "{}"

    network.add_callback(responses.GET, URL, hang)
    monkeypatch.setattr(cloud, "TIMEOUTS", Timeouts(0.01, 0.01))
    try:
        with pytest.raises(CloudError) as raised:
            function_compute().describe("f")
        assert raised.value.trouble.kind == "no-answer"
    finally:
        may_end.set()
        next(thread for thread in threading.enumerate() if thread.name == "dwgate-call").join(60)


@pytest.mark.parametrize(
    ("environment", "keys"),
    [
        ({}, None),
        ({"ALIBABA_CLOUD_ACCESS_KEY_ID": "a"}, None),
        ({"ALIBABA_CLOUD_ACCESS_KEY_ID": "a", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "b"}, Credentials("a", "b")),
    ],
)
def test_keys_are_those_of_the_environment(environment: dict[str, str], keys: Credentials | None) -> None:
    """Or there are none."""
    assert keys_of(environment) == keys


def test_the_client_is_loaded_when_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most commands do without, and it is large."""
    monkeypatch.setitem(sys.modules, "alibabacloud_fc20230330", None)
    with pytest.raises(ImportError):
        function_compute()


def test_no_other_command_loads_the_client() -> None:
    """Nor does the help of this one."""
    program = "import sys, dwgate.cli.main; print([name for name in sys.modules if name.startswith('alibabacloud')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("policy", [INVOKER_POLICY, DOCTOR_POLICY, ROLE_POLICY])
def test_a_policy_that_advice_names_is_there(policy: str) -> None:
    """To be attached as it stands."""
    assert json.loads((ROOT / policy).read_text())["Version"] == "1"

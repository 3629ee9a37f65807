"""A call that was not answered says which host was asked, what happened there, and what to do."""

import json
import socket
import ssl

import pytest
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

from dwgate.openapi.endpoint import Endpoint, named
from dwgate.operating.cloud import ANY_KEYS, CloudError, FunctionCompute
from dwgate.operating.trouble import DATAWORKS, Trouble
from dwgate.operating.unanswered import unanswered
from operating.world import World

HOST = "dataworks.cn-shanghai.aliyuncs.com"
ERRORS: dict[str, tuple[Exception, str]] = {
    "refused": (ConnectionRefusedError(111, "canary"), f"{HOST} refused the connection"),
    "broken off": (ConnectionResetError(104, "canary"), f"{HOST} broke the connection off"),
    "no name": (socket.gaierror(-2, "canary"), f"no host of the name {HOST} was found"),
    "no trust": (ssl.SSLCertVerificationError(1, "canary"), f"{HOST} shows a certificate that is not trusted here"),
    "no https": (ssl.SSLError(1, "canary"), f"no https connection to {HOST} came about"),
    "late": (TimeoutError("canary"), f"{HOST} did not answer in time"),
    "no JSON": (json.JSONDecodeError("canary", "canary", 0), f"what came from {HOST} cannot be read"),
    "a proxy": (
        ProxyError("canary", ConnectionRefusedError()),
        f"the proxy that this shell names did not connect to {HOST}",
    ),
}


def raised_from(error: Exception) -> Exception:
    """Give an error as the vendor's client raises it: from others, the first of which it keeps apart."""
    outer, inner = RuntimeError("canary"), ConnectTimeoutError("canary")
    outer.inner_exception = inner  # type: ignore[attr-defined]  # as the vendor's has it
    inner.__cause__ = error
    return outer


@pytest.mark.parametrize(("error", "cause"), ERRORS.values(), ids=ERRORS)
def test_what_happened_is_told_by_the_errors_that_it_came_from(error: Exception, cause: str) -> None:
    """With the host, and with nothing of their own texts."""
    trouble = unanswered(DATAWORKS, raised_from(error), Endpoint(HOST))
    assert trouble.what == f"DataWorks gave no answer: {cause}"
    assert trouble.advice == "see that the host can be reached from here, and that no proxy stands in the way"


def test_a_proxy_that_refuses_is_not_the_host() -> None:
    """Though somebody refused the connection."""
    trouble = unanswered(DATAWORKS, raised_from(ERRORS["a proxy"][0]), Endpoint(HOST))
    assert "refused" not in trouble.what


def test_what_is_not_known_is_not_told() -> None:
    """An error of the network that is no timeout is called none, whatever its type is derived from."""
    error = NewConnectionError(None, "canary")  # type: ignore[arg-type]  # no connection is needed for it
    trouble = unanswered(DATAWORKS, error, Endpoint(HOST))
    assert trouble.what == f"DataWorks gave no answer in time, or none that can be read; it was asked at {HOST}"


def asked_at(text: str) -> Trouble:
    """Ask for a function at an endpoint, and give the trouble that comes of it."""
    with pytest.raises(CloudError) as raised:
        FunctionCompute(ANY_KEYS, region="cn-shanghai", endpoint=named(text)).describe("f")
    return raised.value.trouble


@pytest.fixture
def closed_port() -> int:
    """Give a port of this machine at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_closed_port_of_this_machine_is_named(closed_port: int) -> None:
    """And how it was spoken to, since that is http only where http is said."""
    host = f"127.0.0.1:{closed_port}"
    trouble = asked_at(host)
    assert trouble.what == f"Function Compute gave no answer: {host} refused the connection"
    listens = f"see that a server listens at {host}, and that no proxy stands in the way"
    spoken = f"it was spoken to by https: where it speaks http, as dwgate serve does, name http://{host}"
    assert trouble.advice == f"{listens}; {spoken}"
    assert asked_at(f"http://{host}").advice == listens


def test_a_server_that_speaks_no_https_is_told(world: World) -> None:
    """With the endpoint to name."""
    with world.function_compute.served() as url:
        trouble = asked_at(url.removeprefix("http://"))
    assert trouble.advice.endswith(f"name {url}")

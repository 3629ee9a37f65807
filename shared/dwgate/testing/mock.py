"""DataWorks in place of the network: whatever this process sends to DataWorks is answered by a stub.

It stands in the place of dwgate's own connections, and on ``responses``, so that it reaches every client that goes
through ``requests`` too, the vendor's synchronous SDK among them, in every thread.  A request of theirs to any other
host is a ``ConnectionError``: nothing leaves the machine.
"""

from __future__ import annotations

import functools
import inspect
import os
import re
import time
from typing import TYPE_CHECKING, Any, TypeVar, overload
from unittest.mock import patch
from urllib.parse import urlsplit

from dwgate.openapi.connections import Answer, Connections
from dwgate.openapi.signing import METHOD
from dwgate.testing.dataworks import DataWorks
from dwgate.testing.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from requests import PreparedRequest

    from dwgate.openapi import signing
    from dwgate.openapi.endpoint import Timeouts
    from dwgate.testing.wire import Response

Returned = TypeVar("Returned")

ENDPOINTS = re.compile(r"https://dataworks(-vpc)?\.[a-z0-9-]+\.aliyuncs\.com(:443)?/.*")
"""The addresses that are answered: DataWorks in every region, from the internet and from a VPC."""

VARIABLES = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN")


class MockDataWorks:
    """A DataWorks in place of the network, for as long as it is entered, or for each call of what it decorates."""

    def __init__(self, dataworks: DataWorks | None = None, sleep: Callable[[float], object] = time.sleep) -> None:
        """Use the DataWorks that is given, or a fresh one each time; ``sleep`` takes seconds and is for ``Slow``."""
        self._given = dataworks
        self._sleep = sleep

    def __enter__(self) -> DataWorks:
        """Take the network's place, and set the environment variables that hand over the key."""
        import responses  # noqa: PLC0415 - the server does without it

        dataworks = self._given or DataWorks()
        self._network = responses.RequestsMock(assert_all_requests_are_fired=False)
        for method in (responses.POST, responses.GET):
            self._network.add_callback(method, ENDPOINTS, functools.partial(_respond, dataworks, self._sleep))
        self._network.start()
        self._connections = patch.object(Connections, "exchange", _exchange(dataworks, self._sleep))
        self._connections.start()
        self._environment = {name: os.environ.get(name) for name in VARIABLES}
        environment = dataworks.environment()
        _set_environment({name: environment.get(name) for name in VARIABLES})
        return dataworks

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Give the network and the environment back."""
        _set_environment(self._environment)
        self._connections.stop()
        self._network.stop()
        self._network.reset()

    def __call__(self, function: Callable[..., Returned]) -> Callable[..., Returned]:
        """Decorate a function, which gets the backend where it has a parameter named ``dataworks``."""
        if inspect.isclass(function) or inspect.iscoroutinefunction(function):
            raise TypeError(f"mock_dataworks decorates plain functions, and {function.__name__} is none")
        signature = inspect.signature(function)
        others = [parameter for parameter in signature.parameters.values() if parameter.name != "dataworks"]
        takes_backend = len(others) < len(signature.parameters)

        @functools.wraps(function)
        def wrapper(*arguments: Any, **options: Any) -> Returned:
            with type(self)(self._given, self._sleep) as dataworks:
                if takes_backend:
                    options["dataworks"] = dataworks
                return function(*arguments, **options)

        # pytest would look for a fixture of that name.
        wrapper.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined] # functions have it
        return wrapper


@overload
def mock_dataworks(function: Callable[..., Returned], /) -> Callable[..., Returned]: ...


@overload
def mock_dataworks(
    function: None = None, /, *, dataworks: DataWorks | None = None, sleep: Callable[[float], object] = time.sleep
) -> MockDataWorks: ...


def mock_dataworks(
    function: Callable[..., Returned] | None = None,
    /,
    *,
    dataworks: DataWorks | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> MockDataWorks | Callable[..., Returned]:
    """Answer every call to DataWorks by a stub: a decorator, with and without brackets, and a context manager.

    ``sleep`` is called with the seconds that ``Slow`` wants to pass, so that a test need not wait for them.
    """
    mock = MockDataWorks(dataworks, sleep)
    return mock if function is None else mock(function)


def _set_environment(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _exchange(
    dataworks: DataWorks, sleep: Callable[[float], object]
) -> Callable[[Connections, signing.Request, Timeouts], Answer]:
    """Give what stands in the place of ``Connections.exchange``."""

    def exchange(connections: Connections, request: signing.Request, timeouts: Timeouts) -> Answer:
        endpoint = connections.endpoint
        if not ENDPOINTS.fullmatch(f"{endpoint.protocol}://{endpoint.host}{request.target}"):
            raise ConnectionError(f"{endpoint.host} is no endpoint of DataWorks, and nothing leaves the machine")
        response = _response(dataworks, sleep, _own(request), timeouts.read)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, response.body)

    return exchange


def _respond(
    dataworks: DataWorks, sleep: Callable[[float], object], prepared: PreparedRequest
) -> tuple[int, dict[str, str], bytes]:
    """Answer in the way of ``responses``, or raise what ``requests`` raises where no answer comes."""
    from requests import exceptions  # noqa: PLC0415 - as responses

    try:
        response = _response(dataworks, sleep, _request(prepared), _read_timeout(prepared))
    except TimeoutError as error:
        raise exceptions.ReadTimeout(str(error), request=prepared) from None
    except ConnectionError as error:
        raise exceptions.ConnectionError(str(error), request=prepared) from None
    return response.status, dict(response.headers), response.body


def _response(dataworks: DataWorks, sleep: Callable[[float], object], request: Request, patience: float) -> Response:
    """Give the response that comes within so many seconds; TimeoutError or ConnectionError where none does."""
    answer = dataworks.answer(request)
    if answer.ending == "held":
        raise TimeoutError("DataWorks does not answer (a fault of the test)")
    if answer.response is None:
        raise ConnectionError("DataWorks dropped the connection (a fault of the test)")
    if answer.milliseconds:
        sleep(min(answer.milliseconds / 1000, patience))
    if answer.milliseconds / 1000 > patience:
        raise TimeoutError(f"DataWorks answers after {answer.milliseconds} ms (a fault of the test)")
    return answer.response


def _own(request: signing.Request) -> Request:
    path, _, query = request.target.partition("?")
    return Request(METHOD, path, query, request.headers, request.body)


def _request(prepared: PreparedRequest) -> Request:
    url = urlsplit(str(prepared.url))
    headers = {name.lower(): _text(value) for name, value in prepared.headers.items()}
    headers.setdefault("host", url.netloc)  # which requests leaves to the connection
    return Request(
        method=str(prepared.method),
        path=url.path,
        query=url.query,
        headers=headers,
        body=_text(prepared.body or "").encode(),
    )


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _read_timeout(prepared: PreparedRequest) -> float:
    """Give the seconds for which the caller waits for an answer."""
    timeout = getattr(prepared, "req_kwargs", {}).get("timeout")
    seconds = timeout[1] if isinstance(timeout, tuple) else timeout
    return float("inf") if seconds is None else float(seconds)

"""The context of an invocation is read whatever its shape."""

from types import SimpleNamespace
from typing import Any

import pytest

from dwgate.runtime import context as fc
from dwgate.runtime.context import DEFAULT_TIMEOUT


@pytest.mark.parametrize(
    ("timeout", "seconds"),
    [
        (10, 10.0),
        (0.5, 0.5),
        ("60", 60.0),
        (" 7.5 ", 7.5),
        (0, DEFAULT_TIMEOUT),
        ("0", DEFAULT_TIMEOUT),
        (-1, DEFAULT_TIMEOUT),
        ("soon", DEFAULT_TIMEOUT),
        ("", DEFAULT_TIMEOUT),
        (None, DEFAULT_TIMEOUT),
        ([10], DEFAULT_TIMEOUT),
        ("nan", DEFAULT_TIMEOUT),
        ("inf", DEFAULT_TIMEOUT),
        (10**400, DEFAULT_TIMEOUT),
    ],
    ids=lambda value: str(value)[:10],
)
def test_a_timeout_is_read_as_a_number_of_seconds(timeout: Any, seconds: float) -> None:
    """A runtime may give a number or a text; what is neither, or no time at all, is the default."""
    assert fc.timeout(SimpleNamespace(function=SimpleNamespace(timeout=timeout))) == seconds


@pytest.mark.parametrize("context", [None, SimpleNamespace(), SimpleNamespace(function=None), object(), "context"])
def test_a_context_without_a_timeout_has_the_default(context: object) -> None:
    """Where no timeout is given, it is Function Compute's own default."""
    assert fc.timeout(context) == DEFAULT_TIMEOUT == 3


@pytest.mark.parametrize(
    ("context", "request_id"),
    [
        (SimpleNamespace(request_id="1-a"), "1-a"),
        (SimpleNamespace(request_id=17), "17"),
        (SimpleNamespace(request_id=""), None),
        (SimpleNamespace(request_id=None), None),
        (SimpleNamespace(), None),
        (None, None),
    ],
)
def test_a_request_id_is_text_or_missing(context: object, request_id: str | None) -> None:
    """The id by which the log names the invocation, where the context has one."""
    assert fc.request_id(context) == request_id

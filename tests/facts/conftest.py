"""What the tests of facts share: the documented messages, as they are read."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from dwgate.events.event import Event, parse


@pytest.fixture(scope="session")
def event(sample: Callable[..., dict[str, Any]]) -> Callable[..., Event]:
    """Give the documented message of a point, with other attributes."""

    def read(point: str = "commit-file", **attributes: Any) -> Event:
        (parsed,) = parse(json.dumps(sample(point)).encode(), [point])
        assert isinstance(parsed, Event)
        return replace(parsed, **attributes)

    return read

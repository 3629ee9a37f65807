"""What operations are called."""

import re

import pytest

from dwgate.events import catalogue
from dwgate.explaining.operations import operation

POINTS = [*catalogue.events(), *catalogue.unpublished()]


@pytest.mark.parametrize("point", POINTS)
def test_every_event_has_a_name_in_both_languages(point: str) -> None:
    """No code stands in for a name, and the Chinese one is Chinese."""
    english, chinese = operation(point, "en"), operation(point, "zh")
    assert re.fullmatch(r"[A-Z][a-z ,]+", english)
    assert not english.startswith("Before")
    assert re.fullmatch("[\u4e00-\u9fff，]+", chinese)


def test_an_event_that_there_is_not_goes_by_its_code() -> None:
    """A record of another version is told as far as it goes."""
    assert operation("send-pigeon", "en") == operation("send-pigeon", "zh") == "send-pigeon"

"""YAML scalars to values: what is taken; what is refused stands in the tests of findings."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwgate.policy.compiler.scalars import instant, value_of
from dwgate.policy.compiler.yaml_source import Node, YamlSource
from dwgate.policy.decision import BEIJING


def read(text: str) -> tuple[Node, YamlSource]:
    """Give the one value that a text writes."""
    source = YamlSource("a.yaml", text)
    source._compose()
    assert source.root is not None
    return source.root, source


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("text", "text"),
        ("'007'", "007"),
        ("yes", "yes"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("tomorrow", "tomorrow"),
        ("'2026-12-31'", "2026-12-31"),
        ("''", ""),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("-5", -5),
        ("+5", 5),
        ("1_000", 1000),
        ("0x1F", 31),
        ("0o17", 15),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("1.0", 1.0),
        ("1e3", 1000.0),
        ("-1_0.5", -10.5),
        ("[]", []),
        ("[1, a, 1.5, true, [b]]", [1, "a", 1.5, True, ["b"]]),
        ("{a: 1, b: {c: [2]}}", {"a": 1, "b": {"c": [2]}}),
        ("{1: a}", {"1": "a"}),
        ("2026-12-31", datetime(2026, 12, 31, tzinfo=BEIJING)),
        ("2026-12-31T18:00:00Z", datetime(2026, 12, 31, 18, tzinfo=UTC)),
        ("2026-12-31 18:00:00+08:00", datetime(2026, 12, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_value_is_what_it_looks_like(text: str, value: object) -> None:
    """Numbers, truth values, texts, dates, lists and mappings are read as YAML 1.2 writes them."""
    node, source = read(text)
    found = value_of(node, source)
    assert (type(found), found, source.findings) == (type(value), value, [])


def test_a_refused_item_leaves_the_others() -> None:
    """The items of a list that can be read keep its type, so that nothing follows from the finding."""
    node, source = read("{a: [1, 02, ~, 2026-01-01, 3], b: .nan}")
    assert value_of(node, source) == {"a": [1, 3]}
    assert [finding.name for finding in source.findings] == ["bad-number", "wrong-type", "wrong-type", "bad-number"]


def test_a_date_alone_is_its_midnight_in_beijing() -> None:
    """DataWorks's own times are those of Beijing."""
    node, source = read("2026-12-31")
    assert instant(node, source) == datetime(2026, 12, 30, 16, tzinfo=UTC)


@given(st.datetimes(timezones=st.sampled_from([UTC, BEIJING, timezone(timedelta(hours=-5, minutes=-30))])))
def test_an_instant_is_read_back_as_it_was_written(moment: datetime) -> None:
    """Whatever the zone, the instant is the same."""
    node, source = read(f"'{moment.isoformat()}'")
    assert (instant(node, source), source.findings) == (moment, [])


@given(st.dates())
def test_every_date_is_read(day: date) -> None:
    """A date alone needs no quotes."""
    node, source = read(day.isoformat())
    assert instant(node, source) == datetime.combine(day, time(), BEIJING)


@given(st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans())
def test_every_number_is_read_back(value: Any) -> None:
    """A number of 64 bits loses nothing."""
    node, source = read(str(value))
    found = value_of(node, source)
    assert (type(found), found, source.findings) == (type(value), value, [])

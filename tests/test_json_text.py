"""Tests for dwgate.json_text: it is held to json, for every text and every value."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dwgate import json_text
from dwgate.json_text import Reader, writer

LIGHTLY = settings(phases=[Phase.explicit, Phase.generate], max_examples=200, deadline=None)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
SETTINGS: list[dict[str, Any]] = [
    {},
    {"sort_keys": True},
    {"sort_keys": True, "separators": (",", ":")},
    {"ensure_ascii": False},
]
TEXTS = [
    "", " ", "{", "[1,]", '{"a":1}x', "nul", "NaN1", '"\x01"', '{"a" 1}', "1 2", "[1] \n\t ", "  [NaN, -Infinity]",
    "\ufeff1", '"\\ud800"', "-", "01", "[1e400]", '{"a":1,"a":2}', "\xa01", "1\x0b", "9" * 5000,
]  # fmt: skip


def outcome(read: Any, text: str) -> Any:
    """Give what is read, or the error with its place."""
    try:
        return repr(read(text))
    except ValueError as error:
        return (type(error), str(error), json_text.is_no_json(error))


@LIGHTLY
@given(VALUES)
def test_values_are_written_as_json_writes_them(value: Any) -> None:
    """With each of the settings, to the byte; and read back as json reads them."""
    for one in SETTINGS:
        assert writer(**one)(value) == json.dumps(value, **one)
    text = json.dumps(value)
    assert repr(json_text.read(text)) == repr(json.loads(text))


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_read_as_json_reads_them(text: str) -> None:
    """Or refused with the same words, and the same place."""
    assert outcome(json_text.read, text) == outcome(json.JSONDecoder().decode, text)


@LIGHTLY
@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \n\\/u', max_size=12))
def test_any_text_is_read_as_json_reads_it(text: str) -> None:
    """Whatever it is."""
    assert outcome(json_text.read, text) == outcome(json.JSONDecoder().decode, text)


def test_hooks_are_called_as_json_calls_them() -> None:
    """For objects, constants and numbers."""
    hooks: dict[str, Any] = {
        "object_pairs_hook": tuple,
        "parse_constant": lambda name: f"<{name}>",
        "parse_int": lambda digits: f"i{digits}",
        "parse_float": lambda digits: f"f{digits}",
    }
    text = '[{"a": 1, "a": 2.5}, NaN, -Infinity]'
    assert Reader(**hooks).read(text) == json.loads(text, **hooks)


def test_a_number_that_is_none_can_be_refused() -> None:
    """As by ``allow_nan``."""
    write = writer(allow_nan=False)
    assert write([1.5]) == "[1.5]"
    for number in (math.nan, math.inf):
        with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
            write([number])


def test_what_is_no_type_of_json_is_refused() -> None:
    """By its type alone, since a value may be data."""
    with pytest.raises(TypeError, match=r"^set is no type of JSON$"):
        json_text.write({"secret"})


@pytest.mark.parametrize("text", ["[1, 2]", "[", " {} "])
def test_where_python_has_no_half_in_c_all_is_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then json does it all."""
    monkeypatch.setattr(json_text, "_json", None)
    assert outcome(Reader().read, text) == outcome(json.JSONDecoder().decode, text)
    assert writer(sort_keys=True)({"b": 1, "a": [math.nan]}) == '{"a": [NaN], "b": 1}'

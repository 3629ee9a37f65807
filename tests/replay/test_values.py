"""A value on the command line is read as the parameter is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dwgate.policy.decision import BEIJING
from dwgate.replay.values import can_be_given, value_like

TIME = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "own", "value"),
    [
        ("5000", 1, 5000),
        ("-5", 1, -5),
        ("0.5", 1.5, 0.5),
        ("5", 1.5, 5.0),
        ("true", False, True),
        ("false", False, False),
        ("5", "text", "5"),
        ("2026-12-31", TIME, datetime(2026, 12, 31, tzinfo=BEIJING)),
        ("2026-12-31T18:00:00+08:00", TIME, datetime(2026, 12, 31, 18, tzinfo=BEIJING)),
    ],
)
def test_a_value_has_the_type_of_the_parameter(text: str, own: Any, value: Any) -> None:
    """A date alone is its midnight in Beijing."""
    found = value_like(text, own)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "own", "wanted"),
    [
        ("many", 1, "a whole number"),
        ("1.5", 1, "a whole number"),
        ("1_000", 1, "a whole number"),
        ("\u0661\u0662", 1, "a whole number"),
        ("1_000", 1.5, "a number"),
        (str(2**63), 1, "a whole number"),
        ("many", 1.5, "a number"),
        ("nan", 1.5, "a number"),
        ("yes", True, "true or false"),
        ("soon", TIME, "a date, or a time with a zone"),
        ("2026-12-31T18:00:00", TIME, "a date, or a time with a zone"),
        ("\u0662026-12-31", TIME, "a date, or a time with a zone"),
        ("5", [5], "a list or a mapping, which no word can be"),
    ],
)
def test_a_value_of_another_type_says_what_is_wanted(text: str, own: Any, wanted: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match=f"is not {wanted}, as the parameter is"):
        value_like(text, own)


@pytest.mark.parametrize(("value", "can"), [(1, True), ("a", True), (TIME, True), (["a"], False), ({"a": 1}, False)])
def test_a_list_cannot_be_given_as_one_word(value: Any, *, can: bool) -> None:
    """Commas are between values."""
    assert can_be_given(value) is can

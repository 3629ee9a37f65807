"""Options: what a workspace's administrator has set, in the type of the default, or the default where nothing is."""

from typing import Any

import pytest

from dwgate.errors import Problem
from dwgate.facts.given import GivenFacts
from facts.asked import ask


@pytest.mark.parametrize(
    ("default", "value", "answer"),
    [
        ("1000", 5, 5),
        ("1000", "5", 5),
        ("1000", " -5 ", -5),
        ("1000", 5.0, 5),
        ("1000", 0, 0),
        ("1.5", 2.25, 2.25),
        ("1.5", 2, 2.0),
        ("1.5", "2.25", 2.25),
        ("true", False, False),
        ("true", "false", False),
        ('"a"', "b", "b"),
        ('"a"', 5, "5"),
        ('"a"', True, "true"),
        ('["a"]', ["b", "c"], ["b", "c"]),
        ('["a"]', '["b", "c"]', ["b", "c"]),
        ('["a"]', [1], ["1"]),
        ('["a"]', [], []),
        ("[]", ["b"], ["b"]),
    ],
)
def test_an_option_has_the_type_of_its_default(default: str, value: Any, answer: Any) -> None:
    """A form of the console sends numbers as texts, and that is no mistake."""
    found = ask(f'option("x", {default})', GivenFacts({}, {"x": value}))
    assert (found, type(found)) == (answer, type(answer))


@pytest.mark.parametrize("default", ["1000", "1.5", "true", '"a"', '["a"]', "[]"])
@pytest.mark.parametrize("options", [{}, {"X": 1}, {"x": None}, {"x": ""}])
def test_an_option_that_is_not_set_has_its_default(default: str, options: dict[str, Any]) -> None:
    """Also one whose field in the form was emptied; a name is spelled as it is."""
    assert ask(f'option("x", {default}) == {default}', GivenFacts({}, options)) is True


@pytest.mark.parametrize(
    ("default", "value", "problem"),
    [
        (
            "1000",
            "s3cret",
            "the option x should be a whole number and came as a string that cannot be converted",
        ),
        ("1000", 1.5, "the option x should be a whole number and came as a number with a fraction"),
        ("1000", True, "the option x should be a whole number and came as a boolean"),
        ("1000", [5], "the option x should be a whole number and came as a list"),
        ("1000", " ", "the option x should be a whole number and came as an empty string"),
        ("1000", 2**63, "the option x is a number out of range: it does not fit 64 bits"),
        ("1.5", "s3cret", "the option x should be a number and came as a string that cannot be converted"),
        ("true", "s3cret", "the option x should be true or false and came as a string that cannot be converted"),
        ("true", 1, "the option x should be true or false and came as a number"),
        ('"a"', {"s3cret": 1}, "the option x should be text and came as an object"),
        ('["a"]', "s3cret,b", "the option x should be a list and came as a string that cannot be converted"),
        ('["a"]', [None], "the option x should be text and came as null"),
    ],
)
def test_a_value_of_another_type_is_no_reason_to_take_the_default(default: str, value: Any, problem: str) -> None:
    """It cannot be had, and what it is instead is not quoted."""
    found = ask(f'option("x", {default}) == {default}', GivenFacts({}, {"x": value}))
    assert isinstance(found, Problem)
    assert found == problem
    assert found.chinese.startswith("选项 x ")
    assert "s3cret" not in f"{found}{found.chinese}"


def test_an_option_that_cannot_be_asked_for_has_no_default() -> None:
    """Whether it is set is not known."""
    assert ask('option("x", 1) == 1', GivenFacts({}, None)) == "the facts given hold no options"

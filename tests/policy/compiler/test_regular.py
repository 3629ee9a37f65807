"""The size of a regular expression: what RE2 may hold against each character of a text."""

from collections.abc import Callable

import pytest

from dwgate.policy.compiler.regular import MOST_REPEATED, repeated, size_of, steps


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("", 0),
        ("abc", 3),
        ("^[a-z]{1,64}$", 322),
        (r"\d{3}\.", 4),
        ("(a|b){1,300}c", 901),
        ("((a{0,100}){0,10})y", 1001),
        ("x{2,}", 2),
        ("x{,3}", 3),
        ("x{99999999999}", 9999),
        ("[()]{3}", 15),
        ("[]a]{2}[^]]", 15),
        (r".\pL\d", 12),
        (r"\({3}", 3),
        ("a)b", 3),
        ("(((ab", 2),
        ("[abc", 5),
        ("{3}", 0),
        ("a{b}", 4),
        ("a\\", 2),
    ],
)
def test_an_expression_is_as_large_as_it_is_written_out(pattern: str, size: int) -> None:
    """What stands for characters of several bytes is some parts, and what RE2 refuses anyway is counted somehow."""
    assert size_of(pattern) == size


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("", 1),
        ("abc", 1),
        ("a{3}b{5,7}", 7),
        ("a{,3}", 3),
        ("{,}", 1),
        ("a{", MOST_REPEATED),
        ("3}", MOST_REPEATED),
        ("a{x}", MOST_REPEATED),
    ],
)
def test_a_part_of_an_expression_repeats_what_stands_before_it(text: str, most: int) -> None:
    """What is put together before RE2 sees it may be completed by anything."""
    assert repeated(text) == most


@pytest.mark.parametrize("of", ["[{0}", "({0}", "[a{0}", "{{{0}", "{{1{0}", "\\{0}", "a{{2}}{0}"])
def test_counting_takes_no_time(of: str, executed: Callable[..., int]) -> None:
    """Twice the expression takes at most twice the lines."""
    once, twice = (executed(size_of, of.format("") * times) for times in (200, 400))
    assert twice <= 2 * once


def test_a_text_is_held_against_all_of_an_expression() -> None:
    """More text, or more of an expression, takes more steps."""
    assert 0 == steps(0, 0) < steps(100, 10) < steps(1000, 10) < steps(1000, 100)

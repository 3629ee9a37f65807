"""Reasons taken apart into text and expressions."""

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from dwgate.policy.compiler.template import Placeholder, UnclosedPlaceholder, split


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("no", ["no"]),
        ("$5 {a} }", ["$5 {a} }"]),
        ("${a}", [Placeholder("a", 2)]),
        ("中${a}文${b}", ["中", Placeholder("a", 3), "文", Placeholder("b", 8)]),
        ("${}", [Placeholder("", 2)]),
        ("$${a}", ["${a}"]),
        ("$$${a}", ["$${a}"]),
        ("a $${ b ${c}", ["a ${ b ", Placeholder("c", 10)]),
        ('${{"a": {"b": 1}}}', [Placeholder('{"a": {"b": 1}}', 2)]),
        ("${'}'}", [Placeholder("'}'", 2)]),
        ('${"}" + \'"}\'}', [Placeholder('"}" + \'"}\'', 2)]),
        (r"${'\'}'}", [Placeholder(r"'\'}'", 2)]),
        ("${a\n+ b}", [Placeholder("a\n+ b", 2)]),
    ],
)
def test_a_reason_is_taken_apart(text: str, pieces: list[str | Placeholder]) -> None:
    """An expression ends at its own brace, whatever braces and quotes are in it."""
    assert split(text) == pieces


@pytest.mark.parametrize(
    ("text", "offset"), [("${", 0), ("中 ${a", 2), ("${a} ${'}'", 5), ("${'a}", 0), ("${{}", 0), (r"${'\'}", 0)]
)
def test_a_brace_that_is_missing_is_found(text: str, offset: int) -> None:
    """The opening without an end is named, not the end of the text."""
    with pytest.raises(UnclosedPlaceholder, match="this \\$\\{ is not closed") as caught:
        split(text)
    assert caught.value.offset == offset


@given(st.text(st.sampled_from("ab$ {}'\"\\中")))
def test_what_is_taken_apart_loses_nothing(text: str) -> None:
    """An expression stands in the text at its offset, and nothing is lost."""
    try:
        pieces = split(text)
    except UnclosedPlaceholder:
        reject()
    written = [f"${{{piece.expression}}}" if isinstance(piece, Placeholder) else piece for piece in pieces]
    assert "".join(written) == text.replace("$${", "${")
    for piece in pieces:
        assert isinstance(piece, str) or text[piece.offset :].startswith(piece.expression + "}")

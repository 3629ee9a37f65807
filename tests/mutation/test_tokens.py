"""The tokens of an expression: where a part of it ends."""

import pytest

from dwgate.mutation.tokens import Tokens


@pytest.mark.parametrize(
    ("expression", "before", "token"),
    [
        ("a > 0x1F", "a > ", "0x1F"),
        ("a > 2.5e-3 && b", "a > ", "2.5e-3"),
        ("a > .5", "a > ", ".5"),
        ("a > 7u", "a > ", "7u"),
        ("a > -7 && b", "a > ", "-7"),
        ("a - 7", "a - ", "7"),
        (r'a == "q\"uo" && b', "a == ", r'"q\"uo"'),
        (r"a == 'q\'uo'", "a == ", r"'q\'uo'"),
        (r'a.matches(r"\b[.]\")', "a.matches(", r'r"\b[.]\"'),
        ("a == '''it's'''", "a == ", "'''it's'''"),
        ('a == b"bytes"', "a == ", 'b"bytes"'),
        ("a == br'raw'", "a == ", "br'raw'"),
    ],
)
def test_a_token_ends_where_cel_ends_it(expression: str, before: str, token: str) -> None:
    """A text at its own quote, a number with its sign and its exponent."""
    assert Tokens(expression).at(len(before)).of(expression) == token


@pytest.mark.parametrize(
    ("expression", "items"),
    [
        ("[]", []),
        ("[1]", ["1"]),
        ("[1, 2 + 3 , f(4, 5)]", ["1", "2 + 3", "f(4, 5)"]),
        ('["a,b", [1, 2], {"c": 3},]', ['"a,b"', "[1, 2]", '{"c": 3}']),
        ("[1, // the first, and only\n 2]", ["1", "2"]),
    ],
)
def test_a_list_has_its_items(expression: str, items: list[str]) -> None:
    """Those between its own brackets and commas, without the comments."""
    found, closing = Tokens(f"{expression} + [3]").items(0)
    assert [item.of(expression) for item in found] == items
    assert closing == len(expression) - 1


@pytest.mark.parametrize(
    ("expression", "before", "clause"),
    [
        ("a && b.c(d, e) || f", "a && b.c", "b.c(d, e)"),
        ("a && (b in [c, d])", "a && (b ", "b in [c, d]"),
        ("x.exists(y, y.z(1) && y)", "x.exists(y, y.z", "y.z(1)"),
        ("x.exists(y, y && z)", "x.exists", "x.exists(y, y && z)"),
        ("a ? b.c : d.e", "a ? b", "b.c"),
        ("a", "", "a"),
    ],
)
def test_a_clause_reaches_to_the_next_operator_of_logic(expression: str, before: str, clause: str) -> None:
    """Or to the brackets around it, over those within it."""
    assert Tokens(expression).clause(len(before)).of(expression) == clause

"""Where the parts of an expression stand, as it is written."""

import pytest

from dwgate.policy.compiler.cel_text import Written
from dwgate.policy.compiler.cel_tokens import Span


@pytest.mark.parametrize(
    ("expression", "bare"),
    [
        ("  a  ", "a"),
        ("((a))", "a"),
        (" ( ( a ) ) ", "a"),
        ("(a) + (b)", "(a) + (b)"),
        ("f(a)", "f(a)"),
        ("[a]", "[a]"),
        ("(a // b)\n)", "a"),
        ("// (a\n(b)", "b"),
        ('(")" + a)', '")" + a'),
    ],
)
def test_brackets_blanks_and_comments_around_a_part_are_no_part_of_it(expression: str, bare: str) -> None:
    """But for brackets that are needed."""
    written = Written(expression)
    assert written.text(written.bare(written.whole)) == bare


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("a\n  && b", "a && b"),
        ("a // why\n  && b", "a && b"),
        ('a == "x  // y"', 'a == "x  // y"'),
        ("a ==   'it\\'s  so'", "a == 'it\\'s  so'"),
        ('r"\\d  \\s"  == a', 'r"\\d  \\s" == a'),
        ('"""a  "b\n"""  + c', '"""a  "b\n""" + c'),
        ("r'''a  'b'''  + c", "r'''a  'b''' + c"),
        ("b'a  b'  == c", "b'a  b' == c"),
    ],
)
def test_a_part_is_given_on_one_line(expression: str, text: str) -> None:
    """What stands in a text stays as it is."""
    written = Written(expression)
    assert written.text(written.whole) == text


def test_brackets_and_colons_in_a_text_are_none() -> None:
    """Nor are those in a comment."""
    expression = '(a == "(:" ? {"b:": 1} : c) // :)'
    written = Written(expression)
    assert written.around(expression.index("?")) == Span(1, expression.index(" //") - 1)
    assert written.around(expression.index("//")) == written.whole
    assert written.colon_after(expression.index("?")) == expression.index(": c")

"""What is a comment, a literal and a parameter is told once, and each character keeps its place."""

import pytest

from dwgate.errors import FactError
from dwgate.facts.sql.text import clean, has_parameter, is_parameter, place


@pytest.mark.parametrize(
    ("sql", "dialect", "left"),
    [
        ("a -- b\nc", "maxcompute", "a     \nc"),
        ("a -- b\rc", "hive", "a     \rc"),
        ("a /* b\n */ c", "maxcompute", "a     \n    c"),
        ("a /* /* b */ c", "maxcompute", "a            c"),
        ("a /* /* b */ */ c", "postgres", "a               c"),
        ("a /*/ b */ c", "sqlserver", "a          c"),
        ("'-- b' \"/* c\" `-- d`", "maxcompute", "'-- b' \"/* c\" `-- d`"),
        (r"'a\'-- b' c", "hive", r"'a\'-- b' c"),
        ("'a\\'-- b", "presto", "'a\\'    "),
        ("'a''-- b' c", "oracle", "'a''-- b' c"),
        ("$x$ -- b $x$ c", "hologres", "$x$ -- b $x$ c"),
        (r"E'a\'-- b' c", "postgres", r"E'a\'-- b' c"),
        (r"r'a\' -- b", "spark", r"r'a\'     "),
        ("[a -- b] c", "sqlserver", "[a -- b] c"),
        ("a # b\nc", "mysql", "a    \nc"),
        ("a # b\nc", "clickhouse", "a    \nc"),
        ("/*+ mapjoin(b) */ a", "maxcompute", "                  a"),
        ("\ufeffselect", "maxcompute", " select"),
        ('R"(a\\)" -- b', "maxcompute", "'     '     "),
        ('R"x(\')"\n)x" c', "maxcompute", "'      \n  ' c"),
        ("ar 'b' c", "maxcompute", "ar 'b' c"),
    ],
)
def test_comments_are_blank_and_literals_stay(sql: str, dialect: str, left: str) -> None:
    """As each dialect has them; a line of comment ends at either end of line."""
    assert clean(sql, dialect).sql == left


@pytest.mark.parametrize(
    ("sql", "dialect", "at"),
    [
        ("select 1\n  from 'a", "maxcompute", "line 2, column 8: a literal or a quoted name without an end"),
        ("select `a", "maxcompute", "line 1, column 8: a literal or a quoted name without an end"),
        ("select 1 /* a", "maxcompute", "line 1, column 10: a comment without an end"),
        ("select 1 /* /* a */", "postgres", "line 1, column 10: a comment without an end"),
        ("select \ue000", "maxcompute", "line 1, column 8: a character that no text has"),
        ("select \x00", "maxcompute", "line 1, column 8: a character that no text has"),
        ("select /*! a */ 1", "mysql", "line 1, column 8: what may be a comment, a literal or code"),
        ("select /*M! a */ 1", "mysql", "line 1, column 8: what may be a comment, a literal or code"),
        ("select r'a\\'", "maxcompute", "line 1, column 8: what may be a comment, a literal or code"),
        ('select R"(a', "maxcompute", "line 1, column 8: what may be a comment, a literal or code"),
        ("select 1 --1", "starrocks", "line 1, column 10: what may be a comment, a literal or code"),
    ],
)
def test_what_has_no_end_is_an_error(sql: str, dialect: str, at: str) -> None:
    """And what one engine takes for a comment and another for code; the place is told, and no text."""
    with pytest.raises(FactError, match=at):
        clean(sql, dialect)


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("'" + "a" * 100, "maxcompute"),
        ('"' + "a" * 100, "mysql"),
        ("E'" + "a" * 100, "hologres"),
        ("`" + "a" * 100, "clickhouse"),
        (" ".join(f"$a{number}$" for number in range(15_000)), "postgres"),
        ("[" * 99_000, "sqlserver"),
    ],
)
def test_what_has_no_end_is_told_at_once(sql: str, dialect: str) -> None:
    """A scanner that gives back what it took would try for years, and the message would have no answer."""
    with pytest.raises(FactError, match=r"line 1, column [12]: a literal or a quoted name without an end"):
        clean(sql, dialect)


def test_parameters_become_names_of_the_same_length() -> None:
    """One for each that differs, given back as they were written."""
    text = clean("t_${yyyymm}.${a} '${bizdate}' $[yyyymmdd-7*1] ${a}", "maxcompute")
    assert len(text.sql) == len("t_${yyyymm}.${a} '${bizdate}' $[yyyymmdd-7*1] ${a}")
    assert text.parameters == ("${yyyymm}", "${a}", "${bizdate}", "$[yyyymmdd-7*1]")
    assert text.restored(text.sql) == "t_${yyyymm}.${a} '${bizdate}' $[yyyymmdd-7*1] ${a}"
    assert text.restored("plain") == "plain"
    first, _, last = text.sql.partition(".")
    assert has_parameter(first)
    assert not is_parameter(first)
    assert is_parameter(last[:4] + "01")


@pytest.mark.parametrize("swallow", ["/* ${a */ b -- } */", "/* $[a */ b -- ] */", "'${a' b '}'", "${a\n}"])
def test_a_parameter_swallows_no_end_of_a_comment_or_a_literal(swallow: str) -> None:
    """What would is no parameter."""
    assert clean(swallow, "maxcompute").parameters == ()


def test_places_count_from_one() -> None:
    """Lines and columns."""
    assert [place("ab\ncd", index) for index in (0, 1, 3, 4)] == [(1, 1), (1, 2), (2, 1), (2, 2)]

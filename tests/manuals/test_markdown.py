"""Texts as Markdown."""

import pytest

from dwgate.manuals.markdown import code, filled, paragraphs, prose, quoted, sentences, table


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("select * and t.*, [x] < 3", r"select \* and t.\*, \[x\] < 3".replace("<", r"\<")),
        ("ods_, _tmp, sql_file_types", r"ods\_, \_tmp, sql_file_types"),
        ("a | b", r"a \| b"),
        (r"a\b", r"a\\b"),
        ("`t.*` and ``a ` b`` and t.*", r"`t.*` and ``a ` b`` and t.\*"),
        ("one\n  two", "one two"),
    ],
)
def test_nothing_in_prose_is_taken_for_markup(text: str, written: str) -> None:
    """But for what its author put between backticks."""
    assert prose(text) == written


def test_a_sentence_stands_on_a_line() -> None:
    """In English and in Chinese; a number or an abbreviation within one does not end it."""
    assert sentences("One of 3.5 rows, e.g. this. Two? `three`.") == ["One of 3.5 rows, e.g. this.", "Two?", "`three`."]
    assert sentences("一。DataWorks 二！ 三？") == ["一。", "DataWorks 二！", "三？"]
    assert list(quoted("One. Two.")) == ["> One.", "> Two."]


@pytest.mark.parametrize(
    ("text", "written"),
    [("a_b", "`a_b`"), ("a || b", r"`a \|\| b`"), ("a ` b", "`` a ` b ``"), ("``", "``` `` ```")],
)
def test_code_is_marked_whatever_it_holds(text: str, written: str) -> None:
    """Backticks do not end it, and bars do not end the cell of a table."""
    assert code(text) == written


def test_a_table_has_a_line_below_its_headings() -> None:
    """Its cells are Markdown already."""
    assert table(("a", "b"), [("1", "`2`")]) == ["| a | b |", "| --- | --- |", "| 1 | `2` |"]


def test_parts_are_apart_and_none_is_empty() -> None:
    """One empty line stands between two of them."""
    assert paragraphs([], ["a"], [], ["b", "c"]) == ["a", "", "b", "c"]


def test_a_block_is_put_between_its_marks() -> None:
    """What stood there goes, and a block of another name stays; a backslash in it is a backslash."""
    page = "a\n<!-- one -->\nold\n<!-- end of one -->\n<!-- two -->\nkept\n<!-- end of two -->\n"
    assert filled(page, {"one": "\\1 new\n", "three": "nowhere"}) == page.replace("old", "\\1 new")

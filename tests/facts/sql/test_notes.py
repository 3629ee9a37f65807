"""What is told of a text is a name, and comes in the order of the text."""

import pytest

from facts.sql.readings import problem, reading


@pytest.mark.parametrize("name", ["`a b`", "`a;b`", "`a'b`", "`a/b`", "`a\n`", "a\u200bb", "ａ", "`" + "a" * 129 + "`"])
@pytest.mark.parametrize("sql", ["select 1 from {}", "select {} from t", "select {}(1)", "drop table {}"])
def test_what_is_no_name_is_told_of_nothing(sql: str, name: str) -> None:
    """It may be data: the text is an error, which does not quote it either."""
    assert "a name that is too long, or holds what no name should" in problem(
        sql.format(name), "spark" if "(" in sql else "hive"
    )


def test_a_name_of_the_greatest_length_is_told() -> None:
    """128 characters."""
    assert reading(f"drop table {'a' * 128}").tables == ("a" * 128,)


def test_an_alias_may_be_anything() -> None:
    """It is told nowhere."""
    assert reading('select a as `销量 (万)`, b "x y" from t order by `销量 (万)`').tables == ("t",)


def test_everything_comes_in_the_order_of_the_text() -> None:
    """Each once, in small letters."""
    read = reading("insert into W select F(b), G(A) from U join T on U.x = T.x where b = f(1)")
    assert read.tables == ("w", "u", "t")
    assert [column.name for column in read.columns] == ["b", "a", "x", "x"]
    assert read.functions == ("f", "g")

"""What stands in FROM: tables, queries and functions, and how they are joined."""

import pytest

from facts.sql.readings import columns, problem, reading


@pytest.mark.parametrize(
    ("sql", "joins", "cross"),
    [
        ("select 1 from t", 0, 0),
        ("select 1 from t join u on t.a = u.a", 1, 0),
        ("select 1 from t join u using (a)", 1, 0),
        ("select 1 from t natural join u", 1, 0),
        ("select 1 from t cross join u", 1, 1),
        ("select 1 from t join u", 1, 1),
        ("select 1 from t join u on 1 = 1", 1, 1),
        ("select 1 from t join u on u.a = 1", 1, 1),
        ("select 1 from t, u", 1, 1),
        ("select 1 from t, u where t.a = u.a", 1, 0),
        ("select 1 from t, u where a = b", 1, 0),
        ("select 1 from t, u where t.a = u.a or 1 = 1 and t.b > 1", 1, 0),
        ("select 1 from t join (select 1 from u cross join v) x on t.a = x.a", 2, 1),
        ("select 1 from t lateral view explode(a) x as b", 0, 0),
        ("select 1 from (t join u on t.a = u.a) join v on v.a = t.a", 2, 0),
    ],
)
def test_joins_are_counted_and_those_that_nothing_joins(sql: str, joins: int, cross: int) -> None:
    """A condition of the query around it joins as well."""
    read = reading(sql)
    assert (read.joins, read.cross_joins) == (joins, cross)


def test_the_rows_of_a_function_are_joined_by_themselves() -> None:
    """They are made for each row."""
    assert reading("select 1 from t cross join unnest(b) as u(c)", "presto").cross_joins == 0


@pytest.mark.parametrize(
    ("sql", "dialect", "tables"),
    [
        ("select * from values (1, 2) t(a, b)", "maxcompute", ()),
        ("select * from (values (1, 2)) t(a, b)", "hive", ()),
        ("select * from ((t))", "maxcompute", ("t",)),
        ("select * from t tablesample (5 percent) u", "maxcompute", ("t",)),
        ("select * from t pivot (sum(a) for b in ('x'))", "spark", ("t",)),
        ("select * from generate_series(1, 10) g", "postgres", ()),
        ("select * from t, lateral (select * from u where u.a = t.a) x", "postgres", ("t", "u")),
        ("select * from t cross apply f(t.a) x", "sqlserver", ("t",)),
        ("select * from numbers(10)", "clickhouse", ()),
    ],
)
def test_rows_of_many_kinds(sql: str, dialect: str, tables: tuple[str, ...]) -> None:
    """Of tables and of what is none."""
    assert reading(sql, dialect).tables == tables


@pytest.mark.parametrize(
    ("sql", "dialect", "told"),
    [
        ("select a from hr.salary ('x' = 'y')", "maxcompute", "a function in place of a table"),
        ("select a from remote('h', db.t)", "clickhouse", "a function in place of a table"),
        ("select a from (t join u on t.a = u.a) x", "postgres", "a name for several tables in parentheses"),
        ("select a from t array join b as c", "clickhouse", "rows from something that is not known"),
        ("select a from identifier('t')", "spark", "a function that reads tables which it does not name"),
        ("select a from delta.`/x/y`", "spark", "a name that is too long, or holds what no name should"),
    ],
)
def test_rows_from_elsewhere_are_an_error(sql: str, dialect: str, told: str) -> None:
    """The table that is read is not told."""
    assert told in problem(sql, dialect)


def test_a_lateral_query_sees_what_stands_before_it() -> None:
    """And another one does not."""
    lateral = columns("select 1 from t, lateral (select b from u where t.a = 1) x", "postgres")
    assert lateral["a"] == ("t",)
    assert columns("select 1 from t, (select b from u) x")["b"] == ("u",)

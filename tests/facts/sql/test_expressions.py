"""The columns that an expression reads, and the tables that they may be of."""

import pytest

from facts.sql.readings import columns, problem


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select a, B from t", {"a": ("t",), "b": ("t",)}),
        ("select a from t join u on t.x = u.y", {"a": ("t", "u"), "x": ("t",), "y": ("u",)}),
        ("select hr.t.a from hr.t", {"a": ("hr.t",)}),
        ("select info.mobile from t", {"info": ("t",), "mobile": ("t",)}),
        ("select t.info.mobile from t", {"info": ("t",), "mobile": ("t",)}),
        ("select f(a).mobile from t", {"a": ("t",), "mobile": ("t",)}),
        ("select a[0], b['k'] from t", {"a": ("t",), "b": ("t",)}),
        ("select f(a, (x, y) -> x + y + b) from t", {"a": ("t",), "b": ("t",)}),
        ("select a as b from t group by c having b > 1 order by b, d", {"a": ("t",), "c": ("t",), "d": ("t",)}),
        ("select c from t lateral view explode(b) x as c", {"b": ("t",)}),
        ("select x.c from t lateral view explode(b) x as c", {"b": ("t",)}),
        ("select ${cols}, a from t where ds = ${bizdate}", {"a": ("t",), "ds": ("t",)}),
        ("select t.${col} from t", {"${col}": ("t",)}),
        ("select 1 from t where exists (select 1 from u where u.a = t.b)", {"a": ("u",), "b": ("t",)}),
        ("select 1 from t where a in (select b from u)", {"a": ("t",), "b": ("u", "t")}),
        ("select 1 from t join u using (a)", {"a": ("t", "u")}),
        ("select a from t union all select b from u order by a", {"a": ("t",), "b": ("u",)}),
        ("select sum(a) over (partition by b order by c) from t", {"a": ("t",), "b": ("t",), "c": ("t",)}),
        ("insert into t partition (ds = '1') (a, b) select c, d from u", {"c": ("u",), "d": ("u",)}),
        ("update t set a = b where c = 1", {"b": ("t",), "c": ("t",)}),
        ("create table t (a string) partitioned by (ds string)", {}),
        ("select `手机` from t", {"手机": ("t",)}),
        ("select 1 as a", {}),
    ],
)
def test_the_columns_that_are_read(sql: str, found: dict[str, tuple[str, ...]]) -> None:
    """A result of the query itself is none, and an alias of a function's rows is of no table."""
    assert columns(sql) == found


@pytest.mark.parametrize(
    ("sql", "dialect", "found"),
    [
        ("select dateadd(day, 1, a) from t", "sqlserver", {"a": ("t",)}),
        ("select timestampdiff(day, a, b) from t", "mysql", {"a": ("t",), "b": ("t",)}),
        ("select dateadd(day, 1, a) from t", "maxcompute", {"day": ("t",), "a": ("t",)}),
        ("select year from t", "sqlserver", {"year": ("t",)}),
        ("select array[a] from t", "presto", {"a": ("t",)}),
        ("select (u).mobile from t u", "hologres", {"u": ("t",), "mobile": ("t",)}),
        ("select :a, @b from t", "mysql", {}),
    ],
)
def test_what_looks_like_a_column_in_some_dialect(sql: str, dialect: str, found: dict[str, tuple[str, ...]]) -> None:
    """A unit of time, a constructor, a variable."""
    assert columns(sql, dialect) == found


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("insert into t partition (ds = (select max(a) from u)) select 1", "a query where none is known"),
        ("select * from t where a = dblink('x', 'select 1')", "a function that reads tables which it does not name"),
    ],
)
def test_what_hides_a_table_is_an_error(sql: str, told: str) -> None:
    """It would read what nothing tells."""
    assert told in problem(sql, "postgres")

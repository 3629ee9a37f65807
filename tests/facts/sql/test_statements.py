"""Statements are told apart, and each is what it is."""

import pytest

from facts.sql.readings import problem, reading


@pytest.mark.parametrize(
    ("sql", "kinds"),
    [
        ("select 1", ("select",)),
        ("select 1 union all select 2", ("select",)),
        ("(select 1)", ("select",)),
        ("with a as (select 1) select * from a", ("select",)),
        ("set a = b; select 1;; drop table t", ("set", "select", "drop table")),
        ("insert into t values (1)", ("insert into",)),
        ("insert overwrite table t select 1", ("insert overwrite",)),
        ("from t insert overwrite table a select 1 insert into b select 2", ("insert overwrite", "insert into")),
        ("insert overwrite directory '/x' select 1", ("insert overwrite directory",)),
        ("create table t (a string)", ("create table",)),
        ("create table t as select 1", ("create table as",)),
        ("create view v as select 1", ("create view",)),
        ("create materialized view v lifecycle 7 as select 1", ("create materialized view",)),
        ("merge into t using u on t.a = u.a when matched then delete", ("merge",)),
        ("update t set a = 1", ("update",)),
        ("delete from t", ("delete",)),
        ("cache table t", ("cache table",)),
        ("explain insert into t select 1", ("explain",)),
        ("values (1)", ("values",)),
        ("select ';'; -- ;\nselect 2", ("select", "select")),
    ],
)
def test_each_statement_has_its_kind(sql: str, kinds: tuple[str, ...]) -> None:
    """In the order of the text; what one holds goes by the name of the outer one."""
    assert reading(sql).statements == kinds


@pytest.mark.parametrize(
    ("sql", "dialect", "rows"),
    [
        ("select 1 from t limit 10", "maxcompute", [10]),
        ("select 1 from t limit 5, 10", "maxcompute", [10]),
        ("select 1 from t limit 10 offset 5", "maxcompute", [10]),
        ("(select 1 from t limit 10)", "maxcompute", [10]),
        ("select 1 from t union all select 2 from u limit 10", "maxcompute", [10]),
        ("with a as (select 1 limit 1) select * from a limit 10", "maxcompute", [10]),
        ("select 1 from t limit ${n}", "maxcompute", ["unknown"]),
        ("select 1 from t limit 5 + 5", "maxcompute", ["unknown"]),
        ("select 1 from t limit 9223372036854775808", "maxcompute", ["unknown"]),
        ("select 1 from (select 1 from t limit 10) x", "maxcompute", ["unbounded"]),
        ("select 1 from t limit 10; select 2 from u", "maxcompute", [10, "unbounded"]),
        ("insert into t select 1 from u", "maxcompute", []),
        ("explain select 1 from u", "maxcompute", []),
        ("select 1 from t limit all", "postgres", ["unbounded"]),
        ("select 1 from t limit null", "postgres", ["unbounded"]),
        ("select 1 from t fetch first 10 rows only", "postgres", [10]),
        ("select 1 from t fetch first row only", "postgres", [1]),
        ("select 1 from t fetch first 10 percent rows only", "oracle", ["unbounded"]),
        ("select 1 from t fetch first 10 rows with ties", "oracle", ["unbounded"]),
        ("select 1 from t limit 10 by a", "clickhouse", ["unbounded"]),
        ("select top 10 a from t", "sqlserver", [10]),
    ],
)
def test_the_limit_is_that_of_the_outermost_query(sql: str, dialect: str, rows: list[object]) -> None:
    """One for each statement that is a query."""
    assert [limit.rows for limit in reading(sql, dialect).limits] == rows


@pytest.mark.parametrize(
    "sql",
    [
        "foo bar",
        "call f(1)",
        "exec p",
        "pai -name x -project y",
        "tunnel upload a.txt t",
        "read t 10",
        "a",
        "1",
        "begin select 1 end",
        "(1 + 2)",
        "insert all into t values (1) select 1",
        "select",
    ],
)
def test_what_is_no_known_statement_is_an_error(sql: str) -> None:
    """It may do anything."""
    assert "the SQL cannot be read" in problem(sql, "hive")
    assert "无法读取 SQL" in problem(sql, "hive").chinese

"""What MaxCompute's SQL has beyond Hive's."""

import pytest

from facts.sql.readings import problem, reading


@pytest.mark.parametrize(
    "sql",
    [
        "select a from t distribute by a sort by b",
        "insert overwrite table u select a from t zorder by a, b",
        "select a from t cluster by a",
        "select a, b from t group by a, b grouping sets ((a), (a, b))",
        "select a, row_number() over (order by b) as n from t qualify n = 1",
        "select 1L, 2BD, 3.0D, a from t",
        "select a from t where a rlike 'x' and b <=> c",
        "select transform(a, b) using 'python x.py' as (c string) from t",
        "select a from t where ds = '1' limit 5",
        "select /*+ mapjoin(b), skewjoin(c) */ a from t",
        "select interval '1' day + a, date '2026-01-01', datetime '2026-01-01 00:00:00' from t",
        'select a "甲", b as "乙" from t',
        "select a，count（*） from t group by a；",
        "create external table u (a string) stored by 'x' location 'oss://x' using 'y.jar'; select a from t",
        "create external table u (a string) stored by 'x' with serdeproperties ('a' = 'b'); select a from t",
        "create table u (a bigint not null, b string comment 'it''s', primary key (a)) lifecycle 1; select 1 from t",
        "create table u (a string) tblproperties ('transactional' = 'true') lifecycle 1; select 1 from t",
        "select lag(a, 1) ignore nulls over (order by b) from t",
        "select wm_concat(distinct ',', a) within group (order by b) from t",
        "select a from t tablesample (bucket 1 out of 4 on b)",
        "select a from t timestamp as of '2026-01-01 00:00:00'",
    ],
)
def test_it_is_read(sql: str) -> None:
    """As a query of the table."""
    assert reading(sql).reads == ("t",)


@pytest.mark.parametrize(
    ("sql", "functions"),
    [
        ("select p:f(a) from t", ("p:f",)),
        ("select f(a)", ("f",)),
    ],
)
def test_a_function_of_another_project_is_one_word(sql: str, functions: tuple[str, ...]) -> None:
    """Where nothing stands between its parts."""
    assert reading(sql).functions == functions


def test_apart_its_parts_are_no_word() -> None:
    """A blank between them is none of a name."""
    assert "the SQL cannot be read" in problem("select p : f(a) from t")


def test_auto_alone_is_another_property() -> None:
    """Of engines that have it."""
    assert reading("create table t (a int) duplicate key (a) distributed by hash (a) buckets auto", "doris").tables == (
        "t",
    )

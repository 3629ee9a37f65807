"""Statements that create tables or change what is in them."""

import pytest

from facts.sql.readings import problem, reading


@pytest.mark.parametrize(
    ("sql", "dialect", "has"),
    [
        ("create table t (a string)", "maxcompute", set()),
        ("create table t (a string comment 'x') comment 'y'", "maxcompute", {"comment"}),
        ("create table t (a string comment 'x')", "maxcompute", set()),
        ("create table t (a string) partitioned by (ds string)", "maxcompute", {"partitions"}),
        ("create table t (a datetime) auto partitioned by (trunc_time(a, 'day') as d)", "maxcompute", {"partitions"}),
        ("create table t (a string) lifecycle 7", "maxcompute", {"lifecycle"}),
        ("create table t (a string) lifecycle ${days}", "maxcompute", {"lifecycle"}),
        ("create table t lifecycle 7 as select 1 as a", "maxcompute", {"lifecycle"}),
        ("create table t (a string) range clustered by (a) sorted by (a) into 8 buckets", "maxcompute", set()),
        ("create table t like u", "maxcompute", {"comment", "partitions"}),
        ("create table t like u lifecycle 7", "maxcompute", {"comment", "partitions", "lifecycle"}),
        ("create table t (like u including all)", "postgres", {"comment", "partitions"}),
        ("create table t (ds text) partition by list (ds)", "hologres", {"partitions"}),
        ("create table t (a int) comment = 'x' partition by range (a) (partition p values less than (1))", "mysql",
         {"comment", "partitions"}),
    ],
)  # fmt: skip
def test_what_is_declared_of_a_table_that_is_created(sql: str, dialect: str, has: set[str]) -> None:
    """What it takes over from another one it has as well."""
    (created,) = reading(sql, dialect).created
    assert (created.table, set(created.has)) == ("t", has)


@pytest.mark.parametrize(
    ("sql", "reads", "writes"),
    [
        ("create table t like u", ("u",), ("t",)),
        ("create table t as select * from u", ("u",), ("t",)),
        ("create view v as select * from u", ("u",), ("v",)),
        ("insert into t select * from u", ("u",), ("t",)),
        ("insert into t values (1), (2)", (), ("t",)),
        ("insert overwrite table t partition (ds = '1') if not exists select * from u", ("u",), ("t",)),
        ("from u insert into a select x insert into b select y", ("u",), ("a", "b")),
        ("from u lateral view explode(m) x as n insert into a select n", ("u",), ("a",)),
        ("create table t auto refresh yes as select * from u", ("u",), ("t",)),
        (
            "merge into t using (select * from u) x on t.a = x.a when matched then update set t.b = x.b",
            ("t", "u"),
            ("t",),
        ),
        ("update t set a = (select max(b) from u)", ("t", "u"), ("t",)),
        ("delete from t where a in (select b from u)", ("t", "u"), ("t",)),
        ("cache table t", ("t",), ()),
        ("cache table t as select * from u", ("u",), ("t",)),
    ],
)
def test_what_a_change_reads_and_writes(sql: str, reads: tuple[str, ...], writes: tuple[str, ...]) -> None:
    """The rows that are changed are rows that are read."""
    read = reading(sql)
    assert (set(read.reads), read.writes) == (set(reads), writes)


def test_a_merge_reads_what_its_branches_read() -> None:
    """Conditions and values, and not the columns that it writes."""
    sql = (
        "merge into t using u on t.a = u.b when matched and u.c = 1 then update set t.d = u.e"
        " when matched then delete when not matched then insert (f) values (u.g)"
    )
    assert [column.name for column in reading(sql).columns] == ["a", "b", "c", "e", "g"]


def test_functions_in_declarations_are_called() -> None:
    """A default, and the value of a partition."""
    assert reading("create table t (a string default max_pt('u')) lifecycle 1").functions == ("max_pt",)
    assert reading("insert into t partition (ds = max_pt('u')) select 1").functions == ("max_pt",)
    assert reading("from u insert into t partition (ds = max_pt('u')) select 1").functions == ("max_pt",)


def test_columns_beside_an_insert_are_read() -> None:
    """What a conflict is told by, and what is given back."""
    sql = "insert into t (a) values (1) on conflict (a) do update set b = excluded.b returning c"
    assert {"a", "c"} <= {column.name for column in reading(sql, "postgres").columns}


@pytest.mark.parametrize(
    ("sql", "dialect", "told"),
    [
        ("insert into t", "maxcompute", "an INSERT of nothing"),
        ("delete t from t join u on t.a = u.a", "mysql", "several tables that are changed at once"),
        ("update t join u on t.a = u.a set u.b = 1", "mysql", "several tables that are changed at once"),
        ("from u insert into a select x from v", "hive", "an INSERT that takes rows from elsewhere"),
        ("insert into function remote('h', db.t) select 1", "clickhouse", "a table without a name"),
        ("create sequence s", "postgres", "something is created that is not known"),
    ],
)
def test_a_change_of_another_kind_is_an_error(sql: str, dialect: str, told: str) -> None:
    """What it changes is not told."""
    assert told in problem(sql, dialect)


def test_a_join_in_an_update_may_set_the_first_table() -> None:
    """And reads the others."""
    read = reading("update t join u on t.a = u.a set t.b = u.c", "mysql")
    assert (read.reads, read.writes) == (("t", "u"), ("t",))

"""Statements that their first words tell all about name the tables that they name."""

import pytest

from facts.sql.readings import problem, reading


@pytest.mark.parametrize(
    ("sql", "kind", "reads", "writes"),
    [
        ("set odps.sql.allow.fullscan = true", "set", (), ()),
        ("use hr", "use", (), ()),
        ("add jar a.jar", "add", (), ()),
        ("add table hr.pay as p", "add", ("hr.pay",), ()),
        ("list jars", "list", (), ()),
        ("desc t", "describe", ("t",), ()),
        ("desc extended hr.t partition (ds = '1')", "describe", ("hr.t",), ()),
        ("describe function f", "describe", (), ()),
        ("desc select a from t", "explain", ("t",), ()),
        ("explain select a from t", "explain", ("t",), ()),
        ("explain (analyze, verbose) select a from t", "explain", ("t",), ()),
        ("explain (select a from t)", "explain", ("t",), ()),
        ("show tables", "show", (), ()),
        ("show create table hr.t", "show", ("hr.t",), ()),
        ("show partitions t", "show", ("t",), ()),
        ("show full columns from t", "show", ("t",), ()),
        ("drop table if exists a, hr.b", "drop table", (), ("a", "hr.b")),
        ("drop materialized view v", "drop materialized view", (), ("v",)),
        ("drop function f", "drop function", (), ()),
        ("truncate table a partition (ds = '1')", "truncate", (), ("a",)),
        ("alter table a add columns (b string)", "alter table", (), ("a",)),
        ("alter table if exists `hr`.`a` drop partition (ds = '1')", "alter table", (), ("hr.a",)),
        ("alter table a rename to b", "alter table", (), ("a", "b")),
        ("alter table a exchange partition (ds = '1') with table b", "alter table", (), ("a", "b")),
        ("alter table a attach partition b", "alter table", (), ("a", "b")),
        ("alter view v as select * from t", "alter view", ("t",), ("v",)),
        ("alter materialized view v rebuild", "alter materialized view", (), ("v",)),
        ("alter function f set owner x", "alter function", (), ()),
        ("grant select on table a to user x", "grant", (), ("a",)),
        ("grant select on a to x", "grant", (), ("a",)),
        ("grant admin to x", "grant", (), ()),
        ("revoke list on project p from user x", "revoke", (), ()),
        ("analyze table t compute statistics", "analyze", ("t",), ()),
        ("msck repair table t", "msck", (), ("t",)),
        ("comment on table a is 'x'", "comment", (), ("a",)),
        ("comment on column hr.a.b is 'x'", "comment", (), ("hr.a",)),
        ("clone table a to b if exists overwrite", "clone table", ("a",), ("b",)),
        ("load overwrite table a from location 'oss://x'", "load data", (), ("a",)),
        ("unload from t into location 'oss://x'", "unload", ("t",), ()),
        ("unload from (select a from t) into location 'oss://x'", "unload", ("t",), ()),
        ("create function f as 'a.b' using 'c.jar'", "create function", (), ()),
        ("create schema if not exists s", "create schema", (), ()),
        ("create materialized view if not exists v lifecycle 3 as with q as (select 1 from t) select 1 from q",
         "create materialized view", ("t",), ("v",)),
        ("create materialized view v tblproperties ('x' = as) as select 1 from t", "create materialized view",
         ("t",), ("v",)),
        ("replace into a select b from t", "insert into", ("t",), ("a",)),
        ("call set_table_property('hr.a', 'orientation', 'column')", "call", (), ("hr.a",)),
    ],
)  # fmt: skip
def test_the_first_words_tell_what_it_names(
    sql: str, kind: str, reads: tuple[str, ...], writes: tuple[str, ...]
) -> None:
    """As a table that is read, or one that is written or changed."""
    read = reading(sql)
    assert (read.statements, read.reads, read.writes) == ((kind,), reads, writes)


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("set @a = (select max(b) from t)", "mysql"),
        ("set a = 1\nselect b from t", "maxcompute"),
        ("desc", "maxcompute"),
        ("explain", "maxcompute"),
        ("show", "maxcompute"),
        ("show secrets", "maxcompute"),
        ("drop", "maxcompute"),
        ("drop table", "maxcompute"),
        ("drop everything", "maxcompute"),
        ("alter session set a = 1", "maxcompute"),
        ("alter table a set b = (select 1)", "maxcompute"),
        ("alter table (a)", "maxcompute"),
        ("truncate table a partition (ds = (select 1))", "maxcompute"),
        ("comment on a is 'x'", "maxcompute"),
        ("clone table a", "maxcompute"),
        ("load data inpath '/x'", "maxcompute"),
        ("unload (select 1)", "maxcompute"),
        ("call f('t')", "hologres"),
        ("call set_table_property(x)", "hologres"),
        ("create function f() returns int as $$ select 1 $$", "hologres"),
        ("create sql function f(@a string) as max_pt(@a)", "maxcompute"),
        ("create index i on t (a)", "mysql"),
        ("create materialized view v", "maxcompute"),
    ],
)
def test_what_they_do_not_tell_is_an_error(sql: str, dialect: str) -> None:
    """It may read anything."""
    assert "the SQL cannot be read" in problem(sql, dialect)


def test_functions_that_name_a_partition_are_called() -> None:
    """They are as much a call as in a query."""
    assert reading("alter table a drop partition (ds < max_pt('a'))").functions == ("max_pt",)


def test_a_copy_of_a_whole_table_selects_all_its_columns() -> None:
    """By cloning and by unloading."""
    assert reading("clone table a to b").starred == ("a",)
    assert reading("unload from a into location 'oss://x'").starred == ("a",)

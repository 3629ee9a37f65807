"""Which tables a query reads, under the names that are visible where they stand, and how it is built."""

import pytest

from dwgate.facts.sql.grammar import Bounded
from facts.sql.readings import problem, reading


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("with a as (select 1 from t) select * from a", ("t",)),
        ("with T as (select 1 from t) select * from t", ("t",)),
        ("with a as (select 1 from t), b as (select 1 from a) select 1 from b join a on a.x = b.x", ("t",)),
        ("with a as (select 1 from t) select 1 from hr.a", ("t", "hr.a")),
        ("with a as (select 1 from t) select 1 from a; select 1 from a", ("t", "a")),
        ("select 1 from (with a as (select 1 from t) select 1 from a) x join a on x.i = a.i", ("t", "a")),
        ("with a as (select 1 from u) insert into t select * from a", ("u", "t")),
        ("with a as (select 1 from u) from a insert into t select 1", ("u", "t")),
        ("select 1 from t where exists (with a as (select 1 from u) select 1 from a)", ("t", "u")),
        ("select (select max(x) from u) from t", ("u", "t")),
        ("select 1 from t union all (select 2 from u order by (select 1 from v))", ("t", "u", "v")),
        ("(with a as (select 1 from t) select 1 from a) union all select 1 from a", ("t", "a")),
        ("from t select a", ("t",)),
        ("select `a` from `Hr`.`T`", ("hr.t",)),
        ("select a from ods_${layer}.t_${yyyymm}", ("ods_${layer}.t_${yyyymm}",)),
        ("select a from p.s.t", ("p.s.t",)),
        ("select 1", ()),
    ],
)
def test_the_tables_that_a_query_reads(sql: str, tables: tuple[str, ...]) -> None:
    """The name of a query of WITH is a table's where the query is not visible."""
    assert reading(sql).tables == tables


@pytest.mark.parametrize(
    ("sql", "dialect", "tables"),
    [
        ("with recursive r as (select 1 from t union all select 1 from r) select 1 from r", "postgres", ("t",)),
        ("with r as (select 1 a from t union all select a from r) select a from r", "sqlserver", ("t",)),
        ("with r as (select 1 from r) select 1 from r", "postgres", ("r",)),
        ("with recursive r(a) as (select 1 from t) select a from r", "mysql", ("t",)),
        ("table t", "hologres", ("t",)),
    ],
)
def test_a_query_reads_itself_where_the_dialect_has_it(sql: str, dialect: str, tables: tuple[str, ...]) -> None:
    """Elsewhere its name within is that of a table."""
    assert reading(sql, dialect).reads == tables


@pytest.mark.parametrize(
    ("sql", "nesting"),
    [
        ("set a = b", 0),
        ("select 1", 1),
        ("select 1 union all select 2", 1),
        ("((select 1))", 1),
        ("select 1 from (select 1) x", 2),
        ("with a as (select 1) select 1 from a", 2),
        ("select 1 where exists (select 1 from (select 1) x)", 3),
    ],
)
def test_how_deep_queries_stand_in_each_other(sql: str, nesting: int) -> None:
    """Branches of a union and parentheses are no deeper."""
    assert reading(sql).nesting == nesting


def test_a_tree_that_is_no_statement_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the grammar makes of it."""
    monkeypatch.setattr(Bounded, "parse", lambda *_: [None])
    assert "a statement that is not known" in problem("select 1 from no_tree")


def test_select_into_creates_a_table() -> None:
    """It writes what it selects."""
    read = reading("select a into b from t", "sqlserver")
    assert (read.reads, read.writes, [created.table for created in read.created]) == (("t",), ("b",), ["b"])


@pytest.mark.parametrize(
    ("sql", "dialect", "told"),
    [
        ("select 1 from t where a = (delete from u)", "maxcompute", "its grammar"),
        ("with a as (delete from t returning b) select b from a", "postgres", "a query of a kind that is not known"),
        ("(select 1 from t) join u on 1 = 1", "hive", "a join behind a query in parentheses"),
        (
            "select 1 from (select 1 from t union all select 1 from u where 1 = 1, hr.salary) x",
            "hive",
            "a join behind a query in parentheses or behind several",
        ),
    ],
)
def test_a_query_of_another_kind_is_an_error(sql: str, dialect: str, told: str) -> None:
    """What it reads is not known."""
    assert told in problem(sql, dialect)

"""What narrows a table, and what only looks as if it did."""

import pytest

from facts.sql.readings import filtered

WHERE = "select 1 from t where "
ONE = {"t": {"ds"}}
NONE: dict[str, set[str]] = {"t": set()}


@pytest.mark.parametrize(
    "condition",
    [
        "ds = '1'",
        "DS = '1'",
        "'1' = ds",
        "(ds) = ('1')",
        "t.ds = '1'",
        "ds <=> '1'",
        "ds >= '1' and ds < '2'",
        "ds in ('1', '2')",
        "(ds, hh) in (('1', '2'))",
        "ds between '1' and '2'",
        "ds like '2026%'",
        "ds = ${bizdate}",
        "ds = '${bizdate}'",
        "ds = 2026${mm}01",
        "ds = max_pt('t')",
        "ds = date_format(dateadd(getdate(), -1, 'dd'), 'yyyyMMdd')",
        "ds = (select max(u.ds) from u)",
        "ds = '1' or ds = '2'",
        "(ds = '1' and a = 1) or (b = 2 and ds = '2')",
        "a = 1 and (b = 2 and ds = '1')",
    ],
)
def test_a_condition_that_must_hold_narrows(condition: str) -> None:
    """On the bare column, against what is known without reading rows."""
    found = filtered(WHERE + condition)
    assert "ds" in found["t"]


@pytest.mark.parametrize(
    "condition",
    [
        "ds <> '1'",
        "not ds = '1'",
        "ds not in ('1')",
        "ds not between '1' and '2'",
        "ds not like '1%'",
        "ds like '%1'",
        "ds like '_1'",
        "ds like ''",
        "ds is not null",
        "ds = null",
        "ds = ds",
        "ds = a",
        "ds in ('1', a)",
        "ds in (select ds from u)",
        "ds = rand()",
        "ds = (select max(u.ds) from u where u.a = t.a)",
        "substr(ds, 1, 4) = '2026'",
        "ds + 0 = 1",
        "ds = '1' or a = 1",
        "ds = '1' or true",
        "if(ds = '1', true, true)",
        "ds = '1' = true",
        "ds rlike '1'",
        "u.ds = '1'",
        "ds",
    ],
)
def test_another_condition_does_not(condition: str) -> None:
    """Nor one on which the result does not hang."""
    assert "ds" not in filtered(WHERE + condition)["t"]


@pytest.mark.parametrize(
    ("sql", "narrowed"),
    [
        ("select 1 from t join u on t.ds = u.ds where t.ds = '1'", {"t": {"ds"}, "u": {"ds"}}),
        ("select 1 from t join u on t.ds = u.ds and u.ds = '1'", {"t": {"ds"}, "u": {"ds"}}),
        ("select 1 from t, u where t.ds = u.ds and u.ds = '1'", {"t": {"ds"}, "u": {"ds"}}),
        ("select 1 from t join u using (ds) where t.ds = '1'", {"t": {"ds"}, "u": {"ds"}}),
        ("select 1 from t join u on t.id = u.id where ds = '1'", {"t": set(), "u": set()}),
        ("select 1 from t left join u on t.ds = u.ds where t.ds = '1'", {"t": {"ds"}, "u": {"ds"}}),
        ("select 1 from t left join u on t.ds = u.ds and u.ds = '1'", {"t": set(), "u": {"ds"}}),
        ("select 1 from t left join u on t.a = u.a and t.ds = '1'", {"t": set(), "u": set()}),
        ("select 1 from t right join u on t.a = u.a and t.ds = '1' and u.ds = '1'", {"t": {"ds"}, "u": set()}),
        ("select 1 from t full join u on t.ds = '1' and u.ds = '1'", {"t": set(), "u": set()}),
        ("select 1 from t left semi join u on t.ds = u.ds and t.ds = '1'", {"t": {"ds"}, "u": {"ds"}}),
        ("select 1 from t left anti join u on t.ds = '1' and u.ds = '1'", {"t": set(), "u": {"ds"}}),
        (
            "select 1 from t join u on t.a = u.a join v on t.ds = '1' and v.ds = '1'",
            {"t": {"ds"}, "u": set(), "v": {"ds"}},
        ),
        (
            "select 1 from v left join t on v.x = t.x join u on u.a = t.a and v.ds = '1'",
            {"v": {"ds"}, "t": set(), "u": set()},
        ),
        ("select 1 from (select a from u) x join t on x.a = t.a where ds = '1'", {"u": set(), "t": {"ds"}}),
        ("select 1 from t lateral view explode(a) x as ds where ds = '1'", NONE),
    ],
)
def test_joins_pass_filters_on_where_they_leave_rows_out(sql: str, narrowed: dict[str, set[str]]) -> None:
    """A side that is kept whole is not narrowed by the condition of its join."""
    assert {table: found & {"ds"} for table, found in filtered(sql).items()} == narrowed


@pytest.mark.parametrize(
    ("sql", "narrowed"),
    [
        ("select 1 from (select * from t) x where x.ds = '1'", ONE),
        ("select 1 from (select a, ds as day from t) x where day = '1'", ONE),
        ("select 1 from (select a, ds from t) x(b, c) where c = '1'", ONE),
        ("select 1 from ((select * from t)) x where ds = '1'", ONE),
        ("select 1 from (select a, max(b), ds from t group by a, ds) x where ds = '1'", ONE),
        ("select 1 from (select pt as ds from t) x where ds = '1'", {"t": {"pt"}}),
        ("select 1 from (select concat(ds, '') as ds from t) x where ds = '1'", NONE),
        ("select 1 from (select * from t limit 5) x where ds = '1'", NONE),
        ("select 1 from (select ds, row_number() over (order by a) n from t) x where ds = '1'", NONE),
        ("select 1 from (select ds from t union all select ds from u) x where ds = '1'", {"t": {"ds"}, "u": {"ds"}}),
        ("select 1 from (select ds from t union all select a from u) x where ds = '1'", {"t": {"ds"}, "u": {"a"}}),
        ("select 1 from (select * from t union all select * from u) x where ds = '1'", {"t": {"ds"}, "u": {"ds"}}),
        ("select 1 from (select * from t union all select ds from u) x where ds = '1'", {"t": {"ds"}, "u": set()}),
        ("select 1 from (select ds from t union all select ds, a from u) x where ds = '1'", {"t": {"ds"}, "u": set()}),
        ("with q as (select * from t) select 1 from q where ds = '1'", ONE),
        ("with q(a, b) as (select x, ds from t) select 1 from q where b = '1'", ONE),
        ("with q as (select * from t) select 1 from q where ds = '1' union all select 2 from q", NONE),
        ("with q as (select * from t), r as (select * from q) select 1 from r where ds = '1'", ONE),
        ("with q as (select * from t) select 1", NONE),
        ("from t insert into a select 1 where ds = '1' insert into b select 2 where ds = '2'", ONE),
        ("from t insert into a select 1 where ds = '1' insert into b select 2", NONE),
        ("@q := select * from t; select 1 from @q where ds = '1'", ONE),
        ("delete from t where ds = '1'", ONE),
        ("update t set a = 1 where b = 1", {"t": {"b"}}),
        ("merge into t using u on t.ds = '1' and u.ds = '1' when matched then delete", {"t": {"ds"}, "u": set()}),
        ("select 1 from u where exists (select 1 from t where t.ds = '1')", {"u": set(), "t": {"ds"}}),
        ("select 1 from u order by (select max(a) from t where ds = '1')", {"u": set(), "t": {"ds"}}),
        (
            "(select 1 from u) union all select 2 from v order by (select max(a) from t where ds = '1')",
            {"u": set(), "v": set(), "t": {"ds"}},
        ),
    ],
)
def test_a_filter_outside_counts_where_a_column_comes_out_unchanged(sql: str, narrowed: dict[str, set[str]]) -> None:
    """And where every use of a shared query has it."""
    assert filtered(sql) == narrowed


def test_a_query_that_reads_itself_is_narrowed_by_its_own_conditions_alone() -> None:
    """Rows come back to it under no filter."""
    recursive = "with recursive r as (select ds from t union all select r.ds from r) select 1 from r where ds = '1'"
    assert filtered(recursive, "postgres") == NONE


def test_array_in_brackets_is_no_column() -> None:
    """``ARRAY[1, 2]`` is a value."""
    assert filtered("select 1 from t where ds = any(array['1'])", "postgres") == ONE

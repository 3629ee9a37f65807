"""Which columns come out of a query, and of which tables all do."""

import pytest

from facts.sql.readings import columns, reading


@pytest.mark.parametrize(
    ("sql", "starred"),
    [
        ("select * from t", ("t",)),
        ("select t.* from hr.t join u on t.a = u.a", ("hr.t",)),
        ("select x.* from hr.t x", ("hr.t",)),
        ("select * from t join u on t.a = u.a", ("t", "u")),
        ("select * from t left semi join u on t.a = u.a", ("t",)),
        ("select * except (a) from t", ("t",)),
        ("select `(ds|pt)?+.+` from t", ("t",)),
        ("select x.`a.*` from t x join u on x.a = u.a", ("t",)),
        ("select `a.b`, c from t", ("t",)),
        ("select * from (select a from t) x", ()),
        ("select * from (select * from t) x", ("t",)),
        ("with q as (select * from t) select a from q", ("t",)),
        ("select s.* from t", ("t",)),
        ("select a from t x(b, c)", ("t",)),
        ("insert into u select * from t", ("t",)),
        ("select count(*), count(t.*) from t", None),
        ("select count(distinct *) from t", None),
        ("select 1 from t where exists (select * from u)", None),
        ("select a * b from t", None),
        ("select to_json(struct(*)) from t", ("t",)),
    ],
)
def test_of_which_tables_all_columns_are_selected(sql: str, starred: tuple[str, ...] | None) -> None:
    """None where there is no star that selects."""
    read = reading(sql)
    assert read.selects_star is (starred is not None)
    assert read.starred == (starred or ())


def test_in_postgres_the_name_of_a_table_is_a_whole_row() -> None:
    """Which may also be a column of that name."""
    read = reading("select row_to_json(u) from dim_user u", "hologres")
    assert (read.selects_star, read.starred) == (True, ("dim_user",))
    assert columns("select u from dim_user u", "hologres") == {"u": ("dim_user",)}
    assert not reading("select u from dim_user u").selects_star


def test_a_column_that_comes_out_under_another_name_is_read_once() -> None:
    """Outside, its name is that of a result."""
    assert columns("select x.phone from (select mobile as phone from dim_user) x") == {"mobile": ("dim_user",)}
    assert columns("select phone from (select mobile as phone from dim_user) x") == {"mobile": ("dim_user",)}
    assert columns("select b from (select mobile from dim_user) x(b)") == {"mobile": ("dim_user",)}


def test_a_column_of_a_star_within_is_of_its_tables() -> None:
    """However deep."""
    found = columns("select mobile from (select * from (select * from dim_user) a) b")
    assert found == {"mobile": ("dim_user",)}

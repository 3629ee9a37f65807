"""MaxCompute's script mode: variables that are tables, and statements under a condition."""

import pytest

from facts.sql.readings import problem, reading


@pytest.mark.parametrize(
    ("sql", "reads", "writes"),
    [
        ("@a := select * from t; insert into u select * from @a", ("t",), ("u",)),
        ("@a table (x string) := select * from t; select x from @a", ("t",), ()),
        ("@a := cache on select * from t; select x from @a", ("t",), ()),
        ("@a := (select * from t); select x from @a", ("t",), ()),
        ("@a := (select max(x) from t) + 1; select @a from u", ("t", "u"), ()),
        ("@a bigint := 1; select @a from u", ("u",), ()),
        ("@a table (x string); select x from @a", (), ()),
        ("if (exists (select 1 from t)) begin insert into a select 1 from u; end", ("t", "u"), ("a",)),
        ("if (1 > 0) begin drop table a; end else begin drop table b; end", (), ("a", "b")),
        ("begin; select 1 from t; end", ("t",), ()),
    ],
)
def test_a_script_reads_and_writes_what_its_statements_do(
    sql: str, reads: tuple[str, ...], writes: tuple[str, ...]
) -> None:
    """A variable is no table."""
    read = reading(sql)
    assert (read.reads, read.writes) == (reads, writes)


def test_columns_of_a_variable_are_those_of_its_tables() -> None:
    """As of any query within."""
    read = reading("@a := select * from dim_user; select mobile from @a")
    assert [(column.name, column.tables) for column in read.columns] == [("mobile", ("dim_user",))]


@pytest.mark.parametrize("sql", ["@a select 1", "if x begin select 1", "if (1", "@a := "])
def test_a_broken_frame_is_an_error(sql: str) -> None:
    """It is no statement."""
    assert "the SQL cannot be read" in problem(sql)

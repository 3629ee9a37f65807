"""A listed name means a table or a column by as many parts as both have."""

import pytest

from dwgate.errors import FactError
from dwgate.facts.sql import matching
from dwgate.facts.sql.matching import is_column, is_table, not_a_name, of_columns, of_tables
from dwgate.facts.sql.reading import ColumnRead


@pytest.mark.parametrize(
    ("listed", "table", "means"),
    [
        ("salary", "salary", True),
        ("salary", "hr.salary", True),
        ("hr.salary", "salary", True),
        ("hr.salary", "hr.public.salary", False),
        ("hr.public.salary", "public.salary", True),
        ("hr.salary", "crm.salary", False),
        ("HR.Salary ", "hr.salary", True),
        ("dwd_*", "dwd_orders", True),
        ("dwd_*", "dw.dwd_orders", True),
        ("dwd_*", "ods_dwd_orders", False),
        ("hr.*", "hr.salary", True),
        ("hr.*", "crm.users", False),
        ("hr.*", "salary", False),
        ("*", "salary", True),
        ("*.salary", "salary", True),
        ("dwd_[ab]", "dwd_b", True),
        ("t_${yyyy.mm}", "ods.t_${yyyy.mm}", True),
        ("hr.salary", "${table}", True),
        ("hr.*", "${table}", True),
        ("hr.salary", "${project}.salary", True),
        ("hr.salary", "${project}.orders", False),
        ("hr.salary", "hr.sal${part}", True),
        ("hr.salary", "hr.salaries${part}", False),
        ("hr.salary", "hr.${one}a${two}a${three}", True),
        ("hr.salary", "hr.${one}b${two}", False),
        ("hr.salary", "hr.salary$[yyyymmdd]", True),
        ("dim_?sers", "dim_${x}", True),
        ("*_users", "dim_${x}", True),
        ("*_[tu]sers", "dim_${x}s", True),
        ("*_[!u]sers", "dim_users${x}z", False),
        ("ods_*", "dwd_${x}", False),
        ("hr.salary", "hr.default.salary", True),
        ("hr.default.salary", "hr.salary", True),
        ("hr.default.salary", "salary", True),
        ("hr.default.salary", "hr.other.salary", False),
    ],
)
def test_a_listed_name_means_a_table_or_not(listed: str, table: str, *, means: bool) -> None:
    """Of a name without a project ``hr.*`` means nothing: only the project would tell it.

    A parameter can become any text, and the schema ``default`` is that of a name without one.
    """
    assert is_table(listed, table) is means


@pytest.mark.parametrize(
    ("listed", "tables", "means"),
    [
        ("mobile", (), True),
        ("Mobile", ("dim_user",), True),
        ("mob*", (), True),
        ("id_card", ("dim_user",), False),
        ("dim_user.mobile", ("crm.dim_user",), True),
        ("dim_user.mobile", ("crm.orders", "crm.dim_user"), True),
        ("crm.dim_user.mobile", ("hr.dim_user",), False),
        ("dim_user.mobile", (), False),
    ],
)
def test_a_listed_name_means_a_column_or_not(listed: str, tables: tuple[str, ...], *, means: bool) -> None:
    """With a table, where it may be of that table."""
    assert is_column(listed, ColumnRead("mobile", tables)) is means


def test_the_listed_names_are_given_as_they_are_listed() -> None:
    """In the order of the list, not in that of the text."""
    assert of_tables(["HR.*", "x", "dim_*"], ["dim_user", "hr.salary"]) == ["HR.*", "dim_*"]
    assert of_columns(["Pay", "x"], [ColumnRead("pay", ())]) == ["Pay"]


@pytest.mark.parametrize(
    "name", ["salary", " HR.Salary ", "hr.medical_*", "dwd_[!ab]?", "t_${yyyy.mm}", "x_$[yyyymm-1]", "dim_用户", "*"]
)
def test_a_name_can_be_listed(name: str) -> None:
    """With wildcards and parameters."""
    assert not_a_name(name) is None
    assert of_tables([name], []) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "mob[ile",
        "mobile]",
        "t_[.]",
        "hr.{salary,bonus}",
        "hr..salary",
        ".salary",
        "hr.",
        "`salary`",
        "a,b",
        "a b",
    ],
)
def test_a_name_that_could_mean_nothing_is_an_error(name: str) -> None:
    """It would never be found, and the rule that lists it would refuse nothing."""
    assert not_a_name(name) == "a name, such as salary, hr.salary or dwd_*"
    with pytest.raises(FactError):
        of_tables(["salary", name], ["salary"])
    with pytest.raises(FactError):
        of_columns(["pay", name], [])


def test_the_tables_of_many_columns_are_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query can name thousands of columns that each may be of hundreds of tables."""
    asked: list[str] = []

    def counted(listed: str, table: str) -> bool:
        asked.append(listed)
        return is_table(listed, table)

    monkeypatch.setattr(matching, "is_table", counted)
    tables = tuple(f"t{number}" for number in range(300))
    columns = [ColumnRead(f"c{number}", tables) for number in range(10_000)]
    assert of_columns(["hr.salary.*", "t7.c*", "t7.x*"], columns) == ["t7.c*"]
    assert len(asked) == len(tables) + len(tables[:8])

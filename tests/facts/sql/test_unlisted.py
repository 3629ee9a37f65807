"""Names that none of a list means."""

import pytest

from dwgate.facts.sql.matching import PARAMETER
from dwgate.facts.sql.unlisted import unlisted


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("dwd_sale", "dwd_sale"),
        ("dwd_sale", "sales_dw.dwd_sale"),
        ("sales_dw.dwd_sale", "dwd_sale"),
        ("sales_dw.dwd_sale", "SALES_DW.Dwd_Sale"),
        ("sales_dw.dwd_sale", "dwd_*"),
        ("sales_dw.dwd_sale", "sales_*.dwd_sale"),
        ("dwd_sale_${month}", "sales_dw.dwd_sale_202611"),
        ("${project}.dwd_sale", "sales_dw.dwd_sale"),
        ("${a.b}_dw.dwd_sale", "sales_dw.dwd_sale"),
        ("dwd_sale_$[yyyymm]", "dwd_sale_202611"),
        ("dwd_sale_202611", "dwd_sale_${month}"),
        ("dwd_sale_${month}", "dwd_sale_${month}"),
        ("dwd_sale_${month}", "dwd_*"),
    ],
)
def test_a_name_that_is_listed_is_left_out(name: str, listed: str) -> None:
    """In whichever case, by as many parts as both have; globs and parameters stand for any text."""
    assert unlisted([name], ["other", listed]) == []


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("dwd_sale", "my_dwd_sale"),
        ("dwd_sale", "dwd_sale_day"),
        ("crm.dwd_sale", "sales_dw.dwd_sale"),
        ("dwd_sale_${month}", "dwd_shop_202611"),
        ("${project}.dwd_sale", "sales_dw.dwd_shop"),
        ("dwdxsale", "dwd.sale"),
    ],
)
def test_a_name_that_is_not_listed_is_given(name: str, listed: str) -> None:
    """Names that are only alike are others."""
    assert unlisted([name], [listed]) == [name]


def test_each_name_is_given_once_and_in_its_order() -> None:
    """Where nothing is listed, all of them."""
    assert unlisted(["b", "a", "b"], []) == ["b", "a"]


def test_a_parameter_without_an_end_takes_no_time() -> None:
    """It is looked for up to the next one, and not from each of its beginnings to the end of the text."""
    broken = "${" * 30_000
    assert unlisted(["a", broken], [broken, broken[:-1]]) == ["a"]
    found = PARAMETER.search(f"{broken}a}}")
    assert found
    assert found.span() == (len(broken) - 2, len(broken) + 2)

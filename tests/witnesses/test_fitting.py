"""Texts that fit what a function of a text looks for, and some that do not."""

from typing import Any

import pytest

from dwgate.witnesses.arithmetic import STRANGER
from dwgate.witnesses.fitting import fitting


@pytest.mark.parametrize(
    ("function", "known", "texts"),
    [
        ("startsWith", "a", ["a", "ax", "xa", STRANGER]),
        ("endsWith", "a", ["a", "xa", "ax", STRANGER]),
        ("contains", "a", ["a", "xa", "ax", "xax", STRANGER]),
        ("matches", r"(?i)\.csv$", [".csv", "x.csv", ".csvx", "x.csvx", STRANGER]),
        ("matches", "a|b", []),
        ("ip.within", "10.0.0.0/30", ["10.0.0.0", "10.0.0.3", "10.0.0.4", "203.0.113.77", "not-an-address"]),
        ("ip.within", ["255.255.255.255", "here"], ["255.255.255.255"] * 2 + ["203.0.113.77", "not-an-address"]),
        ("glob.matches", "*.{a,b}", ["x.a", "xx.a", "x.ax", "x.b", "xx.b", "x.bx", STRANGER]),
        ("glob.matches", ["?", "["], ["x", "xx", "xx", STRANGER]),
        ("ip.within", None, ["203.0.113.77", "not-an-address"]),
        ("startsWith", 5, []),
        ("size", "a", []),
        ("sql.touches", ["hr.pay_*"], ["select * from hr.pay_x", "select * from dwgate_stranger"]),
        ("sql.stars_of", "pay", ["select * from pay", "select * from dwgate_stranger"]),
        (
            "sql.touches_columns",
            ["mobile", "dim_user.mail"],
            ["select mobile from orders", "select mail from dim_user", "select dwgate_stranger from orders"],
        ),
        (
            "sql.full_scans",
            ["ds"],
            ["select amount from orders where ds = '1'", "select amount from orders where dwgate_stranger = '1'"],
        ),
        ("sql.touches", None, ["select * from dwgate_stranger"]),
    ],
)
def test_a_text_fits_or_nearly_does(function: str, known: Any, texts: list[str]) -> None:
    """Both are needed: a message that a condition stops, and one that it lets pass."""
    assert fitting(function, known) == texts

"""sqlglot's grammars keep what is asked of a text, and tell nothing of it."""

import logging

import pytest

from dwgate.facts.sql.engines import DIALECTS
from facts.sql.readings import problem, reading


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_reads_a_query(dialect: str) -> None:
    """Each by its own grammar."""
    read = reading("select a, count(*) from hr.t where ds = '1' group by a", dialect)
    assert (read.tables, read.functions, read.selects_star) == (("hr.t",), ("count",), False)


@pytest.mark.parametrize(
    ("call", "names", "dialect"),
    [
        ("NVL(a, b)", ("nvl",), "maxcompute"),
        ("getdate()", ("getdate",), "maxcompute"),
        ("cast(a as bigint)", ("cast",), "maxcompute"),
        ("current_date", ("current_date",), "maxcompute"),
        ("current_timestamp()", ("current_timestamp",), "maxcompute"),
        ("if(a, b, c)", ("if",), "maxcompute"),
        ("extract(year from a)", ("extract",), "maxcompute"),
        ("case when f(a) then 1 end", ("f",), "maxcompute"),
        ("`max_pt`('t')", ("max_pt",), "maxcompute"),
        ("max_pt /* x */ ('t')", ("max_pt",), "maxcompute"),
        ("f(g(a), h(b))", ("f", "g", "h"), "maxcompute"),
        ("f(a) over (partition by g(b))", ("f", "g"), "maxcompute"),
        ("array(a, b)[0]", ("array",), "maxcompute"),
        ("udfs.mask(a)", ("udfs.mask",), "maxcompute"),
        ("udfs.mask(a) over (order by b)", ("udfs.mask",), "maxcompute"),
        ("udfs:mask(a)", ("udfs:mask",), "maxcompute"),
        ("java.lang.Integer.parseInt(a)", ("java.lang.integer.parseint",), "maxcompute"),
        ("f(a).g(b)", ("f", "g"), "maxcompute"),
        ("count(distinct a) filter (where b > 1)", ("count",), "maxcompute"),
        ("a in (1) and not exists (select 1)", (), "maxcompute"),
        ("a = any (select 1)", (), "postgres"),
        ("sumIf(a, b = 1)", ("sumif",), "clickhouse"),
        ("quantile(0.9)(a)", ("quantile",), "clickhouse"),
    ],
)
def test_functions_stay_what_they_are_called(call: str, names: tuple[str, ...], dialect: str) -> None:
    """In small letters, with what they are qualified by; an operator is no function."""
    assert reading("select ? from t".replace("?", call), dialect).functions == names


@pytest.mark.parametrize("name", ["max_pt", "'max_pt(1)'", "1 as max_pt", "`max_pt`", "a -- max_pt('t')\n"])
def test_what_is_not_called_is_no_function(name: str) -> None:
    """A column, a literal, an alias, a comment."""
    assert reading("select ? from t".replace("?", name)).functions == ()


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select a,, b from t", "line 1, column 10: its grammar is not that of the dialect"),
        ("select a, from t", "line 1, column 11: its grammar is not that of the dialect"),
        ("select a\n  fro t x", "line 2, column 7: its grammar is not that of the dialect"),
        ("select a from t where", "line 1, column 17: its grammar is not that of the dialect"),
        ("select 1 {# , a #} from t", "line 1, column 11: its grammar is not that of the dialect"),
        ("create table t whatever", "line 1, column 1: its grammar is not that of the dialect"),
        ("select \\", "its grammar is not that of the dialect"),
        ("with a as (show tables) select 1", "line 1, column 12: its grammar is not that of the dialect"),
        ("create table t (a string) range (a)", "its grammar is not that of the dialect"),
    ],
)
def test_what_the_grammar_does_not_know_is_an_error(sql: str, told: str) -> None:
    """With its place, and nothing of the text."""
    found = problem(sql)
    assert told in found
    assert "whatever" not in found


@pytest.mark.parametrize(
    "sql", ["select 'secret", "create table secret secret", "select secret,, from secret", "x'secret"]
)
def test_nothing_of_a_text_reaches_a_log(sql: str, caplog: pytest.LogCaptureFixture) -> None:
    """Nor a problem, in either language."""
    with caplog.at_level(logging.DEBUG):
        found = problem(sql)
    assert caplog.records == []
    assert "secret" not in found + found.chinese


def test_a_literal_that_is_read_in_two_ways_is_an_error() -> None:
    """What is a literal to the one reader must be one to the other."""
    assert "its words cannot be told apart" in problem("select x'zz' from t", "mysql")
    assert "where a literal ends can be read in two ways" in problem("select q'[it's]', q'[it's]' from t", "oracle")

"""What a condition gets when it asks sql.* of a text."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.build import files, wheels
from dwgate.errors import Problem
from dwgate.events.event import Event
from dwgate.facts.asking import Asking, NoFacts
from dwgate.facts.functions import declarations
from dwgate.facts.sql.engines import DIALECTS
from dwgate.facts.sql.functions import FUNCTIONS
from facts.sql.readings import reading

ENVIRONMENT = cel.NewEnv(functions=declarations(cel, dict.fromkeys(function.name for function in FUNCTIONS)))
TEXT = (
    "with q as (select * from hr.salary where ds = '1') "
    "insert overwrite table dwd.t select q.mobile, nvl(u.name, '') from q join dim_user u on q.id = u.id"
)


def ask(call: str, event: Event | None = None, reference: dict[str, Any] | None = None) -> Any:
    """Give the value of a call, or the problem that it is an error by."""
    with Asking(NoFacts(), event, reference or {}) as asking:
        value = ENVIRONMENT.compile(call).eval(data={})
    if value.type().name() == "ERROR":
        return asking.problem_in(str(value.value()))
    return value.plain_value()


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("sql.statements({})", ["insert overwrite"]),
        ("sql.tables({})", ["hr.salary", "dwd.t", "dim_user"]),
        ("sql.reads({})", ["hr.salary", "dim_user"]),
        ("sql.writes({})", ["dwd.t"]),
        ("sql.columns({})", ["ds", "mobile", "name", "id"]),
        ("sql.functions({})", ["nvl"]),
        ("sql.created({})", []),
        ("sql.touches({}, ['salary', 'dwd.*', 'x'])", ["salary", "dwd.*"]),
        ("sql.touches_columns({}, ['mobile', 'dim_user.mobile', 'hr.salary.mobile'])", ["mobile", "hr.salary.mobile"]),
        ("sql.stars_of({}, ['hr.*', 'dim_user'])", ["hr.*"]),
        ("sql.selects_star({})", True),
        ("sql.has_limit({})", False),
        ("sql.has_partition_filter({}, 'ds')", False),
        ("sql.has_partition_filter({}, ['ds', 'id'])", False),
        ("sql.full_scans({}, 'DS')", ["dim_user"]),
        ("sql.full_scans({}, ['pt', 'ds'])", ["dim_user"]),
        ("sql.joins({})", 1),
        ("sql.cross_joins({})", 0),
        ("sql.nesting({})", 2),
    ],
)
def test_each_function_answers(call: str, answer: Any) -> None:
    """From one reading of the text."""
    assert ask(call.replace("{}", f'"{TEXT}"')) == answer


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("sql.limit('select 1 limit 10; select 2 limit 20')", 20),
        ("sql.has_limit('select 1 limit 10')", True),
        ("sql.has_limit('set a = b')", False),
        ("sql.created_without('create table a (b string) lifecycle 1; create table c (d string)', 'lifecycle')", ["c"]),
        ("sql.has_partition_filter('select 1', 'ds')", True),
        ("sql.full_scans('select a from dim_x join dw.t on true', ['ds'], ['dim_*'])", ["dw.t"]),
        ("sql.full_scans('create table t (a int); select a from dw.t, u', ['ds'], ['x'])", ["u"]),
        ("sql.full_scans('create table ${t} (a int); select a from ${t}, u', ['ds'], ['x'])", ["u"]),
        ("sql.full_scans('create table t_${m} (a int); select a from t_1', ['ds'], ['x'])", ["t_1"]),
        ("sql.full_scans('create table `t*` (a int); select a from t_1', ['ds'], ['x'])", ["t_1"]),
        ("sql.full_scans('create table t partitioned by (ds) as select 1; select a from t', ['ds'], ['x'])", ["t"]),
    ],
)
def test_numbers_and_declarations(call: str, answer: Any) -> None:
    """The largest limit counts; a text without a query has none."""
    assert ask(call) == answer


@pytest.mark.parametrize(
    ("call", "problem", "chinese"),
    [
        ("sql.limit('select 1')", "the SQL has a query without LIMIT, or none at all", "SQL 中有查询没有 LIMIT"),
        ("sql.limit('set a = b')", "the SQL has a query without LIMIT, or none at all", "SQL 中有查询没有 LIMIT"),
        ("sql.limit('select 1 limit ${n}')", "a LIMIT of the SQL is no number", "SQL 中的 LIMIT 不是数字"),
        ("sql.created_without('select 1', 'x')", "what is looked for is none of lifecycle, comment", "只能查找"),
        ("sql.tables('select from')", "the SQL cannot be read at line 1, column 8", "无法读取 SQL（第 1 行，第 8 列）"),
        (
            "sql.has_limit('select from')",
            "the SQL cannot be read at line 1, column 8",
            "无法读取 SQL（第 1 行，第 8 列）",
        ),
    ],
)
def test_what_cannot_be_told_is_an_error(call: str, problem: str, chinese: str) -> None:
    """Never an empty list; in both languages, since it becomes part of a reason."""
    found = ask(call)
    assert isinstance(found, Problem)
    assert found.startswith(problem)
    assert found.chinese.startswith(chinese)


def test_the_dialect_is_that_of_the_message(event: Callable[..., Event]) -> None:
    """By the data source that function.yaml names."""
    call = """sql.columns('select "a" from t')"""
    message = event("download-resources", values={"datasourceName": "holo_crm"})
    reference = {"sql": {"data_sources": {"holo_crm": "hologres"}}}
    assert ask(call, message, reference) == ["a"]
    assert ask(call, message) == []


def test_what_created_without_looks_for_is_checked_when_a_policy_is_compiled() -> None:
    """A misspelt word would be an error of every message."""
    (function,) = (function for function in FUNCTIONS if function.name == "sql.created_without")
    assert function.checks[1]("lifecycle") is None
    assert function.checks[1]("lifecycles") == "one of lifecycle, comment and partitions"


def test_sqlglot_is_loaded_by_the_first_text_that_is_read() -> None:
    """And not where the functions are declared to CEL."""
    code = (
        "import sys; from cel_expr_python import cel\n"
        "from dwgate.facts.asking import Asking, NoFacts; from dwgate.facts.functions import declarations\n"
        "environment = cel.NewEnv(functions=declarations(cel, ['sql.tables']))\n"
        "call = environment.compile('sql.tables(\"select 1\")')\n"
        "before = 'sqlglot' in sys.modules\n"
        "with Asking(NoFacts()): call.eval(data={})\n"
        "print(before, 'sqlglot' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False True\n"


def test_every_module_that_is_loaded_is_shipped() -> None:
    """The parts of sqlglot that are left out of a package are of no use to any dialect."""
    for dialect in DIALECTS:
        reading("with a as (select 1 as b) select sum(b) over (order by c) from a, t where ds = '1'", dialect)
    loaded = [name.replace(".", "/") + ".py" for name in sys.modules if name.startswith("sqlglot.")]
    assert loaded
    left_out = [
        path for path in loaded if any(files._matches(PurePosixPath(path), pattern) for pattern in wheels._NOT_SHIPPED)
    ]
    assert left_out == []

"""The steps of a condition: counted before a message comes, so that what may take too many is refused."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwgate.events.convert import MOST_ITEMS
from dwgate.policy.compiler.cost import MOST_ROUNDS, MOST_STEPS, Cost, cost_of
from dwgate.policy.compiler.extents import CONTENT
from dwgate.policy.compiler.syntax import SyntaxTree, call
from dwgate.policy.compiler.types import environment, shape_of

SHAPE = shape_of(("batch-start-diJob", "download-resources", "commit-file"))
OPEN = shape_of(("asset-publish",))
PARAMETERS: dict[str, Any] = {
    "few": ["a", "b"],
    "numbers": list(range(5000)),
    "names": ["x" * 10] * MOST_ITEMS,
    "patterns": [f"dwd_{number}_*" for number in range(5000)],
    "choices": ["{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}" + f"[a-z]*{number}" for number in range(100)],
    "long": "x" * 1_000_000,
    "teams": {"a": ["x"] * 100},
}


@cache
def compiler(*, is_open: bool) -> Any:
    """Give what compiles over the fields of a few points and the parameters above."""
    return environment(OPEN if is_open else SHAPE, PARAMETERS)


def cost(expression: str, *, is_shown: bool = False, is_open: bool = False) -> Cost:
    """Give what an expression costs."""
    tree = SyntaxTree(compiler(is_open=is_open).compile(expression).serialize())
    return cost_of(tree, OPEN if is_open else SHAPE, PARAMETERS, is_shown=is_shown)


def nested(first: str, over: str, last: str, *, depth: int) -> str:
    """Put loops within loops, each over a list that is made of what the one around it gives."""
    outer = [first, *(f"v{number}" for number in range(depth))]
    condition = last.replace("$", outer[-1])
    for number in reversed(range(depth)):
        condition = f"[{over.replace('$', outer[number])}].exists(v{number}, {condition})"
    return condition


@pytest.mark.parametrize(
    "expression",
    [
        "event.dataRowSize > 100000",
        " || ".join(f"event.dataRowSize == {number}" for number in range(300)),
        'event.sqlText.matches("(?i)select\\\\s+[*]") && size(event.sqlText) > 1',
        "event.tableMappings.exists(j, j.tableMapping.exists(p, p.dstTable in params.names))",
        "event.tableMappings.all(j, event.tableMappings.all(k, j.id == k.id))",
        "event.tableMappings.map(j, j.tableMapping.filter(p, p.dstTable != p.srcTable)) != []",
        'event.jobIds.map(id, "job " + string(id)).filter(text, text in params.few) == []',
        "event.jobIds.exists(id, id in params.numbers)",
        "event.jobIds.exists(id, id in event.jobIds.map(other, other + id))",
        'event.tableMappings.exists(j, j.extensionBizName.matches("^[a-z][a-z0-9_]{1,127}$"))',
        "glob.matches(event.fileName, params.patterns)",
        'sql.touches(event.sqlText, params.names) != [] || "x" in sql.functions(event.sqlText)',
        "lists.repeated(lists.flat(event.tableMappings.map(j, j.tableMapping.map(p, p.dstTable)))) != []",
        "table.columns().exists(c, c.columnName in params.few) || file.inputs().exists(i, i.input == 'x')",
        'option("names", ["a"]).exists(n, n == operator) && present.exists(p, p == "ip")',
        nested("event.fileName", "$ + $", "size($) > 1", depth=8),
    ],
)
def test_what_people_ask_takes_few_steps(expression: str) -> None:
    """Also with lists and loops over them as long as they may be."""
    assert cost(expression).steps <= MOST_STEPS
    assert cost(expression, is_shown=True).steps >= cost(expression).steps


@pytest.mark.parametrize(
    "expression",
    [
        nested("event.fileName", " + ".join("$" * 25), "size($) > 1", depth=4),
        nested('b"xxxxxxxxxxxxxxxxxxxxxxxx"', " + ".join("$" * 25), "size($) > 1", depth=5),
        nested("bytes(event.fileName)", " + ".join("$" * 25), "size($) > 1", depth=4),
        nested("params.few", " + ".join("$" * 25), "size($) > 1", depth=5),
        nested("params.few", f"[{', '.join('$' * 30)}]", "$ != $", depth=5),
        nested("params.few", f"{{1: $, {', '.join(f'{key}: $' for key in range(2, 31))}}}", "$ != $", depth=5),
        nested("params.few", f"[{', '.join('$' * 30)}]", "$ in [$]", depth=5),
        "event.jobIds.all(id, event.jobIds + event.jobIds != [])",
        "event.jobIds.all(id, event.sqlText + event.fileName != event.fileName)",
        "params.numbers.map(n, n) != []",
        "params.numbers.filter(n, n > 1) != []",
        'event.jobIds.exists(id, event.sqlText.matches("x.{900}y"))',
        "event.jobIds.exists(id, event.sqlText.matches(event.fileName))",
        "event.jobIds.exists(id, event.sqlText.contains(file.content()))",
        "event.jobIds.exists(id, size(event.sqlText + string(id)) > 1)",
        "event.tableMappings.exists(j, glob.matches(j.extensionBizName, params.patterns))",
        "event.jobIds.exists(id, ip.within(event.fileName, params.numbers.map(n, string(n))))",
        "glob.matches(event.fileName, params.choices)",
        "event.jobIds.exists(id, params.long.contains(string(id) + params.long))",
        "event.jobIds.exists(id, timestamp(params.long + params.long) > now)",
    ],
)
def test_what_would_take_for_ever_takes_too_many(expression: str) -> None:
    """Or fills the memory, which counts as much."""
    assert cost(expression).steps > MOST_STEPS


def test_what_is_shown_is_written_too() -> None:
    """A list that nobody compares costs nothing as a condition, and gigabytes as a text."""
    large = nested("params.few", f"[{', '.join('$' * 30)}]", "[$]", depth=5).replace("exists", "map")
    assert cost(large).steps < MOST_STEPS < cost(large, is_shown=True).steps


def test_what_has_no_type_may_be_anything() -> None:
    """A field of an open point may be a list as long as any, of texts."""
    assert MOST_ITEMS < cost("event.a == event.b", is_open=True).steps <= MOST_STEPS
    assert cost("event.a.all(x, event.b.exists(y, x == y))", is_open=True).steps <= MOST_STEPS
    assert cost("event.a.all(x, event.a.all(y, event.a + event.b == x))", is_open=True).steps > MOST_STEPS
    assert cost("event.a.b.c == event.a[0].x[1].y", is_open=True).steps <= MOST_STEPS


@pytest.mark.parametrize(
    ("expression", "function"),
    [
        ("event.fileSize > 1 && event.jobIds.all(id, event.jobIds + event.jobIds != [])", "_+_"),
        ('event.fileSize > 1 && event.jobIds.exists(id, event.sqlText.matches("x.{900}y"))', "matches"),
        ("event.fileSize > 1 && glob.matches(event.fileName, params.choices)", "glob.matches"),
    ],
)
def test_the_dearest_part_is_named(expression: str, function: str) -> None:
    """That is where the finding points."""
    assert call(cost(expression).dearest)[0] == function  # type: ignore[index]  # the dearest part is a call here


@pytest.mark.parametrize(
    ("expression", "rounds"),
    [
        ("[1, 2, 3].all(x, true)", 3),
        ("[1, 2, 3].all(x, [1, 2].all(y, true))", 3 + 6),
        ("event.jobIds.all(x, true)", MOST_ITEMS),
        ("event.jobIds.all(x, event.jobIds.all(y, true))", MOST_ITEMS + MOST_ROUNDS),
        ("event.jobIds.all(x, event.jobIds.all(y, event.jobIds.all(z, true)))", MOST_ITEMS + 2 * MOST_ROUNDS),
        ('{"a": 1, "b": 2}.all(x, true)', 4),
        ("[].all(x, true)", 0),
    ],
)
def test_each_round_is_counted_as_far_as_cel_goes(expression: str, rounds: int) -> None:
    """A round of a loop over nothing takes six steps: its condition, its step, and the five parts of these."""
    assert rounds * 5 <= cost(expression).steps <= 12 + rounds * 7


def test_a_text_costs_what_it_is_long() -> None:
    """What goes by the name of content is taken to be long."""
    assert cost("event.sqlText + event.sqlText != event.fileName").steps > 2 * CONTENT / 5
    assert cost("event.fileName + event.fileName != event.fileName").steps < CONTENT / 100
    assert cost("params.long + event.fileName != event.fileName").steps > 1_000_000 / 5
    assert cost("size(params.teams['a']) > 1").steps < 100


PARTS = st.sampled_from(["event.fileName", "params.few[0]", "v", "string(event.fileSize)", '"x"'])
SUMS = st.lists(PARTS, min_size=1, max_size=4).map(" + ".join)


@given(one=SUMS, more=SUMS, depth=st.integers(1, 4))
def test_more_never_costs_less(one: str, more: str, depth: int) -> None:
    """A longer expression, and one in more loops, takes at least as many steps."""
    inner = f"[event.fileName].all(v, {one} != '')"
    longer = f"[event.fileName].all(v, {one} + {more} != '')"
    assert cost(inner).steps <= cost(longer).steps
    for _ in range(depth):
        deeper = f"[1, 2].all(w, {inner})"
        assert cost(inner).steps < cost(deeper).steps
        inner = deeper

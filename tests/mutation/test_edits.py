"""The edits of a condition."""

from typing import Any

import pytest

from dwgate.mutation.edits import edits
from dwgate.mutation.kinds import Kind
from dwgate.policy.compiler.conditions import Conditions
from mutation.mutated import POINTS

PARAMETERS: dict[str, Any] = {"rows": 5, "names": ["a", "b"], "on": True, "share": 1.5}
CONDITIONS = Conditions(POINTS, PARAMETERS)


def edited(expression: str, *kinds: Kind) -> list[str]:
    """Give what the edits of these kinds make of an expression."""
    found = edits(expression, CONDITIONS.tree(expression))
    return [edit.of(expression) for edit in found if edit.kind in (kinds or Kind)]


@pytest.mark.parametrize(
    ("sign", "boundary", "opposite"),
    [("<", "<=", ">="), ("<=", "<", ">"), (">", ">=", "<="), (">=", ">", "<")],
)
def test_a_comparison_takes_in_its_limit_or_is_turned_round(sign: str, boundary: str, opposite: str) -> None:
    """One slip at the boundary, one of the sense."""
    expression = f"event.dataRowSize {sign} params.rows"
    assert edited(expression, Kind.BOUNDARY) == [f"event.dataRowSize {boundary} params.rows"]
    assert edited(expression, Kind.COMPARISON) == [f"event.dataRowSize {opposite} params.rows"]


@pytest.mark.parametrize(("sign", "opposite"), [("==", "!="), ("!=", "==")])
def test_an_equality_is_turned_round(sign: str, opposite: str) -> None:
    """It has no boundary."""
    assert edited(f'point {sign} "a"') == [f'point {opposite} "a"']


@pytest.mark.parametrize(
    ("expression", "made"),
    [
        ("event.dataRowSize > 5", ["event.dataRowSize > 4", "event.dataRowSize > 6"]),
        ("event.dataRowSize > -1", ["event.dataRowSize > -2", "event.dataRowSize > 0"]),
        (
            "event.dataRowSize > - 5 && params.on",
            ["event.dataRowSize > -6 && params.on", "event.dataRowSize > -4 && params.on"],
        ),
        ("params.share > - 0.5", ["params.share > -0.6", "params.share > -0.4"]),
        ("event.fileName in {'a': 1}", []),
        (
            "{'a': 1}[event.fileName] > 3",
            [
                "{'a': 0}[event.fileName] > 3",
                "{'a': 2}[event.fileName] > 3",
                "{'a': 1}[event.fileName] > 2",
                "{'a': 1}[event.fileName] > 4",
            ],
        ),
        ("event.dataRowSize > 0x10", ["event.dataRowSize > 15", "event.dataRowSize > 17"]),
        ("params.share > 1.5", ["params.share > 1.4", "params.share > 1.6"]),
        ("uint(params.rows) > 2u", ["uint(params.rows) > 1u", "uint(params.rows) > 3u"]),
        ('now - now > duration("1m")', ['now - now > duration("59s")', 'now - now > duration("61s")']),
        ("now - now > duration(event.fileName)", []),
        ("params.names.exists_one(x, params.on)", []),
        (
            'event.fileSize > units.bytes("5MB")',
            ['event.fileSize > units.bytes("5MB") - 1', 'event.fileSize > units.bytes("5MB") + 1'],
        ),
        (
            "units.bytes(params.names[0] + 'B') < 2 * event.fileSize",
            [
                "units.bytes(params.names[0] + 'B') - 1 < 2 * event.fileSize",
                "units.bytes(params.names[0] + 'B') + 1 < 2 * event.fileSize",
                "units.bytes(params.names[-1] + 'B') < 2 * event.fileSize",
                "units.bytes(params.names[1] + 'B') < 2 * event.fileSize",
                "units.bytes(params.names[0] + 'B') < 1 * event.fileSize",
                "units.bytes(params.names[0] + 'B') < 3 * event.fileSize",
            ],
        ),
        ("units . bytes(event.fileName) > event.fileSize", []),
    ],
)
def test_a_limit_moves_by_one(expression: str, made: list[str]) -> None:
    """What a macro counts with is written nowhere, and stays; so does what is in a mapping that is searched."""
    assert edited(expression, Kind.LIMIT) == made


def test_a_written_time_moves_by_a_second() -> None:
    """As dates in parameters do."""
    assert edited('now < timestamp("2027-01-01T00:00:00Z")', Kind.DATE) == [
        'now < timestamp("2026-12-31T23:59:59+00:00")',
        'now < timestamp("2027-01-01T00:00:01+00:00")',
    ]


@pytest.mark.parametrize(
    ("expression", "made"),
    [
        ('event.fileName in ["a"]', ["event.fileName in []"]),
        (
            'event.fileName in ["a", "b", "c"]',
            ['event.fileName in ["b", "c"]', 'event.fileName in ["a", "c"]', 'event.fileName in ["a", "b", ]'],
        ),
        ('event.fileName in ["a",]', ["event.fileName in []"]),
        ('event.fileName in ["a", "b",]', ['event.fileName in ["b",]', 'event.fileName in ["a", ]']),
        ("event.fileName in {'a': 1, 'b': [2],}", ["event.fileName in {'b': [2],}", "event.fileName in {'a': 1, }"]),
        ("{'a': 1}[event.fileName] == params.rows", ["{}[event.fileName] == params.rows"]),
        (
            "[[1, 2], [3]].exists(l, 1 in l)",
            [
                "[[3]].exists(l, 1 in l)",
                "[[1, 2], ].exists(l, 1 in l)",
                "[[2], [3]].exists(l, 1 in l)",
                "[[1, ], [3]].exists(l, 1 in l)",
                "[[1, 2], []].exists(l, 1 in l)",
            ],
        ),
        ("params.names.map(x, x).size() > 0", []),
    ],
)
def test_a_list_loses_each_of_its_members(expression: str, made: list[str]) -> None:
    """And a mapping; what is left compiles, also with a comma at its end.  What nobody reads loses nothing."""
    assert edited(expression, Kind.MEMBER) == made
    assert [CONDITIONS.program(one) for one in made].count(None) == 0


def test_and_becomes_or_and_the_other_way_round() -> None:
    """Those that are written: a macro adds others."""
    expression = "params.on && params.names.all(x, params.on || x in params.names)"
    assert edited(expression, Kind.LOGIC) == [
        "params.on || params.names.all(x, params.on || x in params.names)",
        "params.on && params.names.all(x, params.on && x in params.names)",
    ]


@pytest.mark.parametrize(
    ("expression", "made"),
    [
        ("!params.on", ["params.on"]),
        (
            "!(params.on && has(event.ip))",
            [
                "(params.on && has(event.ip))",
                "!(!(params.on) && has(event.ip))",
                "!(params.on && !(has(event.ip)))",
            ],
        ),
        ("params.on || point == event.fileName", ["!(params.on) || point == event.fileName"]),
        (
            'params.on ? event.fileName in ["a"] : event.fileName.matches("b")',
            [
                '!(params.on) ? event.fileName in ["a"] : event.fileName.matches("b")',
                'params.on ? !(event.fileName in ["a"]) : event.fileName.matches("b")',
                'params.on ? event.fileName in ["a"] : !(event.fileName.matches("b"))',
            ],
        ),
        (
            "params.names.exists(x, x.startsWith(point))",
            [
                "!(params.names.exists(x, x.startsWith(point)))",
                "params.names.exists(x, !(x.startsWith(point)))",
            ],
        ),
        ("params.names.all(x, x > point)", ["!(params.names.all(x, x > point))"]),
        ("params.names.exists_one(x, x == point)", ["!(params.names.exists_one(x, x == point))"]),
        (
            "params.names.filter(x, params.on).map(x, x in [point], x).size() > 0",
            [
                "params.names.filter(x, !(params.on)).map(x, x in [point], x).size() > 0",
                "params.names.filter(x, params.on).map(x, !(x in [point]), x).size() > 0",
            ],
        ),
        ("params.names.map(x, x + point).size() > 0", []),
    ],
)
def test_a_negation_is_lost_and_a_clause_gets_one(expression: str, made: list[str]) -> None:
    """But for a comparison, which is turned round already."""
    assert edited(expression, Kind.NEGATION) == made
    assert [CONDITIONS.program(one) for one in made].count(None) == 0


def test_an_edit_says_what_it_is_about() -> None:
    """A member without its comma, which goes with it."""
    expression = 'event.fileName in ["a", "b"]'
    first = next(edit for edit in edits(expression, CONDITIONS.tree(expression)) if edit.kind is Kind.MEMBER)
    assert (first.was, first.became, first.span.of(expression)) == ('"a"', "", '"a", ')

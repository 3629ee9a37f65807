"""What is known of an expression before a message comes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dwgate.analysis.values import conjuncts, identity, of_parameters, value_of, with_values
from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.syntax import Node, parameters_read

PARAMETERS: dict[str, Any] = {
    "limit": 5,
    "half": 0.5,
    "word": "a",
    "strict": True,
    "words": ["a", "b"],
    "since": datetime(2026, 11, 18, tzinfo=UTC),
    "of": {"a": 1},
}
CONDITIONS = Conditions(("download-resources",), PARAMETERS)


def node_of(expression: str) -> Node:
    """Give an expression with the values of its parameters."""
    return with_values(CONDITIONS.tree(expression).root, of_parameters(PARAMETERS))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("params.limit * 1024 + 1 - 2", 5119),
        ("params.half", 0.5),
        ("params.strict", True),
        ('params.word + "b"', "ab"),
        ('params.words + ["c", params.word]', ["a", "b", "c", "a"]),
        ("params.words[1]", "b"),
        ("params.since", datetime(2026, 11, 18, tzinfo=UTC)),
        ('timestamp("2026-11-18T00:00:00Z")', datetime(2026, 11, 18, tzinfo=UTC)),
    ],
)
def test_a_value_that_reads_nothing_is_known(expression: str, value: object) -> None:
    """Written, of a parameter, or made of both."""
    assert value_of(node_of(expression)) == value


@pytest.mark.parametrize(
    "expression",
    [
        "event.dataRowSize",
        "event.dataRowSize + 1",
        "[event.fileName]",
        "9223372036854775807 + params.limit",
        "params.words[7]",
        "params.limit / 2",
        'params.of["b"]',
        'timestamp("2026-11-18T00:00:00.123456789123Z")',
        "now",
        "size(present)",
        'timestamp("soon")',
        'timestamp("2026-11-18T00:00:00")',
    ],
)
def test_what_reads_a_message_or_may_be_an_error_is_not_known(expression: str) -> None:
    """Nor is what would have to be worked out by other rules than these."""
    assert value_of(node_of(expression)) is None


def test_two_expressions_are_the_same_wherever_they_stand() -> None:
    """By what they say, with the values of parameters."""
    first, *others = conjuncts(
        node_of(
            "event.dataRowSize / 2 > params.limit && event.fileName == 'x' && event.dataRowSize / 2 > 5"
            ' && {"a": 1}.size() > 0 && params.of.size() > 0'
        )
    )
    assert [identity(first) == identity(other) for other in others] == [False, True, False, False]
    assert identity(others[-1]) == identity(others[-2])


def test_the_parts_of_a_condition_stand_in_its_order() -> None:
    """However CEL has balanced them."""
    parts = conjuncts(CONDITIONS.tree("point == 'a' && (now > now && operator == 'b') && point == 'c' || false").root)
    assert len(parts) == 1
    parts = conjuncts(CONDITIONS.tree("1 > 2 && (1 > 3 && 1 > 4) && 1 > 5 && 1 > 6").root)
    assert [value_of(part.call_expr.args[1]) for part in parts] == [2, 3, 4, 5, 6]


def test_the_parameters_of_an_expression_are_named_once() -> None:
    """In the order in which it reads them."""
    root = CONDITIONS.tree("params.word == 'b' || params.limit > 3 || params.word == 'c'").root
    assert parameters_read(root) == ["word", "limit"]

"""Expressions with values in the places of names, in their parts, and held against each other."""

from datetime import timedelta
from typing import Any

from dwgate.analysis.values import conjuncts, identity, with_values
from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.known import known_value, of_parameters
from dwgate.policy.compiler.syntax import Node, parameters_read

PARAMETERS: dict[str, Any] = {
    "limit": 5,
    "word": "a",
    "of": {"a": 1},
}
CONDITIONS = Conditions(("download-resources",), PARAMETERS)


def node_of(expression: str) -> Node:
    """Give an expression with the values of its parameters."""
    return with_values(CONDITIONS.tree(expression).root, of_parameters(PARAMETERS))


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
    assert [known_value(part.call_expr.args[1]) for part in parts] == [2, 3, 4, 5, 6]


def test_the_parameters_of_an_expression_are_named_once() -> None:
    """In the order in which it reads them."""
    root = CONDITIONS.tree("params.word == 'b' || params.limit > 3 || params.word == 'c'").root
    assert parameters_read(root) == ["word", "limit"]


def test_a_duration_stands_in_the_place_of_a_name() -> None:
    """As a loop over durations that are known puts it there."""
    loop = CONDITIONS.tree('[duration("90m")].exists(x, now > now + x)').root.comprehension_expr
    step = with_values(loop.loop_step, {"x": known_value(loop.iter_range)[0]})
    added = step.call_expr.args[1].call_expr.args[1].call_expr.args[1]
    assert known_value(added) == timedelta(minutes=90)

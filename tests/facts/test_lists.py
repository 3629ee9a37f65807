"""The functions of lists: several made one, and what is in one more than once."""

from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.facts.functions import declarations

_LISTS = cel.Type.List(cel.Type.List(cel.Type.STRING))
ENVIRONMENT = cel.NewEnv(variables={"lists": _LISTS}, functions=declarations(cel, ["lists.flat", "lists.repeated"]))


def evaluate(expression: str, lists: list[list[Any]]) -> Any:
    """Evaluate an expression over lists as the engine does."""
    return ENVIRONMENT.compile(expression).eval(data={"lists": lists})


@pytest.mark.parametrize(
    ("lists", "flat"),
    [([], []), ([[]], []), ([["a"]], ["a"]), ([["b", "a"], [], ["a"]], ["b", "a", "a"])],
)
def test_several_lists_are_made_one(lists: list[list[str]], flat: list[str]) -> None:
    """In their order, and with everything in them."""
    assert evaluate("lists.flat(lists)", lists).plain_value() == flat


@pytest.mark.parametrize(
    ("texts", "repeated"),
    [
        ([], []),
        (["a"], []),
        (["a", "b"], []),
        (["a", "A"], []),
        (["a", "a"], ["a"]),
        (["a", "b", "a", "c", "b", "a"], ["a", "b"]),
        (["b", "a", "a", "b"], ["b", "a"]),
    ],
)
def test_what_comes_more_than_once_is_told_once(texts: list[str], repeated: list[str]) -> None:
    """In the order in which each came first."""
    assert evaluate("lists.repeated(lists[0])", [texts]).plain_value() == repeated


def test_as_many_tables_as_dataworks_lists_are_compared() -> None:
    """A loop of CEL within a loop ends at a hundred."""
    texts = [[f"shop.orders_{place} -> ods_orders_{place}"] for place in range(500)]
    assert evaluate("lists.repeated(lists.flat(lists))", [*texts, texts[499]]).plain_value() == texts[499]


@pytest.mark.parametrize("lists", [[[1]], [[["a"]]]])
def test_what_is_no_text_is_not_compared(lists: list[list[Any]]) -> None:
    """A list of numbers, or of lists, is an error and never an empty answer."""
    assert evaluate("lists.repeated(lists.flat(lists))", lists).type().name() == "ERROR"

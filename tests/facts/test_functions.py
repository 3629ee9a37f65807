"""The functions of conditions are declared once, and what raises in one is an error of the rule."""

from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.facts.functions import declarations, every


def evaluate(expression: str, **values: Any) -> cel.Value:
    """The value of an expression that may call every function."""
    environment = cel.NewEnv(
        variables={"address": cel.Type.STRING, "networks": cel.Type.List(cel.Type.STRING)},
        functions=declarations(cel, every()),
    )
    return environment.compile(expression).eval(data=values)


@pytest.mark.parametrize(("address", "within"), [("10.1.2.3", True), ("11.1.2.3", False)])
def test_a_condition_calls_a_function(address: str, *, within: bool) -> None:
    """CEL hands texts and lists over, and takes the result."""
    value = evaluate("ip.within(address, networks)", address=address, networks=["10.0.0.0/8"])
    assert value.plain_value() is within


@pytest.mark.parametrize(("address", "network"), [("nowhere", "10.0.0.0/8"), ("10.1.2.3", "10.0.0.1/8")])
def test_a_function_that_raises_gives_an_error_value(address: str, network: str) -> None:
    """An exception is neither true nor false, also beside something that is."""
    assert evaluate("ip.within(address, networks)", address=address, networks=[network]).type().name() == "ERROR"
    assert evaluate("!ip.within(address, networks)", address=address, networks=[network]).type().name() == "ERROR"
    assert (
        evaluate("ip.within(address, networks) || false", address=address, networks=[network]).type().name() == "ERROR"
    )


def test_only_the_functions_that_are_asked_for_are_declared() -> None:
    """A policy that calls no function loads none."""
    assert declarations(cel, []) == []
    assert len(declarations(cel, ["ip.within"])) == 1


def test_a_function_that_there_is_not_is_not_declared() -> None:
    """A compiled policy that needs a function of another version does not load."""
    with pytest.raises(KeyError):
        declarations(cel, ["ip.outside"])


def test_every_function_says_what_it_means() -> None:
    """Each overload has its own parameters, and each its meaning."""
    for name, overloads in every().items():
        assert len({one.parameters for one in overloads}) == len(overloads)
        for one in overloads:
            assert one.signature.startswith(f"{name}(")
            assert one.meaning
            assert callable(one.implementation)

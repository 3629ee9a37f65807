"""What a function answers is known where its arguments are, and it needs nothing else."""

from typing import Any

import pytest

from dwgate.facts.functions import is_pure
from dwgate.policy.compiler.folding import folded


@pytest.mark.parametrize(
    ("name", "values", "answer"),
    [
        ("ip.within", ["10.1.2.3", ["10.0.0.0/8"]], True),
        ("ip.within", ["10.1.2.3", "10.0.0.0/8"], True),
        ("ip.within", ["11.1.2.3", "10.0.0.0/8"], False),
        ("ip.within", ["nowhere", "10.0.0.0/8"], None),
        ("ip.within", ["10.1.2.3"], None),
        ("units.bytes", ["5MB"], 5_000_000),
        ("units.bytes", ["many"], None),
        ("file.name", [], None),
        ("option", ["a", 5], None),
        ("_+_", [1, 2], None),
    ],
)
def test_a_function_that_needs_no_message_is_asked_beforehand(name: str, values: list[Any], answer: Any) -> None:
    """What would make the rule an error is not known, nor is what is no function of dwgate."""
    assert folded(name, values) == answer


def test_a_function_is_pure_by_its_whole_name() -> None:
    """There is no other function in the namespace."""
    assert is_pure("ip.within")
    assert not is_pure("ip.outside")
    assert not is_pure("file.name")

"""The functions that dwgate adds to CEL, declared once for the compiler and the engine.

A function that raises makes the rule that calls it an error: CEL takes an exception for an error value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.facts import network

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


@dataclass(frozen=True, slots=True)
class Function:
    """A function of conditions; ``parameters`` and ``result`` are CEL types as CEL writes them."""

    name: str
    parameters: tuple[str, ...]
    result: str
    implementation: Callable[..., Any]
    meaning: str


FUNCTIONS = (
    Function(
        name="ip.within",
        parameters=("string", "list<string>"),
        result="bool",
        implementation=network.is_within,
        meaning="whether an IP address lies in one of the networks, written as in 10.0.0.0/8",
    ),
)


NAMES = tuple(function.name for function in FUNCTIONS)


def declarations(cel: Any, names: Collection[str] = NAMES) -> list[Any]:
    """Declare the functions of these names to CEL, all where none are given; KeyError for one that there is not.

    ``cel`` is the module ``cel_expr_python.cel``, handed in because only the engine decides when it is loaded.
    """
    by_name = {function.name: function for function in FUNCTIONS}
    types = {"string": cel.Type.STRING, "bool": cel.Type.BOOL, "list<string>": cel.Type.List(cel.Type.STRING)}
    return [
        cel.FunctionDecl(
            name,
            [
                cel.Overload(
                    id=name.replace(".", "_"),
                    return_type=types[by_name[name].result],
                    parameters=[types[parameter] for parameter in by_name[name].parameters],
                    impl=by_name[name].implementation,
                )
            ],
        )
        for name in names
    ]

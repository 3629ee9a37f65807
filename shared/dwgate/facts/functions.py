"""The functions that dwgate adds to CEL, by name, declared once for the compiler and the engine.

A module of functions is loaded where one of its functions is asked for: a policy without facts waits for none.
A function that raises makes the rule that calls it an error: CEL takes an exception for an error value.
"""

from __future__ import annotations

from dwgate.facts.asking import bounded
from dwgate.light import remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from dwgate.facts.function import Function

NAMESPACES = ("ip", "glob", "units", "guid", "lists", "calendar", "sql", "file", "table", "snapshot", "option")
_OF_DATAWORKS = frozenset({"file", "table", "snapshot", "option"})
_PURE = frozenset({"ip", "glob", "units", "guid", "lists"})
_WHEELS = {"sql": "sql"}


@remembered()
def of_namespace(namespace: str) -> tuple[Function, ...]:
    """Load the functions whose names begin with this; KeyError where there are none."""
    match namespace:
        case "ip":
            from dwgate.facts import network  # noqa: PLC0415 - only a policy that asks for it pays for it

            return network.FUNCTIONS
        case "glob":
            from dwgate.facts import globs  # noqa: PLC0415 - as above

            return globs.FUNCTIONS
        case "units":
            from dwgate.facts import units  # noqa: PLC0415 - as above

            return units.FUNCTIONS
        case "guid":
            from dwgate.facts import guids  # noqa: PLC0415 - as above

            return guids.FUNCTIONS
        case "lists":
            from dwgate.facts import lists  # noqa: PLC0415 - as above

            return lists.FUNCTIONS
        case "calendar":
            from dwgate.facts.calendar import functions as calendar  # noqa: PLC0415 - as above

            return calendar.FUNCTIONS
        case "sql":
            from dwgate.facts.sql import functions as sql  # noqa: PLC0415 - as above

            return sql.FUNCTIONS
        case "file" | "table" | "snapshot":
            from dwgate.facts import snapshot_functions as snapshots  # noqa: PLC0415 - as above

            return tuple(function for function in snapshots.FUNCTIONS if function.name.startswith(f"{namespace}."))
        case "option":
            from dwgate.facts import options  # noqa: PLC0415 - as above

            return options.FUNCTIONS
    raise KeyError(namespace)


def find(name: str) -> tuple[Function, ...]:
    """Give the overloads of the function of this name; KeyError where there is none."""
    found = tuple(function for function in of_namespace(_namespace(name)) if function.name == name)
    if not found:
        raise KeyError(name)
    return found


def ask_facts(names: Collection[str]) -> bool:
    """Whether one of these functions asks DataWorks for more than the message holds."""
    return any(_namespace(name) in _OF_DATAWORKS for name in names)


def is_pure(name: str) -> bool:
    """Whether this is a function of dwgate that answers from its arguments alone, whatever message comes."""
    return _namespace(name) in _PURE and name in every()


def wheels_of(names: Collection[str]) -> tuple[str, ...]:
    """Give the sets of wheels without which these functions of dwgate cannot answer, beside what all functions need."""
    return tuple(sorted({_WHEELS[namespace] for name in names if (namespace := _namespace(name)) in _WHEELS}))


def _namespace(name: str) -> str:
    return name.partition(".")[0]


@remembered()
def every() -> dict[str, tuple[Function, ...]]:
    """Give the overloads of every function, by name."""
    names = dict.fromkeys(function.name for namespace in NAMESPACES for function in of_namespace(namespace))
    return {name: find(name) for name in names}


def overload_id(function: Function) -> str:
    """Name an overload as CEL does in a checked expression."""
    return "_".join((function.name, *function.parameters))


def declarations(
    cel: Any,
    names: Collection[str],
    object_type: Callable[[Function], Any] | None = None,
    *,
    are_called_once: bool = False,
) -> list[Any]:
    """Declare the functions of these names to CEL; KeyError for one that there is not.

    ``cel`` is the module ``cel_expr_python.cel``, handed in because only the engine decides when it is loaded.
    ``object_type`` gives the type of a function's objects, which the engine needs not know.
    What CEL keeps of each call is let go of, unless the functions ``are_called_once``: what that needs takes four
    milliseconds to load.
    """
    text = cel.Type.STRING
    types = {
        "string": text,
        "int": cel.Type.INT,
        "double": cel.Type.DOUBLE,
        "bool": cel.Type.BOOL,
        "timestamp": cel.Type.TIMESTAMP,
        "list<string>": cel.Type.List(text),
        "list<list<string>>": cel.Type.List(cel.Type.List(text)),
    }

    def result(function: Function) -> Any:
        if function.result in types:
            return types[function.result]
        one = object_type(function) if object_type else cel.Type.DYN
        return cel.Type.List(one) if function.result == "list<object>" else one

    def overload(function: Function) -> Any:
        implementation = function.implementation
        if function.result == "list<string>":
            implementation = bounded(implementation)
        return cel.Overload(
            id=overload_id(function),
            return_type=result(function),
            parameters=[types[parameter] for parameter in function.parameters],
            impl=implementation if are_called_once else _given_back(cel, implementation),
        )

    return [cel.FunctionDecl(name, [overload(function) for function in find(name)]) for name in names]


def _given_back(cel: Any, implementation: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function of which CEL keeps nothing; where Python has no ctypes it stays as it is, and answers still."""
    try:
        from dwgate.facts.references import given_back  # noqa: PLC0415 - only a policy that calls functions pays for it
    except (ImportError, AttributeError):
        return implementation
    return given_back(cel, implementation)

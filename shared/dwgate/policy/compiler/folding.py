"""Folding: what a function of dwgate answers where its arguments are known before a message comes.

Only a function that answers from its arguments alone can be asked then: the others need a message, or what DataWorks or
the build says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.facts import functions
from dwgate.facts.asking import Asking, NoFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dwgate.facts.function import Function


def folded(name: str, values: Sequence[Any]) -> Any:
    """Give what a function answers; None where it cannot be asked yet, and where it makes the rule an error.

    The values are of the types that one of its overloads takes.
    """
    if not functions.is_pure(name):
        return None
    overload = next((one for one in functions.find(name) if _takes(one, values)), None)
    if overload is None:
        return None
    with Asking(NoFacts()):
        try:
            return overload.implementation(*values)
        except (RuntimeError, ValueError):
            return None


def _takes(overload: Function, values: Sequence[Any]) -> bool:
    """Whether the values are as many as the parameters, and lists where these are."""
    is_list = [parameter.startswith("list<") for parameter in overload.parameters]
    return is_list == [isinstance(value, list) for value in values]

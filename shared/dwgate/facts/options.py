"""Options: what the administrator of a workspace has set for the extension in DataWorks's console.

``option("maxRows", 1000)`` is the value that was set, or the default where none was.  It has the type of the default,
and a value that cannot be of that type is no reason to take the default: it is a fact that cannot be had.
"""

from __future__ import annotations

from dwgate.errors import FactError, Problem
from dwgate.events.catalogue import Field
from dwgate.events.convert import Unreadable, convert
from dwgate.facts.asking import fact
from dwgate.facts.function import Function
from dwgate.light import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dwgate.events.catalogue import FieldType
    from dwgate.facts.protocols import Facts

_TYPES: dict[str, FieldType] = {
    "int": "Long",
    "double": "Double",
    "bool": "Boolean",
    "string": "String",
    "list<string>": "List",
}


def _option(kind: FieldType, facts: Facts, name: str, default: Any) -> Any:
    value = facts.options().get(name)
    if value is None or value == "":  # a field of the console's form that was emptied
        return default
    try:
        return convert(Field(name, kind, kind, "", element="String" if kind == "List" else None), value)
    except Unreadable as error:
        problem = error.problem.replace("is documented as", "should be")  # the default says of which type it is
        raise FactError(Problem(f"the option {name} {problem}", f"选项 {name} {error.problem.chinese}")) from None


FUNCTIONS = tuple(
    Function(
        name="option",
        parameters=("string", cel_type),
        result=cel_type,
        implementation=fact(partial(_option, kind)),
        meaning="the option of the workspace by this name, or the second value where none is set",
        known=frozenset({0}),
    )
    for cel_type, kind in _TYPES.items()
)

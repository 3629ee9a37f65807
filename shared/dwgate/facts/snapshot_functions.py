"""The functions by which a condition asks for the facts of a snapshot."""

from __future__ import annotations

from dwgate.facts.asking import fact
from dwgate.facts.function import Function
from dwgate.facts.snapshot import FACTS, OBJECTS
from dwgate.light import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dwgate.facts.protocols import Facts

_CEL_TYPES = {"String": "string", "Long": "int", "Boolean": "bool", "Object": "object", "List": "list<object>"}


def _value_of(name: str, facts: Facts) -> Any:
    return facts.snapshot().value(name)


FUNCTIONS = (
    *(
        Function(
            name=item.name,
            parameters=(),
            result=_CEL_TYPES[item.field.type],
            implementation=fact(partial(_value_of, item.name)),
            meaning=item.field.meaning,
            field=item.field,
            points=item.points,
            is_content=item.is_content,
        )
        for item in FACTS
    ),
    Function(
        name="snapshot.has",
        parameters=("string",),
        result="bool",
        implementation=fact(lambda facts, name: facts.snapshot().has(name)),
        meaning='whether the snapshot holds a fact, as in snapshot.has("table.lifecycle")',
        points=frozenset(OBJECTS),
    ),
)

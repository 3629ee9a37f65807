"""What a condition can tell apart of a value: row counts differ a million times, and a limit tells two kinds of them.

Where a condition does nothing with a value but compare it with values that are known beforehand, its outcome hangs on
where the value lies among those, and on nothing else.  The same goes for the hour of a time in a zone of whole hours,
and for its minute where a calendar or hours are asked for it.  So what the engine said of one value holds for all of
its class.  Of a value that a condition uses in any other way, each is a class of its own.
"""

from __future__ import annotations

import re
from base64 import b64decode
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.lowering import functions_called
from dwgate.policy.compiler.syntax import COMPARISONS, Node, SyntaxTree, call, children, identifier, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_EQUALITIES = frozenset({"_==_", "_!=_"})
_HOURLY = frozenset({"getHours", "getDayOfWeek", "getDate", "getDayOfMonth", "getDayOfYear", "getMonth", "getFullYear"})
"""The parts of a time that are the same for a whole hour; https://github.com/google/cel-spec names them."""
_WHOLE_HOURS = re.compile(r"[+-]\d\d:00|UTC")
_HOUR = 3600
_MINUTE = 60
_OTHER = ("other",)
_CALENDAR = "calendar."
"""What the names of the functions of calendars begin with, of which each takes the time first."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The values that a condition compares one name with, each kind in order.

    Of times it tells apart no more, beside that, than the spans of so many ``seconds``.
    """

    numbers: tuple[int | float, ...]
    times: tuple[datetime, ...]
    texts: frozenset[str]
    seconds: int = _HOUR

    def class_of(self, key: Any) -> Any:
        """Give the class of a value, by what :class:`dwgate.replay.standing.Message` keeps of it."""
        if key.__class__ is str:
            return key if key in self.texts else _OTHER
        if key is None:
            return None
        kind, value = key
        if kind is int or kind is float:
            return bisect_left(self.numbers, value), bisect_right(self.numbers, value)
        if kind is datetime:
            span = value.timestamp() // self.seconds
            return bisect_left(self.times, value), bisect_right(self.times, value), span
        return key


def marks(program: str, parameters: Mapping[str, Any]) -> dict[str, Marks]:
    """Give, for each name that a compiled condition does nothing with but compare it, what it is compared with."""
    uses: dict[str, list[list[Any] | None]] = {}
    tree = SyntaxTree(b64decode(program))
    # Hours of days are of whole minutes, as are the distances of zones from UTC since before there were messages.
    seconds = _MINUTE if any(function.startswith(_CALENDAR) for function in functions_called(tree)) else _HOUR
    for node in walk(tree.root):
        for name, compared in _uses_in(node, parameters):
            uses.setdefault(name, []).append(compared)
    return {
        name: _marks([mark for compared in found for mark in compared or ()], seconds)
        for name, found in uses.items()
        if None not in found
    }


def _uses_in(node: Node, parameters: Mapping[str, Any]) -> Iterator[tuple[str, list[Any] | None]]:
    """Give each name right below a node with what it is compared with there, None where it is put to another use."""
    operands = list(children(node))
    for operand in operands:
        name = identifier(operand)
        if name is not None:
            yield name, _compared(node, operands, operand, parameters)


def _compared(node: Node, operands: list[Node], operand: Node, parameters: Mapping[str, Any]) -> list[Any] | None:
    called = call(node)
    function = called[0] if called else ""
    if function in _HOURLY and operand is operands[0]:
        zones = [known_value(zone, parameters) for zone in operands[1:]]
        return [] if all(isinstance(zone, str) and _WHOLE_HOURS.fullmatch(zone) for zone in zones) else None
    if function.startswith(_CALENDAR) and operand is operands[0]:
        return []
    if function == "@in" and operand is operands[0]:
        items = known_value(operands[1], parameters)
        return items if isinstance(items, list) and _are_plain(items) else None
    if function not in COMPARISONS:
        return None
    (other,) = (one for one in operands if one is not operand)
    mark = known_value(other, parameters)
    if isinstance(mark, str) and function not in _EQUALITIES:
        return None
    return [mark] if _are_plain([mark]) or isinstance(mark, datetime) else None


def _are_plain(values: list[Any]) -> bool:
    return all(isinstance(value, str | int | float) and not isinstance(value, bool) for value in values)


def _marks(values: list[Any], seconds: int) -> Marks:
    return Marks(
        numbers=tuple(sorted({value for value in values if isinstance(value, int | float)})),
        times=tuple(sorted({value for value in values if isinstance(value, datetime)})),
        texts=frozenset(value for value in values if isinstance(value, str)),
        seconds=seconds,
    )

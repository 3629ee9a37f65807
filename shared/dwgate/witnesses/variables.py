"""The variables of a message: what a condition can read of it, of the clock and of facts, and a search can change."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from dwgate.facts import functions, guids
from dwgate.policy.compiler.analysis import KNOWN_NAMES
from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.syntax import Node, call, constant, identifier, is_presence_test

if TYPE_CHECKING:
    from collections.abc import Mapping


_EVENT = "event."
PARTS_OF_GUIDS = {function.name: function.name.removeprefix("guid.") for function in guids.FUNCTIONS}
"""The functions that take a part of a GUID, each with the part."""
TRANSPARENT = {"string", "int", "double"}
_INDEX = "_[_]"
_OPTION = "option"
CLOCK = "clock"
"""What the clock on the wall shows, in minutes from midnight: a part of a time that CEL does not know by itself."""


class Variable(NamedTuple):
    """One of them: a field by its path, who did it, the clock, a fact or an option by name."""

    kind: Literal["event", "who", "now", "fact", "option"]
    name: str


NOW = Variable("now", "now")


@dataclass(frozen=True, slots=True)
class Absent:
    """In place of a value: the variable does not come."""


@dataclass(frozen=True, slots=True)
class OfLength:
    """In place of a value: a text of so many characters, or a list of so many items, whichever the variable holds."""

    length: int


@dataclass(frozen=True, slots=True)
class WithPart:
    """In place of a time: the time of a message moved, so that a part of it is ``number`` in a zone.

    ``part`` is one of CEL's, or the clock.
    """

    part: str
    zone: str | None
    number: int

    def of(self, now: datetime) -> datetime | None:
        """Give the time nearest to this one that has the part; None where there is no such time."""
        zone = UTC if self.zone is None else zone_named(self.zone)
        local = now.astimezone(zone)
        try:
            moved = _moved(local, self.part, self.number)
        except (ValueError, OverflowError):
            return None
        return moved.astimezone(now.tzinfo)


@dataclass(frozen=True, slots=True)
class WithPartOfGuid:
    """In place of a table's GUID: that of a message with another ``part``, or one made up where it holds none."""

    part: str
    text: str

    def of(self, held: Any) -> str:
        """Give the GUID."""
        return guids.with_part(held if isinstance(held, str) else "", self.part, self.text)


def zone_named(name: str) -> Any:
    """Give a time zone as CEL reads one, by offset or by name; ValueError where there is none."""
    if name[:1] in "+-":
        return datetime.fromisoformat(f"2000-01-01T00:00:00{name}").tzinfo
    return UTC if name == "UTC" else ZoneInfo(name)


def _moved(local: datetime, part: str, number: int) -> datetime:
    """Replace one of the parts that CEL can take of a time; its months and some of its days count from 0."""
    match part:
        case "clock":
            return local.replace(hour=number // 60, minute=number % 60, second=0, microsecond=0)
        case "getHours":
            return local.replace(hour=number, minute=0, second=0, microsecond=0)
        case "getMinutes":
            return local.replace(minute=number, second=0, microsecond=0)
        case "getSeconds":
            return local.replace(second=number, microsecond=0)
        case "getDayOfWeek":
            sunday = local.toordinal() - local.isoweekday() % 7
            day = datetime.fromordinal(sunday + number)
            return local.replace(year=day.year, month=day.month, day=day.day) if 0 <= number <= 6 else _none()  # noqa: PLR2004 - days
        case "getDate":
            return _on_day(local, number)
        case "getDayOfMonth":
            return _on_day(local, number + 1)
        case "getMonth":
            return local.replace(month=number + 1, day=min(local.day, 28))
        case "getFullYear":
            return local.replace(year=number, day=min(local.day, 28))
    return _none()


def _on_day(local: datetime, day: int) -> datetime:
    """Give the day of this month, or of the next January where this month is too short."""
    is_short = day > monthrange(local.year, local.month)[1]
    return local.replace(year=local.year + 1, month=1, day=day) if is_short else local.replace(day=day)


def _none() -> datetime:
    raise ValueError


def variable_of(node: Node, parameters: Mapping[str, Any], loops: Mapping[str, Variable]) -> Variable | None:
    """Give the variable that a node of a compiled condition reads, the first item for an element of a list."""
    name = identifier(node)
    if name is not None:
        return loops.get(name) or named(name)
    if node.WhichOneof("choice") == "select_expr" and not is_presence_test(node):
        owner = variable_of(node.select_expr.operand, parameters, loops)
        return Variable(owner.kind, f"{owner.name}.{node.select_expr.field}") if owner else None
    function, operands = call(node) or ("", ())
    if function in TRANSPARENT and operands:
        return variable_of(operands[0], parameters, loops)
    if function == _INDEX:
        owner = variable_of(operands[0], parameters, loops)
        index = constant(operands[1])
        return Variable(owner.kind, f"{owner.name}.{index}") if owner and index is not None else None
    if function == _OPTION:
        option = known_value(operands[0], parameters)
        return Variable("option", option) if isinstance(option, str) else None
    if function in functions.every() and not operands and functions.ask_facts([function]):
        return Variable("fact", function)
    return None


def named(name: str) -> Variable | None:
    """Give the variable of a name as the engine knows it, ``event.dataRowSize``, ``operator``; None for another."""
    if name.startswith(_EVENT):
        return Variable("event", name.removeprefix(_EVENT))
    if name in KNOWN_NAMES:
        return Variable("who", name)
    return NOW if name == NOW.name else None

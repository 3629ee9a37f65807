"""Which calendars and time zones an expression asks for: those the build reads into the policy, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dwgate.facts.calendar.days import CHINA
from dwgate.facts.calendar.windows import ask_a_calendar
from dwgate.facts.calendar.zones import is_offset
from dwgate.policy.compiler.calendars import zones
from dwgate.policy.compiler.cel_messages import Finding
from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.syntax import call, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dwgate.policy.compiler.syntax import Node, SyntaxTree

_WITHIN = "calendar.within"
_ZONES = {_WITHIN: 2, "calendar.date": 1}
_CALENDARS = {_WITHIN: 3, "calendar.is_workday": 1, "calendar.is_holiday": 1, "calendar.holiday": 1}
_WINDOWS = 1


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A calendar or a zone by its name, and where the expression asks for it, in characters."""

    kind: Literal["calendar", "zone"]
    name: str
    offset: int


def uses_in(tree: SyntaxTree, parameters: Mapping[str, Any]) -> tuple[Use, ...]:
    """Give what a checked expression asks for; a name that is not known is a finding of the checks."""
    return tuple(dict.fromkeys(_uses(tree, parameters)))


def unknown_zones(uses: Iterable[Use]) -> Iterator[Finding]:
    """Find the zones that there are not; which calendars there are is for the whole policy to say."""
    for use in uses:
        if use.kind == "zone" and (hint := zones.hint_for(use.name)):
            yield Finding(use.offset, "bad-argument", f"{use.name!r} is no time zone", hint)


def not_built_in(uses: Iterable[Use], reference: Mapping[str, Any]) -> Iterator[Finding]:
    """Find what a compiled policy does not bring, of which this is the reference: it was built to ask for others."""
    for use in uses:
        is_there = use.name in reference.get(f"{use.kind}s", {}) or (use.kind == "zone" and is_offset(use.name))
        if not is_there:
            what = f"the {'calendar' if use.kind == 'calendar' else 'time zone'} {use.name}"
            yield Finding(use.offset, "bad-argument", f"the policy is built without {what}")


def _uses(tree: SyntaxTree, parameters: Mapping[str, Any]) -> Iterator[Use]:
    for node in walk(tree.root):
        function, operands = call(node) or ("", ())
        for kind, name, place in _named(function, operands, parameters):
            if isinstance(name, str):
                yield Use(kind, name, tree.start(place or node))


def _named(
    function: str, operands: tuple[Node, ...], parameters: Mapping[str, Any]
) -> Iterator[tuple[Literal["calendar", "zone"], Any, Node | None]]:
    """Give what a call asks for, each with the argument that names it; None where none does."""
    zone, calendar = _ZONES.get(function), _CALENDARS.get(function)
    if zone is not None:
        yield "zone", known_value(operands[zone], parameters), operands[zone]
    if calendar is None:
        return
    if calendar < len(operands):
        yield "calendar", known_value(operands[calendar], parameters), operands[calendar]
    elif function != _WITHIN or ask_a_calendar(str(known_value(operands[_WINDOWS], parameters))):
        yield "calendar", CHINA, None

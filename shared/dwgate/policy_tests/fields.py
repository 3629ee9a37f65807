"""The fields that a test may change: those that DataWorks documents for the point, and those that the sample has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dwgate.policy.compiler.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dwgate.events.catalogue import EventType, Field


class UnknownField(NamedTuple):
    """A part of a path, by its number from 0, which names no field."""

    part: int
    problem: str
    hint: str


def unknown_field(path: str, point: EventType, body: Mapping[str, Any]) -> UnknownField | None:
    """Find the part of a path at which it leaves what is known of the point; None where it does not.

    Of a field whose own fields are not documented anything can be set, and so of one that only the sample has.
    """
    fields: Collection[Field] = point.fields
    parts = path.split(".")
    if point.is_open or (parts[0] in body and parts[0] not in {field.name for field in fields}):
        return None
    is_in_list = False
    for number, part in enumerate(parts):
        if is_in_list and part.isdecimal():
            is_in_list = False
            continue
        known = {field.name: field for field in fields}
        if part not in known:
            name = ".".join(parts[: number + 1])
            names = {*known, *(body if number == 0 else ())}
            hint = did_you_mean(part, names, listing="there are")
            return UnknownField(number, f"DataWorks documents no field {name} at {point.code}", hint)
        is_in_list, fields = known[part].type == "List", known[part].fields
        if not fields:
            return None
    return None

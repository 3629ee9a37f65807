"""The fields of DataWorks's messages by their paths: what each is, and at which events it comes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dwgate.events import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dwgate.events.catalogue import Field

_MOST_POINTS = 4
"""The events that a hover names; of more it names so many, and counts the others."""


@dataclass(frozen=True, slots=True)
class Described:
    """A field as some events document it alike."""

    field: Field
    points: tuple[str, ...]

    def __str__(self) -> str:
        """Say what it is, and where."""
        return f"{self.field.meaning} ({type_of(self.field)}) at {_listed(self.points)}"


def type_of(field: Field) -> str:
    """Name the type of a field as conditions know it, and the values that are listed for it."""
    kinds = {
        "String": "text",
        "Long": "whole number",
        "Integer": "whole number",
        "Double": "number",
        "Boolean": "true or false",
        "Object": "object",
    }
    kind = kinds[field.type] if field.type != "List" else f"list of {kinds.get(field.element or '', 'object')}s"
    listed = [f"`{value}`" for value in field.values]
    return f"{kind}: {', '.join(listed)}" if listed else kind


def in_messages() -> dict[str, tuple[Described, ...]]:
    """Give every field by its path in a body; an item of a list goes by its number, of which 0 stands for all."""
    return _by_path(through_lists=True)


def in_conditions(points: Iterable[str]) -> dict[str, tuple[Described, ...]]:
    """Give by its path every field that a condition can read at one of these points.

    An object with documented fields is read by them, and what is in a list by who goes through it.
    """
    wanted = frozenset(points)
    narrowed = {
        path: tuple(one for one in (_at(it, wanted) for it in found) if one.points)
        for path, found in _by_path(through_lists=False).items()
    }
    return {path: found for path, found in narrowed.items() if found and not _is_read_by_fields(found[0].field)}


def _is_read_by_fields(field: Field) -> bool:
    return field.type == "Object" and bool(field.fields)


def _at(described: Described, wanted: frozenset[str]) -> Described:
    return Described(described.field, tuple(point for point in described.points if point in wanted))


@cache
def _by_path(*, through_lists: bool) -> dict[str, tuple[Described, ...]]:
    found: dict[str, list[Described]] = {}
    for code in (*catalogue.events(), *catalogue.unpublished()):
        for path, field in _paths(catalogue.find(code).fields, "", through_lists=through_lists):
            found.setdefault(path, []).append(Described(field, (code,)))
    return {path: tuple(_together(found[path])) for path in sorted(found)}


def _paths(fields: Iterable[Field], prefix: str, *, through_lists: bool) -> Iterator[tuple[str, Field]]:
    for field in fields:
        path = f"{prefix}{field.name}"
        yield path, field
        if field.type == "Object" or (field.type == "List" and through_lists):
            below = f"{path}." if field.type == "Object" else f"{path}.0."
            yield from _paths(field.fields, below, through_lists=through_lists)


def _together(found: Iterable[Described]) -> Iterator[Described]:
    """Put what several events document alike into one."""
    groups: dict[tuple[str, str], list[Described]] = {}
    for one in found:
        groups.setdefault((one.field.meaning, type_of(one.field)), []).append(one)
    for alike in groups.values():
        yield Described(alike[0].field, tuple(point for one in alike for point in one.points))


def _listed(points: tuple[str, ...]) -> str:
    others = len(points) - _MOST_POINTS
    return ", ".join(points[:_MOST_POINTS]) + (f" and {others} more" if others > 0 else "")

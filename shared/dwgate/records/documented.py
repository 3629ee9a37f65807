"""What the catalogue says of the fields of a point, for reading its records."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from dwgate.events import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.events.catalogue import Field

_TYPES: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Long": (int,),
    "Integer": (int,),
    "Double": (int, float),
    "Boolean": (bool,),
    "Object": (dict,),
    "List": (list,),
}
"""How a record shows a field of each documented type; a number that is whole may have lost its point on its way."""


@lru_cache(maxsize=2**12)
def altered_among(point: str, names: tuple[str, ...], types: tuple[type, ...]) -> frozenset[str]:
    """Give those paths of which a value of this type is not what the catalogue documents; there are few such shapes."""
    documented = {path: _TYPES[field.type] for path, field in paths(fields(point))}
    pairs = zip(names, types, strict=True)
    return frozenset(path for path, kind in pairs if kind is type(None) or kind not in documented.get(path, (kind,)))


@cache
def tops(point: str) -> frozenset[str]:
    """Give the names of a point's fields, without those within objects."""
    return frozenset(field.name for field in fields(point))


@cache
def objects(point: str) -> frozenset[str]:
    """Give the paths of a point's fields that are objects with documented fields, whose fields are read for them."""
    return frozenset(path for path, field in paths(fields(point)) if field.type == "Object" and field.fields)


@cache
def lists(point: str) -> frozenset[str]:
    """Give the paths of fields that hold a list or an object of which no field is documented."""
    return frozenset(
        path
        for path, field in paths(fields(point))
        if field.type == "List" or (field.type == "Object" and not field.fields)
    )


def fields(point: str) -> tuple[Field, ...]:
    """Give the fields of a point; none where the catalogue has none, or not the point."""
    try:
        return catalogue.find(point).fields
    except KeyError:
        return ()


def paths(those: tuple[Field, ...], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """Give fields with their paths, and after each object those within it."""
    for field in those:
        yield prefix + field.name, field
        if field.type == "Object":
            yield from paths(field.fields, f"{prefix}{field.name}.")

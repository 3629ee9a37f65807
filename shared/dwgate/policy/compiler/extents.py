"""How large a value can be, as far as that is known before a message comes.

A constant and a parameter are as large as they are written.  A list of a message or of a fact has at most
:data:`~dwgate.events.convert.MOST_ITEMS` items, since no rule can read a longer one.  Texts have no such bound: one is
taken to be a name, and what goes by the name of content to be as long as the code of a large file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue
from dwgate.events.convert import MOST_ITEMS
from dwgate.policy.compiler import regular

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.events.catalogue import Field
    from dwgate.facts.function import Function

NAME = 100
CONTENT = 100_000
"""The characters that a text of a message is taken to have: a name, and what goes by the name of content."""
_REPEATS = 10
"""How often each of these repeats what it stands for, if it is a regular expression, of which RE2 takes a thousand."""
_PER_STEP = 1000
"""The characters that are compared or copied in one step."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a value can be: the characters of a text, the items of a list, and the largest item.

    A mapping is the list of its keys and values, and an object that of what its ``fields`` hold, each by its name.
    ``repeats`` is how often a text may repeat a part of a regular expression, if it is one.
    ``together`` is how many values all lists hold that a part of an expression makes in its rounds, where that is less
    than its rounds times the most of one; None where it is not.
    """

    chars: int = 0
    items: int = 0
    item: Extent | None = None
    together: int | None = None
    repeats: int = 1
    fields: tuple[tuple[str, Extent], ...] = ()

    @property
    def leaves(self) -> int:
        """How many values it holds that hold no others; one, if it is such a value itself or holds nothing."""
        count = max(self.items * self.item.leaves, 1) if self.item else 1
        return count if self.together is None else min(count, self.together)

    @property
    def longest(self) -> int:
        """The characters of the longest text in it."""
        return max(self.chars, self.item.longest if self.item else 0)

    @property
    def all_chars(self) -> int:
        """The characters of all texts in it."""
        return self.leaves * self.longest

    @property
    def weight(self) -> int:
        """The steps that it takes to go through all of it."""
        return self.leaves * (1 + self.longest // _PER_STEP)

    @property
    def member(self) -> Extent:
        """What an index, a field or a round of a loop gives; where nothing is known of it, it may be anything."""
        return replace(self.item, together=None) if self.item else ANY

    def named(self, name: str) -> Extent:
        """What a field of this name gives."""
        return dict(self.fields).get(name, self.member)

    def or_(self, other: Extent) -> Extent:
        """Give the extent of what is one of two."""
        if self == other:
            return self
        item = self.item.or_(other.item) if self.item and other.item else self.item or other.item
        repeats = max(self.repeats, other.repeats)
        lists = [one.together for one in (self, other) if one.item]
        together = None if None in lists or not lists else sum(filter(None, lists))
        return Extent(max(self.chars, other.chars), max(self.items, other.items), item, together, repeats)

    def and_(self, other: Extent) -> Extent:
        """Give the extent of two texts or lists put together."""
        whole = self.or_(other)
        return replace(whole, chars=self.chars + other.chars, items=self.items + other.items)

    def collected(self, items: int, rounds: int) -> Extent:
        """Give the extent of a list that a loop collects of such values, in all rounds that there are."""
        together = rounds * self.leaves if self.together is None else self.together
        return Extent(items=items, item=self, together=together)


SCALAR = Extent()
TEXT = Extent(NAME, repeats=_REPEATS)
ANY = replace(TEXT, items=MOST_ITEMS, item=TEXT)
"""The extent of what has no documented type: it can be a text or a list."""


def list_of(items: Iterable[Extent], size: int) -> Extent:
    """Give the extent of a list of this size."""
    held = list(items)
    return Extent(items=size, item=reduce(Extent.or_, held) if held else None)


def of_value(value: Any) -> Extent:
    """Give the extent of a constant or a parameter."""
    if isinstance(value, str):
        return Extent(chars=len(value), repeats=regular.repeated(value))
    if isinstance(value, bytes):
        return Extent(chars=len(value))
    if isinstance(value, dict):
        return list_of((of_value(one) for pair in value.items() for one in pair), len(value))
    return list_of(map(of_value, value), len(value)) if isinstance(value, list) else SCALAR


def of_field(field: Field) -> Extent:
    """Give the extent of what a field of a message or of a fact holds."""
    if field.type == "List":
        return Extent(items=MOST_ITEMS, item=_of_type(field, field.element or "String"))
    return _of_type(field, field.type)


def of_answer(function: Function) -> Extent:
    """Give the extent of what a function of dwgate answers."""
    if function.field is not None and not function.is_content:
        one = of_field(function.field)
    else:
        text = replace(TEXT, chars=CONTENT) if function.is_content else TEXT
        one = text if "string" in function.result else SCALAR
    is_list = function.result.startswith("list<") and not (function.field and function.field.type == "List")
    return Extent(items=MOST_ITEMS, item=one) if is_list else one


def _of_type(field: Field, kind: str) -> Extent:
    if kind == "Object":
        held = tuple((one.name, of_field(one)) for one in field.fields)
        return replace(list_of((one for _, one in held), len(held)), fields=held) if held else ANY
    if kind == "String":
        return replace(TEXT, chars=CONTENT) if catalogue.holds_content(field.name) else TEXT
    return SCALAR

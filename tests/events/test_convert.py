"""Values become what their field documents, without loss or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from dwgate.events.catalogue import Field
from dwgate.events.convert import Unreadable, convert, convert_open, describe, folded, from_embedded_json

if TYPE_CHECKING:
    from dwgate.events.catalogue import FieldType


INFINITY = float("inf")
SURROGATE = "\ud83d"
ZERO = "holds a zero character, at which a text ends"
PRIVATE = "s3cret"
TEXT = "came as a string that cannot be converted"


def field(kind: FieldType, **more: Any) -> Field:
    """A field of this type."""
    return Field(name="field", type=kind, documented=kind, meaning="", **more)


def nested(depth: int, key: str | None = None) -> Any:
    """A value so many lists deep, or so many objects."""
    value: Any = 1
    for _ in range(depth):
        value = {key: value} if key else [value]
    return value


LISTED = {"values": ("DistinctCount", "User_Defined-Sql")}

READABLE: list[tuple[FieldType, dict[str, Any], Any, Any]] = [
    ("Long", {}, 5, 5),
    ("Long", {}, "123456", 123456),
    ("Long", {}, " -7\n", -7),
    ("Long", {}, "+7", 7),
    ("Long", {}, 3.0, 3),
    ("Long", {}, 2**63 - 1, 2**63 - 1),
    ("Long", {}, str(-(2**63)), -(2**63)),
    ("Long", {"minimum": 0}, "0", 0),
    ("Integer", {"values": (1, 3)}, "3", 3),
    ("Integer", {"values": (1, 3)}, 9, 9),
    ("Double", {}, 5, 5.0),
    ("Double", {}, "0.25", 0.25),
    ("Double", {}, "1.5e3", 1500.0),
    ("Double", {}, ".5", 0.5),
    ("Double", {}, "5.", 5.0),
    ("Boolean", {}, True, True),
    ("Boolean", {}, " False ", False),
    ("Boolean", {}, "TRUE", True),
    ("String", {}, "text", "text"),
    ("String", {}, "", ""),
    ("String", {}, 1904512876340213, "1904512876340213"),
    ("String", {}, 0.5, "0.5"),
    ("String", {}, True, "true"),
    ("String", {}, False, "false"),
    ("String", {}, "\U0001f600", "\U0001f600"),
    ("String", LISTED, "distinct_count", "DistinctCount"),
    ("String", LISTED, "USER DEFINED SQL", "User_Defined-Sql"),
    ("String", LISTED, "unheard-of", "unheard-of"),
    ("String", {"holds_json": True}, {"queue": "default", "大": 1}, '{"queue": "default", "大": 1}'),
    ("String", {"holds_json": True}, [1, 2], "[1, 2]"),
    ("List", {"element": "Long"}, [1, "2", 3.0], [1, 2, 3]),
    ("List", {"element": "String"}, [1, "a"], ["1", "a"]),
    ("List", {"element": "Long"}, "[1, 2]", [1, 2]),
    ("List", {"element": "Long"}, [], []),
    ("List", {"element": "Object", "fields": (field("Long"),)}, {"field": "1"}, [{"field": 1}]),
    ("List", {"element": "Object", "fields": (field("Long"),)}, '{"field": "1"}', [{"field": 1}]),
    ("Object", {"fields": (field("Long"),)}, {"field": "1", "more": 2}, {"field": 1}),
    ("Object", {"fields": (field("Long"),)}, {"field": None}, {}),
    ("Object", {"fields": (field("Long"),)}, ' {"field": 1}', {"field": 1}),
    ("Object", {}, {"any": [1, None, {"x": None, "y": 2.5}]}, {"any": [1, {"y": 2.5}]}),
]


@pytest.mark.parametrize(("kind", "more", "value", "converted"), READABLE)
def test_a_value_becomes_the_documented_type(kind: FieldType, more: dict[str, Any], value: Any, converted: Any) -> None:
    """What can be converted without loss is converted, and is then of exactly the documented type."""
    found = convert(field(kind, **more), value)
    assert found == converted
    assert type(found) is type(converted)


UNREADABLE: list[tuple[FieldType, dict[str, Any], Any, str]] = [
    ("Long", {}, PRIVATE, f"is documented as a whole number and {TEXT}"),
    ("Long", {}, "12 000", f"is documented as a whole number and {TEXT}"),
    ("Long", {}, "1e3", f"is documented as a whole number and {TEXT}"),
    ("Long", {}, "٣", f"is documented as a whole number and {TEXT}"),
    ("Long", {}, "9" * 31, f"is documented as a whole number and {TEXT}"),
    ("Long", {}, " ", "is documented as a whole number and came as an empty string"),
    ("Long", {}, 12.5, "is documented as a whole number and came as a number with a fraction"),
    ("Long", {}, INFINITY, "is documented as a whole number and came as a number out of range"),
    ("Long", {}, True, "is documented as a whole number and came as a boolean"),
    ("Long", {}, [12], "is documented as a whole number and came as a list"),
    ("Long", {}, {"a": 12}, "is documented as a whole number and came as an object"),
    ("Long", {}, None, "is documented as a whole number and came as null"),
    ("Long", {}, 2**63, "is a number out of range: it does not fit 64 bits"),
    ("Long", {}, str(-(2**63) - 1), "is a number out of range: it does not fit 64 bits"),
    ("Long", {}, 1e300, "is a number out of range: it does not fit 64 bits"),
    ("Long", {"minimum": 0}, -1, "is never under 0 and came as less"),
    ("Long", {"minimum": 0}, "-1", "is never under 0 and came as less"),
    ("Double", {}, PRIVATE, f"is documented as a number and {TEXT}"),
    ("Double", {}, "nan", f"is documented as a number and {TEXT}"),
    ("Double", {}, False, "is documented as a number and came as a boolean"),
    ("Double", {}, INFINITY, "is a number out of range: it is not finite"),
    ("Double", {}, -INFINITY, "is a number out of range: it is not finite"),
    ("Double", {}, float("nan"), "is a number out of range: it is not finite"),
    ("Double", {}, "1e999", "is a number out of range: it is not finite"),
    ("Double", {}, 10**400, "is a number out of range: it is not finite"),
    ("Boolean", {}, PRIVATE, f"is documented as true or false and {TEXT}"),
    ("Boolean", {}, 1, "is documented as true or false and came as a number"),
    ("String", {}, [PRIVATE], "is documented as text and came as a list"),
    ("String", {}, {PRIVATE: 1}, "is documented as text and came as an object"),
    ("String", {}, None, "is documented as text and came as null"),
    ("String", {}, INFINITY, "is documented as text and came as a number out of range"),
    ("String", {}, PRIVATE + SURROGATE, "holds half a surrogate pair, which is no character"),
    ("String", {}, f"{PRIVATE}\0", ZERO),
    ("String", {"holds_json": True}, f"[{PRIVATE}]\0", ZERO),
    ("Object", {}, {f"{PRIVATE}\0": 1}, ZERO),
    ("Object", {}, {"name": f"{PRIVATE}\0"}, ZERO),
    ("List", {"element": "String"}, [f"{PRIVATE}\0"], ZERO),
    ("String", LISTED, SURROGATE, "holds half a surrogate pair, which is no character"),
    ("String", {"holds_json": True}, {PRIVATE: SURROGATE}, "holds half a surrogate pair, which is no character"),
    ("String", {"holds_json": True}, {PRIVATE: INFINITY}, "is nested too deeply, or holds a number out of range"),
    ("String", {"holds_json": True}, nested(100_000), "is nested too deeply, or holds a number out of range"),
    ("List", {"element": "Long"}, PRIVATE, f"is documented as a list and {TEXT}"),
    ("List", {"element": "Long"}, f"[{PRIVATE}", f"is documented as a list and {TEXT}"),
    ("List", {"element": "Long"}, "[" * 100_000, f"is documented as a list and {TEXT}"),
    ("List", {"element": "Long"}, 5, "is documented as a list and came as a number"),
    ("List", {"element": "Long"}, [1, None], "is documented as a whole number and came as null"),
    ("List", {"element": "Long"}, [1, PRIVATE], f"is documented as a whole number and {TEXT}"),
    ("List", {"element": "String"}, ["a", [PRIVATE]], "is documented as text and came as a list"),
    ("Object", {"fields": (field("Long"),)}, PRIVATE, f"is documented as an object and {TEXT}"),
    ("Object", {"fields": (field("Long"),)}, [1], "is documented as an object and came as a list"),
    ("Object", {"fields": (field("Long"),)}, {"field": PRIVATE}, f"is documented as a whole number and {TEXT}"),
    ("Object", {}, {SURROGATE: 1}, "holds half a surrogate pair, which is no character"),
]


@pytest.mark.parametrize(("kind", "more", "value", "problem"), UNREADABLE)
def test_what_cannot_be_converted_is_unreadable(
    kind: FieldType, more: dict[str, Any], value: Any, problem: str
) -> None:
    """The finding says how the value differs from its documentation, and never quotes it."""
    with pytest.raises(Unreadable) as unreadable:
        convert(field(kind, **more), value)
    assert str(unreadable.value) == problem
    assert PRIVATE not in problem


@pytest.mark.parametrize(
    "value",
    ["text", 5, 0.5, True, [], {}, [1, [2]], {"a": {"b": ["c"]}}, 2**63 - 1, -(2**63), nested(15), nested(15, key="a")],
)
def test_an_unpublished_field_is_taken_as_it_is(value: Any) -> None:
    """Where no type is published, JSON stays what it is."""
    assert convert_open(value) == value


def test_null_in_an_unpublished_field_has_not_come() -> None:
    """What is null is left out of a list and of an object."""
    assert convert_open([None, 1, {"a": None}]) == [1, {}]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (2**63, "is a number out of range: it does not fit 64 bits"),
        ([-(2**63) - 1], "is a number out of range: it does not fit 64 bits"),
        ({"a": INFINITY}, "is a number out of range: it is not finite"),
        (f"{PRIVATE}\0{PRIVATE}", ZERO),
        (f"{PRIVATE}{SURROGATE}", "holds half a surrogate pair, which is no character"),
        ({SURROGATE: 1}, "holds half a surrogate pair, which is no character"),
        (nested(16), "is nested more than 16 levels deep"),
        (nested(16, key="a"), "is nested more than 16 levels deep"),
        (None, "came as null"),
    ],
    ids=lambda value: str(value).encode("ascii", "replace").decode()[:40],
)
def test_an_unpublished_field_that_cel_could_not_hold_is_unreadable(value: Any, problem: str) -> None:
    """Numbers out of range, halves of characters and deep nesting are not handed on."""
    with pytest.raises(Unreadable, match=f"^{problem}$"):
        convert_open(value)


@pytest.mark.parametrize(
    ("value", "name"),
    [(True, "boolean"), (1, "number"), (1.5, "number"), ("", "string"), ([], "list"), ({}, "object"), (None, "null")],
)
def test_a_value_is_described_by_its_json_type(value: Any, name: str) -> None:
    """A log may say of a value what kind it is."""
    assert describe(value) == name


def test_folding_sets_aside_what_spellings_differ_in() -> None:
    """Case, blanks, hyphens and underscores do not tell two spellings of one value apart."""
    assert {folded(text) for text in ("UserDefinedSql", "user_defined_sql", "USER-DEFINED SQL")} == {"userdefinedsql"}


@pytest.mark.parametrize("value", ["text", "", 5, None, [1], "{broken", "{" + "9" * 5000])
def test_what_is_no_embedded_json_stays_as_it_is(value: Any) -> None:
    """Only a text that is an object or a list is read as one."""
    assert from_embedded_json(value) == value


def test_embedded_json_is_read() -> None:
    """A text that is JSON gives its value."""
    value = {"a": [1, "b"]}
    assert from_embedded_json(f"\n {json.dumps(value)}") == value

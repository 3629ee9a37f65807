"""The shapes of unpublished fields become fields of the catalogue, where one type fits all that came."""

from typing import Any

import pytest
from cel_expr_python import cel

from dwgate.learning.fields import Shapes

MEANING = "not described; learned from records"


def fields(**types: str) -> list[dict[str, Any]]:
    """The fields of shapes, whose types are separated by blanks, without what they all say."""
    return [plain(field) for field in shapes(types).fields()]


def shapes(types: dict[str, str]) -> Shapes:
    """Shapes by path."""
    return Shapes({path: kinds.split() for path, kinds in types.items()})


def plain(field: dict[str, Any]) -> dict[str, Any]:
    """A field without its meaning."""
    assert (field["documented"], field["meaning"]) == (None, MEANING)
    told = {name: value for name, value in field.items() if name not in {"documented", "meaning"}}
    return told | ({"fields": [plain(inner) for inner in field["fields"]]} if "fields" in field else {})


@pytest.mark.parametrize(
    ("came", "kind"),
    [
        ("string", "String"),
        ("number", "Long"),
        ("boolean", "Boolean"),
        ("number string", "String"),
        ("null number", "Long"),
    ],
)
def test_a_scalar_has_the_type_that_fits_all_that_came(came: str, kind: str) -> None:
    """An id that comes as text and as a number is a text; what is null did not come."""
    assert fields(a=came) == [{"name": "a", "type": kind}]


def test_a_number_with_a_fraction_is_one_for_all() -> None:
    """Where a record showed one."""
    assert [field["type"] for field in Shapes({"a": ["number"]}, {"a"}).fields()] == ["Double"]


def test_an_object_has_the_fields_that_came_in_it() -> None:
    """At every depth."""
    found = shapes({"a": "object", "a.b": "object", "a.b.c": "number", "a.d": "string"}).fields()
    inner = {"name": "b", "type": "Object", "fields": [{"name": "c", "type": "Long"}]}
    assert [plain(field) for field in found] == [
        {"name": "a", "type": "Object", "fields": [inner, {"name": "d", "type": "String"}]}
    ]


def test_a_list_has_the_type_of_what_is_in_it() -> None:
    """Of objects, their fields."""
    found = shapes({"a": "list", "a[]": "number", "b": "list", "b[]": "object", "b[].c": "boolean"}).fields()
    assert [plain(field) for field in found] == [
        {"name": "a", "type": "List", "element": "Long"},
        {"name": "b", "type": "List", "element": "Object", "fields": [{"name": "c", "type": "Boolean"}]},
    ]


@pytest.mark.parametrize(
    ("types", "left_out"),
    [
        ({"a": "null"}, {"a": "it came as null"}),
        ({"a": "boolean number"}, {"a": "it came as boolean, number"}),
        ({"a": "object string", "a.b": "number"}, {"a": "it came as object, string"}),
        ({"a": "list"}, {"a": "what is in the list was not seen, or is a list"}),
        ({"a": "list", "a[]": "list", "a[][]": "number"}, {"a": "what is in the list was not seen, or is a list"}),
        (
            {"a": "list", "a[]": "null"},
            {"a[]": "it came as null", "a": "what is in the list was not seen, or is a list"},
        ),
        ({"a": "object"}, {"a": "nothing with a type was seen in it"}),
        ({"a": "object", "a.b": "null"}, {"a.b": "it came as null", "a": "nothing with a type was seen in it"}),
        ({"资产": "string"}, {"资产": "no condition can name it"}),
        ({"a.b": "string"}, {"a.b": "no condition can name it"}),
        ({"a-b": "string", "1": "number", "": "string"}, dict.fromkeys(["a-b", "1", ""], "no condition can name it")),
        (
            {"in": "string", "true": "number", "false": "boolean", "null": "string"},
            dict.fromkeys(["in", "true", "false", "null"], "no condition can name it"),
        ),
        ({"in": "object", "in.a": "number"}, {"in": "no condition can name it"}),
        ({"very_long…": "string"}, {"very_long…": "no condition can name it"}),
        ({"x" * 65: "string"}, {"x" * 65: "no condition can name it"}),
    ],
)
def test_what_has_no_type_of_its_own_is_left_out(types: dict[str, str], left_out: dict[str, str]) -> None:
    """With the reason, so that somebody can look."""
    found = shapes(types)
    assert found.fields() == []
    assert found.left_out == left_out


@pytest.mark.parametrize("name", ["in", "true", "false", "null", "as", "for", "namespace"])
def test_a_field_is_taken_where_a_condition_can_name_it(name: str) -> None:
    """CEL keeps some words for itself, and others only where nothing stands before them."""
    environment = cel.NewEnv(variables={"event": cel.Type.DYN})
    try:
        environment.compile(f"event.{name} == 1")
    except RuntimeError:
        assert fields(**{name: "string"}) == []
    else:
        assert fields(**{name: "string"}) == [{"name": name, "type": "String"}]


def test_what_is_left_out_of_an_object_leaves_the_rest_of_it() -> None:
    """And its reason stands by its path."""
    found = shapes({"a": "object", "a.b": "number", "a.c": "list", "a.d-e": "string"})
    assert [plain(field) for field in found.fields()] == [
        {"name": "a", "type": "Object", "fields": [{"name": "b", "type": "Long"}]}
    ]
    assert set(found.left_out) == {"a.c", "a.d-e"}

"""Tests for dwgate.values: they are held to what dataclasses does."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
from typing import Any

import pytest

import dwgate
from dwgate import constructors
from dwgate.values import Value, replace


class Point(Value):
    """A value of the tests."""

    x: int
    y: int = 2
    name: str = "here"

    @property
    def sum(self) -> int:
        """Add."""
        return self.x + self.y


@dataclasses.dataclass(frozen=True, slots=True)
class Twin:
    """The same, as dataclasses make it."""

    x: int
    y: int = 2
    name: str = "here"


MAKING: Any = type(Value)
MOST = len(constructors.OF) - 1


def made(number: int) -> Any:
    """Make a class of values with so many fields."""
    names = [f"field_{count}" for count in range(number)]
    namespace = {"__annotations__": dict.fromkeys(names, "int"), "__module__": __name__, "__qualname__": "Made"}
    return MAKING("Made", (Value,), namespace)


def every_class() -> list[type[Value]]:
    """Give all classes of values that dwgate has."""
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(dwgate.__path__, "dwgate.")
        if not module.name.endswith("__main__")
    ]
    found = {one for module in modules for one in vars(module).values() if isinstance(one, type(Value))}
    return sorted(found - {Value}, key=lambda one: (one.__module__, one.__qualname__))


@pytest.mark.parametrize(
    ("args", "kwargs"), [((1,), {}), ((1, 5), {}), ((1,), {"name": "there"}), ((), {"x": 1, "name": "n", "y": 0})]
)
def test_a_value_is_made_and_shown_as_a_dataclass_is(args: Any, kwargs: dict[str, Any]) -> None:
    """By position and by name, with its defaults."""
    value, twin = Point(*args, **kwargs), Twin(*args, **kwargs)
    assert (value.x, value.y, value.name, value.sum) == (twin.x, twin.y, twin.name, twin.x + twin.y)
    assert repr(value) == repr(twin).replace("Twin", "Point")
    assert value == Point(*args, **kwargs)
    assert hash(value) == hash(Point(*args, **kwargs))
    assert copy.deepcopy(value) == value == pickle.loads(pickle.dumps(value))  # noqa: S301 - it was written here
    assert dataclasses.asdict(value) == dataclasses.asdict(twin)
    assert inspect.signature(Point).parameters.keys() == inspect.signature(Twin).parameters.keys()


def test_values_of_other_fields_or_classes_differ() -> None:
    """A value is its class and its fields."""
    assert Point(1) != Point(2)
    assert Point(1) != Twin(1)
    assert made(1)(1) != made(1)(1)


def test_a_value_with_a_field_that_has_no_hash_has_none() -> None:
    """As a dataclass."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(made(1)([]))


@pytest.mark.parametrize("change", [lambda one: setattr(one, "x", 2), lambda one: setattr(one, "z", 2)])
def test_a_value_cannot_be_changed(change: Any) -> None:
    """Nor can it get a field more."""
    value = Point(1)
    with pytest.raises(AttributeError, match=r"^Point\.[xz] cannot be changed$"):
        change(value)
    with pytest.raises(AttributeError, match=r"^Point\.x cannot be deleted$"):
        del value.x
    assert value == Point(1)


def test_replace_gives_another_value() -> None:
    """That of dwgate and that of Python alike; a field that there is not is refused by both."""
    value = Point(1, name="n")
    assert replace(value, y=7) == dataclasses.replace(value, y=7) == Point(1, 7, "n")
    for change in (replace, dataclasses.replace):
        with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
            change(value, z=1)


@pytest.mark.parametrize(
    ("args", "kwargs", "problem"),
    [
        ((), {}, "missing 1 required positional argument: 'x'"),
        ((1,), {"z": 1}, "got an unexpected keyword argument 'z'"),
        ((1, 2, "n", 4), {}, "takes from 2 to 4 positional arguments but 5 were given"),
        ((1,), {"x": 1}, "got multiple values for argument 'x'"),
    ],
)
def test_a_wrong_call_is_told_by_the_names_of_the_class(args: Any, kwargs: Any, problem: str) -> None:
    """The template behind the constructor does not show."""
    with pytest.raises(TypeError) as raised:
        Point(*args, **kwargs)
    assert str(raised.value) == f"Point.__init__() {problem}"


@pytest.mark.parametrize("number", range(MOST + 1))
def test_there_is_a_constructor_for_each_number_of_fields(number: int) -> None:
    """Each field gets its own value."""
    values = list(range(100, 100 + number))
    value = made(number)(*values)
    assert [getattr(value, name) for name in type(value).__match_args__] == values


def test_a_class_whose_constructor_would_be_unclear_is_refused() -> None:
    """When it is made, and not when it is used."""
    with pytest.raises(TypeError, match="has a field without a default after one with a default"):
        MAKING("Made", (Value,), {"__annotations__": {"a": "int", "b": "int"}, "a": 1})
    with pytest.raises(TypeError, match="has fields of its own, and those of a base"):
        MAKING("Made", (Point,), {"__annotations__": {"a": "int"}})


def test_a_kind_of_a_value_has_its_fields() -> None:
    """And none of its own."""

    class Corner(Point):
        """A kind of point."""

    assert repr(Corner(1)).endswith("Corner(x=1, y=2, name='here')")
    assert Corner(1) != Point(1)
    assert dataclasses.replace(Corner(1), x=2) == replace(Corner(1), x=2) == Corner(2)


def test_a_value_is_taken_apart_by_match() -> None:
    """By the order of its fields."""
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
        case _:
            pytest.fail("it did not match")


def test_each_class_of_dwgate_is_a_dataclass_to_the_desk() -> None:
    """Its fields are its annotations, in their order."""
    classes = every_class()
    assert len(classes) > 30
    for one in classes:
        assert [field.name for field in dataclasses.fields(one)] == list(one.__annotations__), one

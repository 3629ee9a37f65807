"""Values: small classes with named fields that nobody changes, as ``dataclasses`` makes them, for what is shipped.

``dataclasses`` brings ``inspect`` with it and compiles several methods for each class, which took more than a third of
a cold start.  Nothing is compiled here.  To the desk the classes are dataclasses: ``dataclasses.fields`` and
``replace`` take them, and a type checker knows their constructors.
"""

from __future__ import annotations

from dwgate import constructors
from dwgate.light import FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import Field
    from typing import Any, ClassVar, NoReturn, Self, TypeVar, dataclass_transform

    Some = TypeVar("Some", bound="Value")
else:

    def dataclass_transform(**_: object) -> Callable[[type], type]:
        """Stand in for what a type checker alone reads."""
        return lambda one: one


@dataclass_transform(frozen_default=True)
class _Making(type):
    """Makes the classes of values: the annotations of a class are its fields, in their order."""

    __match_args__: tuple[str, ...]

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _Making:
        """Make a class; TypeError where its constructor would be unclear."""
        fields = tuple(namespace.get("__annotations__", ()))
        given = [field for field in fields if field in namespace]
        if given != list(fields[len(fields) - len(given) :]):
            raise TypeError(f"{name} has a field without a default after one with a default")
        if any(getattr(base, "__match_args__", ()) for base in bases):
            if fields:
                raise TypeError(f"{name} has fields of its own, and those of a base")
            return super().__new__(cls, name, bases, {**namespace, "__slots__": ()})
        defaults = tuple(namespace.pop(field) for field in given)
        constructor = _constructor(fields, defaults, namespace["__qualname__"])
        namespace = {**namespace, "__slots__": fields, "__match_args__": fields, "__init__": constructor}
        made = super().__new__(cls, name, bases, namespace)
        setters = (getattr(made, field).__set__ for field in fields)
        constructor.__globals__.update(zip(constructors.SETTERS, setters, strict=False))
        return made


def _constructor(names: tuple[str, ...], defaults: tuple[Any, ...], owner: str) -> FunctionType:
    """Give ``__init__``: the template for the number of fields, with their names and defaults, and without setters.

    Python takes longer to give a class one that it did not have than to make the class with it.
    """
    code = constructors.OF[len(names)].__code__.replace(
        co_varnames=("self", *names), co_name="__init__", co_qualname=f"{owner}.__init__"
    )
    return FunctionType(code, {}, "__init__", defaults)


class _DataclassFields:
    """What ``dataclasses`` knows a dataclass by; nothing that is shipped asks for it."""

    def __init__(self) -> None:
        self._known: dict[_Making, dict[str, Field[Any]]] = {}

    def __get__(self, instance: object, owner: _Making) -> dict[str, Field[Any]]:
        if owner not in self._known:
            from dataclasses import make_dataclass  # noqa: PLC0415 - see above

            twin: Any = make_dataclass(owner.__name__, owner.__match_args__)
            self._known[owner] = twin.__dataclass_fields__
        return self._known[owner]


class Value(metaclass=_Making):
    """A value: equal to another of its class with equal fields, and as hashable as they are; it cannot be changed."""

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:
        __dataclass_fields__ = _DataclassFields()

    def __eq__(self, other: object) -> bool:
        """Compare the fields."""
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self is other or _values(self) == _values(other)

    def __hash__(self) -> int:
        """Hash the fields; TypeError where one of them cannot be hashed."""
        return hash(_values(self))

    def __repr__(self) -> str:
        """Show the fields."""
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in type(self).__match_args__)
        return f"{type(self).__qualname__}({fields})"

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        """Give what a copy is made of, or another process reads."""
        return type(self), _values(self)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Raise AttributeError."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        """Raise AttributeError."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted")


def replace(value: Some, **changes: Any) -> Some:
    """Give a value with other values of some fields; TypeError for a field that there is not."""
    made = type(value)
    kept = [changes.pop(name) if name in changes else getattr(value, name) for name in made.__match_args__]
    return made(*kept, **changes)


def _values(value: Value) -> tuple[Any, ...]:
    return tuple(getattr(value, name) for name in type(value).__match_args__)

"""What a condition may read, as CEL types: the fields of its points, the parameters, the names of the scope.

The event is declared as a message, so that CEL itself refuses a field that no point of the rule has, at any depth, and
``has(event.ip)`` means what it means elsewhere.  No message exists at run time: the compiler rewrites each read of a
field into the name of a variable, see :mod:`dwgate.policy.compiler.lowering`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel
from google.protobuf import descriptor_pb2, descriptor_pool, struct_pb2

from dwgate.events import catalogue
from dwgate.facts import functions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dwgate.events.catalogue import Field
    from dwgate.facts.function import Function
    from dwgate.policy.compiler.model import ParameterValue

_PACKAGE = "dataworks"
_EVENT = "event"
_PROTO = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "String": _PROTO.TYPE_STRING,
    "Long": _PROTO.TYPE_INT64,
    "Integer": _PROTO.TYPE_INT64,
    "Double": _PROTO.TYPE_DOUBLE,
    "Boolean": _PROTO.TYPE_BOOL,
}

SCOPE = {
    "point": cel.Type.STRING,
    "tenant": cel.Type.STRING,
    "workspace": cel.Type.STRING,
    "operator": cel.Type.STRING,
    "present": cel.Type.List(cel.Type.STRING),
    "now": cel.Type.TIMESTAMP,
}
"""What a condition may read beside the event's fields and the parameters."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields which some points have, by dotted path, each with the points that have it.

    ``conflicts`` are the paths whose type differs from point to point.
    """

    points: tuple[str, ...]
    fields: Mapping[str, Field]
    points_of: Mapping[str, frozenset[str]]
    conflicts: frozenset[str]
    is_open: bool

    def lacks(self, path: str, point: str) -> bool:
        """Whether the point is known not to have the field."""
        return point not in self.points_of.get(path, frozenset()) and not catalogue.find(point).is_open

    def is_in_list(self, path: str) -> bool:
        """Whether the field is one of a list's elements, which only a loop or an index can read."""
        owner = path.rpartition(".")[0]
        return owner in self.fields and (self.fields[owner].type == "List" or self.is_in_list(owner))


@dataclass(slots=True)
class _Union:
    fields: dict[str, Field] = field(default_factory=dict)
    points_of: dict[str, set[str]] = field(default_factory=dict)
    conflicts: set[str] = field(default_factory=set)

    def add(self, point: str, items: Iterable[Field], prefix: str = "") -> None:
        for item in items:
            path = prefix + item.name
            other = self.fields.get(path, item)
            if (other.type, other.element) != (item.type, item.element):
                self.conflicts.add(path)
            self.fields[path] = replace(
                other,
                values=tuple(dict.fromkeys(other.values + item.values)) if other.values and item.values else (),
                minimum=other.minimum if other.minimum == item.minimum else None,
            )
            self.points_of.setdefault(path, set()).add(point)
            self.add(point, item.fields, f"{path}.")


def shape_of(points: tuple[str, ...]) -> Shape:
    """Unite the fields of these points."""
    union = _Union()
    for point in points:
        union.add(point, catalogue.find(point).fields)
    return Shape(
        points=points,
        fields=union.fields,
        points_of={path: frozenset(having) for path, having in union.points_of.items()},
        conflicts=frozenset(union.conflicts),
        is_open=any(catalogue.find(point).is_open for point in points),
    )


def environment(shape: Shape, parameters: Mapping[str, ParameterValue | None]) -> cel.Env:
    """Declare to CEL what conditions over this shape may read and call."""
    event = cel.Type.Map(cel.Type.STRING, cel.Type.DYN) if shape.is_open else _message_type(_message_name(_EVENT, ""))
    return cel.NewEnv(
        _descriptors(shape),
        variables={
            "event": event,
            **SCOPE,
            **{f"params.{name}": parameter_type(value) for name, value in parameters.items()},
        },
        functions=functions.declarations(
            cel, functions.every(), lambda function: _message_type(_message_name(_fact_root(function), ""))
        ),
    )


@dataclass(frozen=True, slots=True)
class Owner:
    """An object whose fields a condition can read: as the condition writes it, and the fields by name."""

    written: str
    fields: tuple[str, ...]


def owners(shape: Shape) -> dict[str, Owner]:
    """Map the name of each message that CEL may name in an error to the object that it describes."""
    trees = {_EVENT: ("event", shape.fields)} | {
        _fact_root(function): (f"{function.name}()", flat(fields)) for function, fields in _with_objects()
    }
    return {
        _message_name(root, path): Owner(f"{written}.{path}".rstrip("."), _directly_below(path, fields))
        for root, (written, fields) in trees.items()
        for path in ("", *fields)
    }


def flat(fields: Iterable[Field]) -> dict[str, Field]:
    """Give the fields of an object, and those of the objects in it, by dotted path."""
    union = _Union()
    union.add("", fields)
    return union.fields


def _directly_below(path: str, fields: Iterable[str]) -> tuple[str, ...]:
    prefix = f"{path}." if path else ""
    below = (field.removeprefix(prefix) for field in fields if field.startswith(prefix))
    return tuple(field for field in below if "." not in field)


def _with_objects() -> list[tuple[Function, tuple[Field, ...]]]:
    """Give the functions whose answers are objects, each with the fields of one."""
    every = (function for overloads in functions.every().values() for function in overloads)
    return [(function, function.field.fields) for function in every if function.field and function.field.fields]


def parameter_type(value: ParameterValue | None) -> cel.Type:
    """Give the CEL type of a parameter; one without a value, and a list or mapping of several types, is of any."""
    if isinstance(value, list):
        return cel.Type.List(_common_type(value))
    if isinstance(value, dict):
        return cel.Type.Map(cel.Type.STRING, _common_type(list(value.values())))
    scalars = {bool: cel.Type.BOOL, int: cel.Type.INT, float: cel.Type.DOUBLE, str: cel.Type.STRING}
    return cel.Type.TIMESTAMP if isinstance(value, datetime) else scalars.get(type(value), cel.Type.DYN)


def _common_type(values: list[ParameterValue]) -> cel.Type:
    types = [parameter_type(value) for value in values]
    return types[0] if types and all(one == types[0] for one in types) else cel.Type.DYN


def _message_name(root: str, path: str) -> str:
    return "_".join((root, *path.split("."))) if path else root


def _message_type(name: str) -> cel.Type:
    return cel.Type(f"{_PACKAGE}.{name}")


def _fact_root(function: Function) -> str:
    return f"fact_{function.name.replace('.', '_')}"


def _descriptors(shape: Shape) -> Any:
    """Describe the event and what facts give as protobuf messages, one for each object."""
    file = descriptor_pb2.FileDescriptorProto(name="dataworks.proto", package=_PACKAGE, syntax="proto3")
    file.dependency.append(struct_pb2.DESCRIPTOR.name)
    _describe(file, _EVENT, shape.fields)
    for function, fields in _with_objects():
        _describe(file, _fact_root(function), flat(fields))
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(struct_pb2.DESCRIPTOR.serialized_pb)
    pool.Add(file)
    return pool


def _describe(file: Any, root: str, fields: Mapping[str, Field]) -> None:
    """Add the message of one object with these fields, by path, and those of the objects in it."""
    messages = {"": file.message_type.add(name=_message_name(root, ""))}
    for path, item in fields.items():
        if item.fields and path not in messages:
            messages[path] = file.message_type.add(name=_message_name(root, path))
    for path, item in fields.items():
        parent, _, name = path.rpartition(".")
        if parent not in messages:  # a field below one that is an object at other points only: a conflict
            continue
        message = messages[parent]
        number = len(message.field) + 1
        declared = message.field.add(name=name, number=number, json_name=f"field{number}", label=_PROTO.LABEL_OPTIONAL)
        if item.type == "List":
            declared.label = _PROTO.LABEL_REPEATED
        kind = item.element or item.type
        if kind in _SCALARS:
            declared.type = _SCALARS[kind]
        else:
            declared.type = _PROTO.TYPE_MESSAGE
            declared.type_name = f".{_PACKAGE}.{messages[path].name}" if item.fields else ".google.protobuf.Value"

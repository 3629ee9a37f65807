"""The vendor's own client is the oracle for snapshots: what they hold, in which type, at which point."""

import inspect
import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from alibabacloud_dataworks_public20200518 import models

from dwgate.events import catalogue
from dwgate.events.catalogue import Field
from dwgate.facts.snapshot import FACTS, OBJECTS, SnapshotFact, read

DETAIL = models.GetIDEEventDetailResponseBodyEventDetail

MESSAGE_TYPES = {
    "IDE_FILE_SUBMIT_BEFORE": "commit-file",
    "IDE_FILE_DEPLOY_BEFORE": "deploy-file",
    "IDE_FILE_DELETE_BEFORE": "delete-file",
    "IDE_FILE_EXECUTE_BEFORE": "run-file",
    "IDE_TABLE_SUBMIT_BEFORE": "commit-table",
    "IDE_TABLE_DEPLOY_BEFORE": "deploy-table",
}
"""The points, by the older names that the vendor's comments use."""
LEFT_OUT = {"BusinessId", "CurrentVersion", "FileId", "FolderId", "NodeId", "ParentFileId"}
"""What no rule can say anything about: numbers of things, which a message brings as far as it matters."""
TYPES = {str: "String", int: "Long", bool: "Boolean"}
SAMPLES = {"String": "x", "Long": 7, "Boolean": True}

PATHS = [(item, name) for item in FACTS for name in item.paths]


def attribute(name: str) -> str:
    """Give the attribute of a model that holds what is called so on the wire: ``file_name`` for ``FileName``."""
    return re.sub(r"(?<=.)([A-Z])", r"_\1", name).lower()


def wire(name: str) -> str:
    """Give the name on the wire of an object's field."""
    return name[:1].upper() + name[1:]


def hints(model: Any) -> dict[str, Any]:
    """Give the types of a model's attributes."""
    return get_type_hints(model.__init__)


def model_and_attribute(name: str, path: str) -> tuple[Any, str]:
    """Walk from the detail to the model that a path of an object ends in."""
    model: Any = hints(DETAIL)[attribute(name)]
    *owners, last = path.split(".")
    for owner in owners:
        model = hints(model)[attribute(owner)]
    return model, attribute(last)


def comment_on(model: Any, name: str) -> str:
    """Give what the vendor says of an attribute."""
    before, _, _ = inspect.getsource(model.__init__).partition(f"self.{name} = ")
    lines = before.splitlines()[:-1]
    while lines and not lines[-1].lstrip().startswith("#"):
        lines.pop()
    comment: list[str] = []
    while lines and lines[-1].lstrip().startswith("#"):
        comment.insert(0, lines.pop().strip())
    return "\n".join(comment)


def values_listed(model: Any, name: str) -> set[str]:
    """Give the values that the vendor lists for an attribute."""
    comment = comment_on(model, name)
    return set(re.findall(r"\b[A-Z][A-Z_]{2,}\b", comment)) if "Valid values" in comment else set()


def sample_of(field: Field) -> Any:
    """Give a value of a field's type, with every field of an object."""
    if field.type in SAMPLES:
        return SAMPLES[field.type]
    one = {wire(item.name): sample_of(item) for item in field.fields}
    return [one] if field.type == "List" else one


def nested(path: str, value: Any) -> dict[str, Any]:
    """Give an object that holds a value under a path."""
    for name in reversed(path.split(".")):
        value = {name: value}
    found: dict[str, Any] = value
    return found


def at(path: str, held: Any) -> Any:
    """Give what an object holds under a path."""
    for name in path.split("."):
        held = held[name]
    return held


@pytest.mark.parametrize(("item", "name"), PATHS, ids=lambda value: getattr(value, "name", value))
def test_every_path_is_one_of_the_vendors(item: SnapshotFact, name: str) -> None:
    """The vendor's model keeps what stands there, and dwgate reads what the model writes."""
    given = sample_of(item.field)
    written = DETAIL().from_map({name: nested(item.paths[name], given)}).to_map()
    held = at(item.paths[name], written[name])
    assert ({**held, **given} if isinstance(given, dict) else given) == held
    for point in item.points:
        if OBJECTS[point] == name:
            assert read(point, written).has(item.name)


@pytest.mark.parametrize(("item", "name"), PATHS, ids=lambda value: getattr(value, "name", value))
def test_every_fact_has_the_vendors_type(item: SnapshotFact, name: str) -> None:
    """Also the fields of objects; and a value is listed where the vendor lists it."""
    model, last = model_and_attribute(name, item.paths[name])
    kind = hints(model)[last]
    if item.field.type == "List":
        assert get_origin(kind) is list
        (kind,) = get_args(kind)
    if item.field.fields:
        for field in item.field.fields:
            assert TYPES[hints(kind)[attribute(wire(field.name))]] == field.type
            assert values_listed(kind, attribute(wire(field.name))) == set(field.values)
    else:
        assert TYPES[kind] == item.field.type
        assert values_listed(model, last) == set(item.field.values)


def leaves(model: Any, prefix: str = "") -> Iterator[str]:
    """Give every path of a model, as on the wire; a list is one."""
    for name, kind in hints(model).items():
        path = prefix + "".join(part.capitalize() for part in name.split("_"))
        if isinstance(kind, type) and kind not in TYPES:
            yield from leaves(kind, f"{path}.")
        else:
            yield path


def test_whatever_a_snapshot_has_is_a_fact() -> None:
    """But for the numbers of things."""
    taken = {(name, item.paths[name]) for item, name in PATHS}
    taken |= {
        (name, f"{path}.{wire(field.name)}")
        for item, name in PATHS
        for path in [item.paths[name]]
        if item.field.type == "Object"
        for field in item.field.fields
    }
    objects = {"".join(part.capitalize() for part in name.split("_")): model for name, model in hints(DETAIL).items()}
    vendors = {(name, path) for name, model in objects.items() for path in leaves(model)}
    assert {path.rpartition(".")[2] for _, path in vendors - taken} == LEFT_OUT
    assert {path for _, path in taken - vendors} == {"NodeConfiguration"}


def test_every_point_has_the_object_that_the_vendor_says() -> None:
    """One object for each of six points."""
    said = {
        MESSAGE_TYPES[message]: "".join(part.capitalize() for part in name.split("_"))
        for name in hints(DETAIL)
        for message in re.findall(r"\bIDE_[A-Z_]+", comment_on(DETAIL, name))
    }
    assert said == OBJECTS
    assert all(catalogue.is_extension_point(point) for point in OBJECTS)

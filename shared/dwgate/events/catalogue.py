"""The catalogue: what DataWorks documents about each of its events, as values over package data.

``data/events.json`` lists the 51 documented events in the order of the documentation, and
``data/fields/<code>.json`` holds the fields of one.
``data/unpublished.json`` lists the two extension points which DataWorks offers to Function Compute without saying
what their messages look like: their fields are read as they come, until ``dwgate events learn`` has filled their files.

Only the fields of an event that is asked for are read, because a cold start is somebody's wait.

Source: the event list and the extension point pages of Alibaba Cloud's DataWorks Open Platform documentation.
"""

from __future__ import annotations

from dwgate import json_text
from dwgate.light import MappingProxyType, remembered, sha256
from dwgate.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any, Literal

    FieldType = Literal["String", "Long", "Integer", "Double", "Boolean", "Object", "List"]
    Kind = Literal["extension-point", "regular", "ambiguous"]


CONTENT_NAMES = frozenset({"sqlText", "paraValue"})
"""The names of the fields that hold content, wherever they come: some events' fields are not published.

``paraValue`` are the parameters of a node's schedule, among which people put passwords.
"""

_ENVELOPE_NAMES = frozenset(
    {
        *("messageId", "messageBody", "eventType", "eventCategoryType"),  # of a Function Compute request
        *("id", "data", "type", "source", "time", "aliyunaccountid", "aliyunpublishtime"),  # of EventBridge
    }
)

_MOST_CODES = 128
"""The codes of which it is remembered whether they are extension points: there are half as many."""
_DOCUMENTED, _UNPUBLISHED = "events.json", "unpublished.json"
_DATA = f"{__file__.rpartition('catalogue.')[0]}data"


class Field(Value):
    """One field of an event's body.

    ``documented`` is the type as the documentation spells it, or None where the type is inferred from the sample.
    ``element`` is the type of a list's elements; ``fields`` are those of an object, or of the objects in a list.
    ``holds_json`` marks a string that is JSON in itself.
    ``minimum`` is the least that a count can be: DataWorks documents none, and a negative one is under all limits.
    """

    name: str
    type: FieldType
    documented: str | None
    meaning: str
    element: FieldType | None = None
    values: tuple[str | int, ...] = ()
    value_meanings: Mapping[str, str] = MappingProxyType({})
    holds_json: bool = False
    minimum: int | None = None
    fields: tuple[Field, ...] = ()


class EventType(Value):
    """One kind of event.

    ``code`` is DataWorks's event code; ``type`` the ``type`` of its EventBridge envelope, None where that is not
    published.  ``callback`` names the OpenAPI operation that takes the result, None for a regular event.
    """

    code: str
    type: str | None
    name: str
    kind: Kind
    level: Literal["workspace", "tenant"]
    module: str
    callback: str | None
    function_compute: bool
    notes: str

    @property
    def is_documented(self) -> bool:
        """Whether DataWorks publishes the event's code and type."""
        return self.type is not None

    @property
    def is_extension_point(self) -> bool:
        """Whether DataWorks waits for an answer."""
        return self.kind == "extension-point"

    @property
    def is_behind_eventbridge(self) -> bool:
        """Whether EventBridge alone brings what DataWorks waits for, so that a callback is the only answer."""
        return self.is_extension_point and not self.function_compute

    @property
    def is_open(self) -> bool:
        """Whether the fields are not known, so that a rule may name any and none has a known type."""
        return not self.fields

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the body: those documented, or learned from records; none where neither is."""
        return fields_of(self.code)

    def field_at(self, path: str) -> Field | None:
        """Give the field at a path, an item of a list as a field of its type; None where it is not known."""
        fields = self.fields
        found: Field | None = None
        for part in path.split("."):
            if found is not None and found.type == "List" and part.isdecimal():
                found = replace(found, type=found.element or "String", element=None)
            else:
                found = next((item for item in fields if item.name == part), None)
            if found is None:
                return None
            fields = found.fields
        return found


@remembered()
def events() -> dict[str, EventType]:
    """Every documented event by its code, in the order of the documentation."""
    return {code: find(code) for code in _listed(_DOCUMENTED)}


@remembered()
def unpublished() -> dict[str, EventType]:
    """The extension points whose messages are not published, by the code that dwgate gives them."""
    return {code: find(code) for code in _listed(_UNPUBLISHED)}


@remembered()
def find(code: str) -> EventType:
    """Give the event of this code; KeyError where there is none."""
    return EventType(**(_listed(_DOCUMENTED).get(code) or _listed(_UNPUBLISHED)[code]))


@remembered(_MOST_CODES)
def is_extension_point(code: str) -> bool:
    """Whether DataWorks waits for an answer at the event of this code, and there is such an event."""
    return (code in _listed(_DOCUMENTED) or code in _listed(_UNPUBLISHED)) and find(code).is_extension_point


def holds_content(path: str) -> bool:
    """Whether what goes by this name, or by a path with it, must never be logged, such as SQL text or a part of it."""
    return not CONTENT_NAMES.isdisjoint(path.split("."))


def loggable(path: str) -> str:
    """Give a path up to the name of content: what content is made of has names that are content themselves."""
    if path in CONTENT_NAMES:
        return path
    parts = path.split(".")
    depth = next((depth for depth, part in enumerate(parts, 1) if part.rstrip("[]") in CONTENT_NAMES), len(parts))
    return ".".join(parts[:depth])


def perhaps_of_content(paths: Collection[str]) -> list[str]:
    """Give those of several paths that have the name of content somewhere in them: no other needs to be looked at."""
    found = {path for name in CONTENT_NAMES for path in paths if name in path}
    return [path for path in paths if path in found] if found else []


def fingerprint(content: Any) -> dict[str, Any]:
    """Give what may be told of content: its ``length`` in characters, and the ``sha256`` of its text."""
    text = str(content)
    return {"length": len(text), "sha256": sha256(text.encode()).hexdigest()}


@remembered()
def codes_by_spelling() -> dict[str, str]:
    """Map every way in which a message may name a documented event, in lower case, to its code."""
    listed = _listed(_DOCUMENTED)
    types = {item["type"].casefold(): code for code, item in listed.items() if item["type"]}
    return {code.casefold(): code for code in listed} | types


def is_name(name: str) -> bool:
    """Whether DataWorks documents something by this name, in an envelope or in a body: any other may be data."""
    return name in _names()


@remembered()
def fields_of(code: str) -> tuple[Field, ...]:
    """Read the known fields of the event of this code."""
    return tuple(_field(item) for item in _read(f"fields/{code}.json"))


@remembered()
def _names() -> frozenset[str]:
    bodies = (name for code in events() for field in fields_of(code) for name in _names_of(field))
    return _ENVELOPE_NAMES.union(bodies)


def paths_of(code: str) -> tuple[str, ...]:
    """Give the paths of all known fields of the event of this code; none where none is known."""
    return tuple([path for field in fields_of(code) for path in (field.name, *paths_below(field, field.name))])


def paths_below(field: Field, path: str) -> Iterator[str]:
    """Give the paths of what is in the field at a path; what is in a list has none."""
    for nested in field.fields if field.type == "Object" else ():
        yield f"{path}.{nested.name}"
        yield from paths_below(nested, f"{path}.{nested.name}")


def _names_of(field: Field) -> Iterator[str]:
    yield field.name
    for nested in field.fields:
        yield from _names_of(nested)


def _field(item: dict[str, Any]) -> Field:
    return Field(
        name=item["name"],
        type=item["type"],
        documented=item.get("documented", item["type"]),
        meaning=item["meaning"],
        element=item.get("element"),
        values=tuple(item.get("values", ())),
        value_meanings=item.get("value_meanings", {}),
        holds_json=item.get("embedded_json", False),
        minimum=item.get("minimum"),
        fields=tuple(_field(nested) for nested in item.get("fields", ())),
    )


@remembered()
def _listed(name: str) -> dict[str, dict[str, Any]]:
    """Read events as they are listed, by code: a message is of one of them, and waits for no other."""
    return {item["code"]: item for item in _read(name)}


def _read(name: str) -> list[dict[str, Any]]:
    with open(f"{_DATA}/{name}", "rb") as file:  # noqa: PTH123 - pathlib takes three milliseconds to load
        content: list[dict[str, Any]] = json_text.read(file.read().decode())
    return content

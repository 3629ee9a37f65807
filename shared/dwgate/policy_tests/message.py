"""Messages of tests: a sample, with its point and the fields of its body changed inside its envelope."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dwgate.errors import MessageError
from dwgate.events import catalogue
from dwgate.events.event import parse

if TYPE_CHECKING:
    from collections.abc import Collection

    from dwgate.events.event import Event, Spellings


class UnusablePathError(Exception):
    """A path leads nowhere in a body; ``part`` is the number of the part at which it does, from 0."""

    def __init__(self, problem: str, part: int) -> None:
        """Take what is wrong."""
        super().__init__(problem)
        self.part = part


def read(message: bytes, points: Collection[str], spellings: Spellings) -> Event | MessageError:
    """Read one message as the gate does."""
    try:
        (event,) = parse(message, points, spellings)
    except MessageError as error:
        return error
    return event


def written(document: dict[str, Any]) -> bytes:
    """Write a message as DataWorks would send it."""
    return json.dumps(document).encode()


def of_point(document: dict[str, Any], point: str) -> dict[str, Any]:
    """Make a message one of another point: in its envelope, and in its body where that names the event."""
    if "messageBody" in document:
        changed = {**document, "eventType": point}
    else:
        changed = {**document, "type": catalogue.find(point).type or point}
    name, body = body_of(document)
    return {**changed, name: body | ({"eventCode": point} if "eventCode" in body else {})}


def body_of(document: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Give the key of a readable message's body, and a copy of the body."""
    name = "messageBody" if "messageBody" in document else "data"
    body = document[name]
    return name, json.loads(body if isinstance(body, str) else json.dumps(body))


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set a field of a body by its path; the number after the last of a list adds an item.

    Raises UnusablePathError.
    """
    *owners, last = path.split(".")
    held: Any = body
    for part, name in enumerate(owners):
        if isinstance(held, dict) and held.get(name) is None:
            held[name] = {}
        held = _held(held, name, part, path)
    if isinstance(held, list) and last == str(len(held)):
        held.append(value)
    elif isinstance(held, list):
        _held(held, last, len(owners), path)
        held[int(last)] = value
    elif isinstance(held, dict):
        held[last] = value
    else:
        raise _no_fields(len(owners), path)


def take(body: dict[str, Any], path: str) -> None:
    """Take a field out of a body, if it is there; raises UnusablePathError."""
    *owners, last = path.split(".")
    held: Any = body
    for part, name in enumerate(owners):
        if isinstance(held, dict) and held.get(name) is None:
            return
        held = _held(held, name, part, path)
    if isinstance(held, dict):
        held.pop(last, None)
    else:
        _held(held, last, len(owners), path)
        del held[int(last)]


def _held(held: Any, name: str, part: int, path: str) -> Any:
    """Give what an object or a list holds by a part of a path."""
    if isinstance(held, dict):
        return held[name]
    if not isinstance(held, list):
        raise _no_fields(part, path)
    if not name.isdecimal():
        items = ".".join(path.split(".")[:part])
        raise UnusablePathError(f"{items} is a list, of which an item goes by its number: {items}.0.{name}", part)
    if int(name) >= len(held):
        raise UnusablePathError(f"the list has {len(held)} items, the first of which is 0", part)
    return held[int(name)]


def _no_fields(part: int, path: str) -> UnusablePathError:
    owner = ".".join(path.split(".")[:part])
    return UnusablePathError(f"{owner} is neither an object nor a list in this message", part)

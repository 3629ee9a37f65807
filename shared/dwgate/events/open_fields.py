"""The fields of a message of which DataWorks publishes none: whatever came, each by its path, such as ``owner.name``.

A path repeats the names of all objects around it.  So a few long names around many fields would make gigabytes of
paths from a message of megabytes, and such a message is refused.
"""

from __future__ import annotations

from itertools import islice

from dwgate.errors import Problem
from dwgate.events.convert import Unreadable, attempt, clean, convert_open, describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dwgate.events.convert import FieldValue

MOST_FIELDS = 10_000
LONGEST_PATH = 1000
"""Characters."""
_DEEPEST_OBJECT = 8


class TooManyFields(Exception):  # noqa: N818 - it is the finding about a body, not a failure of the program
    """A body of more fields than are read, or of longer paths; ``problem`` says which."""

    def __init__(self, problem: Problem) -> None:
        """Take what is the matter with the body."""
        super().__init__(problem)
        self.problem = problem


_TOO_MANY = Problem(f"the message has more than {MOST_FIELDS} fields", f"消息的字段超过 {MOST_FIELDS} 个")
_TOO_LONG = Problem(
    f"the message has a field whose path is longer than {LONGEST_PATH} characters",
    f"消息中有字段的路径超过 {LONGEST_PATH} 个字符",
)


def read(body: dict[str, Any]) -> dict[str, FieldValue | Unreadable | None]:
    """Give the value of each field as it came, by its path; None of an object, whose fields come after it.

    A name may have dots in it.  What came by one path twice is unreadable, and so is what lies below that: a rule reads
    both by one name, and DataWorks knows which of them it means.  Raises TooManyFields.
    """
    found: dict[str, FieldValue | Unreadable | None] = {}
    twice: set[str] = set()
    for path, value in _fields(body):
        if len(path) > LONGEST_PATH:
            raise TooManyFields(_TOO_LONG)
        if len(found) == MOST_FIELDS:
            raise TooManyFields(_TOO_MANY)
        if path in found:
            twice.add(path)
        found[path] = value
    owner: str | None = None
    for path in sorted(found, key=lambda path: path.split(".")) if twice else ():
        if owner is None or not path.startswith(f"{owner}."):
            owner = path if path in twice else None
        if owner is not None:
            found[path] = Unreadable("came twice, as one field and as a part of another", "以两种写法重复出现")
    return found


def types(body: dict[str, Any]) -> dict[str, str]:
    """Give the JSON type of whatever came by its path, of not more than are read; ``items[]`` is what is in a list."""
    some = islice(_types(body), MOST_FIELDS)
    return dict(sorted(some, key=lambda one: one[1] != "object"))  # a value's, where it shares its path


def _fields(body: dict[str, Any], prefix: str = "", depth: int = _DEEPEST_OBJECT) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        if value is None or isinstance(attempt(clean, name), Unreadable):
            continue
        path = prefix + name
        if isinstance(value, dict) and depth:
            yield path, None
            yield from _fields(value, f"{path}.", depth - 1)
        else:
            yield path, attempt(convert_open, value)


def _types(value: Any, path: str | None = None, depth: int = _DEEPEST_OBJECT) -> Iterator[tuple[str, str]]:
    """Give all that came by its path, a list by its first item as well."""
    if path is not None:
        yield path, describe(value)
        if len(path) > LONGEST_PATH:
            return
    if isinstance(value, dict) and depth:
        for name, item in value.items():
            yield from _types(item, name if path is None else f"{path}.{name}", depth - 1)
    elif isinstance(value, list) and value and depth:
        yield from _types(value[0], f"{path}[]", depth - 1)

"""The shapes of fields that DataWorks does not publish, as fields of the catalogue.

A record shows a path and a JSON type for each: ``process.applicant`` in an object, ``items[]`` for what is in a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_NO_SELECTORS = frozenset({"true", "false", "null", "in"})
"""Names that stand for something else in CEL, also after a dot: https://github.com/google/cel-spec, "Syntax"."""
_MEANING = "not described; learned from records"
_SCALARS = (({"string"}, "String"), ({"string", "number"}, "String"), ({"boolean"}, "Boolean"))


@dataclass(frozen=True, slots=True)
class Shapes:
    """What came, by path, with the JSON types that it came as, and which numbers had a fraction.

    ``taken`` gets the paths that become fields, ``left_out`` those that do not, each with the reason.
    """

    types: Mapping[str, Collection[str]]
    fractions: Collection[str] = ()
    taken: set[str] = field(default_factory=set)
    left_out: dict[str, str] = field(default_factory=dict)

    def fields(self) -> list[dict[str, Any]]:
        """Give the fields of a body, as the catalogue's files hold them."""
        found = list(self._below(""))
        for path in self.types:
            if path not in self.taken and not path.endswith("[]") and not self._is_within_what_is_left_out(path):
                self._leave_out(path, "no condition can name it")
        return found

    def _is_within_what_is_left_out(self, path: str) -> bool:
        return any(path == other or path.startswith((f"{other}.", f"{other}[]")) for other in self.left_out)

    def _below(self, prefix: str) -> Iterator[dict[str, Any]]:
        for path in self.types:
            name = path.removeprefix(prefix)
            if path.startswith(prefix) and _NAME.fullmatch(name) and name not in _NO_SELECTORS:
                described = self._field(name, path)
                if described:
                    yield described

    def _field(self, name: str, path: str) -> dict[str, Any] | None:
        kind = self._kind(path)
        if kind is None:
            return None
        told: dict[str, Any] = {"name": name, "type": kind}
        if kind == "List":
            element = self._kind(f"{path}[]") if f"{path}[]" in self.types else None
            if element is None or element == "List":
                self._leave_out(path, "what is in the list was not seen, or is a list")
                return None
            told["element"] = element
        told |= {"documented": None, "meaning": _MEANING}
        if "Object" in {kind, told.get("element")}:
            within = list(self._below(f"{path}{'[]' if kind == 'List' else ''}."))
            if not within:
                self._leave_out(path, "nothing with a type was seen in it")
                return None
            told["fields"] = within
        self.taken.add(path)
        return told

    def _kind(self, path: str) -> str | None:
        """Give the catalogue's type for what came; a number is whole until one with a fraction was seen.

        What does not fit the type later on is unreadable: the rule that reads it is in error, and never silent.
        """
        came = set(self.types[path]) - {"null"}
        if came == {"number"}:
            return "Double" if path in self.fractions else "Long"
        if came in ({"object"}, {"list"}):
            return "Object" if came == {"object"} else "List"
        for types, kind in _SCALARS:
            if came == types:
                return kind
        self._leave_out(path, f"it came as {', '.join(sorted(self.types[path]))}")
        return None

    def _leave_out(self, path: str, reason: str) -> None:
        self.left_out.setdefault(path, reason)

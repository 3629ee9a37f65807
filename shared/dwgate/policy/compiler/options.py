"""The options that an expression reads: what the form of an extension in DataWorks's console must ask for.

DataWorks knows an extension's options only by the form that is pasted when the extension is registered, so a policy
must be able to tell which options it reads, of which types, and what holds where none is set.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.known import known_value
from dwgate.policy.compiler.syntax import call, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dwgate.policy.compiler.syntax import SyntaxTree

_FUNCTION = "option"
_OVERLOADS = "option_string_"
ANY = "any"
"""The type of an option whose default's type is not known before a message comes."""


@dataclass(frozen=True, slots=True, order=True)
class Option:
    """An option as one call of ``option(name, default)`` reads it.

    ``type`` is a CEL type as CEL writes it, or ``any``.  ``default`` is JSON, ``null`` where it reads a
    message: it is then known for that message only.
    """

    name: str
    type: str
    default: str

    def as_document(self, points: Collection[str]) -> dict[str, Any]:
        """Give the option as the compiled policy holds it, with the points at which it may be read."""
        default = json.loads(self.default)
        return {"name": self.name, "type": self.type, "default": default, "points": sorted(points)}


def options_read(tree: SyntaxTree, parameters: Mapping[str, Any]) -> frozenset[Option]:
    """Give the options that a checked expression reads; a name that is not known is a finding of the checks."""
    return frozenset(_options(tree, parameters))


def _options(tree: SyntaxTree, parameters: Mapping[str, Any]) -> list[Option]:
    found = []
    for node in walk(tree.root):
        function, operands = call(node) or ("", ())
        if function == _FUNCTION:
            name, default = (known_value(operand, parameters) for operand in operands)
            if isinstance(name, str):
                found.append(Option(name, _type(tree.overloads(node)), json.dumps(default, ensure_ascii=False)))
    return found


def _type(overloads: tuple[str, ...]) -> str:
    """Give the type of the default, which ends the id of the overload that is called, where that is known."""
    return overloads[0].removeprefix(_OVERLOADS) if len(overloads) == 1 else ANY

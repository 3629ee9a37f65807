"""The schema of values in tests and facts: those of JSON, and what is long, said by what it repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.policy_tests.values import MOST_TIMES, REPEATED
from dwgate.schemas.parts import NOT_NULL, mapping

if TYPE_CHECKING:
    from dwgate.schemas.parts import Schema

VALUE: Schema = {"$ref": "#/definitions/value"}
_LONG = "What is long, said by what it repeats: {repeat: x, times: 3} is xxx, {repeat: [1], times: 3} is [1, 1, 1]."


def value() -> Schema:
    """Define a value, for a schema to hold as ``#/definitions/value``."""
    one: Schema = {
        "type": NOT_NULL,
        "items": VALUE,
        "additionalProperties": VALUE,
        "not": {"anyOf": [{"type": "object", "required": [key]} for key in REPEATED]},
    }
    return {"anyOf": [one, _repetition()]}


def _repetition() -> Schema:
    properties: dict[str, Schema] = {
        "repeat": {"type": ["string", "array"], "items": VALUE, "description": "The text or the list."},
        "times": {"type": "integer", "minimum": 0, "maximum": MOST_TIMES, "description": "How many times."},
    }
    return {**mapping(REPEATED, REPEATED, properties), "description": _LONG}

"""What schemas have in common: texts, times, choices, values, and mappings whose keys a reader knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue
from dwgate.policy.compiler.reader import every_point

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Schema = dict[str, Any]

NOT_NULL = ["string", "number", "boolean", "array", "object"]
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?"
_ZONE = r"(Z|[+-]\d{2}(:?[0-5]\d)?)"


def document(title: str, description: str, content: Schema, **definitions: Schema) -> Schema:
    """Make a whole schema; its definitions are what its parts refer to."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "description": description,
        **content,
        **({"definitions": definitions} if definitions else {}),
    }


def mapping(keys: Collection[str], needs: Collection[str], properties: Mapping[str, Schema]) -> Schema:
    """Describe a mapping with the keys that its reader takes; one that nobody has described takes anything."""
    return {
        "type": "object",
        "properties": {key: properties.get(key, {}) for key in keys},
        "required": list(needs),
        "additionalProperties": False,
    }


def described(schema: Schema, description: str, **more: Any) -> Schema:
    """Say what a value is, for whoever hovers over its key; what stands in backquotes is code."""
    told = {"description": description.replace("`", "")}
    if "`" in description:
        told["markdownDescription"] = description
    return {**schema, **told, **more}


def text(**more: Any) -> Schema:
    """Describe a text: a scalar that is not empty, taken as it is written."""
    return {"type": ["string", "number"], "pattern": r"\S", **more}


def texts(languages: Collection[str], needs: Collection[str], *, of: Schema | None = None) -> Schema:
    """Describe a text by language, of which one must be there."""
    names = {"en": "In English.", "zh": "In Chinese."}
    by_language = {language: described(of or text(), names[language]) for language in languages}
    return {**mapping(languages, needs, by_language), "minProperties": 1}


def instant() -> Schema:
    """Describe a date, or a time with its zone."""
    pattern = f"^{DAY}([T ]{_TIME}{_ZONE})?$"
    return {"type": "string", "pattern": pattern, "examples": ["2026-12-31", "2026-12-31T18:00:00+08:00"]}


def choice(meanings: Mapping[str, str], default: str | None = None) -> Schema:
    """Describe one of several texts, each with its meaning."""
    chosen = {"enum": list(meanings), "enumDescriptions": list(meanings.values())}
    return chosen if default is None else {**chosen, "default": default}


def some(items: Schema) -> Schema:
    """Describe a list that is not empty."""
    return {"type": "array", "items": items, "minItems": 1}


def point() -> Schema:
    """Describe an event code."""
    return choice({code: _told(code) for code in every_point()})


def points() -> Schema:
    """Describe a list of event codes, none of them twice."""
    return {**some(point()), "uniqueItems": True}


def _told(code: str) -> str:
    event = catalogue.find(code)
    return f"{event.name}. {event.module}; {'an extension point' if event.is_extension_point else 'only reported'}."


def value() -> Schema:
    """Define a value of any type but null, whose items are such values too, as ``#/definitions/value``."""
    inner = {"$ref": "#/definitions/value"}
    return {"type": NOT_NULL, "items": inner, "additionalProperties": inner}

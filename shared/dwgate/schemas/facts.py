"""The schema of facts that are written down: a file of them, or ``facts`` in a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.facts.snapshot import FACTS
from dwgate.policy_tests.facts import OPTIONS
from dwgate.schemas.catalogue import type_of
from dwgate.schemas.parts import NOT_NULL, described, document
from dwgate.schemas.values import VALUE, value

if TYPE_CHECKING:
    from dwgate.events.catalogue import Field
    from dwgate.facts.snapshot import SnapshotFact
    from dwgate.schemas.parts import Schema

_SECTIONS = {
    "file": "What the snapshot holds of a file, by the names of the facts.",
    "table": "What the snapshot holds of a table, by the names of the facts.",
}


def schema() -> Schema:
    """Describe a file of facts."""
    told = "What DataWorks would answer about a message. What is not written down cannot be had."
    return document("dwgate facts", told, content(), value=value())


def content() -> Schema:
    """Describe facts, whose values are of the definition ``value``."""
    facts: dict[str, list[SnapshotFact]] = {}
    for fact in FACTS:
        facts.setdefault(fact.name.partition(".")[0], []).append(fact)
    sections = {name: _section(_SECTIONS.get(name, ""), held) for name, held in facts.items()}
    options: Schema = {
        "type": "object",
        "description": "The options that the workspace has set for the extension; {} where it has set nothing.",
        "additionalProperties": VALUE,
    }
    return {"type": "object", "properties": {**sections, OPTIONS: options}, "additionalProperties": False}


def _section(description: str, facts: list[SnapshotFact]) -> Schema:
    properties = {fact.name.partition(".")[2]: _fact(fact) for fact in facts}
    return {"type": "object", "description": description, "properties": properties, "additionalProperties": False}


def _fact(fact: SnapshotFact) -> Schema:
    told = f"{_told(fact.field)}\n\nAsked for by `{fact.name}()` at {', '.join(sorted(fact.points))}."
    return described(_value(fact.field), told)


def _value(field: Field) -> Schema:
    """Describe what a fact can be given as: also what it cannot be, to see what a rule makes of that."""
    if not field.fields:
        return {"allOf": [VALUE], **({"examples": list(field.values)} if field.values else {})}
    fields = {name: described(_value(item), _told(item)) for item in field.fields for name in _names(item)}
    held = {"properties": fields, "additionalProperties": False}
    return {"type": NOT_NULL, **(held if field.type == "Object" else {"items": {"type": NOT_NULL, **held}})}


def _names(field: Field) -> tuple[str, str]:
    """Give the two spellings of a field: ours, and DataWorks's, which begins with a capital."""
    return field.name, field.name[:1].upper() + field.name[1:]


def _told(field: Field) -> str:
    return f"{field.meaning[:1].upper()}{field.meaning[1:]} ({type_of(field)})."

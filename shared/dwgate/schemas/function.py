"""The schemas of ``function.yaml``, and of ``events/times.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.facts.sql.engines import DEFAULT, DIALECTS
from dwgate.policy.compiler.reader import FUNCTION_KEYS, FUNCTION_NEEDS, NEEDED_LANGUAGES, SQL_KEYS
from dwgate.policy.decision import LANGUAGES
from dwgate.schemas.parts import described, document, instant, mapping, points, text, texts

if TYPE_CHECKING:
    from dwgate.schemas.parts import Schema


def schema() -> Schema:
    """Describe ``function.yaml``."""
    properties = {
        "points": described(points(), "The extension points that the function serves, by their event codes."),
        "description": described(
            {"anyOf": [text(), texts(LANGUAGES, NEEDED_LANGUAGES)]},
            "What the function is for: a text, or one for each language.",
        ),
        "calls_back": described(
            {"type": "boolean"},
            "Whether results are called back through DataWorks's OpenAPI, so that the function is shipped with a "
            "client. Behind EventBridge it always does; elsewhere false unless said.",
        ),
        "sql": _sql(),
    }
    return document(
        "dwgate function",
        "What a function of dwgate serves.",
        mapping(FUNCTION_KEYS, FUNCTION_NEEDS, properties),
    )


def _sql() -> Schema:
    dialect: Schema = {"enum": list(DIALECTS)}
    properties = {
        "default": described(
            dialect, "The dialect where neither the message nor the data source tells it.", default=DEFAULT
        ),
        "data_sources": described(
            {"type": "object", "additionalProperties": dialect},
            "The dialect of the SQL of a data source, by its name: `holo_crm: hologres`.",
        ),
    }
    told = "Which dialect of SQL the functions `sql.*` read. The engine that a message names needs none of this."
    return described(mapping(SQL_KEYS, (), properties), told)


def times() -> Schema:
    """Describe ``events/times.yaml``: a time for each sample that wants one."""
    moment = described(instant(), "The time at which `dwgate demo` tries the sample: a date, or a time with its zone.")
    return document(
        "dwgate times",
        "When samples are tried, by their names; every other is tried on a Wednesday morning.",
        {"type": "object", "additionalProperties": moment},
    )

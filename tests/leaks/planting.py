"""Planting: the ways in which the values of a message are replaced by canaries, all of them at once."""

import json
import re
from collections.abc import Callable
from typing import Any

from dwgate.events import catalogue
from leaks.canaries import Named, Nest

Plant = Callable[[Nest, Named, Any], Any]
ENVELOPE_NAMES = ("eventType", "type")
"""What names the event: a message of another event is another sample."""
_LITERAL = re.compile(r"'[^']*'|\\b[0-9]+\\b")


def replaced(nest: Nest, place: Named, value: Any) -> Any:
    """Take a text away, SQL as well, which is none any more."""
    return nest.texts(place) if isinstance(value, str) else value


def added(nest: Nest, place: Named, value: Any) -> Any:
    """Write behind a text, and into the comments and the literals of SQL, which stays SQL."""
    if not isinstance(value, str):
        return value
    if not catalogue.holds_content(place):
        return f"{value} {nest.text(place)}"
    sql = _LITERAL.sub(lambda _: f"'{nest.texts(place, 2)}'", value)
    return f"/* {nest.texts(place)} */ {sql} -- {nest.texts(place)}"


def broken_off(nest: Nest, place: Named, value: Any) -> Any:
    """Write behind a text what ends in the midst of a literal, a comment or a name."""
    return f"{value} \"{nest.text(place)}' /* `{nest.texts(place)}" if isinstance(value, str) else value


def numbered(nest: Nest, place: Named, value: Any) -> Any:
    """Give another number, also where a text was."""
    return value if isinstance(value, bool) else nest.number(place)


def numbered_as_text(nest: Nest, place: Named, value: Any) -> Any:
    """Give another number, as text, where a number was, which DataWorks itself does."""
    return str(nest.number(place)) if isinstance(value, int) and not isinstance(value, bool) else value


def nested(nest: Nest, place: Named, _: Any) -> Any:
    """Give an object where something else was, with canaries for names."""
    inner = {nest.text(f"~{place}"): nest.text(place), "name": [nest.text(place), nest.number(place)]}
    return {**inner, nest.text(f"~{place}"): [inner]}


def nested_as_text(nest: Nest, place: Named, _: Any) -> Any:
    """Give the same as JSON in a text."""
    return json.dumps(nested(nest, place, None))


def listed(nest: Nest, place: Named, value: Any) -> Any:
    """Give a list where one value was, of what it was and others."""
    return [value, nest.text(place), nested(nest, place, value), [nest.texts(place)]]


WAYS: tuple[Plant, ...] = (
    replaced,
    added,
    broken_off,
    numbered,
    numbered_as_text,
    nested,
    nested_as_text,
    listed,
)


def planted(document: Any, plant: Plant, nest: Nest) -> Any:
    """Plant canaries in a message, or in each of a list: in its envelope, in every field, and in fields of no name."""
    if isinstance(document, list):
        return [planted(one, plant, nest) for one in document]
    body = "messageBody" if "messageBody" in document else "data"
    envelope = {
        name: value if name in ENVELOPE_NAMES else _value(value, f"envelope.{name}", plant, nest)
        for name, value in document.items()
        if name != body
    }
    envelope[nest.text("~envelope")] = nest.text("envelope")
    if body not in document:
        return envelope
    if not isinstance(document[body], dict):
        return {**envelope, body: _value(document[body], "body", plant, nest)}
    fields = {
        name: value if name == "eventCode" else _value(value, name, plant, nest)
        for name, value in document[body].items()
    }
    return {**envelope, body: {**_unknown(nest), **fields}}


def _unknown(nest: Nest) -> dict[str, Any]:
    """Give fields that no event has, and SQL where it is no text, and where nobody documents it."""
    content = {nest.text("~sqlText"): nest.text("sqlText"), nest.text("~sqlText"): [{nest.text("~sqlText"): 1}]}
    return {
        nest.text("~"): nest.text("*"),
        nest.text("~"): {nest.text("~"): nest.text("*")},
        "sqlText": content,
        "detail": {"sqlText": content, "paraValue": nest.texts("detail.paraValue"), "items": [{"sqlText": content}]},
        "items": [{"sqlText": content}],
    }


def _value(value: Any, place: Named, plant: Plant, nest: Nest) -> Any:
    if isinstance(value, dict):
        return {name: _value(item, f"{place}.{name}", plant, nest) for name, item in value.items()}
    if isinstance(value, list):
        return [_value(item, place, plant, nest) for item in value]
    return plant(nest, place, value)

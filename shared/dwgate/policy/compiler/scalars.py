"""YAML scalars to values, without YAML's traps: no octal by a leading zero, no date that is none, no infinity."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from dwgate.policy.compiler.yaml_source import MappingNode, Node, ScalarNode, SequenceNode, YamlSource
from dwgate.policy.decision import BEIJING

if TYPE_CHECKING:
    from dwgate.policy.compiler.model import ParameterValue

_TAG = "tag:yaml.org,2002:"
_LEADING_ZERO = re.compile(r"[+-]?0[0-9_]+")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_DEEPEST = 8


def value_of(node: Node, source: YamlSource, depth: int = _DEEPEST) -> ParameterValue | None:
    """Give a parameter's value, or None after reporting what is wrong with it."""
    if depth == 0:
        source.report(node, "wrong-type", f"a value is nested at most {_DEEPEST} levels deep")
        return None
    if isinstance(node, SequenceNode):
        items = [_inner_value(item, source, depth - 1) for item in node.value]
        return [item for item in items if item is not None]
    if isinstance(node, MappingNode):
        pairs = [(str(key.value), _inner_value(value, source, depth - 1)) for key, value in source.pairs(node)]
        return {key: value for key, value in pairs if value is not None}
    return _scalar(node, source)


def _inner_value(node: Node, source: YamlSource, depth: int) -> ParameterValue | None:
    if str(node.tag) == f"{_TAG}timestamp":
        source.report(node, "wrong-type", "a date stands alone as a parameter", "give it a parameter of its own")
        return None
    return value_of(node, source, depth)


def instant(node: Node, source: YamlSource) -> datetime | None:
    """Give the instant that a node names, or None after reporting why it names none.

    A date alone is its midnight in Beijing.  A date with a time must say its zone.
    """
    text = str(node.value) if isinstance(node, ScalarNode) else ""
    hint = "write 2026-12-31, or 2026-12-31T18:00:00+08:00"
    try:
        if _DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), BEIJING)
        moment = datetime.fromisoformat(text)
    except ValueError:
        source.report(node, "bad-date", f"{text or 'this'} is no date", hint)
        return None
    if moment.tzinfo is None:
        source.report(node, "bad-date", f"{text} says no time zone", hint)
        return None
    return moment


def _scalar(node: Node, source: YamlSource) -> ParameterValue | None:
    text = str(node.value)
    match str(node.tag).removeprefix(_TAG):
        case "str":
            return text
        case "bool":
            return text.lower() == "true"
        case "int":
            return _whole_number(text, node, source)
        case "float":
            return _number(text, node, source)
        case "timestamp":
            return instant(node, source)
        case "null":
            source.report(node, "wrong-type", "there is no value here", "give one, or remove the line")
        case tag:
            source.report(node, "wrong-type", f"{tag} is no type of a value", "quote the text")
    return None


def _whole_number(text: str, node: Node, source: YamlSource) -> int | None:
    if _LEADING_ZERO.fullmatch(text):
        source.report(
            node, "bad-number", f"{text} is 8-based to some readers of YAML", "drop the leading zero, or quote it"
        )
        return None
    try:
        number = int(text.replace("_", ""), 0)
    except ValueError:  # -_ has no digits, and of too many Python reads none
        number = 2**63
    if not -(2**63) <= number < 2**63:
        source.report(node, "bad-number", f"{text} is not a whole number of 64 bits")
        return None
    return number


def _number(text: str, node: Node, source: YamlSource) -> float | None:
    try:
        number = float(text.replace("_", ""))
    except ValueError:  # .inf and .nan, and ._ which has no digits
        number = math.nan
    if not math.isfinite(number):
        source.report(node, "bad-number", f"{text} is not a finite number")
        return None
    return number

"""The reader: one policy file, as YAML, to its model and everything that is wrong with its form.

The keys that there are, and those that are needed, are read by the schemas for editors too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dwgate.events import catalogue
from dwgate.facts.sql.engines import DEFAULT, DIALECTS
from dwgate.policy.compiler.calendars.form import calendars_of
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.model import ExemptionSource, FunctionSource, ParameterSource, PolicySource, RuleSource
from dwgate.policy.compiler.scalars import instant, value_of
from dwgate.policy.compiler.yaml_reading import choice_of, items_of, mapping_of, text_of, text_or
from dwgate.policy.compiler.yaml_source import MappingNode, Node, ScalarNode, SequenceNode, Text, YamlSource
from dwgate.policy.decision import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

RULE_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PARAMETER_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

FUNCTION_KEYS = ("points", "description", "calls_back", "sql")
FUNCTION_NEEDS = ("points",)
SQL_KEYS = ("default", "data_sources")
FILE_KEYS = ("description", "contact", "points", "params", "calendars", "rules", "exemptions")
FILE_NEEDS = ("rules",)
RULE_KEYS = ("name", "description", "when", "then", "reason", "mode", "on_error")
RULE_NEEDS = ("name", "when", "then", "reason")
EXEMPTION_KEYS = ("rules", "when", "reason", "owner", "expires")
NEEDED_LANGUAGES = ("en",)

_REFUSED = datetime.min.replace(tzinfo=UTC)  # stands in for an end which is no date, until the finding stops it all

THEN = ("FAIL", "WARN")
MODES = ("enforce", "shadow")
ON_ERROR = ("FAIL", "WARN", "OK")


def every_point() -> tuple[str, ...]:
    """Give every point that a function can serve."""
    return (*catalogue.events(), *catalogue.unpublished())


def read_function(source: YamlSource) -> FunctionSource | None:
    """Read ``function.yaml``: the points that the function serves; None where it does not say them."""
    if source.root is None and not source.findings:
        source.findings.append(source.at(0, "missing-key", "the file says no points", "write points: […]"))
    keys = mapping_of(source.root, source, FUNCTION_KEYS, needs=FUNCTION_NEEDS, what="function.yaml")
    points = _points(keys.get("points"), source, valid=every_point())
    description = dict(_in_languages(keys.get("description"), source, "a description"))
    calls_back = _calls_back(keys.get("calls_back"), source, points)
    sql = _sql(keys.get("sql"), source)
    return None if source.findings else FunctionSource(points, description, calls_back, sql)


def _in_languages(node: Node | None, source: YamlSource, what: str) -> Iterator[tuple[str, str]]:
    """Give a text by language; one alone is English, which whoever has no other falls back on."""
    texts: dict[str, Node]
    if isinstance(node, ScalarNode):
        texts = {"en": node}
    else:
        texts = mapping_of(node, source, LANGUAGES, needs=NEEDED_LANGUAGES, what=what)
    for language, item in texts.items():
        text = text_of(item, source)
        if text:
            yield language, text.value


def _calls_back(node: Node | None, source: YamlSource, points: tuple[str, ...]) -> bool:
    """Whether results are called back: as the file says, and always behind EventBridge, where nothing else reaches."""
    behind_eventbridge = [point for point in points if catalogue.find(point).is_behind_eventbridge]
    said = choice_of(node, source, ("true", "false"), "true" if behind_eventbridge else "false")
    if node is not None and said == "false" and behind_eventbridge:
        message = (
            f"EventBridge brings the messages of {behind_eventbridge[0]}, and a callback is the only answer to them"
        )
        source.report(node, "bad-value", message, "take the line away")
    return said == "true"


def _sql(node: Node | None, source: YamlSource) -> dict[str, Any]:
    """Give the dialects of SQL that the file names, as the functions ``sql.*`` take them."""
    if node is None:
        return {}
    keys = mapping_of(node, source, SQL_KEYS, needs=(), what="sql")
    found: dict[str, Any] = {}
    if "default" in keys:
        found["default"] = choice_of(keys["default"], source, DIALECTS, DEFAULT)
    sources = keys.get("data_sources")
    if isinstance(sources, MappingNode):
        pairs = list(source.pairs(sources))
        found["data_sources"] = {name.value: choice_of(value, source, DIALECTS, DEFAULT) for name, value in pairs}
    elif sources is not None:
        source.report(sources, "wrong-type", "data_sources gives a dialect by the name of a data source")
    return found


def read_policy(source: YamlSource, served: tuple[str, ...]) -> PolicySource:
    """Read a policy file of a function that serves these points; what is wrong becomes findings of the source."""
    if source.root is None:
        is_empty = not source.findings
        if is_empty:
            source.findings.append(source.at(0, "no-rules", "the file holds no policy", "remove it, or write a rule"))
        return PolicySource((), (), (), (), is_whole=is_empty)
    keys = mapping_of(source.root, source, FILE_KEYS, needs=FILE_NEEDS, what="a policy")
    text_of(keys.get("description"), source)
    contact = dict(_in_languages(keys.get("contact"), source, "a contact"))
    points = _points(keys["points"], source, valid=served) if "points" in keys else served
    names: list[Text] = []
    rules = tuple(replace(rule, contact=contact) for rule in _rules(keys.get("rules"), source, points, names))
    return PolicySource(
        rule_names=tuple(names),
        parameters=tuple(_parameters(keys.get("params"), source)),
        rules=rules,
        exemptions=tuple(_exemptions(keys.get("exemptions"), source)),
        is_whole=_is_whole(source.root, keys, names),
        calendars=tuple(calendars_of(keys.get("calendars"), source)),
    )


def _is_whole(root: Node, keys: Mapping[str, Node], names: Collection[Text]) -> bool:
    """Whether every key of the file is known, what it shares is in mappings, and all its rules have a name."""
    rules = keys.get("rules")
    return (
        len(keys) == len(root.value)
        and isinstance(keys.get("params", root), MappingNode)
        and isinstance(keys.get("calendars", root), MappingNode)
        and isinstance(rules, SequenceNode)
        and len(names) == len(rules.value)
    )


def _rules(node: Node | None, source: YamlSource, points: tuple[str, ...], names: list[Text]) -> Iterator[RuleSource]:
    """Give each rule that can be checked further, and note the name of each that has one."""
    for item in items_of(node, source, "rules", "remove the file, or write a rule"):
        keys = mapping_of(item, source, RULE_KEYS, needs=RULE_NEEDS, what="a rule")
        name, when = text_of(keys.get("name"), source), text_of(keys.get("when"), source)
        then = choice_of(keys.get("then"), source, THEN, "")
        reason = dict(_reason(keys.get("reason"), source))
        mode = choice_of(keys.get("mode"), source, MODES, "enforce")
        on_error = choice_of(keys.get("on_error"), source, ON_ERROR, "FAIL")
        if name:
            names.append(name)
        if name and not RULE_NAME.fullmatch(name.value):
            source.report(
                name.node, "bad-name", f"{name.value} is not kebab-case", "name the fault, such as too-many-rows"
            )
        description = dict(_in_languages(keys.get("description"), source, "a description"))
        if name and when:
            yield RuleSource(name, when, then, reason, mode, on_error, description, points)


def _reason(node: Node | None, source: YamlSource) -> Iterator[tuple[str, Text]]:
    if node is None:
        return
    if isinstance(node, ScalarNode):
        hint = 'write reason: {en: "…", zh: "…"}'
        source.report(node, "wrong-type", "a reason is given by language", hint)
        return
    keys = mapping_of(node, source, LANGUAGES, needs=(), what="a reason")
    if not keys and isinstance(node, MappingNode) and not node.value:
        source.report(node, "missing-key", "a reason needs a text in en, zh or both")
    for language, item in keys.items():
        text = text_of(item, source)
        if text:
            yield language, text


def _parameters(node: Node | None, source: YamlSource) -> Iterator[ParameterSource]:
    if node is None:
        return
    if not isinstance(node, MappingNode):
        source.report(node, "wrong-type", "params is a mapping of names to values")
        return
    for key, item in source.pairs(node):
        name = Text(str(key.value), source, key)
        if not PARAMETER_NAME.fullmatch(name.value):
            source.report(key, "bad-name", f"{name.value} is no name of a parameter", "write it as in max_rows")
        else:
            yield ParameterSource(name, value_of(item, source), item)


def _exemptions(node: Node | None, source: YamlSource) -> Iterator[ExemptionSource]:
    if node is None:
        return
    for item in items_of(node, source, "exemptions", "remove the key"):
        keys = mapping_of(item, source, EXEMPTION_KEYS, needs=EXEMPTION_KEYS, what="an exemption")
        names = [text_of(name, source) for name in items_of(keys.get("rules"), source, "rules", "name a rule to lift")]
        when = text_of(keys.get("when"), source)
        reason = text_or(keys.get("reason"), source, "")
        owner = text_or(keys.get("owner"), source, "")
        expires = instant(keys["expires"], source) if "expires" in keys else None
        if when:
            yield ExemptionSource(tuple(name for name in names if name), when, reason, owner, expires or _REFUSED)


def _points(node: Node | None, source: YamlSource, *, valid: Collection[str]) -> tuple[str, ...]:
    """Give the points that are listed, or none where there is anything wrong with them."""
    points: list[str] = []
    before = len(source.findings)
    for item in items_of(node, source, "points", "list the points that it is about"):
        point = text_of(item, source)
        if point is None:
            continue
        if point.value not in valid:
            hint = did_you_mean(point.value, valid, listing="the points that can stand here")
            source.report(item, "unknown-point", f"there is no extension point {point.value} here", hint)
        elif point.value in points:
            source.report(item, "duplicate-point", f"{point.value} is listed twice")
        else:
            points.append(point.value)
    return tuple(points) if len(source.findings) == before else ()

"""Facts written down: what DataWorks would answer about a message, to try it without DataWorks.

::

    file:                          # what the snapshot holds, by the names of the facts
      content: select max_pt('orders')
      schedule: {cronExpress: "00 00 02 * * ?"}
    options: {maxSqlLength: 5000}  # what the workspace has set; {} where it has set nothing

What is not written down cannot be had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.facts.asking import NoFacts
from dwgate.facts.given import GivenFacts
from dwgate.facts.snapshot import FACTS
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.yaml_reading import text_of
from dwgate.policy.compiler.yaml_source import MappingNode, ScalarNode, SequenceNode, YamlSource
from dwgate.policy_tests.samples import existing
from dwgate.policy_tests.values import json_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dwgate.events.catalogue import Field
    from dwgate.facts.protocols import FactsByPoint
    from dwgate.policy.compiler.yaml_source import Node
    from dwgate.policy_tests.under_test import FunctionUnderTest

OPTIONS = "options"


def facts_of_case(
    node: Node | None, source: YamlSource, folder: Path, tested: FunctionUnderTest
) -> FactsByPoint | None:
    """Give the facts of a case, NoFacts where it says none; None where there is something wrong with them.

    The node holds them, or the path of a file from the test's folder; findings of that file join those of the test.
    """
    if node is None:
        return NoFacts()
    if not tested.asks_facts:
        hint = "take them away: they would change nothing"
        source.report(node, "unused-facts", "no rule of the function asks for facts", hint)
        return None
    if isinstance(node, MappingNode):
        return _without_findings(node, source)
    named = text_of(node, source)
    if named is None or not existing(named, folder / named.value):
        return None
    path = folder / named.value
    beside = YamlSource.read(path, tested.name_of(path))
    facts = _without_findings(beside.root, beside)
    source.findings += beside.findings
    return facts


def _without_findings(node: Node | None, source: YamlSource) -> FactsByPoint | None:
    before = len(source.findings)
    facts = facts_of(node, source)
    return facts if len(source.findings) == before else None


def facts_of(node: Node | None, source: YamlSource) -> GivenFacts:
    """Read facts; what is wrong with them becomes findings of the source."""
    sections = list(_pairs(node, source))
    facts = dict(_facts(sections, source))
    options = next((_options(held, source) for key, held in sections if key.value == OPTIONS), None)
    return GivenFacts(facts if any(key.value != OPTIONS for key, _ in sections) else None, options)


def _facts(sections: list[tuple[ScalarNode, Node]], source: YamlSource) -> Iterator[tuple[str, Any]]:
    """Give each fact of a snapshot by its whole name, ``file.content``, reporting what is none."""
    known = {item.name: item.field for item in FACTS}
    kinds = dict.fromkeys(name.partition(".")[0] for name in known)
    for section, node in sections:
        if section.value in kinds:
            for key, value in _pairs(node, source):
                name = f"{section.value}.{key.value}"
                if name in known:
                    _check_fields(name, known[name], value, source)
                else:
                    hint = did_you_mean(name, known, listing="the facts")
                    source.report(key, "unknown-fact", f"there is no fact {name}", hint)
                yield name, json_value(value, source)
        elif section.value != OPTIONS:
            hint = did_you_mean(section.value, [*kinds, OPTIONS], listing="there are")
            source.report(section, "unknown-fact", f"there are no facts of {section.value}", hint)


def _options(node: Node, source: YamlSource) -> dict[str, Any] | None:
    if not isinstance(node, MappingNode):
        source.report(node, "wrong-type", "the options are a mapping of names to values", "write {} for none")
        return None
    return {str(key.value): json_value(value, source) for key, value in source.pairs(node)}


def _check_fields(name: str, field: Field, node: Node, source: YamlSource) -> None:
    """Report what no object of this fact has; DataWorks begins these names with a capital."""
    fields = [item.name for item in field.fields]
    for one in node.value if isinstance(node, SequenceNode) else [node]:
        for key, _ in source.pairs(one) if fields and isinstance(one, MappingNode) else ():
            if key.value[:1].lower() + key.value[1:] not in fields:
                hint = did_you_mean(key.value, fields, listing="its fields")
                source.report(key, "unknown-field", f"{name} has no field {key.value}", hint)


def _pairs(node: Node | None, source: YamlSource) -> Iterator[tuple[ScalarNode, Node]]:
    if isinstance(node, MappingNode):
        yield from source.pairs(node)
    elif node is not None:
        source.report(node, "wrong-type", "facts are a mapping of names to values")

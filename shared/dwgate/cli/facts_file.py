"""A file of facts: what DataWorks would answer, written down to try a message without it.

::

    file:                          # what the snapshot holds, by the names of the facts
      content: select max_pt('orders')
      schedule: {cronExpress: "00 00 02 * * ?"}
    options: {maxSqlLength: 5000}  # what the workspace has set; {} where it has set nothing
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.cli.project import UsageError
from dwgate.facts.given import GivenFacts
from dwgate.facts.snapshot import FACTS
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.scalars import value_of
from dwgate.policy.compiler.yaml_source import MappingNode, ScalarNode, SequenceNode, YamlSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dwgate.events.catalogue import Field
    from dwgate.policy.compiler.yaml_source import Node

OPTIONS = "options"


def read_facts(path: Path) -> GivenFacts:
    """Read a file of facts; UsageError says what is wrong with it, and where."""
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    source = YamlSource.read(path, str(path))
    sections = [(key, node) for key, node in _pairs(source.root, source)] if not source.findings else []
    facts = dict(_facts(sections, source))
    options = next((_options(node, source) for key, node in sections if key.value == OPTIONS), None)
    if source.findings:
        raise UsageError("\n\n".join(finding.render() for finding in source.findings))
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
                yield name, _value(value, source)
        elif section.value != OPTIONS:
            hint = did_you_mean(section.value, [*kinds, OPTIONS], listing="there are")
            source.report(section, "unknown-fact", f"there are no facts of {section.value}", hint)


def _options(node: Node, source: YamlSource) -> dict[str, Any] | None:
    if not isinstance(node, MappingNode):
        source.report(node, "wrong-type", "the options are a mapping of names to values", "write {} for none")
        return None
    return {str(key.value): _value(value, source) for key, value in source.pairs(node)}


def _check_fields(name: str, field: Field, node: Node, source: YamlSource) -> None:
    """Report what no object of this fact has; DataWorks begins these names with a capital."""
    fields = [item.name for item in field.fields]
    for one in node.value if isinstance(node, SequenceNode) else [node]:
        for key, _ in source.pairs(one) if fields and isinstance(one, MappingNode) else ():
            if key.value[:1].lower() + key.value[1:] not in fields:
                hint = did_you_mean(key.value, fields, listing="its fields")
                source.report(key, "unknown-field", f"{name} has no field {key.value}", hint)


def _value(node: Node, source: YamlSource) -> Any:
    """Give the value as JSON would hold it: there a date is a text."""
    if isinstance(node, ScalarNode) and str(node.tag).endswith(":timestamp"):
        return str(node.value)
    return value_of(node, source)


def _pairs(node: Node | None, source: YamlSource) -> Iterator[tuple[ScalarNode, Node]]:
    if isinstance(node, MappingNode):
        yield from source.pairs(node)
    elif node is not None:
        source.report(node, "wrong-type", "facts are a mapping of names to values")

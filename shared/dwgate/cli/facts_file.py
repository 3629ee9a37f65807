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
from dwgate.policy.compiler.yaml_source import MappingNode, YamlSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dwgate.policy.compiler.yaml_source import Node

OPTIONS = "options"


def read_facts(path: Path) -> GivenFacts:
    """Read a file of facts; UsageError says what is wrong with it, and where."""
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    source = YamlSource.read(path, str(path))
    sections = {str(key.value): node for key, node in _pairs(source.root, source)} if not source.findings else {}
    facts = dict(_facts(sections, source))
    options = sections.get(OPTIONS)
    values = value_of(options, source) if options else None
    if options and not isinstance(options, MappingNode):
        source.report(options, "wrong-type", "the options are a mapping of names to values", "write {} for none")
    if source.findings:
        raise UsageError("\n\n".join(finding.render() for finding in source.findings))
    return GivenFacts(facts, values if isinstance(values, dict) else None)


def _facts(sections: dict[str, Node], source: YamlSource) -> Iterator[tuple[str, Any]]:
    """Give each fact of a snapshot by its whole name, ``file.content``, reporting what is none."""
    known = [item.name for item in FACTS]
    kinds = dict.fromkeys(name.partition(".")[0] for name in known)
    for section, node in sections.items():
        if section in kinds:
            for key, value in _pairs(node, source):
                name = f"{section}.{key.value}"
                if name not in known:
                    hint = did_you_mean(name, known, listing="the facts")
                    source.report(key, "unknown-fact", f"there is no fact {name}", hint)
                yield name, value_of(value, source)
        elif section != OPTIONS:
            hint = did_you_mean(section, [*kinds, OPTIONS], listing="there are")
            source.report(node, "unknown-fact", f"there are no facts of {section}", hint)


def _pairs(node: Node | None, source: YamlSource) -> Iterator[tuple[Any, Node]]:
    if isinstance(node, MappingNode):
        yield from source.pairs(node)
    elif node is not None:
        source.report(node, "wrong-type", "facts are a mapping of names to values")

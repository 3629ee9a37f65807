"""The file of tests into which a missing case is to be pasted, and what its reader would make of the case there.

A file says things for all of its cases: an event, facts, fields that are set.  They lie under what is pasted, too.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from dwgate.policy.compiler.scalars import instant
from dwgate.policy.compiler.yaml_source import MappingNode, SequenceNode, YamlSource
from dwgate.policy_tests.reader import cases_in
from dwgate.witnesses import Head, as_case, as_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dwgate.policy.compiler.yaml_source import Node
    from dwgate.policy.decision import Decision
    from dwgate.policy_tests import Case
    from dwgate.policy_tests.under_test import FunctionUnderTest
    from dwgate.witnesses import Candidate

_CASES = "cases"
_INDENT = 2
_CHANGES_THE_MESSAGE = {"point", "set", "unset"}


@dataclass(frozen=True, slots=True)
class Target:
    """A file of tests without its cases: the ``text`` of its other keys, and how far its cases are indented."""

    path: Path
    tested: FunctionUnderTest
    text: str
    indent: int
    head: Head

    @classmethod
    def of(cls, path: Path, tested: FunctionUnderTest, parameters: Mapping[str, Any]) -> Target:
        """Take the file at a path, which need not be there yet; ``parameters`` are those of the policy."""
        root = YamlSource.read(path, tested.name_of(path)).root if path.is_file() else None
        pairs = list(root.value) if isinstance(root, MappingNode) else []
        shared = [(key, value) for key, value in pairs if key.value != _CASES]
        cases = next((value for key, value in pairs if key.value == _CASES), None)
        keys = {str(key.value): value for key, value in shared}
        changed = [str(key.value) for key, _ in keys["params"].value] if "params" in keys else []
        head = Head(
            keys=frozenset(keys),
            now=instant(keys["now"], YamlSource(path.name, "")) if "now" in keys else None,
            parameters={name: parameters[name] for name in changed},
        )
        return cls(path, tested, _written(root, shared), _indent_of(cases), head)

    def written(self, witness: Candidate, decision: Decision) -> dict[str, Any] | None:
        """Write a witness as a case of the file; None where no case of it can begin with the witness's message."""
        head = self.head
        if not _CHANGES_THE_MESSAGE.isdisjoint(head.keys):
            unchanged = self.read(as_case(witness, decision, replace(head, document=witness.document)))
            if unchanged is None:
                return None
            head = replace(head, document=json.loads(unchanged.message))
        return as_case(witness, decision, head)

    def read(self, case: Mapping[str, Any]) -> Case | None:
        """Read a case as if it were pasted; None where its file would then have a finding."""
        source = YamlSource.of(self.tested.name_of(self.path), f"{self.text}{_CASES}:\n{as_yaml(case)}")
        cases = tuple(cases_in(source, self.path.parent, self.tested))
        return cases[0] if cases and not source.findings else None

    def as_yaml(self, case: Mapping[str, Any]) -> str:
        """Write a case as it is to be pasted."""
        return as_yaml(case, self.indent)


def _written(root: Node | None, shared: list[tuple[Node, Node]]) -> str:
    """Write the keys of a file beside its cases; what is an alias is written out where its anchor is gone."""
    if root is None or not shared:
        return ""
    out = io.StringIO()
    YAML(typ="safe", pure=True).serialize(MappingNode(root.tag, shared, flow_style=False), out)
    return out.getvalue()


def _indent_of(cases: Node | None) -> int:
    """Give how far the cases of a file are indented, where they stand on lines of their own."""
    return int(cases.start_mark.column) if isinstance(cases, SequenceNode) and not cases.flow_style else _INDENT

"""YAML with positions: a file as nodes, and the way from a character of a scalar back to its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from dwgate.policy.diagnostics import Diagnostic

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MappingNode", "Node", "ScalarNode", "SequenceNode", "Text", "YamlSource"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a file, which knows where each of its characters stands."""

    value: str
    source: YamlSource
    node: Node

    def diagnostic(self, name: str, message: str, *, offset: int = 0, hint: str | None = None) -> Diagnostic:
        """Make a finding at the character at ``offset`` of the text."""
        return self.source.at(self.source.locate(self.node, offset), name, message, hint)

    @property
    def line(self) -> int:
        """The line on which the text begins, from 1."""
        return int(self.node.start_mark.line) + 1


@dataclass(slots=True)
class YamlSource:
    """One YAML file: its text, the node at its root, and the findings about it so far.

    ``name`` is the path by which findings name the file.
    """

    name: str
    text: str
    root: Node | None = None
    findings: list[Diagnostic] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path, name: str) -> YamlSource:
        """Read a file; what keeps it from being one YAML document becomes a finding."""
        raw = path.read_bytes()
        try:
            source = cls(name, raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            return cls(name, "", None, [Diagnostic(name, line, 1, "yaml-syntax", "the file is not UTF-8")])
        source._compose()
        return source

    def report(self, node: Node, name: str, message: str, hint: str | None = None) -> None:
        """Note a finding at the beginning of a node."""
        self.findings.append(self.at(self.locate(node, 0), name, message, hint))

    def at(self, offset: int, name: str, message: str, hint: str | None = None) -> Diagnostic:
        """Make a finding at an offset of the file."""
        line = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        lines = self.text.split("\n")
        return Diagnostic(self.name, line + 1, column + 1, name, message, lines[line].rstrip("\r"), hint)

    def locate(self, node: Node, offset: int) -> int:
        """Find the place in the file of the character at ``offset`` of a scalar's value.

        The value and the raw text are walked side by side: whatever style the scalar has, the raw text holds the
        value's characters in order, between quotes, indentation and escapes.
        """
        start, end = self._span(node)
        if not isinstance(node, ScalarNode):
            return start
        position = start
        for index, char in enumerate(node.value[: offset + 1]):
            if char.isspace():
                position += 0 if index == offset else 1
                continue
            found = self.text.find(char, position, end)
            if found < 0:
                return start
            position = found if index == offset else found + 1
        return min(position, end)

    def _span(self, node: Node) -> tuple[int, int]:
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        style = getattr(node, "style", None)
        if style in {"|", ">"}:
            start = self.text.find("\n", start) + 1
            start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
        elif style in {"'", '"'}:
            start += 1
        return start, end

    def _compose(self) -> None:
        yaml = YAML(typ="safe", pure=True)
        yaml.allow_duplicate_keys = True
        try:
            documents = list(yaml.compose_all(self.text))
        except MarkedYAMLError as error:
            self.findings.append(self._syntax_finding(error))
            return
        except YAMLError as error:
            self.findings.append(self.at(0, "yaml-syntax", " ".join(str(error).split())))
            return
        if len(documents) > 1:
            self.report(
                documents[1], "yaml-syntax", "a file holds one document", "put the second one into its own file"
            )
        self.root = documents[0] if documents else None

    def _syntax_finding(self, error: Any) -> Diagnostic:
        mark = error.problem_mark or error.context_mark
        offset = min(int(mark.index), len(self.text))
        if "\\t" in str(error.problem) or self.text[offset : offset + 1] == "\t":
            return self.at(offset, "tab", "a tab cannot indent YAML", "indent with spaces")
        return self.at(
            offset,
            "yaml-syntax",
            str(error.problem or error.context),
            "a value that begins with a quote, a bracket, a brace, ! or & or holds ': ' must be quoted whole, "
            "or stand below 'when: |'",
        )

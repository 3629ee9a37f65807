"""YAML with positions: a file as nodes, and the way from a character of a scalar back to its place in the file."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from dwgate.policy.compiler.diagnostics import Diagnostic
from dwgate.policy.compiler.yaml_aliases import endless
from dwgate.policy.compiler.yaml_stumbles import NO_COLON, hint_for
from dwgate.policy.compiler.yaml_tokens import refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["MappingNode", "Node", "ScalarNode", "SequenceNode", "Text", "YamlSource"]

LONGEST = 1_000_000
"""The most characters of a file: a few seconds of reading."""
_MOST_BYTES = 4
"""Of one character in UTF-8."""
_LONGEST_LINE = 20_000
"""A longer line is not shown: each finding in it would repeat it."""

# What stands for one character of a scalar, by the scalar's style; blanks and line breaks aside.
_CHARACTERS = {
    '"': re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|\S"),
    "'": re.compile(r"''|\S"),
}
_CHARACTER = re.compile(r"\S")
_ANCHOR = re.compile(r"&\S+\s+")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a file, which knows where each of its characters stands."""

    value: str
    source: YamlSource
    node: Node

    def diagnostic(self, name: str, message: str, *, offset: int = 0, hint: str | None = None) -> Diagnostic:
        """Make a finding at the character at ``offset`` of the text."""
        return self.source.at(self.source.locate(self.node, offset), name, message, hint)

    def is_folded(self, start: int, end: int) -> bool:
        """Whether the characters from ``start`` up to ``end``, which no line break parts, stand on several lines."""
        last = start + len(self.value[start:end].rstrip()) - 1
        first, last = (self.source.locate(self.node, offset) for offset in (start, last))
        return len(self.source.text[first:last].splitlines()) > 1

    @property
    def line(self) -> int:
        """The line on which the text begins, from 1."""
        return int(self.node.start_mark.line) + 1


class _Places(NamedTuple):
    """Where a scalar stands in its file: its start, and of each character but blanks the start and the end there.

    ``offsets`` are those of the same characters in its value.
    """

    node: Node
    start: int
    offsets: list[int]
    spans: list[tuple[int, int]]


@dataclass(slots=True)
class YamlSource:
    """One YAML file: its text, the node at its root, and the findings about it so far.

    ``name`` is the path by which findings name the file.
    """

    name: str
    text: str
    root: Node | None = None
    findings: list[Diagnostic] = field(default_factory=list)
    _lines: list[str] = field(init=False, repr=False)
    _starts: list[int] = field(init=False, repr=False)
    _located: _Places | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        """Take the text apart into its lines, once for all findings."""
        self._lines = self.text.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines[:-1]), initial=0))

    @classmethod
    def read(cls, path: Path, name: str) -> YamlSource:
        """Read a file; what keeps it from being one YAML document becomes a finding."""
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES * LONGEST + 1)
        if len(raw) > _MOST_BYTES * LONGEST:
            return cls(name, "", None, [_too_long(name)])
        try:
            source = cls(name, raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            return cls(name, "", None, [Diagnostic(name, line, 1, "yaml-syntax", "the file is not UTF-8")])
        source._compose()
        return source

    @classmethod
    def of(cls, name: str, text: str) -> YamlSource:
        """Take a text that stands in no file as if it were the file of this name."""
        source = cls(name, text)
        source._compose()
        return source

    def report(self, node: Node, name: str, message: str, hint: str | None = None) -> None:
        """Note a finding at the beginning of a node."""
        self.findings.append(self.at(self.locate(node, 0), name, message, hint))

    def pairs(self, node: MappingNode) -> Iterator[tuple[ScalarNode, Node]]:
        """Give each key of a mapping with its value, reporting a key that is no text or stands twice."""
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.report(key, "wrong-type", "a key is a text")
            elif key.value in lines:
                self.report(key, "duplicate-key", f"{key.value} stands on line {lines[key.value]} already")
            else:
                lines[key.value] = key.start_mark.line + 1
                yield key, value

    def at(self, offset: int, name: str, message: str, hint: str | None = None) -> Diagnostic:
        """Make a finding at an offset of the file."""
        line = bisect_right(self._starts, offset) - 1
        column = offset - self._starts[line]
        shown = self._lines[line].rstrip("\r") if len(self._lines[line]) <= _LONGEST_LINE else ""
        return Diagnostic(self.name, line + 1, column + 1, name, message, shown, hint)

    def locate(self, node: Node, offset: int) -> int:
        """Find the place in the file of the character at ``offset`` of a scalar's value.

        Whatever style the scalar has, the raw text holds the value's characters in order, between quotes,
        indentation and escapes.  Blanks are not compared, since YAML folds them: the place of one is that after the
        character before it.
        """
        if not isinstance(node, ScalarNode) or not node.value.strip():
            return self._place(node)
        places = self._places(node)
        before = bisect_left(places.offsets, offset)
        if offset < len(node.value) and not node.value[offset].isspace():
            return places.spans[before][0]
        return places.spans[before - 1][1] if before else places.start

    def _place(self, node: Node) -> int:
        """Give the place of a node; of one that is not there, that after what stands before it."""
        start = int(node.start_mark.index)
        return start if int(node.end_mark.index) > start else len(self.text[:start].rstrip())

    def _places(self, node: ScalarNode) -> _Places:
        """Give where a scalar stands; of the one that was asked for last it is known."""
        if self._located is None or self._located.node is not node:
            start = int(node.start_mark.index)
            if anchor := _ANCHOR.match(self.text, start):
                start = anchor.end()
            if node.style in {"|", ">"}:
                start = self.text.find("\n", start) + 1
            elif node.style:
                start += 1
            found = _CHARACTERS.get(node.style, _CHARACTER).finditer(self.text, start, int(node.end_mark.index))
            spans = [one.span() for one in found if not _is_escaped_blank(one[0])]
            offsets = [offset for offset, char in enumerate(node.value) if not char.isspace()]
            self._located = _Places(node, start, offsets, spans)
        return self._located

    def _compose(self) -> None:
        if len(self.text) > LONGEST:
            self.findings.append(_too_long(self.name))
            return
        yaml = YAML(typ="safe", pure=True)
        yaml.allow_duplicate_keys = True
        documents: list[Node] = []
        try:
            documents = self._documents(yaml)
        except MarkedYAMLError as error:
            self.findings.append(self._syntax_finding(error))
        except ReaderError as error:
            message = f"the character U+{error.character:04X} cannot stand in YAML"
            self.findings.append(self.at(error.position, "yaml-syntax", message))
        except ValueError as error:
            self.findings.append(self.at(0, "yaml-syntax", f"this cannot be read: {type(error).__name__}"))
        if self.findings:
            return
        if len(documents) > 1:
            self.report(
                documents[1], "yaml-syntax", "a file holds one document", "put the second one into its own file"
            )
        root = documents[0] if documents else None
        found = endless(root) if root is not None else None
        if found:
            self.report(found.node, "yaml-syntax", found.problem, found.hint)
        else:
            self.root = root

    def _documents(self, yaml: YAML) -> list[Node]:
        """Give the document of each part of the file, and report what is refused of its tokens."""
        try:
            documents = list(yaml.compose_all(self.text))
        except RecursionError:  # deeper than the tokens may stand in one another, which are read without recursion
            documents = []
        self.findings += [self.at(*found) for found in refused(yaml.scan(self.text))]
        return documents

    def _syntax_finding(self, error: Any) -> Diagnostic:
        problem = str(error.problem or error.context)
        mark = error.context_mark if problem == NO_COLON else error.problem_mark or error.context_mark
        offset = min(int(mark.index), len(self.text))
        if "\\t" in problem or self.text[offset : offset + 1] == "\t":
            return self.at(offset, "tab", "YAML does not take a tab here", "write spaces")
        return self.at(offset, "yaml-syntax", problem, hint_for(problem, self.text, offset))


def _is_escaped_blank(character: str) -> bool:
    kind, code = character[1:2], character[2:]
    return chr(int(code, 16)).isspace() if code else kind.isspace() or kind in tuple("tnvfrN_LP")


def _too_long(name: str) -> Diagnostic:
    message, hint = f"a file has at most {LONGEST} characters", "take it apart into several files"
    return Diagnostic(name, 1, 1, "yaml-syntax", message, hint=hint)

"""The reader: one file of a policy test to its cases, and to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dwgate.errors import MessageError
from dwgate.events import catalogue
from dwgate.facts.asking import NoFacts
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.scalars import instant
from dwgate.policy.compiler.yaml_reading import items_of, mapping_of, text_of
from dwgate.policy.compiler.yaml_source import MappingNode, SequenceNode, Text, YamlSource
from dwgate.policy_tests import message
from dwgate.policy_tests.expectations import EXPECTED_KEYS, expected_of
from dwgate.policy_tests.facts import facts_of
from dwgate.policy_tests.fields import unknown_field
from dwgate.policy_tests.model import Case
from dwgate.policy_tests.samples import existing, sample_of
from dwgate.policy_tests.values import json_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from dwgate.events.event import Event
    from dwgate.facts.asking import FactsByPoint
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.yaml_source import Node
    from dwgate.policy_tests.under_test import FunctionUnderTest

_SHARED_KEYS = ("event", "point", "now", "facts")
_CHANGES = ("set", "unset")
_FILE_KEYS = (*_SHARED_KEYS, *_CHANGES, "cases")
_CASE_KEYS = ("name", *_SHARED_KEYS, *_CHANGES, *EXPECTED_KEYS)
_NEEDED = {"event": "event: ../events/allowed.json", "now": "now: 2026-11-18T10:00:00+08:00"}


@dataclass(frozen=True, slots=True)
class FileOfCases:
    """What a file holds: the cases that can be run, how many others there are, and what is wrong with it.

    ``left_out`` is None where that cannot be counted, since the file cannot be read so far.
    """

    cases: tuple[Case, ...]
    left_out: int | None
    findings: tuple[Diagnostic, ...]


def read_cases(path: Path, tested: FunctionUnderTest) -> FileOfCases:
    """Read a file's cases; one with a finding is left out."""
    source = YamlSource.read(path, tested.name_of(path))
    if source.root is None and not source.findings:
        finding = source.at(0, "missing-key", "the file holds no test", "remove it, or write a case")
        return FileOfCases((), 0, (finding,))
    reader = _Reader(source, path.parent, tested)
    written = reader.written()
    cases = tuple(reader.cases())
    left_out = None if written is None else written - len(cases)
    return FileOfCases(cases, left_out, tuple(dict.fromkeys(source.findings)))  # what cases share, each of them finds


@dataclass(frozen=True, slots=True)
class _Reader:
    """The reading of one file, whose keys all cases share but for those that they have themselves."""

    source: YamlSource
    folder: Path
    tested: FunctionUnderTest

    def written(self) -> int | None:
        """Count the items that stand under ``cases``, whatever they are; None where there is no such list."""
        root = self.source.root
        pairs = root.value if isinstance(root, MappingNode) else ()
        lists = [value for key, value in pairs if key.value == "cases" and isinstance(value, SequenceNode)]
        return len(lists[0].value) if lists else None

    def cases(self) -> Iterator[Case]:
        """Give each case that nothing is wrong with."""
        keys = mapping_of(self.source.root, self.source, _FILE_KEYS, needs=("cases",), what="a policy test")
        shared = {key: node for key, node in keys.items() if key in _SHARED_KEYS}
        changes = {key: node for key, node in keys.items() if key in _CHANGES}
        names: dict[str, Text] = {}
        for item in items_of(keys.get("cases"), self.source, "cases", "write one, or remove the file"):
            before = len(self.source.findings)
            own = mapping_of(item, self.source, _CASE_KEYS, needs=("name", "expect"), what="a case")
            name = text_of(own.get("name"), self.source)
            if name:
                self._check_name(name, names)
                self._check_needs(name, {**shared, **own})
            case = self._case(name, {**shared, **own}, changes)
            if case and len(self.source.findings) == before:
                yield case

    def _check_name(self, name: Text, names: dict[str, Text]) -> None:
        other = names.setdefault(name.value, name)
        if other is not name:
            problem = f"a case of this name stands on line {other.line} already"
            self.source.report(name.node, "duplicate-case", problem, "say what is special about each")

    def _check_needs(self, name: Text, keys: Mapping[str, Node]) -> None:
        for key, example in _NEEDED.items():
            if key not in keys:
                hint = f"give it to the case, or to the file for all its cases: {example}"
                self.source.report(name.node, "missing-key", f"a case needs the key {key}", hint)

    def _case(self, name: Text | None, keys: Mapping[str, Node], changes: Mapping[str, Node]) -> Case | None:
        now = instant(keys["now"], self.source) if "now" in keys else None
        facts = self._facts(keys.get("facts"))
        expected = expected_of(keys, self.source, self.tested.rules)
        document = self._sent(keys, changes)
        event = self._event(document, keys.get("set", keys["event"])) if document else None
        if name is None or now is None or facts is None or document is None or event is None:
            return None
        return Case(
            name=name.value,
            file=self.source.name,
            line=name.line,
            message=message.written(document),
            event=event,
            now=now,
            facts=facts,
            expected=expected,
        )

    def _sent(self, keys: Mapping[str, Node], changes: Mapping[str, Node]) -> dict[str, Any] | None:
        """Give the message of a case: its sample, made one of its point, with the changes of all cases and its own."""
        document = sample_of(keys["event"], self.source, self.folder) if "event" in keys else None
        if document and "point" in keys:
            point = self._point(keys["point"])
            document = message.of_point(document, point) if point else None
        event = self._event(document, keys.get("point", keys["event"])) if document else None
        if document is None or event is None:
            return None
        return self._changed(self._changed(document, event.point, changes), event.point, keys)

    def _point(self, node: Node) -> str | None:
        point = text_of(node, self.source)
        if point and point.value not in self.tested.points:
            hint = did_you_mean(point.value, self.tested.points, listing="the points of the function")
            self.source.report(node, "unknown-point", f"the function does not serve {point.value}", hint)
            return None
        return point.value if point else None

    def _event(self, document: dict[str, Any], node: Node) -> Event | None:
        """Read a message as the gate does; that it is none for this function is a finding at the node."""
        event = message.read(message.written(document), self.tested.points, self.tested.spellings)
        if not isinstance(event, MessageError):
            return event
        self.source.report(node, "bad-event", str(event.problem))
        return None

    def _changed(self, document: dict[str, Any], point: str, keys: Mapping[str, Node]) -> dict[str, Any]:
        """Take out of the body what is not to come, then set what is."""
        name, body = message.body_of(document)
        for item in items_of(keys.get("unset"), self.source, "unset", "name a field, or remove the key"):
            path = text_of(item, self.source)
            if path and self._is_known(path, point, body):
                self._noted(path, partial(message.take, body, path.value))
        for path, value in self._values(keys.get("set")):
            if self._is_known(path, point, body):
                self._noted(path, partial(message.put, body, path.value, value))
        return {**document, name: body}

    def _values(self, node: Node | None) -> Iterator[tuple[Text, Any]]:
        if node is not None and not isinstance(node, MappingNode):
            self.source.report(node, "wrong-type", "set is a mapping of fields to values", "write set: {fileSize: 1}")
        for key, value in self.source.pairs(node) if isinstance(node, MappingNode) else ():
            yield Text(str(key.value), self.source, key), json_value(value, self.source)

    def _is_known(self, path: Text, point: str, body: Mapping[str, Any]) -> bool:
        unknown = unknown_field(path.value, catalogue.find(point), body)
        if unknown:
            self._report_part(path, unknown.part, "unknown-field", unknown.problem, unknown.hint)
        return unknown is None

    def _noted(self, path: Text, change: Callable[[], None]) -> None:
        """Make a change, or report the part of its path that leads nowhere."""
        try:
            change()
        except message.UnusablePathError as error:
            self._report_part(path, error.part, "bad-path", str(error), None)

    def _report_part(self, path: Text, part: int, name: str, problem: str, hint: str | None) -> None:
        offset = sum(len(owner) + 1 for owner in path.value.split(".")[:part])
        self.source.findings.append(path.diagnostic(name, problem, offset=offset, hint=hint))

    def _facts(self, node: Node | None) -> FactsByPoint | None:
        """Give the facts of a case, NoFacts where it says none; None where there is something wrong with them."""
        if node is None:
            return NoFacts()
        if not self.tested.asks_facts:
            hint = "take them away: they would change nothing"
            self.source.report(node, "unused-facts", "no rule of the function asks for facts", hint)
            return None
        if isinstance(node, MappingNode):
            return self._without_findings(node, self.source)
        named = text_of(node, self.source)
        if named is None or not existing(named, self.folder / named.value):
            return None
        path = self.folder / named.value
        source = YamlSource.read(path, self.tested.name_of(path))
        facts = self._without_findings(source.root, source)
        self.source.findings += source.findings
        return facts

    def _without_findings(self, node: Node | None, source: YamlSource) -> FactsByPoint | None:
        before = len(source.findings)
        facts = facts_of(node, source)
        return facts if len(source.findings) == before else None

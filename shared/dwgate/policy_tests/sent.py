"""The message of a case: the sample that it names, made one of its point, with what it changes in the body."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dwgate.errors import MessageError
from dwgate.events import catalogue
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.yaml_reading import items_of, text_of
from dwgate.policy.compiler.yaml_source import MappingNode, ScalarNode, Text
from dwgate.policy_tests import message
from dwgate.policy_tests.fields import unknown_field
from dwgate.policy_tests.model import Origin
from dwgate.policy_tests.samples import sample_of
from dwgate.policy_tests.values import json_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from dwgate.events.event import Event
    from dwgate.policy.compiler.yaml_source import Node, YamlSource
    from dwgate.policy_tests.under_test import FunctionUnderTest
    from dwgate.policy_tests.written import WrittenCase


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it is sent, as the gate reads it, and as it was before the case changed it."""

    message: bytes
    event: Event
    origin: Origin


@dataclass(frozen=True, slots=True)
class Sender:
    """What makes the messages of one test; what is wrong with them becomes findings of its source."""

    source: YamlSource
    folder: Path
    tested: FunctionUnderTest

    def sent(self, case: WrittenCase) -> Sent | None:
        """Make the message of a case; None where it has none that the function serves."""
        keys = case.keys
        document = self._unchanged(keys)
        event = self._event(document, keys.get("point", keys["event"])) if document else None
        if document is None or event is None:
            return None
        changed = document
        for layer in case.layers:
            changed = self._changed(changed, event.point, layer)
        sets = [layer["set"] for layer in case.layers if "set" in layer]
        event = self._event(changed, sets[-1] if sets else keys["event"])
        return Sent(message.written(changed), event, _origin(keys, document)) if event else None

    def _unchanged(self, keys: Mapping[str, Node]) -> dict[str, Any] | None:
        """Give the message that a case begins with: its sample, made one of its point."""
        document = sample_of(keys["event"], self.source, self.folder) if "event" in keys else None
        if document and "point" in keys:
            point = self._point(keys["point"])
            document = message.of_point(document, point) if point else None
        return document

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

    def _changed(self, document: dict[str, Any], point: str, changes: Mapping[str, Node]) -> dict[str, Any]:
        """Take out of the body what is not to come, then set what is."""
        name, body = message.body_of(document)
        for item in items_of(changes.get("unset"), self.source, "unset", "name a field, or remove the key"):
            path = text_of(item, self.source)
            if path and self._is_known(path, point, body):
                self._noted(path, partial(message.take, body, path.value))
        for path, value in self._values(changes.get("set")):
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


def _origin(keys: Mapping[str, Node], document: dict[str, Any]) -> Origin:
    """Say what a case that can be run begins with, as it is written."""
    event, point, facts = keys["event"], keys.get("point"), keys.get("facts")
    is_sample = isinstance(event, MappingNode)
    return Origin(
        event={str(key.value): str(name.value) for key, name in event.value} if is_sample else str(event.value),
        point=str(point.value) if point else None,
        document=document,
        facts=str(facts.value) if isinstance(facts, ScalarNode) else None,
    )

"""A message with all that it is judged by, and how one of its variables is changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dwgate.errors import MessageError
from dwgate.events import catalogue
from dwgate.facts.given import GivenFacts
from dwgate.facts.snapshot import FACTS
from dwgate.policy_tests import message
from dwgate.witnesses.variables import NOW, Absent, OfLength, Variable, WithPart, WithPartOfGuid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dwgate.events.event import Event, Spellings
    from dwgate.facts.protocols import FactsByPoint
    from dwgate.policy.decision import Decision
    from dwgate.policy.engine import Policy
    from dwgate.policy_tests.model import Origin
    from dwgate.witnesses.interests import Value

_LISTS = {item.name for item in FACTS if item.field.type == "List"}
"""The facts that are lists, of objects all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How messages are read: of which points, by which settings."""

    points: Collection[str]
    spellings: Spellings


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message, the time and the facts.

    ``origin`` is the message that it was made from, ``document`` the whole of it, and ``event`` what the gate reads of
    it.  ``parameters`` replace those of the policy, where the case that it was made from does so.
    """

    origin: Origin
    document: Mapping[str, Any]
    event: Event
    now: datetime
    facts: FactsByPoint
    parameters: Mapping[str, Any]
    reading: Reading

    def decide(self, policy: Policy) -> Decision:
        """Judge it by a policy."""
        judged = policy.with_parameters(self.parameters)
        return judged.decide(self.event, now=self.now, facts=self.facts.at(self.event.point))

    def value_of(self, variable: Variable) -> Value:
        """Give what a variable has in it; None where it did not come, and of facts."""
        match variable.kind:
            case "event":
                return self.event.values.get(variable.name)
            case "who":
                return getattr(self.event, variable.name)
            case "now":
                return self.now
        return None

    def with_value(self, variable: Variable, value: Value) -> Candidate | None:
        """Change one variable; None where the message could then not be read, or nothing of the kind can be changed."""
        if variable == NOW:
            return self._at(value)
        if variable.kind in {"fact", "option"}:
            return self._with_fact(variable, value)
        if variable.kind == "event":
            return self._with_field(variable.name, value)
        return self._without(variable.name) if isinstance(value, Absent) else self._done_by(variable.name, value)

    def _at(self, value: Value) -> Candidate | None:
        now = value.of(self.now) if isinstance(value, WithPart) else value
        return replace(self, now=now) if isinstance(now, datetime) else None

    def _with_fact(self, variable: Variable, value: Value) -> Candidate | None:
        """Change a fact, or what is in one, or an option; one that does not come is one that was not given."""
        facts = self.facts if isinstance(self.facts, GivenFacts) else GivenFacts(None, None)
        if isinstance(value, OfLength):
            value = [{}] * value.length if variable.name in _LISTS else "x" * value.length
        if variable.kind == "option":
            return None if isinstance(value, Absent) else self._given(facts.with_option(variable.name, value))
        section, key, *inner = variable.name.split(".")
        name = f"{section}.{key}"
        held = json.loads(json.dumps({key: facts.as_document().get(section, {}).get(key)}))
        if not _change(held, ".".join([key, *inner]), value):
            return None
        return self._given(facts.with_fact(name, held[key]) if key in held else facts.without_fact(name))

    def _given(self, facts: GivenFacts) -> Candidate:
        """Give other facts, which stand in no file."""
        return replace(self, facts=facts, origin=replace(self.origin, facts=None))

    def _spelled(self, name: str) -> list[str]:
        """Give the fields of the message that name the tenant, the workspace or the operator."""
        spelled: tuple[str, ...] = getattr(self.reading.spellings, name)
        return [path for path in spelled if path in self.event.values]

    def _done_by(self, name: str, value: Value) -> Candidate | None:
        """Name another, in the field that came, else in the first that the point documents."""
        documented = (
            path for path in getattr(self.reading.spellings, name) if catalogue.find(self.event.point).field_at(path)
        )
        path = next(iter([*self._spelled(name), *documented]), None)
        return self._with_field(path, value) if path else None

    def _without(self, name: str) -> Candidate | None:
        """Name nobody, in any field."""
        candidate: Candidate | None = self
        for path in self._spelled(name):
            candidate = candidate._with_field(path, Absent()) if candidate else None  # noqa: SLF001 - of its own class
        return candidate

    def _with_field(self, path: str, value: Value) -> Candidate | None:
        name, body = message.body_of(dict(self.document))
        if isinstance(value, OfLength):
            value = self._sized(path, value)
        elif isinstance(value, WithPartOfGuid):
            value = value.of(self.event.values.get(path))
        return self._of({**self.document, name: body}) if _change(body, path, value) else None

    def _sized(self, path: str, value: OfLength) -> Any:
        held = self.event.values.get(path)
        field = catalogue.find(self.event.point).field_at(path)
        if isinstance(held, list) or (field and field.type == "List"):
            strange = 1 if field and field.element in {"Long", "Integer", "Double"} else "x"
            items = held if isinstance(held, list) and held else [strange]
            return (items * (value.length // len(items) + 1))[: value.length]
        return "x" * value.length

    def _of(self, document: Mapping[str, Any]) -> Candidate | None:
        event = message.read(message.written(dict(document)), self.reading.points, self.reading.spellings)
        return None if isinstance(event, MessageError) else replace(self, document=document, event=event)

    @property
    def key(self) -> tuple[Any, ...]:
        """Tell it from candidates that are judged otherwise."""
        facts = repr(self.facts.as_document()) if isinstance(self.facts, GivenFacts) else ""
        body = message.written(message.body_of(dict(self.document))[1])
        return self.event.point, body, self.now, facts, repr(dict(self.parameters))


def _change(held: dict[str, Any], path: str, value: Value) -> bool:
    """Set what a path leads to, or take it out; whether it leads anywhere."""
    try:
        if isinstance(value, Absent):
            message.take(held, path)
        else:
            message.put(held, path, value)
    except (message.UnusablePathError, LookupError):
        return False
    return True


def listed_values(variable: Variable, points: Collection[str]) -> list[Value]:
    """Give the values that DataWorks lists for a field, and both of a truth value."""
    found: list[Value] = []
    for point in points if variable.kind == "event" else ():
        field = catalogue.find(point).field_at(variable.name)
        if field and field.values:
            found += field.values
        elif field and field.type == "Boolean":
            found += [True, False]
    return list(dict.fromkeys(found))

"""The policy that is tried on the past, made ready to judge many messages."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dwgate.facts import functions
from dwgate.policy.compiler import load_document
from dwgate.policy.compiler.lowering import functions_called
from dwgate.policy.compiler.syntax import SyntaxTree
from dwgate.replay.classes import marks
from dwgate.replay.standing import Condition, Constants, JudgedRule, Message, Standing
from dwgate.replay.verdict import Verdict, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dwgate.policy.compiler.model import Sources
    from dwgate.policy.engine import Policy, Rule
    from dwgate.records import Known, Record
    from dwgate.replay.standing import Exemptions

_MOST_KEPT = 2**14


@dataclass(frozen=True, slots=True)
class AtPoint:
    """The rules of one point in the policy's order, how they are called, and all names that they read of a message.

    Beside a name is the path of the field, where it is one of a field.
    """

    rules: tuple[JudgedRule, ...]
    rule_names: frozenset[str]
    names: tuple[tuple[str, str | None], ...]
    _kept: dict[tuple[Standing, ...], Verdict] = field(default_factory=dict)

    def message(self, known: Known, time: datetime | None) -> Message:
        """Take a message for these rules."""
        return Message.of(known, time, self.names)

    def standings(self, message: Message) -> tuple[Standing, ...]:
        """Say how each rule stands on the message."""
        return tuple([rule.stand(message) for rule in self.rules])

    def weigh(self, standings: tuple[Standing, ...]) -> Verdict:
        """Say what follows from how the rules stand."""
        verdict = self._kept.get(standings)
        if verdict is None:
            verdict = weigh([judged.rule for judged in self.rules], standings)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[standings] = verdict
        return verdict


@dataclass(frozen=True, slots=True)
class Candidate:
    """A compiled policy of the function of this name, by point; ``sources`` are what it was compiled from, if known."""

    function: str
    policy: Policy
    document: Mapping[str, Any]
    points: Mapping[str, AtPoint]
    sources: Sources | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any], function: str | None = None, sources: Sources | None = None) -> Candidate:
        """Take a compiled document; ``function`` is the one whose records it is tried on, where that is another."""
        policy = load_document(document)
        points = {point: _at(point, policy, document, policy.parameters) for point in sorted(policy.points)}
        return cls(function or policy.function, policy, document, points, sources)

    def decided(self, record: Record) -> bool:
        """Whether it is this very policy that took a decision."""
        return bool(record.policy_digest == self.policy.digest)

    def with_parameter(self, name: str, value: Any) -> dict[str, AtPoint]:
        """Give the rules by point with another value of a parameter; those that do not read it are the same ones."""
        changed = {**self.policy.parameters, name: value}
        return {point: self._varied(point, at, name, changed) for point, at in self.points.items()}

    def _varied(self, point: str, at: AtPoint, name: str, changed: Mapping[str, Any]) -> AtPoint:
        fresh = _at(point, self.policy, self.document, changed)
        rules = tuple(new if name in old.parameters else old for old, new in zip(at.rules, fresh.rules, strict=True))
        return AtPoint(rules, at.rule_names, at.names)


def _at(point: str, policy: Policy, document: Mapping[str, Any], parameters: Mapping[str, Any]) -> AtPoint:
    """Make the rules of a point ready: the engine's, with what the compiler says that they read."""
    values = {"point": point, **{f"params.{name}": value for name, value in parameters.items()}}
    constants = Constants(policy.environment, values, policy.reference)
    rules = tuple(
        JudgedRule(rule, constants, _condition(written, parameters), _exemptions(rule, document, parameters))
        for rule, written in zip(policy.rules, document["rules"], strict=True)
        if point in rule.points
    )
    names = sorted({name for rule in rules for name in rule.names})
    fields = tuple((name, name.removeprefix("event.") if name.startswith("event.") else None) for name in names)
    return AtPoint(rules, frozenset(judged.rule.name for judged in rules), fields)


def _exemptions(rule: Rule, document: Mapping[str, Any], parameters: Mapping[str, Any]) -> Exemptions:
    written = [item for item in document["exemptions"] if rule.name in item["rules"]]
    return tuple(
        (exemption, _condition(item, parameters)) for exemption, item in zip(rule.exemptions, written, strict=True)
    )


def _condition(written: Mapping[str, Any], parameters: Mapping[str, Any]) -> Condition:
    called = functions_called(SyntaxTree(b64decode(written["when"]))).intersection(functions.every())
    asked = sorted(name for name in called if functions.ask_facts([name]))
    return Condition(
        names=tuple(name for name in written["reads"] if name != "point" and not name.startswith("params.")),
        parameters=frozenset(name.removeprefix("params.") for name in written["reads"] if name.startswith("params.")),
        asks=tuple(f"{name}()" for name in asked),
        calls=bool(called),
        marks=marks(written["when"], parameters),
    )

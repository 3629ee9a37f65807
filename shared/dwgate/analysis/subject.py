"""What is analysed: the rules and exemptions of a compiled function, each with what it can come to at each point."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dwgate.analysis.outcomes import Judge, Outcomes
from dwgate.policy.compiler import load_document
from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.types import shape_of
from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dwgate.policy.compiler import Compilation
    from dwgate.policy.compiler.model import ExemptionSource, RuleSource, Sources
    from dwgate.policy.compiler.syntax import Node, SyntaxTree
    from dwgate.policy.compiler.types import Shape
    from dwgate.policy.compiler.yaml_source import Text
    from dwgate.policy.engine import Policy


@dataclass(frozen=True, slots=True)
class Language:
    """What conditions over some points can say."""

    conditions: Conditions
    shape: Shape


@dataclass(frozen=True)
class Condition:
    """A condition as it is written, with its tree; ``points`` are those at which it is asked."""

    text: Text
    tree: SyntaxTree
    points: tuple[str, ...]
    language: Language
    parameters: Mapping[str, Any]
    known: dict[str, Outcomes] = field(default_factory=dict, compare=False)

    def at(self, point: str) -> Outcomes:
        """Give what it can come to at a point."""
        if point not in self.known:
            self.known[point] = self.of(self.tree.root, point)
        return self.known[point]

    def of(self, node: Node, point: str, parameters: Mapping[str, Any] | None = None) -> Outcomes:
        """Give what a part of it can come to at a point, also where parameters have other values."""
        values = self.parameters if parameters is None else parameters
        return Judge(self.tree, point, self.language.shape, values).outcomes(node)

    def again(self) -> SyntaxTree:
        """Give another tree of it, which can be changed."""
        return self.language.conditions.tree(self.text.value)

    @property
    def fires_at(self) -> tuple[str, ...]:
        """The points at which a message may make it true."""
        return tuple(point for point in self.points if self.at(point).true)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its condition; ``document`` is what it was compiled to."""

    source: RuleSource
    when: Condition
    document: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.source.name.value

    @property
    def place(self) -> str:
        """Where its name stands."""
        return f"{self.source.name.source.name}:{self.source.name.line}"

    @property
    def then(self) -> CheckResult:
        """What it asks for where it fires."""
        return CheckResult(self.source.then)

    @property
    def on_error(self) -> CheckResult:
        """What it asks for where it cannot be judged."""
        return CheckResult(self.source.on_error)


@dataclass(frozen=True, slots=True)
class Exemption:
    """An exemption with its condition, and the rules that it names, each with its name as it is written there."""

    source: ExemptionSource
    when: Condition
    rules: tuple[tuple[Text, Rule], ...]
    document: Mapping[str, Any]

    def lifts(self, rule: Rule) -> bool:
        """Whether it names a rule."""
        return any(rule is named for _, named in self.rules)


class Subject:
    """A function's policy under analysis."""

    def __init__(self, document: Mapping[str, Any], sources: Sources) -> None:
        """Take a policy that compiles, and what it was compiled from."""
        self.document = document
        self.sources = sources
        self.parameters = {parameter.name.value: parameter.value for parameter in sources.parameters}
        self._languages: dict[tuple[str, ...], Language] = {}
        self.rules = tuple(
            Rule(source, self._condition(source.when, source.points), compiled)
            for source, compiled in zip(sources.rules, document["rules"], strict=True)
        )
        self.exemptions = tuple(
            self._exemption(source, compiled)
            for source, compiled in zip(sources.exemptions, document["exemptions"], strict=True)
        )

    @classmethod
    def of(cls, compilation: Compilation) -> Subject | None:
        """Take what a compilation came to; None where it came to nothing."""
        if compilation.document is None or compilation.sources is None:
            return None
        return cls(compilation.document, compilation.sources)

    @cached_property
    def policy(self) -> Policy:
        """The policy as it is deployed."""
        return load_document(self.document)

    def only(self, names: Collection[str]) -> Policy:
        """Give the policy with these of its rules alone."""
        return replace(self.policy, rules=tuple(rule for rule in self.policy.rules if rule.name in names))

    def _condition(self, text: Text, points: tuple[str, ...]) -> Condition:
        if points not in self._languages:
            self._languages[points] = Language(Conditions(points, self.parameters), shape_of(points))
        language = self._languages[points]
        return Condition(text, language.conditions.tree(text.value), points, language, self.parameters)

    def _exemption(self, source: ExemptionSource, document: Mapping[str, Any]) -> Exemption:
        named = {rule.name: rule for rule in self.rules}
        rules = tuple((name, named[name.value]) for name in source.rules)
        points = tuple(dict.fromkeys(point for _, rule in rules for point in rule.source.points))
        return Exemption(source, self._condition(source.when, points), rules, document)

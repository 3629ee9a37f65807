"""A policy as it is written, beside what was compiled of it: where it can be changed, and what a change compiles to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.yaml_source import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from dwgate.mutation.changes import Place
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.compiler.model import ExemptionSource, ParameterValue, RuleSource, Sources
    from dwgate.policy.compiler.yaml_source import Node


@dataclass(frozen=True)
class Sites:
    """The rules and exemptions of a policy, as written and as compiled, and the values of its parameters."""

    sources: Sources
    document: Mapping[str, Any]

    @classmethod
    def of(cls, compilation: Compilation) -> Sites | None:
        """Take a policy that compiles; None for another."""
        if compilation.document is None or compilation.sources is None:
            return None
        return cls(compilation.sources, compilation.document)

    @cached_property
    def parameters(self) -> dict[str, ParameterValue | None]:
        """The values of the parameters."""
        return {parameter.name.value: parameter.value for parameter in self.sources.parameters}

    def rules(self) -> Iterator[tuple[RuleSource, Mapping[str, Any]]]:
        """Give each rule as written and as compiled."""
        yield from zip(self.sources.rules, self.document["rules"], strict=True)

    def exemptions(self) -> Iterator[tuple[ExemptionSource, Mapping[str, Any], tuple[Place, ...]]]:
        """Give each exemption as written and as compiled, and where the engine has it."""
        numbers: dict[str, int] = {}
        for written, compiled in zip(self.sources.exemptions, self.document["exemptions"], strict=True):
            places = []
            for rule in dict.fromkeys(compiled["rules"]):
                places.append((rule, numbers.setdefault(rule, 0)))
                numbers[rule] += 1
            yield written, compiled, tuple(places)

    def conditions(self, points: tuple[str, ...], **parameters: ParameterValue) -> Conditions:
        """Give a compiler of conditions at these points, with other values of some parameters."""
        return Conditions(points, {**self.parameters, **parameters})

    def points_of(self, rules: Collection[str]) -> tuple[str, ...]:
        """Give the points of some rules together, in the order in which the compiler takes them."""
        points = {rule.name.value: rule.points for rule in self.sources.rules}
        return tuple(dict.fromkeys(point for name in rules for point in points[name]))

    def reading(self, parameter: str) -> frozenset[str]:
        """Give the rules that a parameter is for: their conditions, reasons or exemptions read it."""
        name = f"params.{parameter}"
        spoken = re.compile(rf"\b{re.escape(name)}\b")
        lifted = {rule for one in self.document["exemptions"] if name in one["reads"] for rule in one["rules"]}
        return frozenset(lifted).union(
            rule["name"]
            for rule in self.document["rules"]
            if name in rule["reads"] or any(spoken.search(text) for text in rule["reason_text"].values())
        )

    def compiles_with(self, parameter: str, value: ParameterValue) -> bool:
        """Whether every condition that reads a parameter compiles where it has another value."""
        name = f"params.{parameter}"
        conditions = [(one.when, one.points) for one, compiled in self.rules() if name in compiled["reads"]]
        conditions += [
            (one.when, self.points_of(compiled["rules"]))
            for one, compiled, _ in self.exemptions()
            if name in compiled["reads"]
        ]
        return all(self.conditions(points, **{parameter: value}).program(when.value) for when, points in conditions)


def key_beside(text: Text, section: str, key: str) -> Text:
    """Give the value of a key that stands beside a text in an item of a section; the text itself where none does."""
    items: Any = _value(text.source.root, section)
    item = next(item for item in items.value if any(value is text.node for _, value in item.value))
    found = _value(item, key)
    return text if found is None else Text(str(found.value), text.source, found)


def _value(mapping: Any, key: str) -> Node | None:
    return next((value for name, value in mapping.value if name.value == key), None)

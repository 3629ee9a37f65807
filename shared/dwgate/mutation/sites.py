"""A policy as it is written, beside what was compiled of it: where it can be changed, and what a change compiles to."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.compiler.syntax import IN, SyntaxTree, call, identifier, walk
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
        numbers = self.sources.numbers_by_rule()
        both = zip(self.sources.exemptions, self.document["exemptions"], strict=True)
        for number, (written, compiled) in enumerate(both):
            rules = dict.fromkeys(compiled["rules"])
            yield written, compiled, tuple((rule, numbers[rule].index(number)) for rule in rules)

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
        lifted = {rule for one in self.document["exemptions"] if name in one["reads"] for rule in one["rules"]}
        reading = {rule["name"] for rule in self.document["rules"] if name in rule["reads"]}
        return frozenset(lifted | reading | self._telling(name))

    def _telling(self, name: str) -> set[str]:
        """Give the rules whose reasons read a parameter."""
        spoken = re.compile(rf"\b{re.escape(name)}\b")
        return {
            rule["name"]
            for rule in self.document["rules"]
            if any(spoken.search(text) for text in rule["reason_text"].values())
        }

    def reads_values_of(self, parameter: str) -> bool:
        """Whether the values of a mapping are read: nobody's are where something is looked for in its keys alone."""
        name = f"params.{parameter}"
        every = (*self.document["rules"], *self.document["exemptions"])
        trees = [SyntaxTree(b64decode(one["when"])) for one in every if name in one["reads"]]
        nodes = [node for tree in trees for node in walk(tree.root)]
        looked_into = [found[1][1] for node in nodes if (found := call(node)) and found[0] == IN]
        reads, searches = (sum(identifier(node) == name for node in some) for some in (nodes, looked_into))
        return reads > searches or bool(self._telling(name))

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
    found = _value(item_of(text, section).node, key)
    return text if found is None else Text(str(found.value), text.source, found)


def item_of(text: Text, section: str) -> Text:
    """Give the item of a section in which a text stands, as a place without a text."""
    items: Any = _value(text.source.root, section)
    item = next(item for item in items.value if any(value is text.node for _, value in item.value))
    return Text("", text.source, item)


def _value(mapping: Any, key: str) -> Node | None:
    return next((value for name, value in mapping.value if name.value == key), None)

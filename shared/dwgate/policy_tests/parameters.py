"""Parameters of a case: values in the place of the policy's own, as far as the policy could be deployed with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.cel_messages import type_name
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy.compiler.scalars import value_of
from dwgate.policy.compiler.types import parameter_type
from dwgate.policy.compiler.yaml_source import MappingNode, Text
from dwgate.policy_tests.refusals import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.policy.compiler.model import ParameterValue, Sources
    from dwgate.policy.compiler.yaml_source import Node, YamlSource
    from dwgate.policy_tests.refusals import Refusal
    from dwgate.policy_tests.written import WrittenCase

_NO_ITEMS = (parameter_type([]), parameter_type({}))


@dataclass(frozen=True, slots=True)
class ParameterReader:
    """What reads the parameters of one test's cases; what is wrong with them becomes findings of its source."""

    source: YamlSource
    policy: Sources
    refused: dict[str, tuple[Refusal, ...]] = field(default_factory=dict)
    """What the compiler said of values that were tried already: most cases of a file share theirs."""

    def read(self, case: WrittenCase) -> dict[str, ParameterValue]:
        """Give the values of a case by name, a date as an instant; those of a row come before the file's."""
        before = len(self.source.findings)
        found = {key.value: (key, value) for layer in case.layers for key, value in self._values(layer.get("params"))}
        values = {name: value for name, (_, value) in found.items()}
        if values and len(self.source.findings) == before:
            self._try({name: key for name, (key, _) in found.items()}, values)
        return values

    def _values(self, node: Node | None) -> Iterator[tuple[Text, ParameterValue]]:
        if node is not None and not isinstance(node, MappingNode):
            hint = "write params: {max_rows: 10}"
            self.source.report(node, "wrong-type", "params is a mapping of names to values", hint)
        known = {parameter.name.value: parameter.value for parameter in self.policy.parameters}
        for key, item in self.source.pairs(node) if isinstance(node, MappingNode) else ():
            name = Text(str(key.value), self.source, key)
            if name.value not in known:
                hint = did_you_mean(name.value, known, listing="the parameters of the function")
                self.source.report(key, "unknown-parameter", f"the policy has no parameter {name.value}", hint)
                continue
            value = value_of(item, self.source)
            own = known[name.value]
            if value is not None and not _fits(value, own):
                message = f"{name.value} is of type {_type(own)} in the policy, and this is of type {_type(value)}"
                self.source.report(item, "type-mismatch", message)
            elif value is not None:
                yield name, value

    def _try(self, keys: Mapping[str, Text], values: Mapping[str, Any]) -> None:
        """Report what the compiler refuses with these values, at the parameter that is read there."""
        tried = repr(sorted(values.items()))
        if tried not in self.refused:
            self.refused[tried] = tuple(refusals(self.policy, values))
        for name, finding in self.refused[tried]:
            message = f"with this the policy does not compile: {finding.name}: {finding.message}"
            hint = f"it is read in {finding.file}:{finding.line}:{finding.column}"
            self.source.findings.append(keys[name].diagnostic("refused-parameter", message, hint=hint))


def _fits(value: ParameterValue, own: ParameterValue | None) -> bool:
    """Whether a value is of the type of the policy's; an empty list is one of anything, and so is a mapping."""
    given, wanted = parameter_type(value), parameter_type(own)
    if given == wanted:
        return True
    is_open = (not value and given in _NO_ITEMS) or wanted in _NO_ITEMS
    return is_open and type(value) is type(own)


def _type(value: ParameterValue | None) -> str:
    return type_name(parameter_type(value).name().lower())

"""Mutants of parameters: a limit by one, a date by a second, a list without a member, a mapping without an entry."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from dwgate.mutation.changes import NewParameter
from dwgate.mutation.kinds import Kind
from dwgate.mutation.mutant import Mutant, Spot
from dwgate.mutation.shifts import beside_fraction, beside_time, beside_whole
from dwgate.policy.compiler.yaml_source import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.mutation.sites import Sites
    from dwgate.policy.compiler.model import ParameterSource, ParameterValue
    from dwgate.policy.compiler.yaml_source import Node


def of_parameters(sites: Sites) -> Iterator[Mutant]:
    """Give the mutants of all parameters with which the conditions still compile."""
    for parameter in sites.sources.parameters:
        name, rules = parameter.name.value, sites.reading(parameter.name.value)
        for variant in _variants_of(parameter, sites):
            if sites.compiles_with(name, variant.value):
                yield Mutant(_spot(parameter, variant), NewParameter(name, variant.value), rules)


class _Variant(NamedTuple):
    """Another value of a parameter; ``node`` is the part that ``became`` something else."""

    kind: Kind
    node: Node
    became: str
    value: ParameterValue


def _spot(parameter: ParameterSource, variant: _Variant) -> Spot:
    source, node = parameter.name.source, variant.node
    was = source.text[int(node.start_mark.index) : int(node.end_mark.index)].strip()
    return Spot(variant.kind, Text("", source, node), was, variant.became)


def _variants_of(parameter: ParameterSource, sites: Sites) -> Iterator[_Variant]:
    """Give the variants of a parameter, those of a mapping's values where they are read."""
    node, value = parameter.node, parameter.value
    if isinstance(value, dict) and not sites.reads_values_of(parameter.name.value):
        return _without_entries(_by_key(node), value)
    return _variants(node, value)


def _variants(node: Node, value: ParameterValue | None) -> Iterator[_Variant]:
    if isinstance(value, bool):
        yield _Variant(Kind.NEGATION, node, str(not value).lower(), not value)
    elif isinstance(value, int):
        yield from (_Variant(Kind.LIMIT, node, str(near), near) for near in beside_whole(value))
    elif isinstance(value, float):
        yield from (_Variant(Kind.LIMIT, node, str(near), near) for near in beside_fraction(str(node.value)))
    elif isinstance(value, datetime):
        yield from (_Variant(Kind.DATE, node, near.isoformat(), near) for near in beside_time(value))
    elif isinstance(value, list):
        yield from _of_list(node.value, value)
    elif isinstance(value, dict):
        yield from _of_mapping(_by_key(node), value)


def _of_list(nodes: list[Node], values: list[ParameterValue]) -> Iterator[_Variant]:
    for number, (node, value) in enumerate(zip(nodes, values, strict=True)):
        before, after = values[:number], values[number + 1 :]
        yield _Variant(Kind.MEMBER, node, "", [*before, *after])
        for inner in _variants(node, value):
            yield inner._replace(value=[*before, inner.value, *after])


def _of_mapping(nodes: dict[str, Node], values: dict[str, ParameterValue]) -> Iterator[_Variant]:
    yield from _without_entries(nodes, values)
    for key, value in values.items():
        for inner in _variants(nodes[key], value):
            yield inner._replace(value={**values, key: inner.value})


def _without_entries(nodes: dict[str, Node], values: dict[str, ParameterValue]) -> Iterator[_Variant]:
    for key in values:
        yield _Variant(Kind.MEMBER, nodes[key], "", {name: held for name, held in values.items() if name != key})


def _by_key(node: Node) -> dict[str, Node]:
    return {str(key.value): item for key, item in node.value}

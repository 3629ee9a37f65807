"""What the compiler would say of a policy if its parameters had other values."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from dwgate.policy.compiler import template
from dwgate.policy.compiler.analysis import TRUE
from dwgate.policy.compiler.calendars.uses import not_built_in
from dwgate.policy.compiler.conditions import Conditions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dwgate.policy.compiler.conditions import Compiled
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.model import ExemptionSource, ParameterValue, RuleSource, Sources
    from dwgate.policy.compiler.yaml_source import Text


class Refusal(NamedTuple):
    """A finding of the compiler, and the parameter with another value that is read there."""

    parameter: str
    finding: Diagnostic


def refusals(policy: Sources, values: Mapping[str, ParameterValue]) -> Iterator[Refusal]:
    """Compile again what reads one of these parameters, with these values, and give what is refused.

    The policy compiles with its own values, so that nothing else can have changed.
    """
    parameters = {one.name.value: one.value for one in policy.parameters} | dict(values)
    points_of = {rule.name.value: rule.points for rule in policy.rules}

    @cache
    def over(points: tuple[str, ...]) -> Conditions:
        return Conditions(points, parameters)

    def read_in(*texts: str) -> str | None:
        return next((name for name in values for text in texts if f"params.{name}" in text), None)

    for rule in policy.rules:
        if name := read_in(rule.when.value, *(reason.value for reason in rule.reason.values())):
            yield from (Refusal(name, finding) for finding in _of_rule(rule, over(rule.points), policy.reference))
    for exemption in policy.exemptions:
        if name := read_in(exemption.when.value):
            points = dict.fromkeys(point for lifted in exemption.rules for point in points_of[lifted.value])
            found = _of_exemption(exemption, over(tuple(points)), policy.reference)
            yield from (Refusal(name, finding) for finding in found)


def _of_rule(rule: RuleSource, conditions: Conditions, reference: Mapping[str, Any]) -> list[Diagnostic]:
    findings: list[Diagnostic] = []
    when = conditions.condition(rule.when, findings)
    findings += _not_built_in(rule.when, when, reference)
    points = when.points_where(TRUE) if when else ()
    for text in rule.reason.values():
        for piece in template.split(text.value):
            if not isinstance(piece, str):
                found = conditions.placeholder(text, piece.expression, piece.offset, findings, points)
                findings += _not_built_in(text, found, reference, piece.offset)
    return findings


def _of_exemption(exemption: ExemptionSource, conditions: Conditions, reference: Mapping[str, Any]) -> list[Diagnostic]:
    findings: list[Diagnostic] = []
    when = conditions.condition(exemption.when, findings)
    return [*findings, *_not_built_in(exemption.when, when, reference)]


def _not_built_in(
    text: Text, compiled: Compiled | None, reference: Mapping[str, Any], offset: int = 0
) -> Iterator[Diagnostic]:
    """Find what an expression, which stands in a text, would ask for that the build has not read into the policy."""
    for found in not_built_in(compiled.uses if compiled else (), reference):
        yield text.diagnostic(found.name, found.message, offset=offset + found.offset)

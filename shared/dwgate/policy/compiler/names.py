"""The names that all files of a function share: its parameters and its rules, each of which stands once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.compiler.model import ParameterSource, PolicySource
    from dwgate.policy.compiler.yaml_source import Text

MOST_OF_A_KIND = 1000
"""The rules, the exemptions, the parameters and the calendars that a function may have of each."""
MOST_LIFTED = 10_000
"""How many rules the exemptions of a function may name together."""
_FOLLOW_FROM_A_LOSS = {"unknown-calendar", "unknown-parameter", "unknown-rule"}


def parameters_of(policies: Iterable[PolicySource], findings: list[Diagnostic]) -> dict[str, Any]:
    """Give the value of each parameter by name, None where it was refused."""
    found: dict[str, ParameterSource] = {}
    for policy in policies:
        for parameter in policy.parameters:
            other = found.setdefault(parameter.name.value, parameter)
            if other is not parameter:
                findings.append(_duplicate("duplicate-parameter", parameter.name, other.name))
    return {name: parameter.value for name, parameter in found.items()}


def points_of_rules(policies: Iterable[PolicySource], findings: list[Diagnostic]) -> dict[str, tuple[str, ...]]:
    """Give the points of every rule that has a name, also of one with something else wrong with it."""
    found: dict[str, Text] = {}
    points: dict[str, tuple[str, ...]] = {}
    for policy in policies:
        for name in policy.rule_names:
            other = found.setdefault(name.value, name)
            if other is not name:
                findings.append(_duplicate("duplicate-rule", name, other))
            points.setdefault(name.value, ())
        points |= {rule.name.value: rule.points for rule in policy.rules}
    return points


def unused_parameters(policies: Iterable[PolicySource], reads: Collection[str]) -> Iterator[Diagnostic]:
    """Find parameters of a policy that are not among the variables which its expressions read."""
    for policy in policies:
        for parameter in policy.parameters:
            name = parameter.name
            if f"params.{name.value}" not in reads:
                message = f"no condition and no reason uses the parameter {name.value}"
                yield name.diagnostic("unused-parameter", message, hint="remove it, or use it")


def without_consequences(policies: Iterable[PolicySource], findings: list[Diagnostic]) -> list[Diagnostic]:
    """Leave out what is not known only because a file is not whole: a name that is not here may be in what was lost."""
    if all(policy.is_whole for policy in policies):
        return findings
    return [finding for finding in findings if finding.name not in _FOLLOW_FROM_A_LOSS]


def too_many(policies: Collection[PolicySource]) -> Iterator[Diagnostic]:
    """Find the first of each kind that a function has over the most; each is held against each other, or listed."""
    names = (name for policy in policies for name in policy.rule_names)
    parameters = (parameter.name for policy in policies for parameter in policy.parameters)
    calendars = (calendar.name for policy in policies for calendar in policy.calendars)
    exemptions = [exemption for policy in policies for exemption in policy.exemptions]
    lifted = (name for exemption in exemptions for name in exemption.rules)
    for found, most, has in (
        (names, MOST_OF_A_KIND, "a function has at most {} rules"),
        (parameters, MOST_OF_A_KIND, "a function has at most {} parameters"),
        (calendars, MOST_OF_A_KIND, "a function has at most {} calendars"),
        ((one.when for one in exemptions), MOST_OF_A_KIND, "a function has at most {} exemptions"),
        (lifted, MOST_LIFTED, "the exemptions of a function name at most {} rules"),
    ):
        if over := next(islice(found, most, None), None):
            yield over.diagnostic("too-many", has.format(most), hint="let one say what several say")


def _duplicate(finding: str, name: Text, other: Text) -> Diagnostic:
    what = finding.removeprefix("duplicate-")
    message = f"the {what} {name.value} stands in {other.source.name}:{other.line} already"
    return name.diagnostic(finding, message, hint="a name is unique in its function")

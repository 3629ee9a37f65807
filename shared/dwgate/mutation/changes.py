"""Changes of a compiled policy: each makes another one of it, without compiling the rest again."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cel_expr_python import cel

    from dwgate.policy.compiler.model import ParameterValue
    from dwgate.policy.decision import CheckResult
    from dwgate.policy.engine import Exemption, Policy, Rule

Place = tuple[str, int]
"""Where an exemption stands in a compiled policy: the rule that it lifts, and its number among those of the rule."""


class Change(Protocol):
    """A change, as a value; two that make the same policy of one are equal."""

    def of(self, policy: Policy) -> Policy:
        """Give the policy with the change."""


@dataclass(frozen=True, slots=True)
class NewCondition:
    """A rule fires by another condition, which is given as the compiler writes it."""

    rule: str
    program: str

    def of(self, policy: Policy) -> Policy:
        """Give the policy with the change."""
        when = _expression(policy, self.program)
        return _with_rule(policy, self.rule, lambda rule: replace(rule, when=when))


@dataclass(frozen=True, slots=True)
class NewResult:
    """A rule asks for another result: where it fires, or where it cannot be judged."""

    rule: str
    then: CheckResult | None = None
    on_error: CheckResult | None = None

    def of(self, policy: Policy) -> Policy:
        """Give the policy with the change."""
        return _with_rule(
            policy,
            self.rule,
            lambda rule: replace(rule, then=self.then or rule.then, on_error=self.on_error or rule.on_error),
        )


@dataclass(frozen=True, slots=True)
class OtherMode:
    """A rule in shadow is enforced, or the other way round."""

    rule: str

    def of(self, policy: Policy) -> Policy:
        """Give the policy with the change."""
        return _with_rule(policy, self.rule, lambda rule: replace(rule, shadow=not rule.shadow))


@dataclass(frozen=True, slots=True)
class WithoutRule:
    """A rule is not there."""

    rule: str

    def of(self, policy: Policy) -> Policy:
        """Give the policy with the change."""
        return replace(policy, rules=tuple(rule for rule in policy.rules if rule.name != self.rule))


@dataclass(frozen=True, slots=True)
class NewParameter:
    """A parameter has another value."""

    name: str
    value: ParameterValue

    def of(self, policy: Policy) -> Policy:
        """Give the policy with the change."""
        return policy.with_parameters({self.name: self.value})


@dataclass(frozen=True, slots=True)
class NewExemption:
    """An exemption lifts by another condition, or until another time, wherever it stands."""

    places: tuple[Place, ...]
    program: str | None = None
    expires: datetime | None = None

    def of(self, policy: Policy) -> Policy:
        """Give the policy with the change."""
        changed: dict[str, Any] = {} if self.expires is None else {"expires": self.expires}
        if self.program is not None:
            changed["when"] = _expression(policy, self.program)
        return _with_exemptions(policy, self.places, lambda exemption: (replace(exemption, **changed),))


@dataclass(frozen=True, slots=True)
class WithoutExemption:
    """An exemption does not stand in some places."""

    places: tuple[Place, ...]

    def of(self, policy: Policy) -> Policy:
        """Give the policy with the change."""
        return _with_exemptions(policy, self.places, lambda _: ())


def _expression(policy: Policy, program: str) -> cel.Expression:
    return policy.environment.deserialize(b64decode(program))


def _with_rule(policy: Policy, name: str, change: Callable[[Rule], Rule]) -> Policy:
    return replace(policy, rules=tuple(change(rule) if rule.name == name else rule for rule in policy.rules))


def _with_exemptions(
    policy: Policy, places: tuple[Place, ...], change: Callable[[Exemption], tuple[Exemption, ...]]
) -> Policy:
    """Put other exemptions, one or none, in the place of each that stands in one of these places."""

    def changed(rule: Rule) -> Rule:
        exemptions = tuple(
            new
            for number, exemption in enumerate(rule.exemptions)
            for new in (change(exemption) if (rule.name, number) in places else (exemption,))
        )
        return replace(rule, exemptions=exemptions)

    return replace(policy, rules=tuple(changed(rule) for rule in policy.rules))

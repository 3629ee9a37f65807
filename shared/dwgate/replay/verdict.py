"""What a policy says of a message of the past: how all its rules stand, weighed as the engine weighs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.policy.decision import CheckResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dwgate.policy.engine import Rule
    from dwgate.replay.standing import Missing, Standing, State


@dataclass(frozen=True, slots=True)
class Want:
    """A rule that could not be judged, for the want of what, and why that is not known."""

    rule: str
    missing: Missing


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What a policy says; ``result`` is None where it hangs on what is not known, and ``wants`` says on what.

    ``asks`` are the enforced rules that ask for more than OK, ``shadow`` those in shadow, each with what it asks for.
    ``errors`` are those of both that could not be judged by what came, ``lifted`` those that an exemption lifts,
    ``unknown`` those of which nothing is known; ``shadow_wants`` are those of them that are in shadow.
    """

    result: CheckResult | None
    asks: Mapping[str, CheckResult]
    shadow: Mapping[str, CheckResult]
    errors: frozenset[str]
    lifted: frozenset[str]
    unknown: frozenset[str]
    wants: tuple[Want, ...]
    shadow_wants: tuple[Want, ...]


def weigh(rules: Sequence[Rule], standings: Sequence[Standing]) -> Verdict:
    """Weigh the rules of a point by how each stands.

    A rule that is unknown asks for no more than the stricter of its two results.  So the whole is known where some
    other rule, which is known, asks for as much.
    """
    asks: dict[str, CheckResult] = {}
    shadow: dict[str, CheckResult] = {}
    unknown: list[tuple[CheckResult, tuple[Want, ...]]] = []
    shadow_wants: list[Want] = []
    for rule, standing in zip(rules, standings, strict=True):
        wants = tuple(Want(rule.name, missing) for missing in standing.missing)
        if wants and rule.shadow:
            shadow_wants += wants
        elif wants:
            unknown.append((_most(rule, standing), wants))
        else:
            result = _asked(rule, standing)
            if result is not CheckResult.OK:
                (shadow if rule.shadow else asks)[rule.name] = result
    known = max(asks.values(), key=lambda result: result.severity, default=CheckResult.OK)
    deciding = [wants for most, wants in unknown if most.severity > known.severity]
    return Verdict(
        result=None if deciding else known,
        asks=asks,
        shadow=shadow,
        errors=_in_state("error", rules, standings),
        lifted=_in_state("exempted", rules, standings),
        unknown=frozenset(rule.name for rule, standing in zip(rules, standings, strict=True) if standing.missing),
        wants=tuple(want for wants in deciding for want in wants),
        shadow_wants=tuple(shadow_wants),
    )


def _in_state(state: State, rules: Sequence[Rule], standings: Sequence[Standing]) -> frozenset[str]:
    return frozenset(rule.name for rule, standing in zip(rules, standings, strict=True) if standing.state == state)


def _asked(rule: Rule, standing: Standing) -> CheckResult:
    if standing.state == "fired":
        return rule.then
    return rule.on_error if standing.state == "error" else CheckResult.OK


def _most(rule: Rule, standing: Standing) -> CheckResult:
    if standing.state == "unknown-exemption":
        return rule.then
    return max(rule.then, rule.on_error, key=lambda result: result.severity)

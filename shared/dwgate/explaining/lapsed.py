"""The exemptions of a rule that are about an operation, held against the time at which it was tried, and the present.

Whether one is about it says its condition, judged by the engine on what the record knows of the message.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dwgate.policy.engine import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dwgate.policy.decision import ExemptionUse
    from dwgate.policy.engine import Exemption, Policy
    from dwgate.records import Known

_NEVER_AN_ERROR = ("now", "present")
"""What an engine always has a value for, so that it judges by a wrong one where the record has lost the right one."""


@dataclass(frozen=True, slots=True)
class Exemptions:
    """The exemptions of one rule that are about an operation.

    ``expired`` had ended when it was tried; ``later`` had not, so that it must have come into the policy since, and it
    has not ended yet.  One that came since and has ended is neither: it helped nobody then, and helps nobody now.
    ``unknown`` are those of which the record does not tell whether they are about it.
    """

    expired: tuple[ExemptionUse, ...] = ()
    later: tuple[ExemptionUse, ...] = ()
    unknown: tuple[ExemptionUse, ...] = ()


def exemptions_for(  # noqa: PLR0913 - the times are named
    rule_name: str, policy: Policy, document: Mapping[str, Any], known: Known, *, tried: datetime | None, now: datetime
) -> Exemptions:
    """Find the exemptions of a rule of today's policy that are about an event which the rule fired at.

    ``document`` is the policy as compiled, and ``tried`` the time of the decision; without it nothing can be said.
    """
    exemptions = next(rule.exemptions for rule in policy.rules if rule.name == rule_name)
    written = [item for item in document["exemptions"] if rule_name in item["rules"]]
    found: dict[str, list[ExemptionUse]] = {"expired": [], "later": [], "unknown": []}
    for exemption, item in zip(exemptions, written, strict=True):
        is_lost = tried is None or any(name in item["reads"] and known.loss(name) for name in _NEVER_AN_ERROR)
        is_about = None if tried is None or is_lost else _is_about(exemption, policy, known, tried)
        if tried is None or is_about is None:
            found["unknown"].append(exemption.use)
        elif is_about and tried >= exemption.expires:
            found["expired"].append(exemption.use)
        elif is_about and now < exemption.expires:
            found["later"].append(exemption.use)
    return Exemptions(**{name: tuple(uses) for name, uses in found.items()})


def _is_about(exemption: Exemption, policy: Policy, known: Known, time: datetime) -> bool | None:
    """Judge an exemption's condition as that of a rule; None where it cannot be judged."""
    asked = Rule.of_condition("exemption", exemption.when, [known.event.point])
    (outcome,) = replace(policy, rules=(asked,)).decide(known.event, now=time).outcomes
    return None if outcome.state == "error" else outcome.state == "fired"

"""What several tests of policies say in the same words."""

from collections.abc import Callable
from typing import Any

from dwgate.events.event import Event
from dwgate.policy.decision import Decision, Outcome
from dwgate.policy.engine import Policy

Decide = Callable[..., Decision]
Events = Callable[..., Event]
Judge = Callable[..., Outcome]
Policies = Callable[..., Policy]
Rule = Callable[..., dict[str, Any]]


def only(decision: Decision) -> Outcome:
    """Give the outcome of the one rule."""
    (outcome,) = decision.outcomes
    return outcome


def rules(**results: str) -> dict[str, Any]:
    """Give a policy of rules that fire, by name, each with its result."""
    return {
        "rules": [
            {"name": name, "when": "event.fileSize > 1", "then": then, "reason": {"en": name}}
            for name, then in results.items()
        ]
    }

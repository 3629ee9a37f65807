"""What several tests of policies say in the same words."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

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


def combined(parts: st.SearchStrategy[str], *operators: str) -> st.SearchStrategy[str]:
    """Combine conditions into larger ones: by a negation, by one of the operators, by a choice."""
    return st.one_of(
        parts.map(lambda one: f"!({one})"),
        st.tuples(parts, st.sampled_from(operators), parts).map(lambda three: "({} {} {})".format(*three)),
        st.tuples(parts, parts, parts).map(lambda three: "({} ? {} : {})".format(*three)),
    )

"""Who decides in a deployed function: which policy, or nobody while the glass is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.operating.findings import ok, problem, warning
from dwgate.policy.decision import BEIJING
from dwgate.policy.explanation import short

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from dwgate.operating.checked_out import Pair
    from dwgate.operating.findings import Finding
    from dwgate.operating.trial import Log


def same_policy(pair: Pair) -> Finding:
    """Say that the deployed function decides by the policy of the checkout."""
    return ok(
        "policy-digest", pair.deployed_as, f"it decides by the policy of this checkout, {short(pair.here.digest)}"
    )


def another_policy(pair: Pair, deployed: str) -> Finding:
    """Say that the deployed function decides by another policy."""
    what = f"it decides by the policy {short(deployed)}, and that of this checkout is {short(pair.here.digest)}"
    advice = f"deploy it (dwgate build, {pair.deploy}), or check out the revision that is deployed"
    return problem("policy-digest", pair.deployed_as, what, advice)


def unknown_policy(pair: Pair, logs: Collection[Log]) -> Finding:
    """Say that no record tells which policy decides; ``logs`` is how much there was to read with each answer."""
    told = "it is not known by which policy it decides: "
    if "whole" in logs:
        what = f"{told}there is no record in its log"
        advice = "read the function's log: its policy may not load, or it is no function of dwgate"
    elif "cut" in logs:
        what = f"{told}its records are longer than the end of the log, the 4 KB that come with an answer"
        advice = f"add a sample that is let through to functions/{pair.name}/events: its record is short"
    else:
        what = f"{told}no log came with its answers"
        advice = "ask Function Compute itself, which sends the end of the log, and read the function's log"
    return problem("policy-digest", pair.deployed_as, what, advice)


def broken_glass(where: str, until: datetime) -> Finding:
    """Say that every answer is OK until then."""
    what = f"the glass is broken until {in_beijing(until)}: it answers OK to everything"
    return warning("break-glass", where, what, "take DWGATE_BREAK_GLASS away once it is no longer needed, and deploy")


def in_beijing(time: datetime) -> str:
    """Give a time as an answer of the gate gives it."""
    return time.astimezone(BEIJING).isoformat(timespec="seconds")

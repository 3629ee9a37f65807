"""Who decides in a deployed function: which policy, or nobody while the glass is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.operating.findings import ok, problem, warning

if TYPE_CHECKING:
    from dwgate.operating.checked_out import Pair
    from dwgate.operating.findings import Finding


def same_policy(pair: Pair) -> Finding:
    """Say that the deployed function decides by the policy of the checkout."""
    return ok(
        "policy-digest", pair.deployed_as, f"it decides by the policy of this checkout, {short(pair.here.digest)}"
    )


def another_policy(pair: Pair, deployed: str) -> Finding:
    """Say that the deployed function decides by another policy."""
    what = f"it decides by the policy {short(deployed)}, and that of this checkout is {short(pair.here.digest)}"
    advice = f"deploy it (dwgate build, s {pair.name} deploy), or check out the revision that is deployed"
    return problem("policy-digest", pair.deployed_as, what, advice)


def broken_glass(where: str, until: str) -> Finding:
    """Say that every answer is OK until then."""
    what = f"the glass is broken until {until}: it answers OK to everything"
    return warning("break-glass", where, what, "take DWGATE_BREAK_GLASS away once it is no longer needed, and deploy")


def short(digest: str | None) -> str:
    """Give enough of a digest to tell it from another."""
    return f"{digest[:19]}…" if digest else "none"

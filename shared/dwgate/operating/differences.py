"""What is deployed otherwise than the template says, and what to do about it.

The template is filled in with the environment of whoever runs the command.  Where a variable is not set there, what the
template says is a default, and to deploy from that shell would put it in the place of what is deployed.  So it is not
advised, and no more than a warning: nobody knows which of the two is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dwgate.operating.findings import problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.operating.checked_out import Pair
    from dwgate.operating.findings import Finding


_EXPORT = "export what it was deployed with before you deploy"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing about a function, deployed and in the template, each as it may be shown; empty where there is nothing.

    ``path`` is that of the property in the template.
    """

    name: str
    path: str
    deployed: str
    described: str


def difference(check: str, pair: Pair, aspect: Aspect) -> Finding:
    """Say of an aspect that it is different."""
    told = f"{aspect.name} is {aspect.deployed or 'not set'}, and {aspect.described or 'not set'} by the template"
    unset = ", ".join(pair.there.unset.get(aspect.path, ()))
    if unset and aspect.deployed:
        what = f"{told}: this shell does not set {unset}, from which the template takes it"
        return warning(check, pair.deployed_as, what, _EXPORT)
    hold = "write into the template what is to hold"
    if not aspect.described:
        return problem(check, pair.deployed_as, told, f"{hold}: to deploy it as it stands takes this away")
    return problem(check, pair.deployed_as, told, f"deploy it: {pair.deploy}; or {hold}")


def in_order(pair: Pair, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Say of each advice to deploy a function what has to come first, where this shell lacks something of it."""
    found = tuple(findings)
    if all(one.advice != _EXPORT for one in found):
        return found
    first = "first export what this shell does not set, as it is told of this function"
    return tuple(replace(one, advice=f"{first}; {one.advice}") if pair.deploy in one.advice else one for one in found)


def missing(pair: Pair, deploy: str) -> str:
    """Advise on a function that is not there; ``deploy`` is how to deploy it."""
    unset = dict.fromkeys(name for path in ("functionName", "region") for name in pair.there.unset.get(path, ()))
    named = f"; if it is there by another name or region, export {', '.join(unset)}, which this shell does not set"
    return f"deploy it: {deploy}{named if unset else ''}"

"""All mutants of a function's policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.mutation.exemptions import of_exemptions
from dwgate.mutation.parameters import of_parameters
from dwgate.mutation.rules import of_rules
from dwgate.mutation.sites import Sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.mutation.mutant import Mutant
    from dwgate.policy.compiler import Compilation


def mutants_of(compilation: Compilation) -> tuple[Mutant, ...]:
    """Give each mutant of a policy once, by where it is changed; none of a policy that does not compile."""
    sites = Sites.of(compilation)
    found: dict[str, Mutant] = {}
    for mutant in _every(sites) if sites else ():
        found.setdefault(repr(mutant.change), mutant)  # by its text, since to Python 1 equals true
    return tuple(sorted(found.values(), key=_place))


def _every(sites: Sites) -> Iterator[Mutant]:
    yield from of_rules(sites)
    yield from of_parameters(sites)
    yield from of_exemptions(sites)


def _place(mutant: Mutant) -> tuple[str, int, int]:
    spot = mutant.spot
    return mutant.file, int(spot.text.node.start_mark.index), spot.offset

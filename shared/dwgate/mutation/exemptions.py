"""Mutants of exemptions: of their conditions, of the time at which they end, of the rules that they lift."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dwgate.mutation.changes import NewExemption, WithoutExemption
from dwgate.mutation.conditions import of_condition
from dwgate.mutation.edits import Edit
from dwgate.mutation.kinds import Kind
from dwgate.mutation.mutant import Mutant, Spot
from dwgate.mutation.shifts import beside_time
from dwgate.mutation.sites import item_of, key_beside
from dwgate.policy.compiler.cel_tokens import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dwgate.mutation.changes import Place
    from dwgate.mutation.sites import Sites
    from dwgate.policy.compiler.model import ExemptionSource

_SECTION = "exemptions"


def of_exemptions(sites: Sites) -> Iterator[Mutant]:
    """Give the mutants of all exemptions."""
    for exemption, compiled, places in sites.exemptions():
        conditions = sites.conditions(sites.points_of(compiled["rules"]))
        lifted = frozenset(name for name, _ in places)
        when = exemption.when
        always = Edit(Kind.EXEMPTION, Span(0, len(when.value)), when.value, "true")
        yield from of_condition(when, conditions, partial(NewExemption, places), lifted, always)
        yield from _of_end(exemption, places, lifted)
        yield from _without(exemption, places, lifted)


def _of_end(exemption: ExemptionSource, places: tuple[Place, ...], lifted: frozenset[str]) -> Iterator[Mutant]:
    expires = key_beside(exemption.when, _SECTION, "expires")
    for near in beside_time(exemption.expires):
        spot = Spot(Kind.DATE, expires, expires.value, near.isoformat())
        yield Mutant(spot, NewExemption(places, expires=near), lifted)


def _without(exemption: ExemptionSource, places: tuple[Place, ...], lifted: frozenset[str]) -> Iterator[Mutant]:
    """Take the exemption away, and each of its rules out of it where it has several."""
    whole = item_of(exemption.when, _SECTION)
    told = f"the exemption from {', '.join(name.value for name in exemption.rules)}"
    yield Mutant(Spot(Kind.EXEMPTION, whole, told, ""), WithoutExemption(places), lifted)
    for name in exemption.rules:
        alone = tuple(place for place in places if place[0] == name.value)
        yield Mutant(Spot(Kind.MEMBER, name, name.value, ""), WithoutExemption(alone), frozenset({name.value}))

"""All that a simulation hangs on, as one value, and that value with some of its numbers multiplied."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from scaling.cloud import Cloud, Deployment
from scaling.people import People
from scaling.prices import Prices


@dataclass(frozen=True, slots=True)
class Inputs:
    """The people, what they use, how dwgate is deployed on it, and what that costs."""

    people: People = field(default_factory=People)
    cloud: Cloud = field(default_factory=Cloud)
    deployment: Deployment = field(default_factory=Deployment)
    prices: Prices = field(default_factory=Prices)

    def times(self, factor: float, *names: str) -> Inputs:
        """Give the inputs with each of these multiplied, such as ``cloud.writes``."""
        changed = self
        for name in names:
            part, _, number = name.partition(".")
            old = getattr(changed, part)
            changed = replace(changed, **{part: replace(old, **{number: getattr(old, number) * factor})})
        return changed

    def as_document(self) -> dict[str, Any]:
        """Give them as JSON types."""
        return asdict(self)

"""Every exemption of a policy as its owner and an administrator look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from dwgate.policy.compiler import Compilation

State = Literal["expired", "expiring", "holds"]

_DAY = timedelta(days=1)


class Use(NamedTuple):
    """What a record says of an exemption that lifted a rule: it has no name of its own.

    ``expires`` is in ISO 8601, as the policy's author wrote it.
    """

    rule: str
    reason: str
    owner: str
    expires: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """One exemption of one function; ``source`` is its file and line, ``written`` its end as a record spells it."""

    function: str
    rules: tuple[str, ...]
    condition: str
    reason: str
    owner: str
    written: str
    source: str

    @property
    def expires(self) -> datetime:
        """The first instant at which it no longer holds."""
        return datetime.fromisoformat(self.written)

    def has_expired(self, at: datetime) -> bool:
        """Whether it holds no longer."""
        return at >= self.expires

    def days_left(self, at: datetime) -> int:
        """Give the least number of days within which it ends; below 0 where it ended so many whole days ago."""
        return -((at - self.expires) // _DAY)

    def state(self, at: datetime, within: int | None) -> State:
        """Say whether it has ended, or ends within so many days."""
        if self.has_expired(at):
            return "expired"
        return "expiring" if within is not None and self.days_left(at) <= within else "holds"

    def uses(self) -> Iterator[Use]:
        """Give what a record says where it lifts one of its rules."""
        return (Use(rule, self.reason, self.owner, self.written) for rule in self.rules)


def exemptions_of(compilations: Iterable[Compilation]) -> list[Exemption]:
    """Give the exemptions of the policies that compile, the first to end first."""
    found = [exemption for compilation in compilations for exemption in _of_one(compilation)]
    return sorted(found, key=lambda one: (one.expires, one.function, one.rules))


def _of_one(compilation: Compilation) -> Iterator[Exemption]:
    if compilation.document is None or compilation.sources is None:
        return
    items: list[Mapping[str, Any]] = compilation.document["exemptions"]
    for item, written in zip(items, compilation.sources.exemptions, strict=True):
        first = written.rules[0]
        yield Exemption(
            function=compilation.function,
            rules=tuple(item["rules"]),
            condition=" ".join(item["condition"].split()),
            reason=item["reason"],
            owner=item["owner"],
            written=item["expires"],
            source=f"{first.source.name}:{first.line}",
        )

"""What the cases of a function cover: the outcomes of its rules, its exemptions and their clauses that were seen.

A rule has two outcomes: it fires, and it passes.  A clause has two, true and false.  Either has one where it cannot
come to the other: ``when: true`` never passes.  An exemption has two: it lifts a rule, and it would have lifted one
that fires, but has expired.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dwgate.policy.compiler.clauses import Clause
    from dwgate.policy.compiler.model import ExemptionSource, RuleSource

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Share:
    """How many outcomes there are, and how many of them some case has seen."""

    seen: int
    total: int

    @classmethod
    def of(cls, parts: Iterable[Share]) -> Share:
        """Add up."""
        shares = list(parts)
        return cls(sum(share.seen for share in shares), sum(share.total for share in shares))

    @property
    def percent(self) -> float:
        """The share in percent, with one decimal and never rounded up: 100 is all."""
        return self.seen * _WHOLE * 10 // self.total / 10 if self.total else float(_WHOLE)

    def reaches(self, percent: float) -> bool:
        """Whether it is this much at least, by the percent as it is written."""
        return self.seen * _WHOLE >= Fraction(str(percent)) * self.total


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """A clause, and the numbers of cases in which it was reached and came to each of what it can come to."""

    clause: Clause
    true: int
    false: int
    unjudged: int

    @property
    def unseen(self) -> tuple[bool, ...]:
        """What it can come to, and did in no case."""
        return _unseen(self.clause.can_be, true=self.true, false=self.false)

    @property
    def share(self) -> Share:
        """The outcomes of the clause."""
        return _share(self.clause.can_be, true=self.true, false=self.false)


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """A rule, what its condition can come to, and the numbers of cases in which it fired and in which it passed."""

    source: RuleSource
    can_be: frozenset[bool]
    fired: int
    passed: int
    clauses: tuple[ClauseCoverage, ...]

    @property
    def share(self) -> Share:
        """The outcomes of the rule and its clauses."""
        own = _share(self.can_be, true=self.fired, false=self.passed)
        return Share.of([own, *(clause.share for clause in self.clauses)])


@dataclass(frozen=True, slots=True)
class ExemptionCoverage:
    """An exemption, and the numbers of cases in which it lifted a rule, and in which it would have and had expired."""

    source: ExemptionSource
    used: int
    expired: int
    clauses: tuple[ClauseCoverage, ...]

    @property
    def share(self) -> Share:
        """The outcomes of the exemption and its clauses."""
        own = Share(bool(self.used) + bool(self.expired), 2)
        return Share.of([own, *(clause.share for clause in self.clauses)])


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the cases of one function cover, in the order of its policy."""

    function: str
    rules: tuple[RuleCoverage, ...]
    exemptions: tuple[ExemptionCoverage, ...]

    @property
    def share(self) -> Share:
        """The outcomes of the whole policy."""
        parts: list[RuleCoverage | ExemptionCoverage] = [*self.rules, *self.exemptions]
        return Share.of(part.share for part in parts)

    def as_document(self) -> dict[str, Any]:
        """Give the numbers as JSON types."""
        return {
            "function": self.function,
            **share_document(self.share),
            "rules": [
                {
                    "rule": rule.source.name.value,
                    "fired": rule.fired,
                    "passed": rule.passed,
                    "clauses": [_clause_document(clause) for clause in rule.clauses],
                }
                for rule in self.rules
            ],
            "exemptions": [
                {
                    "rules": [name.value for name in exemption.source.rules],
                    "owner": exemption.source.owner,
                    "expires": exemption.source.expires.isoformat(),
                    "used": exemption.used,
                    "expired": exemption.expired,
                    "clauses": [_clause_document(clause) for clause in exemption.clauses],
                }
                for exemption in self.exemptions
            ],
        }


def share_document(share: Share) -> dict[str, Any]:
    """Give a share as JSON types."""
    return {"seen": share.seen, "total": share.total, "percent": share.percent}


def _unseen(can_be: frozenset[bool], *, true: int, false: int) -> tuple[bool, ...]:
    counts = {True: true, False: false}
    return tuple(truth for truth, count in counts.items() if truth in can_be and not count)


def _share(can_be: frozenset[bool], *, true: int, false: int) -> Share:
    return Share(len(can_be) - len(_unseen(can_be, true=true, false=false)), len(can_be))


def _clause_document(covered: ClauseCoverage) -> dict[str, Any]:
    return {
        "clause": covered.clause.text,
        "true": covered.true,
        "false": covered.false,
        "unjudged": covered.unjudged,
        "unseen": list(covered.unseen),
    }

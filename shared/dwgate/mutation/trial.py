"""The cases of a policy's tests against its mutants: which changes they notice, and which they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dwgate.policy.compiler.function import file_of_tests
from dwgate.policy_tests.covered import Share
from dwgate.policy_tests.runner import run_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dwgate.mutation.mutant import Mutant
    from dwgate.policy.engine import Policy
    from dwgate.policy_tests import Case


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: the first case that noticed it, or None where it survived."""

    mutant: Mutant
    noticed_by: Case | None


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants were noticed, and how many there are."""

    noticed: int
    mutants: int

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> Score:
        """Count them."""
        counted = [verdict.noticed_by is not None for verdict in verdicts]
        return cls(sum(counted), len(counted))

    @property
    def percent(self) -> float:
        """The share that was noticed, in percent to one digit, rounded down; 100 where there is none to notice."""
        return self._share.percent

    @property
    def _share(self) -> Share:
        return Share(self.noticed, self.mutants)

    def reaches(self, percent: float) -> bool:
        """Whether it is this much at least, by the mutants and not by what is shown."""
        return self._share.reaches(percent)


def verdict_on(mutant: Mutant, policy: Policy, cases: Sequence[Case]) -> Verdict:
    """Run the cases against a mutant of the policy, until one fails; without the mutation all of them pass."""
    mutated = mutant.change.of(policy)
    return Verdict(mutant, next((case for case in _in_order(mutant, policy, cases) if _notices(case, mutated)), None))


def _notices(case: Case, mutated: Policy) -> bool:
    return not run_case(case, mutated).has_passed


def _in_order(mutant: Mutant, policy: Policy, cases: Sequence[Case]) -> list[Case]:
    """Give the cases that can notice a mutant, those of the test beside the changed file first."""
    points = frozenset[str]().union(*(rule.points for rule in policy.rules if rule.name in mutant.rules))
    beside = file_of_tests(mutant.file)
    return sorted((case for case in cases if case.event.point in points), key=lambda case: case.file != beside)

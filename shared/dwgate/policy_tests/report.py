"""What became of a function's policy tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.decision import Decision
    from dwgate.policy_tests.differences import Difference
    from dwgate.policy_tests.model import Case


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case, the decision on its message, and what of that is not as expected."""

    case: Case
    decision: Decision
    differences: tuple[Difference, ...]

    @property
    def has_passed(self) -> bool:
        """Whether all is as expected."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class UntestedRule:
    """A rule that no case makes fire, or that no case lets pass; ``diagnostic`` says so at the rule."""

    name: str
    has_fired: bool
    has_passed: bool
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a function's cases; ``diagnostics`` are what is wrong with its files.

    Of the cases that were not run ``skipped`` say why themselves, and ``unselected`` were not asked for.  Of those with
    something wrong ``left_out`` are the ones that could be counted, and ``unread`` the files of the others.
    ``vacuous`` names the cases that pass whatever the rules say.
    """

    function: str
    results: tuple[CaseResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    untested: tuple[UntestedRule, ...]
    left_out: int = 0
    unread: int = 0
    skipped: tuple[Case, ...] = ()
    unselected: tuple[Case, ...] = ()
    vacuous: tuple[Diagnostic, ...] = ()

    @property
    def failures(self) -> tuple[CaseResult, ...]:
        """The cases that did not come out as expected."""
        return tuple(result for result in self.results if not result.has_passed)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong with the tests themselves."""
        return (*self.diagnostics, *(rule.diagnostic for rule in self.untested), *self.vacuous)

    @property
    def is_whole(self) -> bool:
        """Whether every case could be run that was to be."""
        return not self.left_out and not self.unread

    @property
    def is_clean(self) -> bool:
        """Whether every case passed that is not skipped, and every rule is tested."""
        return self.is_whole and not self.failures and not self.findings

    @property
    def cases(self) -> tuple[Case, ...]:
        """Every case that nothing is wrong with, those first that were run."""
        return (*(result.case for result in self.results), *self.skipped, *self.unselected)

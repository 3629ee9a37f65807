"""What ``dwgate test`` ran: the report of each function beside its policy, and which cases were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.cli.project import FUNCTIONS_FOLDER, UsageError
from dwgate.cli.terminal import counted, shown
from dwgate.policy.compiler.diagnostics import did_you_mean
from dwgate.policy_tests.selection import Selection, tests_by_rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dwgate.cli.testing.coverage import CoverageOfAll
    from dwgate.mutation import Mutation
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy_tests import Case, CaseResult, Report

_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Tested:
    """A function's report, and what became of its policy."""

    report: Report
    compilation: Compilation

    @property
    def document(self) -> Mapping[str, Any] | None:
        """The compiled policy, None where it does not compile."""
        return self.compilation.document

    @property
    def is_concerned(self) -> bool:
        """Whether there is anything to tell: a case that was asked for, or a finding."""
        return bool(self.report.results or self.report.skipped or self.report.findings)


@dataclass(frozen=True, slots=True)
class Run:
    """All functions that were tested.

    ``coverage`` is what their cases see of them, where that was asked for, and ``mutation`` what became of their
    mutants, where some were tried.
    """

    functions: tuple[Tested, ...]
    selection: Selection
    mutation: Mutation | None = None
    coverage: CoverageOfAll | None = None

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports of the functions."""
        return tuple(tested.report for tested in self.functions)

    @property
    def results(self) -> tuple[CaseResult, ...]:
        """The results of all cases that were run."""
        return tuple(result for report in self.reports for result in report.results)

    @property
    def skipped(self) -> tuple[Case, ...]:
        """The cases that say why they are not run."""
        return tuple(case for report in self.reports for case in report.skipped)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong with the policies and their tests."""
        return tuple(finding for report in self.reports for finding in report.findings)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong; where every case that was asked for is skipped, nothing is shown to be right."""
        is_shown = bool(self.results) or not self.skipped
        is_noticed = self.mutation is None or not self.mutation.below
        is_covered = self.coverage is None or not self.coverage.below
        return all(report.is_clean for report in self.reports) and is_shown and is_noticed and is_covered

    def check_selection(self) -> None:
        """Raise UsageError for a rule or a name that no case has, unless something keeps cases from being read."""
        if not all(report.is_whole for report in self.reports):
            return
        rules = [rule["name"] for tested in self.functions if tested.document for rule in tested.document["rules"]]
        for rule in self.selection.rules:
            if rule not in rules:
                raise UsageError(f"--rule: there is no rule {rule}; {did_you_mean(rule, rules, listing='there are')}")
            self._check(Selection(rules=(rule,)), f"--rule: no case is about {rule}")
        for name in self.selection.names:
            self._check(Selection(names=(name,)), f"--case: no case has “{name}” in its name")
        if not self.selection.is_all:
            self._check(self.selection, "no case is of such a rule and has such a name")

    def _check(self, selection: Selection, problem: str) -> None:
        """Raise UsageError where not one case is selected, saying which there are."""
        cases = (case for report in self.reports for case in report.cases)
        names = [case.name for case in sorted(cases, key=lambda case: (case.file, case.line))]
        if not any(
            selection.takes(case, tests_by_rule(tested.document or {"rules": ()}, _folder(tested)))
            for tested in self.functions
            for case in tested.report.cases
        ):
            raise UsageError(f"{problem}; {_some(names)}")


def _folder(tested: Tested) -> str:
    return f"{FUNCTIONS_FOLDER}/{tested.report.function}"


def _some(names: Sequence[str]) -> str:
    """List the names of cases, or the first of many."""
    some = [shown(f"“{' '.join(name.split())}”") for name in names[:_MOST_NAMES]]
    others = [counted(len(names) - _MOST_NAMES, "other")] if len(names) > _MOST_NAMES else []
    return f"there are: {', '.join([*some, *others]) or 'none'}"

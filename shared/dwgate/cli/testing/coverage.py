"""``dwgate test --coverage``: which outcomes of the rules and their clauses the cases see, and which they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from dwgate.cli.terminal import counted, new_table, show_table
from dwgate.policy_tests.clause_coverage import coverage_of
from dwgate.policy_tests.coverage_gaps import gaps
from dwgate.policy_tests.covered import Share, share_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from rich.console import Console
    from rich.table import Table

    from dwgate.cli.testing.tested import Tested
    from dwgate.policy_tests.covered import ClauseCoverage, Coverage, RuleCoverage

THRESHOLD = 100.0
"""The share in percent of its outcomes that the cases of each function must see, unless said otherwise."""


@dataclass(frozen=True, slots=True)
class CoverageOfAll:
    """The coverage of each function, by name; None where it is not known, since not all cases could be read."""

    functions: dict[str, Coverage | None]
    threshold: float

    @property
    def unknown(self) -> tuple[str, ...]:
        """The functions of which it is not known what is covered."""
        return tuple(name for name, coverage in self.functions.items() if coverage is None)

    @property
    def share(self) -> Share | None:
        """The outcomes of all functions, None where those of one are not known."""
        shares = [coverage.share for coverage in self.functions.values() if coverage]
        return None if self.unknown else Share.of(shares)

    @property
    def below(self) -> tuple[str, ...]:
        """The functions of which it is known that too little is covered."""
        return tuple(
            name for name, coverage in self.functions.items() if coverage and not coverage.share.reaches(self.threshold)
        )

    def as_document(self) -> dict[str, Any]:
        """Give the coverage as JSON types, with what is missing for each function.

        Where it is not known of one, the numbers of all are null, and so is the list of those below the threshold.
        """
        share = self.share
        return {
            "threshold": self.threshold,
            **(share_document(share) if share else dict.fromkeys(("seen", "total", "percent"))),
            "below": list(self.below) if share else None,
            "unknown": list(self.unknown),
            "functions": [
                {**coverage.as_document(), "gaps": [gap.as_document() for gap in gaps(coverage)]}
                for coverage in self.functions.values()
                if coverage
            ],
        }


def cover(functions: Sequence[Tested], threshold: float | None = None) -> CoverageOfAll:
    """Take what the cases that were run cover of each function; without a threshold they are to cover all."""
    covered: dict[str, Coverage | None] = {}
    for tested in functions:
        report = tested.report
        is_known = report.is_whole and not report.diagnostics
        cases = [result.case for result in report.results]
        covered[report.function] = coverage_of(tested.compilation, cases) if is_known else None
    return CoverageOfAll(covered, THRESHOLD if threshold is None else threshold)


def show_coverage(out: Console, covered: CoverageOfAll) -> None:
    """Write a table for each function with what no case sees below it, and in the end the share of all."""
    for name, coverage in covered.functions.items():
        if coverage is None:
            problem = "coverage is not known until the findings above are mended"
            out.print(Text.assemble((f"\n{name}", "name"), ": ", (problem, "warn")), soft_wrap=True)
        else:
            _show_function(out, coverage, "fail" if name in covered.below else "ok")
    seen = _seen(covered.share) if covered.share else f"not known of {', '.join(covered.unknown)}"
    told = f"\ncoverage of {counted(len(covered.functions), 'function')}: {seen}"
    below = f"; under {covered.threshold:g} %: {', '.join(covered.below)}" if covered.below else ""
    out.print(Text.assemble(told, (below, "fail")), soft_wrap=True)


def _show_function(out: Console, coverage: Coverage, style: str) -> None:
    out.print(Text.assemble((f"\n{coverage.function}", "name"), ": ", (_seen(coverage.share), style)), soft_wrap=True)
    rules = _table("rule", "fires", "passes", "clauses")
    for rule in coverage.rules:
        fired, passed = _of(rule, rule.fired, truth=True), _of(rule, rule.passed, truth=False)
        rules.add_row(Text(rule.source.name.value), fired, passed, _clauses(rule.clauses))
    out.print()
    show_table(out, rules)
    exemptions = _table("exemption of", "used", "expired", "clauses")
    for exemption in coverage.exemptions:
        lifted = Text(", ".join(name.value for name in exemption.source.rules))
        counts = _count(exemption.used), _count(exemption.expired)
        exemptions.add_row(lifted, *counts, _clauses(exemption.clauses))
    if coverage.exemptions:
        out.print()
        show_table(out, exemptions)
    for gap in gaps(coverage):
        out.print(Text(f"\n{gap.render()}"), soft_wrap=True)


def _table(first: str, *numbers: str) -> Table:
    table = new_table()
    table.add_column(first)
    for header in numbers:
        table.add_column(header, justify="right", no_wrap=True)
    return table


def _of(rule: RuleCoverage, cases: int, *, truth: bool) -> Text:
    """Say how many cases there are of an outcome, if it can come: the condition can be this."""
    return _count(cases) if cases or truth in rule.can_be else Text("-")


def _count(cases: int) -> Text:
    return Text(str(cases), "" if cases else "fail")


def _clauses(clauses: Sequence[ClauseCoverage]) -> Text:
    """Say of how many clauses all was seen that they can come to."""
    seen = sum(not clause.unseen for clause in clauses)
    return Text(f"{seen} of {len(clauses)}", "" if seen == len(clauses) else "fail")


def _seen(share: Share) -> str:
    return f"{share.seen} of {counted(share.total, 'outcome')} seen, {share.percent:g} %"

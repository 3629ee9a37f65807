"""``dwgate test --mutate``: the policies with one change each, and the changes that no case notices."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from rich.progress import track
from rich.text import Text

from dwgate.cli.project import FUNCTIONS_FOLDER
from dwgate.cli.terminal import console, counted, new_table, show_table
from dwgate.mutation import Budget, Finder, Mutation, Tried, mutants_of, verdict_on
from dwgate.policy.compiler.function import file_of_tests
from dwgate.policy_tests.runner import run_case
from dwgate.policy_tests.under_test import FunctionUnderTest
from dwgate.runtime import settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from rich.console import Console

    from dwgate.cli.project import Function
    from dwgate.cli.testing.tested import Run, Tested

THRESHOLD = 95.0
"""The score in percent that each file must have, unless said otherwise."""

_Item = TypeVar("_Item")


def mutate(functions: Sequence[Function], run: Run, threshold: float | None = None) -> Mutation | None:
    """Try the cases against each mutant of the functions' policies; None where a case fails without one.

    Of selected rules those mutants are tried that can change what becomes of one of them, by all cases.
    """
    if any(report.failures or report.diagnostics or not report.is_whole for report in run.reports):
        return None
    found: list[Tried] = []
    budget = Budget()
    for function, tested in zip(functions, run.functions, strict=True):
        found += _of_function(function, tested, run.selection.rules, budget)
    return Mutation(tuple(found), THRESHOLD if threshold is None else threshold)


def _of_function(function: Function, tested: Tested, rules: Collection[str], budget: Budget) -> Iterator[Tried]:
    """Try the mutants of a function's policy, then look for the cases that it lacks."""
    compilation, report = tested.compilation, tested.report
    document, sources = compilation.document, compilation.sources
    if document is None or sources is None:
        return
    policy = compilation.policy()
    cases = [case for case in report.cases if case.skip is None and run_case(case, policy).has_passed]
    mutants = [mutant for mutant in mutants_of(compilation) if not rules or mutant.rules.intersection(rules)]
    verdicts = [verdict_on(mutant, policy, cases) for mutant in _tracked(mutants, f"{function.name}: mutants")]
    name, spellings = f"{FUNCTIONS_FOLDER}/{function.name}", settings.read(os.environ).spellings
    under_test = FunctionUnderTest.of(function.folder, name, document, sources, spellings)
    finder = Finder.of(compilation, under_test, report.cases, budget)
    for verdict in _tracked(verdicts, f"{function.name}: missing cases"):
        yield Tried(verdict, None if verdict.noticed_by else finder.search(verdict.mutant))


def _tracked(items: Sequence[_Item], told: str) -> Iterable[_Item]:
    """Show on a terminal how far it is."""
    out = console(stderr=True)
    return track(items, told, console=out, transient=True, disable=not items or not out.is_terminal)


def show_mutation(out: Console, mutation: Mutation | None) -> None:
    """Write each mutant that survived, with the case that is missing, and the scores."""
    if mutation is None:
        out.print("\nnot mutated: without a change in the policies, every case must pass first", soft_wrap=True)
        return
    for one in mutation.survivors:
        _show_survivor(out, one)
    table = new_table()
    table.add_column("policy", no_wrap=True)
    for heading in ("mutants", "noticed", "score"):
        table.add_column(heading, justify="right", no_wrap=True)
    for file, score in mutation.scores.items():
        style = "fail" if file in mutation.below else ""
        table.add_row(file, str(score.mutants), str(score.noticed), f"{score.percent:g} %", style=style)
    if mutation.is_cut:
        told = "the search ended before every missing case was looked for; add those above, and run it again"
        out.print(f"\n{told}", soft_wrap=True)
    out.print()
    show_table(out, table)
    out.print(f"\n{_summary(mutation)}", soft_wrap=True)


def _show_survivor(out: Console, one: Tried) -> None:
    """Show where a mutant is and what it changes, and the case to be pasted, which is told once."""
    finding, missing = one.verdict.mutant.finding, one.missing
    tests = PurePosixPath(file_of_tests(finding.file)).name
    hint = _none_found(one)
    if missing:
        hint = f"this case would, in {tests}:"
        if missing.is_told:
            hint = f"the case {missing.name!r} above would"
    out.print(Text(f"\n{replace(finding, hint=hint).render()}"), soft_wrap=True)
    if missing and not missing.is_told:
        out.print(Text(f"\n{missing.yaml}".rstrip("\n")), soft_wrap=True)


def _none_found(one: Tried) -> str:
    """Say among how many messages no case was found, which is no proof that there is none."""
    if one.search is None or not one.search.tried:
        return "no case was looked for: the search has ended"
    cut = ", where the search ended" if one.search.is_cut else ""
    return f"no case that would was found among {counted(one.search.tried, 'message')}{cut}"


def _summary(mutation: Mutation) -> Text:
    score = mutation.score
    told = f"{score.noticed} of {counted(score.mutants, 'mutant')} noticed, {score.percent:g} %"
    if not mutation.below:
        return Text(told)
    under = f"under {mutation.threshold:g} %: {', '.join(mutation.below)}"
    return Text.assemble(f"{told}; ", (under, "fail"))

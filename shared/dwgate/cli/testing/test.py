"""``dwgate test``: the policy tests of every function, and everything that did not come out as expected."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from dwgate.cli.project import FUNCTIONS_FOLDER, UsageError
from dwgate.cli.terminal import console, write
from dwgate.cli.testing.as_json import as_json
from dwgate.cli.testing.as_text import show
from dwgate.cli.testing.coverage import cover, show_coverage
from dwgate.cli.testing.junit import as_junit
from dwgate.cli.testing.mutate import mutate, show_mutation
from dwgate.cli.testing.tested import Run, Tested
from dwgate.errors import SettingError
from dwgate.policy_tests import Selection, run_tests
from dwgate.runtime import settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dwgate.cli.project import Function
    from dwgate.policy.compiler import Compilation
    from dwgate.policy_tests import Report


class Format(Enum):
    """How what came of the tests is written: for a person, a program, or a build server."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


_WRITERS = {Format.JSON: as_json, Format.JUNIT: as_junit}


@dataclass(frozen=True, slots=True)
class Options:
    """Which cases to run, and how to write what came of them.

    ``file`` gets what is written for machines, and standard output then the text; without, standard output gets it.
    ``threshold`` is the share in percent that ``coverage`` asks of each function, and the score that ``mutate`` asks of
    each policy file.
    """

    selection: Selection = field(default_factory=Selection)
    output: Format = Format.TEXT
    file: Path | None = None
    explain: bool = False
    coverage: bool = False
    mutate: bool = False
    threshold: float | None = None

    def check(self) -> None:
        """Raise UsageError where one of them is empty, or two do not go together."""
        for is_wrong, problem in self._mistakes():
            if is_wrong:
                raise UsageError(problem)

    def _mistakes(self) -> tuple[tuple[bool, str], ...]:
        """Give what must not be so, and what to tell where it is."""
        selection, has_no_file = self.selection, self.file is None
        is_text, is_junit = self.output is Format.TEXT, self.output is Format.JUNIT
        return (
            (_has_blank(selection.names), "--case: the text is empty; give a part of a case's name"),
            (_has_blank(selection.rules), "--rule: the name is empty; give that of a rule"),
            (
                is_text and not has_no_file,
                "--output is for --format json or junit; the text goes to standard output",
            ),
            (
                self.explain and not is_text and has_no_file,
                f"--explain is for the text; give --output FILE for the {self.output.value} beside it",
            ),
            (
                self.mutate and bool(selection.names),
                "--mutate tries every case; choose what to change by --rule, not the cases by --case",
            ),
            (
                self.mutate and is_junit and has_no_file,
                "--mutate is not in the JUnit; give --output FILE for that, and the text has the mutants",
            ),
            (
                self.coverage and not selection.is_all,
                "--coverage is of all cases; leave out --rule and --case",
            ),
            (
                self.coverage and is_junit and has_no_file,
                "--coverage is not in the JUnit; give --output FILE for that, and the text has the coverage",
            ),
            (
                self.threshold is not None and not (self.coverage or self.mutate),
                "--threshold is for --coverage and --mutate",
            ),
        )


def test(functions: Sequence[Function], options: Options | None = None) -> bool:  # noqa: PT028 - a command, not a test
    """Run the functions' policy tests and write what came of them; whether nothing is wrong."""
    if not functions:
        raise UsageError(f"there is no function to test: a function is a folder of {FUNCTIONS_FOLDER}/")
    options = options or Options()
    options.check()
    tested = []
    for function in functions:
        compilation = function.compile()
        tested.append(Tested(report_of(function, compilation, options.selection), compilation))
    run = Run(tuple(tested), options.selection)
    run.check_selection()
    if options.coverage:
        run = replace(run, coverage=cover(run.functions, options.threshold))
    if options.mutate:
        run = replace(run, mutation=mutate(functions, run, options.threshold))
    _write(run, options)
    return run.is_clean


def report_of(function: Function, compilation: Compilation, selection: Selection | None = None) -> Report:
    """Run a function's policy tests; messages are read by the settings of the environment, as its handler does.

    Raises UsageError for a setting that is wrong.
    """
    try:
        spellings = settings.read(os.environ).spellings
    except SettingError as error:
        raise UsageError(f"{error}; nothing is tested by settings that are wrong") from None
    name = f"{FUNCTIONS_FOLDER}/{function.name}"
    return run_tests(function.folder, compilation, name, spellings, selection or Selection())


def _has_blank(texts: Sequence[str]) -> bool:
    return any(not text.strip() for text in texts)


def _write(run: Run, options: Options) -> None:
    writer = _WRITERS.get(options.output)
    if writer and not options.file:
        write(f"{writer(run)}\n")
        return
    if writer and options.file:
        options.file.write_text(f"{writer(run)}\n", encoding="utf-8")
    show(console(), run, explain=options.explain)
    if run.coverage:
        show_coverage(console(), run.coverage)
    if options.mutate:
        show_mutation(console(), run.mutation)

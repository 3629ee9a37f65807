"""The analysis of one function: everything that it finds, in the order of the files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dwgate.analysis.examples import Examples
from dwgate.analysis.exemptions import exemptions
from dwgate.analysis.limits import limits
from dwgate.analysis.pointless import pointless
from dwgate.analysis.rules import never_and_always
from dwgate.analysis.subject import Subject
from dwgate.policy_tests import run_tests
from dwgate.witnesses import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from dwgate.policy.compiler import Compilation
    from dwgate.policy.compiler.diagnostics import Diagnostic


def analyse(folder: Path, compilation: Compilation, name: str, at: datetime) -> tuple[Diagnostic, ...]:
    """Find what is wrong with a compiled policy, at a time; none where it does not compile.

    The examples are made of the messages in the function's ``folder``, whose files findings name below ``name``.
    """
    subject = Subject.of(compilation)
    if subject is None:
        return ()

    @cache
    def desk() -> Desk:
        cases = (result.case for result in run_tests(folder, compilation, name).results)
        return Desk.of(folder, subject.document["points"], cases)

    return tuple(sorted(set(_findings(subject, at, Examples(subject, desk)))))


def _findings(subject: Subject, at: datetime, examples: Examples) -> Iterator[Diagnostic]:
    """Give all findings; what only follows from a limit that no value reaches is left out."""
    sound = []
    for rule in subject.rules:
        found = list(limits(rule, rule.when, examples))
        found = found or list(never_and_always(rule, examples))
        yield from found
        sound += [] if found else [rule]
    yield from pointless(sound, examples)
    for exemption in subject.exemptions:
        yield from limits(exemption.rules[0][1], exemption.when, examples)
    yield from exemptions(at, examples)

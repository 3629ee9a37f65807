"""``dwgate diff``: two policies compared by what they mean."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

from dwgate.cli.checking.summary import summary
from dwgate.cli.comparing.as_markdown import as_markdown
from dwgate.cli.comparing.as_text import show
from dwgate.cli.comparing.places import place_of
from dwgate.cli.project import UsageError
from dwgate.cli.terminal import console, json_text, write
from dwgate.comparison import Comparison, Side, compare
from dwgate.comparison.documents import as_document
from dwgate.comparison.model import Direction
from dwgate.errors import SettingError
from dwgate.runtime import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dwgate.cli.comparing.places import Place, Placed
    from dwgate.policy.compiler.diagnostics import Diagnostic


class Format(Enum):
    """How the differences are written: for a person, a program, or a pull request."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class FailOn(Enum):
    """What is a finding: nothing, rules that were loosened or tightened, or any that may judge otherwise."""

    NOTHING = "nothing"
    LOOSENED = "loosened"
    TIGHTENED = "tightened"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Options:
    """How to compare: ``at`` is the time before which what expired makes no difference, now unless it is given.

    ``allows_unknown`` makes no finding of a rule of which it is not known whether it goes where ``fail_on`` says.
    """

    output: Format = Format.TEXT
    fail_on: FailOn = FailOn.NOTHING
    allows_unknown: bool = False
    shows_cases: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """Both places by name, and what came of each function; where a policy does not compile, its findings alone."""

    old: str
    new: str
    comparisons: tuple[Comparison, ...]
    findings: tuple[Diagnostic, ...] = ()


def diff(old: str, new: str, directory: Path, options: Options) -> bool:
    """Compare the policies at two places, and write what differs to standard output; whether that is no finding."""
    if options.allows_unknown and options.fail_on not in {FailOn.LOOSENED, FailOn.TIGHTENED}:
        raise UsageError("--allow-unknown is for --fail-on loosened or --fail-on tightened")
    with ExitStack() as stack:
        before, after = (stack.enter_context(place_of(text, directory)) for text in (old, new))
        compared = _compared(before, after, options.at or datetime.now(UTC))
        _write(compared, options)
    return not compared.findings and not any(_fails(one, options) for one in compared.comparisons)


def _write(compared: Compared, options: Options) -> None:
    if options.output is Format.JSON:
        write(_json(compared))
    elif compared.findings:
        rendered = "\n\n".join(finding.render() for finding in compared.findings)
        write(f"{rendered}\n\nnothing is compared: {summary(compared.findings)}\n")
    elif options.output is Format.MARKDOWN:
        write(as_markdown(compared.old, compared.new, compared.comparisons, cases=options.shows_cases))
    else:
        show(console(), compared.old, compared.new, compared.comparisons, cases=options.shows_cases)


def _json(compared: Compared) -> str:
    document = {
        "old": compared.old,
        "new": compared.new,
        "findings": [finding.as_document() for finding in compared.findings],
        "functions": [as_document(comparison) for comparison in compared.comparisons],
    }
    return f"{json_text(document)}\n"


def _compared(old: Place, new: Place, at: datetime) -> Compared:
    try:
        spellings = settings.read(os.environ).spellings
    except SettingError as error:
        raise UsageError(f"{error}; nothing is compared by settings that are wrong") from None
    compiled = [
        (name, before, before and before.compile(), after, after and after.compile())
        for name, before, after in _matched(old, new)
    ]
    findings = [
        finding for _, _, one, _, other in compiled for side in (one, other) if side for finding in side.diagnostics
    ]
    if findings:
        return Compared(old.label, new.label, (), tuple(findings))
    comparisons = (
        compare(
            name,
            Side.of(one, before.folder) if before and one else None,
            Side.of(other, after.folder) if after and other else None,
            at=at,
            spellings=spellings,
        )
        for name, before, one, after, other in compiled
    )
    return Compared(old.label, new.label, tuple(comparisons))


def _matched(old: Place, new: Place) -> Iterator[tuple[str, Placed | None, Placed | None]]:
    """Give the functions by name with what they are on each side; of two that were named, whatever their names."""
    if not old.functions and not new.functions:
        raise UsageError(f"there is no function to compare, in {old.label} or in {new.label}")
    if old.is_one and new.is_one:
        (before,), (after,) = old.functions.values(), new.functions.values()
        yield after.name, before, after
        return
    for name in sorted({*old.functions, *new.functions}):
        if all(name in place.functions for place in (old, new) if place.is_one):
            yield name, old.functions.get(name), new.functions.get(name)


def _fails(comparison: Comparison, options: Options) -> bool:
    match options.fail_on:
        case FailOn.NOTHING:
            return False
        case FailOn.ANY:
            return any(rule.meaning != "same" for rule in comparison.rules)
    direction = Direction(options.fail_on.value)
    is_finding = (
        rule.goes(direction) or (rule.may_go(direction) and not options.allows_unknown) for rule in comparison.rules
    )
    return any(is_finding)

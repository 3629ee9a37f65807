"""A manual held against its policy: it names the parameters that there are, and shows what the rules really do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.errors import MessageError
from dwgate.policy.compiler.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dwgate.manuals.answers import Answer
    from dwgate.manuals.chapter import Chapter
    from dwgate.manuals.model import Example, Manual
    from dwgate.policy.compiler.diagnostics import Diagnostic
    from dwgate.policy.decision import Outcome

    _Hold = Callable[[list[Outcome]], str | None]
    """Says what is wrong with what became of the rules of a file."""

_MARKS = {"fired": "fires", "passed": "does not fire", "error": "could not be judged", "exempted": "is lifted"}


def findings_of(chapter: Chapter) -> list[Diagnostic]:
    """Give what is wrong with the manual of a file, which is nothing where it has none."""
    found = list(chapter.reading.findings)
    for manual in chapter.reading.manuals.values():
        found += _of_settings(manual, chapter)
        found += _of_example(manual.refused, chapter, _not_refused)
        found += _of_example(manual.allowed, chapter, _not_allowed)
    return sorted(found)


def _of_settings(manual: Manual, chapter: Chapter) -> Iterator[Diagnostic]:
    """Hold the section of parameters against those that the file declares: the same, in the same order."""
    declared = [parameter.name.value for parameter in chapter.parameters]
    named = [setting.name for setting in manual.settings]
    for position, setting in enumerate(manual.settings):
        if setting.name not in declared:
            hint = did_you_mean(setting.name, declared, listing="the parameters of the file are")
            yield _finding(chapter, setting.offset, f"the file declares no parameter {setting.name}", hint)
        elif setting.name in named[:position]:
            yield _finding(chapter, setting.offset, f"{setting.name} stands here a second time", "take one away")
    missing = [name for name in declared if name not in named]
    if missing:
        hint = "write a line for each: its name, a colon, and what it means"
        yield _finding(chapter, manual.offset, f"the manual does not say what {', '.join(missing)} means", hint)
    elif sorted(named) == sorted(declared) and named != declared:
        hint = f"the file has them in this one: {', '.join(declared)}"
        yield _finding(chapter, manual.offset, "the parameters stand in another order than in the file", hint)


def _of_example(example: Example, chapter: Chapter, hold: _Hold) -> Iterator[Diagnostic]:
    answer = chapter.answers.get(example.path)
    if answer is None:
        hint = did_you_mean(example.path, chapter.samples, listing="the function has")
        yield _finding(chapter, example.offset, f"there is no sample {example.path}", hint)
    elif isinstance(answer, MessageError):
        hint = "name a sample that can be judged"
        yield _finding(chapter, example.offset, f"{example.path} cannot be read: {answer.problem}", hint)
    else:
        problem = hold(_own(answer, chapter))
        if problem:
            hint = "name another sample, or change this one, its time or its facts"
            yield _finding(chapter, example.offset, f"{example.path}: {problem}", hint)


def _own(answer: Answer, chapter: Chapter) -> list[Outcome]:
    """Give what became of the rules of the file itself."""
    names = {rule["name"] for rule in chapter.rules}
    return [outcome for outcome in answer.outcomes() if outcome.rule in names]


def _not_refused(outcomes: list[Outcome]) -> str | None:
    if any(outcome.state == "fired" for outcome in outcomes):
        return None
    return f"no rule of the file fires here: {_told(outcomes)}"


def _not_allowed(outcomes: list[Outcome]) -> str | None:
    if not outcomes:
        return f"this shows nothing: {_told(outcomes)}"
    stopped = [outcome for outcome in outcomes if outcome.state in {"fired", "error"}]
    return f"this is not allowed: {_told(stopped)}" if stopped else None


def _told(outcomes: list[Outcome]) -> str:
    """Say what became of rules; without one, the message is of none of their points."""
    told = (f"{one.rule} {_MARKS[one.state]}" + (f" ({one.error})" if one.error else "") for one in outcomes)
    return ", ".join(told) or "the message is of another point than its rules"


def _finding(chapter: Chapter, offset: int, message: str, hint: str) -> Diagnostic:
    return chapter.source.at(offset, "bad-manual", message, hint)

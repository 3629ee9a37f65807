"""How ``dwgate diff`` writes differences for a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dwgate.comparison import telling
from dwgate.comparison.documents import cases_by_file
from dwgate.witnesses import as_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dwgate.comparison.model import ChangedRule, Comparison, Direction, Witness
    from dwgate.comparison.written import Difference


def as_markdown(old: str, new: str, comparisons: Sequence[Comparison], *, cases: bool) -> str:
    """Write what differs: a heading for each function, an item for each rule, what was and what is as a diff."""
    lines = [f"Policies compared: {_code(old)} → {_code(new)}", "", f"**{telling.in_all(comparisons)}**"]
    for comparison in comparisons:
        if not comparison.is_same:
            lines += ["", *_function(comparison)]
            lines += _cases(comparison) if cases else ()
    return "\n".join(lines) + "\n"


def _function(comparison: Comparison) -> Iterator[str]:
    yield f"### {_code(comparison.function)}: {telling.about(comparison)}"
    yield from _diff(comparison.differences, "")
    for parameter in comparison.parameters:
        yield ""
        yield telling.parameter(parameter)
    for rules in telling.grouped(comparison.rules):
        yield ""
        yield from _rules(rules)


def _rules(rules: Sequence[ChangedRule]) -> Iterator[str]:
    changed = rules[0]
    names = (f"{_code(telling.name(one))} ({one.rule['source']})" for one in rules)
    yield f"- **{telling.kind(changed)}** {', '.join(names)}"
    yield from _diff(changed.differences, "  ")
    if told := telling.outcome(changed):
        yield ""
        yield f"  {told[:1].upper()}{told[1:]}."
    for direction, witness in changed.effect.witnesses.items() if changed.effect else ():
        yield ""
        yield from (f"  {line}".rstrip() for line in _witness(direction, witness))


def _witness(direction: Direction, witness: Witness) -> Iterator[str]:
    heading = telling.heading(witness, direction)
    yield f"{heading[:1].upper()}{heading[1:]}"
    yield ""
    yield "| | |"
    yield "| --- | --- |"
    for key, text in telling.message(witness.candidate):
        yield f"| {key} | {_code(text)} |"
    yield f"| old | {_cell(telling.verdict(witness.old))} |"
    yield f"| new | {_cell(telling.verdict(witness.new))} |"


def _diff(differences: Iterable[Difference], indent: str) -> Iterator[str]:
    lines = [
        line
        for what, old, new in differences
        for line in (f"  {what}", *([f"- {old}"] if old else []), *([f"+ {new}"] if new else []))
    ]
    if lines:
        fence = _fence(lines)
        yield ""
        yield from (f"{indent}{line}" for line in (f"{fence}diff", *lines, fence))


def _cases(comparison: Comparison) -> Iterator[str]:
    for file, written in cases_by_file(comparison).items():
        text = "".join(map(as_yaml, written)).rstrip("\n").splitlines()
        fence = _fence(text)
        yield ""
        yield f"<details><summary>Cases for <code>{file}</code> of <code>{comparison.function}</code></summary>"
        yield ""
        yield from (f"{fence}yaml", *text, fence)
        yield ""
        yield "</details>"


def _fence(lines: Iterable[str]) -> str:
    """Give a fence that none of the lines can close."""
    longest = max((len(run) for line in lines for run in _runs(line)), default=0)
    return "`" * max(3, longest + 1)


def _runs(text: str) -> list[str]:
    return "".join(char if char == "`" else " " for char in text).split()


def _code(text: str) -> str:
    """Mark a text as code, also one with backticks or with bars, which end a cell also there."""
    ticks = "`" * (max((len(run) for run in _runs(text)), default=0) + 1)
    blank = " " if "`" in text else ""
    return _cell(f"{ticks}{blank}{text}{blank}{ticks}")


def _cell(text: str) -> str:
    return text.replace("|", r"\|")

"""How ``dwgate diff`` writes differences for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dwgate.cli.terminal import show_hanging
from dwgate.comparison import telling
from dwgate.comparison.documents import cases_by_file
from dwgate.witnesses import as_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dwgate.comparison.model import ChangedRule, Comparison, Direction, Witness
    from dwgate.comparison.written import Difference

_STYLES = {"loosened": "fail", "both": "fail", "tightened": "warn", "unknown": "warn", "same": "quiet"}
_KEY = 6
"""The width of the words before what is said of a message."""
_BESIDE = 72
"""The longest line on which two texts stand beside each other."""


def show(out: Console, old: str, new: str, comparisons: Sequence[Comparison], *, cases: bool) -> None:
    """Write what differs in each function, then how much does."""
    out.print(Text(f"--- {old}"), soft_wrap=True)
    out.print(Text(f"+++ {new}"), soft_wrap=True)
    for comparison in comparisons:
        if not comparison.is_same:
            _show_function(out, comparison)
    for comparison in comparisons if cases else ():
        for file, written in cases_by_file(comparison).items():
            out.print(Text(f"\n# for {file} of {comparison.function}", "quiet"), soft_wrap=True)
            out.print(Text("".join(map(as_yaml, written)).rstrip("\n")), soft_wrap=True)
    out.print(f"\n{telling.in_all(comparisons)}", soft_wrap=True)


def _show_function(out: Console, comparison: Comparison) -> None:
    out.print()
    out.print(Text.assemble((comparison.function, "name"), f": {telling.about(comparison)}"), soft_wrap=True)
    _show_differences(out, "  ", comparison.differences)
    for parameter in comparison.parameters:
        show_hanging(out, "  ", telling.parameter(parameter))
    for rules in telling.grouped(comparison.rules):
        _show_rules(out, rules)


def _show_rules(out: Console, rules: Sequence[ChangedRule]) -> None:
    """Write what differs in a rule, or in several of which the same is told."""
    out.print()
    for changed in rules:
        kind, name = (f"  {telling.kind(changed)}", _STYLES[changed.meaning]), (f"  {telling.name(changed)}", "name")
        out.print(Text.assemble(kind, name, (f"  {changed.rule['source']}", "quiet")), soft_wrap=True)
    changed = rules[0]
    _show_differences(out, "    ", changed.differences)
    if told := telling.outcome(changed):
        show_hanging(out, "    ", told)
    for direction, witness in changed.effect.witnesses.items() if changed.effect else ():
        _show_witness(out, direction, witness)


def _show_differences(out: Console, indent: str, differences: Sequence[Difference]) -> None:
    """Write what was and what is: short texts beside each other, long ones one below the other."""
    for what, old, new in differences:
        if old and new and len(beside := f"{indent}{what}  {old} → {new}") <= _BESIDE:
            out.print(Text(beside), soft_wrap=True)
            continue
        out.print(Text(f"{indent}{what}"), soft_wrap=True)
        for sign, text in (("-", old), ("+", new)):
            if text is not None:
                show_hanging(out, f"{indent}  {sign} ", text)


def _show_witness(out: Console, direction: Direction, witness: Witness) -> None:
    out.print(Text(f"    {telling.heading(witness, direction)}", "quiet"), soft_wrap=True)
    for key, text in telling.message(witness.candidate):
        show_hanging(out, f"      {key:{_KEY}}", text)
    show_hanging(out, f"      {'old':{_KEY}}", telling.verdict(witness.old))
    show_hanging(out, f"      {'new':{_KEY}}", telling.verdict(witness.new))

"""A flip: a decision that another policy would have taken otherwise, and which rules make it so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dwgate.policy.decision import CheckResult
    from dwgate.records import Record
    from dwgate.replay.verdict import Verdict

How = Literal[
    "newly fires",
    "newly in error",
    "asks for more",
    "no longer fires",
    "no longer there",
    "now in shadow",
    "now lifted",
    "asks for less",
    "the record does not say",
]


@dataclass(frozen=True, slots=True, eq=False)
class Flip:
    """What a decision was, and what it would be; :func:`flip_of` gives one of each."""

    was: CheckResult
    would_be: CheckResult

    @property
    def is_stricter(self) -> bool:
        """Whether more is asked for than was."""
        return self.would_be.severity > self.was.severity

    def __str__(self) -> str:
        """Show it, ``OK → FAIL``."""
        return f"{self.was.value} → {self.would_be.value}"


flip_of = cache(Flip)


def causes(record: Record, flip: Flip, verdict: Verdict, rules: Collection[str]) -> list[tuple[str, How]]:
    """Say which rules make the flip; ``rules`` are those that the policy now has at the point.

    Where nothing of the record explains it, as where its lists of rules were shortened, the rule is empty.
    """
    asked = {*record.fired, *(str(error["rule"]) for error in record.errors)}
    if record.is_shortened:
        found: list[tuple[str, How]] = []
    elif flip.is_stricter:
        found = list(_stricter(flip, verdict, asked))
    else:
        found = list(_milder(record, flip, verdict, rules)) or [
            (rule, "asks for less") for rule in verdict.asks if rule in record.fired
        ]
    return found or [("", "the record does not say")]


def _stricter(flip: Flip, verdict: Verdict, asked: Collection[str]) -> Iterator[tuple[str, How]]:
    for rule, result in verdict.asks.items():
        if result is not flip.would_be:
            continue
        if rule in asked:
            yield rule, "asks for more"
        else:
            yield rule, "newly in error" if rule in verdict.errors else "newly fires"


def _milder(record: Record, flip: Flip, verdict: Verdict, rules: Collection[str]) -> Iterator[tuple[str, How]]:
    """Give the rules that asked for something and ask no more; a record says of an error how much it asked for."""
    errors = {str(error["rule"]) for error in record.errors if error.get("result") == flip.was.value}
    for rule in dict.fromkeys([*record.fired, *sorted(errors)]):
        if rule in verdict.asks or rule in verdict.unknown or rule in _shadowed(record):
            continue
        if rule not in rules:
            yield rule, "no longer there"
        elif rule in verdict.lifted:
            yield rule, "now lifted"
        else:
            yield rule, "now in shadow" if rule in verdict.shadow else "no longer fires"


def _shadowed(record: Record) -> set[str]:
    return {str(item["rule"]) for item in record.shadow}

"""Findings: what a check of a deployment found, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SHOWN = 3


class Level(Enum):
    """How bad a finding is; a problem keeps a function from its work, a warning is to be known."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``name`` is the check's, in kebab-case, and ``advice`` says what to do, where that is known."""

    name: str
    level: Level
    where: str
    what: str
    advice: str = ""

    def as_document(self) -> dict[str, str]:
        """Give the finding as JSON types."""
        return {
            "name": self.name,
            "level": self.level.value,
            "where": self.where,
            "what": self.what,
            "advice": self.advice,
        }


def ok(name: str, where: str, what: str, advice: str = "") -> Finding:
    """Say that all is well, or what is worth knowing."""
    return Finding(name, Level.OK, where, what, advice)


def warning(name: str, where: str, what: str, advice: str) -> Finding:
    """Say what works, but not as somebody may think."""
    return Finding(name, Level.WARNING, where, what, advice)


def problem(name: str, where: str, what: str, advice: str) -> Finding:
    """Say what does not work."""
    return Finding(name, Level.PROBLEM, where, what, advice)


def few(names: Sequence[str]) -> str:
    """Name the first of many, and say how many more there are."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def has_problem(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings is a problem."""
    return any(finding.level is Level.PROBLEM for finding in findings)

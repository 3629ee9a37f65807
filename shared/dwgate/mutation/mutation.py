"""What became of all mutants: how many the tests noticed, in each file, and which cases they lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.mutation.trial import Score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.mutation.missing import MissingCase, Search
    from dwgate.mutation.trial import Verdict


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant that was tried, and where it survived what the search for the case came to that is missing."""

    verdict: Verdict
    search: Search | None = None

    @property
    def missing(self) -> MissingCase | None:
        """The case that would notice it, where one was found."""
        return self.search.missing if self.search else None

    @property
    def has_survived(self) -> bool:
        """Whether no case noticed it."""
        return self.verdict.noticed_by is None

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON types."""
        case = self.verdict.noticed_by
        return {
            **self.verdict.mutant.as_document(),
            "state": "noticed" if case else "survived",
            "noticed_by": {"file": case.file, "line": case.line, "name": case.name} if case else None,
            "missing_case": self.missing.yaml if self.missing else None,
            "messages_tried": self.search.tried if self.search else None,
        }


@dataclass(frozen=True, slots=True)
class Mutation:
    """All mutants that were tried; ``threshold`` is the score in percent that each policy file must have."""

    tried: tuple[Tried, ...]
    threshold: float

    @property
    def survivors(self) -> tuple[Tried, ...]:
        """The mutants that no case noticed."""
        return tuple(one for one in self.tried if one.has_survived)

    @property
    def is_cut(self) -> bool:
        """Whether the budget of the run was spent before a case was looked for of every survivor."""
        return any(one.search.is_cut for one in self.tried if one.search)

    @property
    def score(self) -> Score:
        """The score of all files together."""
        return Score.of(one.verdict for one in self.tried)

    @property
    def scores(self) -> Mapping[str, Score]:
        """The score of each policy file."""
        files: dict[str, list[Verdict]] = {}
        for one in self.tried:
            files.setdefault(one.verdict.mutant.file, []).append(one.verdict)
        return {file: Score.of(verdicts) for file, verdicts in files.items()}

    @property
    def below(self) -> tuple[str, ...]:
        """The files whose score is under the threshold: what is tested well in one makes up for nothing in another."""
        return tuple(file for file, score in self.scores.items() if not score.reaches(self.threshold))

    def as_document(self) -> dict[str, Any]:
        """Give everything as JSON types."""
        return {
            "threshold": self.threshold,
            "score": self.score.percent,
            "below": list(self.below),
            "files": [
                {"file": file, "mutants": score.mutants, "noticed": score.noticed, "score": score.percent}
                for file, score in self.scores.items()
            ],
            "mutants": [one.as_document() for one in self.tried],
        }

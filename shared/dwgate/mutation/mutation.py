"""What became of all mutants: how many the tests noticed, in each file, and which cases they lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dwgate.mutation.trial import Score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.mutation.missing import MissingCase
    from dwgate.mutation.trial import Verdict


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant that was tried, and where it survived the case that is missing, as far as one was found."""

    verdict: Verdict
    missing: MissingCase | None = None

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
        }


@dataclass(frozen=True, slots=True)
class Mutation:
    """All mutants that were tried; ``threshold`` is the score in percent that each policy file must have."""

    tried: tuple[Tried, ...]
    threshold: float

    @property
    def survivors(self) -> tuple[Tried, ...]:
        """The mutants that no case noticed."""
        return tuple(tried for tried in self.tried if tried.has_survived)

    @property
    def score(self) -> Score:
        """The score of all files together."""
        return Score.of(tried.verdict for tried in self.tried)

    @property
    def scores(self) -> Mapping[str, Score]:
        """The score of each policy file."""
        files: dict[str, list[Verdict]] = {}
        for tried in self.tried:
            files.setdefault(tried.verdict.mutant.file, []).append(tried.verdict)
        return {file: Score.of(verdicts) for file, verdicts in files.items()}

    @property
    def below(self) -> tuple[str, ...]:
        """The files whose score is under the threshold: what is tested well in one makes up for nothing in another."""
        return tuple(file for file, score in self.scores.items() if score.percent < self.threshold)

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
            "mutants": [tried.as_document() for tried in self.tried],
        }

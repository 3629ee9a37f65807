"""A replay: every record of an export, judged again by the policies that are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dwgate.records import event_of
from dwgate.replay.origin import Origins
from dwgate.replay.recorded import Unchanged
from dwgate.replay.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dwgate.records import Reading, Record
    from dwgate.replay.candidate import AtPoint, Candidate
    from dwgate.replay.sweep import Sweep

_BETWEEN_LOOKS = 2048
_MISFIT = "the record does not fit its policy: by it, what the record shows is decided otherwise"


class Replay:
    """The policies that are tried, and what came of it.

    ``is_whole`` says that the policies are all that there are, so that a record of another function is not one that
    was left out, but one that nothing is known of.  ``left_out`` counts the records of other functions, else.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        sweeps: Sequence[Sweep] = (),
        earlier: Sequence[Mapping[str, Any]] = (),
        *,
        project: Sequence[Mapping[str, Any]] = (),
        is_whole: bool = True,
    ) -> None:
        """Take one policy for each function; ``earlier`` are the compiled documents of those that may have decided.

        ``project`` are those of the functions that there are, which may have decided too, and of which some are tried.
        """
        self.report = Report()
        self.sweeps = tuple(sweeps)
        self.left_out = 0
        self.functions_read: set[str] = set()
        self._is_whole = is_whole
        self._unchanged = Unchanged(candidates, [*(candidate.document for candidate in candidates), *project, *earlier])
        self._origins = Origins(candidates, project, earlier)

    def run(self, reading: Reading, look: Callable[[], object] = lambda: None) -> Report:
        """Judge every decision that the reading gives; ``look`` is called now and then, to show how far it is."""
        for number, record in enumerate(reading.decisions()):
            self.add(record)
            if number % _BETWEEN_LOOKS == 0:
                look()
        return self.report

    def add(self, record: Record) -> None:
        """Judge one decision of the past again, and count what came of it."""
        if record.function is not None:
            self.functions_read.add(record.function)
        candidate = self._origins.candidate(record)
        if candidate is None and not self._is_whole:
            self.left_out += 1
            return
        candidate = candidate or _there_is_none(record)
        if isinstance(candidate, str):
            self.report.add_unjudged(candidate)
            return
        at = candidate.points.get(str(record.point))
        if at is None:
            self.report.add_unjudged(f"{candidate.function} is no longer asked about {record.point}")
            return
        self._judge(record, candidate, at)

    def _judge(self, record: Record, candidate: Candidate, at: AtPoint) -> None:
        function = candidate.function
        message = at.message(event_of(record), record.time)
        standings = at.standings(message)
        verdict = at.weigh(standings)
        if verdict.unknown:
            standings = self._unchanged.stand(record, function, at, message, standings)
            verdict = at.weigh(standings)
        is_misfit = verdict.result is not record.decided and verdict.result and candidate.decided(record)
        if is_misfit:
            self.report.add_unjudged(_MISFIT)
        else:
            self.report.add(record, function, verdict, at.rule_names)
        for sweep in self.sweeps:
            sweep.add(record, function, message, None if is_misfit else standings)


def _there_is_none(record: Record) -> str:
    if record.function is not None:
        return f"there is no function {record.function}"
    return f"no function is asked about {record.point}"

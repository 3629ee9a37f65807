"""Which policy of those that are tried a record is for: that of the function which took its decision."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dwgate.records import Record
    from dwgate.replay.candidate import Candidate


class Origins:
    """The functions that may have taken a decision, by name, by the digests of their policies, and by point."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        project: Sequence[Mapping[str, Any]],
        earlier: Sequence[Mapping[str, Any]],
    ) -> None:
        """Take the policies that are tried, and the compiled documents of all functions and of earlier policies."""
        self._tried = {candidate.function: candidate for candidate in candidates}
        self._serving: dict[str, set[str]] = defaultdict(set)
        self._deciding: dict[tuple[str, str], set[str]] = defaultdict(set)
        tried = [(candidate.function, candidate.document) for candidate in candidates]
        others = [(str(document["function"]), document) for document in project]
        for function, document in [*tried, *others]:
            for point in document["points"]:
                self._deciding[document["digest"], point].add(function)
                self._serving[point].add(function)
        known = {function for function, _ in [*tried, *others]}
        for document in earlier:
            for point in document["points"] if document["function"] in known else ():
                self._deciding[document["digest"], point].add(str(document["function"]))

    def candidate(self, record: Record) -> Candidate | str | None:
        """Give the policy for a record, None where none is tried of its function, or why that cannot be told.

        A record of an earlier version names no function: its policy's digest tells, or else its point, where only one
        function is asked about it.
        """
        if record.point is None:
            return "the record does not say at which extension point it is"
        if record.function is not None:
            return self._tried.get(record.function)
        serving = self._serving.get(record.point, set())
        possible = self._deciding.get((str(record.policy_digest), record.point), serving)
        if len(possible) > 1:
            return f"the record names no function, and several are asked about {record.point}"
        return next((self._tried[function] for function in possible if function in self._tried), None)

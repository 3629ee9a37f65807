"""One of two policies of a function: the compiled document, and the messages that its project has for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dwgate.policy.compiler.function import POLICY_FOLDER
from dwgate.policy_tests import message, run_tests
from dwgate.witnesses import Desk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from dwgate.events.event import Spellings
    from dwgate.policy.compiler import Compilation
    from dwgate.policy.engine import Policy
    from dwgate.witnesses import Candidate


@dataclass(frozen=True, slots=True)
class Side:
    """A policy that compiles; ``folder`` is that of its function, None where there is no more than the policy."""

    document: Mapping[str, Any]
    policy: Policy
    compilation: Compilation
    folder: Path | None

    @classmethod
    def of(cls, compilation: Compilation, folder: Path | None) -> Side:
        """Take a compilation without findings."""
        if compilation.document is None:
            raise ValueError(f"the policy of {compilation.function} does not compile")
        return cls(compilation.document, compilation.policy(), compilation, folder)

    @property
    def rules(self) -> dict[str, Mapping[str, Any]]:
        """Give the compiled rules by name, in their order."""
        return {rule["name"]: rule for rule in self.document["rules"]}

    def messages(self, points: Collection[str], spellings: Spellings) -> tuple[Candidate, ...]:
        """Give the messages of the function's tests and its samples, and documented ones, read as ones of these points.

        Values that a test puts in the place of parameters are left out: no message brings them.
        """
        if self.folder is None:
            return Desk.of(None, points, (), spellings).candidates
        report = run_tests(self.folder, self.compilation, self.compilation.function, spellings)
        cases = [*(result.case for result in report.results), *report.skipped]
        return tuple(_by_itself(candidate) for candidate in Desk.of(self.folder, points, cases, spellings).candidates)

    def has_message(self, candidate: Candidate) -> bool:
        """Whether a test of this side can begin with the message that a candidate was made from."""
        origin = candidate.origin
        if self.folder is None or not isinstance(origin.event, str):
            return self.folder is not None
        path = self.folder / POLICY_FOLDER / origin.event
        if not path.is_file():
            return False
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
        return bool((message.of_point(document, origin.point) if origin.point else document) == origin.document)


def _by_itself(candidate: Candidate) -> Candidate:
    """Give a candidate that hangs on no file of its side but its message: a case of it holds its facts."""
    return replace(candidate, parameters={}, origin=replace(candidate.origin, facts=None))

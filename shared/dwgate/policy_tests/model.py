"""A case of a policy test: a message, the time and the facts it is judged by, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dwgate.events.event import Event
    from dwgate.facts.asking import FactsByPoint
    from dwgate.policy.decision import CheckResult, Reason


@dataclass(frozen=True, slots=True)
class ExpectedText:
    """A text that a reason must have in one language: the whole of it, or a part."""

    text: str
    is_whole: bool

    def fits(self, text: str) -> bool:
        """Whether a reason's text is as expected."""
        return text == self.text if self.is_whole else self.text in text

    def __str__(self) -> str:
        """Write it as a failure shows it."""
        return self.text if self.is_whole else f"… {self.text} …"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects of the decision; a rule that it does not name must not have fired, erred or been lifted.

    ``rules`` are those that fire and are enforced, ``shadow`` those that fire and are not.  ``errors`` could not be
    judged, or not wholly: a reason with a gap is an error too.  ``reason`` gives, by language, what one reason says.
    """

    result: CheckResult
    rules: frozenset[str]
    shadow: frozenset[str]
    errors: frozenset[str]
    exempted: frozenset[str]
    reason: Mapping[str, ExpectedText]

    def fits_reason(self, reason: Reason) -> bool:
        """Whether a reason says what is expected, in each language for which something is."""
        return all(expected.fits(reason.text.get(language, "")) for language, expected in self.reason.items())


@dataclass(frozen=True, slots=True)
class Case:
    """One case, ready to be judged; ``file`` and ``line`` say where its name is written.

    ``message`` is what DataWorks would send, and ``event`` what the gate's parser reads of it.
    """

    name: str
    file: str
    line: int
    message: bytes
    event: Event
    now: datetime
    facts: FactsByPoint
    expected: Expected

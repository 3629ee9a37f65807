"""A case of a policy test: a message, the time and the facts it is judged by, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dwgate.events.event import Event
    from dwgate.facts.protocols import FactsByPoint
    from dwgate.policy.compiler.model import ParameterValue
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
class Origin:
    """What a case was made from, so that another can be written that begins with the same.

    ``event`` is what stands under that key: a path from the test's folder, or ``{"sample": "commit-file"}``.
    ``point`` is the event code that the case says, if it says one.  ``document`` is the message that they name, with
    nothing set or unset.  ``facts`` is the path of a file of facts, None where there is none or they stand in the test.
    """

    event: str | Mapping[str, str]
    point: str | None
    document: Mapping[str, Any]
    facts: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One case, ready to be judged; ``file`` and ``line`` say where its name is written.

    ``message`` is what DataWorks would send, and ``event`` what the gate's parser reads of it.  ``parameters`` has the
    values that the case gives in the place of the policy's.  ``skip`` says why it is not run, where it is not.
    """

    name: str
    file: str
    line: int
    message: bytes
    event: Event
    now: datetime
    facts: FactsByPoint
    expected: Expected
    origin: Origin
    parameters: Mapping[str, ParameterValue]
    skip: str | None = None

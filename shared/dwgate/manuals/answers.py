"""What DataWorks is answered to the messages that a manual shows: judged by the policy's own engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dwgate.answer import reason_text
from dwgate.errors import MessageError
from dwgate.events.event import Event, parse
from dwgate.facts.asking import NoFacts
from dwgate.runtime.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from dwgate.facts.protocols import FactsByPoint
    from dwgate.policy.decision import Decision, Language, Outcome
    from dwgate.policy.engine import Policy

    Samples = Mapping[str, Callable[[], "Sample"]]
    """The sample messages of a function by their paths from its folder, each opened when it is asked for."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A message, the time to try it at, and what DataWorks would tell about it; ``facts_path`` is their file."""

    payload: bytes
    at: datetime
    facts: FactsByPoint = field(default_factory=NoFacts)
    facts_path: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a sample: the decision on each message in it."""

    sample: Sample
    decisions: tuple[Decision, ...]

    @property
    def strictest(self) -> Decision:
        """The decision that is answered."""
        return max(self.decisions, key=lambda one: one.result.severity)

    def reason(self, language: Language) -> str:
        """Give the reason as the answer has it in this language; it is empty where the answer is OK."""
        return reason_text(self.strictest.reasons, (language,), Settings().reason_length)

    def outcomes(self) -> Iterator[Outcome]:
        """Give what became of every rule that was asked."""
        return (outcome for decision in self.decisions for outcome in decision.outcomes)


def answer_to(sample: Sample, policy: Policy) -> Answer | MessageError:
    """Judge the messages of a sample as the gate does under the settings that a function has by itself.

    One that cannot be read shows nothing, and is all that comes of its sample.
    """
    try:
        messages = parse(sample.payload, policy.points)
    except MessageError as error:
        return error
    decisions: list[Decision] = []
    for message in messages:
        if not isinstance(message, Event):
            return message
        decisions.append(policy.decide(message, now=sample.at, facts=sample.facts.at(message.point)))
    return Answer(sample, tuple(decisions))

"""What became of the messages of one invocation: what was decided on each, and whether DataWorks was told by callback.

:meth:`Judged.under` is the one way from a decision to an answer, whatever made the decision.
"""

from __future__ import annotations

from dwgate.events.event import Event
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from dwgate.callback.delivery import Delivery
    from dwgate.errors import MessageError
    from dwgate.facts.protocols import Facts
    from dwgate.policy.decision import CheckResult, Decision
    from dwgate.runtime.break_glass import Glass
    from dwgate.runtime.settings import Settings


class Judged(Value):
    """The decision on one message of an invocation; ``event`` is None where none could be read.

    ``facts`` are those that its rules could ask, and ``now`` is the time that they were judged by; None where no rules
    were judged.  Of a decision that is repeated, it is the time of the repetition.
    """

    decision: Decision
    event: Event | None
    facts: Facts | None = None
    is_trial: bool = False
    now: datetime | None = None

    @classmethod
    def under(
        cls,
        glass: Glass | None,
        decision: Decision,
        message: Event | MessageError | None,
        facts: Facts | None = None,
        now: datetime | None = None,
    ) -> Judged:
        """Take what was decided, whatever decided it, as what is to be answered."""
        return cls(
            glass.over(decision) if glass else decision,
            message if isinstance(message, Event) else None,
            facts,
            is_trial=message is not None and message.is_trial,
            now=now,
        )


class Answer(Value):
    """What was decided on a message, and what became of its callback; None where there was to be none."""

    judged: Judged
    delivery: Delivery | None = None
    is_repeated: bool = False
    is_lost: bool = False


def strictest(answers: tuple[Answer, ...]) -> Decision:
    """Give the decision that is answered where there is one body for several messages."""
    if len(answers) == 1:
        return answers[0].judged.decision
    return max((one.judged.decision for one in answers), key=lambda decision: decision.result.severity)


def is_told_by_callback(answers: tuple[Answer, ...], settings: Settings) -> bool:
    """Whether the callback alone is to carry the reason, and has."""
    if settings.answer != "callback":
        return False
    deliveries = [one.delivery for one in answers]
    return all(one and one.state == "delivered" for one in deliveries)


def result_of(answers: tuple[Answer, ...], settings: Settings) -> CheckResult:
    """Give the strictest result that was decided, or where there is none what is answered to an error."""
    return strictest(answers).result if answers else settings.answer_to_error(None)

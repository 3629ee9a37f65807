"""The courier: carries the results of one function's instance to DataWorks, and remembers which have arrived."""

from __future__ import annotations

from dwgate.callback.answered import Answered, Key, key_of
from dwgate.callback.delivery import Delivery, deliver
from dwgate.callback.report import is_expired, report
from dwgate.errors import UNFORESEEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from dwgate.events.event import Event
    from dwgate.policy.decision import Decision
    from dwgate.runtime.connection import Connection
    from dwgate.runtime.deadline import Deadline
    from dwgate.runtime.settings import Settings


class Courier:
    """One for each instance of a function, shared by its threads."""

    key_of = staticmethod(key_of)

    def __init__(self, connection: Connection) -> None:
        """Take the way to DataWorks."""
        self._connection = connection
        self._answered = Answered()

    def earlier(self, key: Key | None) -> tuple[Decision, Delivery] | None:
        """Give what was decided on the same message before, where that is settled."""
        return self._answered.get(key)

    def remember(self, key: Key | None, decision: Decision, delivery: Delivery) -> None:
        """Keep what was decided on a message, where that is settled and the message can come again."""
        if key and delivery.is_settled:
            self._answered.remember(key, (decision, delivery))

    def carry(
        self, decision: Decision, event: Event | None, settings: Settings, deadline: Deadline, now: datetime
    ) -> Delivery:
        """Call a decision back and say what became of it; never raises."""
        try:
            return self._carry(decision, event, settings, deadline, now)
        except UNFORESEEN as error:  # a callback that fails must not cost the answer
            return Delivery("undelivered", problem=f"an unexpected {type(error).__name__} in the callback")

    def _carry(
        self, decision: Decision, event: Event | None, settings: Settings, deadline: Deadline, now: datetime
    ) -> Delivery:
        if settings.answer == "return":
            return Delivery("returned", problem="DWGATE_ANSWER is return, and EventBridge reads nothing of an answer")
        code = settings.extension_code(decision.point)
        if code is None:
            return Delivery("no-code", problem=f"DWGATE_EXTENSION_CODE names no extension for {decision.point}")
        wanted = report(decision, code, settings)
        if wanted is None:
            return Delivery("no-id", problem="the message has no id, by which a result could be called back")
        delivery = deliver(
            wanted, lambda operation, parameters: self._connection.call(operation, parameters, settings, deadline)
        )
        # Only DataWorks knows how old a message is: by a clock that has jumped, none would ever be called back.
        is_too_late = delivery.state == "refused" and is_expired(event.published if event else None, now)
        return delivery.of_an_expired_message() if is_too_late else delivery

"""DataWorks as one instance of a function sees it: facts come from there, and results go there.

What that needs is loaded where a message needs it: most messages are answered by what the function returns.
"""

from __future__ import annotations

from _thread import allocate_lock

from dwgate.events import catalogue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dwgate.callback.courier import Courier
    from dwgate.errors import MessageError
    from dwgate.events.event import Event
    from dwgate.facts.protocols import Facts
    from dwgate.runtime.connection import Connection
    from dwgate.runtime.deadline import Deadline
    from dwgate.runtime.settings import Settings


class Link:
    """One for each instance of a function, shared by its threads."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._lock = allocate_lock()
        self._connection: Connection | None = None
        self._courier: Courier | None = None

    def facts_of(self, event: Event, settings: Settings, deadline: Deadline) -> Facts:
        """Give what answers the rules that ask about a message."""
        return self._connect().facts_of(event, settings, deadline)

    def courier(self) -> Courier:
        """Give what carries results."""
        connection = self._connect()
        with self._lock:
            if self._courier is None:
                from dwgate.callback.courier import Courier  # noqa: PLC0415 - see above

                self._courier = Courier(connection)
            return self._courier

    def _connect(self) -> Connection:
        with self._lock:
            if self._connection is None:
                from dwgate.runtime.connection import Connection  # noqa: PLC0415 - see above

                self._connection = Connection()
            return self._connection


def is_called_back(message: Event | MessageError, settings: Settings) -> bool:
    """Whether DataWorks waits for an answer to a message, and is to get it by callback.

    Where EventBridge brought the message there is no other way; that the settings allow none is for the record to say.
    Nobody waits for the answer to a trial, and no result is reported on a message that is not known to be ours.
    """
    if message.is_trial or message.point is None or not catalogue.is_extension_point(message.point):
        return False
    if settings.admission.is_foreign(message):
        return False
    match settings.answer:
        case "return":
            return message.is_eventbridge
        case "auto":
            return message.is_eventbridge or settings.extension_code(message.point) is not None
    return True

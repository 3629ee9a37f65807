"""What an instance has answered: a message that EventBridge delivers again is answered from memory.

EventBridge delivers a message again when an invocation failed, and sometimes without that.  A message is the same when
its id, its point and what it says are: DataWorks's own samples show one id on two messages.
Only what is settled is remembered; a result that is still awaited is decided and sent again.
"""

from __future__ import annotations

import threading

from dwgate.json_text import writer
from dwgate.light import sha256
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dwgate.callback.delivery import Delivery
    from dwgate.events.event import Event
    from dwgate.policy.decision import Decision

MOST_REMEMBERED = 2048

_in_order = writer(sort_keys=True)


class Key(Value):
    """What tells a message from others."""

    message_id: str
    point: str
    content: bytes


def key_of(event: Event | None) -> Key | None:
    """Give the key of a message, or None for one that EventBridge cannot have delivered before."""
    if event is None or event.message_id is None or not event.is_eventbridge:
        return None
    who = (event.tenant, event.workspace, event.operator)
    content = _in_order([who, event.values, event.unreadable, event.unknown]).encode()
    return Key(event.message_id, event.point, sha256(content).digest())


class Answered:
    """The latest answers of an instance, shared by its threads."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._lock = threading.Lock()
        self._answers: dict[Key, tuple[Decision, Delivery]] = {}

    def get(self, key: Key | None) -> tuple[Decision, Delivery] | None:
        """Give the answer to that message, or None where there was none."""
        with self._lock:
            return self._answers.get(key) if key else None

    def remember(self, key: Key, answer: tuple[Decision, Delivery]) -> None:
        """Remember an answer, and forget the oldest where there are too many."""
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > MOST_REMEMBERED:
                del self._answers[next(iter(self._answers))]

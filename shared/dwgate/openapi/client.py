"""The client: a call with its retries, all within one deadline.

A call is tried again after a timeout, a broken connection, a page where an answer should be, a 5xx and a throttle, and
never after a refusal.  Between attempts it waits a random time up to a bound that doubles ("full jitter"), or as long
as DataWorks asks for; where that would be past the deadline, it does not wait at all.

An attempt runs in a thread of its own.  A connection can bound how long it connects and how long it waits for the next
byte, but not how long a name is looked up, nor an answer that comes byte by byte; an invocation must end.
"""

from __future__ import annotations

import threading
import time

from dwgate.errors import CallError, CallUnavailable, Problem
from dwgate.openapi.endpoint import Timeouts
from dwgate.openapi.transport import identifier
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from dwgate.openapi.operations import Operation
    from dwgate.runtime.deadline import Deadline

    Send = Callable[[Operation, Mapping[str, str], Timeouts], dict[str, Any]]

    _T = TypeVar("_T")

MOST_ATTEMPTS = 6
FIRST_BACKOFF, LONGEST_BACKOFF = 0.2, 2.0
"""Seconds: the bound of the first wait between two attempts, and of any."""

_OUT_OF_TIME = Problem("there was no time left to call DataWorks", "没有剩余时间调用 DataWorks")
_NO_ANSWER_IN_TIME = Problem("DataWorks gave no answer in time", "DataWorks 没有及时应答")


def _uniform(low: float, high: float) -> float:
    import random  # noqa: PLC0415 - most calls succeed at once, and need no chance

    return random.uniform(low, high)  # noqa: S311 - it spreads retries, and keeps no secret


class Reply(Value):
    """An answer that says yes: its body, DataWorks's id of the request, and how many attempts it took."""

    body: Mapping[str, Any]
    request_id: str | None
    attempts: int


class Client:
    """Calls operations through ``send``, which makes one attempt and raises CallError where that does not succeed."""

    def __init__(
        self,
        send: Send,
        timeouts: Timeouts,
        *,
        sleep: Callable[[float], None] = time.sleep,
        uniform: Callable[[float, float], float] = _uniform,
    ) -> None:
        """Take what makes an attempt; ``sleep`` and ``uniform`` are how it waits, and by which chance."""
        self._send = send
        self._timeouts = timeouts
        self._sleep = sleep
        self._uniform = uniform

    def call(self, operation: Operation, parameters: Mapping[str, str], deadline: Deadline) -> Reply:
        """Call until there is an answer; CallRefused for a no, CallUnavailable where the deadline allows no more."""
        attempts = 0
        failed: CallError = CallUnavailable(_OUT_OF_TIME, is_transient=False, attempts=0)
        while (left := deadline.left()) > 0:
            attempts += 1
            try:
                body = self._attempt(operation, parameters, left)
            except CallError as error:
                failed = error
                error.attempts = attempts
                wait = self._wait(error, attempts)
                if wait is None or wait >= deadline.left():
                    raise
                self._sleep(wait)
            else:
                return Reply(body, identifier(body.get("RequestId")), attempts)
        raise failed

    def _attempt(self, operation: Operation, parameters: Mapping[str, str], left: float) -> dict[str, Any]:
        timeouts = Timeouts(min(self._timeouts.connect, left), min(self._timeouts.read, left))
        return within(left, lambda: self._send(operation, parameters, timeouts))

    def _wait(self, error: CallError, attempts: int) -> float | None:
        """Give the seconds to wait before another attempt, or None where there is to be none."""
        if not isinstance(error, CallUnavailable) or not error.is_transient or attempts >= MOST_ATTEMPTS:
            return None
        bound = min(FIRST_BACKOFF * 2 ** (attempts - 1), LONGEST_BACKOFF)
        return error.retry_after + self._uniform(0, bound)


def within(seconds: float, work: Callable[[], _T]) -> _T:
    """Give what the work gives, or raise what it raises; CallUnavailable where it is not done in so many seconds.

    Work that is given up goes on in its thread, which does not keep the process alive.
    """
    done: list[_T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
            failed.append(error)

    thread = threading.Thread(target=run, name="dwgate-call", daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not done:
        raise CallUnavailable(_NO_ANSWER_IN_TIME)
    return done[0]

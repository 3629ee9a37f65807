"""The simulation: messages, in the order of time, through instances and DataWorks's quotas to their answer.

A message that DataWorks hands to Function Compute itself is judged and answered.  Where it is throttled nobody is
known to send it again.  A message of EventBridge asks its facts, is judged and called back, as
``dwgate.openapi.client`` does it: six attempts at each call, random waits between them that grow.  A fact that cannot
be had leaves the message unjudged, so that its rules' ``on_error`` answers; a callback that cannot be made fails the
invocation, and EventBridge delivers the message again, as it does where there was no instance.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count, cycle
from typing import TYPE_CHECKING, Any, Literal

from dwgate.openapi.client import FIRST_BACKOFF, LONGEST_BACKOFF, MOST_ATTEMPTS
from scaling.instances import Region
from scaling.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

    from scaling.cloud import Cloud, Deployment
    from scaling.demand import Message
    from scaling.instances import Instance

OPTIONS_KEPT = 60
"""Seconds for which an instance keeps the options of a workspace: ``DWGATE_OPTIONS_SECONDS``."""

CALLED_BACK = "extension_events"
WRITE = "callback"
_FACTORS = 10_007
"""So many random factors are drawn once and used in turn: to draw one for each time would take half of the run."""


@dataclass(slots=True, eq=False)
class Work:
    """An invocation that is running: ``calls`` are those still to be made, the next one last."""

    message: Message
    instance: Instance
    began: float
    calls: list[str] = field(default_factory=list)
    attempts: int = 0


class Simulation:
    """One span of time in one region."""

    def __init__(self, cloud: Cloud, deployment: Deployment, chance: Random) -> None:
        """Begin with nothing but the instances that are kept."""
        self._cloud = cloud
        self._chance = chance
        self._core = 1 / deployment.cpu / 1000
        self._region = Region(cloud, deployment, chance)
        self._factors = cycle([chance.lognormvariate(0, cloud.spread) for _ in range(_FACTORS)])
        self._pushed_at_once = deployment.pushed_at_once
        self._held: deque[Message] = deque()
        self._pushed = 0
        self._events: list[tuple[float, int, Callable[[float, Any], None], Any]] = []
        self._order = count()
        self._called: dict[str, Counter[int]] = {"read": Counter(), "write": Counter()}
        part = 1 - cloud.others
        self._quotas = ("read", cloud.reads * part), ("write", cloud.writes * part)
        self.tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self.all = Tally()

    @property
    def most_living(self) -> int:
        """The most instances of all functions that there were at a time, at work or idle."""
        return self._region.most_living

    def most_called(self, kind: Literal["read", "write"]) -> int:
        """Give the most calls of a kind that DataWorks has taken in one second."""
        return max(self._called[kind].values(), default=0)

    def run(self, messages: Iterable[Message]) -> None:
        """Go on until each message, in the order of their times, is answered, throttled or lost."""
        for message in messages:
            self._until(message.sent)
            tally = self.tallies[message.point.function]
            tally.sent += 1
            tally.sent_in[int(message.sent)] += 1
            self._push(message.sent, message)
        self._until(float("inf"))

    def _until(self, end: float) -> None:
        while self._events and self._events[0][0] <= end:
            now, _, do, what = heappop(self._events)
            do(now, what)

    def _at(self, when: float, do: Callable[[float, Any], None], what: Any) -> None:
        heappush(self._events, (when, next(self._order), do, what))

    def _push(self, now: float, message: Message) -> None:
        """Hand a message over, or hold it where EventBridge is to push only so many at once."""
        if self._pushed_at_once is None or message.point.function != CALLED_BACK:
            self._deliver(now, message)
        elif self._pushed < self._pushed_at_once:
            self._pushed += 1
            self._deliver(now, message)
        else:
            self._held.append(message)

    def _deliver(self, now: float, message: Message) -> None:
        function = message.point.function
        tally = self.tallies[function]
        message.deliveries += 1
        instance = self._region.take(function, now)
        if instance is None:
            self._refuse_delivery(now, message, tally)
            return
        tally.invocations += 1
        tally.begin(now)
        self.all.begin(now)
        is_called_back = function == CALLED_BACK
        spent = self._drawn(self._cloud.decision_ms * self._core)
        if instance.is_new:
            tally.cold += 1
            cold = self._cloud.cold_client_ms if is_called_back else self._cloud.cold_ms
            spent += self._drawn(self._cloud.start_ms / 1000) + self._drawn(cold * self._core)
        work = Work(message, instance, now)
        if is_called_back:
            work.calls = [WRITE, *self._facts(now, work)]
        self._at(now + spent, self._go_on, work)

    def _facts(self, now: float, work: Work) -> list[str]:
        """Give the facts to ask for, the first one last; options that the instance still keeps cost no call."""
        asks = work.message.point.asks
        kept = work.instance.options.get(work.message.workspace, -OPTIONS_KEPT)
        if "options" in asks and now - kept < OPTIONS_KEPT:
            return [one for one in asks if one != "options"]
        return list(reversed(asks))

    def _refuse_delivery(self, now: float, message: Message, tally: Tally) -> None:
        tally.refused_deliveries += 1
        if message.point.function != CALLED_BACK:
            tally.throttled += 1
            return
        self._redeliver(now, message, tally)

    def _redeliver(self, now: float, message: Message, tally: Tally) -> None:
        self._push_held(now)
        if message.deliveries > self._cloud.redeliveries:
            tally.lost += 1
            return
        doubled = self._cloud.redelivered_after * 2 ** min(message.deliveries - 1, 30)
        self._at(now + min(doubled, self._cloud.redelivered_latest), self._push, message)

    def _go_on(self, now: float, work: Work) -> None:
        """Make the next call of an invocation, or end it."""
        if not work.calls:
            self._end(now, work, is_answered=True)
            return
        call = work.calls[-1]
        tally = self.tallies[work.message.point.function]
        work.attempts += 1
        took = self._drawn(self._cloud.answer_ms / 1000 + self._cloud.call_ms * self._core)
        if self._is_allowed(call, now):
            tally.accepted[call] += 1
            if call == "options":
                work.instance.options[work.message.workspace] = now
            self._next(now + took, work)
            return
        tally.refused[call] += 1
        if work.attempts < MOST_ATTEMPTS:
            bound = min(FIRST_BACKOFF * 2 ** (work.attempts - 1), LONGEST_BACKOFF)
            self._at(now + took + self._chance.uniform(0, bound), self._go_on, work)
        elif call == WRITE:
            self._at(now + took, self._fail, work)
        else:
            work.message.is_unjudged = True
            self._next(now + took, work)

    def _is_allowed(self, call: str, now: float) -> bool:
        """Whether DataWorks's quota of this second has room; a refused call uses nothing of it (assumed)."""
        kind, quota = self._quotas[call == WRITE]
        called, second = self._called[kind], int(now)
        if called[second] >= quota:
            return False
        called[second] += 1
        return True

    def _next(self, when: float, work: Work) -> None:
        work.calls.pop()
        work.attempts = 0
        self._at(when, self._go_on, work)

    def _fail(self, now: float, work: Work) -> None:
        self._end(now, work, is_answered=False)
        tally = self.tallies[work.message.point.function]
        tally.undelivered += 1
        self._redeliver(now, work.message, tally)

    def _end(self, now: float, work: Work, *, is_answered: bool) -> None:
        function = work.message.point.function
        tally = self.tallies[function]
        tally.end(now, work.began)
        self.all.end(now, work.began)
        self._region.give_back(function, work.instance, now)
        if is_answered:
            tally.answered += 1
            tally.unjudged += work.message.is_unjudged
            tally.answers.append((work.message.sent, now - work.message.sent))
            if function == CALLED_BACK:
                self._push_held(now)

    def _push_held(self, now: float) -> None:
        """Let the next one follow on one that is no longer on its way."""
        if self._pushed_at_once is None:
            return
        self._pushed -= 1
        if self._held:
            self._at(now, self._push, self._held.popleft())

    def _drawn(self, median: float) -> float:
        return median * next(self._factors)

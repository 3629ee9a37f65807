"""The gate: one invocation of Function Compute, from the bytes that came to the body that goes back.

What is thrown below and not foreseen is caught here.  DataWorks does not say what it does with a function that fails
or with a body that it cannot read, so every invocation is answered, in time and in shape: what cannot be judged is
answered by the setting ``DWGATE_ON_ERROR``, and the record says why.  Where ``DWGATE_BREAK_GLASS`` holds, every answer
is OK: :meth:`dwgate.answers.Judged.under` is the one way from a decision to an answer, whatever made the decision.

One thing is thrown on purpose, :class:`dwgate.errors.Undelivered`: where EventBridge brought the message, nobody reads
what is returned, the result goes by callback alone, and a failed invocation is delivered again.
"""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

from dwgate import answer, record
from dwgate.answers import Answer, Judged, is_told_by_callback, result_of, strictest
from dwgate.errors import UNFORESEEN, DwgateError, MessageError, Undelivered
from dwgate.events import catalogue
from dwgate.events.event import Event, parse
from dwgate.facts.asking import NoFacts
from dwgate.light import sha256, suppressed
from dwgate.link import Link, is_called_back
from dwgate.policy.decision import Reason, refused, unasked, undecided
from dwgate.policy.engine import Policy
from dwgate.runtime import context as fc
from dwgate.runtime import settings as runtime_settings
from dwgate.runtime.deadline import Deadline
from dwgate.runtime.policy_file import load_beside
from dwgate.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dwgate.facts.protocols import Facts, FactsByPoint
    from dwgate.runtime.break_glass import Glass
    from dwgate.runtime.settings import Settings

_DEFAULTS = runtime_settings.Settings()
_GOING_ON = suppressed(*UNFORESEEN)
_PART_FOR_FACTS = 2 / 3
"""The part of a message's time that its facts may take where a callback comes after them."""


class _Invocation(Value):
    """What messages are answered under; ``problem`` says what is wrong with it, so that nothing can be judged."""

    settings: Settings
    deadline: Deadline
    problem: str | None
    glass: Glass | None


class Gate:
    """The handler of one function over its compiled policy.

    ``clock`` gives the time that rules call ``now``; the desk sets it to try a rule at another time.  The desk also
    gives ``facts``, takes ``calls_back`` away, and lets ``observe`` see each decision with what it was made of.
    """

    def __init__(self, policy: Policy | DwgateError, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Take the policy, or the reason for which there is none."""
        self.policy = policy
        self.clock = clock
        self.facts: FactsByPoint | None = None
        self.calls_back = True
        self.observe: Callable[[Judged], object] = lambda _: None
        self._index: str | None = None
        self._is_settled = False
        self._earlier_invocations = itertools.count()  # which counts on without a lock, in several threads
        self._link = Link()
        self._log = record.Log()

    @classmethod
    def load(cls, index: str) -> Gate:
        """Load the ``policy.json`` beside ``index``, the path of the function's ``index.py``; never raises."""
        gate = cls(load_beside(index, is_for_one_message=True))
        gate._index = index
        return gate

    def initialize(self, context: object = None) -> None:
        """Say once per instance, before its first message, that the policy does not load, if so; never raises."""
        with _GOING_ON:
            if isinstance(self.policy, DwgateError):
                self._log.write(record.failure(str(self.policy), request_id=fc.request_id(context)))

    def handler(self, event: bytes, context: object = None) -> str:
        """Answer one invocation: the body in DataWorks's shape, whatever came.

        Raises Undelivered, and nothing else, where EventBridge is to deliver the message again.
        """
        started = time.monotonic()
        cold_start = next(self._earlier_invocations) == 0
        if not (cold_start or self._is_settled):
            self._settle()
        settings = _DEFAULTS
        answers: tuple[Answer, ...] = ()
        glass: Glass | None = None
        try:
            settings, problem = runtime_settings.current()
            glass = self._glass(settings)
            deadline = Deadline.after(fc.timeout(context), margin=settings.deadline_margin)
            answers = self._answers(_bytes(event), _Invocation(settings, deadline, problem, glass))
            body = answer.body(strictest(answers), settings, with_reason=not is_told_by_callback(answers, settings))
        except UNFORESEEN as error:
            result = result_of(answers, settings)  # what was decided stands, whatever cannot be said of it
            body = f'{{"checkResult": "{result.value}"}}'
            with _GOING_ON:
                broken = Judged.under(glass, undecided(_unexpected(error), result, identity=_bytes(event)), None)
                answers = (*answers, Answer(broken, is_lost=not answers and _is_of_eventbridge_alone(_bytes(event))))
                body = answer.body(broken.decision, settings)
        for one in answers:
            with _GOING_ON:  # a record that is not written must not cost the answer
                self._log.write(self._record(one, settings, context, started=started, cold_start=cold_start))
        lost = len([one for one in answers if one.is_lost])
        if lost:
            raise Undelivered(f"{lost} of {len(answers)} results did not reach DataWorks: deliver the message again")
        return body

    def _settle(self) -> None:
        """Load what pays off once there are several messages, and what the first one must not wait for."""
        self._is_settled = True
        with _GOING_ON:
            import hashlib  # noqa: F401, PLC0415 - from now on it is asked

            policy = load_beside(self._index) if self._index and isinstance(self.policy, Policy) else None
            self.policy = policy if isinstance(policy, Policy) else self.policy

    def _messages(self, payload: bytes, settings: Settings) -> list[tuple[Event | MessageError, bytes]]:
        """Read the messages, each with what tells it from others where it has no id."""
        messages: tuple[Event | MessageError, ...]
        try:
            messages = parse(payload, self._served(), settings.spellings)
        except MessageError as error:
            messages = (error,)
        if all([message.message_id for message in messages]):  # noqa: C419 - most are one, for which no generator pays
            return [(message, b"") for message in messages]
        digest = sha256(payload).digest()
        return [(message, b"%d:%b" % (position, digest)) for position, message in enumerate(messages)]

    def _answers(self, payload: bytes, invocation: _Invocation) -> tuple[Answer, ...]:
        """Decide and call back every message, each within its share of the time."""
        messages = self._messages(payload, invocation.settings)
        answers: list[Answer] = []
        for position, (message, identity) in enumerate(messages):
            mine = invocation
            try:
                if len(messages) > 1:  # each has its share of the time, and its turn
                    deadline = invocation.deadline.after_part(1 / (len(messages) - position))
                    glass = self._glass(invocation.settings)
                    mine = _Invocation(invocation.settings, deadline, invocation.problem, glass)
                answers.append(self._answer(message, identity, mine))
            except UNFORESEEN as error:  # one message must not cost the others their answer
                judged = self._undecided(message, _unexpected(error), identity, mine)
                answers.append(Answer(judged, is_lost=message.is_eventbridge and not message.is_trial))
            with _GOING_ON:  # whoever looks on changes no answer
                self.observe(answers[-1].judged)
        return tuple(answers)

    def _answer(self, message: Event | MessageError, identity: bytes, invocation: _Invocation) -> Answer:
        is_ours = message.point in self._served()
        if not (self.calls_back and is_ours and is_called_back(message, invocation.settings)):
            return Answer(self._judge(message, identity, invocation, invocation.deadline))
        courier = self._link.courier()
        event = message if isinstance(message, Event) else None
        key = courier.key_of(event)
        earlier = courier.earlier(key)
        if earlier:  # it is settled, so that break-glass comes too late
            return Answer(Judged(earlier[0], event, now=self.clock()), earlier[1], is_repeated=True)
        judged = self._judge(message, identity, invocation, invocation.deadline.after_part(_PART_FOR_FACTS))
        delivery = courier.carry(judged.decision, event, invocation.settings, invocation.deadline, self.clock())
        with _GOING_ON:  # what is forgotten is called back again, which is safe
            courier.remember(key, judged.decision, delivery)
        # Without any code, one has been forgotten, or is what is wrong with the settings.
        is_forgotten = delivery.state == "no-code" and not invocation.settings.extension_codes
        is_lost = delivery.state == "undelivered" or is_forgotten
        return Answer(judged, delivery, is_lost=is_lost and message.is_eventbridge)

    def _judge(
        self, message: Event | MessageError, identity: bytes, invocation: _Invocation, facts_until: Deadline
    ) -> Judged:
        refusal = invocation.settings.admission.refusal(message)
        if refusal is not None:
            return self._undecided(message, refusal, identity, invocation, refused(refusal))
        if isinstance(message, Event) and message.is_report and not self._has_rules_for(message.point):
            decision = unasked(message_id=message.message_id, point=message.point, identity=identity)
            return Judged.under(invocation.glass, decision, message)
        problem = invocation.problem or (invocation.glass.problem if invocation.glass else None)
        if problem is not None or isinstance(self.policy, DwgateError):
            return self._undecided(message, problem or str(self.policy), identity, invocation)
        if isinstance(message, MessageError):
            return self._undecided(message, message.problem, identity, invocation)
        try:
            now = self.clock()
            facts = self._facts_of(message, invocation.settings, facts_until)
            decision = self.policy.decide(message, now=now, facts=facts, is_out_of_time=invocation.deadline.has_passed)
        except UNFORESEEN as error:  # one message must not cost the others their answer
            return self._undecided(message, _unexpected(error), identity, invocation)
        return Judged.under(invocation.glass, decision, message, facts, now)

    def _glass(self, settings: Settings) -> Glass | None:
        return settings.break_glass.at(self.clock()) if settings.break_glass else None

    def _facts_of(self, event: Event, settings: Settings, deadline: Deadline) -> Facts:
        if self.facts is not None:
            return self.facts.at(event.point)
        if not event.is_trial and isinstance(self.policy, Policy) and self.policy.asks_facts:
            return self._link.facts_of(event, settings, deadline)
        return NoFacts()

    def _served(self) -> frozenset[str]:
        """Give the points to read messages of: without a policy every documented one, so that a record can name it."""
        return self.policy.points if isinstance(self.policy, Policy) else frozenset(catalogue.events())

    def _has_rules_for(self, point: str) -> bool:
        return isinstance(self.policy, Policy) and point in self.policy.points

    def _undecided(
        self,
        message: Event | MessageError,
        problem: str,
        identity: bytes,
        invocation: _Invocation,
        reason: Reason | None = None,
    ) -> Judged:
        decision = undecided(
            problem,
            invocation.settings.answer_to_error(message),
            identity=identity,
            message_id=message.message_id,
            point=message.point,
            policy_digest=self.policy.digest if isinstance(self.policy, Policy) else None,
            reason=reason,
        )
        return Judged.under(invocation.glass, decision, message)

    def _record(self, one: Answer, settings: Settings, context: object, *, started: float, cold_start: bool) -> str:
        decision = one.judged.decision
        try:
            invocation = {
                "time": one.judged.now.isoformat() if one.judged.now else None,
                "function": self.policy.function if isinstance(self.policy, Policy) else None,
                "is_repeated": one.is_repeated,
                "trial": one.judged.is_trial,
                "request_id": fc.request_id(context),
                "cold_start": cold_start,
                "duration_ms": round((time.monotonic() - started) * 1000, 3),
            }
            return record.line(
                decision,
                one.judged.event,
                fields=settings.record_fields,
                invocation=invocation,
                delivery=one.delivery,
            )
        except UNFORESEEN as error:
            return record.failure(f"an unexpected {type(error).__name__} in the record", decision_id=decision.id)


def _is_of_eventbridge_alone(payload: bytes) -> bool:
    """Whether nobody but EventBridge can have brought what could not even be read: a request has a ``messageBody``."""
    return b'"data"' in payload and b'"messageBody"' not in payload


def _unexpected(error: BaseException) -> str:
    """Name what nobody foresaw: its type is all that a log may say of it."""
    return f"an unexpected {type(error).__name__} in the gate"


def _bytes(payload: object) -> bytes:
    if isinstance(payload, bytes):
        return payload
    return payload.encode(errors="replace") if isinstance(payload, str) else b""

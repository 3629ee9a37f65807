"""The gate: one invocation of Function Compute, from the bytes that came to the body that goes back.

This is the only place that catches whatever is thrown.  DataWorks does not say what it does with a function that fails
or with a body that it cannot read, so every invocation is answered, in time and in shape: what cannot be judged is
answered by the setting ``DWGATE_ON_ERROR``, and the record says why.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dwgate import answer, record
from dwgate.errors import DwgateError, MessageError, PolicyError
from dwgate.events import catalogue
from dwgate.events.event import Event, parse
from dwgate.policy.decision import Decision, undecided
from dwgate.policy.engine import Policy
from dwgate.policy.loading import load
from dwgate.runtime import context as fc
from dwgate.runtime import settings as runtime_settings
from dwgate.runtime.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable

    from dwgate.runtime.settings import Settings

POLICY_FILE = "policy.json"


@dataclass(frozen=True, slots=True)
class Judged:
    """The decision on one message of an invocation; ``event`` is None where none could be read."""

    decision: Decision
    event: Event | None


class Gate:
    """The handler of one function over its compiled policy.

    ``clock`` gives the time that rules call ``now``; the desk sets it to try a rule at another time.
    """

    def __init__(self, policy: Policy | DwgateError, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Take the policy, or the reason for which there is none."""
        self.policy = policy
        self.clock = clock
        self._earlier_invocations = itertools.count()  # which counts on without a lock, in several threads

    @classmethod
    def load(cls, index: str) -> Gate:
        """Load the ``policy.json`` beside ``index``, the path of the function's ``index.py``; never raises."""
        return cls(_load_policy(Path(index).parent / POLICY_FILE))

    def initialize(self, context: object = None) -> None:
        """Say once per instance, before its first message, that the policy does not load, if that is so."""
        if isinstance(self.policy, DwgateError):
            _log(record.failure(str(self.policy), request_id=fc.request_id(context)))

    def handler(self, event: bytes, context: object = None) -> str:
        """Answer one invocation: the body in DataWorks's shape, whatever came."""
        started = time.monotonic()
        cold_start = next(self._earlier_invocations) == 0
        settings, problem = runtime_settings.current()
        try:
            deadline = Deadline.after(fc.timeout(context), margin=settings.deadline_margin)
            judged = self.judge(event, settings, deadline, problem)
            body = answer.body(_strictest(judged), settings)
        except Exception as error:  # noqa: BLE001 - whatever happens is answered; its type is all a log may say of it
            unexpected = f"an unexpected {type(error).__name__} in the gate"
            judged = (Judged(undecided(unexpected, settings.on_error, identity=_bytes(event)), None),)
            body = answer.body(judged[0].decision, settings)
        for one in judged:
            _log(_record(one, settings, context, started=started, cold_start=cold_start))
        return body

    def judge(
        self, payload: bytes, settings: Settings, deadline: Deadline, problem: str | None = None
    ) -> tuple[Judged, ...]:
        """Decide every message in the payload; where one cannot be read, or no policy asked, by ``on_error``.

        ``problem`` says what else is wrong, so that nothing can be judged.
        """
        payload = _bytes(payload)
        messages: tuple[Event | MessageError, ...]
        try:
            messages = parse(payload, self._served(), settings.spellings)
        except MessageError as error:
            messages = (error,)
        now = self.clock()
        digest = hashlib.sha256(payload).digest()

        def judge_one(position: int, message: Event | MessageError) -> Judged:
            identity = b"%d:%b" % (position, digest)
            if problem is not None or isinstance(self.policy, DwgateError):
                return self._undecided(message, problem or str(self.policy), identity, settings)
            if isinstance(message, MessageError):
                return self._undecided(message, message.problem, identity, settings)
            return Judged(self.policy.decide(message, now=now, is_out_of_time=deadline.has_passed), message)

        return tuple(judge_one(position, message) for position, message in enumerate(messages))

    def _served(self) -> frozenset[str]:
        """Give the points to read messages of: without a policy any, so that the record can say what came."""
        return self.policy.points if isinstance(self.policy, Policy) else frozenset(catalogue.events())

    def _undecided(self, message: Event | MessageError, problem: str, identity: bytes, settings: Settings) -> Judged:
        decision = undecided(
            problem,
            settings.on_error,
            identity=identity,
            message_id=message.message_id,
            point=message.point,
            policy_digest=self.policy.digest if isinstance(self.policy, Policy) else None,
        )
        return Judged(decision, message if isinstance(message, Event) else None)


def _load_policy(path: Path) -> Policy | DwgateError:
    try:
        return load(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return PolicyError(
            [f"there is no {POLICY_FILE} beside the function's index.py; deploy the function's staged folder"]
        )
    except DwgateError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a function that cannot be imported answers nobody
        return PolicyError([f"{POLICY_FILE} cannot be loaded: {type(error).__name__}"])


def _strictest(judged: tuple[Judged, ...]) -> Decision:
    return max((one.decision for one in judged), key=lambda decision: decision.result.severity)


def _bytes(payload: object) -> bytes:
    if isinstance(payload, bytes):
        return payload
    return payload.encode(errors="replace") if isinstance(payload, str) else b""


def _record(judged: Judged, settings: Settings, context: object, *, started: float, cold_start: bool) -> str:
    try:
        invocation = {
            "request_id": fc.request_id(context),
            "cold_start": cold_start,
            "duration_ms": round((time.monotonic() - started) * 1000, 3),
        }
        return record.line(judged.decision, judged.event, fields=settings.record_fields, invocation=invocation)
    except Exception as error:  # noqa: BLE001 - a record that cannot be written must not cost the answer
        return record.failure(f"an unexpected {type(error).__name__} in the record", decision_id=judged.decision.id)


def _log(line: str) -> None:
    """Write to Function Compute's log: in one piece, so that two invocations at a time do not mix their lines.

    A log that takes nothing must not cost the answer.
    """
    with contextlib.suppress(OSError, ValueError):
        print(f"{line}\n", end="", flush=True)  # noqa: T201 - standard output is that log

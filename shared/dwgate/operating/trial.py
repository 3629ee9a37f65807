"""Trials: a sample message sent to a deployed function, and what the function's answer and its log tell.

A trial is marked as one: the function decides on it as on any other message, asks DataWorks for no facts, and calls
nothing back.  A dwgate from before there was a mark would act on the message; none was released.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from dwgate.errors import MessageError
from dwgate.events.envelope import open_envelopes
from dwgate.events.trial import marked_as_trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dwgate.operating.cloud import Invoked

Log = Literal["whole", "cut", "none"]
"""How much of an invocation's log there is to read."""

_KINDS = {"decision", "event"}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the record of one message says of its rules; ``break_glass`` is until when every answer is OK."""

    fired: tuple[str, ...]
    errors: tuple[str, ...]
    policy_digest: str | None
    break_glass: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an invocation answered: the body, None where it is no JSON object, and a ruling for each message.

    There are fewer rulings than messages where not all of the log came, and where the function wrote no records.
    """

    answer: Mapping[str, Any] | None
    rulings: tuple[Ruling, ...]
    log: Log = "whole"

    @property
    def result(self) -> str:
        """The check result, empty where there is none."""
        found = (self.answer or {}).get("checkResult")
        return found if isinstance(found, str) else ""

    @property
    def reason(self) -> str:
        """The first text beside the check result, empty where there is none."""
        others = (text for key, text in (self.answer or {}).items() if key != "checkResult")
        return str(next(others, ""))

    @property
    def policy_digest(self) -> str | None:
        """The digest of the policy that decided, None where no record says it."""
        return next((ruling.policy_digest for ruling in self.rulings if ruling.policy_digest), None)


def trial_of(payload: bytes) -> bytes | None:
    """Mark a sample as a trial; None where a message in it would be read without its mark, so it must not be sent.

    What holds no message cannot be marked, and needs no mark: without a name of its event nothing is called back.
    """
    trial = marked_as_trial(payload)
    try:
        messages = open_envelopes(trial)
    except MessageError as error:
        messages = (error,)
    return trial if all(message.is_trial or not message.names for message in messages) else None


def verdict_of_invocation(invoked: Invoked) -> Verdict:
    """Read what a deployed function answered and logged."""
    log: Log = "none" if not invoked.log else "cut" if invoked.is_log_cut else "whole"
    return verdict_of(invoked.body, invoked.log.splitlines(), log)


def verdict_of(body: bytes, lines: Iterable[str], log: Log = "whole") -> Verdict:
    """Read the answer of an invocation, and the records among the lines of its log."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    return Verdict(
        answer if isinstance(answer, dict) else None,
        tuple(ruling for line in lines if (ruling := _ruling(line))),
        log,
    )


def _ruling(line: str) -> Ruling | None:
    """Read a line as a record; None for a line of Function Compute's own, and for one that was cut."""
    if not line.startswith("{"):
        return None
    try:
        record = json.loads(line)
        if record["kind"] not in _KINDS:
            return None
        rules, glass = record["rules"], record.get("break_glass")
        return Ruling(
            fired=tuple(rules["fired"]),
            errors=tuple(error["rule"] for error in rules["errors"]),
            policy_digest=record["policy_digest"],
            break_glass=datetime.fromisoformat(glass["until"]) if glass and glass["instead_of"] else None,
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None

"""Messages as DataWorks would send them now: what it documents for an event, with an id and times of its own."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, Literal

from dwgate.policy.decision import BEIJING
from dwgate.policy_tests import message
from dwgate.policy_tests.samples import DOCUMENTED

if TYPE_CHECKING:
    from datetime import datetime

    from dwgate.events.catalogue import EventType

Envelope = Literal["function_compute", "eventbridge"]

_PATTERNS: dict[Envelope, str] = {"function_compute": "download-resources", "eventbridge": "commit-file"}
"""The documented messages whose envelopes those get that have none of their own."""
_LEAST = {"tenantId": 28378954310656, "projectId": 91864, "operator": "1904512876340213"}
"""Who and where, as in the documented messages, for an event of which DataWorks documents none."""


def documented(code: str) -> dict[Envelope, dict[str, Any] | None]:
    """Give the message that DataWorks documents for an event, in each envelope in which it does."""
    path = DOCUMENTED / f"{code}.json"
    forms: dict[Envelope, dict[str, Any] | None] = json.loads(path.read_bytes()) if path.is_file() else {}
    return {"function_compute": forms.get("function_compute"), "eventbridge": forms.get("eventbridge")}


def usual_envelope(event: EventType) -> Envelope:
    """Give the envelope in which an event comes, where it may come in both that of Function Compute."""
    return "function_compute" if event.function_compute else "eventbridge"


def new_message(event: EventType, envelope: Envelope, now: datetime) -> dict[str, Any]:
    """Make a message of an event, published now; of an event without a documented one, the least that is read."""
    document = documented(event.code)[envelope]
    if document is None:
        pattern = documented(_PATTERNS[envelope])[envelope] or {}
        name, _ = message.body_of(pattern)
        known = {field.name for field in event.fields}
        least = {key: value for key, value in _LEAST.items() if event.is_open or key in known}
        document = message.of_point({**pattern, name: least}, event.code)
        document |= {"eventCategoryType": event.module} if envelope == "function_compute" else {}
    return {**document, **_fresh(envelope, now)}


def _fresh(envelope: Envelope, now: datetime) -> dict[str, str]:
    """Give what no two messages share, as DataWorks and EventBridge write it."""
    if envelope == "function_compute":
        return {"messageId": str(uuid.uuid4())}
    here = now.astimezone(BEIJING)
    published = f"{here.replace(tzinfo=None).isoformat(timespec='milliseconds')}PRC"
    return {"id": str(uuid.uuid4()), "time": here.isoformat(timespec="seconds"), "aliyunpublishtime": published}

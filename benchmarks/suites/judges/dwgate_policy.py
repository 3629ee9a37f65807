"""dwgate: the compiled policy alone, over the event that was parsed before.

The event that it judges is parsed from the message, once for each; what parsing takes is in the side that has all of
it, from the bytes to the record.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from suites import policies
from suites.judges import RESULTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dwgate.policy.engine import Policy
    from suites.judges import Judge

NAME = "engines"
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
CONDITIONS = {
    "too-many-rows": "event.dataRowSize > 100000",
    "many-rows": "event.dataRowSize > 50000 && event.dataRowSize <= 100000",
    "file-too-large": "event.fileSize > 524288000",
    "closed-source": 'event.datasourceName in ["hr_pii", "finance_pii"]',
    "source-in-development": 'event.datasourceName.startsWith("dev_")',
    "spreadsheet-too-long": 'event.moduleType == "dw_excel" && event.dataRowSize > 5000',
    "module-not-allowed": '!(event.moduleType in ["sqlx_query", "develop_query", "dw_excel"])',
    "archive": 'event.fileName.endsWith(".zip")',
    "secret-in-the-name": 'event.fileName.contains("secret")',
    "people-of-others": 'event.datasourceName == "odps_people"'
    ' && !(event.operatorUid in ["1904512876340213", "1904512876340301"])',
}


def write() -> None:
    """Compile the policy."""
    reason = {"en": "This is refused.", "zh": "此操作被拒绝。"}
    rules = [
        {"name": name, "when": condition, "then": RESULTS[name], "reason": reason}
        for name, condition in CONDITIONS.items()
    ]
    policies.write(NAME, {policies.POINTS[0]: rules}, {})


def judge() -> Judge:
    """Ask the policy, of events that are parsed where they are first seen."""
    from dwgate.events.event import Event, parse  # noqa: PLC0415 - what is measured is loaded by whoever measures it

    policy: Policy = policies.gate(NAME).policy  # type: ignore[assignment]  # it has been compiled
    events: dict[int, Event] = {}

    def judged(fields: Mapping[str, Any]) -> frozenset[str]:
        if id(fields) not in events:
            (event,) = parse(policies.message(fields), policy.points)
            assert isinstance(event, Event)  # noqa: S101 - it is a message
            events[id(fields)] = event
        decision = policy.decide(events[id(fields)], now=NOW)
        return frozenset(one.rule for one in decision.outcomes if one.state == "fired")

    return judged

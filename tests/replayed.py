"""Policies to try, and the records of what they decide."""

import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dwgate import record
from dwgate.events.event import Event, parse
from dwgate.policy.compiler import compile_function, load_document
from dwgate.policy.decision import BEIJING
from dwgate.policy.engine import Policy
from dwgate.records import Record

POINT = "download-resources-execute"
NOW = datetime(2026, 11, 18, 10, tzinfo=BEIJING)
ALL = ("dataRowSize", "fileSize", "fileName", "ip", "moduleType", "datasourceName")

POLICY = """\
params:
  max_rows: 100
  modules: [sqlx_query, dw_excel]
rules:
  - name: too-many-rows
    when: event.dataRowSize > params.max_rows
    then: FAIL
    reason: {en: "${event.dataRowSize} rows"}
  - name: other-module
    when: "!(event.moduleType in params.modules)"
    then: WARN
    reason: {en: "${event.moduleType}"}
exemptions:
  - rules: [too-many-rows]
    when: operator == "7"
    reason: audit
    owner: a@example.com
    expires: 2027-01-01
"""


def compiled(policy: str = POLICY, *points: str, name: str = "data_download") -> dict[str, Any]:
    """A compiled policy, in which there is nothing to complain about."""
    with tempfile.TemporaryDirectory() as folder:
        function = Path(folder) / name
        (function / "policy").mkdir(parents=True)
        (function / "function.yaml").write_text(
            f"description: {{en: a policy to try}}\npoints: [{', '.join(points or [POINT])}]\n"
        )
        (function / "policy" / "limits.yaml").write_text(policy)
        compilation = compile_function(function)
    findings = [finding.render() for finding in compilation.diagnostics]
    assert findings == [], "\n".join(findings)
    return dict(compilation.document or {})


def policy_of(document: dict[str, Any]) -> Policy:
    """A compiled policy, ready to decide."""
    return load_document(document)


def message(body: dict[str, Any] | None = None, message_id: str | None = "m-1", point: str = POINT) -> Event:
    """A message of a point."""
    document = {"messageId": message_id, "eventType": point, "messageBody": body or {}}
    (event,) = parse(json.dumps(document).encode(), [point])
    assert isinstance(event, Event)
    return event


def recorded(
    document: dict[str, Any],
    event: Event,
    *,
    now: datetime = NOW,
    fields: Sequence[str] = ALL,
    **changes: Any,
) -> Record:
    """The record of what a policy decides on a message; ``changes`` are made to its JSON, None takes a key away."""
    decision = policy_of(document).decide(event, now=now)
    invocation = {"time": now.isoformat(), "function": document["function"]}
    line = record.line(decision, event, fields=tuple(fields), invocation=invocation)
    written = {**json.loads(line), **changes}
    return Record.of({name: value for name, value in written.items() if value != "taken away"})

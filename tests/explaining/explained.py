"""Policies that records are explained by, and the records of messages that they decided on."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from dwgate import record as written
from dwgate.events.event import Event, parse
from dwgate.policy.compiler import compile_function, load_document
from dwgate.policy.engine import Policy
from dwgate.records import Record
from dwgate.runtime.variables import DEFAULT_RECORD_FIELDS

POINTS = ("download-resources", "download-resources-execute", "commit-file")
AT = datetime.fromisoformat("2026-11-18T10:00:00+08:00")
POLICY = """\
contact: {en: Ask the office., zh: 请联系办公室。}
points: [download-resources, download-resources-execute]
params:
  max_rows: 100000
  office: [10.0.0.0/8]
  friends: ["7", "8"]
  words: [salary, payroll]
  since: 2026-01-01
  max_size: 5B
rules:
  - name: too-many-rows
    description: |
      Whole tables leave
      by data integration.
    when: event.dataRowSize > params.max_rows && now > params.since
    then: FAIL
    reason:
      en: "${event.dataRowSize} rows are over the limit of ${params.max_rows}."
      zh: "${event.dataRowSize} 行超过了 ${params.max_rows} 行的上限。"
  - name: sensitive-name
    when: has(event.fileName) && params.words.exists(word, event.fileName.contains(word))
    then: WARN
    reason: {en: "The name holds ${params.words.filter(word, event.fileName.contains(word))}."}
  - name: long-sql
    when: has(event.sqlText) && size(event.sqlText) > 100 && !(operator in params.friends)
    then: WARN
    on_error: WARN
    reason: {en: "The SQL has ${size(event.sqlText)} characters."}
  - name: outside
    when: |
      "ip" in present && !ip.within(event.ip, params.office)
    then: FAIL
    reason: {en: "${event.ip} is outside ${params.office}."}
  - name: hidden
    when: event.fileSize > units.bytes(params.max_size)
    then: FAIL
    mode: shadow
    reason: {en: No.}
exemptions:
  - {rules: [too-many-rows], when: operator == "7", reason: audit, owner: audit@example.com, expires: 2026-11-01}
  - {rules: [too-many-rows], when: operator == "8", reason: closing, owner: closing@example.com, expires: 2027-01-01}
  - rules: [too-many-rows]
    when: event.fileName == "audit.csv"
    reason: by name
    owner: names@example.com
    expires: 2026-11-02
"""
CODE = """\
points: [commit-file]
rules:
  - name: max-pt-called
    when: event.fileType == 10 && file.content().contains("max_pt")
    then: FAIL
    reason: {en: It calls max_pt.}
  - name: nameless
    when: snapshot.has("file.name")
    then: WARN
    on_error: OK
    reason: {en: It has a name.}
"""
BODY: dict[str, Any] = {
    "moduleType": "sqlx_query",
    "operatorUid": "1904512876340213",
    "queryDwProjectId": "91864",
    "fileName": "report.csv",
    "fileSize": 1,
    "dataRowSize": 123456,
    "sqlText": "select 1",
}


def compiled(folder: Path, policy: str = POLICY, code: str = CODE) -> dict[str, Any]:
    """Compile a function of these two files, called guard."""
    function = folder / "guard"
    (function / "policy").mkdir(parents=True, exist_ok=True)
    (function / "function.yaml").write_text(f"points: [{', '.join(POINTS)}]\n")
    (function / "policy" / "limits.yaml").write_text(policy)
    (function / "policy" / "code.yaml").write_text(code)
    compilation = compile_function(function)
    assert compilation.document, compilation.diagnostics
    return compilation.document


def loaded(document: Mapping[str, Any]) -> Policy:
    """Load a policy as a function does."""
    return load_document(document)


def recorded(
    document: Mapping[str, Any],
    point: str = "download-resources",
    fields: tuple[str, ...] = DEFAULT_RECORD_FIELDS,
    changes: Mapping[str, Any] | None = None,
    **body: Any,
) -> Record:
    """Decide on a message as a function does, and read its record again; ``changes`` are put into the record.

    A field of the body that is None does not come.
    """
    message = {"eventType": point, "messageId": "m-1", "messageBody": {**BODY, **body}}
    policy = loaded(document)
    (event,) = parse(json.dumps(message).encode(), policy.points)
    assert isinstance(event, Event)
    decision = policy.decide(event, now=AT)
    invocation = {"time": AT.isoformat(), "function": policy.function, "trial": False}
    line = written.line(decision, event, fields=fields, invocation=invocation)
    return Record.of({**json.loads(line), **(changes or {})})

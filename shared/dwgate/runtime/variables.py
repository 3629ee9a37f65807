"""The variables that set how a function answers: the name of each, its default, and what it says.

Their values are read in :mod:`dwgate.runtime.settings`.
"""

from __future__ import annotations

from dwgate.values import Value

DEFAULT_RECORD_FIELDS = (
    "moduleType",
    "dataRowSize",
    "fileSize",
    "datasourceId",
    "datasourceName",
    "uploadSourceType",
    "optTableType",
    "targetEngineType",
    "writeType",
    "conflictMode",
    "tableGuid",
    "fileType",
    "changeType",
    "tableName",
    "isParallel",
    "parallelGroup",
    "severity",
    "enabled",
    "channel",
    "updatedChannel",
    "showTableMapping",
    "order.deadlineType",
    "order.deadlineDate",
    "order.projectMeta.envCode",
)
"""The fields that a record shows: sizes, kinds and names of data, nothing of its content and nothing about a person.

They are those that the rules of ``functions/`` read, as far as this allows, so that a change of a rule can be replayed.
"""


class Variable(Value):
    """One setting as the README's table shows it."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DWGATE_ON_ERROR", "FAIL", "the answer where no policy can be asked: `FAIL`, `WARN` or `OK`"),
    Variable("DWGATE_LANGUAGE", "en", "the language of reasons: `en`, `zh` or `both`"),
    Variable("DWGATE_REASON_KEYS", "errorMessage", "the keys of the reason in the answer, with commas"),
    Variable("DWGATE_REASON_LENGTH", "1000", "the length in characters at which a reason is cut"),
    Variable("DWGATE_RECORD_FIELDS", ",".join(DEFAULT_RECORD_FIELDS), "the event fields that a record shows"),
    Variable("DWGATE_DEADLINE_MARGIN_MS", "500", "the part of the function's timeout that is kept for answering"),
    Variable("DWGATE_OPERATOR_FIELDS", "", "further fields that may name the operator, the first to be trusted first"),
    Variable("DWGATE_WORKSPACE_FIELDS", "", "further fields that may name the workspace"),
    Variable("DWGATE_TENANTS", "", "the ids of the tenants that may ask, with commas; without any, all may"),
    Variable("DWGATE_WORKSPACES", "", "the ids of the workspaces that may ask"),
    Variable(
        "DWGATE_ACCOUNTS",
        "",
        "the ids of the Alibaba Cloud accounts that may ask: for functions behind EventBridge alone, since no other"
        " message names one",
    ),
    Variable(
        "DWGATE_ANSWER",
        "auto",
        "how a result reaches DataWorks: `return`, `callback`, `both`, or `auto`: returned, and called back too where"
        " an extension code is set",
    ),
    Variable(
        "DWGATE_EXTENSION_CODE",
        "",
        "the code of the extension, from DataWorks's console; where points have their own,"
        " `commit-file=…,freeze-node=…`, with one code alone for all other points",
    ),
    Variable("DWGATE_WORKBENCH_WARN", "OK", "what a WARN is called back as to the operation center: `OK` or `FAIL`"),
    Variable(
        "DWGATE_ENDPOINT",
        "public",
        "where DataWorks's OpenAPI is: `public` or `vpc`, of the function's region, or a host",
    ),
    Variable("DWGATE_CONNECT_TIMEOUT_MS", "1000", "how long one attempt at a call may take to connect"),
    Variable("DWGATE_READ_TIMEOUT_MS", "3000", "how long one attempt at a call may wait for the answer"),
    Variable("DWGATE_OPTIONS_SECONDS", "60", "how long an instance keeps the options of a workspace"),
    Variable(
        "DWGATE_BREAK_GLASS",
        "",
        "in an emergency, `<until>;<who>;<why>`: every answer is OK until that time, which has a zone and is at most 24"
        " hours ahead, such as `2026-11-18T12:00:00+08:00`",
    ),
)

"""cedarpy: Cedar's engine in Rust, with policies, entities and schema parsed once.

Every rule forbids, so that the answer names all that fire.
Source: https://github.com/k9securityio/cedar-py
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cedarpy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from suites.judges import Judge

RULES = {
    "too-many-rows": "context.dataRowSize > 100000",
    "many-rows": "context.dataRowSize > 50000 && context.dataRowSize <= 100000",
    "file-too-large": "context.fileSize > 524288000",
    "closed-source": '["hr_pii", "finance_pii"].contains(context.datasourceName)',
    "source-in-development": 'context.datasourceName like "dev_*"',
    "spreadsheet-too-long": 'context.moduleType == "dw_excel" && context.dataRowSize > 5000',
    "module-not-allowed": '!(["sqlx_query", "develop_query", "dw_excel"].contains(context.moduleType))',
    "archive": 'context.fileName like "*.zip"',
    "secret-in-the-name": 'context.fileName like "*secret*"',
    "people-of-others": 'context.datasourceName == "odps_people"'
    ' && !(["1904512876340213", "1904512876340301"].contains(context.operatorUid))',
}


def judge() -> Judge:
    """Parse the policies; the event is the context of a request."""
    forbids = [f'@id("{name}") forbid (principal, action, resource) when {{ {text} }};' for name, text in RULES.items()]
    policies = cedarpy.PolicySet.from_str("\n".join(["permit (principal, action, resource);", *forbids]))
    entities = cedarpy.Entities.from_json_str("[]")

    def judged(event: Mapping[str, Any]) -> frozenset[str]:
        request = {
            "principal": {"type": "User", "id": event["operatorUid"]},
            "action": {"type": "Action", "id": "download"},
            "resource": {"type": "Source", "id": event["datasourceName"]},
            "context": dict(event),
        }
        told = cedarpy.is_authorized(request, policies, entities).diagnostics
        if told.errors:
            raise ValueError(told.errors)
        return frozenset(told.id_annotations_by_reason.values())

    return judged

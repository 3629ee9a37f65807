"""rule-engine: rules of its own language, parsed once, whose names are the keys of the event.

Source: https://zerosteiner.github.io/rule-engine/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rule_engine

if TYPE_CHECKING:
    from suites.judges import Judge

RULES = {
    "too-many-rows": "dataRowSize > 100000",
    "many-rows": "dataRowSize > 50000 and dataRowSize <= 100000",
    "file-too-large": "fileSize > 524288000",
    "closed-source": 'datasourceName in ["hr_pii", "finance_pii"]',
    "source-in-development": 'datasourceName.starts_with("dev_")',
    "spreadsheet-too-long": 'moduleType == "dw_excel" and dataRowSize > 5000',
    "module-not-allowed": 'not (moduleType in ["sqlx_query", "develop_query", "dw_excel"])',
    "archive": 'fileName.ends_with(".zip")',
    "secret-in-the-name": '"secret" in fileName',
    "people-of-others": 'datasourceName == "odps_people"'
    ' and not (operatorUid in ["1904512876340213", "1904512876340301"])',
}
_TEXT, _NUMBER = rule_engine.DataType.STRING, rule_engine.DataType.FLOAT
_TYPES = {
    "datasourceName": _TEXT,
    "dataRowSize": _NUMBER,
    "fileName": _TEXT,
    "fileSize": _NUMBER,
    "moduleType": _TEXT,
    "operatorUid": _TEXT,
}


def judge() -> Judge:
    """Parse each rule, with the types of its fields."""
    context = rule_engine.Context(
        resolver=rule_engine.resolve_item, type_resolver=rule_engine.type_resolver_from_dict(_TYPES)
    )
    rules = {name: rule_engine.Rule(text, context=context) for name, text in RULES.items()}
    return lambda event: frozenset(name for name, rule in rules.items() if rule.matches(event))

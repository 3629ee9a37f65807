"""simpleeval: expressions of Python, parsed once, of which it walks the tree.

Source: https://github.com/danthedeckie/simpleeval
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simpleeval import EvalWithCompoundTypes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from suites.judges import Judge

RULES = {
    "too-many-rows": "dataRowSize > 100000",
    "many-rows": "50000 < dataRowSize <= 100000",
    "file-too-large": "fileSize > 524288000",
    "closed-source": 'datasourceName in ["hr_pii", "finance_pii"]',
    "source-in-development": 'datasourceName.startswith("dev_")',
    "spreadsheet-too-long": 'moduleType == "dw_excel" and dataRowSize > 5000',
    "module-not-allowed": 'moduleType not in ["sqlx_query", "develop_query", "dw_excel"]',
    "archive": 'fileName.endswith(".zip")',
    "secret-in-the-name": '"secret" in fileName',
    "people-of-others": 'datasourceName == "odps_people"'
    ' and operatorUid not in ["1904512876340213", "1904512876340301"]',
}


def judge() -> Judge:
    """Parse each expression; one evaluator takes the event as its names."""
    evaluator = EvalWithCompoundTypes()
    parsed = {name: evaluator.parse(text) for name, text in RULES.items()}

    def judged(event: Mapping[str, Any]) -> frozenset[str]:
        evaluator.names = event
        return frozenset(name for name, text in RULES.items() if evaluator.eval(text, previously_parsed=parsed[name]))

    return judged

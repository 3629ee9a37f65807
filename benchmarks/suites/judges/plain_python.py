"""Plain Python: a function for each rule, which is what every engine is compared with and nobody's policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from suites.judges import Judge

_MANY_ROWS, _MOST_ROWS, _ROWS_OF_A_SHEET, _MOST_BYTES = 50_000, 100_000, 5000, 524_288_000
RULES: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "too-many-rows": lambda event: event["dataRowSize"] > _MOST_ROWS,
    "many-rows": lambda event: _MANY_ROWS < event["dataRowSize"] <= _MOST_ROWS,
    "file-too-large": lambda event: event["fileSize"] > _MOST_BYTES,
    "closed-source": lambda event: event["datasourceName"] in {"hr_pii", "finance_pii"},
    "source-in-development": lambda event: event["datasourceName"].startswith("dev_"),
    "spreadsheet-too-long": lambda event: event["moduleType"] == "dw_excel" and event["dataRowSize"] > _ROWS_OF_A_SHEET,
    "module-not-allowed": lambda event: event["moduleType"] not in {"sqlx_query", "develop_query", "dw_excel"},
    "archive": lambda event: event["fileName"].endswith(".zip"),
    "secret-in-the-name": lambda event: "secret" in event["fileName"],
    "people-of-others": lambda event: (
        event["datasourceName"] == "odps_people"
        and event["operatorUid"] not in {"1904512876340213", "1904512876340301"}
    ),
}


def judge() -> Judge:
    """Call each function."""
    return lambda event: frozenset(name for name, fires in RULES.items() if fires(event))

"""The key sql of function.yaml: which dialects are written where, as the functions of sql.* take them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate.policy.compiler import compile_function

RULE = """
rules:
  - name: asks
    when: {when}
    then: WARN
    reason: {{en: "{reason}"}}
"""


def reference(
    write: Callable[..., Path], sql: str, when: str = "sql.selects_star(event.sqlText)", reason: str = "asked"
) -> Any:
    """Give what a policy brings to its functions, or the names of the findings."""
    policy = RULE.format(when=when, reason=reason)
    compilation = compile_function(
        write({"function.yaml": f"points: [download-resources]\n{sql}", "policy/a.yaml": policy})
    )
    if compilation.document is None:
        return [finding.name for finding in compilation.diagnostics]
    return compilation.document.get("reference", {}).get("sql")


@pytest.mark.parametrize(
    ("sql", "settings"),
    [
        ("", None),
        ("sql: {}", None),
        ("sql: {default: hive}", {"default": "hive"}),
        ("sql: {data_sources: {crm: hologres}}", {"data_sources": {"crm": "hologres"}}),
        ("sql: {default: hive, data_sources: {}}", {"default": "hive", "data_sources": {}}),
        ("sql: {default: odps}", ["bad-value"]),
        ("sql: {data_sources: {crm: holo}}", ["bad-value"]),
        ("sql: {data_sources: [crm]}", ["wrong-type"]),
        ("sql: {datasources: {}}", ["unknown-key"]),
        ("sql: hive", ["wrong-type"]),
    ],
)
def test_the_dialects_of_a_function(write: Callable[..., Path], sql: str, settings: Any) -> None:
    """They come with the policy; what is no dialect is a finding."""
    assert reference(write, sql) == settings


def test_a_policy_that_asks_nothing_of_sql_brings_nothing(write: Callable[..., Path]) -> None:
    """Though the file names dialects."""
    assert reference(write, "sql: {default: hive}", "event.dataRowSize > 1") is None


@pytest.mark.parametrize(
    ("reason", "findings"),
    [
        ("${sql.tables(event.sqlText)}", None),
        ("${sql.touches(event.sqlText, ['hr.*'])} ${size(event.sqlText)}", None),
        ("${sql.tables(event.sqlText + event.sqlText)}", ["content-in-reason"]),
        ("${sql.touches(event.fileName, [event.sqlText])}", ["content-in-reason"]),
        ("${event.sqlText}", ["content-in-reason"]),
    ],
)
def test_a_reason_may_show_what_a_text_does(write: Callable[..., Path], reason: str, findings: Any) -> None:
    """Names and numbers, and no part of the text."""
    assert reference(write, "", reason=reason) == findings

"""An exemption to begin with."""

from pathlib import Path
from typing import Any

import pytest

from dwgate.explaining.account import account_of
from dwgate.explaining.snippet import snippet
from dwgate.policy.compiler import compile_function
from dwgate.records import Record
from explaining.explained import AT, POLICY, compiled, recorded


def test_an_exemption_is_as_narrow_as_the_record_allows(document: dict[str, Any]) -> None:
    """It is for this operator in this workspace, and for the rules that made the result."""
    record = recorded(document, "download-resources-execute", fileName="salary.csv", ip="192.0.2.1")
    assert snippet(account_of(record, document, now=AT), "en") == [
        "exemptions: # in functions/guard/policy/limits.yaml",
        "  - rules: [too-many-rows, outside]",
        '    when: operator == "1904512876340213" && workspace == "91864"',
        "    reason: <what it is for>",
        "    owner: <who answers for it>",
        "    expires: <the day from which it no longer holds>",
    ]


def test_a_record_without_names_has_them_filled_in(document: dict[str, Any]) -> None:
    """Who is to be exempted is for the administrator to say."""
    record = recorded(document, operatorUid=None, queryDwProjectId=None)
    lines = snippet(account_of(record, None, now=AT), "zh")
    assert lines[0] == "exemptions:"
    assert lines[2] == '    when: operator == "<账号>"'


def test_nothing_is_lifted_where_no_rule_fired(document: dict[str, Any]) -> None:
    """What could not be judged is lifted by no exemption."""
    assert snippet(account_of(recorded(document, dataRowSize="many"), document, now=AT), "en") == []


@pytest.mark.parametrize(
    "operator", ["1904512876340213", "li: lei", 'a "b" #c', "李雷\n", "\x1b[2J\x9b", "a\u202eb\u2028\U000e0001"]
)
def test_once_it_is_filled_in_it_lifts_the_rule(document: dict[str, Any], tmp_path: Path, operator: str) -> None:
    """Before that it does not compile, so that nothing is lifted by mistake."""
    record = recorded(document, operatorUid=operator)
    assert record.fired == ("too-many-rows",)
    changed = Record.of({**record.document, "operator": operator})
    head, *lines = snippet(account_of(changed, document, now=AT), "en")
    assert all(line.isprintable() for line in lines)
    assert head.startswith("exemptions:")
    policy = "\n".join([POLICY, *lines, ""])
    with pytest.raises(AssertionError, match="bad-date"):
        compiled(tmp_path, policy)
    filled = compiled(
        tmp_path, policy.replace("<the day from which it no longer holds>", f"{AT.date()}T23:00:00+08:00")
    )
    again = recorded(filled, operatorUid=operator)
    assert [item["reason"] for item in again.exempted] == ["<what it is for>"]
    assert compile_function(tmp_path / "guard").diagnostics == ()

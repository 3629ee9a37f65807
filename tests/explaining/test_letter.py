"""An account in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from dwgate.explaining.account import account_of
from dwgate.explaining.letter import letter
from dwgate.policy.loading import digest
from dwgate.records import Record
from explaining.explained import AT, POLICY, compiled, recorded

if TYPE_CHECKING:
    from pathlib import Path

    from dwgate.policy.decision import Language


def text(record: Record, document: dict[str, Any] | None, language: Language = "en") -> str:
    """Write a letter as one text."""
    return "\n".join(f"{line.head}{line.text}" for line in letter(account_of(record, document, now=AT), language))


def test_a_refusal_is_told_with_all_that_led_to_it(document: dict[str, Any]) -> None:
    """What was asked, when, where, by whom; the rule, the value, the limit; whom to ask; the policy."""
    digest = document["digest"][:19]
    assert (
        text(recorded(document), document)
        == f"""\
Your operation in DataWorks was refused (FAIL).

Operation: Data download, file generation (download-resources)
Time: 2026-11-18 10:00:00, Beijing time
Workspace: 91864
Account: 1904512876340213
Message: m-1
Reason given: 123456 rows are over the limit of 100000.

Rule too-many-rows (FAIL)
  What it is for: Whole tables leave by data integration.
  Value: dataRowSize = 123456
  Limit: max_rows = 100000
  Limit: since = 2026-01-01T00:00:00+08:00

To ask for an exemption from too-many-rows: Ask the office.
Policy: {digest}…, unchanged since"""
    )


def test_a_refusal_is_told_in_chinese(document: dict[str, Any]) -> None:
    """The description is not told where it is in English alone."""
    digest = document["digest"][:19]
    assert (
        text(recorded(document), document, "zh")
        == f"""\
您在 DataWorks 中的操作被拒绝（FAIL）。

操作：数据下载，生成文件（download-resources）
时间：2026-11-18 10:00:00（北京时间）
工作空间：91864
账号：1904512876340213
消息：m-1
给出的原因：123456 行超过了 100000 行的上限。

规则 too-many-rows（FAIL）
  实际值：dataRowSize = 123456
  限制：max_rows = 100000
  限制：since = 2026-01-01T00:00:00+08:00

如需申请 too-many-rows 的豁免：请联系办公室。
策略：{digest}…，此后没有变更"""
    )


def test_an_exemption_that_had_ended_is_told_with_its_end(document: dict[str, Any]) -> None:
    """It is the operator's own, so that its owner can be asked to go on with it."""
    record = recorded(document, operatorUid="7")
    expected = "one would have lifted this rule, but it had ended at 2026-11-01 00:00:00, Beijing time: audit"
    assert f"  Exemption: {expected} (audit@example.com)" in text(record, document)
    chinese = "有一项豁免本可免除这条规则，但已于 2026-11-01 00:00:00（北京时间）到期：audit（audit@example.com）"
    assert f"  豁免：{chinese}" in text(record, document, "zh")


def test_a_description_is_told_in_the_language_of_the_letter(document: dict[str, Any]) -> None:
    """A policy can give one in each."""
    bilingual = {**document, "rules": [{**rule, "description": {"zh": "整表提取"}} for rule in document["rules"]]}
    bilingual["digest"] = digest(bilingual)
    record = recorded(document, changes={"policy_digest": bilingual["digest"]})
    assert "  用途：整表提取\n" in text(record, bilingual, "zh")
    assert "What it is for" not in text(record, bilingual)


def test_an_exemption_of_today_that_had_ended_is_not_said_to_have_been_there(document: dict[str, Any]) -> None:
    """Another policy decided, and nobody knows whether it had it."""
    record = recorded(document, operatorUid="7", changes={"policy_digest": "sha256:0"})
    expected = "today's policy has one for this operation, which ended at 2026-11-01 00:00:00, Beijing time: audit"
    assert f"  Exemption: {expected} (audit@example.com)" in text(record, document)
    assert "would have" not in text(record, document)
    assert "  豁免：当前策略中有一项豁免适用于此操作" in text(record, document, "zh")


def test_nobody_is_told_to_try_again_after_an_exemption_has_ended(document: dict[str, Any]) -> None:
    """It came since, and is over: whom to ask for another is told."""
    record = recorded(document, operatorUid="8", changes={"policy_digest": "sha256:0"})
    refused = Record.of({**record.document, "result": "FAIL", "rules": {"fired": ["too-many-rows"]}})
    lines = letter(account_of(refused, document, now=AT.replace(year=2027)), "en")
    told = "\n".join(line.text for line in lines)
    assert "Try the operation again." not in told
    assert "closing" not in told
    assert "To ask for an exemption from too-many-rows: Ask the office." in told


def test_an_exemption_that_came_since_is_told_in_place_of_whom_to_ask(document: dict[str, Any]) -> None:
    """There is nothing to ask for any more."""
    record = recorded(document, operatorUid="8", changes={"policy_digest": "sha256:0123456789abcdef"})
    assert record.exempted
    refused = Record.of({**record.document, "result": "FAIL", "rules": {"fired": ["too-many-rows"]}})
    told = text(refused, document)
    assert "  Exemption: one lifts this rule since, until 2027-01-01 00:00:00, Beijing time: closing" in told
    assert "Try the operation again." in told
    assert "To ask for" not in told


def test_nothing_is_told_of_others(document: dict[str, Any]) -> None:
    """No exemption of somebody else, no list of names, no condition, no content, no rule in shadow."""
    record = recorded(document, fileName="salary.csv", sqlText="select secret from t" * 10, fileSize=9)
    assert [item["rule"] for item in record.shadow] == ["hidden"]
    for language in ("en", "zh"):
        told = text(record, document, language)
        for secret in ("audit", "closing", "by name", '"7"', "payroll", "secret", "operator", "hidden"):
            assert secret not in told
    told = text(record, document)
    assert "Value: sqlText has 200 characters; what it says is never recorded" in told
    assert "Limit: friends, which is not told" in told
    assert "Value: fileName was not recorded" in told


def test_values_that_are_not_there_are_told_so(document: dict[str, Any]) -> None:
    """Each in its own words."""
    told = text(recorded(document, fileName="salary" + "x" * 300, fields=("fileName",)), document)
    assert "Value: fileName begins with salaryxx" in told
    assert "Value: dataRowSize was not recorded" in told
    told = text(recorded(document, dataRowSize="many"), document)
    assert "Value: dataRowSize came and could not be read" in told
    assert "  The rule could not be judged, which is answered with FAIL. No exemption helps" in told
    assert "To ask for" not in told
    assert "Value: dataRowSize did not come" in text(recorded(document, dataRowSize=None), document)


def test_what_was_asked_of_dataworks_is_told_to_be_lost(document: dict[str, Any]) -> None:
    """A record does not keep facts."""
    told = text(recorded(document, "commit-file", fileType=10), document)
    assert "  Asked of DataWorks at the time, and not recorded: file.content()" in told


def test_only_the_rules_that_made_the_result_are_worth_an_exemption(document: dict[str, Any]) -> None:
    """A warning beside a refusal stood in nobody's way."""
    record = recorded(document, "download-resources-execute", fileName="salary.csv", ip="192.0.2.1")
    assert "To ask for an exemption from too-many-rows, outside: Ask the office." in text(record, document)
    assert "如需申请 too-many-rows、outside 的豁免：请联系办公室。" in text(record, document, "zh")


def test_where_a_policy_names_nobody_the_administrator_is_asked(document: dict[str, Any]) -> None:
    """Somebody is always named."""
    record = recorded(document, "commit-file", fileType=10)
    fired = Record.of({**record.document, "rules": {"fired": ["max-pt-called"]}})
    assert "from max-pt-called: Ask the administrator of DataWorks" in text(fired, document)


def test_a_changed_policy_is_told_with_both_versions(document: dict[str, Any]) -> None:
    """What is told of limits is today's then."""
    record = recorded(document, changes={"policy_digest": "sha256:0123456789abcdef"})
    today = document["digest"][:19]
    told = text(record, document)
    assert "Policy: sha256:0123456789ab…. It has changed since: descriptions, limits and exemptions" in told
    assert f"those of today's policy, {today}…." in told
    assert "  Limit today: max_rows = 100000\n" in told
    assert "  Limit: " not in told
    assert "  当前限制：max_rows = 100000\n" in text(record, document, "zh")


def test_a_rule_that_warns_today_is_told_as_the_refusal_that_it_was(document: dict[str, Any], tmp_path: Path) -> None:
    """And whom to ask about it."""
    milder = compiled(tmp_path, POLICY.replace("then: FAIL", "then: WARN", 1))
    told = text(recorded(document), milder)
    assert "\nRule too-many-rows (FAIL)\n" in told
    assert "To ask for an exemption from too-many-rows: Ask the office." in told


def test_of_several_rules_all_are_worth_asking_about_where_nobody_knows_which_refused(
    document: dict[str, Any],
) -> None:
    """A record does not say what each asked for."""
    changes = {"policy_digest": "sha256:0"}
    record = recorded(document, fileName="salary.csv", changes=changes)
    told = text(record, document)
    assert "\nRule too-many-rows\n" in told
    assert "\nRule sensitive-name\n" in told
    assert "To ask for an exemption from too-many-rows, sensitive-name: Ask the office." in told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "not recorded, so it is not known which one decided"),
        ("zh", "没有记录，因此不知道是按哪一版策略决定的"),
    ],
)
def test_a_decision_that_names_no_policy_is_told_so(document: dict[str, Any], language: Language, told: str) -> None:
    """What is told of limits is today's then."""
    record = recorded(document, changes={"policy_digest": None})
    colon = ": " if language == "en" else "："
    last = text(record, document, language).splitlines()[-1]
    assert f"{colon}{told}" in last
    assert document["digest"][:19] in last
    assert text(record, None, language).splitlines()[-1].endswith(told)


def test_a_rule_that_is_gone_is_told_so(document: dict[str, Any]) -> None:
    """What the record has is told all the same."""
    record = recorded(document)
    gone = Record.of({**record.document, "rules": {"fired": ["gone"]}})
    told = text(gone, document)
    assert "\nRule gone (FAIL)\n  The policy has no such rule any more.\n" in told
    assert "Reason given: 123456 rows" in told
    assert "from gone: Ask the administrator" in told


def test_without_a_policy_what_the_record_has_is_told(document: dict[str, Any]) -> None:
    """The rule's name, what it must have asked for, and no more of it."""
    told = text(recorded(document), None)
    assert "\n\nRule too-many-rows (FAIL)\n\n" in told
    assert "no such rule" not in told
    assert told.endswith("…; the project has none to compare it with")


def test_a_warning_is_no_refusal(document: dict[str, Any]) -> None:
    """The operation went on."""
    record = recorded(document, dataRowSize=5, fileName="salary.csv")
    told = text(record, document)
    assert told.startswith("Your operation in DataWorks was not refused; it was answered with a warning (WARN).\n")
    assert "To ask for an exemption from sensitive-name: Ask the office." in told


def test_what_was_let_through_is_told_with_what_lifted_its_rules(document: dict[str, Any]) -> None:
    """Nothing was refused, and a rule in shadow is not told even where it was lifted."""
    record = recorded(document, operatorUid="8")
    told = text(record, document)
    assert told.startswith("Your operation in DataWorks was not refused (OK).\n")
    expected = "Exemption: rule too-many-rows was lifted, until 2027-01-01 00:00:00, Beijing time: closing"
    assert f"\n{expected} (closing@example.com)\n" in told
    in_shadow = {**record.document["rules"], "shadow": [{"rule": "too-many-rows", "state": "exempted", "result": "OK"}]}
    assert "Exemption:" not in text(Record.of({**record.document, "rules": in_shadow}), document)


@pytest.mark.parametrize(
    "end", ["some day", "2027-01-01T00:00:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"]
)
def test_an_exemption_of_a_record_with_an_odd_end_is_told_as_it_stands(document: dict[str, Any], end: str) -> None:
    """A record is whatever somebody hands in."""
    odd = {"rule": "too-many-rows", "reason": "r", "owner": "o", "expires": end}
    record = recorded(document, dataRowSize=5)
    told = text(Record.of({**record.document, "rules": {"exempted": [odd]}}), document)
    assert f"Exemption: rule too-many-rows was lifted, until {end}: r (o)" in told


@pytest.mark.parametrize("lost", ["reason", "owner", "expires"])
def test_an_exemption_that_a_record_does_not_tell_whole_is_not_made_up(document: dict[str, Any], lost: str) -> None:
    """A record of somebody else, or one that was shortened, may lack any of it."""
    whole = {"rule": "too-many-rows", "reason": "r", "owner": "o", "expires": "2027-01-01T00:00:00+08:00"}
    record = recorded(document, dataRowSize=5)
    partly = {name: value for name, value in whole.items() if name != lost}
    changed = Record.of({**record.document, "rules": {"exempted": [partly]}})
    assert "\nExemption: rule too-many-rows was lifted; the record does not tell by which exemption\n" in text(
        changed, document
    )
    assert "\n豁免：规则 too-many-rows 已被免除，记录未说明依据哪一项豁免\n" in text(changed, document, "zh")
    assert "None" not in text(changed, document, "zh")


def test_an_open_gate_is_told_with_what_the_rules_say(document: dict[str, Any]) -> None:
    """There is nothing to be exempted from."""
    glass = {"state": "open", "until": "2026-11-18T12:00:00+08:00", "who": "li", "why": "x", "instead_of": "FAIL"}
    record = recorded(document, changes={"break_glass": glass, "result": "OK"})
    told = text(record, document)
    assert told.startswith(
        "Your operation in DataWorks was let through (OK) because the gate was open; the rules say FAIL."
    )
    assert "Rule too-many-rows (FAIL)" in told
    for policy in (document, None):
        assert "To ask for" not in text(record, policy)


def test_a_decision_without_rules_says_that_it_was_not_about_the_operation(document: dict[str, Any]) -> None:
    """The message could not be read, or the policy not be loaded."""
    changes: dict[str, Any] = {
        "problem": "no",
        "point": None,
        "rules": {},
        "time": None,
        "message_id": None,
        "policy_digest": None,
    }
    told = text(recorded(document, changes=changes), document)
    assert "Operation: not known: the message could not be read\nWorkspace" in told
    assert "The rules could not be asked, so the operation was answered without them." in told
    assert "Message:" not in told
    assert "Policy:" not in told


def test_what_dataworks_only_reports_was_not_stopped(document: dict[str, Any]) -> None:
    """Neither where no policy has rules for it nor where one has."""
    told = text(recorded(document, changes={"kind": "event", "result": "OK"}), None)
    assert told.startswith("DataWorks only reported this, and asked for no decision.\n")
    told = text(recorded(document, changes={"point": "kill-instance"}), document)
    assert told.startswith("DataWorks only reported this, so nothing was stopped; the rules say FAIL.\n")


def test_a_point_that_there_is_not_goes_by_its_code(document: dict[str, Any]) -> None:
    """As in a record of a later version."""
    assert "\nOperation: send-pigeon\n" in text(recorded(document, changes={"point": "send-pigeon"}), document)


def test_a_trial_is_told_to_be_one(document: dict[str, Any]) -> None:
    """It was nobody's operation."""
    told = text(recorded(document, changes={"trial": True}), document)
    assert told.splitlines()[1] == "This was a trial: nobody waited for its result."


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ([{"result": "FAIL", "en": "No."}], ["No."]),
        ([{"result": "FAIL", "zh": "不行。\n请\u2028联系\t办公室。"}], ["不行。 请 联系 办公室。"]),
        ([{"result": "FAIL", "zh": "不行。"}, {"result": "WARN", "en": "Hm.", "zh": "嗯。"}], ["不行。", "嗯。"]),
        (["no reason", {"result": "FAIL"}, {"zh": 5}], []),
    ],
)
def test_reasons_are_told_as_they_were_answered(document: dict[str, Any], reasons: list[Any], told: list[str]) -> None:
    """In the language that is asked for, or in the one that there is; what is no reason is none."""
    written = text(recorded(document, changes={"reasons": reasons}), document, "zh")
    assert re.findall("^给出的原因：(.*)$", written, re.MULTILINE) == told

"""What is known of a record."""

from pathlib import Path
from typing import Any

import pytest

from dwgate.explaining.account import RuleAccount, account_of
from dwgate.policy.decision import CheckResult
from dwgate.policy.loading import digest
from dwgate.records import Record
from explaining.explained import AT, POLICY, compiled, recorded


def test_every_rule_that_asked_for_more_than_ok_is_accounted_for(document: dict[str, Any]) -> None:
    """The strictest come first; one in shadow is nobody's business."""
    record = recorded(document, fileName="salary.csv", fileSize=9, dataRowSize=200000)
    account = account_of(record, document, now=AT)
    assert [(rule.name, rule.state, rule.result) for rule in account.rules] == [
        ("too-many-rows", "fired", CheckResult.FAIL),
        ("sensitive-name", "fired", CheckResult.WARN),
    ]


def test_a_warning_comes_after_a_refusal_whatever_the_order_of_the_policy(document: dict[str, Any]) -> None:
    """The person wants to know first what was in the way."""
    record = recorded(document, "download-resources-execute", fileName="salary.csv", dataRowSize=5, ip="192.0.2.1")
    assert [rule.name for rule in account_of(record, document, now=AT).rules] == ["outside", "sensitive-name"]


def test_a_rule_that_could_not_be_judged_is_accounted_for_by_its_on_error(document: dict[str, Any]) -> None:
    """No exemption lifts it; one in shadow, or one that lets through what it cannot judge, asked for nothing."""
    record = recorded(document, dataRowSize="many", fileSize="large", operatorUid="7")
    (rule,) = account_of(record, document, now=AT).rules
    assert (rule.name, rule.state, rule.result) == ("too-many-rows", "error", CheckResult.FAIL)
    assert not rule.exemptions.expired
    record = recorded(document, "commit-file", fileType=1)
    assert [item["rule"] for item in record.errors] == ["nameless"]
    assert account_of(record, document, now=AT).rules == ()


def test_a_rule_that_fired_with_an_error_has_fired(document: dict[str, Any]) -> None:
    """What could not be judged was its exemption, or a part of its reason."""
    record = recorded(document)
    error = {"rule": "too-many-rows", "error": "the exemption of me could not be judged", "result": "FAIL"}
    record = Record.of({**record.document, "rules": {**record.document["rules"], "errors": [error]}})
    assert [(rule.name, rule.state) for rule in account_of(record, document, now=AT).rules] == [
        ("too-many-rows", "fired")
    ]


def test_what_a_record_lacks_is_that_of_the_policy(document: dict[str, Any]) -> None:
    """Descriptions are one line, whatever the file has; the source is a file of the function."""
    (rule,) = account_of(recorded(document, operatorUid="7"), document, now=AT).rules
    assert rule.is_known
    assert rule.description["en"] == "Whole tables leave by data integration."
    assert rule.contact == {"en": "Ask the office.", "zh": "请联系办公室。"}
    assert rule.source == "policy/limits.yaml"
    assert [use.reason for use in rule.exemptions.expired] == ["audit"]


def test_a_rule_that_the_policy_lost_keeps_what_the_record_says(document: dict[str, Any]) -> None:
    """What it asked for is known by the result of the decision then, or where it could not be judged."""
    more = {"fired": ["gone"], "errors": [{"rule": "lost", "error": "no", "result": "WARN"}]}
    record = recorded(document)
    changed = Record.of({**record.document, "rules": {**record.document["rules"], **more}})
    account = account_of(changed, document, now=AT)
    assert account.rules == (
        RuleAccount("gone", "fired", CheckResult.FAIL),
        RuleAccount("lost", "error", CheckResult.WARN),
    )
    without = account_of(changed, None, now=AT)
    assert without.rules == account.rules
    assert (without.digest, without.function, without.has_changed) == (None, "guard", False)


def test_whether_the_policy_has_changed_is_seen_by_its_digest(document: dict[str, Any]) -> None:
    """Every change of a rule, a limit or an exemption changes it."""
    record = recorded(document)
    assert not account_of(record, document, now=AT).has_changed
    assert account_of(recorded(document, changes={"policy_digest": "sha256:0"}), document, now=AT).has_changed


def test_a_decision_without_a_policy_has_no_rules(document: dict[str, Any]) -> None:
    """A message that could not be read has no point either."""
    record = recorded(document, dataRowSize=1, changes={"problem": "the message is not JSON", "point": None})
    assert account_of(record, document, now=AT).rules == ()


def test_a_policy_of_an_earlier_version_names_nobody_to_ask(tmp_path: Any) -> None:
    """It was compiled before a file could say so."""
    document = compiled(tmp_path)
    record = recorded(document)
    for rule in document["rules"]:
        del rule["contact"]
    (rule,) = account_of(record, {**document, "digest": digest(document)}, now=AT).rules
    assert rule.contact == {}


def with_then(folder: Path, then: str) -> dict[str, Any]:
    """Compile the policy with another result of its first rule."""
    return compiled(folder, POLICY.replace("then: FAIL", f"then: {then}", 1))


def test_what_a_rule_asks_for_today_is_not_what_it_asked_for(document: dict[str, Any], tmp_path: Path) -> None:
    """A rule that warns today has refused then, as the result says."""
    (rule,) = account_of(recorded(document), with_then(tmp_path, "WARN"), now=AT).rules
    assert (rule.is_known, rule.result) == (True, CheckResult.FAIL)
    (rule,) = account_of(recorded(with_then(tmp_path, "WARN")), document, now=AT).rules
    assert rule.result is CheckResult.WARN


@pytest.mark.parametrize(
    ("changes", "results"),
    [
        ({"rules": {"fired": ["a", "b"]}}, [None, None]),
        ({"rules": {"fired": ["a"], "errors": [{"rule": "b", "result": "FAIL"}]}}, [CheckResult.FAIL, None]),
        ({"rules": {"fired": ["a"], "errors": [{"rule": "b", "result": []}]}}, [CheckResult.FAIL]),
        ({"rules": {"fired": ["a", "b"]}, "result": "WARN"}, [CheckResult.WARN, CheckResult.WARN]),
        ({"rules": {"fired": ["a"]}, "shortened": True}, [None]),
        ({"rules": {"fired": ["a"]}, "result": "OK"}, [None]),
    ],
)
def test_what_a_rule_asked_for_is_known_where_a_record_proves_it(
    document: dict[str, Any], changes: dict[str, Any], results: list[CheckResult | None]
) -> None:
    """A warning cannot come of a refusal; a refusal can come of any of several rules."""
    account = account_of(recorded(document, changes=changes), None, now=AT)
    assert [rule.result for rule in account.rules] == results


def test_a_record_that_names_no_policy_may_be_of_another(document: dict[str, Any]) -> None:
    """Nobody knows which one decided."""
    assert account_of(recorded(document, changes={"policy_digest": None}), document, now=AT).has_changed


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("It stops\n extracts.", {"en": "It stops extracts."}),
        ({"zh": "阻止\n提取"}, {"zh": "阻止 提取"}),
        (None, {}),
    ],
)
def test_a_description_is_by_language(tmp_path: Path, description: Any, told: dict[str, str]) -> None:
    """A policy of an earlier version has one text, or none."""
    document = compiled(tmp_path)
    record = recorded(document)
    document["rules"] = [{**rule, "description": description} for rule in document["rules"]]
    (rule,) = account_of(record, {**document, "digest": digest(document)}, now=AT).rules
    assert rule.description == told

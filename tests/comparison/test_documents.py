"""A comparison as JSON, and its witnesses as test cases that the new policy passes."""

import json

import pytest

from comparison.conftest import Compare, Write, judged, side_of
from comparison.policy import EXEMPTION, POINTS, POLICY, only
from dwgate.comparison import Comparison, Side
from dwgate.comparison.documents import as_document, cases_by_file
from dwgate.policy_tests import run_tests
from dwgate.witnesses import as_yaml

FILE = "policy/limits_test.yaml"


def passes(side: Side, text: str) -> bool:
    """Say whether the cases pass where they are pasted into a test of a side."""
    assert side.folder
    (side.folder / FILE).write_text(f"cases:\n{text}")
    pasted = side_of(side.folder)
    report = run_tests(side.folder, pasted.compilation, "f")
    assert [finding.render() for finding in report.diagnostics] == []
    return bool(report.results) and not report.failures


def pasted(comparison: Comparison) -> str:
    """Give the cases of the one file of tests."""
    (cases,) = cases_by_file(comparison).values()
    return "".join(map(as_yaml, cases))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("max_rows: 100000", "max_rows: 50000"),
        ("max_rows: 100000", "max_rows: 200000"),
        ("mode: shadow", "mode: enforce"),
        ("expires: 2027-01-01", "expires: 2027-02-01"),
        ("then: WARN", "then: FAIL"),
        ("on_error: WARN", "on_error: OK"),
        ("1000000", "1500000"),
    ],
)
def test_each_message_is_a_case_that_the_new_policy_passes(before: str, after: str, changed: Compare) -> None:
    """It is pasted as it is."""
    comparison = changed((before, after))
    assert comparison.new
    assert passes(comparison.new, pasted(comparison))


def test_cases_stand_once_and_by_names_of_their_own(changed: Compare) -> None:
    """Two rules that one message shows have one case."""
    twin = POLICY[POLICY.index("  - name: too-many-rows") : POLICY.index("  - name: large-file")]
    policy = POLICY.replace("exemptions:", twin.replace("too-many-rows", "as-many-rows") + "exemptions:")
    comparison = changed(("max_rows: 100000", "max_rows: 50000"), (EXEMPTION, ""), policy=policy)
    (cases,) = cases_by_file(comparison).values()
    assert len(comparison.rules) == 2
    assert len({case["name"] for case in cases}) == len(cases) == 1
    assert comparison.new
    assert passes(comparison.new, pasted(comparison))


LONG = "x" * 90


def test_names_that_are_cut_to_the_same_are_numbered(changed: Compare) -> None:
    """A test file has each name once."""
    second = """\
  - name: other
    when: event.fileName == "{name}"
    then: WARN
    on_error: OK
    reason: {{en: other}}
"""
    policy = POLICY.replace("exemptions:", second.format(name=f"{LONG}1") + "exemptions:")
    added = second.replace("other", "third").format(name=f"{LONG}2")
    comparison = changed(
        (second.format(name=f"{LONG}1"), second.format(name=f"{LONG}1").replace("WARN", "FAIL") + added), policy=policy
    )
    (cases,) = cases_by_file(comparison).values()
    names = [case["name"] for case in cases]
    assert len(set(names)) == len(names) == len(comparison.rules)
    assert comparison.new
    assert passes(comparison.new, pasted(comparison))


def test_a_message_that_the_new_side_has_not_is_no_case_of_it(write: Write) -> None:
    """Its sample is on the old side alone, or is another there."""
    old, new = write(POLICY, at="old"), write(POLICY.replace("max_rows: 100000", "max_rows: 50000"), at="new")
    assert new.folder
    assert old.folder
    sample = new.folder / "events" / "allowed.json"
    sample.unlink()
    point = "point: download-resources-execute\n"
    (old.folder / FILE).write_text(
        f"event: ../events/allowed.json\n{point}now: 2026-11-18T10:00:00+08:00\ncases:\n"
        "  - name: one\n    set: {dataRowSize: 70000}\n    expect: OK\n"
    )
    assert cases_by_file(judged(old, new)) == {}
    sample.write_bytes((old.folder / "events" / "allowed.json").read_bytes())
    assert "point" in cases_by_file(judged(old, new))[FILE][0]
    sample.write_text(json.dumps({**json.loads(sample.read_text()), "messageId": "another"}))
    assert cases_by_file(judged(old, new)) == {}


def test_a_built_policy_has_no_tests(write: Write) -> None:
    """A documented message shows what differs, and there is nowhere to paste a case."""
    old, new = write(POLICY, at="old"), write(POLICY.replace("then: WARN", "then: FAIL"), at="new")
    comparison = judged(Side.of(old.compilation, None), Side.of(new.compilation, None))
    assert only(comparison).meaning == "tightened"
    assert cases_by_file(comparison) == {}
    assert as_document(comparison)["rules"][0]["witnesses"][0]["case"] is None


def test_a_function_that_is_gone_has_no_tests(write: Write) -> None:
    """Nor has a point that is."""
    old = write(POLICY, at="old")
    assert cases_by_file(judged(old, None)) == {}
    new = write(POLICY, POINTS[1], at="new")
    assert cases_by_file(judged(old, new)) == {}


def test_what_is_changed_is_written_as_json(changed: Compare) -> None:
    """All that the text says, and the case."""
    document = as_document(changed(("max_rows: 100000", "max_rows: 50000")))
    (rule,) = document.pop("rules")
    (witness,) = rule.pop("witnesses")
    assert document.pop("old_digest").startswith("sha256:")
    assert document.pop("new_digest").startswith("sha256:")
    assert rule.pop("tried") > 10
    assert document == {
        "function": "data_download",
        "answers": ["tightened"],
        "differences": [],
        "params": [{"name": "max_rows", "old": 100000, "new": 50000, "rules": ["too-many-rows"]}],
    }
    assert rule == {
        "rule": "too-many-rows",
        "was": "too-many-rows",
        "source": "policy/limits.yaml:5",
        "change": "changed",
        "meaning": "tightened",
        "unknown": [],
        "in_shadow": False,
        "differences": [{"what": "params.max_rows", "old": "100000", "new": "50000"}],
    }
    assert witness["direction"] == "tightened"
    assert witness["reaches"] == "answer"
    assert witness["old"] == {"state": "passed", "result": "OK", "shadow": False, "answer": "OK", "lack": None}
    assert witness["new"] == {"state": "fired", "result": "FAIL", "shadow": False, "answer": "FAIL", "lack": None}
    assert witness["message"] == {
        "event": "events/allowed.json (download-resources)",
        "now": "2026-11-18T10:00:00+08:00",
        "set": "dataRowSize: 50001",
    }
    assert witness["case"]["set"] == {"dataRowSize": 50001}


def test_what_is_on_one_side_has_nothing_of_the_other(write: Write) -> None:
    """No digest, no name that it had."""
    document = as_document(judged(None, write(POLICY)))
    assert (document["old_digest"], document["params"]) == (None, [])
    assert [rule["was"] for rule in document["rules"]] == [None] * 3
    assert document["rules"][0]["witnesses"][0]["old"] == {
        "state": None,
        "result": None,
        "shadow": None,
        "answer": None,
        "lack": "function",
    }


def test_what_means_the_same_was_not_tried(changed: Compare) -> None:
    """There is a proof."""
    (rule,) = as_document(changed(("{en: large}", "{en: big}")))["rules"]
    assert (rule["meaning"], rule["tried"], rule["witnesses"]) == ("same", 0, [])

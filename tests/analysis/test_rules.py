"""Rules that never fire, and rules that always do."""

from collections.abc import Callable

import pytest

from analysis.conftest import Analyse

Found = Callable[..., list[str]]


def test_a_part_that_contradicts_the_others_is_pointed_at(analysed: Analyse) -> None:
    """With a message that meets all the others, and passes."""
    (finding,) = analysed(
        "rules:\n"
        "  - name: odd\n"
        "    when: event.fileSize > 1000 && event.dataRowSize > 5 && event.fileSize < 10\n"
        "    then: FAIL\n"
        "    reason: {en: no}\n"
    )
    assert (finding.name, finding.line) == ("never-fires", 3)
    assert finding.source[finding.column - 1 :] == "event.fileSize < 10"
    assert finding.message == "no message makes this true at download-resources"
    assert finding.hint == (
        "no message meets this part together with all the others; where event.fileSize or event.dataRowSize does not "
        "come or cannot be read it still asks for FAIL, which it would not if it were removed"
    )
    assert finding.example is not None
    assert finding.example.says == "this meets all the rest, and the rule does not fire"
    assert finding.example.case["expect"] == "OK"


@pytest.mark.parametrize(
    "condition",
    [
        "event.dataRowSize > 5 && event.dataRowSize < 5",
        "has(event.ip) && false == has(event.ip)",
        "event.fileName.contains('a') && !event.fileName.contains('a')",
        "event.dataRowSize > 5 && event.dataRowSize < 3 && event.fileSize > 5",
        "(event.dataRowSize > 5 || event.dataRowSize < 3) && event.dataRowSize == 4",
        " && ".join(f"event.dataRowSize > {number}" for number in range(9)) + " && event.dataRowSize < 3",
    ],
)
def test_what_no_message_meets_never_fires(condition: str, found: Found) -> None:
    """However many parts it has."""
    assert found(condition, points=("download-resources-execute",)) == ["never-fires"]


def test_a_condition_of_one_part_has_no_larger_part(analysed: Analyse) -> None:
    """So there is no message to show how near one comes."""
    rule = "rules:\n  - name: odd\n    when: event.fileName in []\n    then: FAIL\n    reason: {en: no}\n"
    (finding,) = analysed(f"{rule}    on_error: OK\n")
    assert (finding.name, finding.example) == ("never-fires", None)
    assert finding.hint == "compare it with what can come, or remove the rule"


@pytest.mark.parametrize(
    "condition",
    [
        "event.dataRowSize > 5 || event.dataRowSize < 7",
        "event.fileName != 'a' || event.fileName != 'b'",
        "point == 'download-resources'",
        "has(event.fileName) || !has(event.fileName)",
    ],
)
def test_what_no_message_fails_fires_always(condition: str, analysed: Analyse) -> None:
    """With a message on which it does."""
    policy = f"rules:\n  - name: odd\n    when: {condition}\n    then: FAIL\n    reason: {{en: no}}\n"
    (finding,) = analysed(policy)
    assert finding.name == "always-fires"
    assert finding.hint == "compare it with what can come; where the rule is to fire always, write when: true"
    assert finding.example is not None
    assert finding.example.case["rules"] == ["odd"]


@pytest.mark.parametrize(
    "condition",
    [
        "true",
        "event.dataRowSize > 5",
        "point == 'download-resources'",
        "event.fileName != 'a' && event.fileName != 'b'",
    ],
)
def test_what_may_fire_and_pass_is_right(condition: str, found: Found) -> None:
    """And so is a rule that says that it fires always, and one that does so at one of two points."""
    assert found(condition, points=("download-resources", "download-resources-execute")) == []


def test_a_rule_that_is_never_true_and_asks_for_something_in_error_is_not_said_to_do_nothing(
    analysed: Analyse,
) -> None:
    """To remove it changes results: the example is answered FAIL."""
    rule = "rules:\n  - name: odd\n    when: {}\n    then: WARN\n    on_error: FAIL\n    reason: {{en: no}}\n"
    (finding,) = analysed(rule.format("'!has(event.fileName) && event.fileName == \"x\"'"))
    assert finding.hint == (
        "no message meets this part together with all the others; where event.fileName does not come or cannot be "
        "read it still asks for FAIL, which it would not if it were removed"
    )
    assert finding.example is not None
    assert finding.example.says == "this meets all the rest, and the rule, which cannot be judged, asks for FAIL"
    assert (finding.example.case["expect"], finding.example.case["errors"]) == ("FAIL", ["odd"])
    (finding,) = analysed(rule.format("event.fileName in []"))
    assert finding.hint is not None
    assert "remove the rule" not in finding.hint
    (finding,) = analysed(rule.format("params.of.a > params.of.b").replace("rules", "params: {of: {a: 1}}\nrules", 1))
    assert finding.hint == (
        "compare it with what can come; where it cannot be judged it still asks for FAIL, which it would not if it "
        "were removed"
    )

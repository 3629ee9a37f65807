"""Parameters that contradict each other."""

from typing import Any

import pytest

from analysis.conftest import Analyse
from dwgate.analysis.outcomes import Judge

RULE = "rules:\n  - name: odd\n    when: {}\n    then: FAIL\n    reason: {{en: no}}\n"


def test_both_parameters_are_named_and_the_first_is_pointed_at(analysed: Analyse) -> None:
    """With the message that was to be caught."""
    condition = "event.dataRowSize > params.warn_rows && event.dataRowSize <= params.max_rows"
    (finding,) = analysed("params:\n  max_rows: 100\n  warn_rows: 200\n" + RULE.format(condition))
    assert (finding.name, finding.line, finding.column) == ("contradicting-parameters", 2, 3)
    assert finding.message == (
        "odd (functions/f/policy/limits.yaml:5) never fires while max_rows is 100 and warn_rows is 200"
    )
    assert finding.hint == "mend one of them; with warn_rows: 99 the rule would fire"
    assert finding.example is not None
    assert finding.example.says == "this passes, and with warn_rows: 99 it would not"
    assert finding.example.case["set"] == {"dataRowSize": 100}
    assert finding.example.case["expect"] == "OK"


@pytest.mark.parametrize(
    ("params", "condition", "told"),
    [
        (
            "begins: 2027-01-01\n  ends: 2026-01-01",
            "now >= params.begins && now < params.ends",
            "begins is 2027-01-01T00:00:00+08:00 and ends is 2026-01-01T00:00:00+08:00",
        ),
        (
            "open: [a.csv]\n  closed: [a.csv, b.csv]",
            "event.fileName in params.open && !(event.fileName in params.closed)",
            "open is [a.csv] and closed is [a.csv, b.csv]",
        ),
        ("names: []", "event.fileName in params.names", "names is []"),
        ("strict: false", "params.strict && event.dataRowSize > 5", "strict is false"),
        ("word: a.csv", "event.fileName == params.word && event.fileName == 'b.csv'", "word is a.csv"),
        (
            "most: 5MB\n  least: 6MB",
            "event.fileSize > units.bytes(params.least) && event.fileSize < units.bytes(params.most)",
            "most is 5MB and least is 6MB",
        ),
        ("share: 0.5", "double(event.dataRowSize) < params.share && double(event.dataRowSize) > 0.7", "share is 0.5"),
    ],
)
def test_parameters_of_every_type_contradict(params: str, condition: str, told: str, analysed: Analyse) -> None:
    """Times, lists, truth values, texts, fractions, and sizes with their units."""
    (finding,) = analysed(f"params:\n  {params}\n" + RULE.format(condition))
    assert finding.name == "contradicting-parameters"
    assert finding.message.endswith(f" while {told}")
    assert finding.example is not None


def test_what_no_value_of_a_parameter_would_mend_is_not_its_fault(analysed: Analyse) -> None:
    """The rule never fires, whatever the parameters say."""
    condition = "event.dataRowSize > params.rows && event.fileSize > 5 && event.fileSize < 3"
    (finding,) = analysed("params:\n  rows: 100\n" + RULE.format(condition))
    assert finding.name == "never-fires"


def test_without_a_message_to_show_it_parameters_are_not_blamed(analysed: Analyse) -> None:
    """That another value would make the rule fire is only said where the engine says so."""
    condition = "params.strict && event.fileName.matches('^a$') && event.fileName.matches('^b$')"
    (finding,) = analysed("params:\n  strict: false\n" + RULE.format(condition))
    assert finding.name == "never-fires"


def test_a_mapping_is_not_varied(analysed: Analyse) -> None:
    """What is read of it is known, and no other mapping is made up."""
    condition = "event.dataRowSize > params.rows['a'] && event.dataRowSize < params.rows['a']"
    (finding,) = analysed("params:\n  rows: {a: 5}\n" + RULE.format(condition))
    assert finding.name == "never-fires"


@pytest.mark.parametrize("members", [40, 400])
def test_of_a_long_list_a_few_members_are_tried(
    members: int, analysed: Analyse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a list of any length takes as many judgings; and it is not blamed, since it takes no part."""
    judged = []
    outcomes = Judge.outcomes

    def counted(judge: Judge, node: Any) -> Any:
        judged.append(node)
        return outcomes(judge, node)

    monkeypatch.setattr(Judge, "outcomes", counted)
    names = ", ".join(f"f{number}.csv" for number in range(members))
    condition = "event.dataRowSize > params.a && event.dataRowSize <= params.b && event.fileName in params.l"
    (finding,) = analysed(f"params:\n  a: 10\n  b: 10\n  l: [{names}]\n" + RULE.format(condition))
    assert finding.message.endswith("while a is 10 and b is 10")
    assert len(judged) < 60


def test_a_long_list_is_shown_by_its_first_members(analysed: Analyse) -> None:
    """With how many more there are."""
    condition = "event.fileName in params.open && !(event.fileName in params.closed)"
    names = ", ".join(f"f{number}" for number in range(40))
    (finding,) = analysed(f"params:\n  open: [{names}]\n  closed: [{names}]\n" + RULE.format(condition))
    assert "open is [f0, f1, f2, f3, f4, and 35 more]" in finding.message

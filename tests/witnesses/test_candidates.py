"""A candidate is a message with all that it is judged by; where a change leads to none, there is none."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dwgate.events.event import DOCUMENTED_SPELLINGS
from dwgate.facts.asking import NoFacts
from dwgate.facts.given import GivenFacts
from dwgate.policy.compiler import compile_function
from dwgate.policy_tests import run_tests
from dwgate.witnesses import Candidate, Desk
from dwgate.witnesses.candidate import listed_values
from dwgate.witnesses.variables import NOW, Absent, OfLength, Variable, WithPart

WEDNESDAY = datetime(2026, 11, 18, 2, tzinfo=UTC)


@pytest.fixture
def made(function: Callable[..., Path]) -> Callable[..., Candidate]:
    """Give the documented message of a point as a candidate."""

    def make(point: str) -> Candidate:
        (candidate,) = Desk.of(function(name=f"f-{point}"), [point]).candidates
        return candidate

    return make


def test_a_desk_has_the_cases_then_the_samples_then_what_is_documented(
    function: Callable[..., Path], sample: Callable[..., dict[str, Any]]
) -> None:
    """Each message stands once; what cannot be read, or is a list, is passed over; a point with messages has enough."""
    folder = function()
    (folder / "events").mkdir()
    message = sample("download-resources", "function_compute")
    (folder / "events" / "allowed.json").write_text(json.dumps(message))
    (folder / "events" / "again.json").write_text(json.dumps(message))
    (folder / "events" / "broken.json").write_text("{")
    (folder / "events" / "list.json").write_text(json.dumps([message]))
    (folder / "events" / "other.json").write_text(json.dumps(sample("commit-file")))
    (folder / "policy" / "limits_test.yaml").write_text(
        "event: ../events/allowed.json\nnow: 2026-11-18T10:00:00+08:00\n"
        "cases: [{name: one, set: {dataRowSize: 7}, expect: OK}]\n"
    )
    cases = [result.case for result in run_tests(folder, compile_function(folder), "f").results]
    desk = Desk.of(folder, ["download-resources", "commit-file"], cases)
    assert [(one.event.point, one.origin.event) for one in desk.candidates] == [
        ("download-resources", "../events/allowed.json"),
        ("download-resources", "../events/again.json"),
        ("commit-file", "../events/other.json"),
    ]
    assert desk.candidates[0].event.values["dataRowSize"] == 7
    assert [one.event.point for one in desk.at(["commit-file"])] == ["commit-file"]


@pytest.mark.parametrize(
    ("part", "number", "moment"),
    [
        ("getHours", 23, datetime(2026, 11, 18, 23, tzinfo=UTC)),
        ("getMinutes", 5, datetime(2026, 11, 18, 2, 5, tzinfo=UTC)),
        ("getSeconds", 5, datetime(2026, 11, 18, 2, 0, 5, tzinfo=UTC)),
        ("getDayOfWeek", 0, datetime(2026, 11, 15, 2, tzinfo=UTC)),
        ("getDayOfWeek", 6, datetime(2026, 11, 21, 2, tzinfo=UTC)),
        ("getDate", 31, datetime(2027, 1, 31, 2, tzinfo=UTC)),
        ("getDayOfMonth", 0, datetime(2026, 11, 1, 2, tzinfo=UTC)),
        ("getMonth", 0, datetime(2026, 1, 18, 2, tzinfo=UTC)),
        ("getFullYear", 2030, datetime(2030, 11, 18, 2, tzinfo=UTC)),
        ("getHours", 24, None),
        ("getDayOfWeek", 7, None),
        ("getDate", 0, None),
        ("getMonth", 12, None),
        ("getDayOfYear", 5, None),
    ],
)
def test_a_time_is_moved_to_the_part_that_a_condition_looks_at(part: str, number: int, moment: datetime | None) -> None:
    """CEL counts months, and days by getDayOfMonth, from 0; there is no hour 24."""
    assert WithPart(part, None, number).of(WEDNESDAY) == moment


@pytest.mark.parametrize("zone", ["+08:00", "Asia/Shanghai"])
def test_a_part_is_that_of_a_zone(zone: str) -> None:
    """Midnight in Beijing is afternoon in London."""
    assert WithPart("getHours", zone, 0).of(WEDNESDAY) == datetime(2026, 11, 17, 16, tzinfo=UTC)
    assert WithPart("getHours", "UTC", 0).of(WEDNESDAY) == datetime(2026, 11, 18, tzinfo=UTC)


def test_a_list_and_a_text_are_made_as_long_as_asked(made: Callable[..., Candidate]) -> None:
    """Whichever the field holds, or would hold."""
    candidate = made("freeze-node")
    longer = candidate.with_value(Variable("event", "nodeIds"), OfLength(5))
    assert longer is not None
    assert len(longer.event.values["nodeIds"]) == 5  # type: ignore[arg-type]  # a list
    none = candidate.with_value(Variable("event", "nodeIds"), Absent())
    again = none.with_value(Variable("event", "nodeIds"), OfLength(2)) if none else None
    assert again is not None
    assert len(again.event.values["nodeIds"]) == 2  # type: ignore[arg-type]  # a list


def test_who_did_it_is_changed_in_the_field_that_says_so(made: Callable[..., Candidate]) -> None:
    """The field that came, else the one that the point documents; where there is none, nothing can be changed."""
    candidate = made("download-resources")
    other = candidate.with_value(Variable("who", "operator"), "42")
    assert other is not None
    assert (other.event.operator, other.event.values["operatorUid"]) == ("42", "42")
    nobody = other.with_value(Variable("who", "operator"), Absent())
    assert nobody is not None
    assert nobody.event.operator is None
    somebody = nobody.with_value(Variable("who", "operator"), "43")
    assert somebody is not None
    assert somebody.event.operator == "43"
    nowhere = Desk.of(Path("nowhere"), ["asset-publish"], spellings=DOCUMENTED_SPELLINGS).candidates
    assert [one.with_value(Variable("who", "operator"), "42") for one in nowhere] == [None] * len(nowhere)


def test_facts_and_options_are_changed_too(made: Callable[..., Candidate]) -> None:
    """A fact that nobody wrote down is written, what is in one is set, and one is taken away."""
    candidate = made("commit-file")
    assert isinstance(candidate.facts, NoFacts)
    with_content = candidate.with_value(Variable("fact", "file.content"), OfLength(3))
    with_inner = with_content and with_content.with_value(Variable("fact", "file.schedule.cronExpress"), "* *")
    with_option = with_inner and with_inner.with_value(Variable("option", "maxRows"), 5)
    assert with_option is not None
    assert isinstance(with_option.facts, GivenFacts)
    assert with_option.facts.as_document() == {
        "file": {"content": "xxx", "schedule": {"cronExpress": "* *"}},
        "options": {"maxRows": 5},
    }
    without = with_option.with_value(Variable("fact", "file.content"), Absent())
    assert without is not None
    assert isinstance(without.facts, GivenFacts)
    assert "content" not in without.facts.as_document()["file"]
    assert with_option.with_value(Variable("option", "maxRows"), Absent()) is None
    assert with_option.with_value(Variable("fact", "file.content.0.x"), 1) is None


def test_what_leads_nowhere_changes_nothing(made: Callable[..., Candidate]) -> None:
    """A path into a text, a time that there is not."""
    candidate = made("download-resources")
    assert candidate.with_value(Variable("event", "fileName.part"), 1) is None
    assert candidate.with_value(NOW, WithPart("getHours", None, 99)) is None


def test_listed_values_are_those_of_the_catalogue() -> None:
    """Of a field with a list the list, of a truth value both, of another and at an open point none."""
    assert len(listed_values(Variable("event", "moduleType"), ["download-resources"])) > 2
    assert listed_values(Variable("event", "isParallel"), ["backfill-data"]) == [True, False]
    assert listed_values(Variable("event", "fileName"), ["download-resources", "asset-publish"]) == []
    assert listed_values(Variable("who", "operator"), ["download-resources"]) == []

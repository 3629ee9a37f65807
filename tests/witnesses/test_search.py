"""Witnesses are found at the limits that conditions have, for each way in which a condition compares."""

import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from dwgate.policy.compiler import compile_function
from dwgate.policy.engine import Policy
from dwgate.witnesses import Candidate, Desk, find
from dwgate.witnesses import search as searching
from dwgate.witnesses.interests import of_rule
from dwgate.witnesses.variables import Variable

Search = Callable[..., tuple[Candidate | None, Candidate | None]]

POLICY = """\
params:
  limit: 100
  sources: [hr_core, payroll]
  words: [salary]
  ends: 2026-12-31T00:00:00+08:00
  bytes: {{a: 5, b: 7}}
rules:
  - name: stopped
    when: {when}
    then: FAIL
    reason: {{en: stopped}}
  - name: keeps-params-in-use
    when: >-
      event.dataRowSize == params.limit && event.fileName in params.sources + params.words && now < params.ends &&
      params.bytes["a"] == 5 && point == "download-resources"
    then: WARN
    mode: shadow
    reason: {{en: used}}
"""


@pytest.fixture
def search(function: Callable[..., Path], sample: Callable[..., dict[str, Any]]) -> Search:
    """Look for a message that a condition stops, and for one that it lets pass."""

    def look(when: str, *points: str, **body: Any) -> tuple[Candidate | None, Candidate | None]:
        points = points or ("download-resources", "download-resources-execute")
        folder = function(POLICY.format(when=json.dumps(when)), *points)
        (folder / "events").mkdir()
        message = sample(points[0], "function_compute")
        message["messageBody"] |= {"dataRowSize": 5, "fileSize": 1000, **body}
        (folder / "events" / "allowed.json").write_text(json.dumps(message))
        compilation = compile_function(folder)
        assert compilation.document, compilation.diagnostics
        policy = compilation.policy()
        desk = Desk.of(folder, policy.points)
        interests = of_rule(compilation.document["rules"][0], compilation.document)
        return (
            find(desk.candidates, interests, lambda one: state(policy, one) == "fired"),
            find(desk.candidates, interests, lambda one: state(policy, one) == "passed"),
        )

    return look


def state(policy: Policy, candidate: Candidate) -> str:
    """Say what the first rule makes of a candidate."""
    return candidate.decide(policy).outcomes[0].state


CONDITIONS = [
    "event.dataRowSize > params.limit",
    "event.dataRowSize == 77",
    "77 != event.dataRowSize",
    "event.dataRowSize * 2 == 44",
    "event.dataRowSize / 10 == 4",
    "event.dataRowSize + 3 == 44",
    "100 - event.dataRowSize == 44",
    "1000 / event.dataRowSize == 4",
    "event.dataRowSize % 10 == 7",
    "(event.dataRowSize + 3) * 2 == 44",
    "event.dataRowSize > params.limit * 2 + 1",
    "double(event.dataRowSize) > 7.5",
    "double(event.dataRowSize) * 1.5 > 600.0",
    "double(event.dataRowSize * 3) > 6000.0",
    'now - timestamp("2026-01-01T00:00:00Z") > duration("9000h")',
    'params.ends - now < duration("24h") && now < params.ends',
    'now + duration("1h30m") >= params.ends',
    "event.datasourceName in params.sources",
    "params.sources.exists(source, source == event.datasourceName)",
    'params.words.exists(word, event.fileName.matches("(?i)" + word))',
    'event.fileName.matches("[.]exe$")',
    'event.fileName.startsWith("tmp_") && event.dataRowSize < 3',
    'event.fileName.endsWith(".zip")',
    'event.fileName.contains("salary")',
    "has(event.sqlText) && size(event.sqlText) > 2000",
    "!has(event.sqlText)",
    '!("sqlText" in present)',
    "now >= params.ends",
    'now > timestamp("2027-02-01T00:00:00Z")',
    'now.getHours("+08:00") >= 22',
    'now.getHours("Asia/Shanghai") == 3 && now.getMinutes() == 59',
    'now.getDayOfWeek("+08:00") in [0, 6] || now.getDayOfWeek() == 6',
    "now.getMonth() == 1",
    "now.getDate() == 31",
    "now.getDayOfMonth() == 0",
    "now.getFullYear() == 2031",
    "now.getSeconds() == 30",
    'operator == "42"',
    'operator == "42" && workspace != "42"',
    'workspace in ["7"]',
    'point == "download-resources-execute" && !ip.within(event.ip, ["10.0.0.0/8"])',
    'point == "download-resources-execute" && ip.within(event.ip, "10.0.0.0/8")',
    'event.fileSize == units.bytes("4.2KB") + 1',
    'glob.matches(event.fileName, "report_[0-9]?.{csv,xlsx}")',
    '!glob.matches(event.fileName, params.words + ["*.xlsx"]) && event.dataRowSize == 77',
    'guid.table(event.fileName) == "rate"',
    'guid.engine(event.fileName) == "odps" && guid.project(event.fileName) in params.sources',
    'guid.schema(event.fileName).startsWith("ods") && guid.table(event.fileName) == "rate"',
    "event.datasourceName in params.bytes && params.bytes[event.datasourceName] == 7",
    "event.datasourceName in params.bytes && event.dataRowSize == params.bytes[event.datasourceName] + 70",
    'operator in params.bytes && event.dataRowSize > {"a": 900, "b": 800}[{"a": "b", "b": "c"}[operator]]',
    'sql.touches(event.sqlText, ["hr.pay_*"]) != []',
    'size(sql.touches_columns(event.sqlText, ["dim_user.mobile"])) > 0',
    'sql.stars_of(event.sqlText, ["dim_user"]) != []',
    'sql.full_scans(event.sqlText, ["ds", "dt"]) == [] && sql.full_scans(event.sqlText, "ds") != []',
    'event.moduleType == "develop_query" ? event.dataRowSize > 900 : event.dataRowSize > 800',
]


@pytest.mark.parametrize("when", CONDITIONS)
def test_a_message_is_found_that_a_condition_stops_and_one_that_it_lets_pass(when: str, search: Search) -> None:
    """Whatever a condition compares, its limit is met from both sides."""
    stopped, passed = search(when)
    assert stopped is not None
    assert passed is not None


OF_A_FILE = [
    'file.content().contains("max_pt")',
    "size(file.content()) > 5000",
    'option("maxRows", 7) > 100',
    'snapshot.has("file.schedule") && file.schedule().cronExpress == "00 00 02 * * ?"',
]


OF_A_LIST = [
    "7 in event.nodeIds",
    "event.nodeIds.filter(node, node > 5).exists(node, 7 in event.nodeIds)",
    "5 in event.nodeIds",
]


@pytest.mark.parametrize("when", OF_A_LIST)
def test_a_list_is_varied_by_what_is_looked_for_in_it(when: str, function: Callable[..., Path]) -> None:
    """And by an item of its own."""
    rule = {"name": "stopped", "when": when, "then": "FAIL", "reason": {"en": "stopped"}}
    folder = function(json.dumps({"rules": [rule]}), "freeze-node")
    compilation = compile_function(folder)
    assert compilation.document, compilation.diagnostics
    policy = compilation.policy()
    interests = of_rule(compilation.document["rules"][0], compilation.document)
    bases = Desk.of(folder, policy.points).candidates
    assert find(bases, interests, lambda one: state(policy, one) == "fired")
    assert find(bases, interests, lambda one: state(policy, one) == "passed")


@pytest.mark.parametrize("when", OF_A_FILE)
def test_facts_are_varied_like_fields(when: str, function: Callable[..., Path]) -> None:
    """A rule that asks is met with facts that nobody has written down."""
    rule = {"name": "stopped", "when": when, "then": "FAIL", "reason": {"en": "stopped"}}
    folder = function(json.dumps({"rules": [rule]}), "commit-file")
    compilation = compile_function(folder)
    assert compilation.document, compilation.diagnostics
    policy = compilation.policy()
    interests = of_rule(compilation.document["rules"][0], compilation.document)
    found = find(Desk.of(folder, policy.points).candidates, interests, lambda one: state(policy, one) == "fired")
    assert found is not None


def test_a_search_tries_no_more_than_its_budget(search: Search) -> None:
    """Those that it has tried already do not count."""
    stopped, _ = search("event.dataRowSize > 5")
    assert stopped
    tried: list[Candidate] = []

    def goal(candidate: Candidate) -> bool:
        tried.append(candidate)
        return False

    assert find([stopped, stopped], {Variable("event", "fileName"): ["a", "b", "c"]}, goal, 2) is None
    assert len(tried) == 2


def test_a_field_is_also_given_what_it_does_not_take(function: Callable[..., Path]) -> None:
    """A rule that can be judged without the field cannot be judged then."""
    rule = {
        "name": "long",
        "when": "has(event.sqlText) && size(event.sqlText) > 5",
        "then": "FAIL",
        "reason": {"en": "l"},
    }
    compilation = compile_function(folder := function(json.dumps({"rules": [rule]})))
    assert compilation.document, compilation.diagnostics
    policy = compilation.policy()
    interests = of_rule(compilation.document["rules"][0], compilation.document)
    found = find(Desk.of(folder, policy.points).candidates, interests, lambda one: state(policy, one) == "error")
    assert found
    assert set(found.event.unreadable) == {"sqlText"}


def test_two_changes_are_put_together_when_they_are_tried(
    function: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many values there are very many pairs, of which few are ever needed."""
    asked: list[object] = []

    def go_together(*pair: object) -> bool:
        asked.append(pair)
        return True

    monkeypatch.setattr(searching, "_go_together", go_together)
    (base,) = Desk.of(function(), ["download-resources"]).candidates
    interests = {Variable("event", name): ["a", "b"] for name in ("fileName", "moduleType", "datasourceName")}
    tried = searching.candidates([base], interests)
    singles = 1 + len(list(searching.variations(base, [base], interests)))
    assert len(list(islice(tried, singles))) == singles
    assert asked == []
    assert next(tried, None)
    assert len(asked) == 1


def test_an_impossible_goal_ends_within_the_budget(search: Search) -> None:
    """What is never true is not found, and the search ends."""
    stopped, passed = search("event.dataRowSize > 5 && event.dataRowSize < 5")
    assert stopped is None
    assert passed is not None

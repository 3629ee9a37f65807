"""What a replay says of a record is what the engine says of the message, whatever the record lost."""

import dataclasses
import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dwgate.policy.compiler.conditions import Conditions
from dwgate.policy.decision import BEIJING
from dwgate.records import event_of
from dwgate.replay import Candidate
from replayed import ALL, NOW, POINT, compiled, message, policy_of, recorded

PARAMETERS: dict[str, Any] = {
    "max_rows": 100,
    "ratio": 2.5,
    "until": datetime(2026, 11, 18, 23, 30, tzinfo=BEIJING),
    "networks": ["10.0.0.0/8"],
    "modules": ["sqlx_query", "dw_excel"],
    "zone": "+08:00",
}
PARTS = (
    "event.dataRowSize > params.max_rows",
    "event.dataRowSize >= 5",
    "params.max_rows != event.dataRowSize",
    "event.dataRowSize < params.ratio",
    "event.dataRowSize % 2 == 0",
    "event.fileSize / event.dataRowSize > 2",
    "event.fileSize == 7",
    'event.fileName.startsWith("a")',
    'event.fileName == "a.csv"',
    'event.fileName < "b"',
    "size(event.fileName) > params.max_rows",
    "event.moduleType in params.modules",
    '!(event.moduleType in ["sqlx_query", "other"])',
    'operator in ["7", "8"]',
    'workspace == "1"',
    '"ip" in present',
    "has(event.fileName)",
    "size(present) > 4",
    "ip.within(event.ip, params.networks)",
    'now.getHours("+08:00") >= 22',
    "now.getHours(params.zone) < 9",
    'now.getMinutes("+08:00") == 30',
    'now.getDayOfWeek("Asia/Shanghai") == 0',
    "now < params.until",
    "now.getDate() > 17",
    "calendar.is_workday(now)",
    'calendar.within(now, "tue 22:30-06:15, workdays 09:00-12:00, 13:15-18:00", "Asia/Shanghai")',
    'event.sqlText.contains("x")',
    'tenant == "5"',
    f'point == "{POINT}"',
    'file.name() == "a"',
)


def conditions(number: int) -> list[str]:
    """Conditions of one part to four, that compile; the same each time."""
    chance = random.Random(6)  # noqa: S311 - not for secrets: the conditions are to be the same each time
    compiler = Conditions((POINT,), PARAMETERS)
    found = [part for part in PARTS if compiler.program(part)]
    while len(found) < number:
        one, two, three = (chance.choice(found[: len(PARTS)]) for _ in range(3))
        form = chance.choice(("({0}) && ({1})", "({0}) || ({1})", "!({0}) && ({1} || {2})", "({0}) ? ({1}) : ({2})"))
        text = form.format(one, two, three)
        if compiler.program(text):
            found.append(text)
    return found


def document() -> dict[str, Any]:
    """A policy of many rules, some in shadow, some lenient, some lifted for a while."""
    chance = random.Random(7)  # noqa: S311 - as above
    rules = [
        {
            "name": f"rule-{number}",
            "when": when,
            "then": chance.choice(("FAIL", "WARN")),
            "on_error": chance.choice(("FAIL", "WARN", "OK")),
            "mode": chance.choice(("enforce", "enforce", "shadow")),
            "reason": {"en": "no"},
        }
        for number, when in enumerate(conditions(80))
    ]
    exemptions = [
        {
            "rules": chance.sample([rule["name"] for rule in rules], 12),
            "when": when,
            "reason": "a test",
            "owner": "a@example.com",
            "expires": chance.choice(("2026-11-18T12:00:00+08:00", "2027-01-01")),
        }
        for when in ("event.dataRowSize > 50", 'operator == "7"', 'event.fileName == "a.csv"', "now < params.until")
    ]
    parameters = {**PARAMETERS, "until": PARAMETERS["until"].isoformat()}
    used = json.dumps([*rules, *exemptions])
    text = {
        "params": {name: value for name, value in parameters.items() if f"params.{name}" in used},
        "rules": rules,
        "exemptions": exemptions,
    }
    return compiled(json.dumps(text).replace(json.dumps(parameters["until"]), parameters["until"]))


DOCUMENT = document()
POLICY = policy_of(DOCUMENT)
CANDIDATE = Candidate.of(DOCUMENT)

numbers = st.one_of(st.integers(0, 8), st.integers(98, 102), st.just("many"), st.just("5"))
texts = st.sampled_from(["a.csv", "b", "", "x" * 120, "x" * 300, 5, ["a"]])
bodies = st.fixed_dictionaries(
    {},
    optional={
        "dataRowSize": numbers,
        "fileSize": numbers,
        "fileName": texts,
        "moduleType": st.sampled_from(["sqlx_query", "dw_excel", "other", ["sqlx_query"]]),
        "ip": st.sampled_from(["10.0.0.1", "203.0.113.1", "nowhere"]),
        "sqlText": st.sampled_from(["x", "y"]),
        "operatorUid": st.sampled_from(["7", "8", "9"]),
        "queryDwProjectId": st.sampled_from([1, 2]),
        "tenantId": st.sampled_from([5, 6]),
    },
)
times = st.integers(0, 48 * 4).map(
    lambda quarters: datetime(2026, 11, 17, tzinfo=BEIJING) + timedelta(minutes=15 * quarters)
)
allowed = st.lists(st.sampled_from(ALL), unique=True)


@settings(max_examples=150)
@given(body=bodies, now=times, fields=allowed)
def test_what_is_known_of_a_rule_is_what_the_engine_says(
    body: dict[str, Any], now: datetime, fields: Sequence[str]
) -> None:
    """A rule is unknown, or as it was; the whole is not known, or as it was."""
    event = message(body)
    decision = POLICY.decide(event, now=now)
    record = recorded(DOCUMENT, event, now=now, fields=fields)
    at = CANDIDATE.points[POINT]
    standings = at.standings(at.message(event_of(record), record.time))
    for outcome, standing in zip(decision.outcomes, standings, strict=True):
        assert standing.state == outcome.state or standing.missing, outcome
    assert at.weigh(standings).result in {decision.result, None}


@settings(max_examples=60)
@given(body=bodies, now=times)
def test_of_a_record_that_shows_all_only_content_and_facts_are_unknown(body: dict[str, Any], now: datetime) -> None:
    """What a record holds is enough to judge by."""
    event = message({**body, "fileName": "a.csv"} if "fileName" in body else body)
    record = recorded(DOCUMENT, event, now=now)
    at = CANDIDATE.points[POINT]
    standings = at.standings(at.message(event_of(record), record.time))
    missing = {name for standing in standings for name, _ in standing.missing}
    assert missing <= {"event.sqlText", "file.name()"}


@settings(max_examples=60)
@given(body=bodies, now=times, value=st.integers(-1, 120))
def test_another_value_of_a_parameter_is_judged_as_the_engine_would(
    body: dict[str, Any], now: datetime, value: int
) -> None:
    """A sweep judges by the policy with that value, and by nothing else."""
    event = message(body)
    policy = dataclasses.replace(POLICY, parameters={**POLICY.parameters, "max_rows": value})
    at = CANDIDATE.with_parameter("max_rows", value)[POINT]
    record = recorded(DOCUMENT, event, now=now)
    standings = at.standings(at.message(event_of(record), record.time))
    for outcome, standing in zip(policy.decide(event, now=now).outcomes, standings, strict=True):
        assert standing.state == outcome.state or standing.missing, outcome


@settings(max_examples=60)
@given(body=bodies, now=times, fields=allowed)
def test_a_record_without_what_newer_ones_say_is_never_judged_wrong(
    body: dict[str, Any], now: datetime, fields: Sequence[str]
) -> None:
    """Of an earlier version's record less is known, and nothing else."""
    event = message(body)
    decision = POLICY.decide(event, now=now)
    taken = dict.fromkeys(("present", "cut", "time", "function"), "taken away")
    record = recorded(DOCUMENT, event, now=now, fields=fields, **taken)
    at = CANDIDATE.points[POINT]
    standings = at.standings(at.message(event_of(record), record.time))
    for outcome, standing in zip(decision.outcomes, standings, strict=True):
        assert standing.state == outcome.state or standing.missing, outcome


@pytest.mark.parametrize("kept", [1, 3])
def test_tables_that_are_full_change_nothing(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was forgotten is judged again."""
    monkeypatch.setattr("dwgate.replay.standing._MOST_KEPT", kept)
    monkeypatch.setattr("dwgate.replay.candidate._MOST_KEPT", kept)
    candidate = Candidate.of(DOCUMENT)
    for rows in (*range(10), *range(10)):
        event = message({"dataRowSize": rows, "fileSize": rows % 3, "fileName": f"{rows % 4}.csv"})
        record = recorded(DOCUMENT, event)
        at = candidate.points[POINT]
        standings = at.standings(at.message(event_of(record), record.time))
        assert at.weigh(standings).result in {POLICY.decide(event, now=NOW).result, None}
        assert max(len(rule._kept) for rule in at.rules) <= kept

"""A witness is written as a case that holds what it showed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy.engine import Policy
from dwgate.policy_tests import run_tests
from dwgate.witnesses import Candidate, Desk, Head, as_case, as_yaml, find
from dwgate.witnesses.interests import of_rule

World = tuple[Path, Compilation, Policy]

HEAD = "event: ../events/allowed.json\nnow: 2026-11-18T10:00:00+08:00\ncases:\n"


@pytest.fixture
def world(function: Callable[..., Path], sample: Callable[..., dict[str, Any]]) -> Callable[..., World]:
    """Write a function of one rule with a sample."""

    def make(when: str, *points: str) -> World:
        rule = {"name": "stopped", "when": when, "then": "FAIL", "reason": {"en": "stopped"}}
        exemption = {
            "rules": ["stopped"],
            "when": 'operator == "42"',
            "reason": "audit",
            "owner": "audit@example.com",
            "expires": "2027-01-01",
        }
        folder = function(json.dumps({"rules": [rule], "exemptions": [exemption]}), *points)
        if not points:
            (folder / "events").mkdir()
            (folder / "events" / "allowed.json").write_text(
                json.dumps(sample("download-resources", "function_compute"))
            )
        compilation = compile_function(folder)
        assert compilation.document, compilation.diagnostics
        return folder, compilation, compilation.policy()

    return make


def found(world: World, state: str) -> Candidate:
    """Find a message that the rule makes this of."""
    folder, compilation, policy = world
    assert compilation.document
    interests = of_rule(compilation.document["rules"][0], compilation.document)
    desk = Desk.of(folder, policy.points)
    witness = find(desk.candidates, interests, lambda one: one.decide(policy).outcomes[0].state == state)
    assert witness
    return witness


def passes(world: World, witness: Candidate) -> bool:
    """Say whether the witness, pasted into a policy test, comes out as it says."""
    folder, compilation, policy = world
    text = HEAD + as_yaml(as_case(witness, witness.decide(policy)))
    (folder / "policy" / "limits_test.yaml").write_text(text)
    report = run_tests(folder, compilation, "f")
    assert not report.diagnostics, [finding.render() for finding in report.diagnostics]
    return bool(report.results) and not report.failures


CONDITIONS = [
    "event.dataRowSize > 100000",
    "now.getHours() == 3",
    "!has(event.sqlText)",
    "has(event.sqlText) && size(event.sqlText) > 2000",
    'event.fileName == "\\"a: b\\" #工资"',
    'workspace == "7" && event.dataRowSize > 7',
]


@pytest.mark.parametrize("state", ["fired", "passed", "exempted"])
@pytest.mark.parametrize("when", CONDITIONS)
def test_a_case_that_is_pasted_holds_what_was_found(when: str, state: str, world: Callable[..., World]) -> None:
    """What fired, passed or was lifted in the search does so in the test."""
    made = world(when)
    assert passes(made, found(made, state))


def test_a_field_that_did_not_come_is_an_error_in_the_case_too(world: Callable[..., World]) -> None:
    """What cannot be judged is written with its rule under errors."""
    made = world("event.dataRowSize > 100000")
    witness = found(made, "error")
    assert as_case(witness, witness.decide(made[2]))["errors"] == ["stopped"]
    assert passes(made, witness)


def test_a_documented_message_is_named_as_a_sample_and_facts_are_written_down(world: Callable[..., World]) -> None:
    """A function without messages of its own begins with those that DataWorks documents."""
    made = world('file.content().contains("max_pt")', "commit-file")
    witness = found(made, "fired")
    case = as_case(witness, witness.decide(made[2]))
    assert case["event"] == {"sample": "commit-file"}
    assert "max_pt" in case["facts"]["file"]["content"]
    assert passes(made, witness)


def test_a_long_name_is_cut(world: Callable[..., World]) -> None:
    """A case is named by what is changed, in one line that can be read."""
    made = world(f'event.fileName == "{"long" * 50}"')
    case = as_case(witness := found(made, "fired"), witness.decide(made[2]))
    assert len(case["name"]) <= 80
    assert case["name"].startswith("FAIL where fileName is long")


def test_the_name_of_a_case_shows_no_content(world: Callable[..., World]) -> None:
    """Names are logged, and SQL is not."""
    made = world('has(event.sqlText) && event.sqlText == "select secret from t"')
    case = as_case(witness := found(made, "fired"), witness.decide(made[2]))
    assert case["name"] == "FAIL where sqlText has 20 characters"
    assert case["set"] == {"sqlText": "select secret from t"}


def test_a_case_whose_event_is_unchanged_is_named_by_its_time(world: Callable[..., World]) -> None:
    """So that two of them can be told apart."""
    made = world("now.getHours() == 3")
    case = as_case(witness := found(made, "fired"), witness.decide(made[2]))
    assert case["name"] == f"FAIL where now is {case['now']}"


def test_a_case_whose_event_is_unchanged_is_named_by_its_facts(world: Callable[..., World]) -> None:
    """Of content the name has the length."""
    made = world('file.content().contains("max_pt")', "commit-file")
    case = as_case(witness := found(made, "fired"), witness.decide(made[2]))
    length = len(case["facts"]["file"]["content"])
    assert case["name"].startswith(f"FAIL where file.content has {length} characters, now is 2026-")


def test_a_case_of_a_file_undoes_what_the_file_says(world: Callable[..., World]) -> None:
    """Its point and its facts, its parameters and its fields; its time is told where the case has another."""
    made = world("event.dataRowSize > 100000")
    witness = found(made, "fired")
    document = json.loads(json.dumps(witness.document))
    document["messageBody"] |= {"dataRowSize": 7, "fileName": "b.csv"}
    head = Head(frozenset({"point", "facts", "params"}), datetime(2026, 1, 1, tzinfo=UTC), {"rows": 5}, document)
    case = as_case(witness, witness.decide(made[2]), head)
    assert case["point"] == "download-resources"
    assert (case["facts"], case["params"]) == ({}, {"rows": 5})
    assert case["set"]["dataRowSize"] == witness.document["messageBody"]["dataRowSize"]
    assert ("fileName" in case["set"]) or case["unset"] == ["fileName"]
    assert "now is 2026-11-18" in as_case(witness, witness.decide(made[2]), Head(now=head.now))["name"]
    assert "now is" not in as_case(witness, witness.decide(made[2]), Head(now=witness.now))["name"]

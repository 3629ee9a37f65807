"""The policies that dwgate comes with: their tests pass, and what is true of every rule whatever it is about.

When a rule fires, and when it does not, is said by ``functions/*/policy/*_test.yaml``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import dwgate
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.events import catalogue
from dwgate.events.event import DOCUMENTED_SPELLINGS, Event, parse
from dwgate.facts.asking import NoFacts
from dwgate.facts.functions import ask_facts
from dwgate.facts.given import GivenFacts
from dwgate.policy.compiler import Compilation, compile_function, policy_files
from dwgate.policy.decision import CheckResult
from dwgate.policy_tests import run_tests
from dwgate.policy_tests.message import body_of, put, read, written

if TYPE_CHECKING:
    from dwgate.policy.decision import Outcome
    from dwgate.policy.engine import Policy
    from dwgate.policy_tests import Case, CaseResult, Report

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[2] / "functions").glob("*/policy"))
FUNCTIONS = [folder.name for folder in FOLDERS]


@cache
def compiled(function: str) -> Compilation:
    """Compile the function's policy."""
    folder = next(folder for folder in FOLDERS if folder.name == function)
    compilation = compile_function(folder, f"functions/{function}")
    assert compilation.diagnostics == ()
    return compilation


@cache
def document(function: str) -> dict[str, Any]:
    """Give the function's compiled policy."""
    found = compiled(function).document
    assert found is not None
    return found


@cache
def policy(function: str) -> Policy:
    """Load the function's policy as the handler does."""
    return compiled(function).policy()


@cache
def report(function: str) -> Report:
    """Run the tests of the function's policy."""
    folder = next(folder for folder in FOLDERS if folder.name == function)
    return run_tests(folder, compiled(function), f"functions/{function}")


def written_rule(function: str, rule: str) -> dict[str, Any]:
    """Give a rule of the compiled document."""
    found: dict[str, Any] = next(item for item in document(function)["rules"] if item["name"] == rule)
    return found


def outcome_of(result: CaseResult, rule: str) -> Outcome | None:
    """Give what became of a rule in a case, None where it is not of the case's point."""
    return next((outcome for outcome in result.decision.outcomes if outcome.rule == rule), None)


def in_state(function: str, rule: str, state: str) -> list[CaseResult]:
    """Give the cases in which the rule fired, passed, erred, or was lifted."""
    found = [(result, outcome_of(result, rule)) for result in report(function).results]
    return [result for result, outcome in found if outcome and outcome.state == state]


FIRE_BY_THE_REST = {"backfill-without-a-list", "deployed-by-its-author", "core-monitor-not-triggered"}
"""The rules of which one field is enough, by one side of ``||`` or one branch of ``?``."""
RULES = [(function, rule["name"]) for function in FUNCTIONS for rule in document(function)["rules"]]
EXEMPTIONS = [
    (function, rule, item["expires"])
    for function in FUNCTIONS
    for item in document(function)["exemptions"]
    for rule in item["rules"]
]
POINTS = [(function, point) for function in FUNCTIONS for point in document(function)["points"]]
SAMPLES = Path(dwgate.__file__).parent / "testing" / "samples"
DOCUMENTED = [
    path
    for path in sorted(SAMPLES.glob("*.json"))
    if path.stem.partition(".")[0] in document("extension_events")["points"]
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_tests_of_the_policy_pass_and_leave_no_rule_untested(function: str) -> None:
    """Every rule fires in one case and passes in another, and every case comes out as it says."""
    found = report(function)
    assert [finding.render() for finding in found.findings] == []
    assert [(result.case.name, result.differences) for result in found.failures] == []
    assert found.is_clean


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_has_a_case_in_which_it_fires_alone(function: str, rule: str) -> None:
    """So the result that the case expects is the rule's own, and no other rule takes part in it."""
    alone = [
        result.case.expected.result
        for result in in_state(function, rule, "fired")
        if {outcome.state for outcome in result.decision.outcomes if outcome.rule != rule} <= {"passed"}
    ]
    shadow = written_rule(function, rule)["mode"] == "shadow"
    assert set(alone) == {CheckResult.OK if shadow else CheckResult(written_rule(function, rule)["then"])}


def test_what_a_rule_in_shadow_would_say() -> None:
    """A case cannot tell, since the rule is not answered."""
    rules = [rule for function in FUNCTIONS for rule in document(function)["rules"] if rule["mode"] == "shadow"]
    assert {rule["name"]: rule["then"] for rule in rules} == {
        "asset-of-another-owner": "FAIL",
        "asset-without-metadata": "FAIL",
        "withdrawn-by-another-account": "WARN",
        "unlisted-data-source": "FAIL",
        "node-without-input": "FAIL",
        "alert-removed": "WARN",
    }


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_says_what_it_is_for_in_both_languages(function: str, rule: str) -> None:
    """A letter to an analyst is in one language, and none holds a paragraph of the other."""
    told = written_rule(function, rule)["description"]
    assert list(told) == ["en", "zh"]
    assert told["en"].isascii()
    assert re.search(r"[\u4e00-\u9fff].*。$", told["zh"])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_policy_file_has_a_test_beside_it(function: str) -> None:
    """Whoever reads the rules of one concern finds their cases beside them, and nothing else lies there."""
    folder = next(folder for folder in FOLDERS if folder.name == function)
    concerns = {path.stem for path in policy_files(folder)}
    assert {path.stem.removesuffix("_test") for path in folder.glob("policy/*_test.yaml")} == concerns


@pytest.mark.parametrize(("function", "point"), POINTS)
def test_an_allowed_message_is_allowed(function: str, point: str) -> None:
    """Of each point there is a message at which nothing is amiss."""
    states = [
        {outcome.state for outcome in result.decision.outcomes}
        for result in report(function).results
        if result.case.event.point == point
    ]
    assert {"passed"} in states


@pytest.mark.parametrize("sample", DOCUMENTED, ids=lambda path: path.stem)
def test_a_documented_message_can_be_judged(sample: Path) -> None:
    """No rule reads what DataWorks's own sample of the point does not hold."""
    message = json.loads(sample.read_bytes())["eventbridge"]
    (event,) = parse(json.dumps(message).encode(), policy("extension_events").points)
    assert isinstance(event, Event)
    held = {"file.content": "select shop_id from dwd_sale", "table.lifecycle": 365, "table.columns": []}
    facts = GivenFacts(held, {}).at(event.point)
    outcomes = policy("extension_events").decide(event, now=ORDINARY_TIME, facts=facts).outcomes
    assert [outcome.error for outcome in outcomes if outcome.error] == []


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_reason_is_whole_in_both_languages(function: str, rule: str) -> None:
    """The refused person reads what was wrong, with every value filled in, in English or in Chinese."""
    for result in in_state(function, rule, "fired"):
        outcome = outcome_of(result, rule)
        assert outcome is not None
        assert outcome.error is None
        assert outcome.reason is not None
        assert set(outcome.reason.text) == {"en", "zh"}
        assert not [text for text in outcome.reason.text.values() if "?" in text or "？" in text or "${" in text]
        assert re.search("[a-z]{3}", outcome.reason.text["en"])
        assert re.search("[\u4e00-\u9fff]{3}", outcome.reason.text["zh"])


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_says_what_it_is_for_and_why_in_both_languages(function: str, rule: str) -> None:
    """The administrator finds a description, and the languages show the same values."""
    item = written_rule(function, rule)
    assert item["description"]
    assert set(item["reason_text"]) == {"en", "zh"}
    shown = {
        language: {re.sub(r"""["']""", "", value) for value in re.findall(r"\$\{(.+?)\}", text)}
        for language, text in item["reason_text"].items()
    }
    assert shown["en"] == shown["zh"]


def judged(function: str, rule: str, case: Case) -> Outcome:
    """Judge a case's message anew, and give what becomes of a rule."""
    event = read(case.message, policy(function).points, DOCUMENTED_SPELLINGS)
    assert isinstance(event, Event)
    decision = policy(function).decide(event, now=case.now, facts=case.facts.at(event.point))
    return next(outcome for outcome in decision.outcomes if outcome.rule == rule)


def spoiled(function: str, rule: str) -> list[Case]:
    """Give the rule's first firing case once for each thing of its message that it reads, with that thing spoiled."""
    case = in_state(function, rule, "fired")[0].case
    fields = fields_at(case.event.point)
    known: dict[str, Any] = {"operator": None, "projectId": None}
    spellings = {"operator": "operatorUid" if "operatorUid" in fields else "operator", "workspace": "projectId"}
    names = [spellings.get(name, name.removeprefix("event.")) for name in written_rule(function, rule)["reads"]]
    return [with_field(case, name, {**fields, **known}[name]) for name in names if name in known or name in fields]


def with_field(case: Case, path: str, value: Any) -> Case:
    """Give a case with one field of its message's body set, or taken away by None."""
    message = json.loads(case.message)
    name, body = body_of(message)
    put(body, path, value)
    return replace(case, message=written({**message, name: body}))


def fields_at(point: str) -> dict[str, Any]:
    """Give the documented fields of a point by path, each with a value that it cannot have."""

    def spoil(fields: tuple[catalogue.Field, ...], prefix: str = "") -> dict[str, Any]:
        here = {f"{prefix}{item.name}": "no list" if item.type == "List" else {"no": ["value"]} for item in fields}
        inner = [spoil(item.fields, f"{prefix}{item.name}.") for item in fields if item.type == "Object"]
        return {name: value for part in (here, *inner) for name, value in part.items()}

    return spoil(catalogue.find(point).fields)


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_that_cannot_be_judged_is_answered_by_its_on_error(function: str, rule: str) -> None:
    """A field that cannot be read, or an operator or workspace that is not known, never passes in silence.

    Where the rest of the message is enough to fire, the rule fires all the same.
    """
    item = written_rule(function, rule)
    assert item["on_error"] in {"FAIL", "WARN"}
    fired = {("fired", item["then"])} if rule in FIRE_BY_THE_REST else set()
    for case in spoiled(function, rule):
        outcome = judged(function, rule, case)
        assert (outcome.state, outcome.result.value) in {("error", item["on_error"]), *fired}, case.message


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_that_asks_in_vain_is_answered_by_its_on_error(function: str, rule: str) -> None:
    """Where DataWorks does not tell what a rule asks, the rule never passes in silence; others do not care."""
    item = written_rule(function, rule)
    case = in_state(function, rule, "fired")[0].case
    outcome = judged(function, rule, replace(case, facts=NoFacts()))
    wanted = ("error", item["on_error"]) if ask_facts(item["asks"]) else ("fired", item["then"])
    assert (outcome.state, outcome.result.value) == wanted


def test_an_address_that_did_not_come_is_no_way_around_the_office() -> None:
    """A download whose address is missing is refused, as the description of the rule says."""
    (result,) = in_state("data_download", "outside-the-office", "error")
    assert "ip" not in result.case.event.present
    assert result.decision.result is CheckResult.FAIL


@pytest.mark.parametrize(("function", "rule", "expires"), EXEMPTIONS)
def test_an_exemption_is_tested_to_its_last_instant_and_for_others(function: str, rule: str, expires: str) -> None:
    """A case shows that it lifts the rule to the microsecond before it ends, one that it has ended then.

    A third shows that it is for some only: the rule fires while the exemption would still hold.
    """
    end = datetime.fromisoformat(expires)
    lifted = {result.case.now: outcome_of(result, rule) for result in in_state(function, rule, "exempted")}
    last = lifted[end - timedelta(microseconds=1)]
    assert last is not None
    assert last.result is CheckResult.OK
    assert last.exemption is not None
    assert last.exemption.expires == expires
    fired = {result.case.now: outcome_of(result, rule) for result in in_state(function, rule, "fired")}
    first = fired[end]
    assert first is not None
    assert first.result.value == written_rule(function, rule)["then"]
    assert min(fired) < end


def test_the_policies_show_what_a_policy_can_do() -> None:
    """A newcomer finds a shadow rule, a rule that warns where it cannot be judged, and an exemption of 2027."""
    rules = document("data_download")["rules"]
    assert [rule["name"] for rule in rules if rule["mode"] == "shadow"] == ["unlisted-data-source"]
    assert [rule["name"] for rule in rules if rule["on_error"] == "WARN"]
    assert [item for item in document("data_download")["exemptions"] if item["expires"].startswith("2027")]

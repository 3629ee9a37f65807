"""The policies that dwgate comes with: when each rule fires, when it does not, and what it tells.

A case is an allowed message with some fields changed, at a Wednesday morning unless it says otherwise.
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
from dwgate.events.event import Event, parse
from dwgate.facts.functions import ask_facts
from dwgate.facts.given import GivenFacts
from dwgate.policy.compiler import canonical, compile_function
from dwgate.policy.decision import CheckResult
from dwgate.policy.loading import load
from functions.cases import eventbridge, extension_events, invoked
from functions.cases.given import Given, given

if TYPE_CHECKING:
    from dwgate.policy.decision import Outcome
    from dwgate.policy.engine import Policy

FUNCTIONS = Path(__file__).parents[2] / "functions"

TABLE = {**invoked.TABLE, "extension_events": extension_events.RULES}
EXEMPTED = {**invoked.EXEMPTED, **extension_events.EXEMPTED}
NOT_EXEMPTED = [*invoked.NOT_EXEMPTED, *extension_events.NOT_EXEMPTED]


DOCUMENTED = [
    path
    for path in sorted((Path(dwgate.__file__).parent / "testing" / "samples").glob("*.json"))
    if path.stem.partition(".")[0] in eventbridge.POINTS
]
RULES = [(function, rule) for function, rules in TABLE.items() for rule in rules]
FIRING = [(function, rule, case) for function, rules in TABLE.items() for rule in rules for case in rules[rule].fires]
PASSING = [(function, rule, case) for function, rules in TABLE.items() for rule in rules for case in rules[rule].passes]


@cache
def document(function: str) -> dict[str, Any]:
    """Compile the function's policy."""
    compilation = compile_function(FUNCTIONS / function)
    assert compilation.diagnostics == ()
    assert compilation.document is not None
    return compilation.document


@cache
def policy(function: str) -> Policy:
    """Load the function's policy as the handler does."""
    return load(json.loads(canonical(document(function))))


def written(function: str, rule: str) -> dict[str, Any]:
    """Give a rule of the compiled document."""
    found: dict[str, Any] = next(item for item in document(function)["rules"] if item["name"] == rule)
    return found


def outcomes(function: str, case: Given) -> dict[str, Outcome]:
    """Judge a message, and give what became of each rule."""
    cases = eventbridge if function == "extension_events" else invoked
    (event,) = parse(json.dumps(cases.message(function, case)).encode(), policy(function).points)
    assert isinstance(event, Event)
    facts = eventbridge.facts(case) if function == "extension_events" else GivenFacts(None, None)
    return {outcome.rule: outcome for outcome in policy(function).decide(event, now=case.at, facts=facts).outcomes}


@pytest.mark.parametrize(("function", "rule", "case"), FIRING, ids=str)
def test_a_rule_fires_and_no_other_does(function: str, rule: str, case: Given) -> None:
    """What a rule is there for makes it fire with its own result, and leaves the other rules alone."""
    judged = outcomes(function, case)
    assert judged[rule].state == "fired"
    assert judged[rule].result.value == TABLE[function][rule].then
    assert {name for name, outcome in judged.items() if outcome.state != "passed"} == {rule, *case.also}


@pytest.mark.parametrize(("function", "rule", "case"), PASSING, ids=str)
def test_a_rule_does_not_fire_on_the_near_side_of_its_limit(function: str, rule: str, case: Given) -> None:
    """The limit itself, and what only looks like the fault, passes the rule."""
    assert outcomes(function, case)[rule].state == "passed"


@pytest.mark.parametrize("point", eventbridge.POINTS)
def test_an_allowed_message_is_allowed(point: str) -> None:
    """Of each point that EventBridge brings there is a message at which nothing is amiss."""
    assert {outcome.state for outcome in outcomes("extension_events", given(point=point)).values()} == {"passed"}


@pytest.mark.parametrize("sample", DOCUMENTED, ids=lambda path: path.stem)
def test_a_documented_message_can_be_judged(sample: Path) -> None:
    """No rule reads what DataWorks's own sample of the point does not hold."""
    message = json.loads(sample.read_bytes())["eventbridge"]
    (event,) = parse(json.dumps(message).encode(), policy("extension_events").points)
    assert isinstance(event, Event)
    facts = eventbridge.facts(given(point=event.point))
    outcomes = policy("extension_events").decide(event, now=ORDINARY_TIME, facts=facts).outcomes
    assert [outcome.error for outcome in outcomes if outcome.error] == []


@pytest.mark.parametrize("function", TABLE)
def test_every_rule_has_a_case_that_fires_and_one_that_does_not(function: str) -> None:
    """A rule that somebody adds needs its cases here."""
    rules = {rule["name"] for rule in document(function)["rules"]}
    assert {rule for rule, cases in TABLE[function].items() if cases.fires and cases.passes} == rules


def test_every_function_of_the_project_has_a_table() -> None:
    """A function that somebody adds needs its cases here."""
    assert {folder.name for folder in FUNCTIONS.iterdir() if (folder / "policy").is_dir()} == set(TABLE)


@pytest.mark.parametrize(("function", "rule", "case"), FIRING, ids=str)
def test_a_reason_is_whole_in_both_languages(function: str, rule: str, case: Given) -> None:
    """The refused person reads what was wrong, with every value filled in, in English or in Chinese."""
    outcome = outcomes(function, case)[rule]
    assert outcome.error is None
    assert outcome.reason is not None
    assert set(outcome.reason.text) == {"en", "zh"}
    assert not [text for text in outcome.reason.text.values() if "?" in text or "？" in text or "${" in text]
    assert re.search("[a-z]{3}", outcome.reason.text["en"])
    assert re.search("[\u4e00-\u9fff]{3}", outcome.reason.text["zh"])


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_says_what_it_is_for_and_why_in_both_languages(function: str, rule: str) -> None:
    """The administrator finds a description, and the languages show the same values."""
    item = written(function, rule)
    assert item["description"]
    assert set(item["reason_text"]) == {"en", "zh"}
    shown = {
        language: {re.sub(r"""["']""", "", value) for value in re.findall(r"\$\{(.+?)\}", text)}
        for language, text in item["reason_text"].items()
    }
    assert shown["en"] == shown["zh"]


def spoiled(function: str, rule: str) -> list[Given]:
    """Give the rule's first firing message once for each thing of it that the rule reads, with that thing spoiled."""
    case = TABLE[function][rule].fires[0]
    fields = fields_at(case.point or written(function, rule)["points"][0])
    known: dict[str, Any] = {"operator": None, "projectId": None}
    spellings = {"operator": "operator", "workspace": "projectId"}
    names = [spellings.get(name, name.removeprefix("event.")) for name in written(function, rule)["reads"]]
    return [
        replace(case, fields={**case.fields, name: known[name] if name in known else fields[name]})
        for name in names
        if name in known or name in fields
    ]


def fields_at(point: str) -> dict[str, Any]:
    """Give the documented fields of a point by path, each with a value that it cannot have."""

    def spoil(fields: tuple[catalogue.Field, ...], prefix: str = "") -> dict[str, Any]:
        here = {f"{prefix}{item.name}": "no list" if item.type == "List" else {"no": ["value"]} for item in fields}
        inner = [spoil(item.fields, f"{prefix}{item.name}.") for item in fields if item.type == "Object"]
        return {name: value for part in (here, *inner) for name, value in part.items()}

    return spoil(catalogue.find(point).fields)


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_that_cannot_be_judged_is_answered_by_its_on_error(function: str, rule: str) -> None:
    """A field that cannot be read, or an operator or workspace that is not known, never passes in silence."""
    assert written(function, rule)["on_error"] in {"FAIL", "WARN"}
    for case in spoiled(function, rule):
        outcome = outcomes(function, case)[rule]
        assert (outcome.state, outcome.result.value) == ("error", written(function, rule)["on_error"]), case


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_a_rule_that_asks_in_vain_is_answered_by_its_on_error(function: str, rule: str) -> None:
    """Where DataWorks does not tell what a rule asks, the rule never passes in silence; others do not care."""
    case = TABLE[function][rule].fires[0]
    outcome = outcomes(function, replace(case, facts=None))[rule]
    asks = ask_facts(written(function, rule)["asks"])
    wanted = ("error", written(function, rule)["on_error"]) if asks else ("fired", TABLE[function][rule].then)
    assert (outcome.state, outcome.result.value) == wanted


def test_an_address_that_did_not_come_is_no_way_around_the_office() -> None:
    """A download whose address is missing is refused, as the description of the rule says."""
    outcome = outcomes("data_download", given(point="download-resources-execute"))["outside-the-office"]
    assert (outcome.state, outcome.result) == ("error", CheckResult.FAIL)


def exemption_of(function: str, rule: str) -> dict[str, Any]:
    """Give the one exemption that lifts a rule."""
    (found,) = [item for item in document(function)["exemptions"] if rule in item["rules"]]
    exemption: dict[str, Any] = found
    return exemption


def test_every_exemption_has_a_case() -> None:
    """An exemption that somebody adds needs its case here."""
    lifted = [
        (function, rule) for function in TABLE for item in document(function)["exemptions"] for rule in item["rules"]
    ]
    assert sorted(lifted) == sorted(EXEMPTED)


@pytest.mark.parametrize(("function", "rule"), EXEMPTED)
def test_an_exemption_lifts_its_rule_until_it_expires(function: str, rule: str) -> None:
    """It holds up to the last microsecond before its expiry, and not at the instant itself."""
    case, expires = EXEMPTED[function, rule], exemption_of(function, rule)["expires"]
    end = datetime.fromisoformat(expires)
    before = outcomes(function, replace(case, at=end - timedelta(microseconds=1)))[rule]
    assert (before.state, before.result) == ("exempted", CheckResult.OK)
    assert before.exemption is not None
    assert before.exemption.expires == expires
    after = outcomes(function, replace(case, at=end))[rule]
    assert (after.state, after.result.value) == ("fired", TABLE[function][rule].then)


@pytest.mark.parametrize(("function", "rule", "case"), NOT_EXEMPTED, ids=str)
def test_an_exemption_lifts_its_rule_for_nobody_else(function: str, rule: str, case: Given) -> None:
    """Another operator, another workspace or another table is still stopped."""
    assert outcomes(function, case)[rule].state == "fired"


def test_the_policies_show_what_a_policy_can_do() -> None:
    """A newcomer finds a shadow rule, a rule that warns where it cannot be judged, and an exemption of 2027."""
    rules = document("data_download")["rules"]
    assert [rule["name"] for rule in rules if rule["mode"] == "shadow"] == ["unlisted-data-source"]
    assert [rule["name"] for rule in rules if rule["on_error"] == "WARN"]
    assert [item for item in document("data_download")["exemptions"] if item["expires"].startswith("2027")]

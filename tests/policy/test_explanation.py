"""Why a rule did or did not fire, for the desk."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from dwgate.events.event import Event
from dwgate.facts.asking import NoFacts
from dwgate.facts.given import GivenFacts
from dwgate.facts.protocols import Facts
from dwgate.policy.explanation import RuleExplanation, explain_rules
from dwgate.policy.loading import load

POLICY = """\
params: {max_rows: 100000, since: 2026-01-01}
rules:
- name: too-many-rows
  when: >
    event.dataRowSize > params.max_rows
    && now > params.since
  then: FAIL
  reason: {en: "${event.dataRowSize} rows.", zh: "${event.dataRowSize} 行。"}
"""

NO_FACTS = NoFacts()


def fingerprint(text: str) -> str:
    """Give what is shown of content."""
    return f"{len(text)} characters, SHA-256 {hashlib.sha256(text.encode()).hexdigest()}"


@pytest.fixture
def explain(document: Callable[..., Any], event: Callable[..., Event], now: datetime) -> Callable[..., RuleExplanation]:
    """Explain the one rule of a policy on a message."""

    def explain_one(
        policy: Any, point: str = "download-resources", facts: Facts = NO_FACTS, **fields: Any
    ) -> RuleExplanation:
        compiled = json.loads(json.dumps(document(policy, point)))
        loaded, message = load(compiled), event(point, **fields)
        decision = loaded.decide(message, now=now, facts=facts)
        (explained,) = explain_rules(compiled, decision, message, loaded.scope(message, now), facts)
        return explained

    return explain_one


def test_a_rule_that_fired_is_explained(explain: Callable[..., RuleExplanation]) -> None:
    """Its condition on one line, what it read, what followed, and what is said in each language."""
    assert explain(POLICY) == RuleExplanation(
        name="too-many-rows",
        state="fired",
        result="FAIL",
        shadow=False,
        source="policy/limits.yaml:3",
        condition="event.dataRowSize > params.max_rows && now > params.since",
        values={
            "event.dataRowSize": "123456",
            "now": "2026-11-18T02:00:00+00:00",
            "params.max_rows": "100000",
            "params.since": "2026-01-01T00:00:00+08:00",
        },
        because=("so    the condition is true", "then  FAIL", "en    123456 rows.", "zh    123456 行。"),
    )


@pytest.mark.parametrize(
    ("more", "fields", "because"),
    [
        ({}, {"fileSize": 1}, ("so    the condition is false",)),
        (
            {},
            {"without": ("fileSize",)},
            ("but   event.fileSize did not come with the message", "then  FAIL by on_error"),
        ),
        (
            {"on_error": "OK"},
            {"without": ("fileSize",)},
            ("but   event.fileSize did not come with the message", "then  OK by on_error"),
        ),
        (
            {"then": "WARN", "reason": {"zh": "由 ${tenant}。"}},
            {},
            (
                "so    the condition is true",
                "but   the reason could not be filled in: tenant did not come with the message",
                "then  WARN",
                "zh    由 ?。",
            ),
        ),
        (
            {
                "exemptions": [
                    {"rules": ["refused"], "when": "true", "reason": "audit", "owner": "me", "expires": "2027-01-01"}
                ]
            },
            {},
            ("so    the condition is true, and lifted until 2027-01-01T00:00:00+08:00: audit (me)",),
        ),
    ],
)
def test_what_became_of_a_rule_is_said_in_words(
    more: dict[str, Any],
    fields: dict[str, Any],
    because: tuple[str, ...],
    rule: Callable[..., Any],
    explain: Callable[..., RuleExplanation],
) -> None:
    """Passed, in error, without its reason, or lifted."""
    assert explain(rule("event.fileSize > 1", **more), **fields).because == because


@pytest.mark.parametrize(
    ("when", "fields", "values"),
    [
        ("event.fileName == 'x'", {"fileName": '中"文'}, {"event.fileName": '"中\\"文"'}),
        ("event.fileName == 'x'", {"without": ("fileName",)}, {"event.fileName": "did not come"}),
        (
            "event.fileSize > 1",
            {"fileSize": {}},
            {"event.fileSize": "unreadable: it is documented as a whole number and came as an object"},
        ),
        ("event.fileName == 'x'", {"fileName": "x" * 199}, {"event.fileName": '"' + "x" * 199 + "… (201 characters)"}),
        ("event.fileName == 'x'", {"fileName": "x" * 198}, {"event.fileName": '"' + "x" * 198 + '"'}),
        ("tenant == 'x'", {}, {"tenant": "did not come"}),
        ("operator == 'x'", {}, {"operator": '"1904512876340213"'}),
    ],
)
def test_what_a_rule_read_is_shown(
    when: str,
    fields: dict[str, Any],
    values: dict[str, str],
    rule: Callable[..., Any],
    explain: Callable[..., RuleExplanation],
) -> None:
    """As it came, cut where it is long, and what did not come or could not be read."""
    assert explain(rule(when), **fields).values == values


def test_a_shadow_rule_is_explained_as_one(rule: Callable[..., Any], explain: Callable[..., RuleExplanation]) -> None:
    """With the result that it would have."""
    explained = explain(rule("event.fileSize > 1", mode="shadow"))
    assert (explained.shadow, explained.state, explained.result) == (True, "fired", "FAIL")


FACTS = GivenFacts(
    {
        "file.content": "x" * 199,
        "file.type": 10,
        "file.schedule": {"cycleType": "DAY"},
        "file.inputs": [{"input": "p.数据"}],
        "file.name": ["s3cret"],
    },
    {"maxRows": "5", "strict": True},
)


@pytest.mark.parametrize(
    ("when", "values"),
    [
        ("file.type() == 10", {"file.type()": "10"}),
        ("size(file.content()) > 1", {"file.content()": fingerprint("x" * 199)}),
        (
            "file.schedule().cycleType == 'DAY' && file.inputs().size() > 0",
            {"file.inputs()": '[{"input": "p.数据"}]', "file.schedule()": '{"cycleType": "DAY"}'},
        ),
        ("option('maxRows', 1) > 1 && !option('x', false)", {"options": '{"maxRows": "5", "strict": true}'}),
        ("event.fileType == 10 && file.type() == 10", {"event.fileType": "10", "file.type()": "10"}),
        ("snapshot.has('file.type')", {}),
        ("snapshot.has('file.owner') || file.type() == 10", {"file.type()": "10"}),
        ("ip.within('10.0.0.1', ['10.0.0.0/8'])", {}),
        ("file.name() == 'x' || file.owner() == 'x' || file.type() == 10", {"file.type()": "10"}),
    ],
)
def test_what_a_rule_asked_is_shown(
    when: str, values: dict[str, str], rule: Callable[..., Any], explain: Callable[..., RuleExplanation]
) -> None:
    """A fact by its call, content by its fingerprint, and all the options; what could not be had has no value."""
    assert explain(rule(when), "commit-file", FACTS).values == values


@pytest.mark.parametrize(
    ("when", "fields", "values"),
    [
        ("event.sqlText == 'x'", {"sqlText": "select 密"}, {"event.sqlText": fingerprint("select 密")}),
        ("event.sqlText == 'x'", {}, {"event.sqlText": "did not come"}),
        ("event.a.sqlText == 'x'", {"a": {"sqlText": "select 1"}}, {"event.a.sqlText": fingerprint("select 1")}),
        (
            "event.a[0].name == 'x'",
            {"a": [{"name": "a", "then": {"sqlText": "select 1"}}]},
            {"event.a": json.dumps([{"name": "a", "then": {"sqlText": fingerprint("select 1")}}])},
        ),
    ],
)
def test_content_of_a_message_is_shown_by_its_fingerprint(
    when: str,
    fields: dict[str, Any],
    values: dict[str, str],
    rule: Callable[..., Any],
    explain: Callable[..., RuleExplanation],
) -> None:
    """At the top of a body, in an object and in a list: what is shown may end in a log."""
    assert explain(rule(when), "asset-publish", **fields).values == values


def test_content_of_a_fact_is_shown_by_its_fingerprint(
    rule: Callable[..., Any], explain: Callable[..., RuleExplanation]
) -> None:
    """That of a fact which is content in whole, and that of a part of one which is not."""
    schedule = {"cycleType": "DAY", "paraValue": "password=s3cret"}
    facts = GivenFacts({"file.content": "select 1", "file.schedule": schedule}, None)
    values = explain(rule("file.content() != '' && has(file.schedule().paraValue)"), "commit-file", facts).values
    assert values["file.content()"] == fingerprint("select 1")
    assert values["file.schedule()"] == json.dumps(schedule | {"paraValue": fingerprint("password=s3cret")})
    facts = GivenFacts({"table.location": "oss://id:key@bucket"}, None)
    values = explain(rule("table.location() == 'x'"), "commit-table", facts).values
    assert values == {"table.location()": fingerprint("oss://id:key@bucket")}


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        (FACTS, "but   file.name is documented as text and came as a list"),
        (GivenFacts({"file.type": 10}, None), "but   the snapshot holds no file.name"),
        (NO_FACTS, "but   no facts were given, and DataWorks is not asked here"),
    ],
)
def test_a_fact_that_could_not_be_had_is_said(
    facts: Facts, because: str, rule: Callable[..., Any], explain: Callable[..., RuleExplanation]
) -> None:
    """As the error of the rule."""
    explained = explain(rule("file.name() == 'x'"), "commit-file", facts)
    assert explained.values == {}
    assert explained.because == (because, "then  FAIL by on_error")

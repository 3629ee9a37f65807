"""Why a rule did or did not fire, for the desk."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from dwgate.events.event import Event
from dwgate.facts.asking import NoFacts
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


@pytest.fixture
def explain(document: Callable[..., Any], event: Callable[..., Event], now: datetime) -> Callable[..., RuleExplanation]:
    """Explain the one rule of a policy on a message."""

    def explain_one(policy: Any, **fields: Any) -> RuleExplanation:
        compiled = json.loads(json.dumps(document(policy)))
        loaded, message = load(compiled), event(**fields)
        (explained,) = explain_rules(
            compiled, loaded, loaded.decide(message, now=now), message, now, NoFacts()
        )
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

"""What the analysis claims holds of any message: policies and messages at random, judged by the engine.

Conditions are made of a few fields with a few values, so that they often contradict each other, and messages of the
same values, of wrong types, and of nothing.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dwgate.analysis.pointless import is_pointless
from dwgate.analysis.states import both
from dwgate.analysis.subject import Subject
from dwgate.errors import MessageError
from dwgate.events.event import Event, parse
from dwgate.policy.compiler import compile_function
from dwgate.policy.decision import CheckResult, Decision, Outcome

POINTS = {"documented": "download-resources", "open": "asset-publish"}
NUMBERS = (
    "event.dataRowSize",
    "event.fileSize",
    "size(event.fileName)",
    'now.getHours("+08:00")',
    "now.getDayOfWeek()",
    "event.dataRowSize / 2",
    "event.dataRowSize + event.fileSize",
)
TEXTS = ("event.fileName", "event.datasourceName", "operator")
ODD = (
    "has(event.fileName)",
    '"operator" in present',
    "has(event.dataRowSize)",
    'event.fileName.startsWith("a")',
    'event.fileName.matches("^[ab]$")',
    'event.fileName < "b"',
    "event.fileName == operator",
    "event.fileName < operator",
    "10 / event.dataRowSize > 3",
    "params.words.exists(word, event.fileName == word)",
    "params.words.all(word, event.fileName != word)",
    "params.numbers.exists(number, event.dataRowSize > number && event.fileSize < number)",
    "params.low < params.high",
    "now < params.since",
    "true",
    "false",
)
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
LIMITS = st.sampled_from(["-1", "0", "1", "2", "5", "23", "params.low", "params.high"])
PARTS = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(NUMBERS), SIGNS, LIMITS),
    st.builds("{} {} {}".format, st.sampled_from(NUMBERS), SIGNS, st.sampled_from(NUMBERS)),
    st.builds("{} in {}".format, st.sampled_from(NUMBERS), st.sampled_from(["[0, 1, 2]", "params.numbers"])),
    st.builds(
        "{} {} {}".format, st.sampled_from(TEXTS), st.sampled_from(["==", "!="]), st.sampled_from(['"a"', '"b"'])
    ),
    st.builds("{} in params.words".format, st.sampled_from(TEXTS)),
    st.sampled_from(ODD),
)
CONDITIONS = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    ),
    max_leaves=5,
)
FIELDS = {
    "dataRowSize": st.sampled_from([None, -1, 0, 1, 2, 3, 4, 5, 6, 23, 2**63 - 1, -(2**63), "x", 0.5, True]),
    "fileSize": st.sampled_from([None, 0, 1, 2, 4, 5, 6, "5"]),
    "fileName": st.sampled_from([None, "a", "b", "", "ab", {"x": 1}, 5]),
    "datasourceName": st.sampled_from([None, "a", "b"]),
    "operator": st.sampled_from([None, "a", "b", 7]),
}
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
MESSAGES = st.lists(st.tuples(st.fixed_dictionaries(FIELDS), TIMES), min_size=30, max_size=30)


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    """Make a policy of a few rules, some of them nearly the same, and an exemption."""
    conditions = draw(st.lists(CONDITIONS, min_size=2, max_size=3))
    conditions.append(f"({conditions[0]}) && ({draw(PARTS)})")
    names = [f"r{number}" for number in range(len(conditions))]
    rules = [
        {
            "name": name,
            "when": condition,
            "then": draw(st.sampled_from(["FAIL", "WARN"])),
            "on_error": draw(st.sampled_from(["FAIL", "WARN", "OK"])),
            "reason": {"en": "no"},
        }
        for name, condition in zip(names, conditions, strict=True)
    ]
    used = "params.low > 9 || params.high > 9 || 9 in params.numbers || 'z' in params.words || now == params.since"
    return {
        "params": {
            "low": draw(st.integers(0, 5)),
            "high": draw(st.integers(0, 5)),
            "numbers": draw(st.lists(st.integers(0, 5), min_size=1, max_size=2)),
            "words": draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=2)),
        },
        "rules": [
            *rules,
            {"name": "used", "when": f"event.fileSize == 77 || {used}", "then": "WARN", "reason": {"en": "no"}},
        ],
        "exemptions": [
            {
                "rules": draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)),
                "when": draw(CONDITIONS),
                "reason": "audit",
                "owner": "me@example.com",
                "expires": "2030-01-01",
            }
        ],
    }


@contextmanager
def compiled(policy: dict[str, Any], point: str) -> Iterator[Subject | None]:
    """Compile a policy; None where the compiler finds something that the analysis need not."""
    written = json.dumps(policy).replace('"params": {', '"params": {"since": 2026-06-01, ')
    with TemporaryDirectory() as name:
        folder = Path(name) / "f"
        (folder / "policy").mkdir(parents=True)
        (folder / "function.yaml").write_text(f"points: [{point}]\n")
        (folder / "policy" / "limits.yaml").write_text(written)
        yield Subject.of(compile_function(folder))


def event_of(body: dict[str, Any], point: str) -> Event:
    """Read a message as the gate does."""
    came = {name: value for name, value in body.items() if value is not None}
    message = {"blockBusiness": True, "eventType": point, "messageId": "m", "messageBody": came}
    (event,) = parse(json.dumps(message).encode(), [point])
    assert not isinstance(event, MessageError)
    return event


def answer(outcomes: list[Outcome], without: str | None = None) -> int:
    """Give how strict the outcomes are together, but for those of one rule."""
    return max((one.result.severity for one in outcomes if one.rule != without), default=CheckResult.OK.severity)


def claims(subject: Subject, point: str) -> dict[str, list[Any]]:
    """Give what is claimed of rules, of the exemption, and of two rules beside each other."""
    rules, (exemption,) = subject.rules, subject.exemptions
    lifted = [(rule, rule.when.at(point).true) for _, rule in exemption.rules]
    when = exemption.when.at(point)
    return {
        "never true": [rule.name for rule in rules if not rule.when.at(point).true],
        "never false": [rule.name for rule in rules if not rule.when.at(point).false],
        "never in error": [rule.name for rule in rules if not rule.when.at(point).error],
        "always lifted": [rule.name for rule, true in lifted if not both(true, when.is_not_true)],
        "never lifted": [rule.name for rule, true in lifted if not both(true, when.true)],
        "pointless": [
            one.name for one in rules if any(is_pointless(subject, one, two) for two in rules if one is not two)
        ],
    }


def refuted(claimed: dict[str, list[Any]], decision: Decision) -> list[tuple[str, str]]:
    """Give the claims that a decision shows to be false."""
    became = {one.rule: one.state for one in decision.outcomes}
    cannot_be = {
        "never true": {"fired", "exempted"},
        "never false": {"passed"},
        "never in error": {"error"},
        "always lifted": {"fired"},
        "never lifted": {"exempted"},
    }
    wrong = [(claim, rule) for claim, states in cannot_be.items() for rule in claimed[claim] if became[rule] in states]
    outcomes = list(decision.outcomes)
    return wrong + [
        ("pointless", rule) for rule in claimed["pointless"] if answer(outcomes) != answer(outcomes, without=rule)
    ]


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
@settings(max_examples=80)
@given(policies(), MESSAGES)
def test_no_message_refutes_a_claim(
    point: str, policy: dict[str, Any], messages: list[tuple[dict[str, Any], datetime]]
) -> None:
    """Neither of a rule that never fires or always does, nor of an exemption, nor of a rule that is pointless."""
    with compiled(policy, point) as subject:
        if subject is None:
            return
        claimed = claims(subject, point)
        for body, now in messages:
            decision = subject.policy.decide(event_of(body, point), now=now)
            assert refuted(claimed, decision) == []


def test_claims_are_refuted_by_what_they_deny() -> None:
    """The test above would see one that is false."""
    policy = {
        "params": {"low": 1, "high": 2, "numbers": [1], "words": ["a"]},
        "rules": [
            {
                "name": "r0",
                "when": "event.fileName == 'a' || params.low > params.high || 9 in params.numbers"
                " || 'z' in params.words || now == params.since",
                "then": "FAIL",
                "reason": {"en": "no"},
            },
        ],
        "exemptions": [
            {"rules": ["r0"], "when": "operator == 'b'", "reason": "a", "owner": "o", "expires": "2030-01-01"}
        ],
    }
    now = datetime(2026, 7, 1, tzinfo=UTC)
    with compiled(policy, "download-resources") as subject:
        assert subject is not None
        assert not any(claims(subject, "download-resources").values())
        every = {claim: ["r0"] for claim in claims(subject, "download-resources")}
        for body, claim in (
            ({"fileName": "a", "operator": "a"}, {"never true", "always lifted", "pointless"}),
            ({"fileName": "b", "operator": "a"}, {"never false"}),
            ({}, {"never in error", "pointless"}),
            ({"fileName": "a", "operatorUid": "b"}, {"never true", "never lifted"}),
        ):
            decision = subject.policy.decide(event_of(body, "download-resources"), now=now)
            assert {name for name, _ in refuted(every, decision)} == claim

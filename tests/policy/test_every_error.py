"""Every way in which a rule can fail at run time, in every place, is answered by what the rule says of errors.

Each failure stands in the condition of six rules, one for each ``on_error`` in either mode; in an exemption of two
others; and in their reasons.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import dwgate.policy.case
import dwgate.policy.filling
from dwgate.events.convert import MOST_ITEMS
from dwgate.facts.asking import NoFacts
from dwgate.facts.given import GivenFacts
from dwgate.facts.protocols import Facts
from dwgate.policy.decision import CheckResult, Decision, Outcome
from dwgate.policy.engine import Policy
from support import Events, Policies

OK, WARN, FAIL = CheckResult.OK, CheckResult.WARN, CheckResult.FAIL
ON_ERROR, MODES = (FAIL, WARN, OK), ("enforce", "shadow")
LONG = ["x"] * (MOST_ITEMS + 1)
DIGITS = list(range(10))
ENDLESS = f"{DIGITS}.all(a, {DIGITS}.all(b, {DIGITS}.all(c, {DIGITS}.all(d, {DIGITS}.all(e, true)))))"
STATUS = "a function was given a value that it does not take"
RANGE = "a number ran out of range, or a function failed"
NO_KEY = "an object lacks a key that the rule reads"
NOT_EVALUATED = "CEL could not evaluate it"


@dataclass(frozen=True)
class Failure:
    """A condition that cannot be judged on a message, and what is said of it."""

    when: str
    error: str
    point: str = "download-resources"
    fields: dict[str, Any] = field(default_factory=dict)
    facts: Facts = field(default_factory=NoFacts)
    shared: dict[str, Any] = field(default_factory=dict)


FAILURES = {
    "a field that did not come": Failure(
        "event.fileSize > 1", "event.fileSize did not come with the message", fields={"without": ("fileSize",)}
    ),
    "a field that is null": Failure(
        "event.fileSize > 1", "event.fileSize did not come with the message", fields={"fileSize": None}
    ),
    "a field of another type": Failure(
        "event.fileSize > 1",
        "event.fileSize is documented as a whole number and came as a list",
        fields={"fileSize": [1]},
    ),
    "a number out of 64 bits": Failure(
        "event.fileSize > 1",
        "event.fileSize is a number out of range: it does not fit 64 bits",
        fields={"fileSize": 2**63},
    ),
    "a text that CEL would cut": Failure(
        'event.fileName == "x"',
        "event.fileName holds a zero character, at which a text ends",
        fields={"fileName": "x\0y"},
    ),
    "a list too long to go through": Failure(
        "event.tableMapping.exists(t, t.srcTable == 'x')",
        "event.tableMapping holds more than 1500 items",
        point="start-diJob",
        fields={"tableMapping": [{"srcTable": "x"}] * (MOST_ITEMS + 1)},
    ),
    "an object with too many keys": Failure(
        "size(event.a) > 1",
        "event.a holds more than 1500 items",
        point="asset-publish",
        fields={"a": [dict.fromkeys(map(str, range(MOST_ITEMS + 1)), 1)]},
    ),
    "more fields than can be gone through": Failure(
        "has(event.ip)",
        "the message has more than 1500 fields",
        point="asset-publish",
        fields={f"f{number}": 1 for number in range(MOST_ITEMS + 1)},
    ),
    "an object for a value": Failure(
        "event.a == 'x'",
        "event.a came as an object, of which a rule reads the fields",
        point="asset-publish",
        fields={"a": {"b": 1}},
    ),
    "nobody who operates": Failure(
        'operator == "1"',
        "operator did not come with the message",
        fields={"without": ("operatorUid", "operatorBaseId")},
    ),
    "an overflow": Failure("event.fileSize * 9223372036854775807 > 1", RANGE),
    "a time out of range": Failure('timestamp("9999-12-31T23:00:00Z") + duration("2h") > now', RANGE),
    "a division by zero": Failure("1 / (event.fileSize - event.fileSize) > 1", STATUS),
    "a conversion": Failure("int(event.fileName) > 1", STATUS),
    "a regular expression": Failure('"x".matches(event.fileName)', STATUS, fields={"fileName": "("}),
    "a key that is not there": Failure('{"a": 1}[event.fileName] > 1', NO_KEY),
    "an index out of range": Failure("[1][event.fileSize] > 1", NOT_EVALUATED),
    "an operator without such operands": Failure("dyn(event.fileName) > 1", NOT_EVALUATED),
    "rounds over the budget": Failure(ENDLESS, "it took more steps than a rule may"),
    "a function that throws": Failure('ip.within(event.fileName, ["10.0.0.0/8"])', RANGE),
    "a function that says why": Failure(
        "units.bytes(event.fileName) > 1", "a size cannot be read: it should be like 5MB"
    ),
    "a pattern that came": Failure(
        "glob.matches('x', event.fileName)", "a pattern of names is broken", fields={"fileName": "["}
    ),
    "a function that gives too much": Failure(
        "size(lists.flat([params.long])) > 1", "a function gave more than 1500 items", shared={"params": {"long": LONG}}
    ),
    "a time beyond the calendar": Failure(
        'calendar.is_workday(now, "company")',
        "the calendar company ends on 2026-01-31; give it a later day as until, and build the function again",
        shared={"calendars": {"company": {"zone": "Asia/Shanghai", "until": "2026-01-31"}}},
    ),
    "SQL that cannot be read": Failure(
        "sql.tables(event.fileName) != []",
        "the SQL cannot be read at line 1, column 1: a statement that is not known",
        fields={"fileName": "selec fro"},
    ),
    "facts where there are none": Failure(
        'file.name() == "x"', "no facts were given, and DataWorks is not asked here", point="commit-file"
    ),
    "a fact that the snapshot lacks": Failure(
        'file.name() == "x"',
        "the snapshot holds no file.name",
        point="commit-file",
        facts=GivenFacts({"file.type": 10}, {}),
    ),
    "a fact of another type": Failure(
        'file.name() == "x"',
        "file.name is documented as text and came as a list",
        point="commit-file",
        facts=GivenFacts({"file.name": ["x"]}, {}),
    ),
    "options that cannot be had": Failure(
        'option("max", 1) > 1', "the facts given hold no options", facts=GivenFacts({}, None)
    ),
    "an option of another type": Failure(
        'option("max", 1) > 1',
        "the option max should be a whole number and came as a list",
        facts=GivenFacts({}, {"max": ["x"]}),
    ),
}
"""What can be provoked by a message and the facts; what cannot is thrown or told by a stand-in, below."""


def name(on_error: CheckResult, mode: str) -> str:
    """Name a rule for how it answers errors."""
    return f"{on_error.value}-{mode}".lower()


def written(failure: Failure) -> dict[str, Any]:
    """Write a policy with the failure in every place."""
    rule = {"then": "FAIL", "reason": {"en": "No."}}
    judged = [
        {**rule, "name": name(one, mode), "when": failure.when, "on_error": one.value, "mode": mode}
        for one in ON_ERROR
        for mode in MODES
    ]
    lifted = [
        {
            **rule,
            "name": f"fired-{mode}",
            "when": "true",
            "then": "WARN",
            "on_error": "OK",
            "mode": mode,
            "reason": {"en": "Since ${" + failure.when + "}."},
        }
        for mode in MODES
    ]
    exemption = {
        "rules": [one["name"] for one in lifted],
        "when": failure.when,
        "reason": "audit",
        "owner": "me",
        "expires": "2027-01-01",
    }
    return {**failure.shared, "rules": [*judged, *lifted], "exemptions": [exemption]}


def assert_all_are_answered(policy: Policy, decide: Callable[[Policy], Decision], error: str) -> None:
    """Assert that each rule is answered by itself as it says, and is recorded."""
    for on_error in ON_ERROR:
        for mode in MODES:
            decision = decide(only(policy, name(on_error, mode)))
            (outcome,) = decision.outcomes
            assert (outcome.state, outcome.result, outcome.error) == ("error", on_error, error)
            assert decision.result is (on_error if mode == "enforce" else OK)
            is_told = mode == "enforce" and on_error is not OK
            told = [f"dwgate could not judge the rule {outcome.rule}: {error}."] if is_told else []
            assert [reason.text["en"] for reason in decision.reasons] == told
            assert recorded(decision) == [{"rule": outcome.rule, "error": error, "result": on_error.value}]
    for mode in MODES:
        decision = decide(only(policy, f"fired-{mode}"))
        (outcome,) = decision.outcomes
        assert (outcome.state, outcome.result) == ("fired", WARN)
        assert outcome.error == f"the exemption of me could not be judged: {error}"
        assert decision.result is (WARN if mode == "enforce" else OK)
        assert text(outcome) == "Since ?."
        assert len(recorded(decision)) == 1


def only(policy: Policy, rule: str) -> Policy:
    """Give the policy with one of its rules alone."""
    return replace(policy, rules=tuple(one for one in policy.rules if one.name == rule))


def recorded(decision: Decision) -> list[dict[str, Any]]:
    """Give the errors as the record has them."""
    errors: list[dict[str, Any]] = decision.as_document()["rules"]["errors"]
    return errors


def text(outcome: Outcome) -> str:
    """Give the reason of a rule that fired."""
    assert outcome.reason is not None
    return outcome.reason.text["en"]


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_every_failure_is_answered_by_on_error(
    failure: Failure, policy: Policies, event: Events, now: datetime
) -> None:
    """As a rule, as an exemption, which then lifts nothing, and in a reason, which then shows a question mark."""
    message = event(failure.point, **failure.fields)
    loaded = policy(written(failure), failure.point)
    assert_all_are_answered(loaded, lambda one: one.decide(message, now=now, facts=failure.facts), failure.error)


@dataclass(frozen=True)
class Thrower:
    """Stands in for an expression of CEL that throws, or gives what is no truth."""

    thrown: BaseException

    def eval(self, _: object) -> Any:
        """Throw."""
        raise self.thrown


def with_expressions(policy: Policy, expression: Any) -> Policy:
    """Give a policy in which the stand-in is in the place of every expression but ``true``."""
    rules = []
    for rule in policy.rules:
        reason = {
            language: tuple(one if isinstance(one, str) else expression for one in pieces)
            for language, pieces in rule.reason.items()
        }
        exemptions = tuple(replace(one, when=expression) for one in rule.exemptions)
        when = rule.when if rule.name.startswith("fired") else expression
        rules.append(replace(rule, when=when, reason=reason, exemptions=exemptions))
    return replace(policy, rules=tuple(rules))


@pytest.mark.parametrize(
    ("thrown", "error"),
    [
        (MemoryError("std::bad_alloc"), "it took more memory than there is"),
        (RuntimeError("INTERNAL: Iteration budget exceeded"), "it took more steps than a rule may"),
        (RuntimeError("INTERNAL: s3cret"), NOT_EVALUATED),
        (ValueError("s3cret"), NOT_EVALUATED),
        (OverflowError("s3cret"), NOT_EVALUATED),
        (RecursionError("s3cret"), NOT_EVALUATED),
        (SystemError("s3cret"), NOT_EVALUATED),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_whatever_is_thrown_is_one_rules_error(
    thrown: BaseException, error: str, policy: Policies, event: Events, now: datetime
) -> None:
    """It is no matter of the gate, whose setting may say OK where the rule says FAIL."""
    broken = with_expressions(policy(written(Failure("event.fileSize > 1", ""))), Thrower(thrown))
    assert_all_are_answered(broken, lambda one: one.decide(event(), now=now), error)


def test_what_is_too_large_to_be_shown_is_a_question_mark(
    policy: Policies, event: Events, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule has fired, and its verdict stands."""

    def as_text(*_: object) -> str:
        raise MemoryError

    loaded = only(policy(written(Failure("event.fileSize < 0", ""))), "fired-enforce")
    monkeypatch.setattr(dwgate.policy.filling, "as_text", as_text)
    (outcome,) = loaded.decide(event(), now=now).outcomes
    assert (outcome.state, outcome.result, text(outcome)) == ("fired", WARN, "Since ?.")
    assert outcome.error == "the reason could not be filled in: it took more memory than there is"


def test_what_is_no_truth_is_an_error(policy: Policies, event: Events, now: datetime) -> None:
    """As a condition and as an exemption; a reason can show it."""
    loaded = policy(written(Failure("event.a", "")), "asset-publish")
    decided = loaded.decide(event("asset-publish", a="yes"), now=now).outcomes
    error = "the condition is not true or false"
    assert [(one.state, one.result, one.error) for one in decided[:6]] == [
        ("error", on_error, error) for on_error in ON_ERROR for _ in MODES
    ]
    assert [(one.state, one.error, text(one)) for one in decided[6:]] == [
        ("fired", f"the exemption of me could not be judged: {error}", "Since yes.")
    ] * 2


def test_out_of_time_is_an_error(policy: Policies, event: Events, now: datetime) -> None:
    """Of a rule before it is judged, of an exemption and a reason of one that has fired."""
    loaded = policy(written(Failure("event.fileSize < 0", "")))

    def decide(one: Policy) -> Decision:
        looks = iter([not one.rules[0].name.startswith("fired"), True, True])
        return one.decide(event(), now=now, is_out_of_time=lambda: next(looks))

    assert_all_are_answered(loaded, decide, "the time ran out")


def test_every_error_of_the_engine_is_provoked_here() -> None:
    """Whoever adds one adds its row; what facts and fields say of themselves is a class each, and not listed."""
    tree = ast.parse(Path(dwgate.policy.case.__file__).read_text())
    told = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Problem"
        if isinstance(call.args[0], ast.Constant)
    }
    assert len(told) > 5
    here = Path(__file__).read_text()
    assert {error for error in told if str(error) not in here} == set()

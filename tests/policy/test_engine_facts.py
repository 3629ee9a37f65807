"""Rules that ask for facts: of the outside as of the message, and what cannot be had is an error of the rule."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from dwgate.errors import CallRefused, Problem
from dwgate.facts.asking import NoFacts
from dwgate.facts.given import GivenFacts
from dwgate.facts.protocols import Facts
from dwgate.facts.snapshot import Snapshot, converted
from dwgate.policy.decision import CheckResult, Decision
from facts.asked import Calls, facts_from
from support import Decide, Events, Policies, Rule, only

OK, WARN, FAIL = CheckResult.OK, CheckResult.WARN, CheckResult.FAIL
DETAIL, OPTIONS = "GetIDEEventDetail", "GetOptionValueForProject"

FILE = {
    "file.content": "select max_pt('orders')",
    "file.type": 10,
    "file.change": "UPDATE",
    "file.schedule": {"cycleType": "DAY", "autoRerunTimes": 3},
    "file.inputs": [{"input": "p.a", "parseType": "AUTO"}, {"input": "p.b"}],
    "file.outputs": [],
    "file.owner": ["s3cret"],
}
TABLE = {
    "table.name": "ods_orders",
    "table.columns": [
        {"columnName": "ds", "isPartitionColumn": True},
        {"columnName": "id", "isPartitionColumn": False},
    ],
    "table.lifecycle": 7,
}
SET = {"maxRows": "500", "owners": ["7", "8"], "strict": True, "ratio": 0.5, "name": "x", "broken": "s3cret"}
GIVEN = GivenFacts({**FILE, **TABLE}, SET)

Judge = Callable[..., Any]


@pytest.fixture
def judge(rule: Rule, decide: Decide, event: Events) -> Judge:
    """Judge the documented message of a file, or of another point, by a condition over facts."""

    def judge_one(when: str, *points: str, facts: Facts = GIVEN, **more: Any) -> Any:
        return only(decide(rule(when, **more), event(*points or ("commit-file",)), facts))

    return judge_one


@pytest.mark.parametrize(
    ("when", "points"),
    [
        ('file.content().matches("(?i)max_pt") && size(file.content()) < 100', ()),
        ('file.type() in [10, 11] && file.change() != "DELETE"', ()),
        ('file.schedule().cycleType == "DAY" && file.schedule().autoRerunTimes > 2', ()),
        ("has(file.schedule().cycleType) && !has(file.schedule().cronExpress)", ()),
        ('file.inputs().exists(i, i.input == "p.b") && file.inputs()[0].parseType == "AUTO"', ()),
        ("file.inputs().filter(i, has(i.parseType)).size() == 1 && file.outputs() == []", ()),
        ('snapshot.has("file.content") && !snapshot.has("file.name") && snapshot.has("file.owner")', ()),
        ('table.name().startsWith("ods_") && table.lifecycle() < 30', ("commit-table",)),
        (
            "table.columns().exists_one(c, c.isPartitionColumn) && table.columns()[1].columnName == 'id'",
            ("deploy-table",),
        ),
        ('option("maxRows", 1000) == 500 && option("minRows", 1000) == 1000', ()),
        ('operator in option("owners", ["1904512876340735"]) || option("ratio", 1.0) < 0.6', ("freeze-node",)),
        (
            'option("strict", false) && option("name", "") == "x" && option("none", [""]) == [""]',
            ("download-resources",),
        ),
    ],
)
def test_a_rule_asks_for_facts(when: str, points: tuple[str, ...], judge: Judge) -> None:
    """They have their types, as the fields of a message have."""
    outcome = judge(when, *points)
    assert (outcome.state, outcome.error) == ("fired", None)


@pytest.mark.parametrize(
    ("when", "error"),
    [
        ('file.name() == "x"', Problem("the snapshot holds no file.name", "快照中没有 file.name")),
        (
            'snapshot.has("file.owner") && file.owner() == "x"',
            Problem("file.owner is documented as text and came as a list", "快照中的 file.owner 应为文本，实际为列表"),
        ),
        (
            'option("broken", 1000) > 1',
            Problem(
                "the option broken should be a whole number and came as a string that cannot be converted",
                "选项 broken 应为整数，实际为无法转换的文本",
            ),
        ),
        (
            "file.schedule().cronExpress == 'x'",
            Problem("an object lacks a key that the rule reads", "对象缺少规则读取的键"),
        ),
        (
            "file.inputs().all(i, i.parseType == 'AUTO')",
            Problem("an object lacks a key that the rule reads", "对象缺少规则读取的键"),
        ),
    ],
)
def test_a_fact_that_cannot_be_had_is_an_error_that_quotes_nothing(when: str, error: Problem, judge: Judge) -> None:
    """It is answered by on_error, which is FAIL, and the reason says why in both languages."""
    outcome = judge(when)
    assert (outcome.state, outcome.error, outcome.result) == ("error", error, FAIL)
    assert outcome.reason.text == {
        "en": f"dwgate could not judge the rule refused: {error}.",
        "zh": f"dwgate 无法判断规则 refused：{error.chinese}。",
    }
    assert "s3cret" not in f"{outcome}{outcome.reason}"


@pytest.mark.parametrize(("on_error", "result"), [("FAIL", FAIL), ("WARN", WARN), ("OK", OK)])
def test_a_fact_that_cannot_be_had_is_answered_as_the_rule_says(
    on_error: str, result: CheckResult, rule: Rule, decide: Decide, event: Events
) -> None:
    """And named in the record, whatever the answer is."""
    decision = decide(rule('option("maxRows", 1000) > 1', on_error=on_error), event(), NoFacts())
    assert decision.result is result
    assert decision.as_document()["rules"]["errors"] == [
        {"rule": "refused", "error": "no facts were given, and DataWorks is not asked here", "result": on_error}
    ]


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("file.name() == 'x' || true", "fired"),
        ("true || file.name() == 'x'", "fired"),
        ("file.name() == 'x' && event.fileType == 11", "passed"),
        ("event.fileType == 11 && file.name() == 'x'", "passed"),
        ("file.name() == 'x' || false", "error"),
        ("file.name() == 'x' && true", "error"),
        ("!(file.name() == 'x')", "error"),
        ("file.name() == 'x' ? true : true", "error"),
        ("true ? true : file.name() == 'x'", "fired"),
        ("['a', 'b'].exists(x, x == 'a' || file.name() == x)", "fired"),
        ("['a', 'b'].exists(x, file.name() == x)", "error"),
        ("snapshot.has('file.name') && file.name() == 'x'", "passed"),
        ("!snapshot.has('file.name') || file.name() == 'x'", "fired"),
    ],
)
def test_cels_logic_absorbs_a_fact_that_does_not_matter(when: str, state: str, judge: Judge) -> None:
    """What is so whatever the fact were is so; everything else is an error."""
    assert judge(when).state == state


@pytest.mark.parametrize(
    ("reason", "text", "error"),
    [
        ("${size(file.content())} ${file.type()} ${option('maxRows', 1)}", "23 10 500", None),
        ("${file.schedule().cycleType} ${file.inputs().map(i, i.input)}", "DAY p.a, p.b", None),
        ("by ${file.name()}.", "by ?.", "the reason could not be filled in: the snapshot holds no file.name"),
    ],
)
def test_a_reason_shows_facts(reason: str, text: str, error: str | None, judge: Judge) -> None:
    """One that cannot be had is a question mark: the verdict stands without it."""
    outcome = judge("true", reason={"en": reason})
    assert (outcome.state, outcome.reason.text["en"], outcome.error) == ("fired", text, error)


def lifting(when: str) -> dict[str, str | list[str]]:
    """Give an exemption of the rule."""
    return {"rules": ["refused"], "when": when, "reason": "audit", "owner": "me", "expires": "2027-01-01"}


@pytest.mark.parametrize(
    ("when", "state", "error"),
    [
        ("file.type() == 10", "exempted", None),
        ("file.type() == 11", "fired", None),
        (
            "file.name() == 'x'",
            "fired",
            "the exemption of me could not be judged: the snapshot holds no file.name",
        ),
    ],
)
def test_an_exemption_asks_for_facts(when: str, state: str, error: str | None, judge: Judge) -> None:
    """One that cannot be judged lifts nothing."""
    outcome = judge("true", exemptions=[lifting(when)])
    assert (outcome.state, outcome.error) == (state, error)


def several(*conditions: str) -> dict[str, Any]:
    """Give a policy of one rule for each condition."""
    return {
        "rules": [
            {"name": f"rule-{chr(97 + place)}", "when": when, "then": "WARN", "reason": {"en": "${file.type()}"}}
            for place, when in enumerate(conditions)
        ]
    }


ASKING = ("size(file.content()) > 1", "snapshot.has('file.type')", "option('a', 1) == 5", "option('b', 'x') == 'x'")


@pytest.mark.parametrize(
    ("answers", "states"),
    [
        (
            {
                DETAIL: {"EventDetail": {"CommittedFile": {"Content": "select 1", "FileType": 10}}},
                OPTIONS: {"OptionValue": '{"a": 5}'},
            },
            ["fired"] * 4,
        ),
        (dict.fromkeys([DETAIL, OPTIONS], CallRefused(Problem("no", "否"), code="Forbidden.Access")), ["error"] * 4),
    ],
)
def test_the_rules_of_a_message_share_one_call(
    answers: Mapping[str, Any], states: list[str], policy: Policies, event: Events, now: datetime
) -> None:
    """Also where it failed: each of them has its problem."""
    calls, message = Calls(answers), event("commit-file")
    decision = policy(several(*ASKING), "commit-file").decide(message, now=now, facts=facts_from(calls, message))
    assert [outcome.state for outcome in decision.outcomes] == states
    assert calls.names == [DETAIL, OPTIONS]


@pytest.mark.parametrize(
    ("when", "made"),
    [
        ("event.fileType == 11 && size(file.content()) > 1", []),
        ("size(file.content()) < 0 && option('a', 1) == 5", [DETAIL]),
        ("option('a', 1) == 5 && event.fileType == 11", [OPTIONS]),
    ],
)
def test_dataworks_is_called_where_a_rule_asks(
    when: str, made: list[str], rule: Rule, decide: Decide, event: Events
) -> None:
    """What stands before it may spare the call; the rule does not fire, so its reason asks for nothing either."""
    calls = Calls({DETAIL: {"EventDetail": {"CommittedFile": {"Content": "x"}}}, OPTIONS: {"OptionValue": '{"a": 5}'}})
    message = event("commit-file")
    outcome = only(decide(rule(when, reason={"en": "${file.name()}"}), message, facts_from(calls, message)))
    assert (outcome.state, calls.names) == ("passed", made)


class WaitingFacts(NoFacts):
    """The snapshot of a file of this name, which is there once another decision has asked for its own."""

    def __init__(self, name: str, both: threading.Barrier) -> None:
        self._name, self._both, self._is_asked = name, both, False

    def snapshot(self) -> Snapshot:
        """Wait for the other, the first time."""
        if not self._is_asked:
            self._is_asked = True
            self._both.wait()
        return converted({"file.name": self._name})


def test_two_decisions_at_once_have_their_own_facts(policy: Policies, rule: Rule, event: Events, now: datetime) -> None:
    """In two threads, by one policy, each in the middle of the other; and so have their problems."""
    when = "file.name() == 'x' && file.name() == 'x' || option('x', 1) == 1"
    loaded = policy(rule(when, reason={"en": "${file.name()}"}), "commit-file")
    both = threading.Barrier(2, timeout=60)

    def decide(name: str) -> Decision:
        return loaded.decide(event("commit-file"), now=now, facts=WaitingFacts(name, both))

    with ThreadPoolExecutor(2) as pool:
        fired, erred = pool.map(decide, ["x", "y"])
    assert [only(one).state for one in (fired, erred)] == ["fired", "error"]
    assert [reason.text["en"] for reason in fired.reasons] == ["x"]
    assert only(erred).error == "no facts were given, and DataWorks is not asked here"


@pytest.mark.parametrize(
    ("when", "reason", "asks"),
    [
        ("event.fileType > 1", "No.", False),
        ("ip.within('10.0.0.1', ['10.0.0.0/8'])", "No.", False),
        ("file.type() > 1", "No.", True),
        ("option('x', 1) > 1", "No.", True),
        ("event.fileType > 1", "${file.type()}", True),
        ("snapshot.has('file.type')", "No.", True),
    ],
)
def test_a_policy_knows_whether_it_asks(when: str, reason: str, *, asks: bool, policy: Policies, rule: Rule) -> None:
    """In a condition or in a reason; without that nothing is connected to anything."""
    assert policy(rule(when, reason={"en": reason}), "commit-file").asks_facts is asks


def test_a_value_that_cel_cannot_hold_is_not_called_too_long(judge: Judge) -> None:
    """What CEL raises has other reasons than a loop without end."""
    outcome = judge('option("unset", params.mixed) == ["1"]', params={"mixed": [1, "a"]})
    assert (outcome.state, outcome.error) == ("error", "CEL could not evaluate it")

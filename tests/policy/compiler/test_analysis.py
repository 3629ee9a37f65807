"""What a condition can come to at a point: guards, and that nothing comes to what was not foreseen."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwgate.events.event import Event
from dwgate.facts.asking import Asking
from dwgate.facts.given import GivenFacts
from dwgate.facts.protocols import Facts
from dwgate.policy.compiler.analysis import FALSE, MISSING, TRUE, PointAnalysis
from dwgate.policy.compiler.lowering import lower
from dwgate.policy.compiler.syntax import SyntaxTree, call, selected_path
from dwgate.policy.compiler.types import environment, shape_of
from dwgate.policy.decision import Decision, Outcome
from dwgate.policy.engine import Policy
from support import Events, Policies, Rule, combined, only

DOWNLOADS = ("download-resources", "download-resources-execute")
SHAPE = shape_of(DOWNLOADS)
ENVIRONMENT = environment(SHAPE, {})
IP = 'event.ip == "198.10.23.45"'


def tree_of(expression: str) -> SyntaxTree:
    """Compile an expression over the points of downloads, as far as CEL itself does."""
    return SyntaxTree(ENVIRONMENT.compile(expression).serialize())


@pytest.mark.parametrize(
    ("when", "states"),
    [
        (f'"ip" in present && {IP}', ("passed", "fired")),
        (f"has(event.ip) && {IP}", ("passed", "fired")),
        (f"{IP} && has(event.ip)", ("passed", "fired")),
        (f'point == "download-resources-execute" && {IP}', ("passed", "fired")),
        (f'"download-resources-execute" == point && {IP}', ("passed", "fired")),
        (f'point != "download-resources" && {IP}', ("passed", "fired")),
        (f'point in ["download-resources-execute"] && {IP}', ("passed", "fired")),
        (f"point in params.places && {IP}", ("passed", "fired")),
        (f"point == params.place && {IP}", ("passed", "fired")),
        (f'!(point == "download-resources") && {IP}', ("passed", "fired")),
        (f"!has(event.ip) || {IP}", ("fired", "fired")),
        (f'point == "download-resources" || {IP}', ("fired", "fired")),
        (f"!(has(event.ip) && !({IP}))", ("fired", "fired")),
        (f"has(event.ip) ? {IP} : event.fileSize > 1", ("fired", "fired")),
        (f'point == "download-resources" ? false : {IP}', ("passed", "fired")),
        (f"has(event.ip) && (event.fileSize > 1 && {IP})", ("passed", "fired")),
        (f"event.fileSize > 1 && has(event.ip) && {IP}", ("passed", "fired")),
        (f"(has(event.ip) && {IP}) || event.fileSize > 1", ("fired", "fired")),
        (f'has(event.ip) && ["x", "y"].exists(x, {IP})', ("passed", "fired")),
        ('has(event.ip) && [event.ip].exists(x, x != "")', ("passed", "fired")),
        ('has(event.ip) && {"a": event.ip}.a != ""', ("passed", "fired")),
        ('has(event.ip) && event.ip.startsWith("198.")', ("passed", "fired")),
        ('has(event.ip) && ip.within(event.ip, ["198.10.0.0/16"])', ("passed", "fired")),
        ('"tenant" in present || event.fileSize > 1', ("fired", "fired")),
        ('"operator" in present && operator != ""', ("fired", "fired")),
        ('("ip" in present) == true && event.fileSize > 1', ("passed", "fired")),
    ],
)
def test_a_guarded_field_can_be_read(
    when: str,
    states: tuple[str, str],
    rule: Callable[..., Any],
    event: Callable[..., Event],
    decide: Callable[..., Decision],
) -> None:
    """A guard may stand on either side; where the field cannot come the rule is not judged by it, and does not err."""
    params = {"places": ["download-resources-execute"], "place": "download-resources-execute"}
    used = {name: value for name, value in params.items() if f"params.{name} " in when}
    outcomes = [decide(rule(when, params=used), event(point)).outcomes[0] for point in DOWNLOADS]
    assert tuple(outcome.state for outcome in outcomes) == states
    assert [outcome.error for outcome in outcomes] == [None, None]


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("event.fileSize > 1", '${has(event.ip) ? event.ip : "nowhere"}'),
        ("event.fileSize > 1", '${"ip" in present ? event.ip : "nowhere"}'),
        ("event.fileSize > 1", '${point == "download-resources" ? "nowhere" : event.ip}'),
    ],
)
def test_a_choice_guards_a_field_in_a_reason(
    when: str, reason: str, rule: Callable[..., Any], event: Callable[..., Event], decide: Callable[..., Decision]
) -> None:
    """What is shown is what the point has."""
    written = rule(when, reason={"en": reason})
    shown = [decide(written, event(point)).reasons[0].text["en"] for point in DOWNLOADS]
    assert shown == ["nowhere", "198.10.23.45"]


@pytest.mark.parametrize("guard", ["has(event.ip)", '"ip" in present', 'point == "download-resources-execute"'])
def test_the_condition_guards_the_reason(guard: str, compiled: Callable[..., Any]) -> None:
    """A reason is given where its condition is true, and nowhere else."""
    policy = (
        f"rules:\n- {{name: a, when: '{guard} && event.fileSize > 1', then: FAIL, reason: {{en: '${{event.ip}}'}}}}\n"
    )
    assert compiled(policy).diagnostics == ()


MIXED = ("commit-file", "commit-table", "freeze-node")
TABLE = {"table.lifecycle": 7, "table.columns": [{"columnName": "ds"}]}
SNAPSHOTS: dict[str, dict[str, Any] | None] = {
    "commit-file": {"file.type": 10},
    "commit-table": TABLE,
    "freeze-node": None,
}


@pytest.fixture
def decide_at_each(policy: Policies, rule: Rule, event: Events, now: datetime) -> Callable[[str], list[Outcome]]:
    """Judge the documented messages of three points by one condition, each with what its snapshot holds."""

    def decide_all(when: str) -> list[Outcome]:
        loaded = policy(rule(when), *MIXED)
        facts = {point: GivenFacts(held, {"days": 5}) for point, held in SNAPSHOTS.items()}
        return [only(loaded.decide(event(point), now=now, facts=facts[point])) for point in MIXED]

    return decide_all


@pytest.mark.parametrize(
    ("when", "states"),
    [
        ('point == "commit-table" && table.lifecycle() > 5', ("passed", "fired", "passed")),
        ('table.lifecycle() > 5 && point == "commit-table"', ("passed", "fired", "passed")),
        ('point in ["commit-table"] && table.lifecycle() > 5', ("passed", "fired", "passed")),
        ('!(point in ["commit-file", "freeze-node"]) && table.lifecycle() > 5', ("passed", "fired", "passed")),
        ('point != "commit-table" || table.lifecycle() > 5', ("fired", "fired", "fired")),
        ('point == "commit-table" ? table.lifecycle() > 5 : false', ("passed", "fired", "passed")),
        (
            'point == "commit-table" ? table.lifecycle() > 5 : point == "commit-file" && file.type() == 10',
            ("fired", "fired", "passed"),
        ),
        (
            'point != "freeze-node" && snapshot.has("table.lifecycle") && table.lifecycle() > 5',
            ("passed", "fired", "passed"),
        ),
        (
            'point != "freeze-node" && (!snapshot.has("table.lifecycle") || table.lifecycle() > 5)',
            ("fired", "fired", "passed"),
        ),
        ('point == "commit-table" && table.columns().exists(c, c.columnName == "ds")', ("passed", "fired", "passed")),
        ('point == "commit-table" && [1].exists(x, table.lifecycle() > x)', ("passed", "fired", "passed")),
        ('option("days", 1) == 5', ("fired", "fired", "fired")),
        ('point == "commit-table" && table.lifecycle() > option("days", 1)', ("passed", "fired", "passed")),
    ],
)
def test_a_guarded_fact_can_be_asked_for(
    when: str, states: tuple[str, ...], decide_at_each: Callable[[str], list[Outcome]]
) -> None:
    """By the point, or by what its snapshots hold; an option can be asked for anywhere."""
    outcomes = decide_at_each(when)
    assert tuple(outcome.state for outcome in outcomes) == states
    assert [outcome.error for outcome in outcomes] == [None] * 3


def test_the_condition_guards_the_facts_of_the_reason(compiled: Callable[..., Any]) -> None:
    """A reason is given where its condition is true, and a choice is a guard in it."""
    choice = '${snapshot.has("table.name") ? table.name() : file.name()}'
    rules = [
        {"name": "a", "when": 'point == "commit-table"', "then": "FAIL", "reason": {"en": "${table.name()}"}},
        {"name": "b", "when": 'point != "freeze-node"', "then": "FAIL", "reason": {"en": choice}},
    ]
    found = compiled(json.dumps({"rules": rules}), *MIXED).diagnostics
    assert [(finding.name, finding.message) for finding in found] == [
        ("unguarded-fact", "file.name(…) cannot be asked for at commit-table")
    ]


@pytest.mark.parametrize(
    ("when", "at_file", "at_table", "at_node"),
    [
        ("file.type() == 10", {TRUE, FALSE}, {MISSING}, {MISSING}),
        ('snapshot.has("file.type")', {TRUE, FALSE}, {FALSE}, {MISSING}),
        ('!snapshot.has("table.name")', {TRUE}, {TRUE, FALSE}, {MISSING}),
        ('snapshot.has("file.type") && file.type() == 10', {TRUE, FALSE}, {FALSE}, {MISSING}),
        ("file.type() == 10 || true", {TRUE}, {TRUE}, {TRUE}),
        ('file.type() == 10 || operator == "x"', {TRUE, FALSE}, {MISSING, TRUE}, {MISSING, TRUE}),
        ('option("x", true)', {TRUE, FALSE}, {TRUE, FALSE}, {TRUE, FALSE}),
        ('option("x", file.name()) == ""', {TRUE, FALSE}, {MISSING}, {MISSING}),
        ('file.inputs().exists(i, i.input == "x")', {TRUE, FALSE}, {MISSING}, {MISSING}),
        ('["x"].exists(x, file.name() == x)', {TRUE, FALSE}, {MISSING, TRUE, FALSE}, {MISSING, TRUE, FALSE}),
        ('file.schedule().cycleType == "DAY"', {TRUE, FALSE}, {MISSING}, {MISSING}),
        ("has(file.schedule().cycleType)", {TRUE, FALSE}, {MISSING}, {MISSING}),
        ("snapshot.has(operator)", {TRUE, FALSE}, {TRUE, FALSE}, {MISSING}),
    ],
)
def test_it_is_foreseen_where_a_fact_can_be_asked_for(
    when: str, at_file: set[str], at_table: set[str], at_node: set[str]
) -> None:
    """Which points have a snapshot, and what is in it, is known before a message comes."""
    shape = shape_of(MIXED)
    root = SyntaxTree(environment(shape, {}).compile(when).serialize()).root
    assert [PointAnalysis(point, shape, {}).possible(root) for point in MIXED] == [at_file, at_table, at_node]


@pytest.mark.parametrize(
    ("when", "at_download", "at_execute"),
    [
        ("true", {TRUE}, {TRUE}),
        ("has(event.ip)", {FALSE}, {TRUE, FALSE}),
        ('"ip" in present', {FALSE}, {TRUE, FALSE}),
        ('"operator" in present', {TRUE, FALSE}, {TRUE, FALSE}),
        ('point == "download-resources"', {TRUE}, {FALSE}),
        ('point != "download-resources"', {FALSE}, {TRUE}),
        ('point in ["download-resources", event.fileName]', {TRUE, FALSE}, {TRUE, FALSE}),
        (IP, {MISSING}, {TRUE, FALSE}),
        (f"!({IP})", {MISSING}, {TRUE, FALSE}),
        (f"{IP} && event.fileSize > 1", {MISSING, FALSE}, {TRUE, FALSE}),
        (f"{IP} || event.fileSize > 1", {MISSING, TRUE}, {TRUE, FALSE}),
        (f"{IP} || true", {TRUE}, {TRUE}),
        (f"event.fileSize > 1 ? {IP} : true", {MISSING, TRUE}, {TRUE, FALSE}),
        (f"{IP} ? true : false", {MISSING}, {TRUE, FALSE}),
        (f"[1].exists(x, {IP})", {MISSING, TRUE, FALSE}, {TRUE, FALSE}),
        ('[event.ip].exists(x, x == "a")', {MISSING}, {TRUE, FALSE}),
        ('[event.ip] == ["a"]', {MISSING}, {TRUE, FALSE}),
        ('{"a": event.ip}.a == "a"', {MISSING}, {TRUE, FALSE}),
        ('now > timestamp("2026-01-01T00:00:00Z")', {TRUE, FALSE}, {TRUE, FALSE}),
    ],
)
def test_it_is_foreseen_what_a_condition_can_come_to(when: str, at_download: set[str], at_execute: set[str]) -> None:
    """The point and the fields that it lacks are known before a message comes."""
    root = tree_of(when).root
    assert PointAnalysis("download-resources", SHAPE, {}).possible(root) == at_download
    assert PointAnalysis("download-resources-execute", SHAPE, {}).possible(root) == at_execute


EVERYTHING_ASKED = """
    point == "commit-file" && (file.name() == "" || file.inputs() == []) || option("x", 1) == 1
    || point == "commit-table" && (snapshot.has("table.name") || table.lifecycle() > 1 || table.columns() == [])
"""
WHOLE: dict[str, Facts] = {
    "commit-file": GivenFacts({"file.name": "a.sql", "file.inputs": [{"input": "x"}]}, {"x": 1}),
    "commit-table": GivenFacts({"table.name": "t", "table.lifecycle": 7, "table.columns": []}, {"x": 1}),
    "freeze-node": GivenFacts(None, {"x": 1}),
}
FACT_ATOMS = st.sampled_from(
    [
        "true",
        "false",
        'point == "commit-table"',
        'point != "freeze-node"',
        'point in ["commit-file", "commit-table"]',
        'snapshot.has("file.name")',
        'snapshot.has("table.name")',
        'file.name() == "a.sql"',
        "file.name().size() > 100",
        'file.inputs().exists(i, i.input == "x")',
        "table.lifecycle() > 5",
        "table.columns().size() > 1",
        'option("x", 1) == 1',
        'option(file.name(), "") == ""',
        '["x"].exists(x, file.name() == x)',
        '[1].all(x, snapshot.has("table.name"))',
        "has(file.inputs()[0].input)",
        "[table.lifecycle()] == [7]",
    ]
).map("({})".format)


@given(when=st.recursive(FACT_ATOMS, lambda parts: combined(parts, "&&", "||", "=="), max_leaves=6))
def test_no_fact_is_asked_for_where_that_was_not_foreseen(
    when: str, policy: Policies, rule: Rule, event: Events, now: datetime
) -> None:
    """Over whole snapshots, a condition is in error only where a fact that the point has not was foreseen."""
    loaded, shape = policy(rule(EVERYTHING_ASKED), *MIXED), shape_of(MIXED)
    tree = SyntaxTree(environment(shape, {}).compile(when).serialize())
    analyses = [PointAnalysis(point, shape, {}) for point in MIXED]
    foreseen = [analysis.possible(tree.root) for analysis in analyses]
    for analysis, possible in zip(analyses, foreseen, strict=True):
        if MISSING in possible:
            asked = call(analysis.missing_read(tree.root))
            assert asked is not None
            assert asked[0].startswith(("file.", "table.", "snapshot."))
    lower(tree)
    program = loaded.environment.deserialize(tree.serialize())
    for point, possible in zip(MIXED, foreseen, strict=True):
        with Asking(WHOLE[point]) as asking:
            value = program.eval(loaded.environment.Activation(loaded.scope(event(point), now)))
        if value.type().name() == "ERROR":
            assert asking.problem_in(str(value.value())) is not None
            assert MISSING in possible
        else:
            assert {True: TRUE, False: FALSE}[value.plain_value()] in possible


ATOMS = st.sampled_from(
    [
        "true",
        "false",
        "has(event.ip)",
        '"ip" in present',
        '"operator" in present',
        'point == "download-resources"',
        'point != "download-resources"',
        'point in ["download-resources-execute"]',
        IP,
        'event.ip == "x"',
        "event.ip.size() > 1",
        "event.fileSize > 1",
        "event.fileSize < 1",
        '[event.ip] == ["x"]',
        '{"a": event.ip}.a == "x"',
        'has({"a": event.ip}.a)',
        '[1, 2].exists(x, x == 1 && event.ip == "x")',
        "[1].all(x, has(event.ip))",
        '[event.ip].exists_one(x, x == "x")',
        "[1, 2].filter(x, event.ip.size() > x) == [1]",
        "[1].map(x, event.ip) == []",
    ]
).map("({})".format)


@given(when=st.recursive(ATOMS, lambda parts: combined(parts, "&&", "||", "=="), max_leaves=6))
def test_nothing_comes_to_what_was_not_foreseen(
    when: str, policy: Callable[..., Policy], rule: Callable[..., Any], event: Callable[..., Event], now: datetime
) -> None:
    """On a message with every field of its point, a condition lacks one only where that was foreseen."""
    loaded = policy(rule("event.fileSize > 1"))
    for point in DOWNLOADS:
        tree = tree_of(when)
        analysis = PointAnalysis(point, SHAPE, {})
        possible = analysis.possible(tree.root)
        if MISSING in possible:
            assert selected_path(analysis.missing_read(tree.root), "event") == "ip"
        lower(tree)
        program = loaded.environment.deserialize(tree.serialize())
        value = program.eval(loaded.environment.Activation(loaded.scope(event(point), now)))
        if value.type().name() == "ERROR":
            assert str(value.value()) == 'UNKNOWN: No value with name "event.ip" found in Activation'
            assert MISSING in possible
        else:
            assert {True: TRUE, False: FALSE}[value.plain_value()] in possible

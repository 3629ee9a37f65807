"""A condition taken apart into its clauses, and what becomes of it when they are joined again."""

import itertools
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwgate.events.event import Event
from dwgate.policy.compiler.clauses import Clauses, Judged, Premise, TakenApart, Truth
from dwgate.policy.engine import Policy, Rule
from support import combined

POINTS = ("download-resources", "download-resources-execute")
DOWNLOADS = Clauses(POINTS, {"max_rows": 100000})

ATOMS = [
    "event.dataRowSize > 100000",
    "100 / event.dataRowSize > 1",
    "event.fileSize < 1",
    '"ip" in present',
    "has(event.fileName)",
    'event.fileName == "a && (b ? c : d)"',
    "[0, 100000].exists(x, event.dataRowSize > x && !(x > 1))",
    '{"a": event.fileName}.a == "||"',
    'point == "download-resources"',
    "true",
]
CONDITIONS = st.recursive(
    st.sampled_from(ATOMS), lambda parts: combined(parts, "&&", "||", "\n  && // why (\n"), max_leaves=8
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={"dataRowSize": st.sampled_from([0, 1, 100001]), "fileSize": st.sampled_from([0, 1]), "ip": st.just("")},
)
WITHOUT = st.sets(st.sampled_from(["dataRowSize", "fileSize", "fileName"])).map(tuple)
TRUTHS: dict[str, Truth] = {"fired": True, "passed": False, "error": None}


def texts(condition: str) -> list[str]:
    """Give the clauses of a condition of downloads, as they are written."""
    return [clause.text for clause in DOWNLOADS.of(condition).clauses]


@pytest.mark.parametrize(
    ("condition", "clauses"),
    [
        ("event.fileSize > 1", ["event.fileSize > 1"]),
        ("event.fileSize > 1 && event.fileSize < 5 || tenant == '1'", 3),
        ("!(event.fileSize > 1)", ["event.fileSize > 1"]),
        ("!!(event.fileSize > 1 && tenant == '1')", ["event.fileSize > 1", "tenant == '1'"]),
        ("(((event.fileSize))) > 1 && (((tenant) == '1'))", ["(((event.fileSize))) > 1", "(tenant) == '1'"]),
        ("tenant == '1' ? event.fileSize > 1 : tenant == '2' ? false : true", 5),
        ("(event.fileSize > 1 || tenant == '1') == true", ["(event.fileSize > 1 || tenant == '1') == true"]),
        (
            "event.fileSize * (tenant == '1' ? 30 : 1) > 90 && true",
            ["event.fileSize * (tenant == '1' ? 30 : 1) > 90", "true"],
        ),
        ("[1].exists(x, x > 1 && x < 3) && true", ["[1].exists(x, x > 1 && x < 3)", "true"]),
        ("event.fileName\n  == 'a  b'\n  && has( event.ip )", ["event.fileName == 'a  b'", "has( event.ip )"]),
        ("point in ['a', 'b'] && true // && false", ["point in ['a', 'b']", "true"]),
        (
            "tenant == '1' && true && (tenant == '2' && false) && tenant == '3'",
            ["tenant == '1'", "true", "tenant == '2'", "false", "tenant == '3'"],
        ),
    ],
)
def test_the_clauses_are_the_largest_parts_that_nothing_joins(condition: str, clauses: list[str] | int) -> None:
    """Each as it is written, without the blanks and the brackets around it, whatever it holds itself."""
    found = texts(condition)
    assert (len(found) if isinstance(clauses, int) else found) == clauses


@given(CONDITIONS)
def test_every_clause_is_found_where_it_is_written(condition: str) -> None:
    """However the condition is combined of them, with line breaks, comments and brackets between."""
    parts = DOWNLOADS.of(condition).clauses
    written = re.compile("|".join(re.escape(atom) for atom in ATOMS)).finditer(condition)
    assert [(part.offset, part.text) for part in parts] == [(found.start(), found[0]) for found in written]


@pytest.fixture(scope="session")
def truths(
    policy: Callable[..., Policy], rule: Callable[..., Any], now: datetime
) -> Callable[[TakenApart, Event], list[Truth]]:
    """Give what each clause of a condition comes to on a message, by the engine: a clause is a rule's condition."""
    base = policy(rule("event.dataRowSize > 1"), *POINTS)

    def judge(parts: TakenApart, message: Event) -> list[Truth]:
        rules = tuple(
            Rule.of_condition(str(number), base.environment.deserialize(b64decode(clause.program)), POINTS)
            for number, clause in enumerate(parts.clauses)
        )
        return [TRUTHS[outcome.state] for outcome in replace(base, rules=rules).decide(message, now=now).outcomes]

    return judge


@given(condition=CONDITIONS, point=st.sampled_from(POINTS), fields=FIELDS, without=WITHOUT)
def test_the_clauses_joined_give_what_the_condition_gives(  # noqa: PLR0913, PLR0917 - a condition, a message, what judges them
    condition: str,
    point: str,
    fields: dict[str, Any],
    without: tuple[str, ...],
    truths: Callable[..., list[Truth]],
    event: Callable[..., Event],
) -> None:
    """True, false and errors, which CEL absorbs beside what decides; ``== true`` makes one clause of the whole."""
    message = event(point, without=without, **fields)
    parts = DOWNLOADS.of(condition)
    judged = parts.judge(truths(parts, message))
    assert [judged.truth] == truths(DOWNLOADS.of(f"({condition}) == true"), message)
    assert judged.reached <= set(range(len(parts.clauses)))


@given(condition=CONDITIONS, point=st.sampled_from(POINTS), fields=FIELDS, without=WITHOUT)
def test_a_clause_that_is_not_reached_changes_nothing(  # noqa: PLR0913, PLR0917 - as above
    condition: str,
    point: str,
    fields: dict[str, Any],
    without: tuple[str, ...],
    truths: Callable[..., list[Truth]],
    event: Callable[..., Event],
) -> None:
    """Whatever it came to, the condition comes to the same; and where it is reached it came to what it can be."""
    parts = DOWNLOADS.of(condition)
    found = truths(parts, event(point, without=without, **fields))
    judged = parts.judge(found)
    for number, clause in enumerate(parts.clauses):
        if number in judged.reached:
            assert found[number] is None or found[number] in clause.can_be
        else:
            others = [[*found[:number], other, *found[number + 1 :]] for other in (True, False, None)]
            assert {parts.judge(other) for other in others} == {judged}


AND, OR, CHOICE = (DOWNLOADS.of(f"tenant == '1' {sign} tenant == '2'") for sign in ("&&", "||", "? true :"))


@pytest.mark.parametrize(
    ("parts", "truths", "truth", "reached"),
    [
        (AND, (True, False), False, {0, 1}),
        (AND, (False, None), False, {0}),
        (AND, (None, False), False, {0, 1}),
        (AND, (None, True), None, {0, 1}),
        (OR, (False, True), True, {0, 1}),
        (OR, (True, None), True, {0}),
        (OR, (None, True), True, {0, 1}),
        (OR, (None, False), None, {0, 1}),
        (CHOICE, (True, True, None), True, {0, 1}),
        (CHOICE, (False, True, None), None, {0, 2}),
        (CHOICE, (None, True, True), None, {0}),
        (DOWNLOADS.of("!(tenant == '1')"), (False,), True, {0}),
        (DOWNLOADS.of("!(tenant == '1')"), (None,), None, {0}),
    ],
)
def test_a_clause_is_reached_where_those_before_it_leave_the_outcome_open(
    parts: TakenApart, truths: tuple[Truth, ...], truth: Truth, reached: set[int]
) -> None:
    """An error leaves it open: what follows can still decide."""
    assert parts.judge(truths) == Judged(truth, frozenset(reached))


@pytest.mark.parametrize(
    ("condition", "can_be"),
    [
        ("event.fileSize > 1", ["TF"]),
        ("true", ["T"]),
        ("!false", ["F"]),
        ('point == "download-resources" || event.fileSize > 1', ["TF", "TF"]),
        ('point in ["download-resources", "download-resources-execute"]', ["T"]),
        ('point == "commit-file" && event.fileSize > 1', ["F", ""]),
        ("true || event.fileSize > 1", ["T", ""]),
        ('point == "download-resources" ? "ip" in present : "ip" in present', ["TF", "F", "TF"]),
        ('point == "download-resources-execute" && event.ip == "" && event.fileSize > 1', ["TF", "TF", "TF"]),
        ('has(event.ip) && point == "download-resources-execute"', ["TF", "T"]),
    ],
)
def test_it_is_known_what_a_clause_can_come_to_where_it_is_reached(condition: str, can_be: list[str]) -> None:
    """At one of the points: a literal is one thing, and so is what the point decides."""
    found = [clause.can_be for clause in DOWNLOADS.of(condition).clauses]
    assert found == [frozenset({"T": True, "F": False}[letter] for letter in letters) for letters in can_be]


def test_a_clause_says_behind_what_it_is_reached() -> None:
    """Each part to its left that must have come to something, the outermost first."""
    parts = DOWNLOADS.of(
        "(tenant == '1' &&\n workspace == '2') && (operator == '3' || !(has(event.ip) ? true : false))"
    )
    first, second = (
        Premise("tenant == '1' && workspace == '2'", is_true=True),
        Premise("operator == '3'", is_true=False),
    )
    assert [clause.premises for clause in parts.clauses] == [
        (),
        (Premise("tenant == '1'", is_true=True),),
        (first,),
        (first, second),
        (first, second, Premise("has(event.ip)", is_true=True)),
        (first, second, Premise("has(event.ip)", is_true=False)),
    ]


def test_the_same_clause_may_stand_twice() -> None:
    """Each is a clause of its own, which is reached by itself."""
    parts = DOWNLOADS.of("has(event.ip) || !has(event.ip)")
    assert [clause.offset for clause in parts.clauses] == [0, 18]
    assert [parts.judge(both).reached for both in itertools.product([True, False], [True])] == [{0}, {0, 1}]


def test_places_are_counted_in_characters() -> None:
    """Whatever a character takes in bytes."""
    parts = DOWNLOADS.of("event.fileName == '😀数' && (event.fileSize > 1 || true)")
    assert [(clause.offset, clause.text) for clause in parts.clauses] == [
        (0, "event.fileName == '😀数'"),
        (27, "event.fileSize > 1"),
        (49, "true"),
    ]


@pytest.mark.parametrize(
    ("condition", "can_be"),
    [
        ("event.fileSize > 1", {True, False}),
        ("true", {True}),
        ("event.fileSize > 1 || true", {True}),
        ("!true", {False}),
        ("has(event.ip)", {True, False}),
    ],
)
def test_a_condition_says_what_it_can_come_to(condition: str, can_be: set[bool]) -> None:
    """At some point of its own."""
    assert DOWNLOADS.of(condition).can_be == can_be

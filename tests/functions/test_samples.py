"""The sample messages: what the handler of each function answers to them, and which rules make it do so."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dwgate.build.local import running
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.project import EVENTS_FOLDER, TIMES_FILE, Function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dwgate.build.local import Invocation, LocalFunction
    from dwgate.cli.project import Sample

    Invoke = Callable[[str, str], Invocation]

FUNCTIONS = Path(__file__).parents[2] / "functions"


@dataclass(frozen=True)
class Answer:
    """What a sample shall be answered, and what became of the rules that did not simply pass."""

    result: str
    fired: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    shadow: tuple[str, ...] = ()
    exempted: tuple[str, ...] = ()
    problem: str | None = None


OK = Answer("OK")


def fail(*rules: str) -> Answer:
    """Refused by these rules."""
    return Answer("FAIL", fired=rules)


def warn(*rules: str) -> Answer:
    """Let through by these rules, with a warning."""
    return Answer("WARN", fired=rules)


def malformed(problem: str) -> Answer:
    """Refused because it is no message for this function."""
    return Answer("FAIL", problem=problem)


TABLE = {
    "asset_publish": {
        "allowed": OK,
        "from-a-sandbox": fail("sandbox-workspace"),
        "in-the-year-end-freeze": fail("in-the-year-end-freeze"),
        "malformed": malformed("is empty"),
        "on-a-sunday": warn("on-a-weekend"),
        "publisher-not-listed": fail("publisher-not-listed"),
        "without-an-operator": Answer("FAIL", errors=("publisher-not-listed",)),
    },
    "asset_unpublish": {
        "allowed": OK,
        "at-the-end-of-the-month": fail("in-the-closing-of-the-month"),
        "in-the-evening": warn("outside-support-hours"),
        "malformed": malformed("is of download-resources"),
        "not-a-data-steward": fail("not-a-data-steward"),
        "protected-workspace": fail("protected-workspace"),
        "without-a-workspace": Answer("WARN", errors=("protected-workspace",)),
    },
    "data_download": {
        "all-columns-selected": warn("all-columns-selected"),
        "allowed": OK,
        "exempt-audit-extract": Answer("OK", exempted=("too-many-rows",)),
        "in-the-night": fail("in-the-night"),
        "malformed": malformed("is not JSON"),
        "many-rows": warn("many-rows"),
        "outside-the-office": fail("outside-the-office"),
        "rows-not-a-number": Answer("FAIL", errors=("too-many-rows", "many-rows")),
        "sensitive-data-source": fail("sensitive-data-source"),
        "sensitive-file-name": warn("sensitive-file-name"),
        "several-faults": fail("file-format-not-allowed", "too-many-rows", "all-columns-selected"),
        "shadow-unlisted-source": Answer("OK", shadow=("unlisted-data-source",)),
        "too-many-rows": fail("too-many-rows"),
    },
    "data_upload": {
        "allowed": OK,
        "exempt-budget": Answer("OK", exempted=("production-project",)),
        "from-a-web-address": fail("source-not-allowed"),
        "into-production": fail("production-project"),
        "malformed": malformed("is a JSON list, not an object"),
        "rows-replaced": warn("rows-replaced"),
        "table-overwritten": fail("table-overwritten"),
        "table-without-layer": fail("table-without-layer", "table-name-in-odd-characters"),
        "upload-too-large": fail("upload-too-large"),
    },
}

EVERY_SAMPLE = [(function, name) for function, answers in TABLE.items() for name in answers]
ANSWERED_SAMPLES = [(function, name) for function, name in EVERY_SAMPLE if not TABLE[function][name].problem]


@cache
def samples(function: str) -> dict[str, Sample]:
    """Give the samples of a function by name."""
    return {sample.name: sample for sample in Function(function, FUNCTIONS / function).samples()}


@pytest.fixture(scope="module")
def invoke() -> Iterator[Invoke]:
    """Hand a sample to its function's own handler, at the sample's time."""
    with ExitStack() as stack:
        started: dict[str, LocalFunction] = {}

        def invoke_one(function: str, name: str) -> Invocation:
            if function not in started:
                compilation = Function(function, FUNCTIONS / function).compile()
                started[function] = stack.enter_context(running(FUNCTIONS / function, compilation))
            sample = samples(function)[name]
            return started[function].invoke(sample.path.read_bytes(), at=sample.at or ORDINARY_TIME)

        yield invoke_one


@pytest.mark.parametrize(("function", "name"), EVERY_SAMPLE)
def test_a_sample_is_answered_as_the_table_says(function: str, name: str, invoke: Invoke) -> None:
    """The result is the table's, and comes from the rules that the sample is named for."""
    wanted = TABLE[function][name]
    invocation = invoke(function, name)
    assert json.loads(invocation.body)["checkResult"] == wanted.result
    (line,) = invocation.log
    record: dict[str, Any] = json.loads(line)
    assert record["rules"]["fired"] == list(wanted.fired)
    assert [error["rule"] for error in record["rules"]["errors"]] == list(wanted.errors)
    assert [shadow["rule"] for shadow in record["rules"]["shadow"]] == list(wanted.shadow)
    assert [exempted["rule"] for exempted in record["rules"]["exempted"]] == list(wanted.exempted)
    assert (record["problem"] is None) == (wanted.problem is None)
    assert (wanted.problem or "") in (record["problem"] or "")


@pytest.mark.parametrize(("function", "name"), EVERY_SAMPLE)
def test_an_answer_says_why_unless_it_is_ok(function: str, name: str, invoke: Invoke) -> None:
    """Whoever is warned or refused reads a reason, whole and without an unfilled value; OK needs none."""
    answer = json.loads(invoke(function, name).body)
    if answer["checkResult"] == "OK":
        assert answer == {"checkResult": "OK"}
    else:
        assert len(answer["errorMessage"]) > 40
        assert not {"?", "…"} & set(answer["errorMessage"])


@pytest.mark.parametrize("function", TABLE)
def test_every_sample_is_in_the_table(function: str) -> None:
    """No sample lies about unchecked."""
    assert set(samples(function)) == set(TABLE[function])


@pytest.mark.parametrize("function", TABLE)
def test_every_function_shows_an_ok_a_warning_a_refusal_and_a_malformed_message(function: str) -> None:
    """A newcomer sees each kind of answer from each function."""
    answers = TABLE[function]
    assert answers["allowed"] == OK
    assert {answer.result for answer in answers.values() if answer.fired} == {"WARN", "FAIL"}
    assert answers["malformed"].problem


@pytest.mark.parametrize("function", TABLE)
def test_every_time_belongs_to_a_sample(function: str) -> None:
    """A misspelt name in times.yaml would leave its sample at the ordinary time."""
    path = FUNCTIONS / function / EVENTS_FOLDER / TIMES_FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    named = [line.partition(":")[0] for line in lines if not line.startswith("#")]
    assert [name for name in named if name not in samples(function)] == []
    assert len(named) == len([sample for sample in samples(function).values() if sample.at])


def test_no_two_samples_share_a_message_id() -> None:
    """Each sample is a message of its own, so that a decision id points at one of them."""
    ids = Counter(
        json.loads(samples(function)[name].path.read_bytes())["messageId"] for function, name in ANSWERED_SAMPLES
    )
    assert len(ids) == len(ANSWERED_SAMPLES)


@pytest.mark.parametrize("name", [name for function, name in ANSWERED_SAMPLES if function == "data_download"])
def test_the_sql_of_a_sample_is_neither_answered_nor_logged(name: str, invoke: Invoke) -> None:
    """Reasons are logged, and SQL text must not be."""
    sql = json.loads(samples("data_download")[name].path.read_bytes())["messageBody"]["sqlText"]
    invocation = invoke("data_download", name)
    assert not [text for text in (invocation.body, *invocation.log) if sql in text or sql[:20] in text]

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
from dwgate.cli.facts_file import read_facts
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
        "asset-of-another-owner": Answer("OK", shadow=("asset-of-another-owner",)),
        "asset-without-metadata": Answer("OK", shadow=("asset-without-metadata",)),
        "from-a-sandbox": fail("sandbox-workspace"),
        "in-the-year-end-freeze": fail("in-a-freeze"),
        "malformed": malformed("is empty"),
        "on-a-sunday": warn("outside-publishing-hours"),
        "publisher-not-listed": fail("publisher-not-listed"),
        "without-an-operator": Answer(
            "FAIL", errors=("asset-of-another-owner", "publisher-not-listed"), shadow=("asset-of-another-owner",)
        ),
    },
    "asset_unpublish": {
        "allowed": OK,
        "at-the-end-of-the-month": fail("in-the-closing-of-the-month"),
        "in-the-evening": warn("outside-support-hours"),
        "malformed": malformed("is of download-resources"),
        "not-a-data-steward": fail("not-a-data-steward"),
        "protected-workspace": fail("protected-workspace"),
        "withdrawn-by-another-account": Answer("OK", shadow=("withdrawn-by-another-account",)),
        "without-a-workspace": Answer("WARN", errors=("protected-workspace",)),
    },
    "data_download": {
        "all-columns-selected": warn("all-columns-selected"),
        "allowed": OK,
        "closed-table": fail("closed-table-read"),
        "exempt-audit-extract": Answer("OK", exempted=("too-many-rows",)),
        "in-the-night": fail("in-the-night"),
        "inside-the-office": OK,
        "malformed": malformed("is not JSON"),
        "many-rows": warn("many-rows"),
        "module-without-a-query": fail("module-not-allowed"),
        "on-a-holiday": warn("on-a-weekend"),
        "on-a-make-up-workday": OK,
        "outside-the-office": fail("outside-the-office"),
        "personal-columns": fail("personal-columns-read"),
        "personal-table-whole": fail("all-columns-of-personal-table"),
        "rows-not-a-number": Answer("FAIL", errors=("too-many-rows", "many-rows")),
        "sensitive-data-source": fail("sensitive-data-source"),
        "sensitive-file-name": warn("sensitive-file-name"),
        "several-faults": fail("file-format-not-allowed", "too-many-rows", "all-columns-selected"),
        "shadow-unlisted-source": Answer("OK", shadow=("unlisted-data-source",)),
        "small-spreadsheet": OK,
        "sql-missing": fail("sql-missing"),
        "sql-not-readable": Answer(
            "FAIL",
            errors=(
                "closed-table-read",
                "personal-columns-read",
                "all-columns-of-personal-table",
                "all-columns-selected",
                "whole-table-read",
            ),
        ),
        "too-many-rows": fail("too-many-rows"),
        "too-many-rows-for-a-team": fail("too-many-rows-for-team"),
        "too-many-rows-in-a-spreadsheet": fail("too-many-rows-of-module"),
        "whole-table": warn("whole-table-read"),
    },
    "data_upload": {
        "allowed": OK,
        "exempt-budget": Answer("OK", exempted=("production-project",)),
        "from-a-web-address": fail("source-not-allowed"),
        "into-emr-hive": fail("engine-not-allowed"),
        "into-production": fail("production-project"),
        "layer-of-another-team": fail("layer-of-another-team"),
        "layer-of-the-own-team": OK,
        "malformed": malformed("is a JSON list, not an object"),
        "rows-replaced": warn("rows-replaced"),
        "scratch-overwritten": OK,
        "table-overwritten": fail("table-overwritten"),
        "table-without-layer": fail("table-without-layer", "table-name-in-odd-characters"),
        "upload-too-large": fail("upload-too-large"),
    },
    "extension_events": {
        "alert-changed": OK,
        "alert-removed": Answer("OK", shadow=("alert-removed",)),
        "alert-removed-by-an-owner": OK,
        "alert-sent-inside": OK,
        "alert-sent-outside": fail("alert-sent-outside"),
        "alert-to-nobody": fail("alert-to-nobody"),
        "allowed": OK,
        "already-synchronized": fail("already-synchronized"),
        "backfill-allowed": OK,
        "backfill-of-a-quarter": fail("too-many-days-backfilled"),
        "code-too-long": fail("code-too-long"),
        "core-monitor-deleted": fail("core-monitor-deleted"),
        "core-monitor-emptied": fail("core-monitor-emptied"),
        "core-monitor-updated": OK,
        "core-node-stopped": fail("core-node-stopped"),
        "cross-join": warn("cross-join"),
        "data-dropped-by-hand": warn("data-dropped-by-hand"),
        "deployed-before-a-holiday": fail("before-a-holiday"),
        "deployed-by-its-author": fail("deployed-by-its-author"),
        "deployed-in-the-evening": warn("outside-deployment-hours"),
        "deployment-allowed": OK,
        "exempt-campaign": Answer("OK", shadow=("node-without-input",), exempted=("in-the-deployment-lockdown",)),
        "facts-not-available": Answer(
            "FAIL",
            errors=(
                "code-too-long",
                "created-without-layer",
                "created-without-lifecycle",
                "created-without-comment",
                "read-without-an-input",
                "input-not-read",
                "node-without-input",
                "cross-join",
                "node-not-called-like-its-table",
                "full-scan",
                "max-pt-called",
                "prohibited-function-called",
                "scheduled-too-often",
            ),
            shadow=("node-without-input",),
        ),
        "file-deleted-by-its-owner": OK,
        "file-of-another-owner": fail("file-of-another-owner"),
        "full-scan": fail("full-scan-deployed"),
        "in-the-deployment-lockdown": fail("in-the-deployment-lockdown"),
        "instance-killed": OK,
        "killed-in-production": fail("killed-in-production"),
        "malformed": malformed("data is a string that is not JSON"),
        "max-pt-called": fail("max-pt-called"),
        "max-pt-in-a-comment": OK,
        "monitor-deleted": OK,
        "node-created": OK,
        "node-frozen": OK,
        "node-name-without-area": fail("node-name-without-area"),
        "node-scheduled-every-five-minutes": warn("scheduled-too-often"),
        "node-undeployed": OK,
        "nodes-frozen-in-bulk": fail("too-many-nodes-at-once"),
        "permission-allowed": OK,
        "permission-for-too-long": fail("permission-for-too-long", "no-purpose-given"),
        "permission-to-change-production": fail("permission-to-change-production"),
        "prohibited-function-called": fail("prohibited-function-called"),
        "protected-workspace": fail("protected-workspace"),
        "quality-rule-allowed": OK,
        "quality-rule-deleted": OK,
        "quality-rule-without-description": warn("quality-rule-without-description"),
        "quality-rules-deleted-in-bulk": fail("quality-rules-deleted-in-bulk"),
        "read-without-an-input": fail("read-without-an-input"),
        "regular-event": OK,
        "run-allowed": OK,
        "sensitive-source-copied": fail("sensitive-source"),
        "several-messages": fail(),
        "strong-rule-switched-off": fail("strong-rule-switched-off"),
        "sync-job-allowed": OK,
        "synchronized-into-dws": fail("synchronized-outside-the-layer"),
        "synchronized-twice": fail("synchronized-twice"),
        "table-allowed": OK,
        "table-created": OK,
        "table-created-without-lifecycle": fail("created-without-lifecycle"),
        "table-without-layer": fail("table-without-layer"),
        "table-without-lifecycle": fail("table-without-lifecycle", "column-without-comment"),
        "tables-by-pattern": warn("tables-by-pattern"),
        "tables-not-listed": fail("tables-not-listed"),
        "threshold-kept": OK,
        "threshold-loosened": fail("core-threshold-changed"),
        "undeployed-on-a-friday-evening": fail("undeployed-out-of-hours"),
        "workspace-allowed": OK,
    },
}

# What becomes of each message of the samples that hold a list of them.
LISTS = {("extension_events", "several-messages"): (OK, malformed("has neither messageBody"), OK)}

EVERY_SAMPLE = [(function, name) for function, answers in TABLE.items() for name in answers]
READABLE_SAMPLES = [(function, name) for function, name in EVERY_SAMPLE if name != "malformed"]


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
            facts = read_facts(sample.facts) if sample.facts else None
            return started[function].invoke(sample.path.read_bytes(), at=sample.at or ORDINARY_TIME, facts=facts)

        yield invoke_one


@pytest.mark.parametrize(("function", "name"), EVERY_SAMPLE)
def test_a_sample_is_answered_as_the_table_says(function: str, name: str, invoke: Invoke) -> None:
    """The result is the table's, and comes from the rules that the sample is named for."""
    wanted = TABLE[function][name]
    invocation = invoke(function, name)
    assert json.loads(invocation.body)["checkResult"] == wanted.result
    for line, one in zip(invocation.log, LISTS.get((function, name), (wanted,)), strict=True):
        record: dict[str, Any] = json.loads(line)
        assert record["result"] == one.result
        assert record["rules"]["fired"] == list(one.fired)
        assert [error["rule"] for error in record["rules"]["errors"]] == list(one.errors)
        assert [shadow["rule"] for shadow in record["rules"]["shadow"]] == list(one.shadow)
        assert [exempted["rule"] for exempted in record["rules"]["exempted"]] == list(one.exempted)
        assert (record["problem"] is None) == (one.problem is None)
        assert (one.problem or "") in (record["problem"] or "")


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
def test_every_time_and_every_fact_belongs_to_a_sample(function: str) -> None:
    """A misspelt name in times.yaml, or of a file of facts, would leave its sample without."""
    folder = FUNCTIONS / function / EVENTS_FOLDER
    path = folder / TIMES_FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    named = [line.partition(":")[0] for line in lines if not line.startswith("#")]
    assert [name for name in named if name not in samples(function)] == []
    assert len(named) == len([sample for sample in samples(function).values() if sample.at])
    assert {sample.facts for sample in samples(function).values() if sample.facts} == set(folder.glob("*.facts.yaml"))


def messages(function: str, name: str) -> list[dict[str, Any]]:
    """Read the messages of a sample."""
    held = json.loads(samples(function)[name].path.read_bytes())
    return held if isinstance(held, list) else [held]


def test_no_two_samples_share_a_message_id() -> None:
    """Each sample is a message of its own, so that a decision id points at one of them."""
    ids = [message.get("messageId") or message["id"] for sample in READABLE_SAMPLES for message in messages(*sample)]
    assert [message_id for message_id, times in Counter(ids).items() if times > 1] == []


def sql_of(name: str) -> str | None:
    """Give the SQL of a sample of downloads, None where it has none."""
    body: dict[str, Any] = json.loads(samples("data_download")[name].path.read_bytes())["messageBody"]
    return body.get("sqlText")


DOWNLOADS = [name for function, name in READABLE_SAMPLES if function == "data_download"]


@pytest.mark.parametrize(("name", "sql"), [(name, sql) for name in DOWNLOADS if (sql := sql_of(name))])
def test_the_sql_of_a_sample_is_neither_answered_nor_logged(name: str, sql: str, invoke: Invoke) -> None:
    """Reasons are logged, and SQL text must not be."""
    invocation = invoke("data_download", name)
    assert not [text for text in (invocation.body, *invocation.log) if sql in text or sql[:20] in text]


@pytest.mark.parametrize("name", [name for name, sample in samples("extension_events").items() if sample.facts])
def test_the_code_of_a_sample_is_neither_answered_nor_logged(name: str, invoke: Invoke) -> None:
    """What DataWorks told of a file is no more for a log than what came with the message."""
    invocation = invoke("extension_events", name)
    assert not [text for text in (invocation.body, *invocation.log) if "insert overwrite" in text]


def test_what_eventbridge_only_reports_is_recorded_and_left_alone(invoke: Invoke) -> None:
    """A regular event waits for no answer: no rule is asked."""
    (line,) = invoke("extension_events", "regular-event").log
    record = json.loads(line)
    assert (record["kind"], record["point"], record["policy_digest"]) == ("event", "instance-status-changes", None)


def test_facts_that_cannot_be_had_are_told(invoke: Invoke) -> None:
    """The reason names what is missing, whether or not this machine could call DataWorks."""
    answer = json.loads(invoke("extension_events", "facts-not-available").body)
    assert "the message names no workspace to ask DataWorks about" in answer["errorMessage"]

"""One gate serves several invocations at a time, as Function Compute's instance concurrency lets it."""

import json
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import calling_back
import truth
from calling_back import CODE, NOW, PATIENT, payload
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.facts_file import read_facts
from dwgate.cli.project import Project
from dwgate.facts.asking import NoFacts
from dwgate.facts.protocols import Facts, FactsByPoint
from dwgate.gate import Gate
from dwgate.testing import SystemFailure
from threads import MANY, in_threads
from truth import CALLBACKS, OPTIONS, SNAPSHOT, before_dataworks, is_eventbridge

pytestmark = pytest.mark.once

waits = calling_back.waits

ROOT = Path(__file__).parents[1]
OF_AN_INVOCATION = ("duration_ms", "cold_start", "chain")
"""What in a record is not of the decision, but of the invocation or of the line."""
OF_EACH_THREAD = 20
"""How many messages each thread judges, in an order of its own."""


def message(message_id: str, **body: Any) -> bytes:
    """A message of download-resources."""
    return json.dumps({"messageId": message_id, "eventType": "download-resources", "messageBody": body}).encode()


class Lines:
    """A standard output that keeps each write apart."""

    def __init__(self) -> None:
        self.writes: list[str] = []
        self.flushed = 0

    def write(self, text: str) -> int:
        self.writes.append(text)
        return len(text)

    def flush(self) -> None:
        self.flushed = len(self.writes)


def test_two_invocations_at_a_time_are_answered_rightly(
    gate: Callable[..., Gate], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an instance concurrency over one, every message has its own answer and its own whole line."""
    handler, out, answers = gate().handler, Lines(), {}
    monkeypatch.setattr(sys, "stdout", out)

    def work(position: int) -> None:
        for rows in range(1 + 500 * position, 200_000, 1000):
            answers[rows] = json.loads(handler(message(str(rows), dataRowSize=rows, fileSize=rows)))

    in_threads(2, work)

    assert len(answers) == 400
    for rows, answered in answers.items():
        refusal = {"checkResult": "FAIL", "errorMessage": f"{rows} rows are over the limit of 100000."}
        assert answered == (refusal if rows > 100_000 else {"checkResult": "OK"})
    lines = [text for text in out.writes if text]
    assert out.flushed == len(out.writes)
    assert all(text.endswith("\n") and text.count("\n") == 1 for text in lines)
    found = [json.loads(text) for text in lines]
    assert {int(one["message_id"]): one["event"]["dataRowSize"] for one in found} == {rows: rows for rows in answers}
    assert [one["cold_start"] for one in found].count(True) == 1


@dataclass(frozen=True)
class Work:
    """A sample message of a function, with the time and the facts that it is tried with."""

    function: str
    payload: bytes
    at: datetime
    facts: FactsByPoint


class Desk(threading.local):
    """What a thread judges now, and the lines that it writes: the clock, the facts and the log of every gate here."""

    work: Work
    lines: list[str]

    def now(self) -> datetime:
        """Give the time of what this thread judges."""
        return self.work.at

    def at(self, point: str) -> Facts:
        """Give the facts of what this thread judges."""
        return self.work.facts.at(point)

    def write(self, text: str) -> int:
        """Take a line, or the nothing that is written after one."""
        self.lines += [text] if text else []
        return len(text)

    def flush(self) -> None:
        """Do nothing: each line is kept."""


def test_many_threads_decide_as_one_does(monkeypatch: pytest.MonkeyPatch, figures: Counter[str]) -> None:
    """Every function with all its samples, in any order, from the first message on: same answers, same records."""
    desk, gates, samples = Desk(), {}, []
    for function in Project(ROOT).functions():
        gates[function.name] = gate = Gate(function.compile().policy(), clock=desk.now)
        gate.facts, gate.calls_back = desk, False
        for sample in function.samples():
            facts = read_facts(sample.facts) if sample.facts else NoFacts()
            samples.append(Work(function.name, sample.path.read_bytes(), sample.at or ORDINARY_TIME, facts))
    monkeypatch.setattr(sys, "stdout", desk)

    def judge(work: Work) -> tuple[str, list[dict[str, Any]]]:
        desk.work, desk.lines = work, []
        body = gates[work.function].handler(work.payload, PATIENT)
        records = [json.loads(line) for line in desk.lines]
        return body, [{name: value for name, value in it.items() if name not in OF_AN_INVOCATION} for it in records]

    found: list[tuple[int, object]] = []

    def judge_some(position: int) -> None:
        chance = random.Random(position)  # noqa: S311 - it makes an order, and keeps no secret
        found.extend((number, judge(samples[number])) for number in chance.sample(range(len(samples)), OF_EACH_THREAD))

    in_threads(MANY, judge_some)
    alone = [judge(work) for work in samples]
    assert [samples[number] for number, judged in found if judged != alone[number]] == []
    assert {number for number, _ in found} == set(range(len(samples)))
    assert len(found) == MANY * OF_EACH_THREAD
    figures["decisions of 64 threads"] += len(found)


def test_many_threads_call_each_message_back_once(
    tmp_path: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch, figures: Counter[str]
) -> None:
    """With facts that are asked, faults on the way, and every message delivered again: one result for each message."""
    points = tuple(CALLBACKS)
    documents = [truth.document_of(points[number % 4], number) for number in range(4 * MANY)]
    gate, out = Gate(truth.compiled(tmp_path), clock=lambda: NOW), Lines()
    with before_dataworks(gate, waits) as world:
        for document in documents:
            world.ask(document)
        for action in (SNAPSHOT, OPTIONS, *dict.fromkeys(CALLBACKS.values())):
            world.fail(SystemFailure(), action, times=5)
        monkeypatch.setattr(sys, "stdout", out)
        in_threads(MANY, lambda position: [gate.handler(payload(one), PATIENT) for one in documents[position::MANY]])
        done = world.dataworks.calls
        in_threads(
            MANY,
            lambda position: [
                gate.handler(payload(one), PATIENT) for one in documents[-1 - position :: -MANY] if is_eventbridge(one)
            ],
        )
        assert world.dataworks.calls == done

    records = [json.loads(line) for line in out.writes if line]
    first = {record["message_id"]: record for record in records if not record["is_repeated"]}
    assert len(first) == len(documents) == len({record["decision_id"] for record in first.values()})
    assert [record["chain"]["seq"] for record in records] == list(range(len(records)))
    for document in documents:
        message_id = truth.id_of(document)
        record, check = first[message_id], world.dataworks.message(message_id)
        taken = [call for call in done if call.parameters.get("MessageId") == message_id and call.status == 200]
        assert [call.action for call in taken if call.action != SNAPSHOT] == [CALLBACKS[record["point"]]]
        assert (record["callback"]["state"], record["rules"]["errors"]) == ("delivered", [])
        assert check.results[CODE].check_result == record["callback"]["result"]
    figures["messages called back by 64 threads"] += len(first)

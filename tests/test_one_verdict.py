"""One core serves every path: the engine, the handler and the command say the same, to the byte."""

import json
import sys
from pathlib import Path

import pytest

from dwgate import answer
from dwgate.build.local import running
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.facts_file import read_facts
from dwgate.cli.main import run as dwgate
from dwgate.cli.project import Project, Sample
from dwgate.errors import MessageError
from dwgate.events.event import Event, parse
from dwgate.policy.compiler import canonical
from dwgate.policy.loading import load
from dwgate.runtime.connection import Connection
from dwgate.runtime.deadline import Deadline
from dwgate.runtime.settings import Settings

ROOT = Path(__file__).parents[1]
SEVERITY = ("OK", "WARN", "FAIL")
SAMPLES = [(function.name, sample) for function in Project(ROOT).functions() for sample in function.samples()]


@pytest.mark.parametrize(("name", "sample"), SAMPLES, ids=lambda value: getattr(value, "name", value))
def test_engine_handler_and_command_give_the_same_bytes(
    name: str, sample: Sample, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """For every sample message the three ways to a verdict give one answer, and one decision."""
    function = Project(ROOT).function(name)
    compilation = function.compile()
    assert compilation.document is not None
    at = sample.at or ORDINARY_TIME
    payload = sample.path.read_bytes()

    facts = read_facts(sample.facts) if sample.facts else None

    with running(function.folder, compilation) as local:
        by_handler = local.invoke(payload, at=at, facts=facts)
    given = ["--facts", str(sample.facts)] if sample.facts else []
    where = ["-e", str(sample.path), "--at", at.isoformat(), "-C", str(ROOT)]
    monkeypatch.setattr(sys, "argv", ["dwgate", "invoke", name, *where, *given])
    with pytest.raises(SystemExit) as ended:
        dwgate()

    assert ended.value.code in {0, None}
    assert capsysbinary.readouterr().out == by_handler.body.encode()
    records = [json.loads(line) for line in by_handler.log]
    answered = json.loads(by_handler.body)["checkResult"]
    assert max((record["result"] for record in records), key=SEVERITY.index) == answered

    policy = load(json.loads(canonical(compilation.document)))
    for record, event in zip(records, read(payload, policy.points), strict=True):
        if event is None:
            assert record["problem"]
        elif record["kind"] == "decision":
            asked = facts or Connection().facts_of(event, Settings(), Deadline.after(1, margin=0))
            decision = policy.decide(event, now=at, facts=asked)
            assert len(records) > 1 or answer.body(decision, Settings()) == by_handler.body
            assert decision.as_document().items() <= record.items()


def read(payload: bytes, points: frozenset[str]) -> list[Event | None]:
    """The events of a message, None for each that is malformed."""
    try:
        return [event if isinstance(event, Event) else None for event in parse(payload, points)]
    except MessageError:
        return [None]

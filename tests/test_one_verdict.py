"""One core serves every path: the engine, the handler and the command say the same, to the byte."""

import json
import sys
from pathlib import Path

import pytest

from dwgate import answer
from dwgate.build.local import running
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.main import run as dwgate
from dwgate.cli.project import Project, Sample
from dwgate.errors import MessageError
from dwgate.events.event import Event, parse
from dwgate.policy.compiler import canonical
from dwgate.policy.loading import load
from dwgate.runtime.settings import Settings

ROOT = Path(__file__).parents[1]
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

    with running(function.folder, compilation) as local:
        by_handler = local.invoke(payload, at=at)
    monkeypatch.setattr(
        sys, "argv", ["dwgate", "invoke", name, "-e", str(sample.path), "--at", at.isoformat(), "-C", str(ROOT)]
    )
    with pytest.raises(SystemExit) as ended:
        dwgate()

    assert ended.value.code in {0, None}
    assert capsysbinary.readouterr().out == by_handler.body.encode()
    (record,) = map(json.loads, by_handler.log)
    assert record["result"] == json.loads(by_handler.body)["checkResult"]

    policy = load(json.loads(canonical(compilation.document)))
    event = read(payload, policy.points)
    if event is not None:
        decision = policy.decide(event, now=at)
        assert answer.body(decision, Settings()) == by_handler.body
        assert decision.as_document().items() <= record.items()
    else:
        assert record["problem"]


def read(payload: bytes, points: frozenset[str]) -> Event | None:
    """The one event in a message, or None where it is malformed."""
    try:
        (event,) = parse(payload, points)
    except MessageError:
        return None
    return event if isinstance(event, Event) else None

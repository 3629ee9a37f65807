"""One core serves every path: engine, handler, command and policy test say the same, to the byte."""

import functools
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from dwgate import answer
from dwgate.build.local import Invocation, running
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.facts_file import read_facts
from dwgate.cli.main import run as dwgate
from dwgate.cli.project import Function, Project, Sample
from dwgate.errors import MessageError
from dwgate.events.event import Event, parse
from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy.decision import Decision
from dwgate.policy_tests import run_tests
from dwgate.runtime import settings
from dwgate.runtime.connection import Connection
from dwgate.runtime.deadline import Deadline

pytestmark = [
    pytest.mark.usefixtures("unhurried"),
    pytest.mark.once,
]

ROOT = Path(__file__).parents[1]
COMPILE = functools.cache(compile_function)
SEVERITY = ("OK", "WARN", "FAIL")
SAMPLES = [(function.name, sample) for function in Project(ROOT).functions() for sample in function.samples()]
LIFTED = ROOT / "functions" / "data_download" / "events" / "exempt-audit-extract.json"
TEST = "{{event: {path}, now: {at}, {facts}cases: [{{name: the sample, expect: OK}}]}}\n"


@pytest.fixture(autouse=True)
def _compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile a function once for all of its samples, whichever way asks for it."""
    monkeypatch.setattr("dwgate.cli.project.compile_function", COMPILE)


@pytest.mark.parametrize(("name", "sample"), SAMPLES, ids=lambda value: getattr(value, "name", value))
def test_engine_handler_command_and_test_give_the_same_bytes(
    name: str,
    sample: Sample,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """For every sample message the four ways to a verdict give one answer, and one decision."""
    agree(name, sample, tmp_path, monkeypatch, capsysbinary)


@pytest.mark.parametrize(("setting", "result"), [({}, "OK"), ({"DWGATE_OPERATOR_FIELDS": "publisher"}, "FAIL")])
def test_they_do_with_every_spelling_of_the_operator(
    setting: dict[str, str],
    result: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """The settings say which field names who acts, and so whether an exemption lifts a rule."""
    message = json.loads(LIFTED.read_text())
    message["messageBody"]["publisher"] = "1"
    path = tmp_path / "published.json"
    path.write_text(json.dumps(message))
    for variable, value in setting.items():
        monkeypatch.setenv(variable, value)
    invocation = agree("data_download", Sample("published", path, None), tmp_path, monkeypatch, capsysbinary)
    assert json.loads(invocation.body)["checkResult"] == result


def test_they_do_on_a_value_that_means_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """It is quoted where the reason is made, and so in every way alike."""
    message = json.loads((LIFTED.parent / "sensitive-file-name.json").read_text())
    message["messageBody"]["fileName"] += "\n<b>[1](https://example.com)\x1b[2J\u202e"
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(message))
    invocation = agree("data_download", Sample("hostile", path, None), tmp_path, monkeypatch, capsysbinary)
    assert "�＜b>［1］(https://example.com)�［2J�" in json.loads(invocation.body)["errorMessage"]


def agree(
    name: str,
    sample: Sample,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Invocation:
    """Try a sample in every way, and give what the handler made of it once all have made the same of it."""
    function = Project(ROOT).function(name)
    compilation = function.compile()
    at = sample.at or ORDINARY_TIME
    with running(function.folder, compilation) as local:
        facts = read_facts(sample.facts) if sample.facts else None
        by_handler = local.invoke(sample.path.read_bytes(), at=at, facts=facts)

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

    decisions = by_engine(compilation, sample)
    current = settings.read(os.environ)
    for record, decision in zip(records, decisions, strict=True):
        if decision is None:
            assert record["problem"]
        elif record["kind"] == "decision":
            assert len(records) > 1 or answer.body(decision, current) == by_handler.body
            assert decision.as_document().items() <= record.items()

    tested = by_test(function, compilation, sample, folder)
    if tested is None:
        assert len(decisions) > 1 or decisions == [None]
    else:
        assert [verdict(tested)] == [verdict(decision) for decision in decisions if decision]
    return by_handler


def verdict(decision: Decision) -> list[object]:
    """Give all of a decision but why a fact could not be had: a test calls nobody, and so nobody refuses it."""
    judged = [(one.rule, one.state, one.result, one.reason if not one.error else None) for one in decision.outcomes]
    return [decision.id, decision.point, decision.result, decision.policy_digest, *judged]


def by_engine(compilation: Compilation, sample: Sample) -> list[Decision | None]:
    """Decide on each message of a sample, None for one that is malformed."""
    policy = compilation.policy()
    current = settings.read(os.environ)
    facts = read_facts(sample.facts) if sample.facts else None

    def decided(event: Event | MessageError) -> Decision | None:
        if not isinstance(event, Event):
            return None
        asked = facts or Connection().facts_of(event, current, Deadline.after(1, margin=0))
        return policy.decide(event, now=sample.at or ORDINARY_TIME, facts=asked)

    try:
        return [decided(event) for event in parse(sample.path.read_bytes(), policy.points, current.spellings)]
    except MessageError:
        return [None]


def by_test(function: Function, compilation: Compilation, sample: Sample, folder: Path) -> Decision | None:
    """Decide on a sample by a policy test, None where it is not the one message that a test is about."""
    policy = folder / "policy"
    shutil.copytree(function.folder / "policy", policy, ignore=shutil.ignore_patterns("*_test.yaml"))
    at, facts = sample.at or ORDINARY_TIME, f"facts: {sample.facts}, " if sample.facts else ""
    (policy / "sample_test.yaml").write_text(TEST.format(path=sample.path, at=at.isoformat(), facts=facts))
    report = run_tests(folder, compilation, function.name, settings.read(os.environ).spellings)
    assert [finding.name for finding in report.diagnostics] == ["bad-event"] * (not report.results)
    return report.results[0].decision if report.results else None

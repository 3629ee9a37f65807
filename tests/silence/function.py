"""A function that is drawn or mistyped, and all the ways to ask it for a verdict."""

import contextlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dwgate.build.local import LocalFunction, running
from dwgate.build.stage import stage
from dwgate.gate import Gate
from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy_tests import run_tests
from dwgate.records import Record, event_of
from dwgate.replay import Candidate
from silence.universe import NOW, Message

FUNCTIONS = Path(__file__).parents[2] / "functions"
HANDLER = (FUNCTIONS / "data_download" / "index.py").read_text()
VARYING = {"request_id", "cold_start", "duration_ms", "chain"}
"""What two records of one decision differ in."""


@dataclass(frozen=True)
class Function:
    """A function that was written to a folder, and all the ways to ask it."""

    folder: Path
    compilation: Compilation
    local: LocalFunction
    candidate: Candidate
    deployed: Gate

    def handler(self, message: Message) -> tuple[str, dict[str, Any]]:
        """Give the body and the record of the deployed function."""
        log = io.StringIO()
        self.deployed.facts = message.facts
        with contextlib.redirect_stdout(log):
            body = self.deployed.handler(message.payload)
        (line,) = log.getvalue().splitlines()
        return body, json.loads(line)

    def invoke(self, message: Message) -> tuple[str, dict[str, Any]]:
        """Give the body and the record of ``dwgate invoke``."""
        invocation = self.local.invoke(message.payload, at=NOW, facts=message.facts)
        (line,) = invocation.log
        return invocation.body, json.loads(line)

    def rules_at(self, point: str | None) -> list[dict[str, Any]]:
        """Give the rules of a point as they were compiled."""
        return [rule for rule in self.candidate.document["rules"] if point in rule["points"]]

    def replay(self, record: dict[str, Any]) -> Any:
        """Give what ``dwgate replay`` says of a record."""
        at = self.candidate.points[record["point"]]
        read = Record.of(record)
        return at.weigh(at.standings(at.message(event_of(read), read.time)))

    def test(self, messages: Sequence[Message], expected: Sequence[dict[str, Any]]) -> None:
        """Hold ``dwgate test`` to what is expected of each message; a fact that fails is no fact in a test."""
        written = []
        for number, (message, what) in enumerate(zip(messages, expected, strict=True)):
            (self.folder / f"{number}.json").write_bytes(message.payload)
            has_facts = self.candidate.policy.asks_facts and not message.facts.failure
            facts = {"facts": message.facts.given.as_document()} if has_facts else {}
            written.append({"name": f"case {number}", "event": f"../{number}.json", **facts, **what})
        document = {"now": NOW.isoformat(), "cases": written}
        path = self.folder / "policy" / "drawn_test.yaml"
        path.write_text(json.dumps(document).replace(f'"{NOW.isoformat()}"', NOW.isoformat()))
        report = run_tests(self.folder, self.compilation, self.folder.name)
        assert [finding.render() for finding in report.diagnostics] == []
        assert [result.differences for result in report.results] == [()] * len(written)


@contextlib.contextmanager
def written(policy: str, function_file: str, root: Path) -> Iterator[Function | Compilation]:
    """Write a function of one policy file, and make it ready to be asked; what does not compile is given as it is."""
    folder = root / "drawn"
    (folder / "policy").mkdir(parents=True)
    (folder / "index.py").write_text(HANDLER)
    (folder / "function.yaml").write_text(function_file)
    (folder / "policy" / "drawn.yaml").write_text(policy)
    compilation = compile_function(folder)
    if compilation.document is None:
        yield compilation
        return
    stage(folder, compilation, root / "staged")
    deployed = Gate.load(str(root / "staged" / "index.py"))
    deployed.clock, deployed.calls_back = lambda: NOW, False
    with running(folder, compilation) as local:
        yield Function(folder, compilation, local, Candidate.of(compilation.document), deployed)


def agree_with_each_other(function: Function, message: Message, body: str, record: dict[str, Any]) -> None:
    """Hold command and replay to what the deployed function answered and recorded."""
    asked, shown = function.invoke(message)
    assert asked == body
    assert [shown[key] for key in sorted(set(shown) - VARYING)] == [
        record[key] for key in sorted(set(record) - VARYING)
    ]
    if record["kind"] == "decision" and not record["problem"]:
        verdict = function.replay(record)
        assert verdict.result is None or verdict.result.value == record["result"]

"""What the tests of policies share: policies from text, messages of any point, findings that are marked in a text."""

import itertools
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest

import dwgate
from dwgate.events.event import Event, parse
from dwgate.facts.asking import NoFacts
from dwgate.facts.protocols import Facts
from dwgate.policy.compiler import Compilation, compile_function
from dwgate.policy.compiler.diagnostics import Diagnostic
from dwgate.policy.decision import Decision, Outcome
from dwgate.policy.engine import Policy
from dwgate.policy.loading import load

SAMPLES = Path(dwgate.__file__).parent / "testing" / "samples"
DOWNLOADS = ("download-resources", "download-resources-execute")
NO_FACTS = NoFacts()
MARK = "‸"
"""Stands in a text before the character at which a finding is expected."""

Files = str | Mapping[str, str | bytes]


@pytest.fixture(scope="session")
def now() -> datetime:
    """Give the time at which the tests decide."""
    return datetime(2026, 11, 18, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write the folder of a function: a policy as text, or all its files by path."""
    numbers = itertools.count()

    def write_folder(files: Files, *points: str) -> Path:
        folder = tmp_path_factory.getbasetemp() / f"function-{next(numbers)}" / "data_download"
        texts = {"policy/limits.yaml": files} if isinstance(files, str) else dict(files)
        if points or isinstance(files, str):
            texts["function.yaml"] = f"points: [{', '.join(points or DOWNLOADS)}]\n"
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write_folder


@pytest.fixture(scope="session")
def compiled(write: Callable[..., Path]) -> Callable[..., Compilation]:
    """Compile a policy as text, or a function's files by path, for the points of downloads or others."""
    return lambda files, *points: compile_function(write(files, *points), "data_download")


@pytest.fixture(scope="session")
def document(compiled: Callable[..., Compilation]) -> Callable[..., dict[str, Any]]:
    """Compile a policy in which nothing is wrong; one that is no text is written as YAML."""

    def compile_document(policy: Any, *points: str) -> dict[str, Any]:
        written = policy if isinstance(policy, str) else json.dumps(policy, ensure_ascii=False)
        compilation = compiled(written, *points)
        assert [finding.render() for finding in compilation.diagnostics] == []
        assert compilation.document is not None
        return compilation.document

    return compile_document


@pytest.fixture(scope="session")
def policy(document: Callable[..., dict[str, Any]]) -> Callable[..., Policy]:
    """Compile and load a policy as a function does, over JSON."""
    return lambda written, *points: load(json.loads(json.dumps(document(written, *points))))


@pytest.fixture(scope="session")
def rule() -> Callable[..., dict[str, Any]]:
    """Give a policy of one rule, with what is said of it beside its condition."""

    def one_rule(when: str, *, params: Any = None, exemptions: Any = None, **more: Any) -> dict[str, Any]:
        written = {"name": "refused", "when": when, "then": "FAIL", "reason": {"en": "No."}, **more}
        return {
            **({"params": params} if params else {}),
            "rules": [written],
            **({"exemptions": exemptions} if exemptions else {}),
        }

    return one_rule


@pytest.fixture(scope="session")
def event() -> Callable[..., Event]:
    """Give the documented message of a point with other fields, or without some, as it is read."""

    def read(point: str = "download-resources", *, without: tuple[str, ...] = (), **fields: Any) -> Event:
        sample = SAMPLES / f"{point}.json"
        if sample.exists():
            message = json.loads(sample.read_bytes())["eventbridge"]
        else:
            message = {"type": point, "id": "0190", "data": {}}
        message["data"] = {name: value for name, value in message["data"].items() if name not in without} | fields
        (parsed,) = parse(json.dumps(message).encode(), [point])
        assert isinstance(parsed, Event)
        return parsed

    return read


@pytest.fixture(scope="session")
def decide(policy: Callable[..., Policy], event: Callable[..., Event], now: datetime) -> Callable[..., Decision]:
    """Decide by a policy on a message, the documented one of a download if no other, and by facts if there are any."""

    def decide_on(written: dict[str, Any], message: Event | None = None, facts: Facts = NO_FACTS) -> Decision:
        asked = message or event()
        points = DOWNLOADS if asked.point in DOWNLOADS else (asked.point,)
        return policy(written, *points).decide(asked, now=now, facts=facts)

    return decide_on


@pytest.fixture(scope="session")
def judge(
    rule: Callable[..., dict[str, Any]], event: Callable[..., Event], decide: Callable[..., Decision]
) -> Callable[..., Outcome]:
    """Judge the documented message of a point, with other fields or without some, by one condition."""

    def judge_one(when: str, point: str = "download-resources", **fields: Any) -> Outcome:
        (outcome,) = decide(rule(when), event(point, **fields)).outcomes
        return outcome

    return judge_one


@pytest.fixture(scope="session")
def assert_finds(compiled: Callable[..., Compilation]) -> Callable[..., None]:
    """Assert that one thing is wrong with a policy, at the place which is marked in its text."""

    def assert_one(name: str, files: Files, message: str, hint: str | None = None, *points: str) -> None:
        texts = {"policy/limits.yaml": files} if isinstance(files, str) else files
        ((file, text),) = [(file, text) for file, text in texts.items() if isinstance(text, str) and MARK in text]
        before, unmarked = text[: text.index(MARK)], text.replace(MARK, "")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        source = unmarked.split("\n")[line - 1].rstrip("\r")
        found = compiled(unmarked if isinstance(files, str) else {**files, file: unmarked}, *points).diagnostics
        assert found == (Diagnostic(f"data_download/{file}", line, column, name, message, source, hint),)
        _assert_caret_stands_under(found[0], column)

    def _assert_caret_stands_under(finding: Diagnostic, column: int) -> None:
        place, *shown = finding.render().splitlines()
        assert place == f"{finding.file}:{finding.line}:{finding.column}: {finding.name}: {finding.message}"
        if finding.source:
            gutter = shown[0].index("|") + 2
            assert _width(shown[0][: gutter + column - 1]) == _width(shown[1].removesuffix("^"))
            assert shown[1].endswith("^")

    return assert_one


@pytest.fixture
def executed() -> Callable[..., int]:
    """Count the lines of Python that something executes, which no machine does faster than another."""

    def count(act: Callable[..., object], *arguments: object) -> int:
        lines = 0

        def trace(_frame: Any, event: str, _argument: object) -> Any:
            nonlocal lines
            lines += event == "line"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            act(*arguments)
        finally:
            sys.settrace(before)
        return lines

    return count


def _width(text: str) -> int:
    """Give the columns that a text takes on a terminal."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)

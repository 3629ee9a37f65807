"""Where the settings, the policy or the gate itself is broken, every invocation is answered all the same."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dwgate import record
from dwgate.errors import PolicyError
from dwgate.gate import Gate
from dwgate.policy.engine import Policy
from dwgate.policy.loading import digest

GateMaker = Callable[..., Gate]
Records = Callable[[], list[dict[str, Any]]]

PRIVATE = "s3cret"


def message(**body: Any) -> bytes:
    """A message of download-resources."""
    return json.dumps({"messageId": "m-1", "eventType": "download-resources", "messageBody": body}).encode()


def could_not_judge(problem: str) -> str:
    """What a gate says that could not ask its policy."""
    return f"dwgate could not judge this operation: {problem}."


WRONG_SETTINGS = [
    ("DWGATE_LANGUAGE", "fr", "DWGATE_LANGUAGE: 'fr' is none of en, zh, both"),
    ("DWGATE_LANGAUGE", "zh", "DWGATE_LANGAUGE: there is no such setting; did you mean DWGATE_LANGUAGE?"),
    ("DWGATE_ON_ERROR", "maybe", "DWGATE_ON_ERROR: 'maybe' is none of FAIL, WARN, OK"),
    ("DWGATE_REASON_LENGTH", "-1", "DWGATE_REASON_LENGTH: '-1' is no whole number of 20 or more"),
    ("DWGATE_REASON_LENGTH", "9" * 5000, "DWGATE_REASON_LENGTH: '999"),
]


@pytest.mark.parametrize("payload", [message(dataRowSize=5, fileSize=5), b"no JSON"], ids=["message", "no message"])
@pytest.mark.parametrize("case", WRONG_SETTINGS, ids=[f"{name}={value:.9}" for name, value, _ in WRONG_SETTINGS])
def test_a_wrong_setting_is_the_reason(
    case: tuple[str, str, str], payload: bytes, gate: GateMaker, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is judged under settings that say something else than was meant."""
    name, value, problem = case
    monkeypatch.setenv(name, value)
    answered = json.loads(gate().handler(payload))
    assert answered["checkResult"] == "FAIL"
    assert answered["errorMessage"].startswith(could_not_judge(problem).rstrip("."))
    (found,) = records()
    assert found["problem"].startswith(problem)
    assert (found["result"], found["level"]) == ("FAIL", "error")


def test_a_wrong_setting_is_answered_by_the_setting_that_is_right(
    gate: GateMaker, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to what cannot be judged holds also where another setting is wrong."""
    monkeypatch.setenv("DWGATE_ON_ERROR", "WARN")
    monkeypatch.setenv("DWGATE_LANGUAGE", "fr")
    assert json.loads(gate().handler(message(dataRowSize=10**6)))["checkResult"] == "WARN"
    (found,) = records()
    assert (found["message_id"], found["point"]) == ("m-1", "download-resources")


def with_rule(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The compiled policy with its first rule changed."""
    first, *rest = document["rules"]
    return {**document, "rules": [{**first, **changes}, *rest]}


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The compiled policy with something left out."""
    return {key: value for key, value in document.items() if key != name}


def sealed(document: dict[str, Any]) -> str:
    """Write a document with the digest of its content, so that something else is found to be wrong with it."""
    return json.dumps({**document, "digest": digest(document)})


BROKEN: dict[str, tuple[Callable[[dict[str, Any]], str], str]] = {
    "no JSON": (lambda _: "no JSON", "policy.json cannot be loaded: JSONDecodeError"),
    "empty": (lambda _: "", "policy.json cannot be loaded: JSONDecodeError"),
    "truncated": (lambda document: json.dumps(document)[:-100], "policy.json cannot be loaded: JSONDecodeError"),
    "a list": (lambda _: "[]", "policy.json cannot be loaded: AttributeError"),
    "nested": (lambda _: "[" * 100_000, "policy.json cannot be loaded: RecursionError"),
    "another format": (
        lambda document: json.dumps({**document, "format": 2}),
        "the compiled policy is of format 2; this dwgate reads 1",
    ),
    "no format": (
        lambda document: json.dumps(without(document, "format")),
        "the compiled policy is of format None; this dwgate reads 1",
    ),
    "changed after it was compiled": (
        lambda document: json.dumps(with_rule(document, then="WARN")),
        "the compiled policy is not what its digest says: it was changed after it was compiled",
    ),
    "no rules": (
        lambda document: sealed(without(document, "rules")),
        "the compiled policy is broken: KeyError",
    ),
    "another result": (
        lambda document: sealed(with_rule(document, then="BLOCK")),
        "the compiled policy is broken: ValueError",
    ),
    "broken base64": (
        lambda document: sealed(with_rule(document, when="no base64")),
        "the compiled policy is broken: Error",
    ),
    "broken program": (
        lambda document: sealed(with_rule(document, when="AAAA")),
        "the compiled policy is broken: RuntimeError",
    ),
    "no program": (
        lambda document: sealed(with_rule(document, when=None)),
        "the compiled policy is broken: TypeError",
    ),
    "an unknown function": (
        lambda document: sealed({**document, "functions": ["ip.outside"]}),
        "the compiled policy is broken: KeyError",
    ),
}


@pytest.mark.parametrize(("spoil", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_policy_that_does_not_load_is_the_reason(
    spoil: Callable[[dict[str, Any]], str], problem: str, staged: Callable[..., Path], records: Records
) -> None:
    """Nothing raises; initialize says it once, and every message is answered by FAIL with that as the reason."""
    index = staged()
    policy = index.with_name("policy.json")
    policy.write_text(spoil(json.loads(policy.read_bytes())))
    gate = Gate.load(str(index))
    assert isinstance(gate.policy, PolicyError)

    gate.initialize(SimpleNamespace(request_id="1-a"))
    assert records() == [{"kind": "failure", "level": "error", "problem": problem, "request_id": "1-a"}]

    for payload in (message(dataRowSize=5, fileSize=5, sqlText=PRIVATE), b"no JSON"):
        answered = json.loads(gate.handler(payload))
        assert answered == {"checkResult": "FAIL", "errorMessage": could_not_judge(problem)}
        (found,) = records()
        assert (found["kind"], found["problem"], found["policy_digest"]) == ("decision", problem, None)
        assert PRIVATE not in json.dumps([answered, found])


def test_no_policy_at_all_is_the_reason(tmp_path: Path, records: Records) -> None:
    """A function that was deployed without its build says what to do."""
    gate = Gate.load(str(tmp_path / "index.py"))
    problem = "there is no policy.json beside the function's index.py; deploy the function's staged folder"
    gate.initialize()
    assert [found["problem"] for found in records()] == [problem]
    assert json.loads(gate.handler(b"{}"))["errorMessage"] == could_not_judge(problem)
    assert records()[0]["problem"] == problem


@pytest.mark.parametrize("on_error", ["WARN", "OK"])
def test_without_a_policy_the_setting_answers(
    on_error: str, tmp_path: Path, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A policy that does not load is answered by the setting, and still recorded with what came."""
    monkeypatch.setenv("DWGATE_ON_ERROR", on_error)
    gate = Gate.load(str(tmp_path / "index.py"))
    assert json.loads(gate.handler(message(dataRowSize=5)))["checkResult"] == on_error
    (found,) = records()
    assert (found["point"], found["message_id"], found["event"]) == ("download-resources", "m-1", {"dataRowSize": 5})


def test_initialize_says_nothing_of_a_policy_that_loads(gate: GateMaker, records: Records) -> None:
    """Only what is wrong is worth a line."""
    gate().initialize(SimpleNamespace(request_id="1-a"))
    assert records() == []


def test_an_exception_inside_is_answered(gate: GateMaker, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is thrown, the answer is in shape, and says of it no more than its type."""

    def decide(*_arguments: Any, **_named: Any) -> None:
        raise RuntimeError(PRIVATE)

    monkeypatch.setattr(Policy, "decide", decide)
    answered = json.loads(gate().handler(message(dataRowSize=5, sqlText=PRIVATE)))
    problem = "an unexpected RuntimeError in the gate"
    assert answered == {"checkResult": "FAIL", "errorMessage": could_not_judge(problem)}
    (found,) = records()
    assert (found["problem"], found["level"]) == (problem, "error")
    assert PRIVATE not in json.dumps([answered, found])


def test_a_record_that_cannot_be_written_does_not_cost_the_answer(
    gate: GateMaker, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer stands, and one line says that its record does not."""

    def line(*_arguments: Any, **_named: Any) -> str:
        raise KeyError(PRIVATE)

    monkeypatch.setattr(record, "line", line)
    assert gate().handler(message(dataRowSize=5, fileSize=5)) == '{"checkResult": "OK"}'
    (found,) = records()
    assert (found["kind"], found["problem"]) == ("failure", "an unexpected KeyError in the record")
    assert len(found["decision_id"]) == 32


class BrokenContext:
    """A context that throws whatever it is asked."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


def test_a_broken_context_is_answered(gate: GateMaker, records: Records) -> None:
    """Not even what Function Compute hands over is trusted to work."""
    answered = json.loads(gate().handler(message(dataRowSize=5, fileSize=5), BrokenContext()))
    assert answered["checkResult"] == "FAIL"
    assert len(records()) == 1


@pytest.mark.parametrize("error", [BrokenPipeError, ValueError])
def test_a_log_that_takes_nothing_does_not_cost_the_answer(
    error: type[Exception], gate: GateMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standard output may be gone, and the answer goes out all the same."""

    class Gone:
        def write(self, _text: str) -> int:
            raise error

        def flush(self) -> None:
            """Do nothing, as there is nothing."""

    monkeypatch.setattr(sys, "stdout", Gone())
    assert gate().handler(message(dataRowSize=5, fileSize=5)) == '{"checkResult": "OK"}'

"""No value of a message gets into an answer or a record but where the list of what is shown has it, in any way.

Every sample of every function, and every message that DataWorks documents, goes through a function's own handler with
canaries in all of its fields, in fields that nobody knows, and in the facts that its rules ask for.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import dwgate
from dwgate.build.local import Invocation, LocalFunction, running
from dwgate.cli.demo import ORDINARY_TIME
from dwgate.cli.facts_file import read_facts
from dwgate.cli.project import Function, Sample
from dwgate.facts.asking import NoFacts
from dwgate.facts.given import GivenFacts
from dwgate.facts.protocols import FactsByPoint
from leaks.allowed import leaked
from leaks.canaries import MARK, Nest
from leaks.planting import WAYS, Plant, planted, replaced

pytestmark = pytest.mark.once

FUNCTIONS = Path(__file__).parents[2] / "functions"
DOCUMENTED = Path(dwgate.__file__).parent / "testing" / "samples"
NAMES = sorted(path.parent.name for path in FUNCTIONS.glob("*/function.yaml"))

Started = Callable[[str], tuple[LocalFunction, dict[str, Any]]]


@pytest.fixture(scope="module")
def started() -> Iterator[Started]:
    """Start a function when it is first asked for, and give it with its compiled policy."""
    functions: dict[str, tuple[LocalFunction, dict[str, Any]]] = {}
    with contextlib.ExitStack() as stack:

        def start(name: str) -> tuple[LocalFunction, dict[str, Any]]:
            if name not in functions:
                folder = FUNCTIONS / name
                compilation = Function(name, folder).compile()
                assert compilation.document
                functions[name] = stack.enter_context(running(folder, compilation)), compilation.document
            return functions[name]

        yield start


def samples(function: str) -> list[Sample]:
    """The samples of a function that are messages."""
    every = Function(function, FUNCTIONS / function).samples()
    return [sample for sample in every if _is_json(sample.path.read_bytes())]


def _is_json(text: bytes) -> bool:
    with contextlib.suppress(ValueError):
        return json.loads(text) is not None
    return False


def leaks_of(
    function: tuple[LocalFunction, dict[str, Any]], document: Any, plant: Plant, facts: Any = None, **more: Any
) -> tuple[list[str], Invocation]:
    """Hand over a message with canaries, and say what came out of them that should not have."""
    local, policy = function
    nest = Nest()
    payload = json.dumps(planted(document, plant, nest)).encode()
    given = _facts(facts, plant, nest) if facts else NoFacts()
    invocation = local.invoke(payload, facts=given, **more)
    return leaked(invocation.body, invocation.log, nest, policy), invocation


def _facts(document: dict[str, Any], plant: Plant, nest: Nest) -> FactsByPoint:
    """Plant canaries in facts as well; those that no longer are of their type cannot be had."""
    of_snapshot = {
        f"{section}.{name}": _planted(f"{section}.{name}", value, plant, nest)
        for section, values in document.items()
        if section != "options"
        for name, value in values.items()
    }
    options = {name: _planted("option", value, plant, nest) for name, value in document.get("options", {}).items()}
    return GivenFacts(of_snapshot, options)


def _planted(place: str, value: Any, plant: Plant, nest: Nest) -> Any:
    if isinstance(value, dict):
        return {name: _planted(f"{place}.{name}", item, plant, nest) for name, item in value.items()}
    if isinstance(value, list):
        return [_planted(place, item, plant, nest) for item in value]
    return plant(nest, place, value)


@pytest.mark.parametrize("plant", WAYS, ids=lambda plant: str(plant.__name__))
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_away_nothing_but_what_is_to_be_shown(name: str, plant: Plant, started: Started) -> None:
    """The record's fields by their list, and what the reason of a rule that fired says; content never."""
    found, told = {}, ""
    for sample in samples(name):
        facts = read_facts(sample.facts).as_document() if sample.facts else None
        document = json.loads(sample.path.read_bytes())
        leaks, invocation = leaks_of(started(name), document, plant, facts, at=sample.at or ORDINARY_TIME)
        told += "".join(invocation.log)
        if leaks:
            found[sample.name] = leaks
    assert found == {}
    assert MARK in told  # so that what was planted came so far


@pytest.mark.parametrize("plant", WAYS, ids=lambda plant: str(plant.__name__))
def test_a_documented_message_gives_away_nothing_either(plant: Plant, started: Started) -> None:
    """Each event in each of its forms, through a function that serves it; regular events are recorded all the same."""
    policies = {name: started(name)[1] for name in NAMES}
    found, told = {}, ""
    for path in sorted(DOCUMENTED.glob("*.json")):
        point = path.name.partition(".")[0]
        function = next((name for name in NAMES if point in policies[name]["points"]), "extension_events")
        forms = json.loads(path.read_bytes())
        for form in (form for form, document in forms.items() if document is not None):
            leaks, invocation = leaks_of(started(function), forms[form], plant, at=ORDINARY_TIME)
            told += "".join(invocation.log)
            if leaks:
                found[path.name, form] = leaks
    assert found == {}
    assert MARK in told


def unreadable(nest: Nest) -> list[bytes]:
    """Bytes that are no message, with canaries wherever something is wrong with them."""
    document = json.loads((FUNCTIONS / "data_download" / "events" / "several-faults.json").read_bytes())
    whole = json.dumps(planted(document, replaced, nest))
    name, text = nest.text("~"), nest.texts("*")
    return [
        *(whole[:end].encode() for end in range(1, len(whole), 97)),
        f'{{"{name}": 1, "{name}": "{text}"}}'.encode(),
        f'{{"messageBody": {{"{name}": 1, "{name}": 2, "sqlText": "{text}", "sqlText": ""}}}}'.encode(),
        f'{{"eventType": "{text}", "messageBody": {{"sqlText": "{text}"}}}}'.encode(),
        f'{{"eventType": ["{text}"], "messageBody": "{{{text}"}}'.encode(),
        f'{{"type": {{"{name}": "{text}"}}, "data": ["{text}"]}}'.encode(),
        f'{{"type": "{text}", "data": {{"{name}": NaN, "b": 1e999, "{text}": "\\ud800"}}}}'.encode(),
        f'["{text}", {{"{name}": {{}}}}, "{{\\"data\\": \\"{text}\\"}}", 1]'.encode(),
        f"\x00{text}".encode(),
        text.encode("utf-16"),
        f'{{"{name}": '.encode() * 2000,
        b'{"data": "\xff' + text.encode() + b'"}',
    ]


@pytest.mark.parametrize("function", ["data_download", "extension_events", "asset_publish"])
def test_what_cannot_be_read_is_not_quoted(function: str, started: Started) -> None:
    """Neither the place where a reader stumbles, nor the name that is there twice, nor one that names no event."""
    nest = Nest()
    local, policy = started(function)
    for payload in unreadable(nest):
        invocation = local.invoke(payload, at=ORDINARY_TIME)
        assert leaked(invocation.body, invocation.log, nest, policy) == [], payload[:200]


def test_the_name_of_an_event_that_is_not_served_is_told(started: Started) -> None:
    """It is what an administrator has to know, and DataWorks writes it; what looks like none is not told."""
    payload = json.dumps({"eventType": "delete-universe", "messageBody": {}}).encode()
    body = json.loads(started("data_download")[0].invoke(payload, at=ORDINARY_TIME).body)
    assert "the message is of delete-universe; this function serves" in body["errorMessage"]


def forged(_nest: Nest, _place: str, value: Any) -> Any:
    """End the line, and write a record of one's own."""
    record = '{"kind": "decision", "result": "OK", "rules": {"fired": [], "errors": []}}'
    return f"{value}\r\n{record}\u2028{record}\x85\x0b\x0c\n" if isinstance(value, str) else value


@pytest.mark.parametrize("name", NAMES)
def test_no_value_ends_a_line_of_the_log_or_forges_a_record(name: str, started: Started) -> None:
    """Each message is one line of ASCII, whatever its fields, its ids and its facts hold."""
    for sample in samples(name):
        document = json.loads(sample.path.read_bytes())
        facts = read_facts(sample.facts).as_document() if sample.facts else None
        _, invocation = leaks_of(started(name), document, forged, facts, at=sample.at or ORDINARY_TIME)
        assert len(invocation.log) == len(invocation.judged) == (len(document) if isinstance(document, list) else 1)
        for line, judged in zip(invocation.log, invocation.judged, strict=True):
            assert line.isascii()
            assert line.isprintable()
            assert json.loads(line)["decision_id"] == judged.decision.id
        assert "\r" not in json.loads(invocation.body).get("errorMessage", "")
        assert len(json.loads(invocation.body).get("errorMessage", "").splitlines()) <= 1

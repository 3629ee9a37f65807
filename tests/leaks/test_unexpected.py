"""Whatever nobody foresaw is thrown, and wherever: its text, its values and its stack are told nowhere."""

import functools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import calling_back
from calling_back import PATIENT
from dwgate import answer, gate, record
from dwgate.callback import courier, delivery
from dwgate.callback.courier import Courier
from dwgate.events import envelope, event
from dwgate.facts import dataworks as facts_of_dataworks
from dwgate.facts import snapshot
from dwgate.facts.sql import functions as sql_functions
from dwgate.gate import Gate
from dwgate.link import Link
from dwgate.openapi.client import Client
from dwgate.openapi.connections import Connections
from dwgate.openapi.transport import Transport
from dwgate.policy import case, engine, filling
from dwgate.policy.engine import Policy
from dwgate.runtime import connection, context, settings
from dwgate.runtime.connection import Connection
from dwgate.runtime.deadline import Deadline
from dwgate.testing import DataWorks
from leaks import overheard
from leaks.canaries import Nest, canaries_in
from leaks.overheard import Heard, answers, messages

pytestmark = pytest.mark.once

waits = calling_back.waits
dataworks = calling_back.dataworks
policy = overheard.policy
heard = overheard.heard

SEAMS: tuple[tuple[object, str], ...] = (
    (settings, "read"),
    (settings, "current"),
    (context, "timeout"),
    (context, "request_id"),
    (Deadline, "after"),
    (Deadline, "left"),
    (gate, "parse"),
    (event, "open_envelopes"),
    (event, "convert"),
    (envelope, "short_text"),
    (Gate, "_glass"),
    (Policy, "decide"),
    (case.AtPoint, "scope"),
    (engine, "weigh"),
    (filling, "as_text"),
    (case, "explain_error"),
    (sql_functions, "read"),
    (Link, "facts_of"),
    (Link, "courier"),
    (facts_of_dataworks, "_options"),
    (snapshot, "read"),
    (Courier, "carry"),
    (Courier, "remember"),
    (courier, "report"),
    (courier, "deliver"),
    (delivery, "_since"),
    (connection, "credentials_of"),
    (connection, "endpoint_of"),
    (Connection, "call"),
    (Client, "call"),
    (Client, "_attempt"),
    (Transport, "__init__"),
    (Transport, "send"),
    (Transport, "_request"),
    (Connections, "exchange"),
    (answer, "body"),
    (answer, "reason_text"),
    (record, "line"),
    (record, "_encode"),
)
"""Where something is thrown: what is called there throws."""


FILE = {"Content": "insert into t select 1", "FileName": "a.sql", "FilePropertyContent": {"Owner": "7"}}


class Unforeseen(Exception):  # noqa: N818 - nobody has a name for it
    """An error that says all that it knows, in each way in which one could be asked."""

    def __init__(self, text: str) -> None:
        super().__init__(text, {"text": text})
        self.text = self.code = self.message = self.request_id = self.status_code = text

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Unforeseen({self.text})"


def key_error(text: str) -> Exception:
    """An error that holds a value, and comes of another."""
    error = KeyError(text)
    error.__cause__ = Unforeseen(text)
    error.add_note(text)
    return error


def bytes_error(text: str) -> Exception:
    """An error that holds all the bytes that it is about."""
    return UnicodeDecodeError("utf-8", text.encode(), 0, 1, text)


def group(text: str) -> Exception:
    """Several errors in one."""
    return ExceptionGroup(text, [ValueError(text), Unforeseen(text)])


def deep(text: str) -> Exception:
    """An error of Python's own."""
    return RecursionError(text)


KINDS: tuple[Callable[[str], BaseException], ...] = (Unforeseen, key_error, bytes_error, group, deep, SystemExit)


class Throwing:
    """What throws, whether it is called or something is read of it."""

    def __init__(self, make: Callable[[], BaseException]) -> None:
        self._make = make

    def __call__(self, *_: object, **__: object) -> object:
        raise self._make()

    def __getattr__(self, name: str) -> object:
        raise self._make()


@pytest.mark.parametrize(("owner", "name"), SEAMS, ids=lambda one: getattr(one, "__name__", str(one)))
def test_what_is_thrown_is_named_by_its_kind_alone(  # noqa: PLR0913, PLR0917 - a case, and the fixtures
    owner: object, name: str, policy: Policy, dataworks: DataWorks, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every seam of the gate; each message is answered, or given back to be delivered again."""
    for message in messages():
        dataworks.ask(message)
    dataworks.set_snapshot("e-commit-file", {"CommittedFile": FILE})
    nest = Nest()
    for kind in KINDS:
        throwing = Throwing(functools.partial(_laid, kind, nest))
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, throwing)
            said = answers(policy, messages())
        assert canaries_in(said) == set()
    logged = heard()
    assert {*nest.places.values()} == {kind.__name__ for kind in KINDS}  # so that all were thrown
    assert canaries_in(logged) == set()
    assert "Traceback" not in logged
    assert __file__ not in logged


def _laid(kind: Callable[[str], BaseException], nest: Nest) -> BaseException:
    return kind(nest.text(kind.__name__))


def test_what_is_thrown_in_a_function_of_a_condition_is_not_told_either(
    policy: Policy, dataworks: DataWorks, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CEL keeps the text of what a function throws, and nobody passes it on."""
    nest = Nest()

    def throw(*_: object) -> object:
        raise Unforeseen(nest.text("fact"))

    dataworks.ask(messages()[0])
    monkeypatch.setattr(facts_of_dataworks.DataWorksFacts, "options", throw)
    said = answers(policy, messages()[:1])
    told = [json.loads(line) for line in heard().splitlines() if line]
    assert nest.places
    assert canaries_in(said) | canaries_in(json.dumps(told)) == set()
    assert {error["error"] for one in told for error in one["rules"]["errors"]} >= {"CEL could not evaluate it"}


def test_a_policy_that_does_not_load_is_not_quoted(heard: Heard, tmp_path: Path) -> None:
    """What is wrong with the file is told by its kind, at the start of the instance and to every message."""
    nest = Nest()
    said = []
    of_format_1 = {"format": 1, "digest": nest.text("digest"), nest.text("~"): nest.text("more")}
    for text in (nest.texts("file"), json.dumps(of_format_1), json.dumps([nest.text("list")])):
        path = tmp_path / "policy.json"
        path.write_text(text)
        loaded = Gate.load(str(path.with_name("index.py")))
        loaded.initialize(PATIENT)
        said.append(loaded.handler(messages()[-1], PATIENT))
    assert canaries_in("\n".join(said)) | canaries_in(heard()) == set()

"""The program of an instance, in this process: what it is asked, what it answers, what it logs."""

import json
import logging
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dwgate.serving import bootstrap
from testing.limits import PATIENCE, join, started, wait_until

HANDLER = """
import logging

def start(context):
    context.logger.info("starts %s", context.function.name)

def handler(event, context):
    logging.warning("handles %d bytes in %s", len(event), context.region)
    if event == b"fail":
        raise KeyError("nothing")
    return {"text": "é", "bytes": b"\\xff", "json": {"b": 1, "a": [2]}}[event.decode()]
"""
CONTEXT = {"function": {"name": "small", "timeout": 3}, "region": "cn-shanghai"}


@pytest.fixture
def _as_a_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the program what a process of its own has for itself: modules, and a root logger without handlers."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    monkeypatch.setattr(sys, "path", sys.path[:])
    yield
    sys.modules.pop("code_of_small.index", None)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def load(tmp_path: Path) -> dict[str, Any]:
    """Write a code folder, and what asks for it to be loaded."""
    (tmp_path / "code_of_small").mkdir()
    (tmp_path / "code_of_small" / "index.py").write_text(HANDLER)
    names = {"handler": "code_of_small/index.handler", "initializer": "code_of_small/index.start"}
    return {"op": "load", "code": str(tmp_path), "context": CONTEXT, **names}


def ask(*frames: tuple[dict[str, Any], bytes]) -> list[tuple[bool, bytes]]:
    """Ask the program for one thing after the other, and then let the socket end."""
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE)
    program = started(lambda: bootstrap.serve(theirs))
    answers = []
    for header, payload in frames:
        bootstrap.send(ours, header, payload)
        answer = bootstrap.receive(ours)
        assert answer
        answers.append((answer[0]["ok"], answer[1]))
    ours.close()
    join(program)
    theirs.close()
    return answers


def invoke(event: bytes) -> tuple[dict[str, Any], bytes]:
    """Say what asks for an invocation."""
    return {"op": "invoke", "request_id": "1-2"}, event


@pytest.mark.usefixtures("_as_a_process")
def test_what_a_handler_gives_is_the_response(load: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """Text and bytes as they are, anything else as indented JSON in one order; the log names the request, in UTC."""
    answers = ask(
        (load, b""), ({"op": "initialize", "request_id": "1-1"}, b""), *map(invoke, (b"text", b"bytes", b"json"))
    )
    assert answers == [
        (True, b""),
        (True, b""),
        (True, "é".encode()),
        (True, b"\xff"),
        (True, b'{\n    "a": [\n        2\n    ],\n    "b": 1\n}'),
    ]
    lines = [line.partition(" ") for line in capsys.readouterr().out.splitlines()]
    assert all(len(time) == len("2026-11-18T02:00:00.000Z") and time.endswith("Z") for time, _, _ in lines)
    assert [rest for _, _, rest in lines[:2]] == [
        "1-1 [INFO] starts small",
        "1-2 [WARNING] handles 4 bytes in cn-shanghai",
    ]


@pytest.mark.usefixtures("_as_a_process")
def test_what_a_handler_throws_is_described(load: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """Without the frames of the program itself, and with the traceback in the log; the next request is served."""
    _, (is_ok, body), (is_ok_again, _) = ask((load, b""), invoke(b"fail"), invoke(b"text"))
    assert (is_ok, is_ok_again) == (False, True)
    described = json.loads(body)
    assert (described["errorMessage"], described["errorType"]) == ("'nothing'", "KeyError")
    ((file, line, name, text),) = described["stackTrace"]
    assert file == f'File "{load["code"]}/code_of_small/index.py"'
    assert (line, name, text) == ("line 10", "in handler", 'raise KeyError("nothing")')
    assert "KeyError: 'nothing'" in capsys.readouterr().out


@pytest.mark.usefixtures("_as_a_process")
def test_a_function_needs_no_initializer(load: dict[str, Any]) -> None:
    """Then there is nothing to call."""
    answers = ask(({**load, "initializer": None}, b""), ({"op": "initialize", "request_id": "1-1"}, b""))
    assert answers == [(True, b""), (True, b"")]


@pytest.mark.usefixtures("_as_a_process")
def test_what_cannot_be_loaded_is_described(load: dict[str, Any]) -> None:
    """The error is that of the import."""
    ((is_ok, body),) = ask(({**load, "handler": "code_of_nobody.handler"}, b""))
    assert not is_ok
    assert json.loads(body)["errorType"] == "ModuleNotFoundError"


def test_the_program_ends_with_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its server closes it when the instance is not needed any more; the pipe is watched meanwhile."""
    watched: list[int] = []
    monkeypatch.setattr(bootstrap, "end_with_the_server", watched.append)  # which would end this process
    ours, theirs = socket.socketpair()
    ours.close()
    number = str(theirs.detach())
    join(started(lambda: bootstrap.main([number, "77"])))
    wait_until(lambda: watched == [77])


def test_the_program_ends_with_its_server() -> None:
    """In the middle of an invocation too: the pipe ends when the process that holds it has gone."""
    life, end = os.pipe()
    ended: list[int] = []
    os.close(end)
    join(started(lambda: bootstrap.end_with_the_server(life, ended.append)))
    os.close(life)
    assert ended == [1]

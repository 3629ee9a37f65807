"""Errors carry their data and say it themselves."""

import ast
import json
import re
from pathlib import Path

import pytest

import dwgate
from dwgate.errors import (
    CallError,
    CallRefused,
    CallUnavailable,
    DwgateError,
    FactError,
    MessageError,
    PolicyError,
    Problem,
    SettingError,
    Undelivered,
    in_chinese,
)
from dwgate.events.event import Event, parse


@pytest.mark.parametrize(
    "kind", [MessageError, PolicyError, FactError, CallError, CallRefused, CallUnavailable, Undelivered, SettingError]
)
def test_whatever_dwgate_raises_on_purpose_is_one_kind(kind: type[DwgateError]) -> None:
    """A caller may catch them all."""
    assert issubclass(kind, DwgateError)
    assert not issubclass(kind, ValueError | OSError)


def test_a_message_error_keeps_what_could_be_read() -> None:
    """Beside the problem stand the message id and the point, where they are known."""
    error = MessageError("data is a JSON number, not an object", message_id="e-1", point="commit-file")
    assert (error.problem, error.message_id, error.point) == (str(error), "e-1", "commit-file")
    assert (MessageError("x").message_id, MessageError("x").point) == (None, None)
    assert (error.names, error.is_eventbridge) == ((), False)


def test_a_policy_error_has_every_problem_at_once() -> None:
    """One line for each thing that is wrong."""
    error = PolicyError(["one", "another"])
    assert error.problems == ("one", "another")
    assert str(error) == "one\nanother"


def test_a_setting_error_names_the_variable_first() -> None:
    """The variable is what has to be changed."""
    error = SettingError("DWGATE_LANGUAGE", "'fr' is none of en, zh, both")
    assert (error.name, error.problem) == ("DWGATE_LANGUAGE", "'fr' is none of en, zh, both")
    assert str(error) == "DWGATE_LANGUAGE: 'fr' is none of en, zh, both"


@pytest.mark.parametrize("kind", [CallRefused, CallUnavailable])
def test_a_call_error_carries_what_finds_the_call(kind: type[CallError]) -> None:
    """DataWorks's own code and request id, beside a problem in dwgate's words."""
    problem = Problem("DataWorks refused the call", "DataWorks 拒绝了调用")
    error = kind(problem, code="Some.Code", request_id="r-1")
    assert isinstance(error, CallError)
    assert (error.problem, error.problem.chinese) == ("DataWorks refused the call", "DataWorks 拒绝了调用")
    assert (error.code, error.request_id, error.attempts) == ("Some.Code", "r-1", 1)
    assert str(error) == "DataWorks refused the call (Some.Code)"
    assert str(kind(problem)) == "DataWorks refused the call"
    assert (kind(problem).code, kind(problem).request_id) == (None, None)


def test_an_unavailable_call_says_when_to_call_again() -> None:
    """At once, unless it was told otherwise; a refused one does not come into question."""
    problem = Problem("DataWorks throttled the call", "DataWorks 对调用限流")
    assert (CallUnavailable(problem).is_transient, CallUnavailable(problem).retry_after) == (True, 0.0)
    error = CallUnavailable(problem, is_transient=False, retry_after=1.5)
    assert (error.is_transient, error.retry_after) == (False, 1.5)
    assert not issubclass(CallRefused, CallUnavailable)


def test_a_fact_error_knows_its_chinese() -> None:
    """It may become part of a reason."""
    error = FactError(Problem("the message has no id to ask DataWorks by", "消息没有 ID，无法向 DataWorks 查询"))
    assert str(error) == error.problem == "the message has no id to ask DataWorks by"
    assert in_chinese(error.problem).startswith("消息没有")


def test_a_problem_is_its_english_text_and_knows_the_chinese() -> None:
    """Whatever takes a text takes the English one; who asks for Chinese gets it, as far as it is known."""
    problem = Problem("the message is empty", "消息为空")
    assert problem == "the message is empty"
    assert json.dumps([problem]) == '["the message is empty"]'
    assert in_chinese(problem) == "消息为空"
    assert in_chinese("a policy of an administrator") == "a policy of an administrator"


def test_every_problem_of_a_message_or_a_rule_is_said_in_chinese_too() -> None:
    """Each text that the code gives for an answer has a second one, which is Chinese."""
    package = Path(dwgate.__file__).parent
    given = [
        ast.unparse(call.args[1])
        for path in package.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"Problem", "Unreadable"} and len(call.args) > 1
    ]
    own = [text for text in given if text != "chinese"]  # what a class hands on
    assert len(own) > 25
    assert [text for text in own if not re.search("[\u4e00-\u9fff]|in_chinese", text)] == []


def test_no_message_error_speaks_english_alone() -> None:
    """Whatever cannot be read is a problem that knows its Chinese."""
    for payload in (
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"5",
        b"{}",
        b"9" * 5000,
        b"[" * 100_000,
        b'{"data": 5}',
        b'{"data": "{"}',
    ):
        message: Event | MessageError
        try:
            (message,) = parse(payload, ["download-resources"])
        except MessageError as error:
            message = error
        assert isinstance(message, MessageError)
        assert isinstance(message.problem, Problem)

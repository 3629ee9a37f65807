"""A function runs on this machine as Function Compute runs it, and leaves nothing behind."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dwgate.build import local
from dwgate.build.local import LocalFunction, running
from dwgate.policy.compiler import compile_function
from dwgate.runtime import context as fc

BY_TIME = """\
rules:
  - name: after-work
    when: now.getHours("Asia/Shanghai") >= 20
    then: FAIL
    reason: {en: "It is ${now.getHours()} o'clock in UTC."}
"""
EVENING = datetime(2026, 11, 18, 13, tzinfo=UTC)  # nine o'clock in Shanghai
MORNING = datetime(2026, 11, 18, 2, tzinfo=UTC)

SHOWS_ITS_SURROUNDINGS = """\
import json
import os
import sys
from types import SimpleNamespace

initialized = []
gate = SimpleNamespace(clock=None, facts=None, observe=None, calls_back=True)


def initialize(context):
    initialized.append(context.request_id)
    print("initialized")


def handler(event, context):
    print("one line")
    print("another", file=sys.stderr)
    os.environ["LEFT_BEHIND"] = "1"
    seen = {name: value for name, value in os.environ.items() if name.startswith("FC_")}
    return json.dumps({"event": event.decode(), "environment": seen, "initialized": len(initialized)})
"""


@pytest.fixture
def run(function: Callable[..., Path]) -> Iterator[Callable[..., LocalFunction]]:
    """Start a function of this policy, and its handler where it is not the usual one."""
    with contextlib.ExitStack() as stack:

        def start(policy: str = BY_TIME, handler: str | None = None) -> LocalFunction:
            folder = function(policy)
            if handler:
                (folder / "index.py").write_text(handler)
            return stack.enter_context(running(folder, compile_function(folder)))

        yield start


def message(**body: Any) -> bytes:
    """A message of download-resources."""
    return json.dumps({"messageId": "m-1", "eventType": "download-resources", "messageBody": body}).encode()


def test_a_function_answers_by_its_own_handler(run: Callable[..., LocalFunction]) -> None:
    """The body is what the handler returns, and the log what it printed."""
    invocation = run().invoke(message(), at=EVENING)
    assert json.loads(invocation.body) == {"checkResult": "FAIL", "errorMessage": "It is 13 o'clock in UTC."}
    (line,) = invocation.log
    found = json.loads(line)
    assert (found["message_id"], found["result"], found["cold_start"]) == ("m-1", "FAIL", True)
    assert found["request_id"].startswith("1-")


def test_the_time_is_given_for_one_invocation(run: Callable[..., LocalFunction]) -> None:
    """Setting the time of one invocation leaves the clock of the gate as it was."""
    function = run()
    clock = function.gate.clock
    answers = [json.loads(function.invoke(message(), at=at).body)["checkResult"] for at in (EVENING, MORNING, EVENING)]
    assert answers == ["FAIL", "OK", "FAIL"]
    assert function.gate.clock is clock
    function.invoke(message())
    assert function.gate.clock is clock


def test_the_surroundings_are_those_of_function_compute(
    run: Callable[..., LocalFunction], capsys: pytest.CaptureFixture[str]
) -> None:
    """The handler sees the variables of Function Compute; standard output is its log, and the rest stays as it was."""
    before = dict(os.environ)
    invocation = run(handler=SHOWS_ITS_SURROUNDINGS).invoke(b"payload")
    seen = json.loads(invocation.body)
    assert (seen["event"], seen["initialized"]) == ("payload", 1)
    environment = seen["environment"]
    assert Path(environment.pop("FC_FUNC_CODE_PATH"), "policy.json").is_file()
    assert environment.pop("FC_INSTANCE_ID").startswith("c-")
    assert environment == {
        "FC_FUNCTION_NAME": "data_download",
        "FC_FUNCTION_HANDLER": "index.handler",
        "FC_FUNCTION_MEMORY_SIZE": "512",
        "FC_FUNCTION_VERSION": "LATEST",
        "FC_REGION": "cn-shanghai",
        "FC_ACCOUNT_ID": "1234567890123456",
    }
    assert invocation.log == ("one line",)
    assert capsys.readouterr() == ("", "another\n")
    assert dict(os.environ) == before


def test_a_handler_that_throws_leaves_nothing_behind(run: Callable[..., LocalFunction]) -> None:
    """The environment, the clock and standard output are put back also then."""
    function = run(handler=SHOWS_ITS_SURROUNDINGS.replace("return json", "raise RuntimeError\n    return json"))
    before, out = dict(os.environ), sys.stdout
    with pytest.raises(RuntimeError):
        function.invoke(b"", at=EVENING)
    assert dict(os.environ) == before
    assert sys.stdout is out
    assert function.gate.clock is None


def test_a_function_is_gone_after_its_block(function: Callable[..., Path]) -> None:
    """The staged folder is removed, and no module of the function stays imported."""
    folder = function(BY_TIME)
    modules = set(sys.modules)
    with running(folder, compile_function(folder)) as running_function:
        code = Path(running_function.environment["FC_FUNC_CODE_PATH"])
        assert code.is_dir()
    assert not code.exists()
    assert set(sys.modules) == modules


def test_two_functions_run_beside_each_other(function: Callable[..., Path]) -> None:
    """Each has its own module and its own policy, though both are called index.py."""
    other = "rules: [{name: other, when: event.fileSize > 5, then: WARN, reason: {en: Other.}}]\n"
    one, another = function(BY_TIME), function(other, "upload-data-to-table", name="data_upload")
    with running(one, compile_function(one)) as first, running(another, compile_function(another)) as second:
        assert first.module is not second.module
        assert json.loads(first.invoke(message(), at=EVENING).body)["checkResult"] == "FAIL"
        upload = message(fileSize=6).replace(b"download-resources", b"upload-data-to-table")
        assert json.loads(second.invoke(upload).body)["errorMessage"] == "Other."


def test_the_context_is_that_of_the_python_runtime() -> None:
    """It has the timeout and a request id of its own, and no credentials."""
    one, another = local.context("data_download"), local.context("data_download")
    assert fc.timeout(one) == local.TIMEOUT
    assert vars(one.function) == {
        "name": "data_download",
        "handler": "index.handler",
        "memory": 512,
        "timeout": 10,
        "version_id": "LATEST",
        "qualifier": "LATEST",
    }
    assert (one.region, one.account_id, one.logger.name) == ("cn-shanghai", "1234567890123456", "fc")
    assert fc.request_id(one) != fc.request_id(another)
    assert not hasattr(one, "credentials")


def test_what_is_no_module_is_not_imported(tmp_path: Path) -> None:
    """A handler that cannot be imported says which file it is."""
    with pytest.raises(local.HandlerError, match=r"cannot be imported: FileNotFoundError: .*index\.py"):
        local._import(tmp_path, "data_download")

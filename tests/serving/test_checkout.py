"""The functions of the checkout and of their packages, loaded anew when they change."""

import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import cel_expr_python
import pytest

from dwgate.build import bytecode
from dwgate.build.library import copy_library
from dwgate.build.stage import stage
from dwgate.policy.compiler import compile_function
from dwgate.serving import Options, serve_functions
from dwgate.serving.code import Checkout, bare_interpreter, fingerprint_of
from dwgate.serving.environment import environment_of, shown
from serving.client import FunctionCompute, Told, deployment

ROWS = 64_000
LIMIT = """\
rules:
  - name: too-many-rows
    when: event.dataRowSize > %s
    then: FAIL
    reason: {en: "Too many rows.", zh: "行数过多。"}
"""

CloudOf = Callable[..., AbstractContextManager[FunctionCompute]]


@pytest.fixture
def event(sample: Callable[..., dict[str, Any]]) -> bytes:
    """A message about as many rows as ROWS."""
    message = sample("download-resources", "function_compute")
    message["messageBody"]["dataRowSize"] = ROWS
    return json.dumps(message).encode()


@pytest.fixture
def limit(function: Callable[..., Path], tmp_path: Path) -> Callable[[object], object]:
    """Write a project of one function that refuses more rows than a number."""
    folder = function(LIMIT % 1).rename(tmp_path / "data_download")
    (tmp_path / "functions").mkdir()
    folder = folder.rename(tmp_path / "functions" / "data_download")
    return lambda most: (folder / "policy" / "limits.yaml").write_text(LIMIT % most)


@pytest.fixture
def cloud(tmp_path: Path, told: Told) -> CloudOf:
    """Serve the project."""

    @contextmanager
    def serve(**options: Any) -> Iterator[FunctionCompute]:
        with serve_functions([deployment("data_download")], tmp_path, Options(**options), told.journal()) as served:
            yield FunctionCompute(served.url)

    return serve


def result(client: FunctionCompute, event: bytes) -> str:
    """Give the check result."""
    return str(client.invoke("test-data_download", event).document["checkResult"])


def test_a_rule_that_has_changed_is_loaded_anew(
    cloud: CloudOf, limit: Callable[[object], object], event: bytes
) -> None:
    """At the next invocation, in a new instance; without a change the instance stays."""
    limit(100_000)
    with cloud() as client:
        assert [result(client, event), result(client, event)] == ["OK", "OK"]
        first = client.invoke("test-data_download", event).headers["x-fc-instance-id"]
        limit(10_000)
        changed = client.invoke("test-data_download", event)
        assert changed.document["checkResult"] == "FAIL"
        assert changed.headers["x-fc-instance-id"] != first


def test_a_policy_that_does_not_compile_is_not_deployed(
    cloud: CloudOf, limit: Callable[[object], object], event: bytes, told: Told
) -> None:
    """The caller is told which command says why, the one who serves what is wrong; mended, it is served again."""
    limit("params.nothing")
    with cloud() as client:
        status, code, message = client.refusal(lambda: result(client, event))
        assert (status, code) == (409, "PolicyDoesNotCompile")
        assert "functions/data_download does not compile" in message
        assert "run dwgate check" in message
        assert "functions/data_download/policy/limits.yaml:3:" in told.notices[0]
        limit(100_000)
        assert result(client, event) == "OK"


def test_a_function_that_is_not_watched_stays_what_it_was(
    cloud: CloudOf, limit: Callable[[object], object], event: bytes
) -> None:
    """From when it could be deployed first; what the API says of its files is what they are now."""
    limit("params.nothing")
    with cloud(is_watching=False) as client:
        assert client.refusal(lambda: result(client, event))[1] == "PolicyDoesNotCompile"
        limit(100_000)
        assert result(client, event) == "OK"
        before = client.get("test-data_download")["codeSize"]
        limit(1_000)
        assert result(client, event) == "OK"
        assert client.get("test-data_download")["codeSize"] == before - len("00")


def test_a_function_without_a_handler_is_not_deployed(
    cloud: CloudOf, limit: Callable[[object], object], event: bytes, tmp_path: Path
) -> None:
    """Although its policy compiles."""
    limit(1)
    (tmp_path / "functions" / "data_download" / "index.py").unlink()
    with cloud() as client:
        assert client.refusal(lambda: result(client, event))[:2] == (409, "HandlerNotFound")


def test_what_no_message_is_is_answered(cloud: CloudOf, limit: Callable[[object], object]) -> None:
    """By the gate, not by the server."""
    limit(1)
    with cloud() as client:
        answer = client.invoke("test-data_download", b"\xff garbage").document
    assert answer["checkResult"] == "FAIL"
    assert "not UTF-8" in answer["errorMessage"]


def test_a_result_that_is_lost_fails_the_invocation(
    cloud: CloudOf, sample: Callable[..., dict[str, Any]], limit: Callable[[object], object], told: Told
) -> None:
    """Behind EventBridge, without the code of an extension: the error that has EventBridge deliver again."""
    limit(1)
    message = json.dumps(sample("download-resources", "eventbridge")).encode()
    with cloud() as client:
        reply = client.invoke("test-data_download", message)
    assert reply.headers["x-fc-error-type"] == "UnhandledInvocationError"
    assert reply.document["errorType"] == "Undelivered"
    assert told.accesses[0].result == "Undelivered"


def test_samples_are_not_deployed(tmp_path: Path, limit: Callable[[object], object]) -> None:
    """Nor is what Python leaves behind: none of them makes a function another."""
    limit(1)
    folder = tmp_path / "functions" / "data_download"
    before = fingerprint_of(folder)
    for name in ("events", "__pycache__"):
        (folder / name).mkdir()
        (folder / name / "any").touch()
    assert fingerprint_of(folder) == before
    assert {Path(path).name for path, _, _ in before.files} == {"index.py", "function.yaml", "limits.yaml"}


def test_a_file_that_goes_while_it_is_looked_at_is_none(tmp_path: Path) -> None:
    """As a link to nothing is, which is all that a file's name can be by then."""
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    assert fingerprint_of(tmp_path).files == ()


def test_what_has_not_changed_is_not_compiled_again(tmp_path: Path, limit: Callable[[object], object]) -> None:
    """The code is the same until something changes."""
    limit(1)
    checkout = Checkout("data_download", tmp_path, tmp_path / "staging")
    first = checkout.current()
    assert checkout.current() is first
    limit(20)
    assert checkout.current().folder != first.folder


@pytest.fixture
def package(tmp_path: Path, limit: Callable[[object], object]) -> Callable[[object], object]:
    """Stage the function as it is deployed, with the one wheel that it needs from this interpreter."""
    target = tmp_path / "build" / "data_download"

    def build(most: object) -> None:
        limit(most)
        shutil.rmtree(target, ignore_errors=True)
        folder = tmp_path / "functions" / "data_download"
        stage(folder, compile_function(folder), target)
        copy_library(target)
        wheel = Path(cel_expr_python.__path__[0])
        shutil.copytree(wheel, target / wheel.name, ignore=shutil.ignore_patterns("__pycache__"))

    return build


def test_a_package_is_served_alone(
    cloud: CloudOf,
    package: Callable[[object], object],
    event: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without site-packages, and anew when it was built anew; nothing is written into it."""
    this = bytecode.Interpreter(sys.executable, platform.python_version())  # whose wheel the package has
    monkeypatch.setattr(bytecode, "find_interpreter", lambda: this)
    package(100_000)
    files = fingerprint_of(tmp_path / "build")
    with cloud(built=True) as client:
        reply = client.invoke("test-data_download", event, log="Tail")
        assert reply.document == {"checkResult": "OK"}
        assert '"kind": "decision"' in reply.log
        assert not list((tmp_path / "build").rglob("__pycache__"))
        assert fingerprint_of(tmp_path / "build") == files
        package(10_000)
        assert result(client, event) == "FAIL"


def test_a_package_runs_in_the_runtimes_python() -> None:
    """In one that has nothing beside what is built."""
    (python, *flags), warning = bare_interpreter()
    found = bytecode.find_interpreter()
    assert python == (found.path if found else sys.executable)
    assert {"-I", "-S", "-B"} <= set(flags)
    assert (warning is None) == (found is not None)


def test_without_the_runtimes_python_that_is_told(
    cloud: CloudOf, package: Callable[[object], object], monkeypatch: pytest.MonkeyPatch, told: Told, event: bytes
) -> None:
    """This interpreter runs the package then, and a wheel of another may not load in it."""
    monkeypatch.setattr(bytecode, "find_interpreter", lambda: None)
    package(100_000)
    with cloud(built=True) as client:
        assert result(client, event) == "OK"
    assert told.notices[0].startswith(f"there is no Python {bytecode.RUNTIME} here")


def test_a_function_is_given_its_own_environment_and_no_more(
    cloud: CloudOf, limit: Callable[[object], object], tmp_path: Path
) -> None:
    """What s.yaml sets, the settings of the desk over it, the keys; of the rest what a program needs to run."""
    limit(1)
    show = "import json, os\ndef handler(event, context): return json.dumps(dict(os.environ))\n"
    (tmp_path / "functions" / "data_download" / "index.py").write_text(show)
    desk = {
        "PATH": os.environ["PATH"],
        "DWGATE_LANGUAGE": "en",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "key",
        "GITHUB_TOKEN": "secret",
        "PYTHONPATH": "elsewhere",
    }
    with cloud(desk=desk) as client:
        given = client.invoke("test-data_download").document
    assert {name: given[name] for name in desk if name in given} == {
        "PATH": desk["PATH"],
        "DWGATE_LANGUAGE": "en",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "key",
    }
    assert given["FC_FUNCTION_NAME"] == "test-data_download"
    assert given["FC_REGION"] == "cn-shanghai"
    assert given["FC_INSTANCE_ID"].startswith("c-")
    assert "/data_download-1" in given["FC_FUNC_CODE_PATH"]


def test_the_desk_goes_over_the_deployment() -> None:
    """And what the server itself sets over both; keys are never shown."""
    deployed = deployment("any", environment={"DWGATE_LANGUAGE": "zh", "TEAM": "data", "DWGATE_ANSWER": "return"})
    desk = {"DWGATE_LANGUAGE": "en", "ALIBABA_CLOUD_ACCESS_KEY_ID": "key", "HOME": "/home/any", "EDITOR": "vi"}
    environment = environment_of(deployed, desk, {"DWGATE_ANSWER": "both"})
    assert environment == {
        "DWGATE_LANGUAGE": "en",
        "TEAM": "data",
        "DWGATE_ANSWER": "both",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "key",
        "HOME": "/home/any",
    }
    assert shown(environment) == {"DWGATE_LANGUAGE": "en", "TEAM": "data", "DWGATE_ANSWER": "both"}

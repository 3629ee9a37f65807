"""``dwgate serve``: the command, in a process of its own and in this one."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dwgate.build.stage import stage
from dwgate.cli import serve as serve_command
from dwgate.cli.main import run as dwgate
from dwgate.cli.project import Project
from dwgate.policy.compiler import compile_function
from dwgate.serving import Journal, Options, Served, serve_functions
from serving.client import FunctionCompute, is_unlocked
from testing.limits import PATIENCE, ended, wait_until

ROOT = Path(__file__).parents[2]
DEPLOYMENT = """\
edition: 3.0.0
name: test
resources:
  small:
    component: fc3
    props:
      functionName: test-small
      region: cn-shanghai
      runtime: python3.12
      handler: index.handler
      code: ./build/small
      timeout: 600
"""
LOCKS = """
import fcntl, os, time

def handler(event, context):
    file = open(event.decode(), "w")
    fcntl.flock(file, fcntl.LOCK_EX)
    print("locked", flush=True)
    time.sleep(3600)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose one function locks a file and never answers, and that has another to be looked at."""
    (tmp_path / "s.yaml").write_text(DEPLOYMENT)
    (tmp_path / "build" / "small").mkdir(parents=True)
    (tmp_path / "build" / "small" / "index.py").write_text(LOCKS)
    shutil.copytree(ROOT / "functions" / "extension_events", tmp_path / "functions" / "small")
    return tmp_path


@pytest.fixture
def process(project: Path) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own."""
    code = "from dwgate.cli.main import run; run()"
    command = [sys.executable, "-c", code, "serve", "--built", "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=project, stdout=pipe, stderr=pipe, text=True) as process, ended(process):
        yield process


def address(process: subprocess.Popen[str]) -> str:
    """Read where the command serves."""
    assert process.stdout
    found = re.fullmatch(r"1 package at (http://127\.0\.0\.1:[0-9]+), until Ctrl-C:\n", process.stdout.readline())
    assert found
    return found[1]


def read_until(process: subprocess.Popen[str], line: str) -> None:
    """Read what the command writes until there is this line."""
    assert process.stdout
    while (read := process.stdout.readline()) != line:
        assert read


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it(process: subprocess.Popen[str], tmp_path: Path, number: signal.Signals) -> None:
    """Without an error, and with every instance, although one is at work."""
    client = FunctionCompute(address(process))
    client.invoke("test-small", str(tmp_path / "lock").encode(), kind="Async")
    read_until(process, "  locked\n")
    process.send_signal(number)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")
    assert is_unlocked(tmp_path / "lock")


def test_no_instance_is_left_when_the_server_is_killed(process: subprocess.Popen[str], tmp_path: Path) -> None:
    """It had no time to end them, so they do that themselves."""
    client = FunctionCompute(address(process))
    client.invoke("test-small", str(tmp_path / "lock").encode(), kind="Async")
    read_until(process, "  locked\n")
    assert not is_unlocked(tmp_path / "lock")
    process.kill()
    wait_until(lambda: is_unlocked(tmp_path / "lock"))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command here, up to where it would wait: the exit code, the output and the errors."""
    monkeypatch.chdir(project)

    def run_command(*arguments: str, wait: Callable[[], object] = lambda: None) -> tuple[int, str, str]:
        monkeypatch.setattr(serve_command, "wait_for_the_end", wait)
        monkeypatch.setattr(sys, "argv", ["dwgate", "serve", *arguments])
        with pytest.raises(SystemExit) as ended:
            dwgate()
        out, errors = capsys.readouterr()
        return int(ended.value.code or 0), out, errors

    return run_command


@pytest.fixture
def urls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses at which the command serves here."""
    found: list[str] = []

    @contextmanager
    def remember(*arguments: Any) -> Iterator[Served]:
        with serve_functions(*arguments) as served:
            found.append(served.url)
            yield served

    monkeypatch.setattr(serve_command, "serve_functions", remember)
    return found


def test_it_says_what_is_served_and_how_to_ask(run: Run) -> None:
    """The functions by the names that they have in Function Compute, and a command for each client."""
    code, out, errors = run("--port", "0")
    first, second, *hints = out.splitlines()
    assert (code, errors) == (0, "")
    assert re.fullmatch(r"1 function at http://127\.0\.0\.1:[0-9]+, until Ctrl-C:", first)
    assert second == "  test-small  functions/small"
    assert [hint.partition(" ")[0].partition("=")[0] for hint in hints] == ["FC_CLIENT_CUSTOM_ENDPOINT", "curl"]


def test_it_says_which_functions_are_not_served(run: Run, project: Path) -> None:
    """Those of functions/ that the deployment lacks, by the file that lacks them."""
    (project / "functions" / "my_function").mkdir()
    told = "functions/my_function is not in s.yaml, and is not served"
    assert told in run("--port", "0")[1].splitlines()
    assert told in run("--port", "0", "--built")[1].splitlines()


def test_it_says_what_is_amiss_with_packages(run: Run, project: Path) -> None:
    """In the line of each, and what to do about it; of the checkout there is nothing to say."""
    anew = "dwgate build makes packages anew, and they are served as soon as they are there"
    folder, code = project / "functions" / "small", project / "build" / "small"
    shutil.rmtree(code)
    assert run("--port", "0", "--built")[1].splitlines()[1:3] == ["  test-small  build/small  not built", anew]
    stage(folder, compile_function(folder), code)
    assert anew not in run("--port", "0", "--built")[1]
    (code / "policy.json").write_text('{"digest": "another"}')
    second, third, *_ = run("--port", "0", "--built")[1].splitlines()[1:]
    assert (second, third) == ("  test-small  build/small  of another policy than this checkout", anew)
    assert anew not in run("--port", "0")[1]


def test_it_says_when_dataworks_itself_would_be_called(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the keys of the shell, and not where a stub stands in its place."""
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "key")
    assert "functions ask DataWorks itself" in run("--port", "0")[1]
    assert "/_dwgate/messages/<id>" in run("--port", "0", "--dataworks")[1].splitlines()[-1]


def test_it_shows_what_happens(run: Run, project: Path, urls: list[str]) -> None:
    """The log of a function, each request with its result, and what DataWorks made of it."""
    event = (project / "functions" / "small" / "events" / "core-node-stopped.json").read_bytes()

    def invoke() -> None:
        client = FunctionCompute(urls[-1])
        client.invoke("test-small", event)
        client.invoke("test-small", event)

    code, out, _ = run("--port", "0", "--dataworks", "--as-new", wait=invoke)
    assert code == 0
    assert re.search(r"^  FC Initialize Start RequestId: 1-", out, re.MULTILINE) is None
    assert re.search(r"^  FC Invoke Start RequestId: 1-", out, re.MULTILINE)
    assert len(re.findall(r"^DataWorks: message \S+ is BLOCKED: local_small called back FAIL$", out, re.MULTILINE)) == 2
    assert re.search(r"^\d\d:\d\d:\d\d  test-small  FAIL  \d+ ms, cold start$", out, re.MULTILINE)
    assert re.search(r"^\d\d:\d\d:\d\d  test-small  FAIL  \d+ ms$", out, re.MULTILINE)


@pytest.mark.parametrize(("arguments", "is_watching"), [([], True), (["--no-watch"], False)])
def test_changes_are_looked_for_unless_it_is_told_not_to(
    arguments: list[str], *, is_watching: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By one option."""
    wanted: list[Options] = []

    def serve(functions: Any, root: Path, options: Options, journal: Journal) -> Any:
        wanted.append(options)
        return serve_functions(functions, root, options, journal)

    monkeypatch.setattr(serve_command, "serve_functions", serve)
    assert run("--port", "0", *arguments)[0] == 0
    assert [options.is_watching for options in wanted] == [is_watching]


def test_a_port_that_is_taken_is_one_line(run: Run, urls: list[str]) -> None:
    """With what to do about it."""
    found: list[tuple[int, str, str]] = []
    assert run("--port", "0", wait=lambda: found.append(run("--port", urls[0].rpartition(":")[2])))[0] == 0
    ((code, _, errors),) = found
    port = urls[0].rpartition(":")[2]
    assert code == 2
    assert errors == f"dwgate: port {port}: Address already in use; give another by --port, or 0 for any free one\n"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--as-new"], "dwgate: --as-new says how DataWorks is to ask; give --dataworks as well\n"),
        (["--template", "other.yaml"], "dwgate: other.yaml"),
    ],
)
def test_a_mistake_is_one_line(run: Run, arguments: list[str], error: str) -> None:
    """On standard error."""
    code, out, errors = run(*arguments)
    assert (code, out, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(error)


def test_a_signal_ends_the_wait_and_a_second_one_is_ignored() -> None:
    """So that what has been started is ended in peace."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in before:
            serve_command.wait_for_the_end(lambda number=number: signal.raise_signal(number))  # type: ignore[misc] # a default of a lambda
            signal.raise_signal(number)
            assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_facts_go_by_the_first_message_of_a_sample(project: Path) -> None:
    """What lies beside a sample in which there is no message is nobody's."""
    events = project / "functions" / "small" / "events"
    known = len(list(events.glob("*.facts.yaml")))
    (events / "broken.json").write_text("{")
    (events / "broken.facts.yaml").write_text("options: {}\n")
    facts = serve_command.facts_of_samples(Project(project))
    assert len(facts) == known
    assert "fa08ec44-707c-52a7-b919-a5b49f5ae8b0" in facts, "the first of several-messages.json"

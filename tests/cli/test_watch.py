"""``dwgate test --watch``: the tests again, whenever a file has changed."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dwgate.cli.project import Project, UsageError
from dwgate.cli.terminal import console
from dwgate.cli.testing.test import Format, Options
from dwgate.cli.testing.watch import changes_below, watch, watch_tests

TEST = "functions/data_download/policy/limits_test.yaml"
CLEAN = """\
event: ../events/refused.json
now: 2026-11-18T10:00:00+08:00
set: {ip: 10.0.0.1}
cases:
  - {name: many rows, expect: FAIL, rules: [too-many-rows]}
  - {name: outside, set: {ip: 198.51.100.1, dataRowSize: 1}, expect: OK, shadow: [outside-the-office]}
"""
AS_IN_A_TERMINAL = """\
import signal
from dwgate.cli.main import run

signal.signal(signal.SIGINT, signal.default_int_handler)
run()
"""
"""Whoever runs these tests in the background of a shell has Ctrl-C ignored, and so has every process below them."""
BOUND = 60.0
"""The seconds after which a test gives up that waits for another process or for the system; none needs them."""


def test_what_changed_is_named_and_tested_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where a policy does not compile for a while, or a function is not there."""
    path, policy = project / TEST, project / "functions" / "data_download" / "policy" / "limits.yaml"
    whole = policy.read_text()
    path.write_text(CLEAN)

    def changes(_folders: object) -> Iterator[list[Path]]:
        path.write_text(CLEAN.replace("expect: FAIL", "expect: OK").replace(", rules: [too-many-rows]", ""))
        yield [path]
        policy.write_text("rules: []\n")
        yield [policy]
        policy.write_text(whole)
        path.write_text(CLEAN)
        yield [path, policy]
        (project / "functions" / "data_download").rename(project / "functions" / "data_upload")
        yield [project / "functions" / name for name in ("a", "b", "c", "d", "e")]

    monkeypatch.setattr("dwgate.cli.testing.watch.changes_below", changes)
    watch_tests(Project(project), ["data_download"], Options())
    rounds = capsys.readouterr().out.split("\nwaiting for a change; Ctrl-C ends\n")
    assert [told.partition("\n")[0] for told in rounds] == [
        "data_download: 2 cases of 2 rules, all passed",
        f"changed: {TEST}",
        "changed: functions/data_download/policy/limits.yaml",
        f"changed: {TEST}, functions/data_download/policy/limits.yaml",
        "changed: functions/a, functions/b, functions/c and 2 others",
        "",
    ]
    assert "\n\ndata_download: 2 cases of 2 rules, 1 failed\n" in rounds[1]
    assert "data_download: the policy does not compile\n" in rounds[2]
    assert "data_download: 2 cases of 2 rules, all passed\n" in rounds[3]
    assert "there is no function data_download; " in rounds[4]


def test_a_file_that_goes_away_while_it_is_read_does_not_end_it(tmp_path: Path) -> None:
    """An editor may put another in its place."""
    rounds: list[str] = []

    def run() -> None:
        rounds.append("run")
        if len(rounds) == 2:
            (tmp_path / "gone").read_bytes()

    out = io.StringIO()
    watch(run, [[tmp_path / "gone"], [tmp_path / "gone"]], tmp_path, console(out))
    assert len(rounds) == 3
    assert f"{tmp_path / 'gone'}: No such file or directory" in out.getvalue()


def test_a_mistake_at_the_start_ends_it(project: Path) -> None:
    """There is nothing to wait for."""
    (project / TEST).write_text(CLEAN)
    options = Options()
    with pytest.raises(UsageError, match="there is no function data_downlod"):
        watch_tests(Project(project), ["data_downlod"], options)


@pytest.mark.parametrize("options", [Options(output=Format.JSON), Options(file=Path("a.json"))])
def test_it_is_for_a_person(options: Options, project: Path) -> None:
    """What a program reads is one run."""
    with pytest.raises(UsageError, match="--watch is for a person"):
        watch_tests(Project(project), [], options)


def test_a_terminal_is_cleared_and_a_pipe_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of results begins at the top."""
    terminal, pipe = io.StringIO(), io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    for file in (terminal, pipe):
        watch(lambda: None, [[tmp_path / "a"]], tmp_path, console(file))
    assert "\x1b[2J" in terminal.getvalue()
    assert "\x1b" not in pipe.getvalue()


def test_ctrl_c_ends_it_wherever_it_is(tmp_path: Path) -> None:
    """While it waits, and while it tests."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    def interrupted() -> Iterator[list[Path]]:
        yield [tmp_path]
        raise KeyboardInterrupt

    rounds: list[str] = []
    watch(interrupt, [[tmp_path]], tmp_path, console(io.StringIO()))
    watch(lambda: rounds.append("run"), interrupted(), tmp_path, console(io.StringIO()))
    assert rounds == ["run", "run"]


def rewrite(path: Path, is_seen: threading.Event, otherwise: Callable[[], object]) -> threading.Thread:
    """Begin to write a file again and again, since nobody says when it is watched, until that is seen."""

    def write() -> None:
        for number in range(int(BOUND * 10)):
            path.write_text(f"{CLEAN}# {number}\n")
            if is_seen.wait(0.1):
                return
        otherwise()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    return thread


def test_a_change_of_a_file_below_a_folder_is_seen(tmp_path: Path) -> None:
    """By the system, whatever it has for that."""
    (tmp_path / "policy").mkdir()
    path = tmp_path / "policy" / "limits_test.yaml"
    is_seen, until = threading.Event(), threading.Event()
    changes = changes_below([tmp_path], until)
    writer = rewrite(path, is_seen, until.set)
    try:
        assert path in [changed.resolve() for changed in next(changes)]
    finally:
        is_seen.set()
        until.set()
        writer.join()
    assert list(changes) == []


def interrupt(process: subprocess.Popen[str]) -> None:
    """Press Ctrl-C, and again where the first one came at a moment at which the engine took it for its own error."""
    for _ in range(int(BOUND)):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=1)
            return


def test_the_command_waits_until_it_is_interrupted(project: Path) -> None:
    """It tests at once, again where a file has changed, and Ctrl-C is its good end."""
    path, is_seen = project / TEST, threading.Event()
    path.write_text(CLEAN)
    command = [sys.executable, "-c", AS_IN_A_TERMINAL, "test", "--watch"]
    process = subprocess.Popen(
        command, cwd=project, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    writer = rewrite(path, is_seen, process.kill)
    try:
        seen = next((line for line in process.stdout if line.startswith("changed: ")), "")
        is_seen.set()
        interrupt(process)
    finally:
        is_seen.set()
        writer.join()
        process.kill()
        process.communicate()
    assert first == "data_download: 2 cases of 2 rules, all passed\n"
    assert seen == f"changed: {TEST}\n"
    assert process.returncode == 0

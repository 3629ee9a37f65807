"""``dwgate build``: packages of sound policies, and of no other."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dwgate.build import bytecode, lock, wheels
from dwgate.build.bytecode import Interpreter
from wheels_at_hand import write_set

Run = Callable[..., Any]

HERE = Interpreter(sys.executable, "3.12.0", runs_wheels=False)
"""Any Python compiles for itself; these packages hold no CEL that could be run."""

TESTS = """\
event: ../events/refused.json
now: 2026-11-18T10:00:00+08:00
cases:
  - name: in the office
    set: {dataRowSize: 100000, ip: 10.0.0.1}
    expect: OK
  - name: too many, from elsewhere
    set: {dataRowSize: 100001, ip: 203.0.113.7}
    expect: FAIL
    rules: [too-many-rows]
    shadow: [outside-the-office]
"""

DEPLOYMENT = """\
edition: 3.0.0
name: dwgate
resources:
  data_download:
    component: fc3
    props:
      region: cn-shanghai
      functionName: dwgate-data-download
      runtime: python3.12
      handler: index.handler
      timeout: 10
      memorySize: 512
      code: ./build/data_download
      environmentVariables:
        DWGATE_EXTENSION_CODE: ${env('EXTENSION_CODE_DATA_DOWNLOAD', '')}
"""


@pytest.fixture
def tested(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project with tests of its policy, and wheels that are at hand: a module for each set."""
    (project / "functions" / "data_download" / "policy" / "limits_test.yaml").write_text(TESTS)

    def unpacked(name: str, cache: Path, _: object) -> Path:
        return write_set(name, cache)

    monkeypatch.setattr(wheels, "unpacked", unpacked)
    monkeypatch.setattr(bytecode, "find_interpreter", lambda: HERE)
    return project


def built(project: Path) -> list[str]:
    """Give what stands at the root of the package."""
    return sorted(path.name for path in (project / "build" / "data_download").iterdir())


def test_a_sound_function_is_built_and_its_package_shown(run: Run, tested: Path) -> None:
    """One line for each package: its size, whether it calls out, and which policy it holds."""
    done = run("build")
    assert done.returncode == 0, done.stderr
    assert {"dwgate", "from_cel.py", "index.py", "policy.json"} <= set(built(tested))
    policy = json.loads((tested / "build" / "data_download" / "policy.json").read_bytes())
    heading, row, bills = done.stdout.decode().splitlines()
    assert heading.split() == ["package", "files", "unpacked", "zipped", "calls", "DataWorks", "policy", "digest"]
    assert row.split()[0] == "build/data_download"
    assert row.split()[-2:] == ["no", f"{policy['digest'][:19]}…"]
    assert bills == "What each is made of is listed beside it, in build/<function>.cdx.json."


@pytest.mark.parametrize("columns", ["77", "80", "100"])
def test_the_packages_are_shown_whole_on_a_narrow_terminal(columns: str, run: Run, tested: Path) -> None:
    """The name, the sizes and the digest are what one came for."""
    written = run("build", COLUMNS=columns).stdout.decode()
    *_, row, _ = written.splitlines()
    assert row.split()[0] == "build/data_download"
    assert re.search(r" [\d.]+ MB +[\d.]+ MB +no +sha256:[0-9a-f]{12}…$", row)
    assert max(map(len, written.splitlines())) <= int(columns)
    assert (tested / "build").is_dir()


def test_what_was_built_is_told_to_programs(run: Run, tested: Path) -> None:
    """Sizes in bytes, and the whole digest."""
    (document,) = json.loads(run("build", "data_download", "--format", "json").stdout)
    folder = tested / "build" / "data_download"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert document["folder"] == "build/data_download"
    assert document["files"] == len(files)
    assert document["unpacked"] == sum(path.stat().st_size for path in files)
    assert 0 < document["zipped"] < document["unpacked"]
    assert document["policy_digest"] == json.loads((folder / "policy.json").read_bytes())["digest"]
    assert document["calls_out"] is False
    bill = json.loads((tested / document["bill_of_materials"]).read_bytes())
    assert [one["version"] for one in bill["components"] if one["type"] == "data"] == [document["policy_digest"]]


def test_a_function_that_calls_back_is_shipped_with_a_client(run: Run, tested: Path) -> None:
    """Its own file says so."""
    with (tested / "functions" / "data_download" / "function.yaml").open("a") as file:
        file.write("calls_back: true\n")
    assert json.loads(run("build", "--format", "json").stdout)[0]["calls_out"] is True
    assert {"from_cel.py", "from_openapi.py"} <= set(built(tested))


def test_another_build_takes_the_place_of_the_first(run: Run, tested: Path) -> None:
    """Nothing of an earlier package is left in it."""
    run("build")
    (tested / "build" / "data_download" / "left_over.py").write_text("")
    assert run("build").returncode == 0
    assert "left_over.py" not in built(tested)
    assert sorted(path.name for path in (tested / "build").iterdir()) == [
        ".lock",
        ".wheels",
        "data_download",
        "data_download.cdx.json",
    ]


def test_what_a_killed_build_left_is_taken_away(run: Run, tested: Path) -> None:
    """It was never a package."""
    (tested / "build" / ".data_download-abc" / "code").mkdir(parents=True)
    assert run("build").returncode == 0
    assert not (tested / "build" / ".data_download-abc").exists()


@pytest.mark.parametrize(
    ("handler", "told"),
    [
        ("import helper\n", "ModuleNotFoundError: No module named 'helper'"),
        ("x = 1\n", "lacks gate and initialize and handler"),
        ("def handler(:\n", "SyntaxError"),
    ],
)
def test_a_handler_that_could_not_be_imported_is_not_built(run: Run, tested: Path, handler: str, told: str) -> None:
    """Function Compute would answer nobody; what was built before stays."""
    run("build")
    (tested / "functions" / "data_download" / "helper.py").write_text("")  # which is not shipped
    (tested / "functions" / "data_download" / "index.py").write_text(handler)
    done = run("build")
    assert done.returncode == 2
    assert told in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert "from dwgate.gate" in (tested / "build" / "data_download" / "index.py").read_text()


def test_a_package_that_does_not_start_is_not_built(run: Run, tested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel that lacks a part: the gate says at its start that it could judge nothing."""
    monkeypatch.setattr(bytecode, "find_interpreter", lambda: Interpreter(sys.executable, "3.12.0", runs_wheels=True))
    done = run("build")
    assert done.returncode == 2
    assert b"dwgate: the package does not start: policy.json cannot be loaded: ModuleNotFoundError" in done.stderr
    assert not (tested / "build" / "data_download").exists()


def test_nothing_is_built_of_a_policy_that_does_not_compile(run: Run, tested: Path) -> None:
    """The findings are those of dwgate check, and what was built before stays."""
    run("build")
    before = (tested / "build" / "data_download" / "policy.json").read_bytes()
    policy = tested / "functions" / "data_download" / "policy" / "limits.yaml"
    policy.write_text(policy.read_text().replace("dataRowSize >", "dataRowSise >"))
    done = run("build")
    assert done.returncode == 1
    assert b"unknown-field" in done.stdout
    assert b"did you mean dataRowSize?" in done.stdout
    assert done.stderr == b"dwgate: nothing was built; what is in build/ is older\n"
    assert (tested / "build" / "data_download" / "policy.json").read_bytes() == before


def test_nothing_is_built_of_a_policy_that_fails_a_test(run: Run, tested: Path) -> None:
    """Whoever changed the limit sees the case that says otherwise."""
    policy = tested / "functions" / "data_download" / "policy" / "limits.yaml"
    policy.write_text(policy.read_text().replace("max_rows: 100000", "max_rows: 200000"))
    done = run("build")
    assert done.returncode == 1
    assert b"too many, from elsewhere" in done.stdout
    assert done.stderr == b"dwgate: nothing was built\n"
    assert not (tested / "build").exists()
    (tested / "build" / ".wheels").mkdir(parents=True)
    assert run("build").stderr == b"dwgate: nothing was built\n"


def test_nothing_is_built_of_a_policy_without_tests(run: Run, project: Path) -> None:
    """Every rule needs a case that makes it fire and one that does not."""
    done = run("build")
    assert done.returncode == 1
    assert b"untested-rule" in done.stdout
    assert not (project / "build").exists()


def test_a_code_that_could_not_be_used_is_refused(run: Run, tested: Path) -> None:
    """A function that is given the code of an extension must be able to call back."""
    (tested / "s.yaml").write_text(DEPLOYMENT)
    assert run("build").returncode == 0
    done = run("build", EXTENSION_CODE_DATA_DOWNLOAD="ext_a")
    assert done.returncode == 2
    assert b"add calls_back: true there" in done.stderr
    with (tested / "functions" / "data_download" / "function.yaml").open("a") as file:
        file.write("calls_back: true\n")
    assert run("build", EXTENSION_CODE_DATA_DOWNLOAD="ext_a").returncode == 0


def behind_eventbridge(project: Path) -> None:
    """Make the project's function one that serves a point behind EventBridge too."""
    function = project / "functions" / "data_download"
    (function / "function.yaml").write_text("points: [download-resources, download-resources-execute, commit-file]\n")
    policy = function / "policy" / "limits.yaml"
    policy.write_text("points: [download-resources, download-resources-execute]\n" + policy.read_text())


def test_a_function_that_can_answer_nobody_is_told_of(run: Run, tested: Path) -> None:
    """Behind EventBridge a callback is the only answer, and a callback names the extension by its code."""
    behind_eventbridge(tested)
    (tested / "s.yaml").write_text(DEPLOYMENT)
    done = run("build")
    assert done.stderr == (
        b"dwgate: data_download has no extension code (EXTENSION_CODE_DATA_DOWNLOAD):"
        b" deployed like this it can answer nobody\n"
    )
    assert done.returncode == 0
    assert run("build", EXTENSION_CODE_DATA_DOWNLOAD="ext_a").stderr == b""


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("", b" has no extension code (DWGATE_EXTENSION_CODE, EXTENSION_CODE_DATA_DOWNLOAD): deployed"),
        ("ext_b", b" has no extension code in s.yaml (EXTENSION_CODE_DATA_DOWNLOAD): deployed"),
    ],
)
def test_a_function_without_a_code_in_one_deployment_is_told_of_once(
    other: str, said: bytes, run: Run, tested: Path
) -> None:
    """With the variables that would give the code, by their own name where it is written out."""
    behind_eventbridge(tested)
    (tested / "s.yaml").write_text(DEPLOYMENT)
    (tested / "s.prod.yaml").write_text(DEPLOYMENT.replace("${env('EXTENSION_CODE_DATA_DOWNLOAD', '')}", f"'{other}'"))
    done = run("build")
    assert said in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_function_that_is_called_needs_no_code(run: Run, tested: Path) -> None:
    """Its answer is returned; and of one that no file deploys nothing is known."""
    (tested / "s.yaml").write_text(DEPLOYMENT)
    assert run("build").stderr == b""
    behind_eventbridge(tested)
    (tested / "s.yaml").unlink()
    assert run("build").stderr == b""


def test_a_calendar_that_has_ended_is_told_of(run: Run, tested: Path) -> None:
    """The package is built: its other rules are judged as before, and those that ask it answer by their on_error."""
    policy = tested / "functions" / "data_download" / "policy"
    (policy / "days.yaml").write_text(
        "calendars: {company: {until: 2020-01-01}}\n"
        "rules:\n"
        "  - {name: closed, when: '!calendar.is_workday(now, \"company\")', then: FAIL, reason: {en: Closed.}}\n"
    )
    (policy / "days_test.yaml").write_text(
        "event: ../events/allowed.json\n"
        "cases:\n"
        "  - {name: Sunday, set: {ip: 10.0.0.1}, now: 2019-12-29, expect: FAIL, rules: [closed]}\n"
        "  - {name: Monday, set: {ip: 10.0.0.1}, now: 2019-12-30, expect: OK}\n"
    )
    limits = policy / "limits_test.yaml"
    limits.write_text(limits.read_text().replace("now: 2026-11-18", "now: 2019-12-30"))
    done = run("build")
    assert done.stderr == (
        b"dwgate: data_download: the calendar company ended on 2020-01-01, and rules that ask it for a later day"
        b" cannot be judged; give it a later until, and build again\n"
    )
    assert done.returncode == 0
    assert "policy.json" in built(tested)


def test_a_deployment_that_cannot_be_read_is_told(run: Run, tested: Path) -> None:
    """One line, that names the file."""
    (tested / "s.yaml").write_text("resources: [\n")
    done = run("build")
    assert done.returncode == 2
    assert done.stderr.startswith(b"dwgate: s.yaml")
    assert done.stderr.count(b"\n") == 1


def test_without_the_runtimes_python_the_build_says_what_that_costs(
    run: Run, tested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package works, and starts more slowly."""
    monkeypatch.setattr(bytecode, "find_interpreter", lambda: None)
    done = run("build")
    assert done.returncode == 0
    assert b"every cold start compiles what it imports" in done.stderr
    assert not list((tested / "build").rglob("*.pyc"))


def test_wheels_that_cannot_be_had_are_one_line(run: Run, tested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a package index within reach nothing is built, and pip's reason is told."""

    def unreachable(*_: object) -> Path:
        raise lock.WheelsError("pip could not install the wheels of cel.txt: no route to host")

    monkeypatch.setattr(wheels, "unpacked", unreachable)
    done = run("build")
    assert done.returncode == 2
    assert done.stderr == b"dwgate: pip could not install the wheels of cel.txt: no route to host\n"
    assert not (tested / "build" / "data_download").exists()


def test_a_project_without_functions_has_nothing_to_build(run: Run, project: Path) -> None:
    """It is told, rather than built into nothing."""
    (project / "functions" / "data_download").rename(project / "functions" / ".data_download")
    done = run("build")
    assert done.returncode == 2
    assert b"there is no function to build" in done.stderr

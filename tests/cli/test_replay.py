"""``dwgate replay``: what it shows, and how it ends."""

import contextlib
import gzip
import io
import json
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.progress import Progress

from cli.ran import Run
from dwgate.cli.progress import progress
from dwgate.gate import Gate
from dwgate.policy.compiler import compile_function
from dwgate.policy.decision import BEIJING
from dwgate.records import Reading

NOW = datetime(2026, 11, 18, 10, tzinfo=BEIJING)
LIMITS = "functions/data_download/policy/limits.yaml"


def logged(project: Path, *bodies: dict[str, Any], **settings: str) -> list[str]:
    """The lines that the project's function logs of downloads, the first of them Function Compute's own."""
    gate = Gate(compile_function(project / "functions" / "data_download").policy(), clock=lambda: NOW)
    message = json.loads((project / "functions/data_download/events/allowed.json").read_text())
    with contextlib.redirect_stdout(io.StringIO()) as log, pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        for number, body in enumerate(bodies):
            changed = {**message, "messageId": f"m-{number}", "messageBody": {**message["messageBody"], **body}}
            gate.handler(json.dumps(changed).encode())
    return ["FC Invoke Start RequestId: 1-a", *log.getvalue().splitlines()]


@pytest.fixture
def log(project: Path) -> Path:
    """A log of three downloads: one of few rows, one of more, one that was refused."""
    path = project / "log.jsonl"
    sizes = ({"dataRowSize": 5}, {"dataRowSize": 5000, "operatorUid": 8}, {"dataRowSize": 500000, "operatorUid": 9})
    lines = logged(project, *sizes, DWGATE_RECORD_FIELDS="dataRowSize,ip")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def limit(project: Path) -> Callable[[int], None]:
    """Set the limit of rows in the project's policy."""

    def change(rows: int) -> None:
        path = project / LIMITS
        path.write_text(path.read_text().replace("max_rows: 100000", f"max_rows: {rows}"))

    return change


UNCHANGED = """\
3 decisions read, 3 replayed
  1 line without a record

3 the same, 0 different

rules in shadow, and what enforcing them would have made of the decisions:
in shadow                        asked  in error  not told  OK → WARN
outside-the-office  as deployed      3                              2
outside-the-office  as tried         3                              2

if those in shadow were enforced:

workspace  OK → WARN
91864              2

operator          OK → WARN
1904512876340213          1
8                         1

day in Beijing  OK → WARN
2026-11-18              2
"""


def test_the_policy_that_decided_flips_nothing(run: Run, log: Path) -> None:
    """Its rules in shadow are reported too."""
    done = run("replay", str(log))
    assert (done.stdout.decode(), done.stderr, done.returncode) == (UNCHANGED, b"", 0)


FLIPPED = """\
1 the same, 2 different

rule           it           OK → FAIL  FAIL → OK
too-many-rows  newly fires          1
too-many-rows  now lifted                      1

workspace  OK → FAIL  FAIL → OK
91864              1          1

operator  OK → FAIL  FAIL → OK
8                 1
9                            1

day in Beijing  OK → FAIL  FAIL → OK
2026-11-18              1          1
"""


def test_flips_are_shown_by_rule_and_place(run: Run, log: Path, limit: Callable[[int], None], project: Path) -> None:
    """Each kind of flip is a column."""
    limit(1000)
    path = project / LIMITS
    path.write_text(path.read_text().replace('operator == "7"', 'operator == "9"'))
    done = run("replay", str(log))
    assert FLIPPED in done.stdout.decode()
    assert done.returncode == 0


def test_what_a_record_says_reaches_no_terminal_raw(run: Run, log: Path, limit: Callable[[int], None]) -> None:
    """Neither a workspace, an operator nor a rule moves the cursor, begins a line, or is markup."""
    limit(1000)
    forged = "[red]7[/red]\n\x1b[1A\u202e\ud800"
    lines = []
    for line in log.read_text().splitlines()[1:]:
        record = json.loads(line)
        rules = {**record["rules"], "fired": [forged], "shadow": [{"rule": forged, "state": "fired", "result": "WARN"}]}
        lines.append(json.dumps({**record, "workspace": forged, "operator": forged, "rules": rules}))
    elsewhere = {**json.loads(lines[0]), "decision_id": "d", "function": forged}
    pointless = {**json.loads(lines[0]), "decision_id": "e", "point": forged}
    log.write_text("\n".join([*lines, json.dumps(elsewhere), json.dumps(pointless)]))
    told = run("replay", str(log)).stdout.decode()
    assert [line for line in told.split("\n") if not line.isprintable()] == []
    assert told.count("\n[red]7[/red]\ufffd\ufffd[1A\ufffd") >= 3


def test_a_file_s_name_and_a_swept_value_reach_no_terminal_raw(run: Run, log: Path) -> None:
    """Neither moves the cursor."""
    path = log.with_name("a\x1b[1Ab.log")
    path.write_text(log.read_text() + '{"kind": "decision"\n')
    told = run("replay", str(path.parent / path.name)).stdout.decode()
    assert "1 record not whole: " in told
    assert [line for line in told.split("\n") if not line.isprintable()] == []


def test_a_value_that_no_policy_could_have_is_wrong_usage(run: Run, log: Path, project: Path) -> None:
    """The compiler says why, and a function that holds another type under the same name is not forgotten."""
    path = project / LIMITS
    text = path.read_text().replace("params:\n", "params:\n  pattern: zzz\n", 1)
    when = "event.datasourceName.matches(params.pattern)"
    rule = f"rules:\n  - name: odd\n    when: {when}\n    then: WARN\n    reason: {{en: x}}\n"
    path.write_text(text.replace("rules:\n", rule, 1))
    done = run("replay", str(log), "--sweep", "pattern=a,(")
    assert (done.stdout, done.returncode) == (b"", 2)
    told = done.stderr.decode()
    assert told.startswith("dwgate: --sweep pattern: with '(' data_download does not compile: ")
    assert "is not a regular expression" in told
    assert told.count("\n") == 1
    other = project / "functions" / "other"
    shutil.copytree(project / "functions" / "data_download", other)
    copied = other / "policy" / "limits.yaml"
    listed = copied.read_text().replace("pattern: zzz", "pattern: [zzz]")
    copied.write_text(listed.replace(when, "event.datasourceName in params.pattern"))
    done = run("replay", str(log), "--sweep", "pattern=a")
    assert "pattern is a list or a mapping" in done.stderr.decode()


@pytest.mark.parametrize(("width", "length"), [("80", 80), ("100", 100)])
def test_it_can_be_read_on_a_narrow_terminal(width: str, length: int, run: Run, log: Path) -> None:
    """No line is longer than the terminal is wide."""
    done = run("replay", str(log), "--sweep", "max_rows=1000,10000", COLUMNS=width)
    assert max(map(len, done.stdout.decode().splitlines())) <= length


def test_a_sweep_is_a_table(run: Run, log: Path) -> None:
    """Each value has a row, below what was decided."""
    done = run("replay", str(log), "--sweep", "max_rows=1000,10000,1000000")
    assert done.stdout.decode().endswith("""
max_rows   FAIL  WARN  new FAIL  new WARN  not told
as it was     1     0
1000          2     0         1         0
10000         1     0         0         0
1000000       0     0         0         0
""")


@pytest.mark.parametrize(
    ("sweep", "problem"),
    [
        ("max_rows", "--sweep max_rows: write the parameter and its values as max_rows=1000,5000,10000"),
        ("max_rows=1,,2", "--sweep max_rows=1,,2: write the parameter"),
        ("max_row=1", "--sweep: there is no parameter max_row; did you mean max_rows?"),
        ("max_rows=many", "--sweep max_rows: 'many' is not a whole number, as the parameter is"),
        ("office=10.0.0.0/8", "--sweep: office is a list or a mapping; try one as --policy, in a copy of the policy"),
    ],
)
def test_a_sweep_that_cannot_be_is_said(sweep: str, problem: str, run: Run, log: Path) -> None:
    """Nothing is read then."""
    done = run("replay", str(log), "--sweep", sweep)
    assert done.stderr.decode().startswith(f"dwgate: {problem}")
    assert (done.stdout, done.returncode) == (b"", 2)


@pytest.mark.parametrize(("allowed", "code"), [("0", 1), ("1", 0), ("2", 0)])
def test_more_new_refusals_than_may_be_are_a_finding(
    allowed: str, code: int, run: Run, log: Path, limit: Callable[[int], None]
) -> None:
    """As many as may be are none."""
    limit(1000)
    done = run("replay", str(log), "--max-new-fail", allowed)
    assert done.returncode == code
    assert done.stdout.decode().endswith(f"\nnew FAIL: 1, of {allowed} allowed; not to be told: 0\n")


def test_what_cannot_be_told_is_a_finding_unless_it_is_allowed(
    run: Run, project: Path, limit: Callable[[int], None]
) -> None:
    """It might have become FAIL."""
    path = project / "log.jsonl"
    path.write_text("\n".join(logged(project, {"dataRowSize": 5}, DWGATE_RECORD_FIELDS="fileSize")))
    limit(1000)
    assert run("replay", str(path)).returncode == 0
    done = run("replay", str(path), "--max-new-fail", "5")
    assert done.returncode == 1
    assert "1 decision cannot be replayed:" in done.stdout.decode()
    told = "event.dataRowSize: 1 record without it; add dataRowSize to DWGATE_RECORD_FIELDS (too-many-rows)"
    assert told in done.stdout.decode()
    assert run("replay", str(path), "--max-new-fail", "5", "--allow-unreplayable").returncode == 0


def test_a_broken_record_cannot_be_told_either(run: Run, log: Path) -> None:
    """Its place is shown."""
    log.write_text(log.read_text() + '{"kind": "decision", "deci')
    done = run("replay", str(log), "--max-new-fail", "0")
    assert f"  1 record not whole: {log}:5\n" in done.stdout.decode()
    assert done.returncode == 1


def test_of_many_broken_records_the_first_places_are_shown(run: Run, log: Path) -> None:
    """The others are counted."""
    log.write_text(log.read_text() + '{"kind": "decision", "deci\n' * 4)
    done = run("replay", str(log))
    assert f"  4 records not whole: {log}:5, {log}:6, {log}:7, …\n" in done.stdout.decode()


MISSING = """\
5 decisions cannot be replayed:
  event.sqlText: 5 records without it: it is content, which is never recorded (no-stars)
  event.fileName: 4 records without it; add fileName to DWGATE_RECORD_FIELDS (no-stars)
  event.moduleType: 2 records with a part of it: it is too long for a record (no-stars)
  now: 1 record without it; export __time__ with them (no-stars)
"""


def test_each_reason_for_which_a_record_cannot_be_replayed_is_told(run: Run, project: Path) -> None:
    """And which rule needs what."""
    lines = logged(
        project,
        *({"dataRowSize": size, "moduleType": "x" * length} for size, length in ((5, 5), (6, 300), (7, 300), (8, 8))),
        {"fileName": None},
        DWGATE_RECORD_FIELDS="dataRowSize,ip,moduleType",
    )
    untimed = json.loads(lines[1])
    lines[1] = json.dumps({**untimed, "time": None})
    (project / LIMITS).write_text("""\
rules:
  - name: no-stars
    when: event.sqlText.contains(event.moduleType) || now.getHours() > 7 || event.fileName == "a"
    then: FAIL
    reason: {en: "no"}
""")
    path = project / "log.jsonl"
    path.write_text("\n".join(lines))
    assert MISSING in run("replay", str(path)).stdout.decode()


def test_a_record_of_an_earlier_version_says_less(
    run: Run, project: Path, log: Path, limit: Callable[[int], None]
) -> None:
    """It is judged by the time of the log, and may not tell whether a field came."""
    newer = [json.loads(line) for line in log.read_text().splitlines()[1:]]
    older = [{name: one[name] for name in one if name not in {"time", "function", "present", "cut"}} for one in newer]
    del older[0]["event"]["dataRowSize"]
    path = project / "old.jsonl"
    path.write_text("\n".join(json.dumps({"__time__": 1763431200, "message": json.dumps(one)}) for one in older))
    limit(1000)
    out = run("replay", str(path)).stdout.decode()
    assert "  3 judged by the time of the log, having none of their own\n" in out
    assert "event.dataRowSize: 1 record without it, of which nobody knows whether it came (too-many-rows)" in out


@pytest.mark.parametrize("kind", ["project", "functions", "function"])
def test_a_policy_is_tried_from_wherever_it_is(kind: str, run: Run, log: Path, project: Path, tmp_path: Path) -> None:
    """A project, its folder of functions, the folder of one."""
    proposal = tmp_path / "proposal"
    shutil.copytree(project / "functions", proposal / "functions")
    path = proposal / LIMITS
    path.write_text(path.read_text().replace("max_rows: 100000", "max_rows: 1000"))
    given = {"project": proposal, "functions": proposal / "functions", "function": path.parents[1]}[kind]
    assert "2 the same, 1 different" in run("replay", str(log), "--policy", str(given)).stdout.decode()


def test_a_policy_in_a_folder_of_another_name_is_that_of_the_function_named(run: Run, log: Path, project: Path) -> None:
    """Else no record would be of it, and that is said."""
    shutil.copytree(project / "functions" / "data_download", project / "proposal")
    done = run("replay", str(log), "--policy", "proposal")
    assert done.stderr.decode() == "dwgate: no record is of proposal; they are of data_download\n"
    assert done.returncode == 2
    named = run("replay", str(log), "--policy", "proposal", "--function", "data_download")
    assert "3 the same, 0 different" in named.stdout.decode()


def test_the_policy_that_decided_makes_up_for_what_is_not_recorded(run: Run, project: Path, tmp_path: Path) -> None:
    """Where a rule is the same, the record says what it made of the message."""
    path = project / "log.jsonl"
    path.write_text("\n".join(logged(project, {"dataRowSize": 5}, {"dataRowSize": 500000}, DWGATE_RECORD_FIELDS="ip")))
    shutil.copytree(project, tmp_path / "deployed", ignore=shutil.ignore_patterns("deployed"))
    limits = project / LIMITS
    limits.write_text(
        limits.read_text().replace("[10.0.0.0/8]", "[203.0.113.0/24]").replace("mode: shadow", "mode: enforce")
    )
    assert "0 the same, 1 different" not in run("replay", str(path)).stdout.decode()
    assert "decisions cannot be replayed" in run("replay", str(path)).stdout.decode()
    done = run("replay", str(path), "--was", str(tmp_path / "deployed"))
    assert "2 decisions read, 2 replayed" in done.stdout.decode()


def test_a_policy_beside_no_project_needs_none(
    run: Run, log: Path, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records and a policy are enough."""
    (tmp_path / "elsewhere").mkdir()
    moved = shutil.move(project / "functions", tmp_path / "elsewhere" / "rules")
    monkeypatch.chdir(tmp_path / "elsewhere")
    done = run("replay", str(log), "--policy", str(moved))
    assert "3 the same, 0 different" in done.stdout.decode()


def test_records_are_read_from_standard_input(run: Run, log: Path) -> None:
    """Compressed or not."""
    for content in (log.read_bytes(), gzip.compress(log.read_bytes())):
        assert run("replay", "-", stdin=content).stdout.decode() == UNCHANGED


def wrong(*arguments: str) -> tuple[str, ...]:
    """The arguments of a call that goes wrong."""
    return arguments


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (wrong("none.jsonl"), "none.jsonl: No such file or directory"),
        (wrong("log.jsonl", "--policy", "none"), "there is no folder none"),
        (wrong("log.jsonl", "--was", "none"), "there is no folder none"),
        (
            wrong("log.jsonl", "--policy", "empty"),
            "there is no function in empty: a function is a folder with a function.yaml",
        ),
        (
            wrong("log.jsonl", "--function", "data_dowload"),
            "there is no function data_dowload; did you mean data_download?",
        ),
        (
            wrong("log.jsonl", "--policy", ".", "--function", "other", "--function", "data_download"),
            "there is no function other in .; there are: data_download",
        ),
        (
            wrong("empty.log"),
            'there is no record in 1 line; a record is a line of JSON that a function logs, {"kind": "decision", …',
        ),
        (wrong("broken.log"), "there is no record in 0 lines, and 1 that are not whole; a record is"),
        (wrong("trials.log"), "none of 1 record is of a decision to replay: 1 of trials"),
        (
            wrong("nameless.log", "--function", "data_download"),
            "no record is of data_download; they are of no function by name",
        ),
    ],
)
@pytest.mark.usefixtures("log")
def test_a_mistake_is_one_line(arguments: tuple[str, ...], problem: str, run: Run, project: Path) -> None:
    """It says what is the matter; of nothing it is not said that nothing would be different."""
    (project / "empty").mkdir()
    (project / "empty.log").write_text("FC Invoke Start RequestId: 1-a\n")
    (project / "broken.log").write_text('{"kind": "decision"\n')
    document = json.loads((project / "log.jsonl").read_text().splitlines()[1])
    (project / "trials.log").write_text(json.dumps({**document, "trial": True}))
    (project / "nameless.log").write_text(json.dumps({**document, "function": None, "point": "delete-project"}))
    done = run("replay", *arguments)
    assert done.stderr.decode().startswith(f"dwgate: {problem}")
    assert (done.stdout, done.returncode) == (b"", 2)


def test_a_policy_that_does_not_compile_is_shown(run: Run, log: Path, project: Path) -> None:
    """With its first finding."""
    (project / LIMITS).write_text("rules: 5\n")
    done = run("replay", str(log))
    assert done.stderr.decode().startswith("dwgate: the policy of data_download does not compile (")
    assert "functions/data_download/policy/limits.yaml:1:" in done.stderr.decode()
    assert done.returncode == 2


def test_what_was_passed_over_is_counted(run: Run, log: Path) -> None:
    """The reasons stand beside the numbers."""
    document = json.loads(log.read_text().splitlines()[1])
    of_another = json.dumps({**document, "function": "other", "message_id": "m-9"})
    more = [json.dumps({**document, **change}) for change in ({}, {"trial": True})]
    log.write_text(log.read_text() + "\n".join([*more, of_another]))
    done = run("replay", str(log), "--function", "data_download")
    assert "  passed over: 1 decided again, 1 of trials, 1 of other functions\n" in done.stdout.decode()
    everything = run("replay", str(log)).stdout.decode()
    assert "1 decision cannot be replayed:\n  1 record: there is no function other\n" in everything


def test_tables_show_the_rows_with_the_most(run: Run, project: Path, log: Path, limit: Callable[[int], None]) -> None:
    """And say how many more there are; days are in their order."""
    log.write_text("\n".join(logged(project, *({"dataRowSize": 5000, "operatorUid": who} for who in (1, 2, 2, 3)))))
    limit(1000)
    out = run("replay", str(log), "--top", "1").stdout.decode()
    assert "operator  OK → FAIL\n2                 2\nand 2 more; --top 3 shows all\n" in out


def test_break_glass_is_told(run: Run, project: Path, log: Path) -> None:
    """What was answered is not what was decided."""
    use = "2026-11-18T12:00:00+08:00;zhang.san;INC-7"
    log.write_text("\n".join(logged(project, {"dataRowSize": 500000}, DWGATE_BREAK_GLASS=use)))
    out = run("replay", str(log)).stdout.decode()
    assert "  1 answered OK by break-glass, and compared by what was decided\n\n1 the same, 0 different\n" in out


def test_two_functions_have_their_names_beside_their_rules(run: Run, project: Path, log: Path) -> None:
    """As rules of one name may be in both."""
    twin = project / "functions" / "data_copy"
    shutil.copytree(project / "functions" / "data_download", twin)
    lines = log.read_text().splitlines()
    copied = [json.dumps({**json.loads(line), "function": "data_copy"}) for line in lines[1:]]
    log.write_text("\n".join([*lines, *copied]))
    for name in ("data_copy", "data_download"):
        path = project / "functions" / name / "policy" / "limits.yaml"
        path.write_text(path.read_text().replace("event.dataRowSize >", "event.fileSize > 5 && event.dataRowSize >"))
    out = run("replay", str(log)).stdout.decode()
    assert "data_copy: event.fileSize: 1 record without it" in out
    assert "data_download/outside-the-office  as tried" in out
    path.write_text(
        path.read_text().replace("event.fileSize > 5 && ", "").replace("max_rows: 100000", "max_rows: 1000")
    )
    assert "data_download/too-many-rows  newly fires" in run("replay", str(log)).stdout.decode()


def test_without_a_rule_in_shadow_nothing_is_said_of_any(run: Run, project: Path, log: Path) -> None:
    """The report ends with the flips."""
    path = project / LIMITS
    path.write_text(path.read_text().replace("mode: shadow", "mode: enforce"))
    log.write_text(
        "\n".join(logged(project, {"dataRowSize": 5, "ip": "10.0.0.1"}, DWGATE_RECORD_FIELDS="dataRowSize,ip"))
    )
    assert run("replay", str(log)).stdout.decode().endswith("\n1 the same, 0 different\n")


def test_a_program_gets_json(run: Run, log: Path, limit: Callable[[int], None]) -> None:
    """All of it, whatever the tables show."""
    limit(1000)
    log.write_text(log.read_text() + '{"kind": "decision"')
    done = run("replay", str(log), "--format", "json", "--sweep", "max_rows=10", "--max-new-fail", "0", "--top", "1")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert {name: found[name] for name in ("read", "replayed", "same", "different", "new_fails", "max_new_fail")} == {
        "read": 3,
        "replayed": 3,
        "same": 2,
        "different": 1,
        "new_fails": 1,
        "max_new_fail": 0,
    }
    flip = {"was": "OK", "would_be": "FAIL", "count": 1}
    assert found["flips"] == {
        "kinds": [flip],
        "workspaces": [{"workspace": "91864", **flip}],
        "operators": [{"operator": "8", **flip}],
        "days": [{"day": "2026-11-18", **flip}],
        "rules": [{"function": "data_download", "rule": "too-many-rows", "how": "newly fires", **flip}],
    }
    assert found["sweeps"] == [
        {
            "parameter": "max_rows",
            "was": {"OK": 2, "WARN": 0, "FAIL": 1},
            "values": [
                {"value": "10", "OK": 1, "WARN": 0, "FAIL": 2, "new_fails": 1, "new_warns": 0, "unreplayable": 0}
            ],
        }
    ]
    assert found["shadow"]["rules"][1] == {
        "source": "production",
        "function": "data_download",
        "rule": "outside-the-office",
        "asked": 3,
        "errors": 0,
        "unknown": 0,
        "flips": [{"was": "OK", "would_be": "WARN", "count": 2}],
    }
    assert found["first_broken"] == [{"file": str(log), "line": 5, "problem": "the line ends before its record does"}]
    assert (found["unreplayable"], found["missing"], found["unjudged"], found["broken"]) == (0, [], {}, 1)


def test_json_names_what_is_missing(run: Run, project: Path, limit: Callable[[int], None]) -> None:
    """So that a program can say which field to add."""
    path = project / "log.jsonl"
    path.write_text("\n".join(logged(project, {"dataRowSize": 5}, DWGATE_RECORD_FIELDS="ip")))
    limit(1000)
    found = json.loads(run("replay", str(path), "--format", "json").stdout)
    assert found["missing"] == [
        {
            "function": "data_download",
            "name": "event.dataRowSize",
            "why": "unrecorded",
            "records": 1,
            "rules": ["too-many-rows"],
        }
    ]


@pytest.mark.parametrize("name", ["log.jsonl", "-"])
def test_a_terminal_is_shown_how_far_it_is(
    name: str, log: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a part of a file, by a count of what comes in."""
    shown = io.StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(log.read_bytes())))
    seen: list[Any] = []
    update = Progress.update

    def spy(progress: Progress, task: Any, **fields: Any) -> None:
        seen.append((progress.tasks[0].total, fields))
        update(progress, task, **fields)

    monkeypatch.setattr(Progress, "update", spy)
    monkeypatch.chdir(project)
    reading = Reading([name])
    with progress(reading, "replaying") as look:
        for _ in reading.decisions():
            look()
    assert [fields["records"] for _, fields in seen] == [1, 2, 3]
    assert {total for total, _ in seen} == {reading.size}
    assert "records" in shown.getvalue()

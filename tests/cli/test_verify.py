"""``dwgate verify``: what it shows, what it notes, and how it ends."""

import gzip
import json
from pathlib import Path

import pytest

from cli.ran import Run
from records.sealed import NAMES, RECORD, sealed

FIRST, SECOND = NAMES[:2]
TIMES = [{**RECORD, "time": f"2026-11-18T1{hour}:00:00+08:00"} for hour in range(5)]
LINES = sealed([0, 1, 0, 0, 1], TIMES)
LAST = [json.loads(line)["chain"]["hash"] for line in (LINES[3], LINES[4])]


@pytest.fixture
def log(project: Path) -> Path:
    """A log of two instances, with lines of another kind in it."""
    path = project / "log.jsonl"
    path.write_text("\n".join(["FC Invoke Start RequestId: 1-a", *LINES]) + "\n")
    return path


def test_a_log_that_is_whole_is_told_by_its_instances(run: Run, log: Path) -> None:
    """Each with its records, its first and its last, and its head."""
    done = run("verify", log.name)
    assert done.stdout.decode().splitlines() == [
        "instance          records  first in Beijing  last              head",
        f"{FIRST}        3  2026-11-18 10:00  2026-11-18 13:00  {LAST[0][:12]}",
        f"{SECOND}        2  2026-11-18 11:00  2026-11-18 14:00  {LAST[1][:12]}",
        "",
        "5 records of 2 instances; 1 line without a record",
        "no findings",
    ]
    assert (done.stderr, done.returncode) == (b"", 0)


def test_findings_stand_at_their_lines(run: Run, log: Path) -> None:
    """As FILE:LINE, with the fault by its name; the command ends with 1."""
    log.write_text("\n".join([LINES[0], LINES[1].replace("FAIL", "OK"), *LINES[3:]]) + "\n")
    done = run("verify", log.name)
    assert done.stdout.decode().splitlines()[4:] == [
        f"log.jsonl:2: changed: record 0 of {SECOND} does not say what was logged under its hash",
        f"log.jsonl:3: missing: record 1 of {FIRST} is missing, between log.jsonl:1 and here",
        "",
        "4 records of 2 instances",
        "2 findings: 1 changed, 1 missing",
    ]
    assert done.returncode == 1


def test_many_findings_are_not_all_listed(run: Run, log: Path) -> None:
    """How many more there are is said, and of instances too."""
    log.write_text("\n".join([*[json.dumps(RECORD)] * 30, *LINES]))
    told = run("verify", log.name).stdout.decode()
    assert told.count("\nlog.jsonl:") == 20
    assert "\nno-chain: and 10 more\n" in told


def test_many_instances_are_not_all_listed(run: Run, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program is told of all."""
    monkeypatch.setattr("dwgate.cli.verify_output._MOST_ROWS", 1)
    assert "\n… and 1 instance more, which --format json tells\n" in run("verify", log.name).stdout.decode()
    assert len(json.loads(run("verify", log.name, "--format", "json").stdout)["instances"]) == 2


def test_a_program_is_told_all(run: Run, log: Path) -> None:
    """The instances, the findings with their places, and how many of each."""
    log.write_text("\n".join([*LINES[:2], *LINES[3:]]))
    done = run("verify", log.name, "--format", "json")
    assert json.loads(done.stdout) == {
        "records": 4,
        "lines_without_a_record": 0,
        "newest_first": False,
        "instances": [
            {
                "instance": name,
                "function": "data_download",
                "records": 2,
                "first": f"2026-11-18T1{first}:00:00+08:00",
                "last": f"2026-11-18T1{last}:00:00+08:00",
                "head": {"seq": seq, "hash": own},
            }
            for name, first, last, seq, own in ((FIRST, 0, 3, 2, LAST[0]), (SECOND, 1, 4, 1, LAST[1]))
        ],
        "counts": {"missing": 1},
        "findings": [
            {
                "fault": "missing",
                "file": "log.jsonl",
                "line": 3,
                "instance": FIRST,
                "seq": 2,
                "message": f"record 1 of {FIRST} is missing, between log.jsonl:1 and here",
            }
        ],
    }
    assert done.returncode == 1


def test_records_are_read_as_replay_reads_them(run: Run, project: Path) -> None:
    """From folders, compressed, and from standard input."""
    (project / "logs").mkdir()
    (project / "logs" / "1.gz").write_bytes(gzip.compress("\n".join(LINES[:2]).encode()))
    (project / "logs" / "2.csv").write_text(
        "message\n" + "".join(f'"{line.replace(chr(34), chr(34) * 2)}"\n' for line in LINES[2:])
    )
    assert run("verify", "logs").stdout.decode().endswith("5 records of 2 instances\nno findings\n")
    assert (
        run("verify", "-", stdin="\n".join(LINES[::-1]).encode())
        .stdout.decode()
        .endswith("5 records of 2 instances, the newest first\nno findings\n")
    )


def test_the_order_can_be_any(run: Run, log: Path) -> None:
    """Where that is said."""
    log.write_text("\n".join([*LINES[2:], *LINES[:2]]))
    assert run("verify", log.name).returncode == 1
    assert run("verify", log.name, "--any-order").returncode == 0


def test_the_end_is_held_against_what_was_noted(run: Run, log: Path, project: Path) -> None:
    """What was taken off since, and what was written anew."""
    assert run("verify", log.name, "--write-heads", "heads.json").returncode == 0
    noted = json.loads((project / "heads.json").read_text())
    assert noted == {"heads": {FIRST: {"seq": 2, "hash": LAST[0]}, SECOND: {"seq": 1, "hash": LAST[1]}}}
    assert run("verify", log.name, "--heads", "heads.json").returncode == 0
    log.write_text("\n".join([LINES[0], *LINES[2:3]]))
    assert run("verify", log.name).returncode == 0
    done = run("verify", log.name, "--heads", "heads.json")
    assert done.stdout.decode().splitlines()[3:] == [
        f"log.jsonl:2: cut-off: record 1 of {FIRST} is the last, and record 2 was noted",
        f"gone: no record of {SECOND} is there, and record 1 was noted",
        "",
        "2 records of 1 instance",
        "2 findings: 1 cut-off, 1 gone",
    ]
    assert done.returncode == 1


def test_a_part_goes_on_where_the_last_one_ended(run: Run, log: Path, project: Path) -> None:
    """Day by day, with the heads of the day before."""
    log.write_text("\n".join(LINES[:3]))
    assert run("verify", log.name, "--write-heads", "heads.json").returncode == 0
    log.write_text("\n".join(LINES[3:]))
    assert run("verify", log.name).returncode == 1
    assert run("verify", log.name, "--part").returncode == 0
    again = ("--part", "--heads", "heads.json", "--write-heads", "heads.json")
    assert run("verify", log.name, *again).returncode == 0
    assert json.loads((project / "heads.json").read_text())["heads"][FIRST] == {"seq": 2, "hash": LAST[0]}


def test_heads_are_not_noted_of_a_log_with_findings(run: Run, log: Path, project: Path) -> None:
    """What was changed would be taken for what was logged."""
    log.write_text("\n".join(LINES[1:]))
    done = run("verify", log.name, "--write-heads", "heads.json")
    assert done.stderr.decode() == "dwgate: heads.json was not written, since there are findings\n"
    assert done.returncode == 1
    assert not (project / "heads.json").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl: No such file"),
        (["empty.jsonl"], "there is no record in 1 line; a record is a line of JSON"),
        (["log.jsonl", "--heads", "nowhere.json"], "nowhere.json: No such file"),
        (["log.jsonl", "--heads", "log.jsonl"], "--heads: log.jsonl: it holds no heads"),
        (["log.jsonl", "--write-heads", "nowhere/heads.json"], "nowhere/heads.json: No such file"),
    ],
)
def test_what_cannot_be_read_ends_with_2(arguments: list[str], said: str, run: Run, log: Path) -> None:
    """In one line."""
    (log.parent / "empty.jsonl").write_text("FC Invoke Start RequestId: 1-a\n")
    done = run("verify", *arguments)
    assert done.stderr.decode().startswith(f"dwgate: {said}")
    assert done.stderr.count(b"\n") == 1
    assert done.returncode == 2


def test_a_log_that_is_empty_is_not_what_was_noted(run: Run, log: Path) -> None:
    """All of it has been taken away."""
    run("verify", log.name, "--write-heads", "heads.json")
    log.write_text("")
    done = run("verify", log.name, "--heads", "heads.json")
    assert done.stdout.decode().endswith("\n0 records of 0 instances\n2 findings: 2 gone\n")
    assert done.returncode == 1


def test_a_hostile_log_is_shown_in_one_line(run: Run, log: Path) -> None:
    """What stands in it moves no cursor, whatever the file is called."""
    hostile = log.with_name("a\x1b[2Jb.jsonl")
    hostile.write_text('{"kind": "decision", "result": "\x1b[2J"}\n')
    told = run("verify", str(hostile.name)).stdout
    assert b"\x1b" not in told
    assert b"no-record" in told


def test_the_table_fits_a_narrow_terminal(run: Run, log: Path) -> None:
    """Nothing of it is cut off: what is too wide stands below."""
    table = run("verify", log.name, COLUMNS="60").stdout.decode().partition("\n\n")[0]
    assert max(map(len, table.splitlines())) <= 60
    words = table.split()
    assert [words.count(part) for part in (LAST[0][:12], LAST[1][:12], "10:00", "14:00")] == [1] * 4
    assert "…" not in table

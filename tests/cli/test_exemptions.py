"""``dwgate exemptions`` as a person meets it."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.ran import Run

AT = ("--at", "2026-11-18T10:00:00+08:00")
LIMITS = "functions/data_download/policy/limits.yaml"
TOO_FAR = "is too far away; write a year from 0002 to 9998"
LATE = """\
  - rules: [too-many-rows, outside-the-office]
    when: operator == "8" || operator == "9"
    reason: closing
    owner: closing@example.com
    expires: 2026-11-10T20:00:05+08:00
"""


@pytest.fixture
def late(project: Path) -> None:
    """Add an exemption that has ended."""
    limits = project / LIMITS
    limits.write_text(limits.read_text() + LATE)


def log_of(*lifted: dict[str, str], path: str = "log", **more: Any) -> str:
    """Write a log of records, in each of which one exemption lifted a rule."""
    audit = {
        "rule": "too-many-rows",
        "reason": "quarterly audit extract",
        "owner": "data-governance@example.com",
        "expires": "2027-01-01T00:00:00+08:00",
    }
    document = {
        "kind": "decision",
        "message_id": None,
        "point": "download-resources",
        "result": "OK",
        "reasons": [],
        "problem": None,
        "policy_digest": "sha256:0",
        "function": "data_download",
        "time": "2026-11-17T14:03:00+08:00",
        **more,
    }
    lines = [
        json.dumps({**document, "decision_id": str(number), "rules": {"exempted": [{**audit, **one}] if one else []}})
        for number, one in enumerate(lifted)
    ]
    Path(path).write_text("".join(f"{line}\n" for line in lines))
    return path


USED: dict[str, str] = {"rule": "too-many-rows"}
NONE: dict[str, str] = {}


@pytest.mark.usefixtures("late")
def test_every_exemption_is_shown_with_its_end_and_its_owner(run: Run) -> None:
    """The first to end comes first."""
    done = run("exemptions", *AT)
    assert (
        done.stdout.decode()
        == """\
2026-11-10 20:00:05  expired 7 days ago
 function   data_download
 lifts      too-many-rows, outside-the-office
 when       operator == "8" || operator == "9"
 reason     closing
 owner      closing@example.com
 written in functions/data_download/policy/limits.yaml:26

2027-01-01  in 44 days
 function   data_download
 lifts      too-many-rows
 when       operator == "7"
 reason     quarterly audit extract
 owner      data-governance@example.com
 written in functions/data_download/policy/limits.yaml:21

2 exemptions, 1 expired; at 2026-11-18 10:00, Beijing time
"""
    )
    assert (done.stderr, done.returncode) == (b"", 0)


@pytest.mark.parametrize(
    ("at", "days", "code", "when"),
    [
        ("2026-11-18T10:00:00+08:00", "43", 0, "in 44 days"),
        ("2026-11-18T10:00:00+08:00", "44", 1, "in 44 days"),
        ("2026-12-01T23:00:00+08:00", "30", 0, "in 31 days"),
        ("2026-12-02T00:00:00+08:00", "30", 1, "in 30 days"),
        ("2026-12-31T00:00:00+08:00", "1", 1, "in 1 day"),
        ("2026-12-31T23:00:00+08:00", "0", 0, "in less than a day"),
        ("2027-01-01T00:00:00+08:00", "0", 1, "expired less than a day ago"),
        ("2027-01-02T00:00:00+08:00", "0", 1, "expired 1 day ago"),
    ],
)
def test_what_ends_within_the_days_asked_for_is_a_finding(run: Run, at: str, days: str, code: int, when: str) -> None:
    """And what has ended already, since nobody wants to keep it."""
    done = run("exemptions", "--at", at, "--expiring-in", days)
    assert done.returncode == code
    assert f"2027-01-01  {when}\n" in done.stdout.decode()
    assert run("exemptions", "--at", at).returncode == 0


def test_the_last_line_says_how_many_end_soon(run: Run) -> None:
    """CI shows it last."""
    told = run("exemptions", *AT, "--expiring-in", "60").stdout.decode()
    assert told.endswith("\n1 exemption, 1 expiring within 60 days; at 2026-11-18 10:00, Beijing time\n")


def test_a_policy_without_exemptions_has_none(run: Run, project: Path) -> None:
    """That is worth a line, and no finding."""
    limits = project / LIMITS
    limits.write_text(limits.read_text().partition("exemptions:")[0])
    done = run("exemptions", "--expiring-in", "30")
    assert (done.stdout, done.returncode) == (b"there are no exemptions\n", 0)


@pytest.mark.usefixtures("late")
def test_records_tell_how_often_an_exemption_was_used(run: Run) -> None:
    """One that was not used is shown with the records in which it was not."""
    log = log_of(USED, NONE, USED)
    told = run("exemptions", *AT, "--records", log).stdout.decode()
    assert " used       2 times, last on 2026-11-17 14:03\n" in told
    assert " used       never, in 3 records at 2026-11-17 14:03\n" in told
    assert "\n2 exemptions, 1 expired, 1 unused; at" in told


def test_records_without_a_time_are_counted_all_the_same(run: Run) -> None:
    """Earlier versions wrote none, and not every export has that of the log."""
    told = run("exemptions", *AT, "--records", log_of(USED, time=None)).stdout.decode()
    assert " used       1 time\n" in told
    told = run("exemptions", *AT, "--records", log_of(NONE, time=None)).stdout.decode()
    assert " used       never, in 1 record\n" in told


def test_the_span_of_the_records_is_shown(run: Run) -> None:
    """Whether it was long enough to call an exemption unused is for a person to say."""
    log_of(NONE, path="early", time="2026-10-01T00:00:00+08:00")
    told = run("exemptions", *AT, "--records", log_of(NONE), "--records", "early").stdout.decode()
    assert " used       never, in 2 records from 2026-10-01 to 2026-11-17 14:03\n" in told


def test_without_records_of_a_function_nothing_is_called_unused(run: Run) -> None:
    """Nobody can tell."""
    told = run("exemptions", *AT, "--records", log_of(USED, function="other")).stdout.decode()
    assert " used       not known: there are no records of data_download\n" in told
    assert "unused" not in told


def test_a_use_of_what_is_gone_is_shown(run: Run) -> None:
    """The exemption was changed or taken away after it had been used."""
    log = log_of({"owner": "li@example.com"}, {"owner": "li@example.com"})
    told = run("exemptions", *AT, "--records", log).stdout.decode()
    assert (
        "\ndata_download: too-many-rows was lifted 2 times by an exemption that is not in the policy now:"
        " quarterly audit extract (li@example.com), until 2027-01-01T00:00:00+08:00\n\n1 exemption, 1 unused;" in told
    )


def test_a_use_that_a_record_does_not_tell_whole_is_not_made_up(run: Run) -> None:
    """A record that was shortened may lack the end of it."""
    told = run("exemptions", *AT, "--records", log_of({"reason": "audit", "expires": ""})).stdout.decode()
    assert "by an exemption that is not in the policy now: the record does not tell which\n" in told


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_what_a_record_says_reaches_no_terminal_raw(run: Run, style: str) -> None:
    """Whoever has written it can neither move the cursor nor begin a line of their own."""
    forged = {"reason": "audit\n2 exemptions\x1b[1A", "owner": "\u202eil@example.com"}
    told = run("exemptions", *AT, "--records", log_of(forged), "--format", style).stdout.decode()
    assert all(line.isprintable() for line in told.split("\n"))
    assert "policy now: audit\ufffd2 exemptions\ufffd[1A (\ufffdil@example.com), until 2027" in told


def test_an_end_at_the_end_of_the_calendar_is_shown_as_it_is(run: Run, project: Path) -> None:
    """Some mean never by it."""
    limits = project / LIMITS
    limits.write_text(limits.read_text().replace("expires: 2027-01-01", "expires: 9999-12-31T23:59:59-05:00"))
    assert run("exemptions", *AT).stdout.decode().startswith("9999-12-31 23:59:59-05:00  in ")


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_time_at_the_end_of_the_calendar_is_none(run: Run, time: str) -> None:
    """Beijing's clock has no such time."""
    told = run("exemptions", *AT, "--records", log_of(USED, time=time)).stdout.decode()
    assert " used       1 time\n" in told


def test_several_logs_are_read(run: Run) -> None:
    """Files, folders and standard input."""
    Path("logs").mkdir()
    logs = [log_of(USED), log_of(USED, path="logs/more")]
    stdin = Path(logs[0]).read_bytes()
    done = run("exemptions", *AT, "--records", "log", "--records", "logs", "--records", "-", stdin=stdin)
    assert " used       3 times" in done.stdout.decode()


def test_lines_that_are_broken_are_counted(run: Run) -> None:
    """The others are read all the same."""
    with Path(log_of(USED)).open("a") as log:
        log.write('{"kind": "decision", "decis\n')
    done = run("exemptions", *AT, "--records", "log")
    assert done.stderr.decode() == "1 line could not be read, the first log:2: the line ends before its record does\n"
    assert " used       1 time, " in done.stdout.decode()


@pytest.mark.usefixtures("late")
def test_a_program_reads_json(run: Run) -> None:
    """With all that the text says."""
    log = log_of(USED, {"owner": "li@example.com"})
    done = run("exemptions", *AT, "--records", log, "--format", "json", "--expiring-in", "60")
    document = json.loads(done.stdout)
    tally = {"count": 1, "first": "2026-11-17T14:03:00+08:00", "last": "2026-11-17T14:03:00+08:00"}
    assert document["exemptions"][1] == {
        "function": "data_download",
        "rules": ["too-many-rows"],
        "condition": 'operator == "7"',
        "reason": "quarterly audit extract",
        "owner": "data-governance@example.com",
        "expires": "2027-01-01T00:00:00+08:00",
        "days_left": 44,
        "state": "expiring",
        "source": f"{LIMITS}:21",
        "used": tally,
        "is_unused": False,
    }
    assert [(one["state"], one["days_left"], one["is_unused"]) for one in document["exemptions"]] == [
        ("expired", -7, True),
        ("expiring", 44, False),
    ]
    assert (document["at"], document["expiring_in"]) == ("2026-11-18T10:00:00+08:00", 60)
    assert document["records"] == {"data_download": {**tally, "count": 2}}
    (unmatched,) = document["unmatched"]
    assert (unmatched["function"], unmatched["owner"], unmatched["count"]) == ("data_download", "li@example.com", 1)
    assert done.returncode == 1


def test_json_without_records_says_nothing_of_uses(run: Run) -> None:
    """Null is not zero."""
    document = json.loads(run("exemptions", *AT, "--format", "json").stdout)
    assert (document["records"], document["unmatched"], document["expiring_in"]) == (None, None, None)
    assert (document["exemptions"][0]["used"], document["exemptions"][0]["is_unused"]) == (None, None)


@pytest.mark.usefixtures("late")
def test_a_page_takes_a_table(run: Run) -> None:
    """A bar in a condition does not end its cell."""
    told = run("exemptions", *AT, "--format", "markdown").stdout.decode()
    assert told == (
        "| expires | function | rules | when | reason | owner |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| 2026-11-10 20:00:05, expired 7 days ago | `data_download` | `too-many-rows`, `outside-the-office` |"
        ' `operator == "8" \\|\\| operator == "9"` | closing | closing@example.com |\n'
        '| 2027-01-01, in 44 days | `data_download` | `too-many-rows` | `operator == "7"` | quarterly audit extract |'
        " data-governance@example.com |\n"
    )
    log = log_of({"owner": "li@example.com"})
    told = run("exemptions", *AT, "--format", "markdown", "--records", log).stdout.decode()
    assert told.startswith("| expires | function | rules | when | reason | owner | used |\n")
    assert "\n\ndata_download: too-many-rows was lifted 1 time by an exemption that is not" in told


def test_functions_can_be_chosen(run: Run) -> None:
    """Those of others are not shown."""
    assert b"quarterly audit extract" in run("exemptions", "data_download").stdout
    done = run("exemptions", "data_upload")
    assert "there is no function data_upload" in done.stderr.decode()


def test_a_policy_that_does_not_compile_is_a_finding(run: Run, project: Path) -> None:
    """Its exemptions are not known, and may have ended."""
    (project / LIMITS).write_text("rules: []\n")
    done = run("exemptions")
    assert done.stderr.decode() == (
        "data_download does not compile, so its exemptions are not listed: 1 finding in 1 file; run dwgate check\n"
    )
    assert (done.stdout, done.returncode) == (b"there are no exemptions\n", 1)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--expiring-in", "-3"], "--expiring-in: -3 is no number of days; write 30"),
        (["--records", "nowhere"], "nowhere: No such file or directory"),
        (["--records", ""], "the file: its path is empty; write - for standard input"),
        (["--at", "9999-12-31T23:00:00-05:00"], f"--at: 9999-12-31T23:00:00-05:00 {TOO_FAR}"),
        (["--at", "0001-01-01T00:00:00+23:59"], f"--at: 0001-01-01T00:00:00+23:59 {TOO_FAR}"),
        (["--records", LIMITS], f"there is no record in {LIMITS}: a record is a line that a function logged"),
        (["--at", "2026-11-18"], "--at: 2026-11-18 says no time zone; write 2026-11-18T10:00:00+08:00"),
    ],
)
def test_a_mistake_is_told_in_one_line(run: Run, arguments: list[str], problem: str) -> None:
    """With exit code 2, and nothing on standard output."""
    done = run("exemptions", *arguments)
    assert done.stderr.decode() == f"dwgate: {problem}\n"
    assert (done.stdout, done.returncode) == (b"", 2)


def test_a_project_without_functions_has_nothing_to_look_at(run: Run, project: Path) -> None:
    """Most likely it is the wrong folder."""
    (project / "functions" / "data_download").rename(project / "elsewhere")
    assert "there is no function to look at" in run("exemptions").stderr.decode()


def test_a_narrow_terminal_folds_a_long_condition(run: Run) -> None:
    """Nothing is cut off."""
    told = run("exemptions", *AT, COLUMNS="30").stdout.decode()
    assert " reason     quarterly audit\n            extract\n" in told

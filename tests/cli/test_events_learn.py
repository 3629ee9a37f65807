"""``dwgate events learn``: what the records of a log teach, in text, as JSON, and as a patch."""

import json
from pathlib import Path

import pytest

from cli.ran import Run
from learning.logged import export, logged

ASSET = {"projectId": 91864, "assetName": "x", "asset": {"level": 3}, "empty": []}


def test_what_is_new_is_shown_by_event(run: Run, project: Path) -> None:
    """Fields with their types, values, what was not readable, what never came, and what the patch leaves out."""
    file = export(
        project / "log.jsonl",
        logged("download-resources", {"approvalId": "a", "moduleType": "spark", "tenantId": None}),
        logged("download-resources", {"dataRowSize": "many", "tenantId": None}),
        logged("commit-file"),
        logged("asset-publish", ASSET),
        logged("asset-publish", {f"f{number}": 1 for number in range(70)}),
        logged("asset-publish", ASSET, trial=True),
    )
    done = run("events", "learn", file, COLUMNS="100")
    assert (done.returncode, done.stderr) == (0, b"")
    told = done.stdout.decode()
    assert told.index("asset-publish  2 records\n") < told.index("commit-file  1 record\n  nothing new\n")
    assert "  fields, of which DataWorks publishes none:\n" in told
    assert "  asset.level  number  1\n" in told
    assert "  1 record may show less than came\n" in told
    assert "  not in the patch  empty: what is in the list was not seen, or is a list\n" in told
    assert "download-resources  2 records\n  fields that are not documented:\n" in told
    assert "  approvalId  string  1\n" in told
    assert "  unlisted value  moduleType: spark (1)\n" in told
    assert "  unreadable  dataRowSize: is documented as a whole number and came as" in told
    assert "  never came  tenantId (in 2 records)\n" in told
    assert told.endswith("6 records: something new of 2 events\n1 record of trials, or of no message, passed over\n")


def test_that_nothing_is_new_is_said(run: Run, project: Path) -> None:
    """And there is nothing for a patch; a broken line is counted."""
    file = Path(export(project / "log.jsonl", logged("commit-file"), logged("deploy-file")))
    file.write_text(file.read_text() + '{"kind": "decision", "decision_id": "x\n')
    done = run("events", "learn", str(file), "--patch", "fields.patch")
    assert done.returncode == 0
    told = done.stdout.decode()
    assert told.count("  nothing new\n") == 2
    assert "2 records: nothing new\n" in told
    assert "that begin like a record and are not whole, passed over" in told
    assert done.stderr.decode() == "dwgate: there is nothing for a patch, and none is written\n"
    assert not (project / "fields.patch").exists()


def test_a_patch_is_written_where_it_is_asked_for(run: Run, project: Path) -> None:
    """With what to do about it."""
    file = export(project / "log.jsonl", logged("asset-publish", ASSET))
    done = run("events", "learn", file, "--patch", "fields.patch")
    assert done.returncode == 0
    assert done.stderr.decode() == (
        "dwgate: fields.patch adds the fields of asset-publish; in a clone of dwgate: git apply fields.patch\n"
    )
    assert '+  {"name": "assetName", "type": "String"' in (project / "fields.patch").read_text(encoding="utf-8")


def test_records_come_from_standard_input_too(run: Run) -> None:
    """As a program reads them: JSON, and nothing else."""
    lines = "".join(f"{json.dumps(logged('asset-publish', ASSET))}\n" for _ in range(2))
    done = run("events", "learn", "-", "--format", "json", stdin=lines.encode())
    (event,) = json.loads(done.stdout)["events"]
    assert event["event"] == "asset-publish"
    assert event["new_fields"]["asset.level"] == {"number": 2}
    assert (event["in_patch"], list(event["not_in_patch"])) == (True, ["empty"])
    assert done.stderr == b""


@pytest.mark.parametrize("columns", ["80", "120"])
def test_names_that_somebody_has_sent_are_shown_harmlessly(columns: str, run: Run, project: Path) -> None:
    """No control character reaches a terminal, no name fills it, and markup is text."""
    body = {"\x1b[2Jclear": 1, "a\u202eb": 2, "c\nd": 3, "x" * 900: 4, "[red]name[/red]": 5}
    values = {"moduleType": "\x1b]0;title\x07"}
    records = [logged("asset-publish", body), logged("download-resources", {**values, "\x07bell": "\x00"})]
    file = export(project / "log.jsonl", *records)
    told = run("events", "learn", file, COLUMNS=columns).stdout.decode()
    assert [line for line in told.splitlines() if not line.isprintable()] == []
    assert "[red]name[/red]" in told
    assert "x" * 65 not in told
    assert max(map(len, told.splitlines())) < 160
    written = run("events", "learn", file, "--format", "json").stdout.decode()
    assert [line for line in written.splitlines() if not line.isprintable()] == []
    assert "\x1b[2Jclear" in json.loads(written)["events"][0]["new_fields"]


def test_many_values_are_counted(run: Run, project: Path) -> None:
    """The first are shown."""
    file = export(project / "log.jsonl", *(logged("download-resources", {"moduleType": f"m{at}"}) for at in range(12)))
    told = run("events", "learn", file).stdout.decode()
    assert "moduleType: m0 (1), m1 (1)" in told
    assert "and 4 more" in told


def test_no_record_is_a_mistake(run: Run, project: Path) -> None:
    """Whoever names a file that holds none learns it."""
    (project / "log.txt").write_text("FC Invoke Start RequestId: 1\n")
    done = run("events", "learn", "log.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "dwgate: there is no record in log.txt; give lines of the functions' log, as exported\n"
    )
    assert run("events", "learn", "missing.jsonl").returncode == 2

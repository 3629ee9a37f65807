"""``dwgate events new``: a message as DataWorks would send it, with what is set in it."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cli.ran import Done, Run
from dwgate.cli.events.new_message import new_message
from dwgate.events import catalogue
from dwgate.events.event import Event, parse
from dwgate.policy.decision import BEIJING

EVERY = [*catalogue.events(), *catalogue.unpublished()]
FUNCTION_COMPUTE = [code for code in EVERY if catalogue.find(code).function_compute]


def read(payload: bytes, code: str) -> Event:
    """The message as the gate reads it."""
    (event,) = parse(payload, [code])
    assert isinstance(event, Event), event
    return event


def body(done: Done) -> dict[str, Any]:
    """The body of the message that was written."""
    assert done.returncode == 0, done.stderr.decode()
    document = json.loads(done.stdout)
    found: dict[str, Any] = document.get("messageBody") or document["data"]
    return found


@pytest.mark.parametrize("code", EVERY)
def test_a_message_of_every_event_is_read_without_a_doubt(code: str, run: Run) -> None:
    """It is of the event, all of it is readable, and none of it unknown to the catalogue."""
    done = run("events", "new", code)
    event = read(done.stdout, code)
    assert (done.returncode, event.point, dict(event.unreadable)) == (0, code, {})
    assert catalogue.find(code).is_open or dict(event.unknown) == {}
    assert event.operator or event.tenant or event.values
    usual = "function-compute" if catalogue.find(code).function_compute else "eventbridge"
    assert event.envelope == usual


@pytest.mark.parametrize("code", ["download-resources", "download-resources-execute", "upload-data-to-table"])
def test_a_message_comes_in_the_envelope_that_is_asked_for(code: str, run: Run) -> None:
    """Where DataWorks sends it in both."""
    for option, envelope in [("--eventbridge", "eventbridge"), ("--function-compute", "function-compute")]:
        event = read(run("events", "new", code, option).stdout, code)
        assert (event.envelope, dict(event.unreadable), dict(event.unknown)) == (envelope, {}, {})


def test_no_two_messages_have_one_id(run: Run) -> None:
    """So that the second is judged too."""
    for code in ("download-resources", "commit-file"):
        first, second = (read(run("events", "new", code).stdout, code).message_id for _ in range(2))
        assert first != second
        assert re.fullmatch(r"[0-9a-f-]{36}", str(first))


def test_a_message_of_eventbridge_is_published_now() -> None:
    """In the spelling of the documented samples, in Beijing's time."""
    now = datetime.fromisoformat("2026-11-18T02:00:00.250Z")
    document = new_message(catalogue.find("commit-file"), "eventbridge", now)
    assert (document["time"], document["aliyunpublishtime"]) == (
        "2026-11-18T10:00:00+08:00",
        "2026-11-18T10:00:00.250PRC",
    )
    event = read(json.dumps(document).encode(), "commit-file")
    assert event.published == datetime(2026, 11, 18, 10, 0, 0, 250_000, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("code", "assignment", "path", "value"),
    [
        ("download-resources", "dataRowSize=100001", ["dataRowSize"], 100001),
        ("download-resources", "operatorUid=7", ["operatorUid"], "7"),
        ("download-resources", "sqlText=select 1 = 1", ["sqlText"], "select 1 = 1"),
        ("download-resources", 'fileName="a b.csv"', ["fileName"], "a b.csv"),
        ("download-resources", "fileName=", ["fileName"], ""),
        ("commit-file", "blockBusiness=true", ["blockBusiness"], True),
        ("backfill-data", "includeNodeIds=[1, 2]", ["includeNodeIds"], [1, 2]),
        ("backfill-data", "includeNodeIds.0=7", ["includeNodeIds", 0], 7),
        ("start-diJob", "setting.timeZone=Asia/Tokyo", ["setting", "timeZone"], "Asia/Tokyo"),
        ("start-diJob", 'setting={"timeZone": "Asia/Tokyo"}', ["setting", "timeZone"], "Asia/Tokyo"),
        ("asset-publish", "assetName=客户", ["assetName"], "客户"),
        ("asset-publish", "level=3", ["level"], 3),
        ("asset-publish", 'level="3"', ["level"], "3"),
        ("asset-publish", "by=null", ["by"], None),
        ("asset-publish", "asset.tags=[1]", ["asset", "tags"], [1]),
    ],
)
def test_a_value_has_the_type_of_its_field(code: str, assignment: str, path: list[Any], value: Any, run: Run) -> None:
    """That which DataWorks documents, or what JSON makes of it where there is none."""
    found: Any = body(run("events", "new", code, "--set", assignment))
    for part in path:
        found = found[part]
    assert found == value
    assert type(found) is type(value)


def test_a_number_with_a_fraction_fits_a_double(run: Run) -> None:
    """A field that is documented as one takes it."""
    code, name = next(
        (code, field.name) for code in EVERY for field in catalogue.find(code).fields if field.type == "Double"
    )
    assert body(run("events", "new", code, "--set", f"{name}=0.25"))[name] == 0.25
    assert run("events", "new", code, "--set", f"{name}=true").returncode == 2


def test_a_field_is_taken_out_before_others_are_set(run: Run) -> None:
    """As in a policy's test."""
    done = run("events", "new", "start-diJob", "--unset", "setting", "--set", "setting.timeZone=UTC")
    assert body(done)["setting"] == {"timeZone": "UTC"}
    assert "nodeId" not in body(run("events", "new", "commit-file", "--unset", "nodeId"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["download-resource"], "DataWorks has no event download-resource; did you mean download-resources?"),
        (
            ["download-resources", "--set", "dataRowSise=1"],
            (
                "--set dataRowSise: DataWorks documents no field dataRowSise at download-resources; "
                "did you mean dataRowSize?"
            ),
        ),
        (
            ["download-resources", "--unset", "dataRowSise"],
            (
                "--unset dataRowSise: DataWorks documents no field dataRowSise at download-resources; "
                "did you mean dataRowSize?"
            ),
        ),
        (
            ["download-resources", "--set", "dataRowSize"],
            "--set dataRowSize sets nothing; write --set dataRowSize=100001",
        ),
        (["download-resources", "--set", "=1"], "--set =1 sets nothing; write --set dataRowSize=100001"),
        (
            ["download-resources", "--set", "dataRowSize=many"],
            (
                "--set dataRowSize: dataRowSize is a whole number; to send it as a text, write "
                "--set 'dataRowSize=\"many\"'"
            ),
        ),
        (
            ["commit-file", "--set", "blockBusiness=yes"],
            (
                "--set blockBusiness: blockBusiness is true or false; to send it as a text, write "
                "--set 'blockBusiness=\"yes\"'"
            ),
        ),
        (
            ["backfill-data", "--set", "includeNodeIds=1,2"],
            (
                "--set includeNodeIds: includeNodeIds is a list, written as JSON: [1, 2]; to send it as a text, write "
                "--set 'includeNodeIds=\"1,2\"'"
            ),
        ),
        (
            ["start-diJob", "--set", "setting=[1]"],
            (
                '--set setting: setting is an object, written as JSON: {"name": 1}; to send it as a text, write '
                "--set 'setting=\"[1]\"'"
            ),
        ),
        (
            ["backfill-data", "--set", "includeNodeIds.9=1"],
            "includeNodeIds.9: the list has 1 items, the first of which is 0",
        ),
        (["commit-file", "--function-compute"], "EventBridge alone brings commit-file; leave --function-compute out"),
        (
            ["asset-publish", "--eventbridge"],
            "DataWorks does not publish the EventBridge type of asset-publish; leave --eventbridge out",
        ),
        (
            ["download-resources", "--eventbridge", "--function-compute"],
            "a message has one envelope; give --eventbridge or --function-compute",
        ),
        (
            ["asset-publish", "--set", "eventCode=commit-file"],
            "a message like this is not read: the message is of commit-file; this function serves asset-publish",
        ),
        (["commit-file", "-o", "no/such/folder.json"], "no/such/folder.json: No such file or directory"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], told: str, run: Run) -> None:
    """What is wrong, and what to write; nothing is written instead."""
    done = run("events", "new", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"dwgate: {told}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["download-resources"], []),
        (
            ["download-resources", "--set", 'dataRowSize="many"'],
            [
                (
                    "event.dataRowSize is documented as a whole number and came as a string that cannot be converted: "
                    "a rule that reads it cannot be judged"
                )
            ],
        ),
        (
            ["download-resources", "--set", "moduleType=spark"],
            ["DataWorks lists other values for moduleType: entity_transfer, develop_query, sqlx_query, dw_excel"],
        ),
        (["download-resources", "--set", "moduleType=DW_EXCEL"], []),
        (
            ["asset-publish"],
            [
                (
                    "DataWorks publishes no message of asset-publish: the names in the envelope are made up, and the "
                    "fields are the least that is read; dwgate events learn finds the real ones in records"
                )
            ],
        ),
        (
            ["delete-data-quality-evaluation-task-notification"],
            [
                (
                    "DataWorks documents no message of delete-data-quality-evaluation-task-notification: its fields "
                    "are the least that is read"
                )
            ],
        ),
    ],
)
def test_what_is_special_about_a_message_is_said(arguments: list[str], told: list[str], run: Run) -> None:
    """On standard error: the message alone goes to standard output."""
    done = run("events", "new", *arguments)
    assert done.returncode == 0
    assert json.loads(done.stdout)
    assert done.stderr.decode().splitlines() == [f"dwgate: {line}" for line in told]


def test_a_message_can_be_written_to_a_file_and_invoked(run: Run, project: Path) -> None:
    """Standard output gets nothing then."""
    done = run("events", "new", "download-resources", "--set", "dataRowSize=100001", "-o", "message.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (project / "message.json").read_text(encoding="utf-8").endswith("}\n")
    answer = json.loads(run("invoke", "data_download", "-e", "message.json").stdout)
    assert answer["checkResult"] == "FAIL"
    piped = run("events", "new", "download-resources", "--set", "dataRowSize=5").stdout
    assert json.loads(run("invoke", "data_download", "-e", "-", stdin=piped).stdout) == {"checkResult": "OK"}
